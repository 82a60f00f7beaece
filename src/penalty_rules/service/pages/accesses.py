"""Accesses: the log of who did what, when, from where and with what result, as the auditor reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.routing import APIRoute
from pydantic import Field

from ...explanation.speech import Speech
from ...vocabulary.words import Words
from ..registry.selection import Number, Text
from ..shapes import Shape
from .asked import Asked, asked
from .entry_sheet import local_time
from .labels import ROLES
from .page import Page, page_router

router: Final = page_router()
_MOST: Final = 100
_VIA: Final = {
    "session": Words(zh="网页登录", en="signed in"), "token": Words(zh="接口令牌", en="API token"),
    "embedded": Words(zh="单机模式", en="embedded mode"), "none": Words(zh="未登录", en="not signed in"),
}  # fmt: skip
_RESULTS: Final = {
    "ok": (Words(zh="成功", en="done"), "good"), "refused": (Words(zh="拒绝", en="refused"), "open"),
    "failed": (Words(zh="出错", en="failed"), "bad"),
}  # fmt: skip
_NOWHERE: Final = Words(zh="没有这一地址", en="no such address")


class AccessSelection(Shape):
    """Whose accesses; `before`: only those older than this one."""

    account: Annotated[Text, Field(max_length=64)] | None = None
    before: Number | None = None


@router.get("/accesses")
def browse_accesses(request: Request) -> Response:
    """访问日志查询。 Who did what, when, from where, with what result; of the auditor's jurisdiction, newest first."""
    page = Page(request)
    wanted = asked(page, AccessSelection)
    found = {} if wanted.faults else _found(page, wanted)
    return page.html("accesses.html", wanted.status, typed=wanted.typed, faults=wanted.faults, **found)


def operation_words(app: FastAPI) -> Mapping[str, Words]:
    """What every operation is called: as its function says of itself, in Chinese, then in English."""
    routes = [each for each in app.routes if isinstance(each, APIRoute)]
    told = {each.name: (each.endpoint.__doc__ or "").partition("。 ") for each in routes}
    return {name: Words(zh=zh, en=en.partition(".")[0]) for name, (zh, _, en) in told.items()}


def _found(page: Page, wanted: Asked[AccessSelection]) -> dict[str, Any]:
    shape, words = wanted.shape, operation_words(page.request.app)
    log, place = page.office.accesses, page.asker.jurisdiction
    found = log.page(place, before=shape.before, limit=_MOST, account=shape.account)
    older = wanted.query(before=found[-1]["id"]) if len(found) == _MOST else None
    return {
        "rows": [_row(page.say, each, words) for each in found],
        "following": None if older is None else page.url("/accesses", **older),
        "newest": page.url("/accesses", **wanted.query(before=None)),
    }  # fmt: skip


def _row(say: Speech, access: Mapping[str, Any], words: Mapping[str, Words]) -> dict[str, Any]:
    """An access in words; an operation of another version by its bare name."""
    named = words.get(access["operation"]) or (_NOWHERE if access["operation"] == "nowhere" else None)
    result, kind = _RESULTS[access["result"]]
    return {
        **access, "at": local_time(access["happened_at"]), "what": "" if named is None else say.words(named),
        "held": say.joined(say.words(words) for role, words in ROLES.items() if role in access["roles"].split()),
        "told": (say.words(result) + say.aside(str(access["status"])), kind), "by": say.word(_VIA, access["via"]),
    }  # fmt: skip
