"""Exit codes, and the environment variables that a command listens to."""

from __future__ import annotations

from typing import Final

DETERMINED, INTERNAL, REFUSED, UNDETERMINED, DISAGREE, NOT_SAME, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 3, 4, 5, 130, 141
_WORST_FIRST: Final = (DISAGREE, INTERNAL, REFUSED, UNDETERMINED, DETERMINED)
LANGUAGE: Final = "PENALTY_RULES_LANG"
DEBUG: Final = "PENALTY_RULES_DEBUG"
DOCKET: Final = "PENALTY_RULES_DOCKET"
KEYS: Final = "PENALTY_RULES_KEYS"
RECORDER: Final = "PENALTY_RULES_RECORDER"


def worst(codes: set[int]) -> int:
    """The code that speaks for several cases: 4 before 1 before 2 before 3 before 0."""
    return next((code for code in _WORST_FIRST if code in codes), DETERMINED)
