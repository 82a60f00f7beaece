"""Check: the pages on which an officer fills in a case while the advice follows; nothing is stored."""

from __future__ import annotations

from typing import Any, Final

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from ...vocabulary.words import Words
from ..matter_index import Matter
from ..office import Office
from ..permissions import OPERATIONS
from ..problems import Problem
from .case_form import CaseForm, FormFault, filed_case, fresh, uploaded
from .check_sheet import check_sheet, domain_words
from .fault_words import told
from .form_reading import filled
from .labels import PLACES, place_name, places
from .page import Page, page_router
from .requests import fresh_token

router: Final = page_router()
_UNLISTED: Final = "unlisted"
_MOST: Final = 200


@router.get("/check")
def choose_matter(
    request: Request, place: str = "", domain: str = "", q: str | None = None, matter: str = ""
) -> Response:
    """选择事项。 Choose place, domain and matter; with a matter chosen, the form of a fresh case."""
    page = Page(request)
    if matter:
        known = _matter(page.office, matter, domain)
        if known is not None:
            return form_page(page, fresh(known, place, page.asker, page.office.now().date()))
    return _choice(page, place, domain, q)


@router.post("/check")
async def check_case(request: Request) -> Response:
    """案件研判。 The form as it was sent, with the advice; or a case file as a form."""
    page = Page(request)
    async with request.form() as form:
        sent = await uploaded(form)
        if sent is not None:
            return await run_in_threadpool(_loaded, page, *sent)
        if "case" not in form:
            return await run_in_threadpool(_choice, page, "", "", None)
        return await run_in_threadpool(_answered, page, form)


@router.post("/check/live")
async def follow_check(request: Request) -> Response:
    """结论随填随看。 The parts of the page that follow what is filled in."""
    page, form = Page(request), await request.form()
    return await run_in_threadpool(_followed, page, form)


def _followed(page: Page, form: FormData) -> Response:
    made = filled(form, page.office.rulebook, page.lang)
    values = check_sheet(made, page.office, page.asker, page.say, with_reasoning="reasoning" in form)
    return page.html("live.html", **values)


def _answered(page: Page, form: FormData) -> Response:
    made = filled(form, page.office.rulebook, page.lang)
    asked, _, about = str(form.get("do", "")).partition(":")
    if asked == "withdraw":
        _withdraw(made, about)
    elif asked == "add":
        _add(page, made, str(form.get("more", "")))
    elif asked == "drop" and about.isdecimal() and 0 <= int(about) < len(made.document["violations"]) > 1:
        del made.document["violations"][int(about)]
    return form_page(page, made, form)


def _loaded(page: Page, content: bytes, kind: str) -> Response:
    try:
        made = filed_case(content, kind, page.office.rulebook)
    except Problem as problem:
        faults = [FormFault("pasted", f"{each.path} {told(each, page.lang)}".strip()) for each in problem.faults]
        pasted = content.decode("utf-8", "replace") if len(content) < 100_000 else ""
        shown = faults or [FormFault("pasted", problem.title.of(page.lang))]
        return _choice(page, "", "", None, shown, pasted, 422)
    return form_page(page, made)


def form_page(page: Page, made: CaseForm, form: FormData | None = None, status: int = 200) -> Response:
    """The form with all that is known; also where recording was refused."""
    values = check_sheet(made, page.office, page.asker, page.say)
    token = "" if form is None else str(form.get("request") or "")
    return page.html(
        "check.html", status, **values, matters=page.office.matters.search("", made.document["domain"], _MOST),
        request_token=token or fresh_token(),
        may_record=page.asker.may(OPERATIONS["record_case"]),
    )  # fmt: skip


def _choice(
    page: Page, place: str, domain: str, q: str | None, faults: list[FormFault] | None = None, pasted: str = "",
    status: int = 200,
) -> Response:  # fmt: skip
    faults, codes = list(faults or ()), places(place)
    if q is not None and len(codes) != 1:
        faults.append(FormFault("place", _which(page, place, codes)))
    code = codes[0] if len(codes) == 1 else ""
    index, known = page.office.matters, page.office.rulebook.domains()
    found = None if q is None or faults else index.search(q, domain if domain in known else None, _MOST)
    shown = place or page.asker.jurisdiction
    return page.html(
        "choose.html", status, faults=faults, place=f"{code} {place_name(code)}".strip() if code else shown,
        place_code=code, domain=domain, q=q or "", found=found, pasted=pasted, matters=index.all,
        domains=[(each, page.say.words(domain_words(each))) for each in known if each != "general"],
        places=PLACES.items(), domain_words=domain_words,
    )  # fmt: skip


def _which(page: Page, place: str, codes: list[str]) -> str:
    if not place.strip():
        return page.say("请填写地区", "name the place")
    if not codes:
        return page.say("没有找到该地区，请填写行政区划代码（二至六位数字）", "no such place; write its GB/T 2260 code")
    named = page.say.joined(f"{PLACES[each]} {each}" for each in codes)
    return page.say(f"有多个地区符合，请选择：{named}", f"several places fit: {named}")


def _matter(office: Office, code: str, domain: str) -> Matter | None:
    if code == _UNLISTED and domain in office.rulebook.domains():
        return Matter(_UNLISTED, domain, Words(zh="清单未列明的违法行为", en="an act that no list names"))
    return next((each for each in office.matters.all if each.code == code), None)


def _withdraw(made: CaseForm, key: str) -> None:
    place, _, name = key.partition(".f.")
    if place == "c" or (place.isdecimal() and int(place) < len(made.document["violations"])):
        made.facts(None if place == "c" else int(place)).pop(name, None)


def _add(page: Page, made: CaseForm, sought: str) -> None:
    """One more violation, its matter by name, initials or code."""
    found = page.office.matters.search(sought, made.document["domain"], 2) if sought.strip() else []
    exact = [each for each in found if sought.strip() in (each.label.zh, each.label.en, each.code)]
    chosen: Any = exact[:1] or (found if len(found) == 1 else [])
    if not chosen:
        made.faults.append(FormFault("more", page.say("请从列表中选择一个事项", "choose one matter from the list")))
        return
    made.document["violations"].append({"matter": chosen[0].code, "facts": {}})
