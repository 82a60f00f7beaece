"""Rulesets as written: the models that a file is checked against."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

from pydantic import Field, field_validator

from ..clause import Period, Rank
from ..vocabulary.words import Citation, Model, Words

Kind = Literal["statute", "regulation", "discretion_standard", "list"]
Mark = Literal["O", "N", "M", "mem"]
Ground = Literal[
    "elements", "crime", "facts_unclear", "minor_age", "incapacity", "limitation", "no_fault", "minor_violation",
    "first_violation", "fine_precondition", "criminal_fine", "lighter_circumstance", "reduced_circumstance",
    "heavier_circumstance", "coercion", "exclusion",
]  # fmt: skip
Effect = Literal[
    "not_established", "referred", "time_barred", "no_penalty", "order_only", "lighter", "reduced",
    "lighter_or_reduced", "heavier", "no_coercion", "bar",
]  # fmt: skip
Channel = Literal["capacity", "no_fault", "minor", "first", "list", "reduced", "lighter"]
Duty = Literal[
    "education", "order_to_correct", "commitment_letter", "refund_consumers", "recall", "confiscate_unsafe_goods",
    "no_penalty_decision", "guardian_discipline", "guardian_care", "referral", "legal_review", "collective_discussion",
    "hearing_notice", "written_reasons", "report_non_application", "approval_superior", "inspection_record_note",
    "oral_order", "strict_on_repeat", "follow_up_check",
]  # fmt: skip
CHANNEL_OF_GROUND: Final[Mapping[str, str]] = {
    "minor_age": "capacity", "incapacity": "capacity", "no_fault": "no_fault", "minor_violation": "minor",
    "first_violation": "first", "criminal_fine": "no_fault",
}  # fmt: skip


class Source(Model):
    mark: Mark | None = None
    text: str
    url: str | None = None


class Relation(Model):
    replaces: str | None = None
    adds_to: str | None = None


class Transition(Model):
    """Which date selects the version, and whether cases pending on its first day may use it."""

    selected_by: Literal["conduct", "decision"] = "decision"
    pending_cases: bool = True
    cites: tuple[Citation, ...] = ()


class AmountBand(Model):
    """A band that a list item itself prescribes for the fine."""

    from_: Any = Field(None, alias="from")
    to: Any = None
    from_included: bool = True
    to_included: bool = True


class RuleDocument(Model):
    """A rule as written."""

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=60)
    title: Words
    matter: tuple[str, ...] = ()
    provisions: tuple[str, ...] = ()
    ground: Ground
    effect: Effect
    force: Literal["shall", "may"] = "shall"
    when: Any
    unless: Any = None
    follow_up: tuple[Duty, ...] = ()
    keeps: tuple[str, ...] = ()
    bars: tuple[Channel, ...] = ()
    displaces: tuple[str, ...] = ()
    party: tuple[str, ...] = ()
    penalty: tuple[str, ...] = ()
    band: AmountBand | None = None
    cites: tuple[Citation, ...] = Field(min_length=1)
    mark: Mark | None = None
    verified: bool = False
    note: Words | None = None

    @field_validator("matter", "party", "penalty", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value


class DoctrineDocument(Model):
    """A production as written."""

    id: str
    if_: tuple[str, ...] = Field(alias="if", min_length=1, max_length=12)
    then: tuple[str, ...] = Field(min_length=1)
    cites: tuple[Citation, ...] = ()
    verified: bool = True
    note: Words | None = None


class Checklist(Model):
    """The factors that a standard names for an open norm; shown, never computed."""

    circumstance: str
    factors: tuple[Words, ...]
    cites: tuple[Citation, ...] = ()


class RulesetDocument(Model):
    """A ruleset as written."""

    id: str = Field(pattern=r"^[a-z0-9_]+(/[a-z0-9_]+){2}$")
    version: str
    kind: Kind
    rank: Rank
    title: Words
    issuer: str | None = None
    document_number: str | None = None
    jurisdiction: tuple[str, ...]
    domain: str
    authority: str | None = None
    in_force: Period
    relation: Relation = Relation()
    transition: Transition = Transition()
    status: Literal["official", "transcribed", "press", "illustrative", "house"]
    sources: tuple[Source, ...] = Field(min_length=1)
    note: Words | None = None
    exclusions: tuple[Any, ...] = ()
    exclusion_cites: tuple[Citation, ...] = ()
    rules: tuple[Any, ...] = ()
    doctrine: tuple[DoctrineDocument, ...] = ()
    clauses: tuple[Any, ...] = ()
    checklists: tuple[Checklist, ...] = ()
    parameters: dict[str, Any] = Field(default_factory=dict)
    fine_method: Any = None

    @field_validator("jurisdiction", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value
