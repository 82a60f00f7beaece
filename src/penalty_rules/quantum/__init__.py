"""Outcome and amounts become fine ranges, clause by clause; then the clause that applies is chosen.

A range is never a single figure unless the law leaves just one. Lighter, ordinary and heavier lie inside the statutory
range, by the method of the standard in force; reduced lies below the minimum, and no national text fixes a floor for it
(`reduced_has_no_floor`); where only an upper bound is stated a fine cannot be reduced in amount, only in kind
(`kind_reduction_only`). Confiscation stands beside the fine and is not counted here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from typing import Final

from ..clause import Clause
from ..condition.predicate import Facts
from ..fine_method import Method
from ..fine_method.completion import exactly
from ..fine_method.division import hull, whole_if_possible
from ..money import Exact, Span
from .band import Band, ClauseQuantum, FineRange
from .clause_choice import Candidates, ChoiceStep, choose
from .clause_quantum import FINED, quantify_clause

__all__ = [
    "Band", "ChoiceStep", "ClauseQuantum", "Disproportion", "FineRange", "Quantum", "quantify",
]  # fmt: skip

WITHOUT_FINE: Final = frozenset({"no_penalty", "time_barred", "not_established", "referred", "order_only"})
OUTCOMES: Final = WITHOUT_FINE.union(FINED)
_MEASURES: Final = (("goods_value_multiple", "goods_value"), ("gains_multiple", "illegal_gains"))
_NO_BANDS: Final[Mapping[str, Span]] = {}


@dataclass(frozen=True, slots=True)
class Disproportion:
    """Even the lowest lawful fine, `lowest` fen, is `ratio` times the base, more than the `threshold` of the ruleset.

    Where the base is known only as an interval, the ratio is the least one possible.
    """

    base: str
    ratio: Fraction
    threshold: Fraction
    lowest: Exact


@dataclass(frozen=True, slots=True)
class Quantum:
    """The fine ranges of a violation: per clause, and per outcome under the clause chosen (normally one)."""

    clauses: tuple[ClauseQuantum, ...]
    chosen: tuple[str, ...]
    choice: tuple[ChoiceStep, ...]
    ranges: Mapping[str, Band]
    needs: tuple[str, ...] = ()
    disproportion: Disproportion | None = None
    notes: tuple[str, ...] = ()


def quantify(
    facts: Facts,
    clauses: Sequence[Clause],
    method: Method | None,
    *,
    outcomes: Sequence[str],
    natural: bool,
    several_norms: bool = True,
    bands: Mapping[str, Span] = _NO_BANDS,
    proportionality: Mapping[str, Fraction] | None = None,
) -> Quantum:
    """The fine ranges of `outcomes`; an outcome without a fine has no entry.

    `natural`: the party is addressed as a natural person. `several_norms` False: the clauses stand for several acts,
    each fined and then added. `bands`: amounts that a list item prescribes for an outcome, in fen; they take the place
    of the method's, within what the outcome allows. Raises ValueError for an outcome that does not exist.
    """
    if not OUTCOMES.issuperset(outcomes):
        wrong = ", ".join(sorted(set(outcomes) - OUTCOMES))
        raise ValueError(f"no such outcome: {wrong}; one of {', '.join(sorted(OUTCOMES))}")
    if len(clauses) > 1:
        clauses = sorted(clauses, key=lambda clause: (clause.id, clause.first_day or 0))
    read = tuple(quantify_clause(clause, facts, method, outcomes, bands) for clause in clauses)
    kept, steps, notes = choose(read, natural=natural, several_norms=several_norms)
    ranges = _combined(kept, several_norms, undecided="choice_undecided" in notes)
    return Quantum(
        read,
        tuple(each.clause.id for each in kept),
        steps,
        ranges,
        _joined(each.needs for each in kept),
        _disproportion(facts, kept, several_norms, proportionality) if proportionality else None,
        _notes(kept, steps, ranges, notes) if len(clauses) != 1 or steps else kept[0].notes,
    )


def _combined(kept: Candidates, several_norms: bool, undecided: bool) -> Mapping[str, Band]:
    if len(kept) == 1:
        return kept[0].ranges
    told: dict[str, list[Band]] = {}
    for each in kept:
        for outcome, band in each.ranges.items():
            told.setdefault(outcome, []).append(band)
    if several_norms:
        return {outcome: _either(found, undecided) for outcome, found in told.items()}
    return {outcome: _added(found) for outcome, found in told.items()}


def _either(found: Sequence[Band], undecided: bool) -> Band:
    """The hull of the bands of clauses between which nothing decides yet, or whose fines are the same."""
    units = {band.multiple_of for band in found}
    unit = units.pop() if len(units) == 1 else None
    amount = hull(band.amount for band in found)
    span = amount if unit is None else hull(band.span for band in found)
    exact = not undecided and all(band.exact and band.amount == amount for band in found)
    notes = _told(found) | ({"empty_band": None} if span.empty else {})
    return Band(span, amount, None, unit, exact, any(band.conditional for band in found), tuple(notes))


def _added(found: Sequence[Band]) -> Band:
    """Several acts: each is fined, then the fines are added; empty where one of them is."""
    amounts = [band.amount for band in found]
    low, high = _sum(each.low for each in amounts), _sum(each.high for each in amounts)
    notes = _told(found) | {"several_acts_added": None}
    if any(each.empty for each in amounts):
        amount, notes = Span(low, low, True, False), notes | {"empty_band": None}
    else:
        ends_included = all(each.low_included for each in amounts), all(each.high_included for each in amounts)
        amount = Span(low, high, *ends_included)
    exact = all(band.exact for band in found)
    return Band(amount, amount, None, None, exact, any(band.conditional for band in found), tuple(notes))


def _sum(ends: Iterable[Exact | None]) -> Exact | None:
    """The sum; None, without limit, where one of them is."""
    total: Exact = 0
    for end in ends:
        if end is None:
            return None
        total += end
    return whole_if_possible(total)


def _told(found: Sequence[Band]) -> dict[str, None]:
    """The notes of several bands; that one of them is empty does not make the whole empty."""
    return dict.fromkeys("band_may_be_empty" if note == "empty_band" else note for band in found for note in band.notes)


def _disproportion(
    facts: Facts, kept: Candidates, several_norms: bool, limits: Mapping[str, Fraction]
) -> Disproportion | None:
    """The first base of which the lowest lawful fine is surely too great a multiple; a base of zero has no ratio."""
    lows = [_lowest(each) for each in kept]
    if not lows:
        return None
    lowest: Exact = min(lows) if several_norms else sum(lows, start=0)
    for key, base in _MEASURES:
        value = facts.get(base)
        most = value.high if isinstance(value, Span) else value if exactly(value) else None
        if key in limits and most and lowest > limits[key] * most:
            return Disproportion(base, Fraction(lowest) / most, Fraction(limits[key]), lowest)
    return None


def _lowest(each: ClauseQuantum) -> Exact:
    """The lowest fine that the clause allows without a reduction; 0 where it need not fine at all."""
    if "fine" in each.clause.document.kinds.alternatives or not each.statutory or "fine_may_not_apply" in each.notes:
        return 0
    return min(0 if each.clause.branches[fine.branch].optional else fine.span.low for fine in each.statutory)


def _notes(
    kept: Candidates, steps: Sequence[ChoiceStep], ranges: Mapping[str, Band], notes: Sequence[str]
) -> tuple[str, ...]:
    told = _joined([*(each.notes for each in kept), *(band.notes for band in ranges.values()), notes])
    return told if kept or not steps else (*told, "no_clause_for_the_party")


def _joined(lists: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Each once, in the order of first mention."""
    return tuple(dict.fromkeys(chain.from_iterable(lists)))
