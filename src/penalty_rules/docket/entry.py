"""Entry: a header, a body, and sometimes an identity; the headers form a chain of digests (docs/docket.md §2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Literal, NamedTuple

import orjson

from ..canonical import canonical, digest

SCHEMA: Final = "penalty-rules/entry/1"
GENESIS: Final = "penalty-rules/docket/1"
Kind = Literal["advice", "disposition"]


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the archive: its canonical bytes are what its digest was taken of."""

    digest: str
    kind: Literal["law", "vocabulary", "matters", "ruleset", "layout"]
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry before it has its place in the chain. `archive`: the documents that it refers to by digest."""

    kind: Kind
    recorder: str
    case: str
    jurisdiction: str
    domain: str
    authority: str | None
    matters: str
    party: str | None
    decided: str
    outcome: str
    body: bytes
    identity: bytes | None = None
    refers_to: int | None = None
    corrects: int | None = None
    request: str | None = None
    archive: tuple[Document, ...] = field(default=(), compare=False, repr=False)


class Link(NamedTuple):
    """The end of a chain: how many entries, the digest of the last, and when it was recorded ("" before the first)."""

    seq: int
    digest: str
    recorded_at: str


class Header(NamedTuple):
    """The columns of an entry that are hashed, in alphabetical order of their names."""

    authority: str | None
    body: str
    case: str
    clock: str | None
    corrects: int | None
    decided: str
    domain: str
    identity: str | None
    jurisdiction: str
    kind: str
    matters: str
    outcome: str
    party: str | None
    previous: str
    recorded_at: str
    recorder: str
    refers_to: int | None
    request: str | None
    seq: int

    def canonical(self) -> bytes:
        """The canonical bytes: those that the digest of the entry is taken of."""
        return canonical({**self._asdict(), "schema": SCHEMA})


class Entry(NamedTuple):
    """An entry as recorded; `body` and `identity` are canonical JSON texts."""

    header: Header
    digest: str
    body: str
    identity: str | None

    @property
    def seq(self) -> int:
        return self.header.seq

    @property
    def link(self) -> Link:
        return Link(self.header.seq, self.digest, self.header.recorded_at)

    def told(self) -> Mapping[str, Any]:
        """The body, decoded."""
        told: Mapping[str, Any] = orjson.loads(self.body)
        return told


@dataclass(frozen=True)
class Genesis:
    """What a docket is before its first entry."""

    docket: str
    created: str
    algorithm: str = "sha256"

    @cached_property
    def told(self) -> Mapping[str, str]:
        return {"algorithm": self.algorithm, "created": self.created, "docket": self.docket, "schema": GENESIS}

    @cached_property
    def link(self) -> Link:
        """The beginning of the chain."""
        return Link(0, digest(canonical(self.told), self.algorithm), "")


def seal(draft: Draft, after: Link, clock: str, algorithm: str) -> Entry:
    """The draft in its place behind `after`. Time never runs backwards: a clock set back is noted in `clock`."""
    back = clock < after.recorded_at
    header = Header(
        draft.authority, digest(draft.body, algorithm), draft.case, clock if back else None, draft.corrects,
        draft.decided, draft.domain, None if draft.identity is None else digest(draft.identity, algorithm),
        draft.jurisdiction, draft.kind, draft.matters, draft.outcome, draft.party, after.digest,
        after.recorded_at if back else clock, draft.recorder, draft.refers_to, draft.request, after.seq + 1,
    )  # fmt: skip
    identity = None if draft.identity is None else draft.identity.decode()
    return Entry(header, digest(header.canonical(), algorithm), draft.body.decode(), identity)
