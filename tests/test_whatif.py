"""What the party can still do: tried in the invented town's demonstration lists and under the Penalty Law."""

from __future__ import annotations

from functools import cache
from itertools import combinations
from typing import Any

import pytest

from penalty_rules.advice import ViolationAdvice
from penalty_rules.evaluator import Evaluator
from penalty_rules.outcome import SEVERITY
from penalty_rules.whatif import WhatIf, changes, overlaid


@cache
def evaluator() -> Evaluator:
    return Evaluator()


def stall(**facts: Any) -> dict[str, Any]:
    """A stall that stands over the line for the first time; by default nothing is corrected yet."""
    given = {
        "first_violation": True, "demonstration.overhang": "0.3", "demonstration.place": "ordinary_street",
        "harm.level": "none", "violation.minor": True, "correction.timing": "none",
        "mitigation.harm_eliminated_or_reduced": False, **facts,
    }  # fmt: skip
    return {
        "id": "stall", "jurisdiction": "990101", "domain": "demonstration", "decision_date": "2025-06-20",
        "party": {"kind": "individual_business"},
        "violations": [{"matter": "demonstration/stall_over_line", "conduct": "2025-06-03",
                        "facts": {name: value for name, value in given.items() if value is not None}}],
    }  # fmt: skip


def advised(**facts: Any) -> ViolationAdvice:
    return evaluator().evaluate(stall(**facts)).violations[0]


def told(advice: ViolationAdvice) -> dict[tuple[str, ...], str]:
    return {each.circumstances: each.outcome for each in changes(advice)}


def test_correcting_within_the_order_is_offered_once_by_its_cause() -> None:
    offered = told(advised())
    assert offered[("correction.timing",)] == "no_penalty"
    assert not any("correction.timely" in names for names in offered)


@pytest.mark.parametrize(
    "facts",
    [
        {"correction.order_deadline": "2025-06-19"},
        {"correction.timing": "later"},
        {"correction.timing": None, "correction.corrected_on": "2025-06-18", "correction.order_deadline": "2025-06-10"},
        {"correction.timing": None, "correction.timely": False, "correction.refused": True},
    ],
    ids=["deadline past", "corrected too late", "dated after the deadline", "refused"],
)
def test_correction_is_no_longer_offered(facts: dict[str, Any]) -> None:
    assert not any(name.startswith("correction.") for names in told(advised(**facts)) for name in names)


def test_a_deadline_on_the_day_of_the_decision_is_still_open() -> None:
    facts = {"correction.timing": None, "correction.timely": False, "correction.order_deadline": "2025-06-20"}
    assert ("correction.timing",) in told(advised(**facts))


@pytest.mark.parametrize(
    "facts", [{}, {"violation.minor": False}, {"harm.level": None}, {"violation.minor": None}], ids=str
)
def test_every_set_reaches_its_outcome_and_no_smaller_one_does(facts: dict[str, Any]) -> None:
    advice = advised(**facts)
    harshest = max(SEVERITY[outcome] for outcome in advice.possible)
    for each in changes(advice):
        assert SEVERITY[each.outcome] < harshest
        assert after(advice, each.changes) == each.outcome
        for fewer in range(1, len(each.changes)):
            for some in combinations(each.changes, fewer):
                reached = after(advice, some)
                assert reached is None or SEVERITY[reached] > SEVERITY[each.outcome]


def after(advice: ViolationAdvice, some: tuple[Any, ...]) -> str | None:
    changed = overlaid(advice, some)
    return ViolationAdvice(advice.case, changed, advice.plan, advice.strict, advice.alternatives).outcome


def test_where_nothing_milder_is_left_nothing_is_offered() -> None:
    facts = {"correction.timing": "within_order"}
    advice = advised(**facts)
    assert advice.outcome == "no_penalty"
    assert changes(advice) == ()


def test_the_order_is_fixed_and_mildest_first() -> None:
    offered: tuple[WhatIf, ...] = changes(advised())
    assert [SEVERITY[each.outcome] for each in offered] == sorted(SEVERITY[each.outcome] for each in offered)
    assert changes(advised()) == offered
