"""Telemetry: spans of requests, evaluations and recordings for OpenTelemetry, where the environment says where to.

FastAPI makes the span of a request, `discretion` keeps what was sent out of it. Elsewhere nothing is imported, and each
place that would be a span costs one look at a variable.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from time import time_ns
from typing import TYPE_CHECKING, Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..visit import visit_of

if TYPE_CHECKING:
    from fastapi.telemetry import TelemetryConfig
    from opentelemetry.trace import Tracer, TracerProvider

LOG: Final = logging.getLogger("penalty_rules.service")
OPERATION: Final = "penalty_rules.operation"
_ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_TRACER: Final[ContextVar[Tracer | None]] = ContextVar("tracer", default=None)
_NO_SPAN: Final = nullcontext()
Mark = Callable[[str], None]


def provider_asked_for() -> TracerProvider | None:
    """What makes the spans, if the standard variables (`OTEL_…`) say where they are sent."""
    names = [name for name in _ENDPOINTS if os.environ.get(name)]
    off = os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true" or os.environ.get("OTEL_TRACES_EXPORTER") == "none"
    if off or not names:
        return None
    try:
        from .discretion import discreet_provider
    except ImportError:
        LOG.warning("no traces: %s is set, install what sends them: pip install 'penalty-rules[telemetry]'", names[0])
        return None
    return discreet_provider()


def configured(provider: TracerProvider | None) -> TelemetryConfig:
    """What FastAPI may tell: spans of requests, to a provider of `discretion`. Its logs would repeat what was sent."""
    if provider is None:
        return {"tracing": False, "metrics": False, "logs": False}
    return {
        "tracer_provider": provider, "auto_configure": True, "metrics": False, "logs": False, "operation_spans": False,
    }  # fmt: skip


def span(name: str) -> AbstractContextManager[Any]:
    """A span of the request under way, around some work; nothing where nobody traces."""
    tracer = _TRACER.get()
    if tracer is None:
        return _NO_SPAN
    return tracer.start_as_current_span(name, record_exception=False, set_status_on_exception=False)


def stages() -> Mark:
    """What ends one stage of the request after the other, from now on, each under its name; from whatever thread."""
    tracer = _TRACER.get()
    if tracer is None:
        return _unmarked
    from opentelemetry.context import get_current

    request, begun = get_current(), time_ns()

    def mark(name: str) -> None:
        nonlocal begun
        now = time_ns()
        tracer.start_span(name, request, start_time=begun).end(now)
        begun = now

    return mark


def _unmarked(_: str) -> None:
    """Nobody traces."""


class Traced:
    """The door of a service that is traced: its spans know the tracer, that of the request its operation."""

    def __init__(self, app: ASGIApp, provider: TracerProvider) -> None:
        self.app, self.tracer = app, provider.get_tracer("penalty_rules")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        from opentelemetry.trace import get_current_span

        request = get_current_span()

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                request.set_attribute(OPERATION, visit_of(scope).operation)
            await send(message)

        token = _TRACER.set(self.tracer)
        try:
            await self.app(scope, receive, sent)
        finally:
            _TRACER.reset(token)
