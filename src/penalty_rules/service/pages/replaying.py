"""Replaying: recorded advice decided again: what has drifted, what another law would have done."""

from __future__ import annotations

from datetime import date
from typing import Final

from fastapi import Request, Response
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from ...explanation.speech import Json
from ..problems import Problem
from ..registry.replaying import begin_replay, replay_of
from ..registry.selection import Seq
from ..routes.replays import Name, ReplaySelection
from ..visit import visit_of
from .audit_tabs import tabs
from .case_form import FormFault
from .change_words import change
from .docket import choices
from .draft_words import draft_fault
from .fault_words import of_fields, told
from .finding_words import finding_words
from .law_words import NO_WORDS, law_words, ordinal
from .page import Page, page_router
from .record_words import VERDICTS
from .replay_sheet import job_values, summary

router: Final = page_router()
_MOST: Final = 50
_MODES: Final = ("recorded", "day", "draft")
_FIELDS: Final = ("first", "last", "case", "matter", "domain", "authority", "jurisdiction", "since", "until", "outcome")
_TYPED: Final = (*_FIELDS, "day", "draft")


@router.get("/audit/replays")
def choose_replay(request: Request) -> Response:
    """重放。 Begin a replay, or look at an earlier one."""
    page = Page(request)
    mode = request.query_params.get("mode", "recorded")
    return _choice(page, {"mode": mode if mode in _MODES else "recorded"}, [])


@router.post("/audit/replays")
async def start_replay_on_page(request: Request) -> Response:
    """开始重放。 Begin a replay of what the form selects."""
    page, form = Page(request), await request.form()
    sent = form.get("file")
    draft = await sent.read() if isinstance(sent, UploadFile) and sent.filename else b""
    return await run_in_threadpool(_started, page, form, draft.decode("utf-8", "replace"))


@router.get("/audit/replays/{name}")
def follow_replay(request: Request, name: Name) -> Response:
    """重放进度和结果。 How far a replay is, and what it showed; without script the page asks again by itself."""
    page = Page(request)
    visit_of(request.scope).object = name
    job = replay_of(page.office, page.asker, name)
    return page.html("audit_replay.html", **tabs(page), **job_values(job, page.say))


@router.get("/audit/replays/{name}/entries/{seq}")
def compare_replay(request: Request, name: Name, seq: Seq) -> Response:
    """重放差异。 What was recorded of an entry beside what comes out now."""
    page = Page(request)
    visit_of(request.scope).object = f"{name}/{seq}"
    job = replay_of(page.office, page.asker, name)
    found = next((each for each in job.told().get("findings", ()) if each["seq"] == seq), None)
    if found is None:
        raise Problem("not_found")
    return page.html(
        "audit_difference.html", **tabs(page), job=summary(job, page.say), found=found,
        verdict=page.say.word(VERDICTS, found["verdict"]), changes=_changes(page, found),
        reason=finding_words(page.say, found["reason"] or ""),
    )  # fmt: skip


def _changes(page: Page, found: Json) -> list[dict[str, str]]:
    """The changes in words, by the law archived with the entry."""
    with page.office.docket.reading() as view:
        entry = view.entry(found["seq"])
        body = {} if entry is None else entry.told()
        words = law_words(body["law"], view.document) if "law" in body else NO_WORDS
    law = {name: digest for each in body.get("violations", ()) for branch in each.get("law", ())
           for name, digest in branch.items()}  # fmt: skip
    day = ordinal("" if entry is None else entry.header.decided)
    return [change(page.say, each, words, law, day) for each in found["changes"]]


def _started(page: Page, form: FormData, uploaded: str) -> Response:
    typed = {key: str(value).strip() for key, value in form.items() if isinstance(value, str)}
    mode = typed.get("mode", "recorded")
    typed["draft"] = uploaded or typed.get("draft", "")
    faults: list[FormFault] = []
    selection = _selection(page, typed, faults)
    day = _read_day(page, typed.get("day", ""), faults) if mode == "day" else None
    draft = typed["draft"] if mode == "draft" else None
    if mode == "draft" and not draft:
        faults.append(FormFault("draft", page.say("请上传或者粘贴规则集草案", "upload or paste a draft")))
    if selection is None or faults:
        return _choice(page, typed, faults, 422)
    try:
        job = begin_replay(page.office, page.asker, selection.query(), day=day, draft=draft)
    except Problem as problem:
        if problem.code != "refused":
            raise
        lines = [FormFault("draft", draft_fault(each, page.lang)) for each in problem.faults]
        return _choice(page, typed, lines, 422)
    return page.go(f"/audit/replays/{job.id}")


def _selection(page: Page, typed: dict[str, str], faults: list[FormFault]) -> ReplaySelection | None:
    given = {key: typed[key] for key in _FIELDS if typed.get(key)}
    try:
        return ReplaySelection.model_validate(given)
    except ValidationError as error:
        faults += [FormFault(each.path, told(each, page.lang)) for each in of_fields(error, given)]
        return None


def _read_day(page: Page, text: str, faults: list[FormFault]) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        faults.append(FormFault("day", page.say("请填写日期，如 2024-03-01", "name a day, for example 2024-03-01")))
        return None


def _choice(page: Page, typed: dict[str, str], faults: list[FormFault], status: int = 200) -> Response:
    jobs = [summary(each, page.say) for each in page.office.replays.all(page.asker.jurisdiction, _MOST)]
    return page.html(
        "audit_replays.html", status, **tabs(page), jobs=jobs, faults=faults, **choices(page),
        typed=dict.fromkeys(_TYPED, "") | typed,
        mode=typed.get("mode", "recorded"), today=page.office.now().date().isoformat(),
    )  # fmt: skip
