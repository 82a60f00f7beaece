"""What comes with an outcome: duties, presumptions, questions, the answer on coercion."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from ..case import Violation
from ..condition import predicates
from ..inquiry import Settling, reversals, settling
from ..money import Span
from ..outcome import SEVERITY
from ..plan import Plan
from ..reasoning import Reasoned

WEIGHING_FACT: Final = "weighing.prevails"


@dataclass(frozen=True, slots=True)
class Duty:
    """Something owed with an outcome: `certain`, or only if a fact still open holds; and the rules that demand it."""

    name: str
    certain: bool
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Presumed:
    """A presumption that was used. `would_be`: the outcomes possible if it did not hold; `matters` if they differ."""

    name: str
    would_be: tuple[str, ...]
    matters: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A fact to be found. `settles`: outcomes left open on average after the answer (fewer is better).

    `after`: the truths of the predicates at `at` for each class of answers, with the outcomes then possible.
    """

    name: str
    settles: float
    after: tuple[tuple[tuple[int, ...], tuple[str, ...]], ...] = ()
    because: Literal["outcome", "fine", "contradiction", "conduct", "unread_text"] = "outcome"
    at: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Coercion:
    """The separate answer on coercive measures."""

    answer: Literal["not_taken", "permitted", "undetermined"]
    force: Literal["shall", "may"] | None
    grounds: tuple[str, ...]


def presumptions_used(plan: Plan, reasoned: Reasoned) -> tuple[Presumed, ...]:
    """Presumptions used, those first whose reversal would change the outcome; none in strict evaluation."""
    if reasoned.strict:
        return ()
    found = [_presumed(each, reasoned) for each in reversals(plan.program, plan.vocabulary, reasoned.vector)]
    return tuple(sorted(found, key=lambda each: (not each.matters, each.name)))


def _presumed(reversal: Settling, reasoned: Reasoned) -> Presumed:
    found = {outcome for _, outcomes in reversal.after for outcome in outcomes}
    would_be = tuple(outcome for outcome in SEVERITY if outcome in found)
    return Presumed(reversal.group.facts[0], would_be, would_be != reasoned.outcomes)


def questions_open(plan: Plan, reasoned: Reasoned, violation: Violation) -> Iterator[Question]:
    """The unknown facts that the outcome hangs on, in the order in which they are best asked."""
    if len(reasoned.outcomes) == 1:
        return
    asked = settling(plan.program, plan.vocabulary, reasoned.vector, reasoned.strict)
    for each in asked:
        if each.group.facts == (WEIGHING_FACT,) and not _to_be_weighed(reasoned):
            continue
        if not each.group.facts:
            yield from _unread(plan, each)
        for name in _unknown(each, violation):
            yield Question(name, each.left_open, each.after, at=each.group.at)


def _to_be_weighed(reasoned: Reasoned) -> bool:
    """Whether lighter and heavier circumstances are established side by side, so that weighing is the next step."""
    return any(
        "permit.heavier" in certain and not certain.isdisjoint(("permit.lighter", "permit.reduced"))
        for certain in (result.conclusions.certain for result in reasoned.branches)
    )


def _unread(plan: Plan, settled: Settling) -> Iterator[Question]:
    """The rule whose text was not read: no fact answers, only the text."""
    test = plan.program.predicates[settled.group.at[0]]
    rules = {rule.id: rule for branch in plan.program.branches for rule in branch.rules}
    for name, rule in sorted(rules.items()):  # an exclusion stands in every rule of its text: the first by name tells
        if any(test in predicates(condition) for condition in (rule.when, rule.unless, rule.excluded)):
            yield Question(f"text:{name}", settled.left_open, settled.after, "unread_text", settled.group.at)
            return


def _unknown(settled: Settling, violation: Violation) -> Iterator[str]:
    for fact in settled.group.facts:
        value = violation.facts.get(fact)
        if fact == "history":
            yield "first_violation"
        elif value is None or isinstance(value, Span) or not isinstance(value, bool | int):
            yield fact
