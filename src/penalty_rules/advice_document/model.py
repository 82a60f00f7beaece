"""The shape of an advice document, for its JSON Schema and for tests; nothing is validated with it at run time."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ..vocabulary.words import Model, Words
from .parts import (
    CaseSummary,
    DutyDocument,
    EngineDocument,
    Exact,
    FindingDocument,
    FineDocument,
    Force,
    Interval,
    LawDocument,
    Outcome,
    PermittedDocument,
    Truth,
)

JsonValue = bool | int | str | list[str] | dict[str, bool | int | str | None] | None


class MatterDocument(Model):
    code: str
    zh: str | None
    en: str | None


class ConductDocument(Model):
    """First and last day of the act, each as an interval `[earliest, latest]`."""

    first: list[str | None]
    last: list[str | None]


class FactDocument(Model):
    """A fact as stated, derived, presumed, or taken from the case itself."""

    name: str
    label: Words
    value: JsonValue
    shown: Words
    source: Literal["stated", "derived", "presumed", "case"]
    evidence: list[str]
    reason: str | None


class PresumptionDocument(Model):
    """A presumption used; `matters`: its reversal would change the possible outcomes to `would_be`."""

    name: str
    label: Words
    question: Words
    value: JsonValue
    shown: Words
    basis: Words | None
    burden: Literal["authority", "party"]
    matters: bool
    would_be: list[Outcome]


class ValueDocument(Words):
    value: str


class ChecklistDocument(Model):
    ruleset: str
    cites: list[str]
    factors: list[Words]


class AnswerTest(Words):
    truth: Truth


class AnswerDocument(Model):
    """A class of answers (in words, or by its tests) and the outcomes then possible."""

    answer: Words | None
    tests: list[AnswerTest]
    outcomes: list[Outcome]


class QuestionDocument(Model):
    """A fact to be found; `settles`: outcomes left open on average after the answer."""

    name: str
    label: Words
    question: Words
    type: str
    values: list[ValueDocument]
    judgement: bool
    burden: Literal["authority", "party"]
    basis: list[str]
    evidence: Words | None
    checklist: list[ChecklistDocument]
    because: Literal["outcome", "fine", "contradiction", "conduct", "unread_text"]
    settles: Exact
    after: list[AnswerDocument]


class ContradictionDocument(Model):
    name: str
    label: Words
    stated: Words
    derived: Words
    because: str


class CoercionDocument(Model):
    answer: Literal["not_taken", "permitted", "undetermined"]
    force: Force | None
    grounds: list[str]


class DeadlineDocument(Words):
    """A term: `due` is its last day, or `missing` says what is not known."""

    id: str
    from_: str = Field(alias="from")
    from_label: Words | None
    start: str | None
    days: int
    working_days: bool
    due: str | None
    missing: Literal["start_unknown", "start_is_an_interval", "calendar_unknown"] | None
    exceeded: bool
    cites: list[str]


class ChangeDocument(Words):
    circumstance: str
    to: JsonValue


class WhatIfDocument(Model):
    changes: list[ChangeDocument]
    outcome: Outcome


class ReviewDocument(Words):
    code: str


class SymbolsDocument(Model):
    certain: list[str]
    possible: list[str]


class FiredDocument(Model):
    production: str
    concluded: list[str]


class DoctrineTrace(Model):
    symbols: SymbolsDocument
    fired: list[FiredDocument]
    findings: str


class VectorDocument(Model):
    """One byte for each predicate (0 false, 1 true, 2 unknown, +4 presumed), and the texts of the predicates."""

    hex: str
    predicates: list[str]


class ViolationDocument(Model):
    id: str
    matter: MatterDocument
    conduct: ConductDocument
    law: LawDocument
    outcome: Outcome | None
    determined: bool
    possible: list[Outcome]
    exact: bool
    force: Force | None
    permitted: list[PermittedDocument]
    findings: list[FindingDocument]
    facts: list[FactDocument]
    presumptions: list[PresumptionDocument]
    questions: list[QuestionDocument]
    contradictions: list[ContradictionDocument]
    fine: FineDocument | None
    coercion: CoercionDocument | None
    duties: list[DutyDocument]
    deadlines: list[DeadlineDocument]
    what_if: list[WhatIfDocument]
    human_review: list[ReviewDocument]
    doctrine: DoctrineTrace
    vector: VectorDocument


class TotalFine(Model):
    span: Interval
    text: Words


class AdviceDocument(Model):
    """An advice, complete: enough to explain it, and to recompute it by hand, without the rulesets."""

    schema_: Literal["penalty-rules/advice/1"] = Field(alias="schema")
    engine: EngineDocument
    case: CaseSummary
    determined: bool
    outcome: Outcome | None
    total_fine: TotalFine | None
    violations: list[ViolationDocument]
