"""Demonstration: a docket's worth of invented cases that gives published figures back, the same ones every time.

A plan (`fixtures/statistics/<city>.yaml`) says how many cases of which kind; `kinds.yaml` beside it says what a kind
is. Parties are invented, one for each case, so that a first violation is a first one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import Field, ValidationError

from ..errors import Fault, Unreadable, quoted
from ..identifiers import USCC_ALPHABET, with_check_character
from ..reading import nearest, read_document
from ..vocabulary import faults_of
from ..vocabulary.words import Model
from ..workdays import WorkCalendar

_M = TypeVar("_M", bound=Model)
_REVIEWER: Final = "示范法制审核员"
_CONDUCT, _FILED = timedelta(20), timedelta(14)
_STEP_DAYS: Final = {"case_filed": 14, "notice": 8, "legal_review": 3}  # before the decision; else on its day
_CHECKED_FROM: Final = date(2015, 1, 1)


class CaseKind(Model):
    """One kind of case: what is on file, and how it is decided."""

    matter: str
    clauses: tuple[str, ...]
    facts: dict[str, Any] = Field(default_factory=dict)
    dated: dict[str, int] = Field(default_factory=dict)
    first: bool = False
    outcome: str
    imposed: tuple[str, ...] = ()
    confiscated: str | int = 0
    duties: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    reason: str | None = None


class Batch(Model):
    """So many cases of one kind; `facts` and `fine` are theirs."""

    count: int = Field(ge=1, le=1_000_000)
    kind: str
    facts: dict[str, Any] = Field(default_factory=dict)
    fine: str | int = 0


class Days(Model):
    """The days on which decisions fall, working days only, both ends included."""

    from_: date = Field(alias="from")
    until: date


class Plan(Model):
    """What is to come out (`published`), and the cases that make it up."""

    published: dict[str, Any]
    prefix: str
    jurisdiction: str
    domain: str
    authority: dict[str, str]
    officer: str
    days: Days
    cases: tuple[Batch, ...]


class _Kinds(Model):
    kinds: dict[str, CaseKind]


@dataclass(frozen=True, slots=True)
class Demonstration:
    """A plan with its kinds; every iteration gives the same cases."""

    plan: Plan
    kinds: dict[str, CaseKind]

    @property
    def count(self) -> int:
        return sum(batch.count for batch in self.plan.cases)

    def pairs(self) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        """Each case file, and the disposition that answers it, which lacks only the number of its advice."""
        days = _working_days(self.plan.days)
        number = 0
        for batch in self.plan.cases:
            for _ in range(batch.count):
                number += 1
                kind, day = self.kinds[batch.kind], days[number % len(days)]
                yield _case(self.plan, batch, kind, number, day), _disposition(self.plan, batch, kind, number, day)


def read_demonstration(plan: Path | str) -> Demonstration:
    """The demonstration of a plan; its kinds lie beside it in `kinds.yaml`. Raises `Unreadable` with every fault."""
    path = Path(plan)
    read, kinds = _read(Plan, path), _read(_Kinds, path.with_name("kinds.yaml")).kinds
    faults = [
        Fault(
            f"cases[{at}].kind",
            "no such kind",
            quoted(batch.kind),
            f"one of: {', '.join(nearest(batch.kind, kinds) or kinds)}",
        )
        for at, batch in enumerate(read.cases)
        if batch.kind not in kinds
    ]
    if faults:
        raise Unreadable(str(path), faults)
    return Demonstration(read, kinds)


def invented_uscc(number: int) -> str:
    """A valid credit code (GB 32100) of an individual business in the invented region 990101."""
    serial = ""
    for _ in range(9):
        number, digit = divmod(number, len(USCC_ALPHABET))
        serial = USCC_ALPHABET[digit] + serial
    return with_check_character(f"92990101{serial}")


def _read(model: type[_M], path: Path) -> _M:
    try:
        return model.model_validate(read_document(path))
    except ValidationError as error:
        raise Unreadable(str(path), faults_of(error)) from None


def _working_days(days: Days) -> list[date]:
    calendar, span = WorkCalendar(), (days.until - days.from_).days
    every = (days.from_ + timedelta(n) for n in range(span + 1))
    return [day for day in every if calendar.is_working_day(day)]


def _case(plan: Plan, batch: Batch, kind: CaseKind, number: int, day: date) -> dict[str, Any]:
    dated = {name: day - timedelta(before) for name, before in kind.dated.items()}
    party = {"kind": "individual_business", "name": f"示范第{number}号商行（虚构）", "uscc": invented_uscc(number)}
    case: dict[str, Any] = {
        "id": f"{plan.prefix}-{number:05d}", "jurisdiction": plan.jurisdiction, "domain": plan.domain,
        "authority": plan.authority, "filed_on": day - _FILED, "decision_date": day, "party": party,
        "violations": [{"matter": kind.matter, "conduct": day - _CONDUCT, "clauses": list(kind.clauses),
                        "facts": {**kind.facts, **batch.facts, **dated}}],
    }  # fmt: skip
    if kind.first:
        case["history"] = {"checked": {"from": _CHECKED_FROM, "until": day, "sources": ["示范市执法平台"]}}
    return case


def _disposition(plan: Plan, batch: Batch, kind: CaseKind, number: int, day: date) -> dict[str, Any]:
    return {
        "document_number": f"示市集{_WORD[bool(kind.imposed)]}〔{day.year}〕{number}号", "officer": plan.officer,
        "decided_on": day,
        "violations": [{"outcome": kind.outcome, "kinds": list(kind.imposed), "fine": batch.fine,
                        "confiscated": kind.confiscated, "reason": kind.reason}],
        "steps": [_step(plan, name, day) for name in kind.steps],
        "duties": [{"duty": each, "on": day} for each in kind.duties],
    }  # fmt: skip


_WORD: Final = {True: "罚", False: "不罚"}


def _step(plan: Plan, name: str, day: date) -> dict[str, Any]:
    review = name == "legal_review"
    return {
        "step": name, "by": _REVIEWER if review else plan.officer, "on": day - timedelta(_STEP_DAYS.get(name, 0)),
        "result": "agreed" if review else None,
    }  # fmt: skip
