"""Which look-backs can be clean together: clean over more years and a wider scope is clean over fewer, narrower."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, product
from typing import Final

from ..condition.history import SCOPES, LookBack
from ..truth import FALSE, TRUE

MAX_LOOKS: Final = 10
_EVER: Final = (10**9, 10**9)


def clean_together(looks: Sequence[LookBack]) -> tuple[list[tuple[int, ...]], bool] | None:
    """The truths that “no earlier violation” can have together for each look-back, and whether exactly those.

    None where there are too many. The answer is exact where all count back from one day and it is sure which reaches
    further; otherwise only what is sure is left out.
    """
    asks = sorted(dict.fromkeys(looks), key=str)  # the order of the classes never hangs on that of the rules
    if len(asks) > MAX_LOOKS:
        return None
    ranks = _ranks(asks)
    found = _implied(asks) if ranks is None else _by_records(asks, ranks)
    at = [asks.index(look) for look in looks]
    return [tuple(each[i] for i in at) for each in found], ranks is not None


def _ranks(asks: Sequence[LookBack]) -> list[int] | None:
    """How far each look-back reaches, by rank; None where that is not sure."""
    if len({ask.counting_back_from for ask in asks}) > 1:
        return None
    ordered = sorted({_reach(ask) for ask in asks})
    if any(high >= low for (_, high), (low, _) in pairwise(ordered)):
        return None
    if len({ask.list_from for ask in asks if ask.within == "since_list"}) > 1:
        return None
    return [ordered.index(_reach(ask)) for ask in asks]


def _reach(ask: LookBack) -> tuple[int, int]:
    """The least and the greatest number of days that a look-back reaches."""
    if ask.within is None:
        return _EVER
    if ask.within == "calendar_year":
        return 0, 365
    if ask.within == "since_list":
        return 0, 10**8
    return ask.within.in_days


def _by_records(asks: Sequence[LookBack], ranks: Sequence[int]) -> list[tuple[int, ...]]:
    """Every record spoils some look-backs; what several records spoil together is what can be spoiled at all."""
    spoiled = {0}
    for rank, scope, penalised in product(sorted(set(ranks)), range(len(SCOPES)), (True, False)):
        hit = sum(
            1 << i
            for i, ask in enumerate(asks)
            if ranks[i] >= rank and SCOPES.index(ask.same) >= scope and (penalised or ask.counts == "all")
        )
        spoiled |= {hit | each for each in spoiled}
    return [tuple(FALSE if hit >> i & 1 else TRUE for i in range(len(asks))) for hit in sorted(spoiled)]


def _implied(asks: Sequence[LookBack]) -> list[tuple[int, ...]]:
    implied = [(i, j) for i, a in enumerate(asks) for j, b in enumerate(asks) if i != j and _covers(a, b)]
    free = product((TRUE, FALSE), repeat=len(asks))
    return [each for each in free if all(each[j] or not each[i] for i, j in implied)]


def _covers(wide: LookBack, narrow: LookBack) -> bool:
    """Whether it is sure that a record clean for one look-back is clean for the other."""
    if wide.counting_back_from != narrow.counting_back_from or SCOPES.index(wide.same) < SCOPES.index(narrow.same):
        return False
    if wide.counts == "penalised" and narrow.counts == "all":
        return False
    if wide.within == narrow.within == "since_list":
        return (wide.list_from or 0) <= (narrow.list_from or 0)
    if wide.within == narrow.within:
        return True
    return _reach(wide)[0] >= _reach(narrow)[1]
