"""Tally: what is counted of decided cases, and how one case counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, Literal

from ..money import Exact
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


Counted = dict[str, Exact]


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
    exempted: Exact = 0
    cut: Exact = 0
    orders: int = 0
    letters: int = 0
    baseline_unknown: int = 0
    fine_unknown: int = 0
    departures: int = 0

    @property
    def spared(self) -> Exact:
        """What was exempted or reduced together, in fen."""
        return self.exempted + self.cut


def tally(counted: Mapping[str, Any]) -> Tally:
    """What was counted, put in its places."""
    return Tally(**counted)


def count(case: Decided, acts: Sequence[Act], baseline: Baseline, into: Counted, times: int = 1) -> None:
    """One case, counted once under the heaviest outcome of these violations; the amounts of all of them are added.

    `times`: −1 for a case that was counted before, and stands no more.
    """
    for name, amount in _parts(case, acts, baseline):
        into[name] = into.get(name, 0) + times * amount


def exact(value: Any) -> Exact | None:
    """An amount in fen as entries hold it: a whole number, or the text of a fraction."""
    return Fraction(value) if isinstance(value, str) else value


def wan(fen: Exact) -> Decimal:
    """An amount in 万元, to the fen at most six decimals."""
    told = (Decimal(round(fen)) / FEN_IN_WAN).normalize()
    return told.quantize(Decimal(1)) if told == told.to_integral_value() else told


def _parts(case: Decided, acts: Sequence[Act], baseline: Baseline) -> Iterator[tuple[str, Exact]]:
    yield "cases", 1
    yield _heaviest(acts), 1
    yield "orders", int(not ORDERS.isdisjoint(case.duties_done))
    yield "letters", int(not LETTERS.isdisjoint(case.duties_done))
    for act in acts:
        yield from _spared(act, baseline)
    if departures := case.told.get("departures"):
        names = {act.id for act in acts}
        yield "departures", sum(each.get("violation") in names for each in departures)


def _heaviest(acts: Iterable[Act]) -> str:
    outcomes = [act.outcome for act in acts]
    if not outcomes or any(outcome not in SEVERITY for outcome in outcomes):
        return "other"
    worst = max(outcomes, key=lambda outcome: SEVERITY[str(outcome)])
    return worst if worst in SCALE else "other"


def _spared(act: Act, baseline: Baseline) -> Iterator[tuple[str, Exact]]:
    """What one violation was spared: the baseline less the fine imposed, never less than nothing."""
    if act.outcome not in MILDER:
        return
    start = exact(((act.advised or NOTHING).get("baseline") or NOTHING).get(baseline))
    fine = 0 if act.outcome == "no_penalty" else act.fine
    if start is None:
        yield "baseline_unknown", 1
    if fine is None:
        yield "fine_unknown", 1
    if start is not None and fine is not None:
        yield "exempted" if act.outcome == "no_penalty" else "cut", max(start - fine, 0)
