"""Routing: every route of the house is a guarded one; behind it stands the entrance, before anything else is read.

router = guarded_router("/v1/evaluations", "evaluations")
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from inspect import signature
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.types import Receive, Scope, Send

from .entrance import entrance


class GuardedRoute(APIRoute):
    """A route behind the entrance. It is named after its function; the table of permissions knows it by that name."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                await entrance(request, self.name)
                return await handle(request)
            finally:
                await request.close()  # files that came with a form

        return guarded


class DirectRoute(GuardedRoute):
    """A guarded route whose function takes the request and nothing else: FastAPI describes it, and reads nothing.

    Raises TypeError for a function that has FastAPI read something.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **given: Any) -> None:
        if [*signature(endpoint).parameters] != ["request"]:
            raise TypeError(f"{endpoint.__name__} has FastAPI read something; it must take the request alone")
        super().__init__(path, endpoint, **given)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in (self.methods or ()):
            await super().handle(scope, receive, send)
            return
        request = Request(scope, receive, send)
        await entrance(request, self.name)
        response: Response = await self.endpoint(request)
        await response(scope, receive, send)


def guarded_router(prefix: str, *tags: str, route: type[GuardedRoute] = GuardedRoute) -> APIRouter:
    """A router whose routes are guarded; operation ids are the names of their functions."""
    return APIRouter(
        prefix=prefix, tags=list(tags), route_class=route, generate_unique_id_function=lambda route: route.name
    )
