"""Tables of a standard: weights that add up to a share of the maximum, or amounts row by row.

Source: 粤环发〔2021〕7号 Art. 6 and its annex. Readings of our own, said in the notes of a band: a sum below the
statutory minimum is lifted to it (`clamped_to_minimum`); lighter is what lies below the weighted value or the row,
heavier what lies above, inside the statutory range (`side_band_is_inference`; Art. 12 puts lighter below and heavier
not below the ordinary figure). A factor that is not known leaves a range, and where a row was not read, one of the
rows is taken to fit; that an *unproven* factor takes its lowest level (Art. 5) is for the officer to state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from ..condition import Condition
from ..condition.predicate import Facts
from ..money import Exact, Span
from ..vocabulary.words import Citation
from .completion import Domains, completions, first_that_holds, open_facts
from .division import GRADES, LIFTED, Grade, Grades, hull, share


@dataclass(frozen=True, slots=True)
class Weight:
    """The weight of a factor under a condition (None: always); a range where the text read left it open."""

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
            notes += ("factor_without_row",) if gap else ()
            if least != most:
                open_here = open_facts([weight.when for weight in factor.weights], facts)
                needs += open_here
                notes += () if open_here or gap else ("table_not_read",)
        ends = [share(whole.high, min(total, self.cap)) for total in (low, high)]
        notes += LIFTED if ends[0] < whole.low else ()
        return _points(whole, ends), tuple(dict.fromkeys(notes)), needs


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
        notes = ("band_without_row",) if -1 in places else ()
        spans = [whole if place < 0 else self.rows[place].span.clamp(whole) for place in sorted(places)]
        if any(span.empty for span in spans):
            notes = (*notes, "row_outside_statute")
            spans = [whole if span.empty else span for span in spans]
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
        exact = len(figures) == 1
        aside = (*notes, "side_band_is_inference")
        return {
            name: Grade(hull(bands[at] for bands in beside), notes if at == 1 else aside, exact, () if exact else needs)
            for at, name in enumerate(GRADES)
        }


def _points(whole: Span, ends: list[Exact]) -> list[Span]:
    """Single values, lifted to the minimum of the range where they lie below it."""
    return [Span(end, end).clamp(whole) for end in dict.fromkeys(max(end, whole.low) for end in ends)]


def _beside(whole: Span, ordinary: Span) -> tuple[Span, Span, Span]:
    if ordinary == whole:
        return whole, whole, whole
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
