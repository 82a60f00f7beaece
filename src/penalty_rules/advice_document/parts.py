"""The shapes of the parts of an advice document: law, findings, fine, permitted outcomes."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ..vocabulary.words import Model, Words

Exact = int | str | None
Truth = Literal["true", "false", "unknown"]
Finding = Literal["met", "not_met", "open"]
Force = Literal["shall", "may"]
Outcome = Literal[
    "not_established", "time_barred", "no_penalty", "order_only", "reduced", "lighter", "ordinary", "heavier",
    "referred",
]  # fmt: skip


class Interval(Model):
    """Exact ends in fen or multiples: an int, or `numerator/denominator`; null is an open end."""

    from_: Exact = Field(alias="from")
    to: Exact
    from_included: bool
    to_included: bool


class EngineDocument(Model):
    version: str
    doctrine: list[str]
    strict: bool


class AuthorityDocument(Model):
    code: str | None
    name: str | None


class PartyDocument(Model):
    kind: str
    name: str | None


class CaseSummary(Model):
    id: str
    digest: str
    jurisdiction: str
    domain: str
    authority: AuthorityDocument
    party: PartyDocument
    filed: str | None
    decided: str


class Observed(Model):
    name: str
    label: Words
    shown: Words


class LeafDocument(Model):
    """An atomic test with its truth and the facts that it read."""

    test: str
    text: Words
    truth: Truth
    presumed: bool
    observed: list[Observed]


class TestDocument(LeafDocument):
    kind: Literal["test"]


class NodeDocument(Model):
    kind: Literal["all", "any", "not"]
    truth: Truth
    parts: list[NodeDocument | TestDocument]


class MissDocument(LeafDocument):
    """A leaf that keeps a rule from being met, what it would have to be, and where it stands."""

    wanted: Truth
    part: Literal["when", "unless", "excluded"]


class FindingDocument(Model):
    """A rule that applied; `failed` tells by hand why it is not met or open, `supporting` why it is met."""

    id: str
    ruleset: str
    basis: Literal["list", "standard", "statute"]
    title: Words
    truth: Finding
    ground: str
    effect: str
    force: Force
    channel: str
    cites: list[str]
    verified: bool
    mark: Literal["O", "N", "M", "mem"] | None
    status: str
    unread: bool
    note: Words | None
    condition: dict[Literal["when", "unless", "excluded"], NodeDocument | TestDocument]
    failed: list[MissDocument]
    supporting: list[LeafDocument]


class SourceDocument(Model):
    mark: str | None
    text: str
    url: str | None


class RulesetSummary(Model):
    id: str
    version: str
    digest: str
    status: str
    kind: str
    title: Words
    issuer: str | None
    document_number: str | None
    from_: str = Field(alias="from")
    until: str | None
    sources: list[SourceDocument]


class GapDocument(Model):
    ruleset: str
    title: Words
    ended: str | None
    begins: str | None


class BranchPermission(Model):
    outcome: Outcome
    force: Force
    certain: bool


class BandDocument(Model):
    span: Interval
    amount: Interval
    multiple_of: str | None
    clause: str | None
    exact: bool
    conditional: bool
    empty: bool
    notes: list[str]
    text: Words


class RangeDocument(Model):
    truth: Truth
    span: Interval
    text: Words
    amount: Words
    multiple_of: str | None


class ClauseSummary(Model):
    id: str
    title: Words
    cites: list[str]
    rank: str
    special: bool
    mark: str | None
    verified: bool
    kinds: dict[str, list[str]]
    available: Truth
    notes: list[str]
    needs: list[str]
    statutory: list[RangeDocument]
    ranges: dict[Outcome, BandDocument]


class ChoiceDocument(Model):
    rule: str
    kept: list[str]
    dropped: list[str]
    cites: list[str]


class MethodSummary(Model):
    name: str
    cites: list[str]


class DisproportionDocument(Model):
    base: str
    label: Words
    ratio: Exact
    threshold: Exact
    lowest: Exact
    set_by_law: bool


class FineDocument(Model):
    clauses: list[ClauseSummary]
    chosen: list[str]
    choice: list[ChoiceDocument]
    ranges: dict[Outcome, BandDocument]
    method: MethodSummary | None
    needs: list[str]
    notes: list[str]
    disproportion: DisproportionDocument | None


class BranchDocument(Model):
    """One branch of the law (APL 37); the branch shown has its findings and fine on the violation itself."""

    role: Literal["conduct", "decision"]
    day: str
    rulesets: list[RulesetSummary]
    outcomes: list[Outcome]
    permitted: list[BranchPermission]
    fine: FineDocument | None
    findings: list[FindingDocument] | None


class LawDocument(Model):
    branches: list[BranchDocument]
    chosen: int | None
    shown: int
    why: str
    gaps: list[GapDocument]


class DutyDocument(Words):
    name: str
    certain: bool
    sources: list[str]
    cites: list[str]


class PermittedDocument(Model):
    outcome: Outcome
    words: Words
    force: Force
    certain: bool
    grounds: list[str]
    open_grounds: list[str]
    duties: list[DutyDocument]
    fined: bool
