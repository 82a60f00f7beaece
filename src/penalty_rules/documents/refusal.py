"""The error of this room."""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import PenaltyRulesError


class DocumentRefused(PenaltyRulesError):
    """A document that the case does not call for; `reasons`: by violation, or part of the input, why and what to do."""

    def __init__(self, document: str, reasons: Mapping[str, str]) -> None:
        self.document, self.reasons = document, dict(reasons)
        super().__init__(document, self.reasons)

    def __str__(self) -> str:
        lines = [f"  {violation}: {reason}" for violation, reason in self.reasons.items()]
        return "\n".join([f"“{self.document}” cannot be drawn up for this case", *lines])
