"""Verifying: the whole docket held against its digests and heads, at most once a minute however often it is asked."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from ...docket import Store
from ...docket.verification import Report, verify
from ..clock import Clock, stamp

KEPT: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Verification:
    """What a verification showed, and when."""

    at: str
    report: Report


class Verifier:
    """Verifies a docket; who asks while it is verified, or shortly after, gets the same report."""

    def __init__(self, store: Store, now: Clock) -> None:
        self._store, self._now = store, now
        self._turn = threading.Lock()
        self._last: Verification | None = None

    def verification(self) -> Verification:
        """The last verification, made anew where it is old. Raises DocketUnavailable."""
        with self._turn:
            moment = self._now()
            if self._last is None or self._last.at < stamp(moment - KEPT):
                self._last = Verification(stamp(moment), verify(self._store.engine, self._store.keyring))
            return self._last
