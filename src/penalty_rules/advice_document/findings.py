"""Rules that applied, as JSON: finding, citations of the day, verification, and the condition down to its leaves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from ..advice import ViolationAdvice
from ..ruleset import Rule
from ..truth import NAMES
from ..vocabulary.words import Citation
from .particulars import branch_day, observed, said, test_in_words
from .trace import Leaf, Miss, RuleTrace, Step, traces

TIERS: Final = {"statute": 0, "standard": 1, "list": 2}


def findings(advice: ViolationAdvice, branch: int) -> list[dict[str, Any]]:
    """Every rule that applied under a branch of the law, in the order of the rules."""
    day = branch_day(advice, branch)
    return [_finding(advice, day, each) for each in traces(advice, branch)]


def _finding(advice: ViolationAdvice, day: int, trace: RuleTrace) -> dict[str, Any]:
    document, origin = trace.rule.document, trace.rule.origin
    return {
        "id": document.id, "ruleset": f"{origin.ruleset}@{origin.version}", "basis": origin.basis,
        "title": said(document.title), "truth": trace.finding, "ground": document.ground, "effect": document.effect,
        "force": document.force, "channel": trace.rule.channel, "cites": cited(document.cites, day),
        "verified": document.verified, "mark": document.mark, "status": origin.status,
        "unread": _unread(trace.rule), "note": None if document.note is None else said(document.note),
        "condition": {part: _tree(advice, step) for part, step in trace.parts()},
        "failed": [_miss(advice, each) for each in trace.failed()],
        "supporting": [_leaf(advice, each) for each in trace.supporting()],
    }  # fmt: skip


def _unread(rule: Rule) -> bool:
    return bool(rule.document.when == "unread")


def cited(citations: Iterable[Citation], day: int) -> list[str]:
    """The citations whose article number is right on a day."""
    return [str(each) for each in citations if each.holds_on(day)]


def _tree(advice: ViolationAdvice, step: Step) -> dict[str, Any]:
    if isinstance(step, Leaf):
        return {"kind": "test", **_leaf(advice, step)}
    parts = [_tree(advice, each) for each in step.parts]
    return {"kind": step.kind, "truth": NAMES[step.truth], "parts": parts}


def _leaf(advice: ViolationAdvice, leaf: Leaf) -> dict[str, Any]:
    return {
        "test": leaf.predicate.text, "text": test_in_words(advice, leaf.predicate), "truth": NAMES[leaf.truth],
        "presumed": leaf.presumed, "observed": observed(advice, leaf.predicate),
    }  # fmt: skip


def _miss(advice: ViolationAdvice, miss: Miss) -> dict[str, Any]:
    return {**_leaf(advice, miss.leaf), "wanted": NAMES[int(miss.wanted)], "part": miss.part}
