"""Rulesets: the law as data: in force when and where, an item with its source, versions and differences."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final

from fastapi import Request, Response
from pydantic import Field

from ...ruleset import Ruleset
from ...vocabulary.words import Words
from .. import lawbook
from ..routes.law import Name, Version
from ..shapes import Shape
from ..visit import visit_of
from . import ruleset_sheet
from .asked import asked
from .docket import choices, matter_labels
from .labels import place_name, places
from .page import Page, page_router
from .record_words import RULESET_KINDS

router: Final = page_router()
_PARTS: Final = {
    "rules": ("事项", "items"), "clauses": ("处罚条款", "clauses"), "doctrine": ("推理规则", "doctrine"),
    "checklists": ("判断因素", "checklists"),
}  # fmt: skip
_KEYS: Final = {
    "title": ("标题", "title"), "in_force": ("施行期间", "in force"), "sources": ("来源", "sources"),
    "note": ("说明", "note"),
    "when": ("条件", "conditions"), "unless": ("除外情形", "exceptions"), "cites": ("依据", "citations"),
    "document_number": ("文号", "document number"), "issuer": ("制定机关", "issuer"), "status": ("文本状态", "status"),
    "mark": ("阅读标记", "mark"), "verified": ("已核对", "verified"), "penalty": ("处罚条款", "penalty"),
    "matter": ("事项", "matter"),
    "relation": ("与其他规则集的关系", "relation"), "transition": ("适用日期", "transition"),
    "effect": ("效果", "effect"),
    "force": ("应当或者可以", "force"), "follow_up": ("须办", "duties"), "parameters": ("参数", "parameters"),
    "exclusions": ("统一排除情形", "exclusions"), "kinds": ("种类", "kinds"),
}  # fmt: skip


class LawSelection(Shape):
    """Which rulesets: in force on a day, at a place, of a domain; `all`: every version instead."""

    on: date | None = None
    place: Annotated[str, Field(max_length=40)] | None = None
    domain: Annotated[str, Field(pattern="^[a-z_]{1,40}$")] | None = None
    kind: Annotated[str, Field(pattern="^(statute|regulation|discretion_standard|list)$")] | None = None
    all: Annotated[str, Field(pattern="^yes$")] | None = None


@router.get("/rulesets")
def browse_rulesets(request: Request) -> Response:
    """规则库。 What is in force on a day, by place and domain."""
    page = Page(request)
    wanted = asked(page, LawSelection)
    shape, codes = wanted.shape, places(wanted.shape.place or "")
    day = shape.on or page.office.now().date()
    found = [each for each in page.office.rulebook.all_rulesets() if _fits(each, shape, codes, day.toordinal())]
    published = page.office.rulebook.published
    return page.html(
        "rulesets.html", wanted.status, **choices(page), typed=wanted.typed, faults=wanted.faults, day=day.isoformat(),
        rows=[ruleset_sheet.row(each, page.say, published) for each in found], every=shape.all is not None,
        keeps="keeper" in page.asker.roles,
        kinds=[(code, page.say.words(words)) for code, words in RULESET_KINDS.items()],
        unknown_place=bool(shape.place) and not codes, place_name=place_words,
    )  # fmt: skip


@router.get("/rulesets/{place}/{domain}/{name}")
def read_ruleset(request: Request, place: Name, domain: Name, name: Name) -> Response:
    """规则集各版本。 The versions over time, with the days on which none was in force."""
    page = Page(request)
    versions = _family(page, f"{place}/{domain}/{name}")
    rows = [ruleset_sheet.row(each, page.say, page.office.rulebook.published) for each in versions]
    line = ruleset_sheet.timeline(versions, page.office.now().date(), page.say)
    return page.html("ruleset_family.html", rows=rows, line=line, title=rows[-1]["title"], id=versions[0].id)


@router.get("/rulesets/{place}/{domain}/{name}/versions/{version}")
def read_ruleset_version(request: Request, place: Name, domain: Name, name: Name, version: Version) -> Response:
    """规则集全文。 One version: its sources, its items with the mark of how each text was read."""
    page = Page(request)
    found = page.office.rulebook.ruleset(f"{place}/{domain}/{name}", version)
    visit_of(request.scope).object = f"{found.id}@{found.version}"
    vocabulary = page.office.rulebook.vocabulary(found.document.domain)
    return page.html(
        "ruleset_version.html", ruleset=ruleset_sheet.row(found, page.say, page.office.rulebook.published),
        **ruleset_sheet.version_values(found, vocabulary, page.say, matter_labels(page)), place_name=place_words,
    )  # fmt: skip


@router.get("/rulesets/{place}/{domain}/{name}/difference")
def compare_rulesets(
    request: Request, place: Name, domain: Name, name: Name, before: str = "", after: str = ""
) -> Response:
    """两个版本的差异。 What changed from one version to another."""
    page = Page(request)
    versions = _family(page, f"{place}/{domain}/{name}")
    known = {each.version: each for each in versions}
    old, new = known.get(before, versions[max(0, len(versions) - 2)]), known.get(after, versions[-1])
    return page.html(
        "ruleset_difference.html", id=new.id, title=page.say.words(new.document.title), versions=list(known),
        **difference_values(page, old, new),
    )  # fmt: skip


def difference_values(page: Page, old: Ruleset, new: Ruleset) -> dict[str, Any]:
    """What changed from one version to another, in words."""
    told = lawbook.difference(old, new)
    return {
        "before": old.version, "after": new.version, "added": [_item(page, each) for each in told.added],
        "removed": [_item(page, each) for each in told.removed],
        "changed": [_change(page, each) for each in told.changed],
    }  # fmt: skip


def place_words(code: str, page: Page) -> str:
    """A place by name, `cn` too."""
    return page.say("全国", "national") if code == "cn" else place_name(code) or code


def _family(page: Page, name: str) -> tuple[Ruleset, ...]:
    page.office.rulebook.ruleset(name)
    visit_of(page.request.scope).object = name
    found = (each for each in page.office.rulebook.all_rulesets() if each.id == name)
    return tuple(sorted(found, key=lambda each: each.first_day))


def _fits(ruleset: Ruleset, wanted: LawSelection, codes: list[str], day: int) -> bool:
    written = ruleset.document
    in_place = not wanted.place or any(lawbook.in_place(ruleset, code) for code in codes)
    fitting = wanted.domain in (None, written.domain) or written.domain == "general"
    return (
        in_place and fitting and wanted.kind in (None, written.kind) and (bool(wanted.all) or ruleset.in_force_on(day))
    )


def _item(page: Page, told: lawbook.Item) -> dict[str, Any]:
    title = told.content.get("title") or {}
    named = Words.model_validate(title).of(page.lang) if {"zh", "en"} <= title.keys() else ""
    return {"part": page.say(*_PARTS[told.part]), "item": told.item, "title": named,
            "content": ruleset_sheet.plain(told.content, page.say)}  # fmt: skip


def _change(page: Page, told: lawbook.Change) -> dict[str, Any]:
    part = page.say("规则集本身", "the ruleset") if told.part is None else page.say(*_PARTS[told.part])
    field = page.say(*_KEYS[told.field]) if told.field in _KEYS else told.field
    before, after = (ruleset_sheet.plain(each, page.say) for each in (told.before, told.after))
    return {"part": part, "item": told.item or "", "field": field, "before": before, "after": after}
