"""Rulesets: versioned bodies of rules as data, read and checked once, then immutable."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import orjson
from pydantic import Field, ValidationError, field_validator

from .circumstance import Citation, Model, Words
from .clause import Clause, Period, Rank, parse_clause, read_day
from .condition import ALWAYS, NEVER, Any_, Condition, anchored, parse_condition
from .errors import Fault, RulesetRefused, quoted
from .money import Span, parse_money
from .reading import nearest
from .rete import Production
from .vocabulary import Vocabulary, faults_of

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
    status: Literal["official", "transcribed", "press", "illustrative"]
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


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule ready for use."""

    document: RuleDocument
    when: Condition
    unless: Condition
    excluded: Condition  # the exclusions of its whole ruleset
    origin: Origin
    band: Span | None = None

    @property
    def id(self) -> str:
        return self.document.id

    @property
    def basis(self) -> str:
        """`list`, `standard` or `statute`."""
        return self.origin.basis

    @property
    def channel(self) -> str:
        """The way by which an exemption is reached; for other effects the basis."""
        if self.document.effect == "no_penalty" and self.basis != "list":
            return CHANNEL_OF_GROUND.get(self.document.ground, "minor")
        return self.basis


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a rule comes from: enough to quote it and to find it again."""

    ruleset: str
    version: str
    basis: str
    status: str
    digest: str


@dataclass(frozen=True, slots=True)
class Ruleset:
    """One version of a ruleset, checked. `first_day`, `last_day` are ordinals (last None: open)."""

    document: RulesetDocument
    origin: Origin
    rules: tuple[Rule, ...]
    clauses: tuple[Clause, ...]
    productions: tuple[Production, ...]
    first_day: int
    last_day: int | None

    @property
    def id(self) -> str:
        return self.document.id

    @property
    def version(self) -> str:
        return self.document.version

    @property
    def digest(self) -> str:
        return self.origin.digest

    def in_force_on(self, day: int) -> bool:
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)

    def applies_in(self, jurisdiction: str, domain: str, authority: str | None) -> bool:
        document = self.document
        if document.domain not in ("general", domain):
            return False
        if document.authority is not None and document.authority != authority:
            return False
        return any(prefix == "cn" or jurisdiction.startswith(prefix) for prefix in document.jurisdiction)


def content_digest(document: object) -> str:
    """SHA-256 of the canonical JSON of a document: what a version is, whatever file it came from."""
    blob = orjson.dumps(document, default=str, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
    return "sha256:" + hashlib.sha256(blob).hexdigest()


def parse_ruleset(raw: object, vocabulary: Vocabulary, source: str) -> Ruleset:
    """A checked ruleset, or RulesetRefused with every fault."""
    if not isinstance(raw, Mapping):
        raise RulesetRefused(source, [Fault("", "a ruleset is a mapping", quoted(raw), "see docs/formats.md")])
    try:
        document = RulesetDocument.model_validate(raw)
    except ValidationError as error:
        raise RulesetRefused(source, faults_of(error)) from None
    faults: list[Fault] = []
    first = read_day(document.in_force.from_, "in_force.from", faults)
    last = None if document.in_force.until is None else read_day(document.in_force.until, "in_force.until", faults)
    if last is not None and last < first:
        faults.append(Fault("in_force", "ends before it begins", remedy="`until` is the last day in force"))
    basis = {"list": "list", "discretion_standard": "standard"}.get(document.kind, "statute")
    origin = Origin(document.id, document.version, basis, document.status, content_digest(raw))
    rules = tuple(_rules(document, vocabulary, origin, first, faults))
    clauses = [parse_clause(each, vocabulary, f"clauses[{i}]", faults) for i, each in enumerate(document.clauses)]
    faults += _faults_in(document, vocabulary)
    if faults:
        raise RulesetRefused(source, faults)
    productions = tuple(Production(f"{document.id}:{each.id}", each.if_, each.then) for each in document.doctrine)
    return Ruleset(document, origin, rules, tuple(c for c in clauses if c), productions, first, last)


def _rules(
    document: RulesetDocument, vocabulary: Vocabulary, origin: Origin, first: int, faults: list[Fault]
) -> Iterator[Rule]:
    shut = [parse_condition(each, vocabulary, f"exclusions[{i}]", faults) for i, each in enumerate(document.exclusions)]
    excluded = anchored(Any_(tuple(shut)), first) if shut else NEVER
    seen: dict[str, int] = {}
    for index, raw in enumerate(document.rules):
        path = f"rules[{index}]"
        try:
            written = RuleDocument.model_validate(raw)
        except ValidationError as error:
            faults += faults_of(error, path)
            continue
        path += f"({written.id})"
        if written.id in seen:
            faults.append(Fault(path, f"the id already stands at rules[{seen[written.id]}]", written.id, "ids are unique"))
        seen[written.id] = index
        faults += [
            Fault(f"{path}.matter", "not a matter of this domain", quoted(each), f"codes begin with {document.domain}/")
            for each in written.matter
            if document.domain != "general" and not each.startswith(f"{document.domain}/")
        ]
        when = parse_condition(written.when, vocabulary, f"{path}.when", faults)
        unless = NEVER
        if written.unless is not None:
            unless = anchored(parse_condition(written.unless, vocabulary, f"{path}.unless", faults), first)
        yield Rule(written, anchored(when, first), unless, excluded, origin, _band(written, path, faults))


def _band(written: RuleDocument, path: str, faults: list[Fault]) -> Span | None:
    if written.band is None:
        return None
    try:
        low = None if written.band.from_ is None else parse_money(written.band.from_)
        high = None if written.band.to is None else parse_money(written.band.to)
    except ValueError as error:
        faults.append(Fault(f"{path}.band", "wrong amount", quoted(written.band.from_), str(error)))
        return None
    return Span(low, high, written.band.from_included, written.band.to_included)


def _faults_in(document: RulesetDocument, vocabulary: Vocabulary) -> list[Fault]:
    faults = []
    real = [each for each in document.jurisdiction if not each.startswith("99")]
    if document.status == "illustrative" and real:
        remedy = "illustrative rulesets live in the invented jurisdiction 99 only"
        faults.append(Fault("jurisdiction", "an illustrative ruleset in a real place", quoted(real[0]), remedy))
    if document.id in (document.relation.replaces, document.relation.adds_to):
        faults.append(Fault("relation", "a ruleset cannot relate to itself", document.id))
    for index, checklist in enumerate(document.checklists):
        if checklist.circumstance not in vocabulary:
            near = ", ".join(nearest(checklist.circumstance, vocabulary.spellings))
            path = f"checklists[{index}].circumstance"
            faults.append(Fault(path, "undeclared circumstance", checklist.circumstance, f"did you mean {near}?"))
    for name in document.parameters.get("premises", ()):
        if name not in vocabulary or vocabulary[name].type != "boolean":
            faults.append(Fault("parameters.premises", "not a declared boolean circumstance", quoted(name)))
    return faults


__all__ = ["ALWAYS", "Origin", "Rule", "Ruleset", "content_digest", "parse_ruleset"]
