"""The rulebook as the API shows it: rulesets, their versions, what changed between two, circumstances."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, Final

from pydantic import Field

from ..moments import show
from ..ruleset import Ruleset
from ..vocabulary.circumstance import Circumstance
from ..vocabulary.words import Words
from .shapes import Shape

_PARTS: Final[Mapping[str, str]] = {
    "rules": "id", "clauses": "id", "doctrine": "id", "checklists": "circumstance",
}  # fmt: skip
_NAMES_OF_A_VERSION: Final = frozenset({"id", "version"})


class RulesetSummary(Shape):
    """One version of a ruleset: `until` is its last day, null while it is open."""

    id: str
    version: str
    title: Words
    kind: str
    status: str
    issuer: str | None
    document_number: str | None
    jurisdiction: list[str]
    domain: str
    from_: str = Field(alias="from")
    until: str | None
    rules: int
    verified: int
    digest: str


class Period(Shape):
    from_: str = Field(alias="from")
    until: str


class RulesetFamily(Shape):
    """A ruleset with all its versions, the oldest first, and the days between them on which none was in force."""

    id: str
    title: Words
    versions: list[RulesetSummary]
    gaps: list[Period]


class RulesetVersion(Shape):
    """One version in full: `document` is the file as published."""

    summary: RulesetSummary
    document: dict[str, Any]


class Item(Shape):
    """A rule, clause or production that only one of two versions has."""

    part: str
    item: str
    content: dict[str, Any]


class Change(Shape):
    """A field that differs; `part` and `item` are null for what the ruleset says of itself."""

    part: str | None
    item: str | None
    field: str
    before: Any
    after: Any


class RulesetDifference(Shape):
    """What changed between two versions."""

    id: str
    before: str
    after: str
    added: list[Item]
    removed: list[Item]
    changed: list[Change]


class CircumstanceValue(Shape):
    value: str
    label: Words


class ShownPresumption(Shape):
    value: Any
    basis: Words


class ShownCircumstance(Shape):
    """A circumstance 情节: what a case may state of it, why it matters, who must prove it."""

    name: str
    type: str
    label: Words
    question: Words
    aliases: list[str]
    values: list[CircumstanceValue]
    unit: str | None
    ordered: bool
    role: str
    judgement: bool
    burden: str
    basis: list[str]
    evidence: Words | None
    presumption: ShownPresumption | None
    natural_persons_only: bool
    note: Words | None


def summary(ruleset: Ruleset) -> RulesetSummary:
    """A version in short."""
    written = ruleset.document
    return RulesetSummary(
        id=ruleset.id, version=ruleset.version, title=written.title, kind=written.kind, status=written.status,
        issuer=written.issuer, document_number=written.document_number, jurisdiction=list(written.jurisdiction),
        domain=written.domain, **{"from": show(ruleset.first_day)},
        until=None if ruleset.last_day is None else show(ruleset.last_day), rules=len(ruleset.rules),
        verified=sum(rule.document.verified for rule in ruleset.rules), digest=ruleset.digest,
    )  # fmt: skip


def family(versions: tuple[Ruleset, ...]) -> RulesetFamily:
    """All versions of a ruleset."""
    last = versions[-1]
    gaps = [
        Period(**{"from": show(before.last_day + 1)}, until=show(after.first_day - 1))
        for before, after in pairwise(versions)
        if before.last_day is not None and before.last_day + 1 < after.first_day
    ]
    shown = [summary(each) for each in versions]
    return RulesetFamily(id=last.id, title=last.document.title, versions=shown, gaps=gaps)


def in_full(ruleset: Ruleset) -> RulesetVersion:
    """A version with its whole text."""
    return RulesetVersion(summary=summary(ruleset), document=_written(ruleset))


def in_place(ruleset: Ruleset, place: str) -> bool:
    """True for rulesets that hold in a place, those of the places above it included; for `cn` the national ones."""
    places = ruleset.document.jurisdiction
    return "cn" in places or (place != "cn" and any(place.startswith(each) for each in places))


def difference(old: Ruleset, new: Ruleset) -> RulesetDifference:
    """What changed from one version to another, item by item and field by field."""
    before, after = _written(old), _written(new)
    added, removed = [], []
    changed = list(_changes(None, None, _head(before), _head(after)))
    for part, name in _PARTS.items():
        was = {str(each[name]): each for each in before[part]}
        now = {str(each[name]): each for each in after[part]}
        removed += [Item(part=part, item=key, content=was[key]) for key in was if key not in now]
        added += [Item(part=part, item=key, content=now[key]) for key in now if key not in was]
        for key in (key for key in now if key in was):
            changed += _changes(part, key, was[key], now[key])
    return RulesetDifference(
        id=new.id, before=old.version, after=new.version, added=added, removed=removed, changed=changed
    )  # fmt: skip


def circumstance(given: Circumstance) -> ShownCircumstance:
    """A circumstance as the API shows it."""
    presumed = given.presumption
    return ShownCircumstance(
        name=given.name, type=given.type, label=given.label, question=given.question, aliases=list(given.aliases),
        values=[CircumstanceValue(value=key, label=words) for key, words in given.values.items()],
        unit=given.unit, ordered=given.ordered, role=given.role, judgement=given.judgement, burden=given.burden,
        basis=[str(each) for each in given.basis], evidence=given.evidence,
        presumption=None if presumed is None else ShownPresumption(value=presumed.value, basis=presumed.basis),
        natural_persons_only=given.applies_to == "natural_person", note=given.note,
    )  # fmt: skip


def _written(ruleset: Ruleset) -> dict[str, Any]:
    return ruleset.document.model_dump(mode="json", by_alias=True, exclude_unset=True) | {
        part: [_item(each) for each in getattr(ruleset.document, part)] for part in _PARTS
    }


def _item(each: Any) -> dict[str, Any]:
    """Rules and clauses are kept as written; doctrine and checklists as models."""
    if isinstance(each, Mapping):
        return {str(key): value for key, value in each.items()}
    told: dict[str, Any] = each.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return told


def _head(document: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key not in _PARTS and key not in _NAMES_OF_A_VERSION}


def _changes(part: str | None, item: str | None, was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Change]:
    for key in dict.fromkeys([*was, *now]):
        if was.get(key) != now.get(key):
            yield Change(part=part, item=item, field=key, before=was.get(key), after=now.get(key))
