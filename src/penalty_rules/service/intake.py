"""Intake: what a request may be before anything is read of it: host, origin, size, speed, depth of nesting."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import accumulate
from typing import Final
from urllib.parse import urlsplit

from starlette._utils import get_route_path
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..errors import Fault
from .problems import Problem
from .settings import Settings, is_loopback
from .visit import visit_of

LARGE_PATHS: Final = frozenset({"/v1/evaluations/batch", "/v1/imports"})
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_Headers = Mapping[bytes, str]
_DISCARDED: Final = 64 << 20  # so much of a body that is too large is read and thrown away, so that the answer arrives
_STRING: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_NOT_A_BRACKET: Final = re.compile(rb"[^][{}]+")
_STEPS: Final = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}


class Intake:
    """The second door: it reads the whole body, within the limits, and hands it on in one piece."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._checked(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _checked(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
            self._check_host(headers.get(b"host", ""))
            if scope["method"] not in _SAFE:
                _check_origin(headers, self.settings.public_host)
            body = await self._body(scope, headers, receive)
        except Problem as problem:
            await problem.response(visit_of(scope).request)(scope, receive, send)
        except ClientDisconnect:
            pass
        else:
            visit_of(scope).body = body
            await self.app(scope, _replayed(body, receive), send)

    def _check_host(self, host: str) -> None:
        """A name that leads here by a trick (DNS rebinding) is refused."""
        public = self.settings.public_host
        if host == public or _is_local(host):
            return
        if self.settings.embedded:
            raise Problem("wrong_host", "embedded mode answers to localhost only")
        if public is not None:
            raise Problem("wrong_host", f"this service is known as {public}")

    async def _body(self, scope: Scope, headers: _Headers, receive: Receive) -> bytes:
        limit = self._limit(scope)
        try:
            async with asyncio.timeout(self.settings.body_seconds):
                body = await _read(headers, receive, limit)
        except TimeoutError:
            raise Problem("slow_body", headers={"connection": "close"}) from None
        if body is None:
            raise Problem("too_large", f"at most {limit} bytes", headers={"connection": "close"})
        if "json" in headers.get(b"content-type", "") and _deeper(body, self.settings.depth_limit):
            fault = Fault("", f"nested deeper than {self.settings.depth_limit} levels", remedy="flatten it")
            raise Problem("unreadable", None, [fault])
        return body

    def _limit(self, scope: Scope) -> int:
        large = get_route_path(scope) in LARGE_PATHS
        return self.settings.batch_body_limit if large else self.settings.body_limit


def _check_origin(headers: _Headers, public: str | None) -> None:
    """Browsers say from which site a change is asked for; other callers say nothing."""
    origin = headers.get(b"origin")
    if headers.get(b"sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Problem("foreign_origin")
    if origin is not None and urlsplit(origin).netloc not in {headers.get(b"host"), public} - {None}:
        raise Problem("foreign_origin")


@lru_cache(maxsize=256)
def _is_local(host: str) -> bool:
    try:
        return is_loopback(urlsplit(f"//{host}").hostname or "")
    except ValueError:
        return False


async def _read(headers: _Headers, receive: Receive, limit: int) -> bytes | None:
    """The body, or None if it is larger than the limit."""
    declared = headers.get(b"content-length", "")
    if declared.isdecimal() and int(declared) > limit and b"expect" in headers:
        return None
    parts: list[bytes] = []
    size, more = 0, True
    while more and size <= _DISCARDED:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        part = message.get("body", b"")
        size, more = size + len(part), message.get("more_body", False)
        if size <= limit:
            parts.append(part)
        else:
            parts.clear()
    return b"".join(parts) if size <= limit else None


def _replayed(body: bytes, receive: Receive) -> Receive:
    """The body in one piece, then whatever else comes."""
    handed = False

    async def received() -> Message:
        nonlocal handed
        if handed:
            return await receive()
        handed = True
        return {"type": "http.request", "body": body, "more_body": False}

    return received


def _deeper(body: bytes, limit: int) -> bool:
    """Whether JSON text is nested deeper than the limit; the text may be broken."""
    if body.count(b"[") + body.count(b"{") <= limit:
        return False
    return _depth(_NOT_A_BRACKET.sub(b"", _STRING.sub(b"", body))) > limit


def _depth(brackets: Iterable[int]) -> int:
    return max(accumulate(map(_STEPS.__getitem__, brackets)), default=0)
