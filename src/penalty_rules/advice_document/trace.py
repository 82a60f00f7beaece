"""Traces: every condition of every rule that applied, with the truth of each part, read back from the vector.

The vector holds one byte per predicate; with the rules it is a complete trace, rendered here on demand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from ..advice import ViolationAdvice
from ..condition import All, Condition, Not, Test
from ..condition.predicate import Predicate
from ..measurement import Block
from ..ruleset import Rule
from ..truth import FALSE, PRESUMED, TRUE, UNKNOWN, kleene_all, kleene_any, kleene_not, settled

FINDINGS = {TRUE: "met", FALSE: "not_met", UNKNOWN: "open"}


@dataclass(frozen=True, slots=True)
class Leaf:
    """An atomic test with its truth; `presumed` if that rests on a presumption."""

    predicate: Predicate
    truth: int
    presumed: bool


@dataclass(frozen=True, slots=True)
class Node:
    """`all`, `any` or `not` of its parts, with its truth."""

    kind: Literal["all", "any", "not"]
    truth: int
    parts: tuple[Step, ...]


Step = Leaf | Node
Part = Literal["when", "unless", "excluded"]


@dataclass(frozen=True, slots=True)
class Miss:
    """A leaf that keeps a rule from being met: it would have to be `wanted`. `part` says where it stands."""

    leaf: Leaf
    wanted: bool
    part: Part


@dataclass(frozen=True, slots=True)
class RuleTrace:
    """A rule with its finding; `unless` and `excluded` are None where the rule and its ruleset state none."""

    rule: Rule
    truth: int
    when: Step
    unless: Step | None
    excluded: Step | None

    @property
    def finding(self) -> str:
        """`met`, `not_met` or `open`."""
        return FINDINGS[self.truth]

    def failed(self) -> tuple[Miss, ...]:
        """The leaves that made the rule not met, or leave it open; each once, in the order of the text."""
        if self.truth == TRUE:
            return ()
        found: dict[Miss, None] = {}
        for part, step in self.parts():
            should_be = part == "when"
            if (step.truth if should_be else kleene_not(step.truth)) == self.truth:
                found |= dict.fromkeys(Miss(leaf, want, part) for leaf, want in _against(step, should_be, self.truth))
        return tuple(found)

    def parts(self) -> Iterator[tuple[Part, Step]]:
        """The parts that are stated: `when` must hold, `unless` and `excluded` must not."""
        yield "when", self.when
        if self.unless is not None:
            yield "unless", self.unless
        if self.excluded is not None:
            yield "excluded", self.excluded

    def supporting(self) -> tuple[Leaf, ...]:
        """The leaves of `when` that establish it; empty where the rule is not met."""
        return tuple(dict.fromkeys(_for(self.when, True))) if self.truth == TRUE else ()


def traces(advice: ViolationAdvice, branch: int) -> tuple[RuleTrace, ...]:
    """The traces of every rule of a branch of the law, in the order of the rules."""
    program = advice.plan.program
    index = min(branch, len(program.branches) - 1)
    return tuple(_traces(advice, index))


def _traces(advice: ViolationAdvice, index: int) -> Iterator[RuleTrace]:
    program, vector = advice.plan.program, advice.reasoned.vector
    findings = iter(advice.reasoned.branches[index].findings)
    for block, offset in zip(program.branches[index].blocks, program.offsets[index], strict=True):

        def leaf(predicate: Predicate, block: Block = block, offset: int = offset) -> Leaf:
            byte = vector[offset + block.position[predicate]]
            return Leaf(predicate, settled(byte, strict=advice.strict), bool(byte & PRESUMED) and not advice.strict)

        for rule in block.rules:
            unless, excluded = (_step(each, leaf) for each in (rule.unless, rule.excluded))
            when = _step(rule.when, leaf)
            yield RuleTrace(rule, next(findings), when, _stated(unless), _stated(excluded))


def _stated(step: Step) -> Step | None:
    return None if isinstance(step, Node) and not step.parts else step


def _step(condition: Condition, leaf: Callable[[Predicate], Leaf]) -> Step:
    if isinstance(condition, Test):
        return leaf(condition.predicate)
    if isinstance(condition, Not):
        part = _step(condition.part, leaf)
        return Node("not", kleene_not(part.truth), (part,))
    parts = tuple(_step(part, leaf) for part in condition.parts)
    if len(parts) == 1:
        return parts[0]
    if isinstance(condition, All):
        return Node("all", kleene_all([part.truth for part in parts]), parts)
    return Node("any", kleene_any([part.truth for part in parts]), parts)


def _against(step: Step, wanted: bool, blamed: int) -> Iterator[tuple[Leaf, bool]]:
    """The leaves by which a step fails to be as wanted (`blamed` FALSE), or is left open (UNKNOWN)."""
    at_fault = UNKNOWN if blamed == UNKNOWN else int(not wanted)
    if step.truth != at_fault:
        return
    if isinstance(step, Leaf):
        yield step, wanted
    elif step.kind == "not":
        yield from _against(step.parts[0], not wanted, blamed)
    else:
        for part in step.parts:
            yield from _against(part, wanted, blamed)


def _for(step: Step, wanted: bool) -> Iterator[Leaf]:
    """The leaves by which a step is as wanted."""
    if step.truth != int(wanted):
        return
    if isinstance(step, Leaf):
        yield step
    elif step.kind == "not":
        yield from _for(step.parts[0], not wanted)
    else:
        for part in step.parts:
            yield from _for(part, wanted)
