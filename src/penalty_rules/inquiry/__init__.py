"""Inquiry: which outcomes are still possible, exactly, and which question settles most.

The search branches on one fact at a time and drops a branch as soon as its Kleene over-approximation holds nothing
new; past MAX_NODES it falls back to that over-approximation and says `exact: false`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ..case.definitions import definitions_of
from ..outcome import SEVERITY
from ..reasoning import Program
from ..truth import PRESUMED, UNKNOWN
from ..vocabulary import Vocabulary
from .equivalence import Group, Truths, groups, is_open, tied

MAX_NODES: Final = 600


def groups_of(program: Program, vocabulary: Vocabulary) -> tuple[Group, ...]:
    """The groups of a program; derived once."""
    found: tuple[Group, ...] | None = program.extras.get("groups")
    if found is None:
        found = program.extras["groups"] = tuple(groups(program.predicates, vocabulary))
    return found


def tied_groups_of(program: Program, vocabulary: Vocabulary) -> tuple[Group, ...]:
    """The same, those joined whose facts a definition ties together; derived once."""
    found: tuple[Group, ...] | None = program.extras.get("tied")
    if found is None:
        simple = groups_of(program, vocabulary)
        found = program.extras["tied"] = tied(simple, program.predicates, vocabulary, definitions_of(vocabulary))
    return found


class Completion:
    """Completes the unknown facts of vectors; one for a vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def __call__(self, program: Program, vector: bytes, strict: bool) -> tuple[tuple[str, ...], bool]:
        """The outcomes still possible for a vector, mildest first, and whether exactly those."""
        search = _Search(program, tied_groups_of(program, self.vocabulary), strict)
        search.visit(bytearray(vector))
        if search.exhausted:
            return program.possible(vector, strict), False
        return tuple(outcome for outcome in SEVERITY if outcome in search.found), search.exact


class _Search:
    def __init__(self, program: Program, known: tuple[Group, ...], strict: bool) -> None:
        self.program, self.strict = program, strict
        self.group_at = {position: group for group in known for position in group.at}
        self.found: set[str] = set()
        self.witnesses: dict[str, bytes] = {}  # for each outcome one completion that leads to it alone
        self.nodes = 0
        self.exact = True

    @property
    def exhausted(self) -> bool:
        return self.nodes > MAX_NODES

    def visit(self, vector: bytearray) -> None:
        self.nodes += 1
        if self.exhausted:
            return
        possible = self.program.possible(bytes(vector), self.strict)
        if len(possible) == 1:
            self.witnesses.setdefault(possible[0], bytes(vector))
        if len(possible) == 1 or self.found.issuperset(possible):
            self.found.update(possible)
            return
        group = self.relevant_group(vector)
        if group is None:
            self.found.update(possible)
            return
        self.exact = self.exact and group.exact
        kept = bytes(vector[p] for p in group.at)
        classes = group.consistent(bytes(vector), self.strict)
        if not classes:  # what is presumed does not fit what is stated: nothing is left out
            self.found.update(possible)
            self.exact = False
        for each in classes:
            for position, truth in zip(group.at, each, strict=True):
                vector[position] = truth
            self.visit(vector)
        for position, byte in zip(group.at, kept, strict=True):
            vector[position] = byte

    def relevant_group(self, vector: bytearray) -> Group | None:
        """The group of the first unknown predicate of the first open rule, in the order of the bars."""
        for _, position in open_positions(self.program, vector, self.strict):
            if position in self.group_at:
                return self.group_at[position]
        return None


def open_positions(program: Program, vector: bytes | bytearray, strict: bool) -> Iterator[tuple[int, int]]:
    """(place of the bar, position) of the unknown predicates that open rules rest on, bars first."""
    for index, bars in enumerate(_bars_of(program)):
        findings = program.findings(index, bytes(vector), strict)
        for bar, rule, positions in bars:
            if rule is None or findings[rule] == UNKNOWN:
                yield from ((bar, position) for position in positions if is_open(vector[position], strict))


_ORDER: Final = (
    "elements", "crime", "facts_unclear", "minor_age", "incapacity", "limitation", "exclusion", "no_fault",
    "minor_violation", "first_violation", "fine_precondition", "criminal_fine", "reduced_circumstance",
    "lighter_circumstance", "heavier_circumstance", "coercion",
)  # fmt: skip


ON_THE_SCALE: Final = _ORDER.index("reduced_circumstance")
_Bar = tuple[int, int | None, tuple[int, ...]]  # place in _ORDER, place of the rule (None: no rule), its predicates


