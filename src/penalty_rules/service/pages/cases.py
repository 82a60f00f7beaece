"""Cases: record an advice, have it reviewed, dispose of it, print it. Everything is on record before it is answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Final, TypeVar
from urllib.parse import quote

from fastapi import Path, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from ...documents import DOCUMENTS, Dossier, called_for
from ..permissions import OPERATIONS
from ..problems import Problem
from ..registry import recording
from ..registry.entry_shapes import ReviewGiven
from ..registry.reviewing import calls_for_review, review
from ..visit import visit_of
from .case_form import CaseForm, FormFault
from .case_sheet import case_sheet, disposition_sheet
from .check import form_page
from .check_sheet import recordable
from .disposition_form import DispositionForm, compare, given, prefilled, refused
from .form_reading import filled
from .page import Page, page_router
from .recorded_case import RecordedCase, advice_behind, recorded_case
from .requests import fresh_token, key_of
from .verdict import on_paper

router: Final = page_router()
Seq = Annotated[int, Path(ge=1, le=2**53 - 1)]
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
T = TypeVar("T")


@router.post("/cases")
async def record_case(request: Request) -> Response:
    """记录建议。 Record the advice on the case in the form; sent twice, it is recorded once."""
    page, form = Page(request), await request.form()
    return await _beside(page, lambda: _recorded(page, form))


@router.get("/cases/{seq}")
def show_case(request: Request, seq: Seq) -> Response:
    """案件办理。 A recorded advice, and what is to be done with it."""
    page = _page(request, seq)
    behind = advice_behind(page.office, page.asker, seq)
    return page.go(f"/cases/{behind}") if behind != seq else _case_page(page, seq)


@router.get("/cases/{seq}/print")
def print_case(request: Request, seq: Seq) -> Response:
    """打印。 The advice with its whole reasoning, laid out for paper."""
    page = _page(request, seq)
    case = recorded_case(page.office, page.asker, seq)
    clear = _handles(page)
    told = [on_paper(page.say, case.case(clear=clear), each) for each in case.told["violations"]]
    return page.html("print.html", **case_sheet(case, page, clear=clear) | {"reasonings": told})


@router.get("/cases/{seq}/recheck")
def recheck_case(request: Request, seq: Seq) -> Response:
    """重新研判。 The case of a recorded advice as a form; the new advice takes the place of the old one."""
    page = _page(request, seq)
    return form_page(page, CaseForm(recorded_case(page.office, page.asker, seq).filed, corrects=seq))


@router.get("/cases/{seq}/documents/{name}")
def write_document(request: Request, seq: Seq, name: Annotated[str, Path(pattern="^[a-z_]{1,40}$")]) -> Response:
    """文书草稿。 A draft as .docx."""
    page = _page(request, seq)
    dossier = _dossier(page, recorded_case(page.office, page.asker, seq))
    if name not in called_for(dossier):
        raise Problem("not_found", "the case does not call for this document")
    file = quote(f"{DOCUMENTS[name].title.of(page.lang)}-{seq}.docx")
    disposition = f"attachment; filename=\"{name}-{seq}.docx\"; filename*=UTF-8''{file}"
    return Response(DOCUMENTS[name].write(dossier), media_type=DOCX, headers={"content-disposition": disposition})


@router.post("/cases/{seq}/review")
async def review_case(request: Request, seq: Seq) -> Response:
    """法制审核。 What a reviewer says of an advice that somebody else recorded."""
    page, form = _page(request, seq), await request.form()
    return await run_in_threadpool(_reviewed, page, form, seq)


@router.get("/cases/{seq}/dispose")
def dispose_case(request: Request, seq: Seq) -> Response:
    """处理决定。 The form of a disposition, or of its correction."""
    page = _page(request, seq)
    case = recorded_case(page.office, page.asker, seq)
    known = page.office.people.find(page.asker.account)
    return _dispose_page(page, case, prefilled(case, page.asker.account if known is None else known.title), None)


@router.post("/cases/{seq}/preview")
async def preview_case(request: Request, seq: Seq) -> Response:
    """处理决定预览。 Where the decision in the form leaves the advice; nothing is recorded."""
    page, form = _page(request, seq), await request.form()
    return await run_in_threadpool(_previewed, page, form, seq)


@router.post("/cases/{seq}/dispose")
async def decide_case(request: Request, seq: Seq) -> Response:
    """记录处理决定。 Record the decision; departures are shown before they are saved."""
    page, form = _page(request, seq), await request.form()
    return await _beside(page, lambda: _decided(page, form, seq))


def _page(request: Request, seq: int) -> Page:
    visit_of(request.scope).object = str(seq)
    return Page(request)


async def _beside(page: Page, work: Callable[[], T]) -> T:
    """The work done in a thread of those who record."""
    return await page.office.gathering.alone(work)


def _recorded(page: Page, form: FormData) -> Response:
    made = filled(form, page.office.rulebook, page.lang)
    document = recordable(made, page.say)
    if made.faults:
        return form_page(page, made, form, 422)
    try:
        found = recording.advise(
            page.office, page.asker, document, corrects=made.corrects, key=key_of(form, [document, made.corrects])
        )
    except Problem as problem:
        made.refuse(problem, page.lang)
        return form_page(page, made, form, problem.status)
    visit_of(page.request.scope).object = str(found.entry.seq)
    return page.go(f"/cases/{found.entry.seq}")


def _case_page(
    page: Page, seq: int, faults: list[FormFault] | None = None, note: str = "", status: int = 200
) -> Response:
    case = recorded_case(page.office, page.asker, seq)
    return page.html(
        "case.html", status, **case_sheet(case, page, clear=False), faults=faults or [], note=note,
        documents=list(_documents(page, case)), calls_for_review=calls_for_review(case.body),
        may_dispose=_may(page, "decide_case"),
        may_review=_may(page, "review_case") and page.asker.may_review(case.entry.header.recorder),
    )  # fmt: skip


def _documents(page: Page, case: RecordedCase) -> list[tuple[str, str, bool]]:
    """Name, title, and whether the case calls for it; for those who handle the case."""
    if not _may(page, "write_document"):
        return []
    named = called_for(_dossier(page, case))
    return [(name, page.say.words(form.title), name in named) for name, form in DOCUMENTS.items()]


def _dossier(page: Page, case: RecordedCase) -> Dossier:
    disposition = None if case.standing is None else case.standing.told()
    return Dossier.of(
        case.advice, identity=case.identity, disposition=disposition, entry=(case.entry.seq, case.entry.digest),
        calendar=page.office.calendar,
    )  # fmt: skip


def _reviewed(page: Page, form: FormData, seq: int) -> Response:
    result, note = form.get("result"), str(form.get("note") or "").strip()
    if result not in ("agreed", "disagreed", "changed"):
        return _case_page(page, seq, [FormFault("result", page.say("请选择审核意见", "choose a result"))], note, 422)
    try:
        asked = ReviewGiven.model_validate({"result": result, "note": note[:2000] or None})
        review(page.office, page.asker, seq, asked.result, asked.note)
    except Problem as problem:
        made = DispositionForm({"steps": [], "duties": []})
        refused(made, problem.faults, page.lang)
        found = made.faults or [FormFault("result", page.say.words(problem.title))]
        return _case_page(page, seq, found, note, problem.status)
    return page.go(f"/cases/{seq}")


def _previewed(page: Page, form: FormData, seq: int) -> Response:
    case = recorded_case(page.office, page.asker, seq)
    made = _compared(page, form, case)
    if "live" in form:
        return page.html("preview.html", **disposition_sheet(made, case, page), shown=True)
    return _dispose_page(page, case, made, form, shown=True)


def _decided(page: Page, form: FormData, seq: int) -> Response:
    case = recorded_case(page.office, page.asker, seq)
    made = _compared(page, form, case)
    if made.faults or str(form.get("seen") or "") != made.seen:
        return _dispose_page(page, case, made, form, shown=True, status=422 if made.faults else 200)
    document = {key: value for key, value in made.document.items() if value is not None}
    try:
        entry = recording.dispose(page.office, page.asker, document, key=key_of(form, document))
    except Problem as problem:
        refused(made, problem.faults, page.lang)
        made.faults = made.faults or [FormFault("v.0.outcome", page.say.words(problem.title))]
        return _dispose_page(page, case, made, form, shown=True, status=problem.status)
    visit_of(page.request.scope).object = str(entry.seq)
    return page.go(f"/cases/{seq}")


def _compared(page: Page, form: FormData, case: RecordedCase) -> DispositionForm:
    made = given(form, case)
    compare(made, case, page.lang, own_reviews=page.office.settings.embedded)
    return made


def _dispose_page(
    page: Page,
    case: RecordedCase,
    made: DispositionForm,
    form: FormData | None,
    *,
    shown: bool = False,
    status: int = 200,
) -> Response:
    token = str(form.get("request") or "") if form is not None else ""
    values: dict[str, Any] = {**case_sheet(case, page, clear=False), **disposition_sheet(made, case, page)}
    return page.html("dispose.html", status, **values, shown=shown, request_token=token or fresh_token())


def _may(page: Page, operation: str) -> bool:
    return page.asker.may(OPERATIONS[operation])


def _handles(page: Page) -> bool:
    """Whether the party may be named in clear: to those who handle the case."""
    return _may(page, "write_document")
