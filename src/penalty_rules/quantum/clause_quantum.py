"""What one penalty clause allows for these facts: its branches, and the fine of each outcome.

Where facts are known only as intervals, or not at all, every branch still possible counts and each band is the hull of
what can still come out. What is settled is remembered: per clause, method, branch and base there is one answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from ..clause import Branch, Clause
from ..condition.predicate import Facts
from ..fine_method import Method, WeightedFactors, divide
from ..fine_method.completion import completions, exactly, first_that_holds, open_facts
from ..fine_method.division import Grade, Grades, hull, whole_if_possible
from ..money import Exact, Span
from ..truth import FALSE, TRUE, UNKNOWN
from .band import ONE, Band, ClauseQuantum, FineRange, times

FINED: Final = ("reduced", "lighter", "ordinary", "heavier")
REFUSED: Final = "correction.refused"
NOTHING: Final = Span(0, 0, True, False)
_UNKNOWN_FACTS: Final[Facts] = {}
_NO_NOTES: Final[dict[str, None]] = {}


class _Same:
    """A value that is equal only to itself: clauses and methods as keys, without reading them through."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.value is other.value


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
    if isinstance(method, WeightedFactors) and clause.id not in method.tables:
        method = None
    places = first_that_holds([branch.when for branch in clause.branches], facts)
    if len(places) == 1 and not items and not isinstance(method, WeightedFactors):
        place = next(iter(places))
        base = _exact_base(clause, place, facts)
        if base is not None:
            return _settled(_Same(clause), _Same(method), place, base, _refused(clause, facts), tuple(outcomes))
    return _told(_read(clause, facts, method, places), facts, outcomes, items)


@lru_cache(maxsize=16384)
def _settled(
    clause: _Same, method: _Same, place: int, base: int, refused: int, outcomes: tuple[str, ...]
) -> ClauseQuantum:
    """The answer where branch and base are certain and the method looks at no other fact."""
    if place < 0:
        return _told(_Reading(clause.value, (), (), None, True, FALSE, refused), _UNKNOWN_FACTS, outcomes, {})
    own, grades = _divided(clause, method, place)
    multiple_of = clause.value.branches[place].multiple_of
    bases = ONE if multiple_of is None else Span(base, base)
    fine = FineRange(place, times(own, bases), TRUE, own, bases, multiple_of)
    return _told(_Reading(clause.value, (fine,), (grades,), None, True, TRUE, refused), _UNKNOWN_FACTS, outcomes, {})


@lru_cache(maxsize=4096)
def _divided(clause: _Same, method: _Same, place: int) -> tuple[Span, Grades]:
    branch = clause.value.branches[place]
    own = _own(branch)
    grades = divide(method.value, clause.value.id, own, _UNKNOWN_FACTS, multiple=branch.multiple_of is not None)
    return own, grades


def _exact_base(clause: Clause, place: int, facts: Facts) -> int | None:
    """The base of a branch in fen, 1 where it has none; None where it is not exactly known."""
    name = clause.branches[place].multiple_of if place >= 0 else None
    if name is None:
        return 1
    value = facts.get(name)
    return value if isinstance(value, int) else None


def _read(clause: Clause, facts: Facts, method: Method | None, places: dict[int, int]) -> _Reading:
    whens = [branch.when for branch in clause.branches]
    ways = completions(whens, facts) if len(places) > 1 else [facts]
    if len(ways) > 1:
        places = _places(whens, ways)
    statutory = tuple([_range(clause, place, places[place], whens, ways) for place in sorted(places) if place >= 0])
    divided = tuple([divide(method, clause.id, r.own, facts, multiple=r.multiple_of is not None) for r in statutory])
    found = TRUE if -1 not in places else UNKNOWN if statutory else FALSE
    settled = len(places) == 1
    return _Reading(clause, statutory, divided, _unit(statutory, facts), settled, found, _refused(clause, facts))


def _told(reading: _Reading, facts: Facts, outcomes: Sequence[str], items: Mapping[str, Span]) -> ClauseQuantum:
    ranges = {
        outcome: _band(reading, outcome, items.get(outcome))
        for outcome in FINED
        if reading.statutory and outcome in outcomes
    }
    notes = dict.fromkeys(_notes(reading))
    for band in ranges.values():
        notes |= dict.fromkeys(band.notes)
    available = _both(reading.found, reading.refused)
    return ClauseQuantum(reading.clause, reading.statutory, ranges, available, _needs(reading, facts), tuple(notes))


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
    certain = reading.settled and all(each.base.single is not None for each in statutory)
    exact = certain and all(piece.exact for piece in pieces)
    if certain and statutory[0].base.high == 0:
        notes["base_is_zero"] = None
    notes |= _emptiness(amounts, notes)
    amount = _canonical(hull(amounts))
    span = amount if unit is None else _canonical(hull([piece.span for piece in pieces]))
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


def _canonical(span: Span) -> Span:
    """An empty range in one form: its lower end, not included above."""
    return Span(span.low, span.low, True, False) if span.empty else span


def _emptiness(amounts: Iterable[Span], notes: Mapping[str, None]) -> dict[str, None]:
    empty = [amount.empty for amount in amounts]
    if True not in empty or "kind_reduction_only" in notes:
        return _NO_NOTES
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
    needs: dict[str, None] = {}
    if not reading.settled:
        needs |= dict.fromkeys(open_facts([branch.when for branch in reading.clause.branches], facts))
    for each, grades in zip(reading.statutory, reading.divided, strict=True):
        if each.multiple_of is not None and each.base.single is None:
            needs[each.multiple_of] = None
        needs |= dict.fromkeys([need for grade in grades.values() for need in grade.needs])
    if reading.refused == UNKNOWN:
        needs[REFUSED] = None
    return tuple(needs)


def _notes(reading: _Reading) -> Iterable[str]:
    if reading.found != TRUE:
        yield "no_fine_available" if reading.found == FALSE else "fine_may_not_apply"
    if reading.refused != TRUE:
        yield "fine_requires_refusal"
    if reading.statutory and all(reading.clause.branches[each.branch].optional for each in reading.statutory):
        yield "fine_optional"
    if any(each.own.low == 0 for each in reading.statutory):
        yield "upper_bound_only"
