"""Reasoning: from the vector of truths to findings, conclusions and verdict. It sees nothing but the vector.

A `Program` is the law for one kind of act: the blocks of rules of one or two branches (law at the act, law at the
decision; APL 37). It is a pure function of the vector, memoised, and the only implementation of this step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from ..case import Violation
from ..condition.predicate import Predicate
from ..measurement import Block
from ..memory import Memory
from ..outcome import SEVERITY, Verdict
from ..truth import settle
from .branch import Branch
from .consequence import Asserted, Symbols

MEMORY: Final = 16_384


@dataclass(frozen=True, slots=True)
class BranchResult:
    """One branch of one vector: findings (a byte per rule), what they assert, and the verdict."""

    findings: bytes
    asserted: Asserted
    verdict: Verdict

    @property
    def symbols(self) -> Symbols:
        return self.asserted.consequence.symbols

    @property
    def conclusions(self) -> Symbols:
        """What both doctrine engines conclude."""
        return self.asserted.consequence.conclusions


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

    def __init__(
        self,
        branches: tuple[Branch, ...],
        complete: Callable[[Program, bytes, bool], tuple[tuple[str, ...], bool]],
        memory: Memory[Reasoned] | None = None,
    ) -> None:
        self.branches = branches
        self._complete = complete
        self._memory: Memory[Reasoned] = Memory(MEMORY) if memory is None else memory
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
        self.extras: dict[Any, Any] = {}  # what higher floors derive once from the program (groups of facts)

    def measure(self, violation: Violation) -> bytes:
        """The vector: one byte for each predicate of each block."""
        if len(self.blocks) == 2:
            return self.blocks[0][0].measure(violation) + self.blocks[1][0].measure(violation)
        return b"".join(block.measure(violation) for block, _ in self.blocks)

    def reason(self, vector: bytes, strict: bool = False) -> Reasoned:
        """The reasoned result for a vector; memoised, with a bound."""
        key = (self, vector, strict)
        return self._memory.get(key) or self._memory.keep(key, self._reason(vector, strict))

    def _reason(self, vector: bytes, strict: bool) -> Reasoned:
        results = self.results(vector, strict)
        outcomes, exact = combined(results), True
        if len(outcomes) > 1:
            outcomes, exact = self._complete(self, vector, strict)
        return Reasoned(vector, strict, results, outcomes, exact, chosen(results))

    def possible(self, vector: bytes, strict: bool) -> tuple[str, ...]:
        """What `combined` makes of `results`; how it came about is not kept, since a search asks by the thousand."""
        outcomes = [
            self._asserted(index, self.findings(index, vector, strict), vector, strict).consequence.verdict.outcomes
            for index in range(len(self.branches))
        ]
        return outcomes[0] if len(outcomes) == 1 else _combined(*outcomes)

    def results(self, vector: bytes, strict: bool) -> tuple[BranchResult, ...]:
        """Findings, conclusions and verdict of every branch, in Kleene logic."""
        return tuple(self._branch(index, vector, strict) for index in range(len(self.branches)))

    def findings(self, index: int, vector: bytes, strict: bool) -> bytes:
        """The Kleene truth of every rule of a branch."""
        found = [
            block.find(vector[offset : offset + len(block.predicates)], strict)
            for block, offset in zip(self.branches[index].blocks, self.offsets[index], strict=True)
        ]
        return b"".join(found)

    def _branch(self, index: int, vector: bytes, strict: bool) -> BranchResult:
        findings = self.findings(index, vector, strict)
        asserted = self._asserted(index, findings, vector, strict)
        return BranchResult(findings, asserted, asserted.consequence.verdict)

    def _asserted(self, index: int, findings: bytes, vector: bytes, strict: bool) -> Asserted:
        branch, start = self.branches[index], self.offsets[index][0]
        premises = bytes([vector[start + at] for _, at in branch.premises])
        return branch.asserted(findings, settle(premises, strict=strict))


def combined(results: tuple[BranchResult, ...]) -> tuple[str, ...]:
    """Outcomes that may apply: of two branches the old law unless the new one is milder (APL 37)."""
    outcomes = [result.verdict.outcomes for result in results]
    return outcomes[0] if len(outcomes) == 1 else _combined(*outcomes)


@cache
def _combined(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
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
    if old.outcome is not None and old.outcome == new.outcome:
        return None if old.severity == new.severity else int(new.severity < old.severity)
    pairs = [(a, b, milder(a, b)) for a in old.outcomes for b in new.outcomes]
    if all(b == best != a for a, b, best in pairs):
        return 1
    if all(a == best for a, _, best in pairs):
        # where both may come out the same, a duty in the new law would be milder than a power in the old one
        softened = old.severity[1] if old.outcome is not None else 1
        return None if softened and set(old.outcomes) & set(new.outcomes) else 0
    return None
