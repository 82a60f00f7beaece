"""Money as integer fen, and exact ranges whose ends are included or not.

A range (`Span`) serves money (fen), numbers (Fraction), integers and dates (ordinals): everything that a file may
know only approximately, and every fine range. No floats anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

FEN_LIMIT = 2**53 - 1
_MONEY = re.compile(r"^(?P<number>-?[0-9][0-9_,]*(?:\.[0-9]+)?)\s*(?P<unit>yuan|CNY|RMB|元|万元|亿元|fen|分)$")
_UNITS = {"yuan": 100, "CNY": 100, "RMB": 100, "元": 100, "万元": 1_000_000, "亿元": 10_000_000_000, "fen": 1, "分": 1}

Exact = int | Fraction


def parse_money(text: object) -> int:
    """Fen from `500 yuan`, `36.5元` or `7万元`. Raises ValueError naming the remedy."""
    if not isinstance(text, str):
        raise ValueError("write an amount with its unit, for example `500 yuan` or `500元`")
    found = _MONEY.match(text.strip())
    if found is None or len(text) > 40:
        raise ValueError("not an amount of money; write for example `500 yuan`, `36.5元` or `7万元`")
    try:
        fen = Decimal(found["number"].replace(",", "").replace("_", "")) * _UNITS[found["unit"]]
    except InvalidOperation:
        raise ValueError("not an amount of money; write for example `500 yuan`") from None
    if fen != fen.to_integral_value():
        raise ValueError("money is counted in whole fen (two decimals of a yuan)")
    if fen < 0:
        raise ValueError("an amount cannot be negative")
    if fen > FEN_LIMIT:
        raise ValueError(f"an amount above {FEN_LIMIT} fen is refused")
    return int(fen)


def parse_number(value: object) -> Fraction:
    """An exact number from `3`, `0.1`, `7/2` or `30%`. Raises ValueError."""
    if isinstance(value, bool):
        raise ValueError("a number is needed, not a truth")
    try:
        if isinstance(value, int | Fraction | Decimal):
            number = Fraction(value)
        elif isinstance(value, str) and len(value) <= 40:
            text = value.strip()
            number = Fraction(text[:-1].strip()) / 100 if text.endswith("%") else Fraction(text)
        else:
            raise ValueError
    except (ValueError, ZeroDivisionError, OverflowError, InvalidOperation):
        raise ValueError("not a number; write for example `3`, `0.1`, `7/2` or `30%`") from None
    if abs(number.numerator) > FEN_LIMIT or number.denominator > FEN_LIMIT:
        raise ValueError("a number of that size or precision is refused")
    return number


def show_yuan(fen: int | Fraction) -> str:
    """`50,000` or `36.50`: yuan for people; parts of a fen are shown to three decimals."""
    if isinstance(fen, Fraction) and fen.denominator != 1:
        return f"{float(fen) / 100:,.3f}"
    yuan, rest = divmod(int(fen), 100)
    return f"{yuan:,}.{rest:02d}" if rest else f"{yuan:,}"


@dataclass(frozen=True, slots=True)
class Span:
    """A range of exact values; None is an open end. Ends are included unless said otherwise."""

    low: Any = None
    high: Any = None
    low_included: bool = True
    high_included: bool = True

    @property
    def empty(self) -> bool:
        """True if no value lies in the range."""
        if self.low is None or self.high is None:
            return False
        if self.low > self.high:
            return True
        return self.low == self.high and not (self.low_included and self.high_included)

    @property
    def single(self) -> Any:
        """The only value of the range, or None."""
        return self.low if self.low is not None and self.low == self.high and not self.empty else None

    def __contains__(self, value: Any) -> bool:
        return self.holds("at_least", value) and self.holds("at_most", value)

    def holds(self, side: str, value: Any) -> bool:
        """Whether `value` respects the lower (`at_least`) or the upper (`at_most`) end."""
        if side == "at_least":
            return self.low is None or value > self.low or (value == self.low and self.low_included)
        return self.high is None or value < self.high or (value == self.high and self.high_included)

    def within(self, other: Span) -> bool:
        """True if every value of this range lies in the other. An empty range lies in every range."""
        return self.empty or self.clamp(other) == self

    def clamp(self, other: Span) -> Span:
        """The values that lie in both ranges."""
        low, low_included = _tighter(self.low, self.low_included, other.low, other.low_included, max)
        high, high_included = _tighter(self.high, self.high_included, other.high, other.high_included, min)
        return Span(low, high, low_included, high_included)

    def map(self, change: Callable[[Any], Any]) -> Span:
        """The range with both ends changed by an increasing function."""
        low = None if self.low is None else change(self.low)
        high = None if self.high is None else change(self.high)
        return Span(low, high, self.low_included, self.high_included)


def _tighter(a: Any, a_included: bool, b: Any, b_included: bool, pick: Callable[[Any, Any], Any]) -> tuple[Any, bool]:
    if a is None:
        return b, b_included
    if b is None:
        return a, a_included
    if a == b:
        return a, a_included and b_included
    return (a, a_included) if pick(a, b) == a else (b, b_included)


def compare(span: Span, operator: str, limit: Any) -> int:
    """Kleene truth of `value operator limit` for a value known only to lie in `span`."""
    low, high = span.low, span.high
    if operator == "at_most":
        if high is not None and high <= limit:
            return 1
        return 0 if low is not None and (low > limit or (low == limit and not span.low_included)) else 2
    if operator == "less_than":
        if high is not None and (high < limit or (high == limit and not span.high_included)):
            return 1
        return 0 if low is not None and low >= limit else 2
    if operator == "at_least":
        return _flip(compare(span, "less_than", limit))
    if operator == "more_than":
        return _flip(compare(span, "at_most", limit))
    if span.single is not None:
        return int(span.single == limit)
    return 2 if limit in span else 0


def _flip(truth: int) -> int:
    return truth if truth == 2 else 1 - truth
