"""Envelope: the outermost door. Every answer gets a request id and the security headers, every visit is logged and
counted, and an error that nobody foresaw becomes a problem that gives nothing away."""

from __future__ import annotations

import asyncio
import logging
import traceback
from time import perf_counter
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..errors import PenaltyRulesError
from .clock import stamp
from .office import Office
from .problems import Problem, problem_of
from .visit import Visit, begin_visit

LOG: Final = logging.getLogger("penalty_rules.service")
CONTENT_SECURITY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final[dict[str, str]] = {
    "content-security-policy": CONTENT_SECURITY, "x-content-type-options": "nosniff", "x-frame-options": "DENY",
    "referrer-policy": "same-origin", "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}  # fmt: skip
_TLS_ONLY: Final = {"strict-transport-security": "max-age=31536000"}


class Envelope:
    """The door around the whole app."""

    def __init__(self, app: ASGIApp, office: Office) -> None:
        self.app, self.office = app, office
        fixed = {**HEADERS, **(_TLS_ONLY if office.settings.secure else {})}
        self._fixed = [(name.encode(), value.encode()) for name, value in fixed.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await _Passage(self, begin_visit(scope)).through(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self.app(scope, receive, send)

    def headers(self, visit: Visit, given: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        """What the answer says of itself; what the page itself said goes before."""
        said = {name for name, _ in given}
        own = [each for each in self._fixed if each[0] not in said]
        return [*given, *own, *visit.headers, (b"x-request-id", visit.request.encode())]


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
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    where = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames]
    LOG.error(
        "an error that nobody foresaw" if not isinstance(error, PenaltyRulesError) else "refused by the library",
        extra={"error": type(error).__name__, "where": where, "request": visit.request, "operation": visit.operation},
    )
