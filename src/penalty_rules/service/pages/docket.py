"""Docket: the pages on which entries are found and read; the party is masked, whoever reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

import orjson
from fastapi import Request, Response

from ...vocabulary.words import Words
from ...wording import OUTCOMES
from ..office import Office
from ..permissions import OPERATIONS
from ..registry.entries import detail_of, page_of
from ..registry.entry_shapes import EntryDetail
from ..registry.reviewing import waiting
from ..registry.selection import Seq
from ..routes.entries import EntrySelection
from ..visit import visit_of
from . import entry_sheet
from .asked import Asked, asked
from .finding_words import finding_words
from .labels import DOMAINS
from .law_words import LawWords, law_words, ordinal
from .page import Page, page_router
from .record_words import KINDS, RESULTS, STEP_RESULTS

router: Final = page_router()
_MORE: Final = ("undetermined", "several", "not_stated")


class DocketSelection(EntrySelection):
    """Which entries; `review`: only advice that waits for a legal review."""

    review: Literal["waiting"] | None = None


@router.get("/docket")
def search_docket(request: Request) -> Response:
    """案卷查询。 Entries in sight, the newest first; all that is filled in must fit."""
    page = Page(request)
    wanted = asked(page, DocketSelection)
    found = {"party": ""} if wanted.faults else _found(page, wanted)
    return page.html(
        "docket.html", wanted.status, **found, faults=wanted.faults, typed=wanted.typed, **choices(page),
        results=[(code, page.say.word(RESULTS, code)) for code in (*OUTCOMES, *_MORE)],
        kinds=[(code, page.say.words(words)) for code, words in KINDS.items()],
    )  # fmt: skip


@router.get("/docket/{seq}")
def read_entry(request: Request, seq: Seq) -> Response:
    """一条案卷记录。 One entry: what it says, by its own layout, its place in the chain, whether it still holds."""
    page = Page(request)
    visit_of(request.scope).object = str(seq)
    detail = detail_of(page.office, page.asker, seq)
    return page.html("docket_entry.html", **entry_values(page, detail))


def _found(page: Page, wanted: Asked[DocketSelection]) -> dict[str, Any]:
    shape, matters = wanted.shape, matter_labels(page)
    if shape.review is None:
        found = page_of(
            page.office, page.asker, shape.query(), limit=shape.limit, after=shape.after, before=shape.before
        )
    else:
        found = waiting(page.office, page.asker, shape.query(), limit=shape.limit, before=shape.before)
    rows = [entry_sheet.row(each, page.say, matters) for each in found.entries]
    party = next((each["party"] for each in rows if each["party"]), "") if shape.party else ""
    following = None if found.next is None else page.url("/docket", **wanted.query(after=None, before=found.next))
    return {"rows": rows, "party": party, "following": following, "is_history": shape.party is not None,
            "newest": page.url("/docket", **wanted.query(before=None, after=None))}  # fmt: skip


def entry_values(page: Page, detail: EntryDetail) -> dict[str, Any]:
    """What the page of an entry shows."""
    body, say, matters = detail.body, page.say, matter_labels(page)
    told: dict[str, Any] = {
        "entry": entry_sheet.row(detail.entry, say, matters), "detail": detail, "body": body,
        "after": _link(page.office, detail), "step_results": STEP_RESULTS,
        "findings": [finding_words(say, each) for each in detail.verified.findings], "readable": True,
        "may_audit": page.asker.may(OPERATIONS["start_replay_on_page"]), "clock": detail.clock,
        "corrected_by": detail.corrected_by, "answered_by": detail.answered_by,
    }  # fmt: skip
    try:
        return told | _body_values(page, detail, matters)
    except (LookupError, TypeError, ValueError, AttributeError):
        if detail.verified.holds:
            raise
        return told | {"readable": False}  # altered into what is no body of ours


def _body_values(page: Page, detail: EntryDetail, matters: Mapping[str, str]) -> dict[str, Any]:
    body, say = detail.body, page.say
    if detail.entry.kind == "advice":
        acts = entry_sheet.advised(say, body, *_archived(page.office, body))
        return {"acts": acts, "earlier": entry_sheet.earlier(say, body, matters), "engine": body["engine"]}
    return {
        "acts": entry_sheet.decided(say, body, matters, _basis(page, detail)),
        "departures": entry_sheet.departures(say, body),
        "steps": entry_sheet.steps(say, body),
    }  # fmt: skip


def _basis(page: Page, detail: EntryDetail) -> Mapping[str, str]:
    """What the rules are called that an advice named as grounds, by the law archived with it."""
    with page.office.docket.reading() as view:
        advice = None if detail.entry.refers_to is None else view.entry(detail.entry.refers_to)
        if advice is None:
            return {}
        body = advice.told()
        words = law_words(body["law"], view.document)
    law = {name: each for one in body["violations"] for branch in one["law"] for name, each in branch.items()}
    day = ordinal(detail.entry.decided)
    named = {rule for one in body["violations"] for rules in one["grounds"].values() for rule in rules}
    return {rule: words.rule(rule, law, day, page.say) for rule in named}


def _archived(office: Office, body: Mapping[str, Any]) -> tuple[Mapping[str, Any], LawWords]:
    """The layouts and words of an advice."""
    with office.docket.reading() as view:
        found = {each["layout"]: view.document(each["layout"]) for each in body["violations"]}
        layouts = {name: orjson.loads(each.content) for name, each in found.items() if each is not None}
        return layouts, law_words(body["law"], view.document)


def _link(office: Office, detail: EntryDetail) -> dict[str, Any] | None:
    """The entry behind, and whether it names this one as that before it."""
    with office.docket.reading() as view:
        after = view.entry(detail.entry.seq + 1)
    if after is None:
        return None
    return {"seq": after.seq, "digest": after.digest, "holds": after.header.previous == detail.entry.digest}


def matter_labels(page: Page) -> dict[str, str]:
    """What every matter is called."""
    return {each.code: page.say.words(each.label) for each in page.office.matters.all}


def choices(page: Page) -> dict[str, Any]:
    """What the fields of a selection offer."""
    known = page.office.rulebook.domains()
    return {"domains": [(each, page.say.words(domain_words(each))) for each in known if each != "general"]}


def domain_words(code: str) -> Words:
    """What a domain is called."""
    return DOMAINS.get(code) or Words(zh=code, en=code.replace("_", " "))
