"""The shape of an answer, for the OpenAPI document; nothing is validated with it at run time."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ..advice_document.model import TotalFine
from ..advice_document.parts import Exact, Force, Interval, Outcome
from ..vocabulary.words import Model, Words


class PermittedOutcome(Model):
    """An outcome that the law permits; `certain` unless it hangs on facts still open. `grounds`: rules that are met."""

    outcome: Outcome
    force: Force
    certain: bool
    grounds: list[str]
    duties: list[str]


class FineBand(Model):
    span: Interval
    multiple_of: str | None
    text: Words
    exact: bool


class Fine(Model):
    """The ranges of the fine by outcome, under the clauses that apply; `needs`: facts that would narrow them."""

    clauses: list[str]
    ranges: dict[str, FineBand]
    needs: list[str]


class OpenQuestion(Model):
    """A fact to be found; `settles`: outcomes left open on average after the answer (fewer is better)."""

    name: str
    because: Literal["outcome", "fine", "contradiction", "conduct", "unread_text"]
    settles: Exact
    label: Words | None
    question: Words | None
    type: str
    burden: Literal["authority", "party"]
    judgement: bool


class AdviceInBrief(Model):
    """The advice for one violation. `review`: why a person must look at it."""

    outcome: Outcome | None
    force: Force | None
    determined: bool
    possible: list[Outcome]
    exact: bool
    permitted: list[PermittedOutcome]
    fine: Fine | None
    questions: list[OpenQuestion]
    contradictions: list[str]
    review: list[str]


class ViolationAnswer(Model):
    id: str
    matter: str
    advice: AdviceInBrief


class Answer(Model):
    """The advice for a case, in brief."""

    schema_: Literal["penalty-rules/answer/1"] = Field(alias="schema")
    case: str = Field(description="id of the case")
    strict: bool
    determined: bool
    outcome: Outcome | None
    total_fine: TotalFine | None
    violations: list[ViolationAnswer]
