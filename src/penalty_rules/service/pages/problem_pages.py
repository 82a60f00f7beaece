"""Problem pages: a problem that is answered to a browser is told in words; other systems get it as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import orjson
from fastapi import Request, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ...errors import Fault
from ..problems import MEDIA_TYPE, Problem
from .fault_words import told
from .front import door
from .page import Page, takes_html

_PREFIX: Final = "urn:penalty-rules:problem:"
_OF_THE_BODY: Final = frozenset({b"content-type", b"content-length"})
_KIND: Final = (b"content-type", MEDIA_TYPE.encode())
_ADVICE: Final[Mapping[str, tuple[str, str]]] = {
    "forbidden": (
        "您的角色不能办理此事；确需办理的，请联系系统管理员。",
        "Your role does not allow this.",
    ),
    "out_of_sight": (
        "该案不属于您所在的机关或者地区，不能查看或者办理。",
        "The case belongs to another authority or place.",
    ),
    "not_found": (
        "没有这一页，或者您不能查看。请核对网址。",
        "There is no such page, or it is not for you to see.",
    ),
    "csrf": (
        "页面已过期或者来自其他窗口，请返回上一页刷新后重新提交。",
        "The page is out of date: go back, reload it, send again.",
    ),
    "foreign_origin": (
        "请求来自其他网站，已拒绝。请从本系统页面操作。",
        "The request came from another site and was refused.",
    ),
    "too_large": (
        "提交的内容过大，请精简后再提交。",
        "What was sent is too large.",
    ),
    "busy": (
        "等待记录的请求过多，本次操作没有记录。请返回上一页，稍后重新提交。",
        "Too many wait to be recorded; nothing was recorded. Go back and send it again in a moment.",
    ),
    "unavailable": (
        "系统暂不可用，本次操作没有记录，请稍后再试。",
        "Not available at present; nothing was recorded. Try again.",
    ),
    "internal": (
        "程序出错，本次操作没有记录。请将请求编号告知系统管理员。",
        "An error; tell the administrator the request number.",
    ),
    "engines_disagree": (
        "两个推理引擎结论不一致，为稳妥起见不给出任何建议，请人工办理并告知系统管理员。",
        "The two engines disagree; decide without advice and tell the administrator.",
    ),
}


class ProblemPages:
    """A door inside the envelope: it turns problem details into a page where a browser asked."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not takes_html(scope):
            await self.app(scope, receive, send)
            return
        held: list[Message] = []

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start" and _KIND in message["headers"]:
                held.append(message)
            elif not held:
                await send(message)
            elif not message.get("more_body", False):
                page = _page(scope, held[0], message.get("body", b""))
                page.raw_headers += [each for each in held[0]["headers"] if each[0] not in _OF_THE_BODY]
                await page(scope, receive, send)

        await self.app(scope, receive, sent)


def _page(scope: Scope, start: Message, body: bytes) -> Response:
    """The problem in words; to somebody who is not signed in, the door."""
    given, page = orjson.loads(body), Page(Request(scope))
    code = str(given["type"]).removeprefix(_PREFIX)
    if code == "not_signed_in":
        asked = scope["query_string"].decode("latin-1")
        then = f"{page.here}{'?' if asked else ''}{asked}" if scope["method"] == "GET" else "/"
        message = page.say("请先登录；会话已结束的，登录后重新办理。", "Sign in first.")
        return door(page, then, message=message, status=start["status"])
    advice = _ADVICE.get(code)
    detail = "" if page.lang == "zh" else str(given.get("detail") or "")
    return page.html(
        "problem.html", start["status"], heading=page.say.words(Problem(code).title),
        advice=detail if advice is None else page.say(*advice), faults=[_told(each, page) for each in given["faults"]],
        told_status=start["status"], request_id=given.get("request"),
    )  # fmt: skip


def _told(fault: Mapping[str, Any], page: Page) -> str:
    place = fault.get("pointer") or fault.get("parameter") or ""
    known = Fault("", fault["message"], fault.get("quoted"), fault.get("remedy"), fault.get("line"))
    return f"{place} {told(known, page.lang)}".strip()
