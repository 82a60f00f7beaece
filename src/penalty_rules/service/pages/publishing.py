"""Publishing: a keeper pastes or uploads a version, sees what is wrong with it or new in it, and publishes it."""

from __future__ import annotations

from typing import Any, Final

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from ...ruleset import Ruleset
from .. import lawbook
from ..problems import Problem
from ..publishing import Draft, before, read_draft, submit
from ..visit import visit_of
from . import ruleset_sheet
from .case_form import FormFault
from .draft_words import draft_fault
from .page import Page, page_router
from .rulesets import difference_values, place_words

router: Final = page_router()
_ON_THE_FORM: Final = frozenset({"unreadable", "refused", "published_already", "rulebook_fixed", "out_of_sight"})


@router.get("/rulesets/publish")
def prepare_publication(request: Request) -> Response:
    """公布规则集。 The form for a version of a ruleset."""
    return _form(Page(request), "", [])


@router.post("/rulesets/publish")
async def publish_ruleset_on_page(request: Request) -> Response:
    """检查、公布规则集。 Check a version; publish it once it was seen as it was checked."""
    form = await request.form()
    sent = form.get("file")
    pasted = str(form.get("draft", "")).replace("\r\n", "\n")
    text = await sent.read() if isinstance(sent, UploadFile) and sent.filename else pasted
    seen = str(form.get("seen", "")) if form.get("step") == "publish" else ""
    return await run_in_threadpool(_answer, Page(request), text, seen)


def _answer(page: Page, text: str | bytes, seen: str) -> Response:
    """`seen`: the digest of what was shown before `publish` was pressed; what was changed since is only checked."""
    try:
        draft = read_draft(page.office, text)
        for_good = seen == draft.ruleset.digest
        family = submit(page.office, page.asker, visit_of(page.request.scope), draft, for_good=for_good)
    except Problem as problem:
        if problem.code not in _ON_THE_FORM:
            raise
        shown = text if isinstance(text, str) else text.decode("utf-8", "replace")
        return _form(page, shown, _told(page, problem), problem.status)
    told = _checked(page, draft, family) | {"published": for_good, "changed_since": bool(seen) and not for_good}
    return _form(page, "" if for_good else draft.text, [], checked=told)


def _checked(page: Page, draft: Draft, family: tuple[Ruleset, ...]) -> dict[str, Any]:
    """A version that may be published: what it is, what is new in it, the days on which none is in force."""
    old = before(family, draft.ruleset)
    return {
        "ruleset": ruleset_sheet.row(draft.ruleset, page.say, {}), "gaps": lawbook.family(family).gaps,
        "difference": None if old is None else difference_values(page, old, draft.ruleset),
    }  # fmt: skip


def _told(page: Page, problem: Problem) -> list[FormFault]:
    lines = [draft_fault(each, page.lang) for each in problem.faults]
    return [FormFault("draft", each) for each in lines or [f"{page.say.words(problem.title)}: {problem.detail}"]]


def _form(
    page: Page, text: str, faults: list[FormFault], status: int = 200, checked: dict[str, Any] | None = None
) -> Response:
    return page.html(
        "ruleset_publish.html", status, draft=text, faults=faults, checked=checked, place_name=place_words,
        fixed=page.office.law.folder is None,
    )  # fmt: skip
