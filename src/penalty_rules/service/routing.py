"""Routing: every route of the house is a guarded one; behind it stands the entrance, before anything else is read.

router = guarded_router("/v1/evaluations", "evaluations")
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute

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


def guarded_router(prefix: str, *tags: str) -> APIRouter:
    """A router whose routes are guarded; operation ids are the names of their functions."""
    return APIRouter(
        prefix=prefix, tags=list(tags), route_class=GuardedRoute, generate_unique_id_function=lambda route: route.name
    )
