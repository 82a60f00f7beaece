"""Equivalence classes: which truths of the predicates can occur together.

Unknown facts are completed over the classes that the predicates cut: two for a boolean, one for each enum value, one for
each interval between thresholds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from .history import SCOPES, LookBack
from .moments import Duration
from .predicate import Compare, CompareDates, FirstViolation, Predicate, Unread
from .truth import FALSE, PRESUMED, TRUE, UNKNOWN
from .vocabulary import Vocabulary

MAX_JOINT: Final = 10


@dataclass(frozen=True, slots=True)
class Group:
    """Predicates whose truths hang together because they read the same facts.

    `classes`: the truth combinations that occur, one tuple each, aligned with `at` (positions in the vector).
    `exact` is False where some of them might not occur together.
    """

    facts: tuple[str, ...]
    at: tuple[int, ...]
    classes: tuple[tuple[int, ...], ...]
    exact: bool

    def consistent(self, vector: bytes, strict: bool) -> list[tuple[int, ...]]:
        """The classes that agree with what the vector already says."""
        known = [(i, vector[p] & 3) for i, p in enumerate(self.at) if not is_open(vector[p], strict)]
        return [each for each in self.classes if all(each[i] == truth for i, truth in known)]


def is_open(byte: int, strict: bool) -> bool:
    """Whether a byte of a vector leaves its predicate unknown."""
    return byte == UNKNOWN or bool(strict and byte & PRESUMED)


def groups(predicates: Sequence[Predicate], vocabulary: Vocabulary) -> Iterator[Group]:
    """Predicates that read the same facts, with the truths they can have together."""
    linked: dict[str, set[str]] = {}
    for predicate in predicates:
        for fact in predicate.facts:
            linked.setdefault(fact, set()).update(predicate.facts)
    done: set[str] = set()
    for fact in linked:
        if fact in done:
            continue
        cluster, waiting = {fact}, [fact]
        while waiting:
            for other in linked[waiting.pop()] - cluster:
                cluster.add(other)
                waiting.append(other)
        done |= cluster
        at = tuple(i for i, predicate in enumerate(predicates) if cluster.intersection(predicate.facts))
        classes, exact = _classes([predicates[i] for i in at], vocabulary)
        yield Group(tuple(sorted(cluster)), at, tuple(dict.fromkeys(classes)), exact)
    for index, predicate in enumerate(predicates):
        if isinstance(predicate, Unread):
            yield Group((), (index,), ((FALSE,), (TRUE,)), True)


def _classes(tests: list[Predicate], vocabulary: Vocabulary) -> tuple[list[tuple[int, ...]], bool]:
    compares = [test for test in tests if isinstance(test, Compare)]
    if len(compares) == len(tests) and len({test.fact for test in compares}) == 1:
        return _of_one_fact(compares, vocabulary)
    looks = [test.ask for test in tests if isinstance(test, FirstViolation)]
    if len(looks) == len(tests):
        return _of_history(looks)
    pairs = [test for test in tests if isinstance(test, CompareDates)]
    if len(pairs) == len(tests) and len({(p.fact, p.other, p.operator, p.sign) for p in pairs}) == 1:
        return _chain([_days(pair.plus) * pair.sign for pair in pairs], pairs[0].operator in ("before", "on_or_before")), True
    return list(_free(len(tests))), len(tests) == 1


def _of_one_fact(tests: list[Compare], vocabulary: Vocabulary) -> tuple[list[tuple[int, ...]], bool]:
    circumstance = vocabulary[tests[0].fact]
    values: list[object]
    if circumstance.type == "boolean":
        values = [True, False]
    elif circumstance.type == "enum":
        values = list(range(len(circumstance.values)))
    elif circumstance.type == "set":
        if len(circumstance.values) > 10:
            return list(_free(len(tests))), False
        values = list(range(1 << len(circumstance.values)))
    else:
        values = list(_representatives(sorted({test.value for test in tests}), circumstance.type != "number"))
    return [tuple(test.test_value(value) for test in tests) for value in values], True


def _representatives(limits: list[int], whole: bool) -> Iterator[object]:
    """One value in each interval between thresholds, and each threshold. Whole values step by one."""
    step = 1 if whole else min([1, *(b - a for a, b in zip(limits, limits[1:], strict=False))]) / 2
    for limit in limits:
        yield limit - step
        yield limit
        yield limit + step


def _of_history(looks: list[LookBack]) -> tuple[list[tuple[int, ...]], bool]:
    """A clean record over more years and a wider scope is clean over fewer and a narrower one."""
    if len(looks) > MAX_JOINT:
        return list(_free(len(looks))), False
    implied = [(i, j) for i, a in enumerate(looks) for j, b in enumerate(looks) if i != j and _covers(a, b)]
    return [each for each in _free(len(looks)) if all(each[j] or not each[i] for i, j in implied)], True


def _covers(wide: LookBack, narrow: LookBack) -> bool:
    if wide.counting_back_from != narrow.counting_back_from:
        return False
    if wide.counts == "penalised" and narrow.counts == "all":
        return False
    if SCOPES.index(wide.same) < SCOPES.index(narrow.same):
        return False
    if wide.within is None or wide.within == narrow.within:
        return True
    if narrow.within == "calendar_year":
        return isinstance(wide.within, Duration) and _days(wide.within) >= 366
    return isinstance(wide.within, Duration) and isinstance(narrow.within, Duration) and _days(wide.within) >= _days(narrow.within)


def _days(duration: Duration | None) -> int:
    return 0 if duration is None else duration.years * 365 + duration.months * 30 + duration.days


def _chain(limits: list[int], rising: bool) -> list[tuple[int, ...]]:
    """Truths of `x > limit` (or, rising, `x < limit`) for every place of x among the limits."""
    cuts = [min(limits) - 1, *sorted(limits)]
    return [tuple(int(limit > cut) if rising else int(limit <= cut) for limit in limits) for cut in cuts]


def _free(count: int) -> Iterator[tuple[int, ...]]:
    return product((TRUE, FALSE), repeat=min(count, 12)) if count <= 12 else iter(((TRUE,) * count, (FALSE,) * count))
