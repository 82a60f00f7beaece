"""Exit codes, and the environment variables that a command listens to."""

from __future__ import annotations

from typing import Final

DETERMINED, INTERNAL, REFUSED, UNDETERMINED, DISAGREE, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 3, 4, 130, 141
_WORST_FIRST: Final = (DISAGREE, INTERNAL, REFUSED, UNDETERMINED, DETERMINED)
LANGUAGE: Final = "PENALTY_RULES_LANG"
DEBUG: Final = "PENALTY_RULES_DEBUG"


def worst(codes: set[int]) -> int:
    """The code that speaks for several cases: 4 before 1 before 2 before 3 before 0."""
    return next((code for code in _WORST_FIRST if code in codes), DETERMINED)
