"""Equivalence classes: which truths of the predicates can occur together.

Unknown facts are completed over the classes that the predicates cut: two for a boolean, one for each enum value, one
for each interval between thresholds. Facts that a definition of the vocabulary ties together are completed together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, product
from math import prod
from typing import Any, Final

from ..case.definitions import Definitions
from ..condition.predicate import Compare, CompareDates, FirstViolation, Predicate
from ..moments import Duration
from ..truth import FALSE, PRESUMED, TRUE, UNKNOWN
from ..vocabulary import Vocabulary
from ..vocabulary.circumstance import Circumstance
from .look_back_classes import clean_together

MAX_MEMBERS: Final = 10  # of a set, that predicates tell apart
MAX_JOINT: Final = 4096  # ways in which facts tied by definitions are combined
Truths = tuple[int, ...]
_PLACES: Final = {
    "before": lambda place, limit: place < limit, "on_or_before": lambda place, limit: place <= limit,
    "after": lambda place, limit: place > limit, "on_or_after": lambda place, limit: place >= limit,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """Predicates whose truths hang together because they read the same facts.

    `classes`: the truth combinations that occur, one tuple each, aligned with `at` (positions in the vector).
    `exact` is False where some of them might not occur, with each other or with those of another group.
    """

    facts: tuple[str, ...]
    at: tuple[int, ...]
    classes: tuple[Truths, ...]
    exact: bool

    def consistent(self, vector: bytes, strict: bool) -> list[Truths]:
        """The classes that agree with what the vector already says."""
        found = list(self.classes)
        for i, position in enumerate(self.at):
            if not is_open(vector[position], strict):
                truth = vector[position] & 3
                found = [each for each in found if each[i] == truth]
        return found


def is_open(byte: int, strict: bool) -> bool:
    """Whether a byte of a vector leaves its predicate unknown."""
    return byte == UNKNOWN or bool(strict and byte & PRESUMED)


def groups(predicates: Sequence[Predicate], vocabulary: Vocabulary) -> Iterator[Group]:
    """Predicates that read the same facts, with the truths they can have together; each predicate is in one group."""
    parts: dict[object, list[int]] = {}
    for at, predicate in enumerate(predicates):
        parts.setdefault(predicate.facts or predicate, []).append(at)
    shared = Counter(fact for at in parts.values() for fact in predicates[at[0]].facts)
    for positions in parts.values():
        tests = [predicates[at] for at in positions]
        alone = all(shared[fact] == 1 for fact in tests[0].facts)
        found = _classes(tests, vocabulary)
        if found is not None:
            yield Group(tests[0].facts, tuple(positions), tuple(dict.fromkeys(found[0])), found[1] and alone)
        else:
            yield from _apart(positions, predicates)


def _apart(positions: Iterable[int], predicates: Sequence[Predicate]) -> Iterator[Group]:
    """Too many to be told together: each predicate by itself, which may combine what cannot occur together."""
    same: dict[Predicate, list[int]] = {}
    for at in positions:
        same.setdefault(predicates[at], []).append(at)
    for predicate, at_all in same.items():
        count = len(at_all)
        yield Group(predicate.facts, tuple(at_all), ((TRUE,) * count, (FALSE,) * count), exact=False)


def _classes(tests: Sequence[Predicate], vocabulary: Vocabulary) -> tuple[list[Truths], bool] | None:
    first = tests[0]
    if isinstance(first, Compare):
        values = _values(vocabulary[first.fact], tests)
        if values is None:
            return None
        return [tuple(test.test({first.fact: value}) for test in tests) for value in values], True
    if isinstance(first, CompareDates):
        return _of_two_dates([test for test in tests if isinstance(test, CompareDates)])
    if isinstance(first, FirstViolation):
        return clean_together([test.ask for test in tests if isinstance(test, FirstViolation)])
    return [(truth,) * len(tests) for truth in (TRUE, FALSE)], True


def _values(circumstance: Circumstance, tests: Iterable[Predicate]) -> list[Any] | None:
    """A value of the fact for each class that the comparisons with it cut; None where there are too many."""
    compared = [test for test in tests if isinstance(test, Compare) and test.fact == circumstance.name]
    if circumstance.type == "boolean":
        return [True, False]
    if circumstance.type == "enum":
        return list(range(len(circumstance.values)))
    if circumstance.type == "set":
        return _members(circumstance, compared)
    found = _representatives(sorted({test.value for test in compared}), whole=circumstance.type != "number")
    return [value for value in found if circumstance.type != "money" or value >= 0]


def _members(circumstance: Circumstance, tests: Sequence[Compare]) -> list[Any] | None:
    """Every set of the members that the comparisons tell apart."""
    whole = any(test.operator == "equals" for test in tests)
    named = [bit for bit in range(len(circumstance.values)) if whole or any(test.value >> bit & 1 for test in tests)]
    if len(named) > MAX_MEMBERS:
        return None
    return [sum(1 << bit for bit in chosen if bit >= 0) for chosen in product(*((bit, -1) for bit in named))]


def _representatives(limits: list[Any], *, whole: bool) -> Iterator[Any]:
    """One value in each interval between thresholds, and each threshold. Whole values step by one."""
    step: Any = 1 if whole else min([Fraction(1), *(Fraction(b) - a for a, b in pairwise(limits))]) / 2
    for limit in limits:
        yield limit - step
        yield limit
        yield limit + step


def _of_two_dates(tests: Sequence[CompareDates]) -> tuple[list[Truths], bool] | None:
    """The truths for each place of one date among the other moved by each duration; None if their order is not sure."""
    moves = sorted({_days(test.plus, test.sign) for test in tests})
    if any(high >= low for (_, high), (low, _) in pairwise(moves)):
        return None
    between = [(after[0] - before[1] >= 2, after[1] - before[0] >= 2) for before, after in pairwise(moves)]
    last = 2 * len(moves) - 1
    places = [at for at in range(-1, last + 1) if at % 2 == 0 or at in (-1, last) or between[at // 2][1]]
    limits = [2 * moves.index(_days(test.plus, test.sign)) for test in tests]
    classes = [
        tuple(int(_PLACES[test.operator](place, limit)) for test, limit in zip(tests, limits, strict=True))
        for place in places
    ]
    return classes, all(sure == possible for sure, possible in between)


def _days(duration: Duration | None, sign: int) -> tuple[int, int]:
    """The least and the greatest number of days that a duration moves a date."""
    low, high = (0, 0) if duration is None else duration.in_days
    return (low, high) if sign > 0 else (-high, -low)


def tied(
    found: Sequence[Group], predicates: Sequence[Predicate], vocabulary: Vocabulary, definitions: Definitions
) -> tuple[Group, ...]:
    """The groups, those joined into one whose facts a definition ties together: what no definition refutes remains."""
    simple = {group.facts[0]: group for group in found if isinstance(predicates[group.at[0]], Compare)}
    result = list(found)
    for facts in definitions.clusters(simple):
        members = [simple[fact] for fact in sorted(facts)]
        conditions = [predicates[at] for group in members for at in group.at]
        values = {fact: _values(vocabulary[fact], [*conditions, *definitions.tests]) for fact in sorted(facts)}
        for group in members:
            result.remove(group)
        result += _together(members, values, predicates, definitions)
    return tuple(result)


def _together(
    members: Sequence[Group],
    values: Mapping[str, list[Any] | None],
    predicates: Sequence[Predicate],
    definitions: Definitions,
) -> Iterator[Group]:
    choices = [each for each in values.values() if each is not None]
    if len(choices) < len(values) or prod(map(len, choices)) > MAX_JOINT:
        yield from (Group(group.facts, group.at, group.classes, exact=False) for group in members)
        return
    at = tuple(position for group in members for position in group.at)
    ways = (dict(zip(values, choice, strict=True)) for choice in product(*choices))
    classes = dict.fromkeys(tuple(predicates[p].test(way) for p in at) for way in ways if definitions.allow(way))
    yield Group(tuple(values), at, tuple(classes), all(group.exact for group in members))
