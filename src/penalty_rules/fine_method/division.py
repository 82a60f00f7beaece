"""Shares of a range: how it is cut into lighter, ordinary and heavier, exactly.

`SpanShare` takes shares of the span from minimum to maximum (国市监法规〔2022〕2号 Art. 10), `MaximumShare` shares of
the maximum, fixed tables first (中国人民银行令〔2024〕第6号 Art. 6). A band is worked out in the unit of the range that
it divides: fen, or multiples. Nothing is rounded: no text read has a rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from ..money import Exact, Span
from ..vocabulary.words import Citation

GRADES: Final = ("lighter", "ordinary", "heavier")
LIFTED: Final = ("clamped_to_minimum",)


@dataclass(frozen=True, slots=True)
class Grade:
    """One band in the unit of the range that it divides; where facts leave it open, `needs` names them."""

    span: Span
    notes: tuple[str, ...] = ()
    exact: bool = True
    needs: tuple[str, ...] = ()


Grades = Mapping[str, Grade]


@dataclass(frozen=True, slots=True)
class SpanShare:
    """The lowest and the highest share of the span from minimum to maximum."""

    lighter: Fraction
    heavier: Fraction
    lighter_end_included: bool = True
    heavier_end_included: bool = True
    cites: tuple[Citation, ...] = ()

    def grades(self, whole: Span) -> Grades:
        width = whole.high - whole.low
        cut = _cut(whole, whole.low + share(width, self.lighter), whole.high - share(width, self.heavier),
                   self.lighter_end_included, not self.heavier_end_included)  # fmt: skip
        return {
            "lighter": Grade(cut[0]), "ordinary": Grade(cut[1], ("middle_band_is_inference",)), "heavier": Grade(cut[2])
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class FixedBands:
    """A range for which the text itself names the bands: amounts in fen, or multiples."""

    low: Exact
    high: Exact
    lighter_to: Exact
    heavier_from: Exact


@dataclass(frozen=True, slots=True)
class MaximumShare:
    """Shares of the maximum, unless a table names the bands of just this range; lower bands exclude their upper end."""

    lighter: Fraction
    heavier: Fraction
    tables: tuple[FixedBands, ...] = ()
    multiples: tuple[FixedBands, ...] = ()
    cites: tuple[Citation, ...] = ()

    def grades(self, whole: Span, *, multiple: bool) -> Grades:
        for row in self.multiples if multiple else self.tables:
            if row.low == whole.low and row.high == whole.high:
                return _named(_cut(whole, row.lighter_to, row.heavier_from, False, False))
        ends = share(whole.high, self.lighter), share(whole.high, self.heavier)
        lifted = [LIFTED if end < whole.low else () for end in (whole.high, *ends)]
        return _named(_cut(whole, *ends, False, False), lifted)


def share(amount: Exact, part: Fraction) -> Exact:
    """A part of an amount, as an int where it is whole."""
    exact = amount * part.numerator
    if isinstance(exact, int) and exact % part.denominator == 0:
        return exact // part.denominator
    return whole_if_possible(Fraction(exact, part.denominator))


def whole_if_possible(value: Exact) -> Exact:
    return int(value) if value.denominator == 1 else value


def hull(spans: Iterable[Span]) -> Span:
    """The smallest range that holds every value of the given ones; an empty one only if all are empty."""
    given = list(spans)
    if len(given) == 1:
        return given[0]
    full = [span for span in given if not span.empty]
    if len(full) < 2:
        return (full or given)[0]
    low = None if any(s.low is None for s in full) else min(s.low for s in full)
    high = None if any(s.high is None for s in full) else max(s.high for s in full)
    return Span(
        low, high,
        any(s.low_included for s in full if s.low == low), any(s.high_included for s in full if s.high == high),
    )  # fmt: skip


def _named(spans: tuple[Span, ...], notes: Iterable[tuple[str, ...]] = ((), (), ())) -> Grades:
    return {name: Grade(span, note) for name, span, note in zip(GRADES, spans, notes, strict=True)}


def _cut(whole: Span, x: Exact, y: Exact, x_below: bool, y_below: bool) -> tuple[Span, Span, Span]:
    """Three bands cut at x ≤ y; `…_below`: the point belongs to the lower band. Bands below the minimum are empty."""
    low = whole.low
    lighter = Span(low, x, whole.low_included, x_below) if x > low else Span(low, low, True, False)
    from_x, opens = (x, not x_below) if x > low else (low, whole.low_included)
    ordinary = Span(from_x, y, opens, y_below) if y > low else Span(low, low, True, False)
    if y > low:
        return lighter, ordinary, Span(y, whole.high, not y_below, whole.high_included)
    return lighter, ordinary, whole
