"""Checks of procedure: steps, duties and terms. A step that is not on record is not a step that was not taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

from ..errors import CalendarUnknown
from ..plan import FINED
from ..workdays import WorkCalendar
from .decided import Act, Decided, Told
from .finding import Missing
from .observation import Check, Observation


def duty_missing(case: Decided, told: Told, calendar: WorkCalendar) -> Iterator[Observation]:
    """A duty of the advice for the decided outcome that is neither recorded as done nor as a step.

    With `step` the step counts too: amiss if its result is `disagreed` or, with `before_decision`, if it came after.
    """
    duty, step = told["duty"], told.get("step")
    taken = case.steps(step) if step else ()
    for act in case.acts:
        if duty not in act.advised_for_outcome("duties"):
            continue
        if taken:
            yield from _amiss(case, act, taken, told["before_decision"])
        elif duty not in case.duties_done:
            missing: Missing = "none" if _said_to_be_missing(case, act, duty) else "not_recorded"
            yield Observation(act.id, {"duty": duty, "decided": act.outcome}, missing=missing)


def notice_before_decision(case: Decided, told: Told, calendar: WorkCalendar) -> Iterator[Observation]:
    """A penalty without a notice on record, or with none before the day of the decision or on it."""
    if not _penalised(case):
        return
    days = [day for step in case.steps("notice") if (day := _day(step.get("on"))) is not None]
    decided = _day(case.decided_on)
    if not days:
        yield Observation(None, {"step": "notice"}, missing="not_recorded")
    elif decided is not None and min(days) > decided:
        yield Observation(None, {"notice": str(min(days)), "decided_on": str(decided)})


def hearing_too_soon(case: Decided, told: Told, calendar: WorkCalendar) -> Iterator[Observation]:
    """A hearing so soon after the first notice that it cannot have been announced in time."""
    notices, hearings = _days(case, "notice"), _days(case, "hearing")
    if notices and hearings:
        yield from _past(calendar, min(notices), told["working_days"], min(hearings), too_early=True)


def late(case: Decided, told: Told, calendar: WorkCalendar) -> Iterator[Observation]:
    """A step that came more than `days` of the calendar after another; what is not on record is not called late."""
    if told["penalties_only"] and not _penalised(case):
        return
    start, end = _moment(case, told["from"]), _moment(case, told["to"])
    if start is None or end is None:
        yield _unrecorded(told, start, end)
    elif (end - start).days > told["days"]:
        due = start + timedelta(days=told["days"])
        yield Observation(None, {"from": str(start), "on": str(end), "due": str(due)})


def late_by_working_days(case: Decided, told: Told, calendar: WorkCalendar) -> Iterator[Observation]:
    """The same for a term in working days; a year without a calendar leaves it to be verified."""
    if told["penalties_only"] and not _penalised(case):
        return
    start, end = _moment(case, told["from"]), _moment(case, told["to"])
    if start is None or end is None:
        yield _unrecorded(told, start, end)
    else:
        yield from _past(calendar, start, told["working_days"], end)


def payment_due(case: Decided, told: Told, calendar: WorkCalendar) -> Iterator[Observation]:
    """The last day for paying a fine, since payment is not part of the record."""
    served = _days(case, "decision_served")
    if served and any(act.fine for act in case.acts if act.outcome in FINED):
        due = min(served) + timedelta(days=told["days"])
        yield Observation(None, {"served": str(min(served)), "due": str(due)}, missing="to_verify")


def decided_own_review(case: Decided, told: Told, calendar: WorkCalendar) -> Iterator[Observation]:
    """The legal review or the approval bears the name of the officer who decided."""
    officer = case.told.get("officer")
    for name in ("legal_review", "approval"):
        if officer and any(step.get("by") == officer for step in case.steps(name)):
            yield Observation(None, {"step": name})


def _unrecorded(told: Told, start: date | None, end: date | None) -> Observation:
    lacking = [told[key] for key, day in (("from", start), ("to", end)) if day is None]
    return Observation(None, {"step": lacking}, missing="not_recorded")


def _amiss(case: Decided, act: Act, taken: tuple[Told, ...], before: bool) -> Iterator[Observation]:
    """The last word of a step counts: what was disagreed with may have been agreed to later."""
    last = max(taken, key=lambda step: (step.get("on") or "", step.get("result") != "disagreed"))
    decided, day = _day(case.decided_on), _day(last.get("on"))
    evidence = {"step": last["step"], "on": last.get("on"), "result": last.get("result")}
    if last.get("result") == "disagreed":
        yield Observation(act.id, evidence)
    elif before and day is None:
        yield Observation(act.id, evidence, missing="not_recorded")
    elif before and decided is not None and all((_day(step.get("on")) or decided) > decided for step in taken):
        yield Observation(act.id, {**evidence, "decided_on": str(decided)})


def _said_to_be_missing(case: Decided, act: Act, duty: str) -> bool:
    """Whether the recording itself noted that the duty was left undone: then there is none, not just no record."""
    noted = case.told.get("departures") or ()
    return any(
        each["kind"] == "duty_missing" and each["violation"] == act.id and each.get("advised") == duty for each in noted
    )


def _penalised(case: Decided) -> bool:
    return any(act.outcome in FINED for act in case.acts)


def _past(
    calendar: WorkCalendar, start: date, working_days: int, day: date, *, too_early: bool = False
) -> Iterator[Observation]:
    evidence: dict[str, Any] = {"from": str(start), "on": str(day)}
    try:
        due = calendar.add_working_days(start, working_days)
    except CalendarUnknown as error:
        yield Observation(None, {**evidence, "calendar_unknown": error.year}, missing="to_verify")
        return
    if day < due if too_early else day > due:
        yield Observation(None, {**evidence, "due": str(due)})


def _moment(case: Decided, name: str) -> date | None:
    """The day of a step; of the decision and of the filing also where they stand outside the steps."""
    days = _days(case, name)
    if days:
        return min(days)
    beside = {"decided_on": case.decided_on, "case_filed": case.case.get("filed_on")}
    return _day(beside.get(name))


def _days(case: Decided, name: str) -> list[date]:
    return [day for step in case.steps(name) if (day := _day(step.get("on"))) is not None]


def _day(text: object) -> date | None:
    """A day as entries hold it; what is no single day (an interval) is not known."""
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


_TERM: Final[dict[str, type]] = {"from": str, "to": str, "penalties_only": bool}
PROCEDURE_CHECKS: Final[Mapping[str, Check]] = {
    "duty_missing": Check(duty_missing, {"duty": str, "before_decision": bool}, {"step": str}),
    "notice_before_decision": Check(notice_before_decision),
    "hearing_too_soon": Check(hearing_too_soon, {"working_days": int}),
    "late": Check(late, {**_TERM, "days": int}),
    "late_by_working_days": Check(late_by_working_days, {**_TERM, "working_days": int}),
    "payment_due": Check(payment_due, {"days": int}),
    "decided_own_review": Check(decided_own_review),
}
