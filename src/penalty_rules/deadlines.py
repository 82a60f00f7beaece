"""Deadlines of procedure that the law at the decision sets: the day, or what is missing to tell it.

Terms that the law counts in working days run on a `WorkCalendar` (APL 85); all others run as calendar days, the
starting day not counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from .advice import ViolationAdvice
from .errors import CalendarUnknown
from .plan import FINED
from .vocabulary.words import Citation, Words
from .workdays import WorkCalendar

BUILT_IN: Final = WorkCalendar()
_FOR_PENALTIES: Final = frozenset({"hearing_request_by", "pay_by"})
Missing = Literal["start_unknown", "start_is_an_interval", "calendar_unknown"]


@dataclass(frozen=True, slots=True)
class Deadline:
    """One term. `due` is its last day; None where `missing` says what is not known.

    `exceeded`: the decision of the file lies after it (only told of the term for the decision itself).
    """

    id: str
    words: Words
    start_name: str
    start: date | None
    days: int
    working: bool
    due: date | None
    missing: Missing | None
    exceeded: bool
    cites: tuple[Citation, ...]


def deadlines(advice: ViolationAdvice, calendar: WorkCalendar = BUILT_IN) -> tuple[Deadline, ...]:
    """The terms that bear on this violation, in the order of the law; those of a penalty only where one is possible."""
    return tuple(_deadlines(advice, calendar))


def _deadlines(advice: ViolationAdvice, calendar: WorkCalendar) -> Iterator[Deadline]:
    penal = any(outcome in FINED for outcome in advice.possible)
    for given in advice.plan.laws[-1].parameters.get("deadlines", ()):
        if penal or given["id"] not in _FOR_PENALTIES:
            yield _deadline(given, advice.violation.facts, advice.case.decided, calendar)


def _deadline(given: Mapping[str, Any], facts: Mapping[str, Any], decided: int, calendar: WorkCalendar) -> Deadline:
    working = "working_days" in given
    days = int(given["working_days"] if working else given["days"])
    value = facts.get(given["from"])
    start = date.fromordinal(value) if isinstance(value, int) else None
    due, missing = _due(value, days, working, calendar)
    exceeded = given["id"] == "decide_by" and due is not None and due.toordinal() < decided
    return Deadline(
        given["id"], Words(zh=given["zh"], en=given["en"]), given["from"], start, days, working, due, missing, exceeded,
        tuple(Citation.model_validate(each) for each in given.get("cites", ())),
    )  # fmt: skip


def _due(value: object, days: int, working: bool, calendar: WorkCalendar) -> tuple[date | None, Missing | None]:
    if not isinstance(value, int):
        return None, "start_unknown" if value is None or not hasattr(value, "low") else "start_is_an_interval"
    if not working:
        return date.fromordinal(value + days), None
    try:
        return calendar.add_working_days(date.fromordinal(value), days), None
    except CalendarUnknown:
        return None, "calendar_unknown"
