"""A date against another, where one or both are known only as an interval, or not at all."""

from __future__ import annotations

from typing import Any

import pytest

from penalty_rules.condition.predicate import Compare, CompareDates
from penalty_rules.money import Span
from penalty_rules.truth import FALSE, TRUE, UNKNOWN
from penalty_rules.vocabulary.circumstance import STATED_UNKNOWN


@pytest.mark.parametrize(
    ("operator", "left", "right", "truth"),
    [
        ("before", 5, 6, TRUE),
        ("before", 6, 6, FALSE),
        ("on_or_before", 6, 6, TRUE),
        ("after", 7, 6, TRUE),
        ("on_or_after", 5, 6, FALSE),
        ("before", Span(1, 5), Span(6, 9), TRUE),
        ("before", Span(1, 6), Span(6, 9), UNKNOWN),
        ("on_or_before", Span(1, 6), Span(6, 9), TRUE),
        ("after", Span(1, 6), Span(6, 9), FALSE),
        ("after", Span(1, 7), Span(6, 9), UNKNOWN),
        ("after", Span(10, None), Span(6, 9), TRUE),
        ("before", Span(10, None), Span(6, 9), FALSE),
        ("before", 10, Span(None, 9), FALSE),
        ("before", 5, Span(None, 9), UNKNOWN),
        ("after", 5, Span(6, None), FALSE),
        ("after", 7, Span(6, None), UNKNOWN),
        ("before", None, 6, UNKNOWN),
        ("before", 6, None, UNKNOWN),
        ("before", STATED_UNKNOWN, 6, UNKNOWN),
        ("before", 6, STATED_UNKNOWN, UNKNOWN),
    ],
)
def test_the_order_holds_only_where_every_day_left_agrees(operator: str, left: Any, right: Any, truth: int) -> None:
    test = CompareDates("a", operator, "b")
    assert test.between(left, right) == truth
    assert test.test({"a": left, "b": right}) == truth


@pytest.mark.parametrize(
    ("known", "truth"),
    [
        (Span(1, 2), TRUE),
        (Span(0, 1), UNKNOWN),
        (Span(0, 0), FALSE),
        (Span(3, None), FALSE),
        (Span(2, None), UNKNOWN),
        (Span(None, 0), FALSE),
        (Span(None, 1), UNKNOWN),
        (1, TRUE),
        (0, FALSE),
        (None, UNKNOWN),
    ],
)
def test_one_of_several_values_holds_only_where_every_value_left_is_among_them(known: Any, truth: int) -> None:
    assert Compare("harm.level", "in", 0b110).test_value(known) == truth
