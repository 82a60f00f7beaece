"""The compact form of an advice: what must be kept of every evaluation, cheap enough for all of them.

It holds the digest of the case, the rulesets by digest, the vector, the findings (`+` met, `-` not met, `?` open, in
the order of the rules of each branch), the outcomes, what is permitted, the fine and the branch of the law. With the
rulesets of these digests and the case it can be decoded into the full trace. What depends on the law and the vector
alone is kept ready as bytes.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import orjson

from ..advice import Advice, ViolationAdvice
from ..plan import Plan
from ..quantum import Quantum
from ..truth import FALSE, TRUE, UNKNOWN
from . import engine_version
from .fines import span

SCHEMA: Final = "penalty-rules/record/1"
MEMO_SIZE: Final = 8192
_SIGNS: Final = bytes.maketrans(bytes((FALSE, TRUE, UNKNOWN)), b"-+?")

_Key = tuple[int, bytes, bool, int, int | None]
_ready: dict[_Key, tuple[Plan, Quantum | None, orjson.Fragment]] = {}
_rulesets: dict[int, tuple[Plan, orjson.Fragment]] = {}


def record(advice: Advice) -> bytes:
    """The compact record as JSON; the same case, rulesets and engine give the same bytes."""
    case = advice.case
    return orjson.dumps(
        {
            "schema": SCHEMA, "engine": _engine(advice.engines, advice.strict),
            "case": {"id": case.id, "digest": case.digest},
            "violations": [_violation(each) for each in advice.violations],
        }
    )  # fmt: skip


@cache
def _engine(engines: tuple[str, ...], strict: bool) -> orjson.Fragment:
    return orjson.Fragment(orjson.dumps(engine_in_brief(engines, strict)))


def _violation(advice: ViolationAdvice) -> dict[str, Any]:
    told: dict[str, Any] = {"id": advice.violation.id, "law": _law(advice.plan), "advice": _advice(advice)}
    if advice.alternatives:
        told |= {"possible": advice.possible, "exact": advice.exact}
        told["other_days"] = [_law(plan) for plan in advice.alternatives]
    if advice.contradictions:
        told["contradictions"] = [each.name for each in advice.contradictions]
    return told


def _law(plan: Plan) -> orjson.Fragment:
    """The rulesets of each branch, by digest."""
    found = _rulesets.get(id(plan))
    if found is None:
        if len(_rulesets) >= MEMO_SIZE:
            _rulesets.clear()
        found = _rulesets[id(plan)] = (plan, orjson.Fragment(orjson.dumps(rulesets_in_brief(plan))))
    return found[1]


def _advice(advice: ViolationAdvice) -> orjson.Fragment:
    """What follows from law, vector and fine. Keys are held alive with the value: an id stays that of one object."""
    quantum = advice.fine
    key = (id(advice.plan), advice.reasoned.vector, advice.strict, id(quantum), advice.chosen)
    found = None if advice.alternatives else _ready.get(key)
    if found is None:
        found = (advice.plan, quantum, orjson.Fragment(orjson.dumps(_told(advice, quantum), default=str)))
        if not advice.alternatives:
            if len(_ready) >= MEMO_SIZE:
                _ready.clear()
            _ready[key] = found
    return found[2]


def _told(advice: ViolationAdvice, quantum: Quantum | None) -> dict[str, Any]:
    reasoned = advice.reasoned
    return {
        "vector": reasoned.vector.hex(), "outcomes": reasoned.outcomes, "exact": reasoned.exact,
        "chosen": advice.chosen,
        "findings": findings_in_signs(advice), "permitted": permitted_in_brief(advice),
        "fine": fine_in_brief(quantum),
    }  # fmt: skip


def findings_in_signs(advice: ViolationAdvice) -> list[str]:
    """The findings of each branch: `+` met, `-` not met, `?` open, in the order of its rules."""
    return [branch.findings.translate(_SIGNS).decode() for branch in advice.reasoned.branches]


def permitted_in_brief(advice: ViolationAdvice) -> list[list[Any]]:
    """`[outcome, force, certain]` of all that is permitted."""
    return [[each.outcome, each.force, each.certain] for each in advice.permitted]


def fine_in_brief(quantum: Quantum | None) -> dict[str, Any] | None:
    """The clauses chosen and the range of each outcome; None without a clause."""
    if quantum is None:
        return None
    ranges = {
        outcome: {"span": span(band.span), "multiple_of": band.multiple_of, "exact": band.exact}
        for outcome, band in quantum.ranges.items()
    }
    return {"chosen": list(quantum.chosen), "ranges": ranges}


def rulesets_in_brief(plan: Plan) -> list[dict[str, str]]:
    """The rulesets of each branch of the law: digests by `id@version`."""
    return [{f"{each.id}@{each.version}": each.digest for each in law.rulesets} for law in plan.laws]


def engine_in_brief(engines: tuple[str, ...], strict: bool) -> dict[str, Any]:
    """The version of the library, the doctrine engines that agreed, and whether anything was presumed."""
    return {"version": engine_version(), "doctrine": list(engines), "strict": strict}
