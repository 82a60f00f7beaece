"""Money in fen, exact numbers, and ranges with or without their ends."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penalty_rules.money import Span, compare, parse_money, parse_number, show_yuan

NUMBERS = st.integers(-6, 6)
ENDS = st.one_of(st.none(), NUMBERS)
SPANS = st.builds(
    lambda low, high, with_low, with_high: Span(low, high, low is None or with_low, high is None or with_high),
    ENDS, ENDS, st.booleans(), st.booleans(),
)  # fmt: skip
MEANINGS = {
    "at_most": lambda value, limit: value <= limit, "less_than": lambda value, limit: value < limit,
    "at_least": lambda value, limit: value >= limit, "more_than": lambda value, limit: value > limit,
    "equals": lambda value, limit: value == limit,
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("500 yuan", 50_000), ("36.5元", 3_650), ("7万元", 7_000_000), ("1.5亿元", 15_000_000_000), ("0 yuan", 0),
        ("12分", 12), ("12 fen", 12), ("1,000 CNY", 100_000), ("1_000 RMB", 100_000), (" 5 元 ", 500),
        ("0.0001万元", 100), ("90071992547409.91 yuan", 2**53 - 1),
    ],
)  # fmt: skip
def test_an_amount_is_whole_fen(text: str, fen: int) -> None:
    assert parse_money(text) == fen


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("500", "not an amount"), (500, "with its unit"), (5.0, "with its unit"), (None, "with its unit"),
        (True, "with its unit"), ("yuan", "not an amount"), ("5 euro", "not an amount"), ("1e3 yuan", "not an amount"),
        ("五百元", "not an amount"), ("５元", "not an amount"), ("5 元元", "not an amount"),
        ("+5 yuan", "not an amount"), (".5 yuan", "not an amount"), ("5. yuan", "not an amount"), ("", "not an amount"),
        ("5 yuan\n6", "not an amount"), ("0" * 40 + "1 yuan", "not an amount"), ("0.001 yuan", "whole fen"),
        ("0.5分", "whole fen"), ("-5 yuan", "negative"), ("90071992547409.92 yuan", "refused"),
        ("99999999亿元", "refused"), ("NaN yuan", "not an amount"), ("Infinity元", "not an amount"),
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused_with_the_remedy(raw: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_money(raw)


@pytest.mark.parametrize(
    ("raw", "number"),
    [("0.1", Fraction(1, 10)), ("7/2", Fraction(7, 2)), ("30%", Fraction(3, 10)), (3, 3), ("-2", -2)],
)
def test_a_number_is_exact(raw: object, number: Fraction) -> None:
    assert parse_number(raw) == number


@pytest.mark.parametrize(
    "raw", [True, 0.5, "nan", "inf", "1/0", "", "abc", None, "9" * 41, str(2**53), f"1/{2**53}", []]
)
def test_what_is_no_number_is_refused(raw: object) -> None:
    with pytest.raises(ValueError, match="number"):
        parse_number(raw)


def test_fen_are_shown_only_where_there_are_some() -> None:
    assert [show_yuan(fen) for fen in (5_000_000, 3_650, 5, Fraction(1, 3))] == ["50,000", "36.50", "0.05", "0.003"]


@given(SPANS, st.sampled_from(sorted(MEANINGS)), NUMBERS)
def test_a_comparison_is_true_of_a_range_where_it_is_true_of_every_value(span: Span, operator: str, limit: int) -> None:
    values = [Fraction(n, 4) for n in range(-40, 41) if Fraction(n, 4) in span]
    truths = {MEANINGS[operator](value, limit) for value in values}
    if values:
        assert compare(span, operator, limit) == (truths.pop() if len(truths) == 1 else 2)


@given(SPANS, SPANS)
def test_a_value_lies_in_both_ranges_where_it_lies_in_their_common_part(one: Span, other: Span) -> None:
    joint = one.clamp(other)
    for value in (Fraction(n, 4) for n in range(-40, 41)):
        assert (value in joint) == (value in one and value in other)
    assert joint.within(one)
    assert joint.within(other)


@given(SPANS)
def test_a_range_is_empty_where_no_value_lies_in_it(span: Span) -> None:
    assert span.empty == (not any(Fraction(n, 4) in span for n in range(-40, 41)))
    assert span.single is None or span.single in span
