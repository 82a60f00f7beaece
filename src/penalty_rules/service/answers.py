"""Answers: the advice in brief, for a form that is filled in while the answer follows; kept ready as bytes.

Outcome, force, what is permitted, the fine, what is possible, what to ask, the grounds. The full document tells all.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import orjson

from ..advice import Advice, ViolationAdvice
from ..advice.question import Question
from ..advice_document.fines import amount_in_words, exact, fine, span
from ..interview import Asked, questions
from ..memory import Memory
from ..plan import FINED, Plan
from ..vocabulary.words import Words

SCHEMA: Final = "penalty-rules/answer/1"
_SIZE: Final = 16_384


@dataclass(frozen=True, slots=True)
class Part:
    """The answer for one violation, and what it alone would make of its case. `plan` is held alive for the key."""

    plan: Plan
    told: orjson.Fragment
    alone: dict[str, Any]


class Answers:
    """Advice in brief. What follows from law, vector and the facts of the fine alone is worked out once."""

    def __init__(self) -> None:
        self._parts: Memory[Part] = Memory(_SIZE)

    def ready(self, advice: Advice) -> bytes | None:
        """The answer, if every part of it is kept already and costs no thinking."""
        parts = [part for each in advice.violations if (part := self._parts.get(_key(each))) is not None]
        return _document(advice, parts) if len(parts) == len(advice.violations) else None

    def answer(self, advice: Advice) -> bytes:
        """The answer as JSON; the same case and rulesets give the same bytes."""
        return _document(advice, [self._part(each) for each in advice.violations])

    def _part(self, advice: ViolationAdvice) -> Part:
        key = _key(advice)
        found = self._parts.get(key)
        if found is None:
            alone = _whole(Advice(advice.case, (advice,), advice.strict))
            found = self._parts.keep(key, Part(advice.plan, orjson.Fragment(orjson.dumps(_told(advice))), alone))
        return found


def _document(advice: Advice, parts: list[Part]) -> bytes:
    return orjson.dumps(
        {
            "schema": SCHEMA, "case": advice.case.id, "strict": advice.strict,
            **(parts[0].alone if len(parts) == 1 else _whole(advice)),
            "violations": [
                {"id": each.violation.id, "matter": each.violation.matter, "advice": part.told}
                for each, part in zip(advice.violations, parts, strict=True)
            ],
        }
    )  # fmt: skip


def _whole(advice: Advice) -> dict[str, Any]:
    """What is said of all violations together."""
    total = advice.total_fine
    told = None if total is None else {"span": span(total), "text": amount_in_words(total)}
    return {"determined": advice.determined, "outcome": advice.outcome, "total_fine": told}


def _key(advice: ViolationAdvice) -> Hashable:
    """What the answer follows from: law, vector, facts of the fine and those known at all; rarely the whole case."""
    if not _is_common(advice):
        return id(advice.plan), advice.case.digest, advice.violation.id, advice.strict
    facts = advice.violation.facts
    known = frozenset(name for name, value in facts.items() if isinstance(value, int))
    return id(advice.plan), advice.reasoned.vector, advice.strict, advice.plan.read(facts), known


def _is_common(advice: ViolationAdvice) -> bool:
    """Whether the plan is that of all such acts: on one day, under clauses that the rulebook knows."""
    named = all(isinstance(each, str) for each in advice.violation.clauses)
    return named and not advice.alternatives and not advice.contradictions


def _told(advice: ViolationAdvice) -> dict[str, Any]:
    asked = {each.question.name: each for each in questions(Advice(advice.case, (advice,), advice.strict))}
    return {
        "outcome": advice.outcome, "force": advice.force, "determined": advice.determined,
        "possible": list(advice.possible), "exact": advice.exact,
        "permitted": [_permission(advice, each.outcome, each.force, each.certain) for each in advice.permitted],
        "fine": _fine(advice), "questions": [_question(each, asked.get(each.name)) for each in advice.questions],
        "contradictions": [each.name for each in advice.contradictions], "review": list(advice.human_review),
    }  # fmt: skip


def _permission(advice: ViolationAdvice, outcome: str, force: str, certain: bool) -> dict[str, Any]:
    return {
        "outcome": outcome, "force": force, "certain": certain,
        "grounds": [rule.id for rule in advice.grounds(outcome)],
        "duties": [each.name for each in advice.duties(outcome) if each.certain],
    }  # fmt: skip


def _fine(advice: ViolationAdvice) -> dict[str, Any] | None:
    """The ranges of the outcomes that are still possible or permitted, and the clauses that they rest on."""
    if FINED.isdisjoint((*advice.possible, *(each.outcome for each in advice.permitted))):
        return None
    told = fine(advice, advice.branch)
    if told is None:
        return None
    kept = ("span", "multiple_of", "text", "exact")
    ranges = {outcome: {key: band[key] for key in kept} for outcome, band in told["ranges"].items()}
    return {"clauses": told["chosen"], "ranges": ranges, "needs": told["needs"]}


def _question(question: Question, asked: Asked | None) -> dict[str, Any]:
    """A question as a form puts it; one whose answer only the text of the law gives has no words of its own."""
    told: dict[str, Any] = {"name": question.name, "because": question.because, "settles": _settles(question)}
    if asked is None:
        return {**told, "label": None, "question": None, "type": "text", "burden": "authority", "judgement": False}
    about = asked.circumstance
    return {
        **told, "label": both(about.label), "question": both(about.question), "type": about.type,
        "burden": about.burden, "judgement": about.judgement,
    }  # fmt: skip


def _settles(question: Question) -> int | str | None:
    left = sum(len(outcomes) for _, outcomes in question.after)
    return exact(Fraction(left, len(question.after)) if question.after else Fraction(int(question.settles)))


def both(words: Words) -> dict[str, str]:
    """A text in both languages."""
    return {"zh": words.zh, "en": words.en}
