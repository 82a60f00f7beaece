"""Evaluations: the advice for a case that is sent; nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final, Literal

import orjson
from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from ...advice import Advice
from ...advice_document import to_json
from ...advice_document.record import record
from ...errors import Fault
from ...vocabulary import faults_of
from ..bodies import JSON, NDJSON, body_of, parsed, require_kind
from ..contract import BATCH_ANSWER, BATCH_BODY, CASE_ANSWER, CASE_BODY
from ..entrance import principal_of
from ..office import Office, office_of
from ..principal import Principal
from ..problems import Problem
from ..routing import guarded_router
from ..shapes import Shape

router: Final = guarded_router("/v1/evaluations", "evaluations")
LARGE: Final = 16 << 10  # from this many bytes on, a case is worked out beside the others, not before them
_LINES_TOGETHER: Final = 8


@router.post("", openapi_extra=CASE_BODY, responses=CASE_ANSWER, response_class=Response)
async def evaluate_case(request: Request) -> Response:
    """案件裁量建议（不存储）。 The advice for a case; nothing is stored."""
    office, principal, asked = await office_of(request), await principal_of(request), _asked(request)
    require_kind(request, JSON)
    body = body_of(request)
    if len(body) > LARGE:
        return Response(await run_in_threadpool(_evaluated, office, principal, body, asked), media_type=JSON)
    advice = office.evaluate(parsed(body), principal, asked.strict)
    blob = _at_once(office, advice, asked.form) or await run_in_threadpool(_told, office, advice, asked.form)
    return Response(blob, media_type=JSON)


@router.post("/batch", openapi_extra=BATCH_BODY, responses=BATCH_ANSWER, response_class=StreamingResponse)
async def evaluate_batch(request: Request) -> StreamingResponse:
    """批量裁量：每行一案，每行一答。 Many cases, one a line; each is answered with its advice or its faults."""
    office, principal, asked = await office_of(request), await principal_of(request), _asked(request)
    require_kind(request, NDJSON)
    lines = [(number, line) for number, line in enumerate(body_of(request).split(b"\n"), 1) if line.strip()]
    if len(lines) > office.settings.batch_limit:
        raise Problem("too_large", f"at most {office.settings.batch_limit} cases in a batch")
    answers = (_line(number, line, office, principal, asked) for number, line in lines)
    return StreamingResponse(_in_batches(answers), media_type=NDJSON)


class Asked(Shape):
    """How an evaluation is asked for; read by hand, since FastAPI takes a quarter of the time of an answer for it."""

    form: Literal["answer", "full", "record"] = "answer"
    strict: bool = False


_PLAIN: Final = Asked()


def _asked(request: Request) -> Asked:
    if not request.scope["query_string"]:
        return _PLAIN
    try:
        return Asked.model_validate(dict(request.query_params))
    except ValidationError as error:
        raise Problem(
            "refused", None, [Fault(f"query:{each.path}", each.message) for each in faults_of(error)]
        ) from None


def _at_once(office: Office, advice: Advice, form: str) -> bytes | None:
    """What can be told without thinking; else None."""
    if form == "record":
        return record(advice)
    return office.answers.ready(advice) if form == "answer" else None


def _evaluated(office: Office, principal: Principal, body: bytes, asked: Asked) -> bytes:
    return _told(office, office.evaluate(parsed(body), principal, asked.strict), asked.form)


def _told(office: Office, advice: Advice, form: str) -> bytes:
    if form == "record":
        return record(advice)
    return office.answers.answer(advice) if form == "answer" else to_json(advice, office.calendar)


def _line(number: int, line: bytes, office: Office, principal: Principal, asked: Asked) -> bytes:
    told: dict[str, Any] = {"line": number}
    try:
        if len(line) > office.settings.body_limit:
            raise Problem("too_large", f"at most {office.settings.body_limit} bytes a line")
        told["advice"] = orjson.Fragment(_evaluated(office, principal, line, asked))
    except Problem as problem:
        told["problem"] = problem.told()
    return orjson.dumps(told) + b"\n"


def _in_batches(answers: Iterator[bytes]) -> Iterator[bytes]:
    """The lines, some together: each batch is worked out in a thread beside the other requests."""
    while lines := b"".join(islice(answers, _LINES_TOGETHER)):
        yield lines
