"""Probes: what machines ask all day. Is it alive, is it ready, what are its figures, what is its contract."""

from __future__ import annotations

from typing import Final, Literal

import orjson
from fastapi import Request, Response

from ...vocabulary.words import Words
from ..bodies import JSON
from ..metrics import MEDIA_TYPE
from ..office import TheOffice
from ..routing import guarded_router
from ..settings import EMBEDDED_NOTICE
from ..shapes import Shape

router: Final = guarded_router("/v1", "running")


class Health(Shape):
    """`notice`: what everybody must know of this installation."""

    status: Literal["ok"]
    version: str
    mode: Literal["embedded", "multi-user"]
    notice: Words | None


class Readiness(Shape):
    """Each part by name: `ok`, or why it is not ready."""

    ready: bool
    parts: dict[str, str]


@router.get("/health")
async def check_health(request: Request, office: TheOffice) -> Health:
    """是否在运行。 The process is alive."""
    notice = EMBEDDED_NOTICE if office.settings.embedded else None
    return Health(status="ok", version=request.app.version, mode=office.settings.mode, notice=notice)


@router.get("/ready", responses={503: {"model": Readiness, "description": "A part is not ready"}})
def check_readiness(office: TheOffice, response: Response) -> Readiness:
    """是否可以接收请求。 Database and rulebook can be reached."""
    parts = office.readiness()
    ready = all(said == "ok" for said in parts.values())
    response.status_code = 200 if ready else 503
    return Readiness(ready=ready, parts=parts)


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"description": "Figures", "content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def read_metrics(office: TheOffice) -> Response:
    """运行指标。 Counts and times for Prometheus; nothing of a party."""
    return Response(office.metrics.text(), media_type=MEDIA_TYPE)


@router.get("/openapi.json", include_in_schema=False)
async def show_openapi(request: Request) -> Response:
    """接口说明。 This API as an OpenAPI 3.1 document."""
    return Response(orjson.dumps(request.app.openapi()), media_type=JSON)
