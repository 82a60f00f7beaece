"""Stretch: a part of the chain, read as the driver gives it and checked against its digests.

Here each microsecond counts. The path of a sound entry is written out in one loop; what is wrong with an unsound one is
worked out apart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, Literal

import orjson
from sqlalchemy import Connection

from .entry import Genesis
from .rows import BODY, BODY_DIGEST, DIGEST, IDENTITY, IDENTITY_DIGEST, KEYS, PREVIOUS, RECORDED, SEQ, Row, pages

Kind = Literal[
    "genesis", "missing", "header", "link", "time", "body", "identity", "head", "signature", "archive", "unreadable"
]  # fmt: skip
LIMIT: Final = 1000  # findings that are told; further ones are counted
_LAW, _LAYOUT = b'"law":"', b'"layout":"'  # in canonical JSON only a key looks so: a quote inside a text is escaped


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold. `seq`: the entry; 0 is the genesis, or a document that no entry names."""

    seq: int
    kind: Kind
    what: str

    def __str__(self) -> str:
        return f"{f'entry {self.seq}' if self.seq else 'docket'}: {self.kind}: {self.what}"


@dataclass(slots=True)
class Stretch:
    """What a part of the chain showed. `named`: the laws and layouts named in bodies, each with its first entry."""

    count: int = 0
    findings: list[Finding] = field(default_factory=list)
    more: int = 0
    named: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, finding: Finding) -> None:
        if len(self.findings) < LIMIT:
            self.findings.append(finding)
        else:
            self.more += 1


def examine(connection: Connection, genesis: Genesis, after: int, last: int) -> Stretch:
    """The entries behind `after` up to `last`, and whether the first is linked to the one before it."""
    stretch, marked = Stretch(), dict[bytes, int]()
    sign, new, dumps = genesis.algorithm + ":", hasher(genesis.algorithm), orjson.dumps
    seq = after
    try:
        previous, recorded = _before(connection, genesis, after)
        for page in pages(connection, after, last):
            for row in page:
                try:
                    sound = (
                        row[SEQ] == seq + 1
                        and row[PREVIOUS] == previous
                        and row[RECORDED] >= recorded
                        and row[DIGEST] == sign + new(dumps(dict(zip(KEYS, row, strict=False)))).hexdigest()
                        and row[BODY_DIGEST] == sign + new(row[BODY]).hexdigest()
                        and row[IDENTITY_DIGEST]
                        == (None if row[IDENTITY] is None else sign + new(row[IDENTITY]).hexdigest())
                    )
                except TypeError:  # bytes or nothing where a text should be
                    sound = False
                if sound:
                    _mark(row[BODY], marked, seq + 1)
                else:
                    for finding in _Unsound(row, seq, previous, recorded, genesis.algorithm).findings():
                        stretch.add(finding)
                seq, previous, recorded = row[SEQ], row[DIGEST], row[RECORDED]
            stretch.count += len(page)
        if seq < last:
            stretch.add(_gap(seq + 1, last))
    except connection.dialect.loaded_dbapi.Error as error:
        stretch.add(Finding(seq + 1, "unreadable", f"the database reads no further: {error}"))
    stretch.named = {_named(mark): first for mark, first in marked.items()}
    return stretch


def hasher(algorithm: str) -> Callable[[bytes], Any]:
    """What makes the hash object of some bytes; raises ValueError where the platform lacks the algorithm."""
    hashlib.new(algorithm)
    return hashlib.sha256 if algorithm == "sha256" else partial(hashlib.new, algorithm)


class _Unsound:
    """An entry of which something does not hold: what."""

    def __init__(self, row: Row, seq: int, previous: object, recorded: object, algorithm: str) -> None:
        self.row, self.after, self.previous, self.recorded = row, seq, previous, recorded
        self.sign, self.new = algorithm + ":", hasher(algorithm)

    def findings(self) -> Iterator[Finding]:
        row, seq = self.row, self.row[SEQ]
        if seq != self.after + 1:
            yield _gap(self.after + 1, seq - 1)
        if not self._header():
            yield Finding(seq, "header", "its columns are not those that its digest was taken of")
        elif seq == self.after + 1 and self.previous is not None and row[PREVIOUS] != self.previous:
            # a sound header says what came before: it is the other one that is not what it was
            kind: Kind = "link" if self.after else "genesis"
            yield Finding(self.after, kind, f"it is not what entry {seq} was recorded after")
        if not self._part(row[BODY], row[BODY_DIGEST]):
            yield Finding(seq, "body", "it is not the body that the header names")
        if not self._part(row[IDENTITY], row[IDENTITY_DIGEST]):
            yield Finding(seq, "identity", "it is not the identity that the header names")
        if isinstance(row[RECORDED], str) and isinstance(self.recorded, str) and row[RECORDED] < self.recorded:
            yield Finding(seq, "time", "it was recorded before the entry before it")

    def _header(self) -> bool:
        try:
            told = orjson.dumps(dict(zip(KEYS, self.row, strict=False)))
        except TypeError:
            return False
        return bool(self.row[DIGEST] == self.sign + self.new(told).hexdigest())

    def _part(self, part: object, named: object) -> bool:
        if isinstance(part, bytes):
            return bool(named == self.sign + self.new(part).hexdigest())
        return part is None and named is None


def _gap(first: int, last: int) -> Finding:
    return Finding(
        first, "missing", "it is not there" if first == last else f"the entries from here to {last} are not there"
    )


def _before(connection: Connection, genesis: Genesis, after: int) -> tuple[object, object]:
    """Digest and time of the entry before a stretch; nothing where it is missing."""
    if after == 0:
        return genesis.link.digest, genesis.link.recorded_at
    page = next(pages(connection, after - 1, after), None)
    return (page[0][DIGEST], page[0][RECORDED]) if page else (None, None)


def _mark(body: bytes, marked: dict[bytes, int], seq: int) -> None:
    """Note what a body names as law and as layouts, without reading all of it as JSON.

    Its keys are sorted: the law is named behind the case, and the layouts behind the law.
    """
    law = body.rfind(_LAW)
    if law < 0:
        return
    named = body[law : body.find(b'"', law + len(_LAW))]
    if named not in marked:
        marked[named] = seq
    at = body.rfind(_LAYOUT, law)
    while at >= 0:
        named = body[at : body.find(b'"', at + len(_LAYOUT))]
        if named not in marked:
            marked[named] = seq
        at = body.rfind(_LAYOUT, law, at)


def _named(mark: bytes) -> tuple[str, str]:
    """`"law":"sha256:…` as kind and digest."""
    kind, _, digest = mark.decode(errors="replace")[1:].partition('":"')
    return kind, digest
