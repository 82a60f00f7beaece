"""Recording: advice, legal reviews and dispositions; each is in the docket before it is answered.

A disposition that demands a legal review and has none by another person is recorded with that departure. The review is
made after the advice and before the disposition, and stands among the disposition's steps under the reviewer's account.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from functools import partial
from typing import Any, Final, TypeVar

import orjson
from fastapi import Request, Response
from pydantic import Field, ValidationError

from ...docket import Entry, Recorded
from ...docket.store import Submission
from ...errors import Fault
from ...vocabulary import faults_of
from ..bodies import JSON, body_of, parsed, require_kind
from ..docket_contract import ADVICE_ANSWER, ADVICE_BODY, DISPOSITION_ANSWER, DISPOSITION_BODY, KEY_HEADER, PREVIEW_BODY
from ..entrance import ThePrincipal, principal_of
from ..office import Office, TheOffice, office_of
from ..problems import Problem
from ..registry import recording
from ..registry.entries import identity_of, masked, shown_entry
from ..registry.entry_shapes import DispositionPreview, ReviewGiven, ReviewShown
from ..registry.gathering import Finish
from ..registry.reviewing import review
from ..registry.selection import Seq
from ..routing import guarded_router
from ..shapes import Shape
from ..telemetry import stages
from ..visit import visit_of

router: Final = guarded_router("/v1", "recording")
LARGE: Final = 16 << 10  # from this many bytes on, a case has a thread of its own: others need not wait for it
LONGEST_KEY: Final = 255
T = TypeVar("T")


class Asked(Shape):
    """How an advice is asked for; read by hand, as for evaluations."""

    strict: bool = False
    corrects: int | None = Field(None, ge=1, le=2**53 - 1)


@router.post("/advices", status_code=201, openapi_extra=ADVICE_BODY, responses=ADVICE_ANSWER, response_class=Response)
async def record_advice(request: Request) -> Response:
    """案件裁量建议并记入案卷。 The advice for a case, recorded before it is answered; with the party's history."""
    office, principal = await office_of(request), await principal_of(request)
    asked, key = _asked(request), _key(request)
    require_kind(request, JSON)
    body = body_of(request)
    how: dict[str, Any] = {"strict": asked.strict, "corrects": asked.corrects, "key": key}

    def gathered() -> tuple[Submission, Finish]:
        document = parsed(body)
        one = recording.asked_for(office, principal, document, **how)
        return recording.gathered(office, one, document, partial(_advice_told, office))

    def alone() -> tuple[int, bytes]:
        return _advice_told(office, recording.advise(office, principal, parsed(body), **how))

    told = await (_beside(office, alone) if len(body) > LARGE else office.gathering.recorded(gathered))
    return _answer(request, office, *told)


@router.post(
    "/dispositions", status_code=201, openapi_extra=DISPOSITION_BODY, responses=DISPOSITION_ANSWER,
    response_class=Response,
)  # fmt: skip
async def record_disposition(request: Request) -> Response:
    """记录处理决定。 What an officer decided on an advice; departures are computed, and need a reason."""
    office, principal, key = await office_of(request), await principal_of(request), _key(request)
    require_kind(request, JSON)
    body = body_of(request)

    def disposed() -> tuple[int, bytes]:
        entry = recording.dispose(office, principal, parsed(body), key=key)
        told = {"entry": _shown(office, entry), "departures": entry.told()["departures"]}
        return entry.seq, orjson.dumps(told)

    return _answer(request, office, *await _beside(office, disposed))


@router.post("/dispositions/preview", openapi_extra=PREVIEW_BODY)
async def preview_disposition(request: Request) -> DispositionPreview:
    """处理决定预览（不记录）。 The departures that a disposition would have; nothing is recorded."""
    office, principal = await office_of(request), await principal_of(request)
    require_kind(request, JSON)
    body = body_of(request)

    def previewed() -> DispositionPreview:
        told = recording.preview(office, principal, parsed(body))
        with office.docket.reading() as view:
            advice = view.entry(told["advice"]["seq"])
            identity = {} if advice is None else identity_of(view, advice)
        return DispositionPreview(departures=told["departures"], body=masked(told, identity))

    return await _beside(office, previewed)


@router.post("/advices/{seq}/reviews", status_code=201)
def record_review(
    request: Request, office: TheOffice, principal: ThePrincipal, seq: Seq, given: ReviewGiven
) -> ReviewShown:
    """法制审核意见。 The legal review of an advice that somebody else recorded, while it is not disposed of."""
    visit_of(request.scope).object = str(seq)
    return ReviewShown.of(review(office, principal, seq, given.result, given.note))


def _answer(request: Request, office: Office, seq: int, blob: bytes) -> Response:
    visit_of(request.scope).object = str(seq)
    headers = {"location": f"{office.settings.root_path}/v1/entries/{seq}"}
    return Response(blob, 201, media_type=JSON, headers=headers)


async def _beside(office: Office, work: Callable[[], T]) -> T:
    """The work done in a thread of those who record."""
    context, mark = copy_context(), stages()

    def begun() -> T:
        mark("recording.wait")
        return context.run(work)

    return await office.gathering.alone(begun)


def _advice_told(office: Office, found: Recorded) -> tuple[int, bytes]:
    known, answer = recording.history_known(found.entry), orjson.Fragment(office.answers.answer(found.advice))
    told = {"entry": _shown(office, found.entry), "from_docket": known, "advice": answer}
    return found.entry.seq, orjson.dumps(told)


def _shown(office: Office, entry: Entry) -> dict[str, Any]:
    if entry.header.refers_to is None:
        identity = {} if entry.identity is None else orjson.loads(entry.identity)
        identity.pop("salt", None)
    else:
        with office.docket.reading() as view:
            identity = identity_of(view, entry)
    return shown_entry(entry, identity).model_dump()


def _asked(request: Request) -> Asked:
    try:
        return Asked.model_validate(dict(request.query_params))
    except ValidationError as error:
        faults = [Fault(f"query:{each.path}", each.message) for each in faults_of(error)]
        raise Problem("refused", None, faults) from None


def _key(request: Request) -> str | None:
    """The idempotency key, if one came. Raises Problem."""
    key = request.headers.get(KEY_HEADER)
    if key is not None and not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        remedy = f"1 to {LONGEST_KEY} printable ASCII signs, for example a UUID"
        raise Problem("refused", None, [Fault(f"header:{KEY_HEADER}", "not a key", remedy=remedy)])
    return key
