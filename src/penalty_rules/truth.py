"""Kleene's strong three-valued logic.

The three truths are small integers so that a vector of them is a `bytes`: false 0, true 1, unknown 2. A truth that
rests on a presumption carries the bit PRESUMED on top (4 presumed false, 5 presumed true); `& 3` gives the truth.
"""

from __future__ import annotations

from collections.abc import Iterable

FALSE = 0
TRUE = 1
UNKNOWN = 2
PRESUMED = 4

NAMES = {FALSE: "false", TRUE: "true", UNKNOWN: "unknown"}


def kleene_not(truth: int) -> int:
    """Not unknown is unknown."""
    return truth if truth == UNKNOWN else 1 - truth


def kleene_all(truths: Iterable[int]) -> int:
    """False if any is false; otherwise unknown if any is unknown; otherwise true."""
    result = TRUE
    for truth in truths:
        if truth == FALSE:
            return FALSE
        if truth == UNKNOWN:
            result = UNKNOWN
    return result


def kleene_any(truths: Iterable[int]) -> int:
    """True if any is true; otherwise unknown if any is unknown; otherwise false."""
    result = FALSE
    for truth in truths:
        if truth == TRUE:
            return TRUE
        if truth == UNKNOWN:
            result = UNKNOWN
    return result


def settled(byte: int, *, strict: bool) -> int:
    """The truth of a vector byte; in strict evaluation a presumption counts for nothing."""
    if strict and byte & PRESUMED:
        return UNKNOWN
    return byte & 3


def settle(vector: bytes, *, strict: bool) -> bytes:
    """The same for every byte of a vector."""
    return vector.translate(_STRICT if strict else _PRESUMING)


_PRESUMING = bytes.maketrans(bytes((FALSE | PRESUMED, TRUE | PRESUMED)), bytes((FALSE, TRUE)))
_STRICT = bytes.maketrans(bytes((FALSE | PRESUMED, TRUE | PRESUMED)), bytes((UNKNOWN, UNKNOWN)))
