"""Questionnaire: which circumstances weigh for a matter, in the order in which they are best asked.

It is the interview with a file that says nothing yet; once something is known, an evaluation tells the next question.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from ..advice import Advice, ViolationAdvice
from ..interview import questions
from .lawbook import RulesetSummary, ShownCircumstance, circumstance, summary
from .matter_index import Matter
from .shapes import Shape


class MatterShown(Shape):
    code: str
    domain: str
    label: dict[str, str]


class AskedFirst(Shape):
    """A question that is open at the outset, with the factors that standards name for an open norm."""

    circumstance: ShownCircumstance
    because: str
    checklist: list[dict[str, str]]


class Questionnaire(Shape):
    """`asked`: in the order of how much each answer settles; `others`: what may still come to weigh, or is presumed."""

    matter: MatterShown
    law: list[RulesetSummary]
    asked: list[AskedFirst]
    others: list[ShownCircumstance]


def empty_case(
    matter: Matter, place: str, party: str, authority: str | None, days: tuple[date, date]
) -> dict[str, Any]:
    """A case of which nothing is known but the act, the place and the two dates."""
    case: dict[str, Any] = {
        "id": "questions", "jurisdiction": place, "domain": matter.domain, "party": {"kind": party},
        "decision_date": days[1].isoformat(),
        "violations": [{"matter": matter.code, "conduct": days[0].isoformat()}],
    }  # fmt: skip
    return case | ({} if authority is None else {"authority": {"name": authority, "code": authority}})


def questionnaire(advice: Advice, matter: Matter) -> Questionnaire:
    """The questions of an advice on an empty case."""
    asked = [
        AskedFirst(
            circumstance=circumstance(each.circumstance), because=each.question.because,
            checklist=[{"zh": f.zh, "en": f.en} for checklist in each.checklists for f in checklist.factors],
        )
        for each in questions(advice)
    ]  # fmt: skip
    named = {each.circumstance.name for each in asked}
    violation = advice.violations[0]
    others = [circumstance(violation.plan.vocabulary[name]) for name in _weighed(violation) if name not in named]
    law = {each.digest: each for one in violation.plan.laws for each in one.rulesets}
    return Questionnaire(
        matter=MatterShown(**matter.told()), law=[summary(each) for each in law.values()], asked=asked, others=others
    )


def _weighed(advice: ViolationAdvice) -> list[str]:
    """Every circumstance that the rules in force test and a case file may state, in the order of the rules."""
    vocabulary = advice.plan.vocabulary
    read = dict.fromkeys(fact for predicate in advice.plan.program.predicates for fact in predicate.facts)
    return [name for name in read if name in vocabulary and not vocabulary[name].system]
