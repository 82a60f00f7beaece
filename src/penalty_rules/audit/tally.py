"""Tally: what is counted of decided cases, and how one case counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, Literal

from ..outcome import SEVERITY
from ..vocabulary.words import Words
from .basis import MILDER
from .decided import NOTHING, Act, Decided

Baseline = Literal["minimum", "ordinary", "midpoint"]
BASELINES: Final[Mapping[Baseline, Words]] = {
    "minimum": Words(zh="法定最低额", en="statutory minimum"),
    "ordinary": Words(zh="一般幅度下限", en="low end of the ordinary band"),
    "midpoint": Words(zh="法定幅度中点", en="midpoint of the statutory range"),
}
SCALE: Final = ("no_penalty", "reduced", "lighter", "ordinary", "heavier")
ORDERS: Final = frozenset({"order_to_correct", "oral_order"})
LETTERS: Final = frozenset({"commitment_letter"})
FEN_IN_WAN: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Tally:
    """Numbers of cases, and amounts in fen; an amount whose baseline or fine is not known is counted, never as 0.

    `other`: time-barred, referred and the like, or an outcome that is not recorded. `exempted`: by no penalty; `cut`:
    by a reduced or lighter one. Unknown baselines and fines, and departures, are counted by violation.
    """

    cases: int = 0
    no_penalty: int = 0
    reduced: int = 0
    lighter: int = 0
    ordinary: int = 0
    heavier: int = 0
    other: int = 0
    exempted: Fraction = Fraction(0)
    cut: Fraction = Fraction(0)
    orders: int = 0
    letters: int = 0
    baseline_unknown: int = 0
    fine_unknown: int = 0
    departures: int = 0

    def plus(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, name) + getattr(other, name) for name in _NAMES))

    @property
    def spared(self) -> Fraction:
        """What was exempted or reduced together, in fen."""
        return self.exempted + self.cut


_NAMES: Final = tuple(each.name for each in fields(Tally))


def tally_of(case: Decided, acts: Sequence[Act], baseline: Baseline) -> Tally:
    """One case, counted once under the heaviest outcome of these violations; the amounts of all of them are added."""
    names = {act.id for act in acts}
    departures = case.told.get("departures") or ()
    counted = Tally(
        cases=1,
        orders=int(not ORDERS.isdisjoint(case.duties_done)),
        letters=int(not LETTERS.isdisjoint(case.duties_done)),
        departures=sum(each.get("violation") in names for each in departures),
    )
    scale: dict[str, Any] = {_heaviest(acts): 1}
    counted = replace(counted, **scale)
    for act in acts:
        counted = counted.plus(_amount(act, baseline))
    return counted


def exact(value: Any) -> Fraction | None:
    """An amount in fen as entries hold it: a whole number, or the text of a fraction."""
    return None if value is None else Fraction(value)


def wan(fen: Fraction) -> Decimal:
    """An amount in 万元, to the fen at most six decimals."""
    told = (Decimal(round(fen)) / FEN_IN_WAN).normalize()
    return told if told.as_tuple().exponent <= 0 else told.quantize(Decimal(1))  # type: ignore[operator]


def _heaviest(acts: Iterable[Act]) -> str:
    outcomes = [act.outcome for act in acts]
    if not outcomes or any(outcome not in SEVERITY for outcome in outcomes):
        return "other"
    worst = max(outcomes, key=lambda outcome: SEVERITY[str(outcome)])
    return worst if worst in SCALE else "other"


def _amount(act: Act, baseline: Baseline) -> Tally:
    """What one violation was spared: the baseline less the fine imposed, never less than nothing."""
    if act.outcome not in MILDER:
        return Tally()
    start = exact(((act.advised or NOTHING).get("baseline") or NOTHING).get(baseline))
    fine = 0 if act.outcome == "no_penalty" else act.fine
    unknown = Tally(baseline_unknown=int(start is None), fine_unknown=int(fine is None))
    if start is None or fine is None:
        return unknown
    spared = max(start - fine, Fraction(0))
    return replace(unknown, exempted=spared) if act.outcome == "no_penalty" else replace(unknown, cut=spared)
