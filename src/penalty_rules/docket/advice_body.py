"""The body of an advice entry (docs/docket.md §3): what was decided and why, in bytes that hold no clock and no chance.

What follows from law, vector and amounts alone is kept ready as bytes: many cases share it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, Final

import orjson

from ..advice import Advice, ViolationAdvice
from ..advice_document.fines import span
from ..advice_document.record import (
    engine_in_brief,
    findings_in_signs,
    fine_in_brief,
    permitted_in_brief,
    rulesets_in_brief,
)
from ..canonical import canonical
from ..memory import Memory
from ..plan import Plan
from ..quantum import Quantum
from ..reasoning import BranchResult
from ..truth import TRUE
from .entry import Document
from .layout import layout, name_of

SCHEMA: Final = "penalty-rules/advice-entry/1"
MEMORY: Final = 32_768
_BEHIND_THE_QUESTION: Final = f',"schema":"{SCHEMA}"'.encode()  # in no text: quotes there are escaped
Told = dict[str, Any]


class Bodies:
    """Bodies of advice entries, and the layouts that they refer to. Safe to share between threads."""

    def __init__(self) -> None:
        self._ready: Memory[tuple[Any, Any]] = Memory(MEMORY)
        self._plans: Memory[tuple[Plan, Document, orjson.Fragment]] = Memory(MEMORY)

    def body(
        self, advice: Advice, case: Mapping[str, Any], from_docket: list[Told], law: str,
        engine: Mapping[str, Any] | None = None,
    ) -> bytes:  # fmt: skip
        """The canonical bytes. `case`: as filed, without identity; `law`: the digest of the law book.

        `engine`: what is told of the engine instead of this one, for a comparison of all else.
        """
        total = advice.total_fine
        return canonical(
            {
                "schema": SCHEMA, "case": case, "from_docket": from_docket, "law": law,
                "engine": engine or _engine(advice.engines, advice.strict),
                "outcome": outcome_of(advice), "determined": advice.determined,
                "total_fine": None if total is None else span(total),
                "violations": [self._violation(each) for each in advice.violations],
            }
        )  # fmt: skip

    def layouts(self, advice: Advice) -> tuple[Document, ...]:
        """The layouts that the body of the advice names, for the archive."""
        plans = [plan for each in advice.violations for plan in (each.plan, *each.alternatives)]
        return tuple(self._plan(plan)[1] for plan in plans)

    def _violation(self, advice: ViolationAdvice) -> orjson.Fragment:
        fine, ordinary = advice.fine, advice.plan.ordinary(advice.branch, advice.violation.facts)
        before, after = self._around(advice, fine)
        amounts = self._amounts(ordinary, _baseline), self._amounts(fine, fine_in_brief)
        return orjson.Fragment(b'{"baseline":%b,%b,"fine":%b,%b}' % (amounts[0], before, amounts[1], after))

    def _around(self, advice: ViolationAdvice, fine: Quantum | None) -> tuple[bytes, bytes]:
        """What is told before the fine and after it, in the order of canonical keys; `baseline` comes before all."""
        if advice.alternatives or advice.contradictions:
            return _split(self._told(advice))
        key = (
            advice.violation.id, advice.violation.matter, id(advice.plan), advice.reasoned.vector, advice.strict,
            advice.chosen, fine is not None and fine.disproportion is not None,
        )  # fmt: skip
        found = self._ready.get(key)
        if found is None:  # the plan is held alive with the value: an id stays that of one object
            found = self._ready.keep(key, (advice.plan, _split(self._told(advice))))
        around: tuple[bytes, bytes] = found[1]
        return around

    def _amounts(self, quantum: Quantum | None, tell: Callable[[Quantum | None], Any]) -> bytes:
        key = (id(quantum), tell)
        found = self._ready.get(key)
        if found is None:
            found = self._ready.keep(key, (quantum, canonical(tell(quantum))))
        kept: bytes = found[1]
        return kept

    def _told(self, advice: ViolationAdvice) -> Told:
        reasoned, outcomes = advice.reasoned, [each.outcome for each in advice.permitted]
        plan = self._plan(advice.plan)
        told: Told = {
            "id": advice.violation.id, "matter": advice.violation.matter, "law": plan[2], "layout": plan[1].digest,
            "vector": reasoned.vector.hex(),
            "findings": findings_in_signs(advice),
            "by_branch": [list(each.verdict.outcomes) for each in _by_law(advice)],
            "chosen": advice.chosen, "outcomes": list(advice.possible), "exact": advice.exact, "force": advice.force,
            "permitted": permitted_in_brief(advice),
            "grounds": {each: [name_of(rule) for rule in advice.grounds(each)] for each in outcomes},
            "duties": {each: [duty.name for duty in advice.duties(each) if duty.certain] for each in outcomes},
            "review": list(advice.human_review), "contradictions": [each.name for each in advice.contradictions],
        }  # fmt: skip
        if advice.alternatives:
            told["other_days"] = [
                {"law": law, "layout": document.digest} for _, document, law in map(self._plan, advice.alternatives)
            ]
        return told

    def _plan(self, plan: Plan) -> tuple[Plan, Document, orjson.Fragment]:
        """The layout of a plan, and the rulesets of each of its branches by digest."""
        found = self._plans.get(id(plan))
        if found is None:
            law = orjson.Fragment(canonical(rulesets_in_brief(plan)))
            found = self._plans.keep(id(plan), (plan, layout(plan), law))
        return found


def _by_law(advice: ViolationAdvice) -> Iterator[BranchResult]:
    """The result of each law; where only clauses changed two laws share one."""
    for branch in range(len(advice.plan.laws)):
        yield advice.plan.result(advice.reasoned.branches, branch)


def _split(told: Told) -> tuple[bytes, bytes]:
    """The members that stand before `fine` and those behind it, without braces."""
    before = canonical({name: value for name, value in told.items() if name < "fine"})
    after = canonical({name: value for name, value in told.items() if name > "fine"})
    return before[1:-1], after[1:-1]


def question(body: bytes) -> Told:
    """Of a body what was asked: `case`, `from_docket`, `law`, `engine`; the violations decided are not read."""
    asked, mark, _ = body.partition(_BEHIND_THE_QUESTION)
    told: Told
    try:
        told = orjson.loads(asked + b"}" if mark else body)
    except orjson.JSONDecodeError:  # the mark stood inside the case
        told = orjson.loads(body)
    return told


@cache
def _engine(engines: tuple[str, ...], strict: bool) -> orjson.Fragment:
    return orjson.Fragment(canonical(engine_in_brief(engines, strict)))


def outcome_of(advice: Advice) -> str:
    """The outcome of a case in one word: that of all its violations, `undetermined`, or `several`."""
    if not advice.determined:
        return "undetermined"
    return advice.outcome or "several"


def _baseline(quantum: Quantum | None) -> Told:
    """What an ordinary fine would start from, in whole fen; null where it is not known."""
    known: Told = {"minimum": None, "ordinary": None, "midpoint": None}
    if quantum is None:
        return known
    ordinary = quantum.ranges.get("ordinary")
    if ordinary is not None and ordinary.multiple_of is None and ordinary.exact:
        known["ordinary"] = _whole(ordinary.amount.low)
    statutory = [each for clause in quantum.clauses if clause.clause.id in quantum.chosen for each in clause.statutory]
    if len(statutory) == 1 and statutory[0].truth == TRUE:
        limits = statutory[0].span
        known["minimum"] = _whole(limits.low or 0)
        if limits.high is not None:
            known["midpoint"] = _whole(((limits.low or 0) + limits.high) // 2)
    return known


def _whole(amount: Any) -> int | None:
    """Fen without fraction, rounded down."""
    return None if amount is None else int(amount)
