"""Observation: what a check of file review saw, before a rule says what that means."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..workdays import WorkCalendar
from .decided import Decided, Told
from .finding import Missing


@dataclass(frozen=True, slots=True)
class Observation:
    """Something amiss with a file, or with one violation of it.

    `certain` False: it hangs on facts still open. `missing`: it is seen from something that is not on record; only
    where the record itself says that there is none (`none`) is that as good as seen.
    """

    violation: str | None
    evidence: Mapping[str, Any]
    certain: bool = True
    missing: Missing | None = None

    @property
    def plain(self) -> bool:
        return self.certain and self.missing in (None, "none")


@dataclass(frozen=True, slots=True)
class Check:
    """One way to look at a file; `told`: what a rule must tell it, `may_be_told`: what it may."""

    observe: Callable[[Decided, Told, WorkCalendar], Iterator[Observation]]
    told: Mapping[str, type] = field(default_factory=dict)
    may_be_told: Mapping[str, type] = field(default_factory=dict)
