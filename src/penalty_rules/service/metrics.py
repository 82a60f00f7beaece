"""Counts and times for Prometheus. Labels are operations, statuses and outcomes: nothing of a party."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

SHARED_FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"  # where several workers put their figures together
MEDIA_TYPE: Final = CONTENT_TYPE_LATEST
_HOUSE: Final = "penalty_rules"
_SECONDS: Final = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0)


class Metrics:
    """The figures of this process; read together with those of its fellow workers."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        told = self._registry
        visits = Counter(f"{_HOUSE}_requests", "Requests answered.", ("operation", "status"), registry=told)
        seconds = Histogram(
            f"{_HOUSE}_request_seconds", "Time to answer.", ("operation",), buckets=_SECONDS, registry=told
        )
        evaluations = Counter(f"{_HOUSE}_evaluations", "Cases evaluated.", ("outcome",), registry=told)
        recorded = Counter(f"{_HOUSE}_recorded", "Entries recorded, or found recorded.", ("kind",), registry=told)
        self._turned_away = Counter(
            f"{_HOUSE}_turned_away", "Requests to record that found no place to wait.", registry=told
        )
        self._visit: Callable[[str, int], Counter] = cache(visits.labels)
        self._second: Callable[[str], Histogram] = cache(seconds.labels)
        self._evaluation: Callable[[str], Counter] = cache(evaluations.labels)
        self._recorded: Callable[[str], Counter] = cache(recorded.labels)

    def visited(self, operation: str, status: int, seconds: float) -> None:
        """A request was answered."""
        self._visit(operation, status).inc()
        self._second(operation).observe(seconds)

    def evaluated(self, outcome: str | None) -> None:
        """A case was evaluated; None where its outcome is open, or where its violations differ."""
        self._evaluation(outcome or "open").inc()

    def recorded(self, kind: str, entries: int = 1) -> None:
        """Entries of a kind were recorded, or found recorded under the same request."""
        self._recorded(kind).inc(entries)

    def turned_away(self) -> None:
        """A request to record came while as many waited as may."""
        self._turned_away.inc()

    def text(self) -> bytes:
        """The figures in the format of Prometheus."""
        if SHARED_FOLDER not in os.environ:
            return generate_latest(self._registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together)
