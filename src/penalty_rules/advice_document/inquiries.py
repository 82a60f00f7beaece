"""What is not known, as JSON: questions with what each answer would leave open, presumptions, contradictions."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

from ..advice import ViolationAdvice
from ..advice.question import Presumed, Question
from ..case import Contradiction
from ..condition.predicate import Compare
from ..inquiry import groups_of
from ..inquiry.equivalence import Group
from ..truth import NAMES
from ..vocabulary.circumstance import Circumstance
from ..vocabulary.words import Words
from .findings import cited
from .fines import exact
from .particulars import (
    FIRST,
    FIRST_EVIDENCE,
    FIRST_LABEL,
    FIRST_QUESTION,
    both,
    branch_day,
    history_in_words,
    plain,
    said,
    test_in_words,
)

_TEXT: Final = "text:"
_READ: Final = Words(zh="官方文本规定了哪些条件：", en="Which conditions does the official text state: ")
_OFFICIAL: Final = Words(zh="制定机关公布的官方文本", en="the text published by the issuing authority")

_YES: Final = {"zh": "是", "en": "yes"}
_NO: Final = {"zh": "否", "en": "no"}


def questions(advice: ViolationAdvice) -> list[dict[str, Any]]:
    """What to ask, those first whose answer settles most."""
    return [_question(advice, each) for each in advice.questions]


def _question(advice: ViolationAdvice, question: Question) -> dict[str, Any]:
    after = list(told_after(advice, question))
    left = sum(len(outcomes) for _, outcomes in question.after)
    settles = Fraction(left, len(question.after)) if question.after else Fraction(int(question.settles))
    return {
        "name": question.name, **_about(advice, question.name), "because": question.because,
        "settles": exact(settles), "after": after,
    }  # fmt: skip


def _about(advice: ViolationAdvice, name: str) -> dict[str, Any]:
    if name.startswith(_TEXT):
        return _text(advice, name.removeprefix(_TEXT))
    if name == FIRST or name not in advice.plan.vocabulary:
        return {
            "label": said(FIRST_LABEL), "question": said(FIRST_QUESTION), "type": "history", "values": [],
            "judgement": False, "burden": "authority", "basis": ["《行政处罚法》第三十三条第一款"],
            "evidence": said(FIRST_EVIDENCE), "checklist": [],
        }  # fmt: skip
    circumstance = advice.plan.vocabulary[name]
    day = branch_day(advice, advice.branch)
    return {
        "label": said(circumstance.label), "question": said(circumstance.question), "type": circumstance.type,
        "values": [{"value": key, **said(words)} for key, words in circumstance.values.items()],
        "judgement": circumstance.judgement, "burden": circumstance.burden, "basis": cited(circumstance.basis, day),
        "evidence": None if circumstance.evidence is None else said(circumstance.evidence),
        "checklist": checklist(advice, name),
    }  # fmt: skip


def _text(advice: ViolationAdvice, rule_id: str) -> dict[str, Any]:
    """A rule whose text was not read: only the official text answers."""
    rules = (rule for branch in advice.plan.program.branches for rule in branch.rules if rule.id == rule_id)
    document = next(rules).document
    title, (zh, en) = document.title, (_READ.zh, _READ.en)
    return {
        "label": said(title), "question": {"zh": f"{zh}{title.zh}", "en": f"{en}{title.en}"}, "type": "text",
        "values": [], "judgement": False, "burden": "authority",
        "basis": cited(document.cites, branch_day(advice, advice.branch)), "evidence": said(_OFFICIAL), "checklist": [],
    }  # fmt: skip


def checklist(advice: ViolationAdvice, name: str) -> list[dict[str, Any]]:
    """The factors that the standards in force name for an open norm; the engine never computes them."""
    law = advice.plan.laws[advice.branch]
    return [
        {"ruleset": f"{ruleset.id}@{ruleset.version}", "cites": cited(each.cites, branch_day(advice, advice.branch)),
         "factors": [said(factor) for factor in each.factors]}
        for ruleset in law.rulesets
        for each in ruleset.document.checklists
        if each.circumstance == name
    ]  # fmt: skip


def told_after(advice: ViolationAdvice, question: Question) -> Iterator[dict[str, Any]]:
    """For each class of answers: what it says, and the outcomes then possible."""
    groups = groups_of(advice.plan.program, advice.plan.vocabulary)
    group = next((each for each in groups if each.at == question.at), None)
    if group is None:
        return
    for truths, outcomes in question.after:
        answer, tests = _answer(advice, group, truths), _tests(advice, group, truths)
        yield {"answer": answer, "tests": tests, "outcomes": list(outcomes)}


def _answer(advice: ViolationAdvice, group: Group, truths: tuple[int, ...]) -> dict[str, str] | None:
    """The values that give a class, in words; None where it is told better by its tests."""
    tests = [advice.plan.program.predicates[at] for at in group.at]
    if len(group.facts) != 1 or not all(isinstance(test, Compare) for test in tests):
        return None
    circumstance = advice.plan.vocabulary[group.facts[0]]
    if circumstance.type not in ("boolean", "enum"):
        return None
    values: list[object] = [True, False] if circumstance.type == "boolean" else list(range(len(circumstance.values)))
    fitting = [value for value in values
               if tuple(t.test_value(value) for t in tests if isinstance(t, Compare)) == truths]  # fmt: skip
    shown = [both(circumstance, value) for value in fitting]
    return {"zh": "、".join(each["zh"] for each in shown), "en": ", ".join(each["en"] for each in shown)}


def _tests(advice: ViolationAdvice, group: Group, truths: tuple[int, ...]) -> list[dict[str, Any]]:
    told: dict[str, dict[str, Any]] = {}
    for at, truth in zip(group.at, truths, strict=True):
        predicate = advice.plan.program.predicates[at]
        told[predicate.text] = {**test_in_words(advice, predicate), "truth": NAMES[truth]}
    return list(told.values())


def presumptions(advice: ViolationAdvice) -> list[dict[str, Any]]:
    """Presumptions used, those first whose reversal would change the outcome."""
    return [_presumption(advice, each) for each in advice.presumptions]


def _presumption(advice: ViolationAdvice, presumed: Presumed) -> dict[str, Any]:
    circumstance = advice.plan.vocabulary[presumed.name]
    return {
        "name": presumed.name, "label": said(circumstance.label), "question": said(circumstance.question),
        "value": plain(circumstance, circumstance.presumed), "shown": both(circumstance, circumstance.presumed),
        "basis": _basis(circumstance), "burden": circumstance.burden, "matters": presumed.matters,
        "would_be": list(presumed.would_be),
    }  # fmt: skip


def _basis(circumstance: Circumstance) -> dict[str, str] | None:
    return None if circumstance.presumption is None else said(circumstance.presumption.basis)


def contradictions(advice: ViolationAdvice) -> list[dict[str, Any]]:
    """Stated facts that other facts of the file refute."""
    return [_contradiction(advice, each) for each in advice.contradictions]


def _contradiction(advice: ViolationAdvice, each: Contradiction) -> dict[str, Any]:
    if each.name == FIRST:
        derived = history_in_words(advice)
        stated = dict(_YES if each.stated else _NO)
        return {
            "name": FIRST,
            "label": said(FIRST_LABEL),
            "stated": stated,
            "derived": derived,
            "because": each.because,
        }
    circumstance = advice.plan.vocabulary[each.name]
    return {
        "name": each.name, "label": said(circumstance.label), "stated": both(circumstance, each.stated),
        "derived": both(circumstance, each.derived), "because": each.because,
    }  # fmt: skip
