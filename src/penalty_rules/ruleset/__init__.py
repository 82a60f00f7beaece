"""Rulesets: versioned bodies of rules as data, read and checked once, then immutable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import orjson
from pydantic import ValidationError

from ..canonical import digest
from ..clause import Clause, parse_clause, read_day
from ..condition import NEVER, AnyOf, Condition, anchored, parse_condition
from ..errors import Fault, RulesetRefused, quoted
from ..fine_method import Method, parse_method
from ..money import Span, parse_money
from ..reading import nearest
from ..rete import Production
from ..vocabulary import Vocabulary, faults_of
from .document import CHANNEL_OF_GROUND, RuleDocument, RulesetDocument


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
    method: Method | None = None
    content: bytes = field(default=b"", repr=False, compare=False)  # canonical: what the digest was taken of

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


def content_of(document: object) -> bytes:
    """The canonical JSON of a document: what a version is, whatever file it came from."""
    return orjson.dumps(document, default=str, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)


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
    content = content_of(raw)
    origin = Origin(document.id, document.version, basis, document.status, digest(content))
    rules = tuple(_rules(document, vocabulary, origin, first, faults))
    clauses = [parse_clause(each, vocabulary, f"clauses[{i}]", faults) for i, each in enumerate(document.clauses)]
    method = None
    if document.fine_method is not None:
        method = parse_method(document.fine_method, vocabulary, "fine_method", faults)
    faults += _faults_in(document, vocabulary)
    if faults:
        raise RulesetRefused(source, faults)
    productions = tuple(Production(f"{document.id}:{each.id}", each.if_, each.then) for each in document.doctrine)
    return Ruleset(document, origin, rules, tuple(c for c in clauses if c), productions, first, last, method, content)


def _rules(
    document: RulesetDocument, vocabulary: Vocabulary, origin: Origin, first: int, faults: list[Fault]
) -> Iterator[Rule]:
    shut = [parse_condition(each, vocabulary, f"exclusions[{i}]", faults) for i, each in enumerate(document.exclusions)]
    excluded: Condition = anchored(AnyOf(tuple(shut)), first, origin.digest) if shut else NEVER
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
            faults.append(
                Fault(path, f"the id already stands at rules[{seen[written.id]}]", written.id, "ids are unique")
            )
        seen[written.id] = index
        faults += [
            Fault(f"{path}.matter", "not a matter of this domain", quoted(each), f"codes begin with {document.domain}/")
            for each in written.matter
            if document.domain != "general" and not each.startswith(f"{document.domain}/")
        ]
        when = parse_condition(written.when, vocabulary, f"{path}.when", faults)
        unless: Condition = NEVER
        if written.unless is not None:
            unless = anchored(
                parse_condition(written.unless, vocabulary, f"{path}.unless", faults), first, origin.digest
            )
        yield Rule(
            written, anchored(when, first, origin.digest), unless, excluded, origin, _band(written, path, faults)
        )


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
    premises = document.parameters.get("premises", [])
    faults += [
        Fault("parameters.premises", "not a declared boolean circumstance", quoted(name))
        for name in (premises if isinstance(premises, list) else [premises])
        if not isinstance(name, str) or name not in vocabulary or vocabulary[name].type != "boolean"
    ]
    return faults


__all__ = ["Origin", "Rule", "Ruleset", "parse_ruleset"]
