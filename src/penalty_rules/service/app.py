"""The app: every route behind the same two doors and the same entrance."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

from fastapi import FastAPI
from fastapi.routing import APIRoute

from .. import __version__
from ..rulebook import Rulebook
from . import contract
from .clock import Clock, beijing_now
from .envelope import Envelope
from .intake import Intake
from .office import Office, open_office
from .pages import ROOMS, ProblemPages
from .permissions import OPERATIONS
from .problems import handle_problems
from .routes import (
    accounts,
    entries,
    evaluations,
    exchange,
    figures,
    law,
    probes,
    publishing,
    recording,
    replays,
    sign_in,
    tokens,
)
from .routing import GuardedRoute
from .settings import Settings, read_settings
from .telemetry import Traced, configured, provider_asked_for

if TYPE_CHECKING:
    from opentelemetry.trace import TracerProvider

API: Final = (
    evaluations, recording, entries, figures, replays, exchange, law, publishing, sign_in, tokens, accounts, probes,
)  # fmt: skip
_DESCRIPTION = (
    "行政处罚裁量：不予、减轻、从轻、一般还是从重，为什么。系统只提建议，由具名的办案人员决定。\n\n"
    "Under China's Administrative Penalty Law: no penalty, a reduced, a lighter, an ordinary or a heavier one, and why."
    " The engine advises; a named officer decides.\n\n"
    "示例都是服务自己的答复，长列表只留两项。 Examples are the service's own answers; long lists show two items."
)


def create_app(
    settings: Settings, *, rulebook: Rulebook | None = None, now: Clock = beijing_now,
    provider: TracerProvider | None = None,
) -> FastAPI:  # fmt: skip
    """The service of some settings. `rulebook` stands in for that of the settings, `now` for the clock; `provider`
    makes the spans of what is done, with discretion."""
    office = open_office(settings, now, rulebook)
    app = FastAPI(
        title="penalty_rules", version=__version__, description=_DESCRIPTION,
        openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False, lifespan=_lifespan,
        telemetry=configured(provider),
    )  # fmt: skip
    app.state.office = office
    for room in (*API, *ROOMS):
        app.router.routes.extend(room.router.routes)  # as they are: to be included costs each request a search
    handle_problems(app)
    app.add_middleware(Intake, settings=settings)
    app.add_middleware(ProblemPages)
    app.add_middleware(Envelope, office=office)
    if provider is not None:
        app.add_middleware(Traced, provider=provider)
    app.openapi = _described(app)  # type: ignore[method-assign]
    check_permissions(app)
    return app


def from_environment() -> FastAPI:
    """The service of the environment's settings: what each worker runs."""
    return create_app(read_settings(), provider=provider_asked_for())


def check_permissions(app: FastAPI) -> None:
    """Refuse to start with a route that has no guard, or stands in no row of the table of permissions."""
    routes = [route for route in app.routes if isinstance(route, APIRoute)]
    missing = {route.name for route in routes} - OPERATIONS.keys()
    missing |= {route.name for route in routes if not isinstance(route, GuardedRoute)}
    if missing:
        raise LookupError(f"not guarded, or without a row in permissions.OPERATIONS: {', '.join(sorted(missing))}")


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    office: Office = app.state.office
    office.warm()
    yield
    office.close()


def _described(app: FastAPI) -> Any:
    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = contract.describe(app)
        return app.openapi_schema

    return openapi
