"""Discretion: in no span stands anything that was sent: no path, no query, no name of a host, no trace state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from opentelemetry.context import Context
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.sampling import Sampler, SamplingResult
from opentelemetry.trace import Link, SpanKind, TraceState
from opentelemetry.util.types import Attributes

KEPT: Final = frozenset({"http.request.method", "url.scheme", "network.protocol.version"})  # what a span begins with


class Discretion(Sampler):
    """Samples as another does; a span begins with the attributes that hold nothing of what was sent."""

    def __init__(self, inner: Sampler) -> None:
        self._inner = inner

    def should_sample(
        self, parent_context: Context | None, trace_id: int, name: str, kind: SpanKind | None = None,
        attributes: Attributes = None, links: Sequence[Link] | None = None, trace_state: TraceState | None = None,
    ) -> SamplingResult:  # fmt: skip
        kept = {key: value for key, value in (attributes or {}).items() if key in KEPT}
        found = self._inner.should_sample(parent_context, trace_id, name, kind, kept, links)
        return SamplingResult(found.decision, found.attributes)

    def get_description(self) -> str:
        return f"Discretion({self._inner.get_description()})"


def discreet_provider() -> TracerProvider:
    """A provider that samples as the environment says, with discretion."""
    as_told = TracerProvider(shutdown_on_exit=False).sampler
    return TracerProvider(Discretion(as_told), shutdown_on_exit=False)  # FastAPI ends what it sends with
