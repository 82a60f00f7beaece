"""Envelope: the outermost door. Every answer gets a request id and the security headers, every visit is logged and
counted, and an error that nobody foresaw becomes a problem that gives nothing away."""

from __future__ import annotations

import asyncio
import logging
from time import perf_counter
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..errors import PenaltyRulesError
from .clock import stamp
from .logs import where
from .office import Office
from .problems import Problem, problem_of
from .visit import Visit, begin_visit

LOG: Final = logging.getLogger("penalty_rules.service")
CONTENT_SECURITY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final[dict[str, str]] = {  # few, since each takes its time; older ones only repeat what CSP says
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'", "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}  # fmt: skip
PAGE_HEADERS: Final[dict[str, str]] = HEADERS | {
    "content-security-policy": CONTENT_SECURITY, "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}  # fmt: skip
_TLS_ONLY: Final = {"strict-transport-security": "max-age=31536000"}


class Envelope:
    """The door around the whole app."""

    def __init__(self, app: ASGIApp, office: Office) -> None:
        self.app, self.office = app, office
        more = _TLS_ONLY if office.settings.secure else {}
        self._fixed, self._of_pages = (_encoded({**each, **more}) for each in (HEADERS, PAGE_HEADERS))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope["root_path"] = (
                self.office.settings.root_path
            )  # both where a proxy cuts the sub-path off and where not
            await _Passage(self, begin_visit(scope)).through(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self.app(scope, receive, send)

    def headers(self, visit: Visit, given: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        """What the answer says of itself; what the page itself said goes before."""
        said = dict(given)
        fixed = self._of_pages if said.get(b"content-type", b"").startswith(b"text/html") else self._fixed
        own = [each for each in fixed if each[0] not in said]
        return [*given, *own, *visit.headers, (b"x-request-id", visit.request.encode())]


def _encoded(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in headers.items()]


class _Passage:
    """One visit on its way in and out."""

    def __init__(self, envelope: Envelope, visit: Visit) -> None:
        self.envelope, self.office, self.visit = envelope, envelope.office, visit
        self.started = self.replaced = False

    async def through(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = perf_counter()

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                await self._start(message, scope, receive, send)
            elif not self.replaced:
                await send(message)

        try:
            await self.envelope.app(scope, receive, sent)
        except Exception as error:
            _tell(error, self.visit)
            if not self.started:
                problem = problem_of(error) if isinstance(error, PenaltyRulesError) else Problem("internal")
                await problem.response(self.visit.request)(scope, receive, sent)
        self.office.metrics.visited(self.visit.operation, self.visit.status, perf_counter() - begun)

    async def _start(self, message: Message, scope: Scope, receive: Receive, send: Send) -> None:
        """The answer leaves once the access log has it; if that fails, another answer leaves instead."""
        self.visit.status, self.started = message["status"], True
        message["headers"] = self.envelope.headers(self.visit, list(message.get("headers", [])))
        try:
            await self._log()
        except PenaltyRulesError as error:
            _tell(error, self.visit)
            self.replaced = True

            async def instead(other: Message) -> None:
                if other["type"] == "http.response.start":
                    other["headers"] = self.envelope.headers(self.visit, list(other["headers"]))
                await send(other)

            self.visit.status = 503
            await problem_of(error).response(self.visit.request)(scope, receive, instead)
            return
        await send(message)

    async def _log(self) -> None:
        row, office = self.visit.row, self.office
        if row.probe:
            return
        record = self.visit.record(stamp(office.now()))
        if row.at_once:
            await asyncio.wrap_future(office.accesses.written(record))
        else:
            office.accesses.note(record)


def _tell(error: Exception, visit: Visit) -> None:
    """One line in the service log: where it happened, not what was said, which may name a party."""
    said = "refused by the library" if isinstance(error, PenaltyRulesError) else "an error that nobody foresaw"
    LOG.error(said, extra={**where(error), "request": visit.request, "operation": visit.operation})
