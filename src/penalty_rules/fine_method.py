"""Fine methods: how a standard divides a statutory range into lighter, ordinary and heavier.

`span_share` takes shares of the span from minimum to maximum (国市监法规〔2022〕2号 Art. 10), `maximum_share` shares of the
maximum, fixed tables first (中国人民银行令〔2024〕第6号 Art. 6), `weighted_factors` a start weight plus one weight per factor,
times the maximum (粤环发〔2021〕7号 Art. 6). A band is worked out in the unit of the range it divides: fen, or multiples.

Readings of our own, said in the notes of a band: the middle of a span share is an inference; a weighted sum below the
statutory minimum is lifted to it; beside a weighted value or a table row, lighter is what lies below it and heavier what
lies above it inside the statutory range (Art. 12 of the Guangdong text puts lighter below and heavier above the
ordinary figure); a fixed amount cannot be divided. Nothing is rounded: no text read has a rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from .circumstance import Citation
from .completion import Domains, completions, first_that_holds, open_facts
from .condition import Condition
from .money import Exact, Span
from .predicate import Facts

GRADES: Final = ("lighter", "ordinary", "heavier")


@dataclass(frozen=True, slots=True)
class Grade:
    """One band in the unit of the range that it divides; `exact` False where facts leave it open, `needs` says which."""

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
        lifted = [_LIFTED if end < whole.low else () for end in (whole.high, *ends)]
        return _named(_cut(whole, *ends, False, False), lifted)


@dataclass(frozen=True, slots=True)
class Weight:
    """The weight of a factor under a condition (None: always); both ends are equal unless the text read left it open."""

    when: Condition | None
    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor of a table; of its weights the first whose condition holds counts."""

    circumstance: str
    weights: tuple[Weight, ...]
    domains: Domains = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class WeightTable:
    """Start weight plus factor weights, at most the cap, times the statutory maximum."""

    clause: str
    start: Fraction
    cap: Fraction
    factors: tuple[Factor, ...]
    cites: tuple[Citation, ...] = ()

    def figures(self, whole: Span, facts: Facts) -> tuple[list[Span], tuple[str, ...], tuple[str, ...]]:
        """The lowest and the highest figure still possible, notes, and the circumstances that would settle it."""
        low = high = self.start
        notes: tuple[str, ...] = ()
        needs: tuple[str, ...] = ()
        for factor in self.factors:
            least, most, gap = _weight(factor, facts)
            low, high = low + least, high + most
            if gap:
                notes = ("factor_without_row",)
            if least != most:
                needs += _needs(factor, facts)
        sums = dict.fromkeys((min(low, self.cap), min(high, self.cap)))
        ends = [share(whole.high, total) for total in sums]
        if ends[0] < whole.low:
            notes += _LIFTED
        return [Span(end, end).clamp(whole) for end in (max(end, whole.low) for end in ends)], notes, needs


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a fine table: its amounts in fen under a condition (None: always)."""

    when: Condition | None
    span: Span


@dataclass(frozen=True, slots=True)
class RowTable:
    """A table that names the ordinary amounts row by row; the first row whose condition holds counts."""

    clause: str
    rows: tuple[Row, ...]
    domains: Domains = field(default_factory=dict, hash=False)
    cites: tuple[Citation, ...] = ()

    def figures(self, whole: Span, facts: Facts) -> tuple[list[Span], tuple[str, ...], tuple[str, ...]]:
        """The amounts still possible inside the range, notes, and the circumstances that would settle the row."""
        whens = [row.when for row in self.rows]
        places: set[int] = set()
        for each in completions(whens, facts, self.domains):
            places |= first_that_holds(whens, each).keys()
        spans = [whole if place < 0 else self.rows[place].span.clamp(whole) for place in sorted(places)]
        notes = ("band_without_row",) if -1 in places else ()
        return spans, notes, open_facts(whens, facts) if len(places) > 1 else ()


@dataclass(frozen=True, slots=True)
class WeightedFactors:
    """Tables of weights or of amounts, each for one clause; a clause without a table is not divided."""

    tables: Mapping[str, WeightTable | RowTable] = field(hash=False)
    cites: tuple[Citation, ...] = ()

    def grades(self, clause: str, whole: Span, facts: Facts, *, multiple: bool) -> Grades | None:
        table = self.tables.get(clause)
        if table is None or (multiple and isinstance(table, RowTable)):
            return None
        figures, notes, needs = table.figures(whole, facts)
        beside = [_beside(whole, figure) for figure in figures]
        exact = len(figures) == 1 and "factor_without_row" not in notes
        inferred = ("side_band_is_inference",)
        return {
            name: Grade(hull(bands[at] for bands in beside), notes if at == 1 else inferred, exact, needs)
            for at, name in enumerate(GRADES)
        }


Method = SpanShare | MaximumShare | WeightedFactors


def divide(method: Method | None, clause: str, whole: Span, facts: Facts, *, multiple: bool) -> Grades:
    """Lighter, ordinary and heavier inside the statutory range `whole`, whose lower end is stated.

    Where the range cannot be divided, all three are the whole range, and a note says why: `no_method` (for this clause),
    `no_upper_bound`, `fixed_amount`.
    """
    if whole.low == whole.high or whole.empty:
        return _undivided(whole, "fixed_amount")
    if method is None:
        return _undivided(whole, "no_method")
    if whole.high is None:
        return _undivided(whole, "no_upper_bound")
    if isinstance(method, SpanShare):
        return method.grades(whole)
    if isinstance(method, MaximumShare):
        return method.grades(whole, multiple=multiple)
    return method.grades(clause, whole, facts, multiple=multiple) or _undivided(whole, "no_method")


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
    given = list(dict.fromkeys(spans))
    full = [span for span in given if not span.empty]
    if len(full) < 2:
        return (full or given)[0]
    low = None if any(s.low is None for s in full) else min(s.low for s in full)
    high = None if any(s.high is None for s in full) else max(s.high for s in full)
    return Span(
        low, high,
        any(s.low_included for s in full if s.low == low), any(s.high_included for s in full if s.high == high),
    )  # fmt: skip


_LIFTED: Final = ("clamped_to_minimum",)


def _undivided(whole: Span, note: str) -> Grades:
    return dict.fromkeys(GRADES, Grade(whole, (note,)))


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


def _beside(whole: Span, ordinary: Span) -> tuple[Span, Span, Span]:
    lighter = Span(whole.low, ordinary.low, whole.low_included, not ordinary.low_included)
    heavier = Span(ordinary.high, whole.high, not ordinary.high_included, whole.high_included)
    return lighter.clamp(whole), ordinary, heavier.clamp(whole)


def _weight(factor: Factor, facts: Facts) -> tuple[Fraction, Fraction, bool]:
    """Least and greatest weight still possible, and whether perhaps no row fits (then nothing up to the top weight)."""
    whens = [weight.when for weight in factor.weights]
    places: set[int] = set()
    for each in completions(whens, facts, factor.domains):
        found = first_that_holds(whens, each)
        places |= {place for place in found if place >= 0} or {-1}
    if -1 in places:
        return Fraction(0), max(weight.high for weight in factor.weights), True
    chosen = [factor.weights[place] for place in places]
    return min(weight.low for weight in chosen), max(weight.high for weight in chosen), False


def _needs(factor: Factor, facts: Facts) -> tuple[str, ...]:
    return open_facts([weight.when for weight in factor.weights], facts) or (factor.circumstance,)
