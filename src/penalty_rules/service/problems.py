"""What went wrong, as RFC 9457 problem details with every fault and its JSON Pointer; never a traceback."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from ..canonical import NotCanonical
from ..docket import RequestReused
from ..errors import (
    AlreadyExempted,
    CalendarUnknown,
    CaseRefused,
    CommitUnanswered,
    DocketBroken,
    DocketUnavailable,
    EnginesDisagree,
    EntryUnknown,
    Fault,
    InputRefused,
    PenaltyRulesError,
    RulesetRefused,
    RulesetUnknown,
    Unreadable,
)
from ..vocabulary.words import Words
from .accounts.accesses import AccessLogClosed
from .pointers import pointer
from .visit import visit_of

MEDIA_TYPE: Final = "application/problem+json"
CODES: Final[Mapping[str, tuple[int, str, str]]] = {
    "unreadable": (400, "请求内容无法读取", "body not readable"),
    "bad_request": (400, "请求有误", "bad request"),
    "wrong_host": (400, "主机名不符", "wrong host"),
    "not_signed_in": (401, "未登录或者凭证无效", "not signed in"),
    "sign_in_failed": (401, "登录失败", "sign-in failed"),
    "forbidden": (403, "没有此项权限", "not permitted"),
    "foreign_origin": (403, "请求来自其他网站", "request from another site"),
    "csrf": (403, "缺少防伪令牌或者令牌不符", "CSRF token missing or wrong"),
    "out_of_sight": (403, "不属于本机关、本地区的案件", "a case of another authority or place"),
    "own_work": (403, "不得审核本人经办的案件", "not one's own work"),
    "not_found": (404, "没有这一项", "not found"),
    "wrong_method": (405, "不支持该方法", "method not allowed"),
    "slow_body": (408, "请求内容传送过慢", "body arrived too slowly"),
    "key_reused": (409, "幂等键已用于其他内容", "idempotency key used for something else"),
    "too_late": (409, "已作出处理决定", "disposed of already"),
    "published_already": (409, "该版本已经公布", "published already"),
    "rulebook_fixed": (409, "本服务的规则库不能公布新版本", "nothing can be published in this rulebook"),
    "already_exempted": (409, "该当事人同一事项已有决定", "party and matter decided since"),
    "too_large": (413, "请求内容过大", "body too large"),
    "wrong_media_type": (415, "内容类型不对", "wrong content type"),
    "refused": (422, "内容被退回", "input refused"),
    "case_refused": (422, "案件被退回", "case refused"),
    "calendar_unknown": (422, "缺该年度工作日历", "no work calendar for that year"),
    "internal": (500, "程序内部错误", "internal error"),
    "rulebook_refused": (500, "规则库有误", "rulebook refused"),
    "engines_disagree": (500, "两个推理引擎结论不一致，不给出任何建议", "the two engines disagree; no advice is given"),
    "docket_broken": (500, "案卷链条断裂，不再记录", "the docket does not hold; nothing is recorded"),
    "unanswered": (503, "是否已经记录不明，请用同一幂等键重发", "not known whether recorded; repeat with the same key"),
    "busy": (503, "等待记录的请求过多，请稍后重发", "too many wait to be recorded; send it again in a moment"),
    "unavailable": (503, "暂不可用", "unavailable"),
}  # fmt: skip
_OF_ERROR: Final[tuple[tuple[type[PenaltyRulesError], str], ...]] = (
    (Unreadable, "unreadable"), (CaseRefused, "case_refused"), (RulesetRefused, "rulebook_refused"),
    (InputRefused, "refused"), (NotCanonical, "refused"), (RulesetUnknown, "not_found"), (EntryUnknown, "not_found"),
    (RequestReused, "key_reused"), (AlreadyExempted, "already_exempted"), (DocketBroken, "docket_broken"),
    (CommitUnanswered, "unanswered"), (EnginesDisagree, "engines_disagree"), (CalendarUnknown, "calendar_unknown"),
    (DocketUnavailable, "unavailable"), (AccessLogClosed, "unavailable"), (PenaltyRulesError, "internal"),
)  # fmt: skip
_OF_STATUS: Final = {400: "bad_request", 404: "not_found", 405: "wrong_method", 413: "too_large"}
_CANNOT_SAY: Final = frozenset({"unavailable", "unanswered", "docket_broken", "rulebook_refused", "internal"})


class Problem(Exception):
    """An answer that says what went wrong. `code` is one of the table above."""

    def __init__(
        self, code: str, detail: str | None = None, faults: Iterable[Fault] = (), document: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self.code, self.detail, self.faults = code, detail, tuple(faults)
        self.document, self.headers = document, dict(headers or {})
        self.status = CODES[code][0]
        super().__init__(code)

    @property
    def title(self) -> Words:
        return Words(zh=CODES[self.code][1], en=CODES[self.code][2])

    def told(self, request: str | None = None) -> dict[str, Any]:
        """The problem as JSON."""
        told: dict[str, Any] = {
            "type": f"urn:penalty-rules:problem:{self.code}",
            "title": f"{self.title.zh} {self.title.en}",
            "status": self.status,
        }
        told |= {} if self.detail is None else {"detail": self.detail}
        told |= {} if request is None else {"request": request}
        return told | {"faults": [_fault(each, self.document) for each in self.faults]}

    def response(self, request: str | None = None) -> Response:
        """The problem as an answer."""
        blob = orjson.dumps(self.told(request))
        return Response(blob, self.status, headers=self.headers, media_type=MEDIA_TYPE)


def problem_of(error: PenaltyRulesError, document: object = None) -> Problem:
    """An error of the library as a problem; the pointers of its faults lead into the document that was sent."""
    code = next(code for kind, code in _OF_ERROR if isinstance(error, kind))
    if isinstance(error, InputRefused) and code not in _CANNOT_SAY:
        return Problem(code, f"{len(error.faults)} fault(s)", error.faults, document)
    return Problem(code, None if code in _CANNOT_SAY else str(error))


def handle_problems(app: FastAPI) -> None:
    """Every error that is foreseen becomes a problem; the others are caught at the door (envelope)."""
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(PenaltyRulesError, _library)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return error.response(visit_of(request.scope).request)


async def _library(request: Request, error: Exception) -> Response:
    assert isinstance(error, PenaltyRulesError)
    return await _problem(request, problem_of(error))


async def _validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = [_of_pydantic(each) for each in error.errors()]
    unreadable = any(each["type"] == "json_invalid" for each in error.errors())
    return await _problem(request, Problem("unreadable" if unreadable else "refused", None, faults))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = _OF_STATUS.get(error.status_code, "bad_request" if error.status_code < 500 else "internal")
    return await _problem(request, Problem(code, headers=error.headers))


def _of_pydantic(found: Mapping[str, Any]) -> Fault:
    """What was sent is not quoted: it may be a password."""
    where, *rest = found["loc"]
    if found["type"] == "json_invalid":
        return Fault("", "not readable as JSON")
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in rest).lstrip(".")
    return Fault(path if where == "body" else f"{where}:{path}", str(found["msg"]))


def _fault(fault: Fault, document: object) -> dict[str, Any]:
    """Where (a pointer into the body, or the name of a parameter), what, what was written, what to do."""
    place, _, name = fault.path.partition(":")
    told: dict[str, Any] = {"parameter": name} if name and place in ("query", "path", "header", "cookie") else {
        "pointer": pointer(fault.path, document)
    }  # fmt: skip
    told["message"] = fault.message
    kept = {"quoted": fault.quoted, "remedy": fault.remedy, "line": fault.line}
    return told | {key: value for key, value in kept.items() if value is not None}
