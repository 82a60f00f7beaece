"""Archived: whether all that entries name is in the archive, each document under its own digest, kind and name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from sqlalchemy import Connection

from ..canonical import ALGORITHMS, algorithm_of, digest
from ..errors import PenaltyRulesError
from .chain import Finding
from .rows import every

_STATEMENT: Final = "SELECT digest, kind, name, content FROM archive ORDER BY digest"
_SHAPES: Final = {
    frozenset({"domain", "vocabulary", "matters", "rulesets"}): "law",
    frozenset({"predicates", "branches"}): "layout",
    frozenset({"circumstances"}): "vocabulary",
}


@dataclass(slots=True)
class _Wanted:
    """A document that is named: as what, under which names, and by which entry first (0: by a law that none names)."""

    kind: str
    first: int
    names: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A document of the archive: what the row says, what the content says (`told` only of a law)."""

    kind: object
    name: object
    fault: str | None
    is_kind: str = ""
    is_name: str | None = None
    told: Mapping[str, Any] | None = None


def archive_findings(connection: Connection, named: Mapping[tuple[str, str], int]) -> Iterator[Finding]:
    """What does not hold of the archive. `named`: kind and digest of what bodies name, each with its first entry.

    A document that nothing names may be there: it was archived for a submission that was then refused.
    """
    kept = {row[0]: _kept(*row) for row in every(connection, _STATEMENT)}
    wanted = {name: _Wanted(kind, seq) for (kind, name), seq in named.items() if algorithm_of(name) in ALGORITHMS}
    for name, document in kept.items():
        if document.told is not None:
            _ask(document.told, wanted[name].first if name in wanted else 0, wanted)
    for name, want in wanted.items():
        if name not in kept:
            yield Finding(want.first, "archive", f"the archive lacks the {want.kind} {name} that it was decided under")
    for name, document in kept.items():
        want = wanted.get(name, _Wanted(document.is_kind, 0))
        if fault := document.fault or _misplaced(document, want):
            yield Finding(want.first, "archive", f"document {name} {fault}")


def _kept(named: object, kind: object, name: object, content: object) -> _Kept:
    if not isinstance(content, str) or not isinstance(named, str):
        return _Kept(kind, name, "is no text")
    blob = content.encode(errors="surrogateescape")
    try:
        if algorithm_of(named) not in ALGORITHMS or digest(blob, algorithm_of(named)) != named:
            return _Kept(kind, name, "is not what its digest was taken of")
        told = orjson.loads(blob)
        is_kind = _kind(told)
    except (PenaltyRulesError, orjson.JSONDecodeError) as error:
        return _Kept(kind, name, f"cannot be checked: {error}")
    match is_kind:
        case "law":
            return _Kept(kind, name, None, is_kind, told["domain"], told)
        case "ruleset":
            return _Kept(kind, name, None, is_kind, f"{told['id']}@{told['version']}")
        case "layout":
            return _Kept(kind, name, None, is_kind, "")
        case _:
            return _Kept(kind, name, None, is_kind)


def _kind(told: object) -> str:
    """The kind of a document, by its keys: the column is covered by no digest."""
    keys = frozenset(told) if isinstance(told, dict) else frozenset()
    return _SHAPES.get(keys) or ("ruleset" if {"id", "version"} <= keys else "matters")


def _ask(law: Mapping[str, Any], first: int, wanted: dict[str, _Wanted]) -> None:
    """What a law names is wanted too, by the entry that named the law first."""
    parts = [("vocabulary", law["vocabulary"], law["domain"]), ("matters", law["matters"], law["domain"])]
    for kind, named, name in [*parts, *(("ruleset", named, name) for name, named in law["rulesets"].items())]:
        want = wanted.setdefault(named, _Wanted(kind, first))
        want.first = min(filter(None, (want.first, first)), default=0)
        want.names.add(name)


def _misplaced(document: _Kept, want: _Wanted) -> str | None:
    if document.kind != document.is_kind or want.kind != document.is_kind:
        return f"is kept as “{document.kind}” and named as {want.kind}, but is of the kind {document.is_kind}"
    own: set[Any] = {document.is_name} if document.is_name is not None else want.names or {document.name}
    return None if document.name in own else f"is kept under the name “{document.name}”, which is not its own"
