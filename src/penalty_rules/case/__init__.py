"""Case: facts as filed, validated once, then frozen."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import orjson

from ..clause import Clause
from ..condition.history import History
from ..money import Span
from ..vocabulary.circumstance import NATURAL


@dataclass(frozen=True, slots=True)
class Statement:
    """One fact as the file states it: inner value, and what supports it."""

    name: str
    value: object
    evidence: tuple[str, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A stated fact that other facts of the file refute. It is held as unknown until the file is mended."""

    name: str
    stated: object
    derived: object
    because: str


@dataclass(frozen=True, slots=True)
class Violation:
    """One act, ready to be measured.

    `facts`: name → inner value (stated or derived); absent means unknown. `inexact`: the facts whose value is a `Span`
    or is stated as unknown though it could be presumed; the compiled measurement does not read these.
    """

    id: str
    matter: str
    conduct: tuple[Span, Span]  # first and last day of the act, each known exactly or as an interval
    facts: Mapping[str, Any]
    stated: Mapping[str, Statement]
    clauses: tuple[str | Clause, ...]
    contradictions: tuple[Contradiction, ...]
    inexact: frozenset[str]
    coercion_considered: bool

    @property
    def derived(self) -> frozenset[str]:
        """The facts that no one states."""
        return frozenset(self.facts) - frozenset(self.stated) - {"history"}

    @property
    def history(self) -> History:
        found: History = self.facts["history"]
        return found


@dataclass(frozen=True)
class Case:
    """The file of one party. `decided` and `filed` are ordinals."""

    id: str
    jurisdiction: str
    domain: str
    authority: str | None
    authority_name: str | None
    party_kind: str
    decided: int
    filed: int | None
    violations: tuple[Violation, ...]
    source: Mapping[str, object] | bytes = field(compare=False)  # the document, or its canonical JSON

    @property
    def natural(self) -> bool:
        """True for natural persons and individual businesses."""
        return self.party_kind in NATURAL

    @cached_property
    def document(self) -> Mapping[str, object]:
        """The case as filed, its keys in English."""
        found: Mapping[str, object] = orjson.loads(self.source) if isinstance(self.source, bytes) else self.source
        return found

    @cached_property
    def canonical(self) -> bytes:
        """Canonical JSON of the case as filed."""
        if isinstance(self.source, bytes):
            return self.source
        return orjson.dumps(self.source, default=_plain, option=orjson.OPT_SORT_KEYS)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical form."""
        return "sha256:" + hashlib.sha256(self.canonical).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
