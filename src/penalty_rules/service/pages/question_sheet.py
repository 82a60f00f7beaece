"""Question sheet: which circumstances stand on the form, and in which order, while a case is being filled in.

First what was answered, in the order of answering, so that the last answer stands just above the next question; then
what is open, the most telling first; then the presumptions to confirm; at the end what else the rules look at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ...advice import ViolationAdvice
from ...explanation.speech import Json, Speech
from ...plan import Plan
from ...vocabulary import Vocabulary
from .case_form import CaseForm
from .controls import FIRST, Control, Field, circumstance_of, control, field_of


@dataclass(frozen=True, slots=True)
class Asked:
    """A control with what the advice says of it: a question, or a presumption."""

    control: Control
    about: Json


@dataclass(frozen=True, slots=True)
class QuestionSheet:
    """What is asked for one violation. `unanswerable`: questions that no form field answers."""

    answered: tuple[Control, ...]
    open: tuple[Asked, ...]
    to_confirm: tuple[Asked, ...]
    others: tuple[Control, ...]
    unanswerable: tuple[Json, ...]


def question_sheet(form: CaseForm, place: int, advice: ViolationAdvice, told: Json, say: Speech) -> QuestionSheet:
    """The sheet of a violation; `told`: its advice as a document."""
    vocabulary = advice.plan.vocabulary
    answered = tuple(_answered(form, place, vocabulary, say))
    seen = {each.circumstance.name for each in answered}
    asked = [_asked(each, place, vocabulary, say) for each in told["questions"]]
    names = {each["name"] for each in told["questions"]}  # what is presumed for the outcome may be asked for the fine
    mattering = [each for each in told["presumptions"] if each["matters"] and each["name"] not in names]
    confirm = [_asked(each, place, vocabulary, say) for each in mattering]
    shown = seen | {each.control.circumstance.name for each in (*asked, *confirm) if each is not None}
    others = (_blank(name, place, vocabulary, say) for name in _weighed(advice.plan) if name not in shown)
    return QuestionSheet(
        answered, tuple(each for each in asked if each is not None and each.control.circumstance.name not in seen),
        tuple(each for each in confirm if each is not None), tuple(each for each in others if each is not None),
        tuple(each for each, made in zip(told["questions"], asked, strict=True) if made is None),
    )  # fmt: skip


def answered_alone(form: CaseForm, place: int, vocabulary: Vocabulary, say: Speech) -> QuestionSheet:
    """The sheet while nothing can be advised yet: what was answered before."""
    return QuestionSheet(tuple(_answered(form, place, vocabulary, say)), (), (), (), ())


def _answered(form: CaseForm, place: int, vocabulary: Vocabulary, say: Speech) -> Iterator[Control]:
    """What the file states, and what was typed but could not be read."""
    for holder in (None, place) if place == 0 else (place,):  # facts of the whole case stand with the first act
        stated = form.facts(holder)
        for name in dict.fromkeys((*stated, *form.unread(holder))):
            circumstance = circumstance_of(name, vocabulary)
            if circumstance is not None:
                yield control(Field(holder, name), circumstance, stated.get(name), say)


def _asked(about: Any, place: int, vocabulary: Vocabulary, say: Speech) -> Asked | None:
    made = _blank(about["name"], place, vocabulary, say)
    return None if made is None else Asked(made, about)


def _blank(name: str, place: int, vocabulary: Vocabulary, say: Speech) -> Control | None:
    circumstance = circumstance_of(name, vocabulary)
    if circumstance is None or (place and field_of(place, name).place is None):
        return None
    return control(field_of(place, name), circumstance, None, say)


def _weighed(plan: Plan) -> list[str]:
    """Every circumstance that the rules in force test, in the order of the rules."""
    read = dict.fromkeys(fact for predicate in plan.program.predicates for fact in predicate.facts)
    return [FIRST if name == "history" else name for name in read]