def _bars_of(program: Program) -> tuple[tuple[_Bar, ...], ...]:
    """For each branch its rules in the order of the bars, then the premises of the doctrine; derived once.

    Within a bar they stand by id, never by their place in the law: where the search ends early, its order tells.
    """
    found: tuple[tuple[_Bar, ...], ...] | None = program.extras.get("bars")
    if found is None:
        each = range(len(program.branches))
        found = program.extras["bars"] = tuple(tuple(_in_order(program, index)) for index in each)
    return found


def _in_order(program: Program, index: int) -> Iterator[_Bar]:
    branch, offsets = program.branches[index], program.offsets[index]
    bars: list[_Bar] = []
    for block, offset in zip(branch.blocks, offsets, strict=True):
        for local, rule in enumerate(block.rules):
            positions = tuple(offset + at for at in block.positions_of(local))
            bars.append((_ORDER.index(rule.document.ground), len(bars), positions))
    weighed = (bar for bar in bars if branch.rules[bar[1] or 0].document.effect != "no_coercion")
    yield from sorted(weighed, key=lambda bar: (bar[0], branch.rules[bar[1] or 0].id))
    yield len(_ORDER), None, tuple(offsets[0] + at for _, at in branch.premises)


@dataclass(frozen=True, slots=True)
class Settling:
    """What the answer to one question would leave open: for each class of answers, the outcomes then possible.

    `on_scale`: it bears only on lighter, reduced or heavier, which an exemption would make moot.
    """

    group: Group
    after: tuple[tuple[Truths, tuple[str, ...]], ...]
    on_scale: bool = False

    @property
    def left_open(self) -> float:
        """Mean number of outcomes left, over the classes of answers; lower settles more."""
        return sum(len(outcomes) for _, outcomes in self.after) / max(1, len(self.after))


def settling(program: Program, vocabulary: Vocabulary, vector: bytes, strict: bool) -> tuple[Settling, ...]:
    """The unknown facts that open rules rest on: bars and exemptions before the scale, and in each part those first
    whose answer settles most."""
    known = groups_of(program, vocabulary)
    search = _Search(program, tied_groups_of(program, vocabulary), strict)
    search.visit(bytearray(vector))
    seen: dict[tuple[int, ...], Settling] = {}
    for bar, position in open_positions(program, vector, strict):
        group = next((each for each in known if position in each.at), None)
        if group is not None and group.at not in seen and _bears(program, group, search.witnesses, strict):
            answers = _not_refuted(program, vocabulary, group, vector, strict, group.consistent(vector, strict))
            after = tuple(_after(program, group, vector, strict, answers))
            seen[group.at] = Settling(group, after, bar >= ON_THE_SCALE)
    return tuple(sorted(seen.values(), key=lambda each: (each.on_scale, each.left_open)))


def _bears(program: Program, group: Group, witnesses: Mapping[str, bytes], strict: bool) -> bool:
    """Whether another answer could turn a completed file away from its outcome; if none is at hand, it is asked."""
    return not witnesses or any(
        program.reason(_changed(witness, group, each), strict).outcomes != (outcome,)
        for outcome, witness in witnesses.items()
        for each in group.classes
    )


def reversals(program: Program, vocabulary: Vocabulary, vector: bytes) -> tuple[Settling, ...]:
    """For each presumed fact: the outcomes possible if the presumption did not hold."""
    found = []
    for group in groups_of(program, vocabulary):
        presumed = [i for i, position in enumerate(group.at) if vector[position] & PRESUMED]
        if not presumed:
            continue
        held = tuple(vector[group.at[i]] & 3 for i in presumed)
        others = [each for each in group.consistent(vector, True) if tuple(each[i] for i in presumed) != held]
        others = _not_refuted(program, vocabulary, group, vector, False, others)
        found.append(Settling(group, tuple(_after(program, group, vector, False, others))))
    return tuple(found)


def _not_refuted(
    program: Program, vocabulary: Vocabulary, group: Group, vector: bytes, strict: bool, answers: list[Truths]
) -> list[Truths]:
    """The answers that no definition refutes, given what is known; all of them where it refutes every one."""
    whole = next(each for each in tied_groups_of(program, vocabulary) if group.at[0] in each.at)
    if whole.at == group.at:
        return answers
    return [each for each in answers if whole.consistent(_changed(vector, group, each), strict)] or answers


def _after(
    program: Program, group: Group, vector: bytes, strict: bool, classes: Sequence[Truths]
) -> Iterator[tuple[Truths, tuple[str, ...]]]:
    for each in classes:
        yield each, program.reason(_changed(vector, group, each), strict).outcomes


def _changed(vector: bytes, group: Group, truths: Truths) -> bytes:
    changed = bytearray(vector)
    for position, truth in zip(group.at, truths, strict=True):
        changed[position] = truth
    return bytes(changed)
