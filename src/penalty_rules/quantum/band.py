"""What a clause and an outcome allow: statutory ranges and bands, in fen or in multiples of an amount."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ..clause import Clause
from ..fine_method.division import whole_if_possible
from ..money import Span

ONE: Final = Span(1, 1)


@dataclass(frozen=True, slots=True)
class FineRange:
    """The statutory range under one branch that is still possible.

    `span` is in fen, open above where the base is not known. `own` is the range in the unit of the branch: fen, or
    multiples of the circumstance `multiple_of`, of which `base` holds the amounts still possible (fen; else 1).
    `truth` is that of the branch's condition: that it is the one that applies.
    """

    branch: int
    span: Span
    truth: int
    own: Span
    base: Span = ONE
    multiple_of: str | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """The fine of one outcome.

    `span` is in fen or, where `multiple_of` names a circumstance whose amount is not known, in multiples of it;
    `amount` is always in fen, open above in that case. `exact` False: a hull over what is still possible.
    `conditional`: the clause fines only after refusal to correct, and a refusal is not established.
    `clause` is None where several clauses are combined.
    """

    span: Span
    amount: Span
    clause: str | None
    multiple_of: str | None = None
    exact: bool = True
    conditional: bool = False
    notes: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """True if no fine of this outcome is lawful; the notes say why."""
        return self.span.empty


@dataclass(frozen=True, slots=True)
class ClauseQuantum:
    """One candidate clause: its statutory ranges, its bands, and what would settle them.

    `available` is the truth of “the clause allows a fine now”: a branch applies, and a refusal that it needs is there.
    """

    clause: Clause
    statutory: tuple[FineRange, ...]
    ranges: Mapping[str, Band]
    available: int
    needs: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def times(span: Span, base: Span) -> Span:
    """Every product of a multiple in `span` and an amount in `base`, neither negative."""
    if base is ONE or span.empty:
        return span
    if base.high == 0:
        return Span(0, 0)
    low = whole_if_possible(span.low * base.low)
    low_included = span.low_included and base.low_included
    if low == 0:
        low_included = (span.low == 0 and span.low_included) or (base.low == 0 and base.low_included)
    if span.high is None or (base.high is None and span.high != 0):
        return Span(low, None, low_included)
    if span.high == 0:
        return Span(0, 0)
    return Span(low, whole_if_possible(span.high * base.high), low_included, span.high_included and base.high_included)
