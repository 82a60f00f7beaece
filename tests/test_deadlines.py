"""Deadlines of procedure: working days by the calendar, other days as they run, and what is missing is said."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from penalty_rules.advice import ViolationAdvice
from penalty_rules.deadlines import Deadline, deadlines
from penalty_rules.evaluator import Evaluator
from penalty_rules.workdays import WorkCalendar


@cache
def evaluator() -> Evaluator:
    return Evaluator()


def advised(decided: str = "2025-09-25", filed: str | None = "2025-09-02", **facts: Any) -> ViolationAdvice:
    case: dict[str, Any] = {
        "id": "d", "jurisdiction": "990101", "domain": "demonstration", "decision_date": decided,
        "party": {"kind": "enterprise"},
        "violations": [{"matter": "unlisted", "conduct": "2025-06-03", "facts": facts}],
    }  # fmt: skip
    if filed is not None:
        case["filed_on"] = filed
    return evaluator().evaluate(case).violations[0]


def by_id(advice: ViolationAdvice, calendar: WorkCalendar | None = None) -> dict[str, Deadline]:
    return {each.id: each for each in (deadlines(advice) if calendar is None else deadlines(advice, calendar))}


def test_ninety_days_from_filing_run_as_calendar_days() -> None:
    due = by_id(advised())["decide_by"]
    assert (due.start, due.due, due.missing, due.exceeded) == (date(2025, 9, 2), date(2025, 12, 1), None, False)


def test_a_decision_after_its_term_is_said_to_be_late() -> None:
    assert by_id(advised(decided="2025-12-02"))["decide_by"].exceeded
    assert not by_id(advised(decided="2025-12-01"))["decide_by"].exceeded


def test_service_counts_seven_working_days_over_the_national_holidays() -> None:
    assert by_id(advised())["serve_by"].due == date(2025, 10, 11)  # a Saturday that is worked


def test_an_unknown_start_is_said() -> None:
    found = by_id(advised(filed=None))
    assert found["decide_by"].missing == "start_unknown"
    assert found["pay_by"].due is None


def test_a_start_known_as_an_interval_is_said() -> None:
    served = {"procedure.decision_served_on": {"between": ["2025-10-09", "2025-10-11"]}}
    assert by_id(advised(**served))["pay_by"].missing == "start_is_an_interval"


def test_a_year_without_calendar_is_said_and_a_file_helps() -> None:
    advice = advised(decided="2027-09-27")
    assert by_id(advice)["serve_by"].missing == "calendar_unknown"
    calendar = WorkCalendar.with_years({"years": {2027: {"holidays": ["2027-10-01"]}}}, source="calendar.yaml")
    assert by_id(advice, calendar)["serve_by"].due == date(2027, 10, 7)


def test_terms_of_a_penalty_are_not_told_where_none_is_possible() -> None:
    found = by_id(advised(facts_clear=False))
    assert "pay_by" not in found
    assert "serve_by" in found
