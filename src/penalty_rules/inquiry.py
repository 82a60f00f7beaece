"""Inquiry: which outcomes are still possible, exactly, and which question settles most.

Unknown facts are completed over the equivalence classes that the predicates cut: two for a boolean, one for each enum
value, one for each interval between thresholds. The search branches on one fact at a time and drops a branch as soon
as its Kleene over-approximation holds nothing new; past MAX_NODES it falls back to that over-approximation and says
`exact: false`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from .history import SCOPES, LookBack
from .moments import Duration
from .outcome import SEVERITY
from .predicate import Compare, CompareDates, FirstViolation, Predicate, Unread
from .reasoning import Program, combined
from .truth import FALSE, PRESUMED, TRUE, UNKNOWN
from .vocabulary import Vocabulary

MAX_NODES: Final = 600
MAX_JOINT: Final = 6


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
        known = [(i, vector[p] & 3) for i, p in enumerate(self.at) if not _open(vector[p], strict)]
        return [each for each in self.classes if all(each[i] == truth for i, truth in known)]


def _open(byte: int, strict: bool) -> bool:
    return byte == UNKNOWN or bool(strict and byte & PRESUMED)


def groups_of(program: Program, vocabulary: Vocabulary) -> tuple[Group, ...]:
    """The groups of a program; derived once."""
    found: tuple[Group, ...] | None = program.extras.get("groups")
    if found is None:
        found = program.extras["groups"] = tuple(_groups(program.predicates, vocabulary))
    return found


def _groups(predicates: Sequence[Predicate], vocabulary: Vocabulary) -> Iterator[Group]:
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
    if len(looks) > MAX_JOINT + 4:
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


class Completion:
    """Completes the unknown facts of vectors; one for a vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def __call__(self, program: Program, vector: bytes, strict: bool) -> tuple[tuple[str, ...], bool]:
        """The outcomes still possible for a vector, mildest first, and whether exactly those."""
        search = _Search(program, groups_of(program, self.vocabulary), strict)
        search.visit(bytearray(vector))
        if search.exhausted:
            return combined(program.results(vector, strict)), False
        return tuple(outcome for outcome in SEVERITY if outcome in search.found), search.exact


class _Search:
    def __init__(self, program: Program, groups: tuple[Group, ...], strict: bool) -> None:
        self.program, self.groups, self.strict = program, groups, strict
        self.found: set[str] = set()
        self.nodes = 0
        self.exact = True

    @property
    def exhausted(self) -> bool:
        return self.nodes > MAX_NODES

    def visit(self, vector: bytearray) -> None:
        self.nodes += 1
        if self.exhausted:
            return
        results = self.program.results(bytes(vector), self.strict)
        possible = combined(results)
        if len(possible) == 1 or self.found.issuperset(possible):
            self.found.update(possible)
            return
        group = relevant_group(self.program, self.groups, vector, results, self.strict)
        if group is None:
            self.found.update(possible)
            return
        self.exact = self.exact and group.exact
        kept = bytes(vector[p] for p in group.at)
        for each in group.consistent(bytes(vector), self.strict):
            for position, truth in zip(group.at, each, strict=True):
                vector[position] = truth
            self.visit(vector)
        for position, byte in zip(group.at, kept, strict=True):
            vector[position] = byte


def relevant_group(
    program: Program, groups: tuple[Group, ...], vector: bytes | bytearray, results: Sequence[object], strict: bool
) -> Group | None:
    """The group of the first unknown predicate of the first open rule, in the order of the bars."""
    for position in open_positions(program, vector, strict):
        for group in groups:
            if position in group.at:
                return group
    return None


def open_positions(program: Program, vector: bytes | bytearray, strict: bool) -> Iterator[int]:
    """Positions of unknown predicates that open rules rest on, bars first."""
    for index, branch in enumerate(program.branches):
        offsets = program.offsets[index]
        for _, rank in sorted(_rank(rule.document.ground, i) for i, rule in enumerate(branch.rules)):
            yield from _unknown_in(program, index, rank, vector, strict)
        for _, at in branch.premises:
            if _open(vector[offsets[0] + at], strict):
                yield offsets[0] + at


_ORDER: Final = (
    "elements", "crime", "facts_unclear", "minor_age", "incapacity", "limitation", "exclusion", "no_fault",
    "minor_violation", "first_violation", "fine_precondition", "criminal_fine", "reduced_circumstance",
    "lighter_circumstance", "heavier_circumstance", "coercion",
)  # fmt: skip


def _rank(ground: str, index: int) -> tuple[int, int]:
    return _ORDER.index(ground), index


def _unknown_in(program: Program, branch: int, rule: int, vector: bytes | bytearray, strict: bool) -> Iterator[int]:
    """Unknown predicates of one rule, if the rule is open."""
    general, special = program.branches[branch].blocks
    inside = rule < len(general.rules)
    block, offset = (general, program.offsets[branch][0]) if inside else (special, program.offsets[branch][1])
    local = rule if inside else rule - len(general.rules)
    truths = bytes(vector[offset : offset + len(block.predicates)])
    if block.rules[local].document.effect == "no_coercion" or block.find(truths, strict)[local] != UNKNOWN:
        return
    for at in block.positions_of(local):
        if _open(truths[at], strict):
            yield offset + at


@dataclass(frozen=True, slots=True)
class Settling:
    """What the answer to one question would leave open: for each class of answers, the outcomes then possible."""

    group: Group
    after: tuple[tuple[tuple[int, ...], tuple[str, ...]], ...]

    @property
    def left_open(self) -> float:
        """Mean number of outcomes left, over the classes of answers; lower settles more."""
        return sum(len(outcomes) for _, outcomes in self.after) / max(1, len(self.after))


def settling(program: Program, vocabulary: Vocabulary, vector: bytes, strict: bool) -> tuple[Settling, ...]:
    """The unknown facts that open rules rest on, those first whose answer settles most; then in the order of the bars."""
    groups = groups_of(program, vocabulary)
    seen: dict[tuple[int, ...], Settling] = {}
    for position in open_positions(program, vector, strict):
        group = next((each for each in groups if position in each.at), None)
        if group is not None and group.at not in seen and group.facts:
            seen[group.at] = Settling(group, tuple(_after(program, group, vector, strict, group.consistent(vector, strict))))
    return tuple(sorted(seen.values(), key=lambda each: each.left_open))


def reversals(program: Program, vocabulary: Vocabulary, vector: bytes) -> tuple[Settling, ...]:
    """For each presumed fact: the outcomes possible if the presumption did not hold."""
    found = []
    for group in groups_of(program, vocabulary):
        presumed = [i for i, position in enumerate(group.at) if vector[position] & PRESUMED]
        if not presumed:
            continue
        held = tuple(vector[group.at[i]] & 3 for i in presumed)
        others = [
            each
            for each in group.consistent(vector, True)
            if tuple(each[i] for i in presumed) != held
        ]
        found.append(Settling(group, tuple(_after(program, group, vector, False, others))))
    return tuple(found)


def _after(
    program: Program, group: Group, vector: bytes, strict: bool, classes: Sequence[tuple[int, ...]]
) -> Iterator[tuple[tuple[int, ...], tuple[str, ...]]]:
    for each in classes:
        changed = bytearray(vector)
        for position, truth in zip(group.at, each, strict=True):
            changed[position] = truth
        yield each, program.reason(bytes(changed), strict).outcomes
