"""Reasoning: from the vector of truths to findings, conclusions and verdict. It sees nothing but the vector.

A `Program` is the law for one kind of act: the blocks of rules of one or two branches (law at the act, law at the
decision; APL 37). It is a pure function of the vector, memoised, and the only implementation of this step.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from .case import Violation
from .condition import predicates
from .doctrine import Doctrine
from .law import Law
from .measurement import Block
from .outcome import SEVERITY, Verdict, levels, pick
from .predicate import Compare, Predicate
from .ruleset import Rule
from .truth import FALSE, TRUE, UNKNOWN, settled
from .vocabulary import Vocabulary

MEMO_SIZE: Final = 16_384
WEIGHING: Final = ("mitigating", "balanced", "aggravating")
MITIGATING: Final = frozenset({"lighter", "reduced", "lighter_or_reduced"})
_OUTCOMES_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "lighter_or_reduced": ("lighter", "reduced"), "no_coercion": ("no_coercion",), "bar": ("any",),
}  # fmt: skip


def premises_of(law: Law, vocabulary: Vocabulary) -> tuple[tuple[str, Predicate], ...]:
    """The symbols that the doctrine may take straight from the file, with the predicates that decide them."""
    found: list[tuple[str, Predicate]] = []
    if "weighing.prevails" in vocabulary:
        found += [(f"weighing.{name}", Compare("weighing.prevails", "equals", i)) for i, name in enumerate(WEIGHING)]
    found += [(f"fact.{name}", Compare(name, "is", True)) for name in law.premises if name in vocabulary]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Symbols:
    """What is asserted: symbols established, and symbols established or still open."""

    certain: frozenset[str]
    possible: frozenset[str]


class Branch:
    """The law of one branch, ready to reason: a block for every case, a block for this act, and their doctrine."""

    def __init__(self, law: Law, general: Block, special: Block, doctrine: Doctrine, premises: tuple[tuple[str, int], ...]) -> None:
        self.law, self.blocks, self.doctrine = law, (general, special), doctrine
        self.rules: tuple[Rule, ...] = general.rules + special.rules
        self.premises = premises
        self._emitted = tuple(tuple(_emitted(rule)) for rule in self.rules)
        self._lenient = _counted(self.rules, MITIGATING)
        self._harsh = tuple(i for i, rule in enumerate(self.rules) if rule.document.effect == "heavier")
        self._listed = tuple(i for i, rule in enumerate(self.rules) if _exempts(rule) and rule.basis == "list")
        self._unlisted = tuple(i for i, rule in enumerate(self.rules) if _exempts(rule) and rule.basis != "list")

    def symbols(self, findings: bytes, premises: Iterable[tuple[str, int]]) -> Symbols:
        """Our own symbols for the findings and premises; tallies and absences are settled here, before the doctrine."""
        certain, possible = {"always"}, {"always"}
        for finding, emitted in zip(findings, self._emitted, strict=True):
            if finding != FALSE:
                possible.update(emitted)
                if finding == TRUE:
                    certain.update(emitted)
        for symbol, truth in (*premises, *self._tallies(findings)):
            if truth != FALSE:
                possible.add(symbol)
                if truth == TRUE:
                    certain.add(symbol)
        return Symbols(frozenset(certain), frozenset(possible))

    def _tallies(self, findings: bytes) -> Iterator[tuple[str, int]]:
        met = sum(any(findings[i] == TRUE for i in group) for group in self._lenient)
        open_ = sum(any(findings[i] != FALSE for i in group) for group in self._lenient)
        yield "tally.lighter.two_or_more", TRUE if met >= 2 else UNKNOWN if open_ >= 2 else FALSE
        harsh = [findings[i] for i in self._harsh]
        yield "tally.heavier.none", FALSE if TRUE in harsh else UNKNOWN if UNKNOWN in harsh else TRUE
        listed = [findings[i] for i in self._listed]
        unlisted = [findings[i] for i in self._unlisted]
        if TRUE in listed or not any(unlisted):
            yield "basis.off_list", FALSE
        else:
            yield "basis.off_list", TRUE if TRUE in unlisted and UNKNOWN not in listed else UNKNOWN

    def conclude(self, symbols: Symbols) -> Symbols:
        """Conclusions drawn for certain, and conclusions still possible; both doctrine engines agree on each."""
        certain = self.doctrine.conclude(symbols.certain)
        if symbols.certain == symbols.possible:
            return Symbols(certain, certain)
        return Symbols(certain, self.doctrine.conclude(symbols.possible))


def _exempts(rule: Rule) -> bool:
    """Whether a rule gives what lists give: an exemption by circumstances, or a reduction. Capacity never needs a list."""
    return rule.document.effect == "reduced" or (rule.document.effect == "no_penalty" and rule.channel != "capacity")


def _counted(rules: tuple[Rule, ...], effects: frozenset[str]) -> tuple[tuple[int, ...], ...]:
    """Rules that count as one circumstance each: those that rest on the same facts are one, however many texts repeat it."""
    groups: list[tuple[set[str], list[int]]] = []
    for index, rule in enumerate(rules):
        if rule.document.effect not in effects:
            continue
        facts = {fact for predicate in predicates(rule.when) for fact in predicate.facts} or {f"#{index}"}
        joined, apart = [index], []
        for known, members in groups:
            if known & facts:
                facts |= known
                joined += members
            else:
                apart.append((known, members))
        groups = [*apart, (facts, joined)]
    return tuple(tuple(sorted(members)) for _, members in groups)


def _emitted(rule: Rule) -> Iterator[str]:
    """The symbols that a rule asserts when it is established."""
    document = rule.document
    yield f"met.{document.ground}"
    if rule.basis == "list":
        yield f"met.{document.ground}.list"
    yield f"effect.{document.effect}.{document.force}"
    yield f"effect.{document.effect}.{document.force}.{rule.channel}"
    if document.effect == "bar":
        yield from (f"bar.{channel}" for channel in document.bars)
    for outcome in _OUTCOMES_OF.get(document.effect, (document.effect,)):
        yield from (f"duty.{duty}.for.{outcome}" for duty in document.follow_up)


@dataclass(frozen=True, slots=True)
class BranchResult:
    """One branch of one vector: findings (a byte per rule), symbols, conclusions, verdict."""

    findings: bytes
    symbols: Symbols
    conclusions: Symbols
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Reasoned:
    """The result of reasoning over a vector.

    `outcomes`: what may still be recommended, mildest first; exactly those if `exact`, otherwise an
    over-approximation. `chosen`: the branch that applies by outcome (0 law at the act, 1 law at the decision), None
    if that is still open or the branches are equal and the fine must tell.
    """

    vector: bytes
    strict: bool
    branches: tuple[BranchResult, ...]
    outcomes: tuple[str, ...]
    exact: bool
    chosen: int | None

    @property
    def outcome(self) -> str | None:
        return self.outcomes[0] if len(self.outcomes) == 1 else None


class Program:
    """The law for one kind of act, compiled. Safe to share between threads."""

    def __init__(self, branches: tuple[Branch, ...], complete: Callable[[Program, bytes, bool], tuple[tuple[str, ...], bool]]) -> None:
        self.branches = branches
        self._complete = complete
        blocks: dict[int, tuple[Block, int]] = {}
        offset = 0
        for branch in branches:
            for block in branch.blocks:
                if id(block) not in blocks:
                    blocks[id(block)] = (block, offset)
                    offset += len(block.predicates)
        self.blocks = tuple(blocks.values())
        self.offsets = tuple(tuple(blocks[id(block)][1] for block in branch.blocks) for branch in branches)
        self.predicates: tuple[Predicate, ...] = tuple(p for block, _ in self.blocks for p in block.predicates)
        self._memo: dict[tuple[bytes, bool], Reasoned] = {}
        self._lock = threading.Lock()
        self.extras: dict[Any, Any] = {}  # what higher floors derive once from the program (groups of facts)

    def measure(self, violation: Violation) -> bytes:
        """The vector: one byte for each predicate of each block."""
        if len(self.blocks) == 2:
            return self.blocks[0][0].measure(violation) + self.blocks[1][0].measure(violation)
        return b"".join(block.measure(violation) for block, _ in self.blocks)

    def reason(self, vector: bytes, strict: bool = False) -> Reasoned:
        """The reasoned result for a vector; memoised, with a bound."""
        key = (vector, strict)
        found = self._memo.get(key)
        if found is None:
            found = self._reason(vector, strict)
            if len(self._memo) >= MEMO_SIZE:
                with self._lock:
                    for old in list(self._memo)[: MEMO_SIZE // 2]:
                        self._memo.pop(old, None)
            self._memo[key] = found
        return found

    def _reason(self, vector: bytes, strict: bool) -> Reasoned:
        results = self.results(vector, strict)
        outcomes, exact = combined(results), True
        if len(outcomes) > 1:
            outcomes, exact = self._complete(self, vector, strict)
        return Reasoned(vector, strict, results, outcomes, exact, chosen(results))

    def results(self, vector: bytes, strict: bool) -> tuple[BranchResult, ...]:
        """Findings, conclusions and verdict of every branch, in Kleene logic."""
        return tuple(self._branch(index, vector, strict) for index in range(len(self.branches)))

    def _branch(self, index: int, vector: bytes, strict: bool) -> BranchResult:
        branch, offsets = self.branches[index], self.offsets[index]
        parts = [
            block.find(vector[offset : offset + len(block.predicates)], strict)
            for block, offset in zip(branch.blocks, offsets, strict=True)
        ]
        findings = b"".join(parts)
        premises = [(symbol, settled(vector[offsets[0] + at], strict=strict)) for symbol, at in branch.premises]
        symbols = branch.symbols(findings, premises)
        conclusions = branch.conclude(symbols)
        return BranchResult(findings, symbols, conclusions, pick(levels(conclusions.certain, conclusions.possible)))


def combined(results: tuple[BranchResult, ...]) -> tuple[str, ...]:
    """Outcomes that may apply: of two branches the old law unless the new one is milder (APL 37)."""
    if len(results) == 1:
        return results[0].verdict.outcomes
    old, new = (result.verdict.outcomes for result in results)
    found = {milder(a, b) for a in old for b in new}
    return tuple(outcome for outcome in SEVERITY if outcome in found)


def milder(old: str, new: str) -> str:
    """The outcome of the old law unless that of the new law is milder."""
    return new if SEVERITY[new] < SEVERITY[old] else old


def chosen(results: tuple[BranchResult, ...]) -> int | None:
    """The branch that applies by outcome alone, if that is settled; equal branches are told apart by the fine."""
    if len(results) == 1:
        return 0
    old, new = (result.verdict for result in results)
    if old.outcome is None or new.outcome is None or old.severity == new.severity:
        return None
    if old.outcome != new.outcome:
        return int(milder(old.outcome, new.outcome) == new.outcome)
    return int(new.severity < old.severity)
