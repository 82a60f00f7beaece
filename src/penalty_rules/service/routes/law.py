"""The law as data: rulesets and their versions, what changed between two, circumstances, matters, questions."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

from fastapi import Path, Query, Request

from ...case.document import PartyKind
from ...errors import RulesetUnknown
from ...reading import nearest
from ...rulebook import Rulebook
from ...ruleset import Ruleset
from .. import lawbook
from ..entrance import ThePrincipal
from ..office import TheOffice
from ..questionnaire import MatterShown, Questionnaire, empty_case, questionnaire
from ..routing import guarded_router
from ..visit import visit_of

router: Final = guarded_router("/v1", "law")

PlaceQuery = Annotated[
    str | None, Query(pattern="^(cn|[0-9]{2,6})$", description="what holds there: GB/T 2260 digits, or cn alone")
]
DomainQuery = Annotated[str | None, Query(pattern="^[a-z_]{1,40}$", description="for example tax")]
Name = Annotated[str, Path(pattern="^[a-z0-9_]{1,60}$")]
Version = Annotated[str, Path(max_length=60, description="a version, or its first day")]
VersionQuery = Annotated[str, Query(min_length=1, max_length=60, description="a version, or its first day")]


@router.get("/rulesets")
def list_rulesets(
    office: TheOffice, jurisdiction: PlaceQuery = None, domain: DomainQuery = None, on: date | None = None
) -> list[lawbook.RulesetSummary]:
    """规则集列表。 Every version of every ruleset that fits; `on`: in force on that day."""
    day = None if on is None else on.toordinal()
    return [
        lawbook.summary(each)
        for each in office.rulebook.all_rulesets()
        if (domain is None or each.document.domain == domain)
        and (jurisdiction is None or lawbook.in_place(each, jurisdiction))
        and (day is None or each.in_force_on(day))
    ]


@router.get("/rulesets/{place}/{domain}/{name}")
def show_ruleset(request: Request, office: TheOffice, place: Name, domain: Name, name: Name) -> lawbook.RulesetFamily:
    """规则集各版本。 A ruleset with all its versions and the gaps between them."""
    return lawbook.family(_family(request, office.rulebook, f"{place}/{domain}/{name}"))


@router.get("/rulesets/{place}/{domain}/{name}/versions/{version}")
def show_ruleset_version(
    request: Request, office: TheOffice, place: Name, domain: Name, name: Name, version: Version
) -> lawbook.RulesetVersion:
    """规则集全文。 One version in full, as published."""
    return lawbook.in_full(_version(request, office.rulebook, f"{place}/{domain}/{name}", version))


@router.get("/rulesets/{place}/{domain}/{name}/difference")
def compare_ruleset_versions(
    request: Request, office: TheOffice, place: Name, domain: Name, name: Name, before: VersionQuery,
    after: VersionQuery,
) -> lawbook.RulesetDifference:  # fmt: skip
    """两个版本的差异。 What changed from one version to another."""
    key = f"{place}/{domain}/{name}"
    old, new = (_version(request, office.rulebook, key, each) for each in (before, after))
    return lawbook.difference(old, new)


@router.get("/domains")
def list_domains(office: TheOffice) -> list[str]:
    """领域。 The domains that have matters, circumstances or rulesets of their own."""
    return list(office.rulebook.domains())


@router.get("/vocabulary")
def show_vocabulary(office: TheOffice, domain: DomainQuery = None) -> list[lawbook.ShownCircumstance]:
    """情节词表。 The circumstances that cases of a domain may state; without a domain the general ones."""
    if domain is not None:
        _known(office.rulebook, domain)
    vocabulary = office.rulebook.vocabulary(domain or "general")
    return [lawbook.circumstance(each) for each in vocabulary if not each.system]


@router.get("/matters")
def search_matters(
    office: TheOffice,
    q: Annotated[str, Query(max_length=100, description="a part of the name, pinyin initials, or of the code")] = "",
    domain: DomainQuery = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> list[MatterShown]:
    """事项检索：名称、拼音首字母或者代码。 Matters by name, pinyin initials or code, the best first."""
    return [MatterShown(**each.told()) for each in office.matters.search(q, domain, limit)]


@router.get("/matters/{domain}/{name}/questions")
def list_questions(
    request: Request,
    office: TheOffice,
    principal: ThePrincipal,
    domain: Name,
    name: Name,
    jurisdiction: Annotated[str, Query(pattern="^[0-9]{2,6}$")],
    conduct: Annotated[date, Query(description="day of the act")],
    decided: Annotated[date, Query(description="day of the decision")],
    party: PartyKind = "enterprise",
    authority: Annotated[str | None, Query(max_length=200)] = None,
) -> Questionnaire:
    """事项的询问清单。 What to ask for a matter at a place under the law of two days, the most telling first."""
    code = f"{domain}/{name}"
    known = {each.code: each for each in office.matters.all}
    if code not in known:
        raise RulesetUnknown("matter", code, nearest(code, known))
    visit_of(request.scope).object = code
    case = office.read(empty_case(known[code], jurisdiction, party, authority, (conduct, decided)), principal)
    return questionnaire(office.evaluator.evaluate(case), known[code])


def _family(request: Request, rulebook: Rulebook, name: str) -> tuple[Ruleset, ...]:
    rulebook.ruleset(name)
    visit_of(request.scope).object = name
    return tuple(sorted((each for each in rulebook.all_rulesets() if each.id == name), key=lambda r: r.first_day))


def _version(request: Request, rulebook: Rulebook, name: str, version: str) -> Ruleset:
    found = rulebook.ruleset(name, version)
    visit_of(request.scope).object = f"{found.id}@{found.version}"
    return found


def _known(rulebook: Rulebook, domain: str) -> None:
    if domain not in rulebook.domains():
        raise RulesetUnknown("domain", domain, nearest(domain, rulebook.domains()) or rulebook.domains())
