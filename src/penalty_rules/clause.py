"""Penalty clauses: what a statute allows to be imposed, branch by branch.

Legal source of the notions: APL 9 (kinds), 28 (confiscation), 29 (one act, several norms).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, Literal

from pydantic import Field, ValidationError

from .condition import Condition, parse_condition
from .errors import Fault, quoted
from .moments import parse_date
from .money import parse_money, parse_number
from .vocabulary import Vocabulary, faults_of
from .vocabulary.words import Citation, Model, Words

Rank = Literal["law", "administrative_regulation", "local_regulation", "rule", "normative"]
RANKS: Final[tuple[Rank, ...]] = ("law", "administrative_regulation", "local_regulation", "rule", "normative")
PenaltyKind = Literal[
    "warning", "notice_of_criticism", "fine", "confiscation_illegal_gains", "confiscation_illegal_property",
    "confiscation", "license_suspension", "qualification_downgrade", "license_revocation", "business_restriction",
    "suspension_of_operations", "closure_order", "occupational_ban", "administrative_detention", "other",
]  # fmt: skip


class Period(Model):
    """Days in force: first day, and last day or null."""

    from_: Any = Field(alias="from")
    until: Any = None


class Kinds(Model):
    """Kinds of penalty: imposed together (`required`), possible beside them (`optional`), one of (`alternatives`)."""

    required: tuple[PenaltyKind, ...] = ()
    optional: tuple[PenaltyKind, ...] = ()
    alternatives: tuple[PenaltyKind, ...] = ()


class BranchDocument(Model):
    """One branch of a fine, as written."""

    when: Any = None
    from_: Any = Field(None, alias="from")
    to: Any = None
    from_included: bool = True
    to_included: bool = True
    multiple_of: str | None = None
    optional: bool | None = Field(None, description="可以处: the fine may be left out; null: as the clause says")
    note: Words | None = None


class ClauseDocument(Model):
    """A clause as written in a ruleset or a case."""

    id: str
    title: Words | None = None
    cites: tuple[Citation, ...] = ()
    rank: Rank = "law"
    special: bool = False
    jurisdiction: str = "cn"
    in_force: Period | None = None
    applies_to: Literal["natural_person", "organisation"] | None = None
    kinds: Kinds = Kinds()
    fine_optional: bool = False
    fine_requires_refusal: bool = False
    fine: tuple[BranchDocument, ...] = ()
    mark: Literal["O", "N", "M", "mem"] | None = None
    verified: bool = False
    note: Words | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch of a fine: fen, or multiples (Fraction) of a money circumstance, under a condition (None: always).

    `optional`: the fine may be left out (可以处).
    """

    when: Condition | None
    low: int | Fraction | None
    high: int | Fraction | None
    low_included: bool = True
    high_included: bool = True
    multiple_of: str | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause ready for use; `first_day`, `last_day` are ordinals or None."""

    document: ClauseDocument
    branches: tuple[Branch, ...]
    first_day: int | None = None
    last_day: int | None = None

    @property
    def id(self) -> str:
        return self.document.id

    def holds_on(self, day: int) -> bool:
        return (self.first_day is None or day >= self.first_day) and (self.last_day is None or day <= self.last_day)


def parse_clause(raw: object, vocabulary: Vocabulary, path: str, faults: list[Fault]) -> Clause | None:
    """The clause that a file states, or None after reporting its faults."""
    try:
        document = ClauseDocument.model_validate(raw)
    except ValidationError as error:
        faults += faults_of(error, path)
        return None
    before = len(faults)
    branches = tuple(
        _branch(each, document.fine_optional, vocabulary, f"{path}.fine[{i}]", faults)
        for i, each in enumerate(document.fine)
    )
    period = document.in_force
    first = last = None
    if period is not None:
        first = read_day(period.from_, f"{path}.in_force.from", faults)
        last = None if period.until is None else read_day(period.until, f"{path}.in_force.until", faults)
    return None if len(faults) > before else Clause(document, branches, first, last)


def read_day(raw: object, path: str, faults: list[Fault]) -> int:
    """The ordinal of a date in a file; a wrong one is reported."""
    try:
        return parse_date(raw)
    except ValueError as error:
        faults.append(Fault(path, "wrong date", quoted(raw), str(error)))
        return 1


def _branch(
    document: BranchDocument, fine_optional: bool, vocabulary: Vocabulary, path: str, faults: list[Fault]
) -> Branch:
    when = None if document.when is None else parse_condition(document.when, vocabulary, f"{path}.when", faults)
    base = document.multiple_of
    if base is not None and (base not in vocabulary or vocabulary[base].type != "money"):
        faults.append(Fault(f"{path}.multiple_of", "not a money circumstance", quoted(base)))
    read = parse_money if base is None else parse_number
    ends: list[int | Fraction | None] = []
    for key, raw in (("from", document.from_), ("to", document.to)):
        try:
            ends.append(None if raw is None else read(raw))
        except ValueError as error:
            ends.append(None)
            faults.append(Fault(f"{path}.{key}", "wrong value", quoted(raw), str(error)))
    low, high = ends
    if low is not None and high is not None and low > high:
        faults.append(Fault(path, "the lower end lies above the upper end", f"{document.from_} > {document.to}"))
    optional = fine_optional if document.optional is None else document.optional
    return Branch(when, low, high, document.from_included, document.to_included, base, optional)
