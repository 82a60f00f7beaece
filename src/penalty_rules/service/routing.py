"""Routing: every route of the house is a guarded one; behind it stands the entrance, before anything else is read.

router = guarded_router("/v1/evaluations", "evaluations")
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from inspect import iscoroutinefunction, signature
from typing import Any, get_type_hints

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.types import Receive, Scope, Send

from .entrance import entrance


class GuardedRoute(APIRoute):
    """A route behind the entrance. It is named after its function; the table of permissions knows it by that name.

    FastAPI describes every function; it is called without FastAPI in between where it takes the request alone and
    answers with a Response of its own: there is nothing to read for it, and nothing to write.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **given: Any) -> None:
        super().__init__(path, endpoint, **given)
        self._does_all_itself = _does_all_itself(endpoint)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._does_all_itself or scope["method"] not in (self.methods or ()):
            await super().handle(scope, receive, send)
            return
        response = await self._guarded(self.endpoint, Request(scope, receive, send))
        await response(scope, receive, send)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        return partial(self._guarded, super().get_route_handler())

    async def _guarded(self, handle: Callable[[Request], Awaitable[Response]], request: Request) -> Response:
        try:
            await entrance(request, self.name)
            return await handle(request)
        finally:
            await request.close()  # files that came with a form


def _does_all_itself(endpoint: Callable[..., Any]) -> bool:
    if not iscoroutinefunction(endpoint) or [*signature(endpoint).parameters] != ["request"]:
        return False
    answer = get_type_hints(endpoint).get("return")
    return isinstance(answer, type) and issubclass(answer, Response)


def guarded_router(prefix: str, *tags: str) -> APIRouter:
    """A router whose routes are guarded; operation ids are the names of their functions."""
    return APIRouter(
        prefix=prefix, tags=list(tags), route_class=GuardedRoute, generate_unique_id_function=lambda route: route.name
    )
