"""What one penalty clause allows for these facts: its branches, and the fine of each outcome.

Where facts are known only as intervals, or not at all, every branch still possible counts and each band is the hull of
what can still come out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from .clause import Branch, Clause
from .completion import completions, exactly, first_that_holds, open_facts
from .division import Grade, Grades, hull, whole_if_possible
from .fine_method import Method, divide
from .money import Exact, Span
from .predicate import Facts
from .truth import FALSE, TRUE, UNKNOWN

FINED: Final = ("reduced", "lighter", "ordinary", "heavier")
REFUSED: Final = "correction.refused"
ONE: Final = Span(1, 1)
NOTHING: Final = Span(0, 0, True, False)


@dataclass(frozen=True, slots=True)
class FineRange:
    """The statutory range under one branch that is still possible.

    `span` is in fen, open above where the base is not known. `own` is the range in the unit of the branch: fen, or
    multiples of the circumstance `multiple_of`, of which `base` holds the amounts still possible (fen; else 1).
    `truth` is that of the branch's condition: that it is the one that applies.
    """

    branch: int
    span: Span
    truth: int
    own: Span
    base: Span = ONE
    multiple_of: str | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """The fine of one outcome.

    `span` is in fen or, where `multiple_of` names a circumstance whose amount is not known, in multiples of it;
    `amount` is always in fen, open above in that case. `exact` False: a hull over what is still possible.
    `conditional`: the clause fines only after refusal to correct, and a refusal is not established.
    `clause` is None where several clauses are combined.
    """

    span: Span
    amount: Span
    clause: str | None
    multiple_of: str | None = None
    exact: bool = True
    conditional: bool = False
    notes: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """True if no fine of this outcome is lawful; the notes say why."""
        return self.span.empty


@dataclass(frozen=True, slots=True)
class ClauseQuantum:
    """One candidate clause: its statutory ranges, its bands, and what would settle them.

    `available` is the truth of “the clause allows a fine now”: a branch applies, and a refusal that it needs is there.
    """

    clause: Clause
    statutory: tuple[FineRange, ...]
    ranges: Mapping[str, Band]
    available: int
    needs: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reading:
    """A clause read against the facts: its ranges, each divided by the method, and what is certain about them."""

    clause: Clause
    statutory: tuple[FineRange, ...]
    divided: tuple[Grades, ...]
    unit: str | None
    settled: bool
    found: int
    refused: int


def quantify_clause(
    clause: Clause, facts: Facts, method: Method | None, outcomes: Sequence[str], items: Mapping[str, Span]
) -> ClauseQuantum:
    """The statutory ranges of a clause and the band of each outcome; `items`: amounts that a list item prescribes."""
    reading = _read(clause, facts, method)
    ranges = {
        outcome: _band(reading, outcome, items.get(outcome))
        for outcome in FINED
        if reading.statutory and outcome in outcomes
    }
    available = _both(reading.found, reading.refused)
    return ClauseQuantum(clause, reading.statutory, ranges, available, _needs(reading, facts), _notes(reading))


def times(span: Span, base: Span) -> Span:
    """Every product of a multiple in `span` and an amount in `base`, neither negative."""
    if base is ONE or span.empty:
        return span
    if base.high == 0:
        return Span(0, 0)
    low = whole_if_possible(span.low * base.low)
    low_included = span.low_included and base.low_included
    if low == 0:
        low_included = (span.low == 0 and span.low_included) or (base.low == 0 and base.low_included)
    if span.high is None or (base.high is None and span.high != 0):
        return Span(low, None, low_included)
    if span.high == 0:
        return Span(0, 0)
    return Span(low, whole_if_possible(span.high * base.high), low_included, span.high_included and base.high_included)


def _read(clause: Clause, facts: Facts, method: Method | None) -> _Reading:
    whens = [branch.when for branch in clause.branches]
    ways = completions(whens, facts)
    places = first_that_holds(whens, facts) if len(ways) == 1 else _places(whens, ways)
    statutory = tuple([_range(clause, place, places[place], whens, ways) for place in sorted(places) if place >= 0])
    divided = tuple([divide(method, clause.id, r.own, facts, multiple=r.multiple_of is not None) for r in statutory])
    found = TRUE if -1 not in places else UNKNOWN if statutory else FALSE
    return _Reading(clause, statutory, divided, _unit(statutory, facts), len(places) == 1, found, _refused(clause, facts))


def _places(whens: Sequence[Any], ways: Sequence[Facts]) -> dict[int, int]:
    found: dict[int, set[int]] = {}
    for way in ways:
        for place, truth in first_that_holds(whens, way).items():
            found.setdefault(place, set()).add(truth)
    return {place: TRUE if len(found) == 1 and truths == {TRUE} else UNKNOWN for place, truths in found.items()}


def _range(clause: Clause, place: int, truth: int, whens: Sequence[Any], ways: Sequence[Facts]) -> FineRange:
    branch = clause.branches[place]
    own = _own(branch)
    if branch.multiple_of is None:
        return FineRange(place, own, truth, own)
    if len(ways) > 1:
        ways = [way for way in ways if place in first_that_holds(whens, way)]
    base = hull(_base(way.get(branch.multiple_of)) for way in ways)
    return FineRange(place, times(own, base), truth, own, base, branch.multiple_of)


def _own(branch: Branch) -> Span:
    low: Exact = 0 if branch.low is None else whole_if_possible(branch.low)
    high = None if branch.high is None else whole_if_possible(branch.high)
    return Span(low, high, branch.low_included or branch.low is None, branch.high_included)


def _base(value: Any) -> Span:
    if isinstance(value, Span):
        return value.clamp(Span(0))
    return Span(value, value) if exactly(value) else Span(0)


def _unit(statutory: Sequence[FineRange], facts: Facts) -> str | None:
    """The circumstance in whose multiples the bands are told: the base of every branch, its amount not known at all."""
    bases = {each.multiple_of for each in statutory}
    base = next(iter(bases)) if len(bases) == 1 else None
    if base is None or isinstance(facts.get(base), Span) or exactly(facts.get(base)):
        return None
    return base


def _band(reading: _Reading, outcome: str, item: Span | None) -> Band:
    statutory, unit = reading.statutory, reading.unit
    pieces = [_piece(outcome, each, grades) for each, grades in zip(statutory, reading.divided, strict=True)]
    amounts = [times(piece.span, each.base) for each, piece in zip(statutory, pieces, strict=True)]
    notes = dict.fromkeys([note for piece in pieces for note in piece.notes])
    if item is not None and "kind_reduction_only" not in notes:
        item, unit = item.clamp(Span(0)), None
        amounts = [_allowed(outcome, each).clamp(item) for each in statutory]
        notes = dict.fromkeys(["item_band"] if amounts == [item] * len(amounts) else ["item_band", "item_band_clamped"])
    certain = reading.settled and all([each.base.single is not None for each in statutory])
    exact = certain and all([piece.exact for piece in pieces])
    if certain and statutory[0].base.high == 0:
        notes["base_is_zero"] = None
    notes |= _emptiness(amounts, notes)
    amount = _told(hull(amounts))
    span = amount if unit is None else _told(hull([piece.span for piece in pieces]))
    return Band(span, amount, reading.clause.id, unit, exact, reading.refused != TRUE, tuple(notes))


def _piece(outcome: str, each: FineRange, grades: Grades) -> Grade:
    if outcome != "reduced":
        return grades[outcome]
    if each.own.low == 0 or each.base.single == 0:
        return Grade(NOTHING, ("kind_reduction_only",))
    return Grade(Span(0, each.own.low, True, not each.own.low_included), ("reduced_has_no_floor",))


def _allowed(outcome: str, each: FineRange) -> Span:
    """The fines, in fen, that an outcome allows under a branch."""
    return each.span if outcome != "reduced" else times(_piece(outcome, each, {}).span, each.base)


def _told(span: Span) -> Span:
    """An empty range in one form: its lower end, not included above."""
    return Span(span.low, span.low, True, False) if span.empty else span


def _emptiness(amounts: Iterable[Span], notes: Mapping[str, None]) -> dict[str, None]:
    empty = [amount.empty for amount in amounts]
    if not any(empty) or "kind_reduction_only" in notes:
        return {}
    return {"empty_band" if all(empty) else "band_may_be_empty": None}


def _refused(clause: Clause, facts: Facts) -> int:
    """Whether the refusal to correct that the clause needs is established; true where it needs none."""
    if not clause.document.fine_requires_refusal:
        return TRUE
    value = facts.get(REFUSED)
    return int(value is True) if exactly(value) else UNKNOWN


def _both(first: int, second: int) -> int:
    return FALSE if FALSE in (first, second) else max(first, second)


def _needs(reading: _Reading, facts: Facts) -> tuple[str, ...]:
    document = reading.clause.document
    needs: dict[str, None] = {}
    if not reading.settled:
        needs |= dict.fromkeys(open_facts([branch.when for branch in reading.clause.branches], facts))
    for each, grades in zip(reading.statutory, reading.divided, strict=True):
        if each.multiple_of is not None and each.base.single is None:
            needs[each.multiple_of] = None
        needs |= dict.fromkeys([need for grade in grades.values() for need in grade.needs])
    if document.fine_requires_refusal and not exactly(facts.get(REFUSED)):
        needs[REFUSED] = None
    return tuple(needs)


def _notes(reading: _Reading) -> tuple[str, ...]:
    told = {
        "no_fine_available": reading.found == FALSE,
        "fine_may_not_apply": reading.found == UNKNOWN,
        "fine_requires_refusal": reading.refused != TRUE,
        "fine_optional": reading.clause.document.fine_optional,
        "upper_bound_only": any([each.own.low == 0 for each in reading.statutory]),
    }
    return tuple([note for note, holds in told.items() if holds])
