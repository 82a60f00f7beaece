"""Advice: what the engine says of a case. The engine advises; a named officer decides."""

from __future__ import annotations

from functools import cached_property

from ..case import Case
from ..money import Span
from ..plan import FINED
from .violation import ViolationAdvice

__all__ = ["Advice", "ViolationAdvice"]


class Advice:
    """The advice for a case: one for each violation, and their sum."""

    def __init__(self, case: Case, violations: tuple[ViolationAdvice, ...], strict: bool) -> None:
        self.case, self.violations, self.strict = case, violations, strict

    @property
    def determined(self) -> bool:
        """True if every violation has one outcome."""
        return all(len(each.possible) == 1 for each in self.violations)

    @property
    def outcome(self) -> str | None:
        """The recommended outcome of a case with one violation, or that all its violations share; otherwise None."""
        outcomes = {each.outcome for each in self.violations}
        return outcomes.pop() if len(outcomes) == 1 else None

    @property
    def engines(self) -> tuple[str, ...]:
        """The doctrine engines that agreed on this advice."""
        return self.violations[0].program_branch.doctrine.engines

    @cached_property
    def total_fine(self) -> Span | None:
        """The sum of the recommended fines in fen, act by act; None while one is open."""
        spans = []
        for each in self.violations:
            if each.outcome is None:
                return None
            quantum = each.fine
            if quantum is None or each.outcome not in FINED:
                if each.outcome in FINED:
                    return None
                continue
            band = quantum.ranges.get(each.outcome)
            if band is None or band.multiple_of is not None:
                return None
            spans.append(band.amount)
        return _added(spans)


def _added(spans: list[Span]) -> Span:
    low = sum((span.low or 0) for span in spans)
    high = None if any(span.high is None for span in spans) else sum(span.high for span in spans)
    return Span(low, high, all(s.low_included for s in spans), all(s.high_included for s in spans))
