"""Evaluations: the advice for a case that is sent; nothing is stored."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any, Final, Literal

import orjson
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from ...advice_document import to_json
from ...advice_document.record import record
from ..bodies import JSON, NDJSON, parsed, require_kind
from ..contract import BATCH_ANSWER, BATCH_BODY, CASE_ANSWER, CASE_BODY
from ..entrance import ThePrincipal
from ..office import Office, TheOffice
from ..principal import Principal
from ..problems import Problem

router: Final = APIRouter(prefix="/v1/evaluations", tags=["evaluations"])
LARGE: Final = 16 << 10  # from this many bytes on, a case is worked out beside the others, not before them
_LINES_IN_A_ROW: Final = 4

Form = Literal["answer", "full", "record"]
AskedForm = Annotated[Form, Query(description="in brief, the full advice document, or the compact record")]
Strict = Annotated[bool, Query(description="presume nothing: what the file does not say is unknown")]


@router.post("", openapi_extra=CASE_BODY, responses=CASE_ANSWER, response_class=Response)
async def evaluate_case(
    request: Request,
    office: TheOffice,
    principal: ThePrincipal,
    form: AskedForm = "answer",
    strict: Strict = False,
) -> Response:
    """案件裁量建议（不存储）。 The advice for a case; nothing is stored."""
    require_kind(request, JSON)
    body = await request.body()
    if form == "full" or len(body) > LARGE:
        blob = await run_in_threadpool(_evaluated, office, principal, body, form, strict)
    else:
        blob = _evaluated(office, principal, body, form, strict)
    return Response(blob, media_type=JSON)


@router.post("/batch", openapi_extra=BATCH_BODY, responses=BATCH_ANSWER, response_class=StreamingResponse)
async def evaluate_batch(
    request: Request,
    office: TheOffice,
    principal: ThePrincipal,
    form: AskedForm = "answer",
    strict: Strict = False,
) -> StreamingResponse:
    """批量裁量：每行一案，每行一答。 Many cases, one a line; each is answered with its advice or its faults."""
    require_kind(request, NDJSON)
    lines = [(number, line) for number, line in enumerate((await request.body()).split(b"\n"), 1) if line.strip()]
    if len(lines) > office.settings.batch_limit:
        raise Problem("too_large", f"at most {office.settings.batch_limit} cases in a batch")
    answers = (_line(number, line, office, principal, form, strict) for number, line in lines)
    return StreamingResponse(_flowing(answers), media_type=NDJSON)


def _evaluated(office: Office, principal: Principal, body: bytes, form: Form, strict: bool) -> bytes:
    advice = office.evaluate(parsed(body), principal, strict)
    if form == "record":
        return record(advice)
    return office.answers.answer(advice) if form == "answer" else to_json(advice, office.calendar)


def _line(number: int, line: bytes, office: Office, principal: Principal, form: Form, strict: bool) -> bytes:
    told: dict[str, Any] = {"line": number}
    try:
        if len(line) > office.settings.body_limit:
            raise Problem("too_large", f"at most {office.settings.body_limit} bytes a line")
        told["advice"] = orjson.Fragment(_evaluated(office, principal, line, form, strict))
    except Problem as problem:
        told["problem"] = problem.told()
    return orjson.dumps(told) + b"\n"


async def _flowing(answers: Iterator[bytes]) -> AsyncIterator[bytes]:
    """The lines; between them others have their turn."""
    for count, line in enumerate(answers, 1):
        yield line
        if count % _LINES_IN_A_ROW == 0:
            await asyncio.sleep(0)
