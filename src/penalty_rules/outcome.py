"""Outcomes, and the one pure function that picks them from the set of conclusions.

Order of the bars (DESIGN §6): elements → crime → facts → capacity → limitation → no fault → minor → list → first
violation → fine precondition → lighter or reduced → heavier.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final, Literal

from .truth import FALSE, TRUE, UNKNOWN, kleene_all, kleene_any, kleene_not

Outcome = Literal[
    "not_established",
    "time_barred",
    "no_penalty",
    "order_only",
    "reduced",
    "lighter",
    "ordinary",
    "heavier",
    "referred",
]
SEVERITY: Final[dict[str, int]] = {
    "not_established": 0, "time_barred": 0, "no_penalty": 0, "order_only": 1, "reduced": 2, "lighter": 3, "ordinary": 4,
    "heavier": 5, "referred": 6,
}  # fmt: skip
ORDER: Final = tuple(SEVERITY)
CHANNELS: Final = ("capacity", "no_fault", "minor", "list", "first")

# The conclusions that decide, in the order of the vector that `pick` takes.
DECISIVE: Final = (
    "settle.not_established.elements", "settle.referred", "settle.not_established.facts", "settle.time_barred",
    "settle.order_only",
    *(f"permit.no_penalty.{channel}" for channel in CHANNELS),
    *(f"oblige.no_penalty.{channel}" for channel in CHANNELS),
    *(f"bar.{channel}" for channel in CHANNELS),
    "permit.lighter", "permit.reduced", "prefer.reduced", "oblige.reduced", "oblige.mitigation", "permit.heavier",
    "oblige.heavier",
    "bar.lighter", "bar.reduced", "weighing.mitigating", "weighing.balanced", "weighing.aggravating",
)  # fmt: skip
_AT: Final = {symbol: index for index, symbol in enumerate(DECISIVE)}


@dataclass(frozen=True, slots=True)
class Permission:
    """An outcome that the law allows: in every completion of the file (`certain`) or only in some."""

    outcome: str
    force: Literal["shall", "may"]
    certain: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one set of conclusions allows: outcomes that may be recommended, outcomes permitted."""

    outcomes: tuple[str, ...]
    permitted: tuple[Permission, ...]
    weighing: bool = False

    @property
    def outcome(self) -> str | None:
        return self.outcomes[0] if len(self.outcomes) == 1 else None

    @property
    def severity(self) -> tuple[int, int]:
        """Rank of a determined verdict: lower is milder; a duty not to punish is milder than a power."""
        outcome = self.outcomes[0]
        soft = any(p.outcome == outcome and p.force == "may" for p in self.permitted)
        return SEVERITY[outcome], int(soft)


def levels(certain: frozenset[str], possible: frozenset[str]) -> bytes:
    """The Kleene truth of each decisive conclusion."""
    found = bytearray(len(DECISIVE))
    for truth, symbols in ((UNKNOWN, possible), (TRUE, certain)):
        for symbol in symbols & _AT.keys():
            found[_AT[symbol]] = truth
    return bytes(found)


@lru_cache(maxsize=256)
def _permission(outcome: str, force: Literal["shall", "may"], certain: bool) -> Permission:
    return Permission(outcome, force, certain)


@lru_cache(maxsize=16384)
def pick(levels: bytes) -> Verdict:
    """The verdict for Kleene truths of the decisive conclusions: an over-approximation where some are unknown."""
    paths = list(_paths(levels))
    outcomes = {outcome for path in paths for outcome in path.outcomes}
    permitted = []
    for outcome in ORDER:
        forces = [path.permitted[outcome] for path in paths if outcome in path.permitted]
        if forces:
            certain = len(forces) == len(paths)
            force: Literal["shall", "may"] = "may" if "may" in forces or not certain else "shall"
            permitted.append(_permission(outcome, force, certain))
    ordered = tuple(outcome for outcome in ORDER if outcome in outcomes)
    return Verdict(ordered, tuple(permitted), any(path.weighing for path in paths))


@dataclass(frozen=True, slots=True)
class _Path:
    outcomes: tuple[str, ...]
    permitted: dict[str, str]
    weighing: bool = False


def _paths(at: bytes) -> Iterator[_Path]:
    """Every way through the bars: a bar that is true ends it, one that is unknown may end it."""
    return _from_stage(tuple(each for each in _stages(at) if each[0] != FALSE), at)


def _from_stage(stages: tuple[tuple[int, str, str], ...], at: bytes) -> Iterator[_Path]:
    """The ways from one bar on; where the officer need not take it, what lies behind it is permitted too."""
    if not stages:
        yield from _tails(at)
        return
    truth, outcome, force = stages[0]
    behind = list(_from_stage(stages[1:], at)) if force == "may" or truth == UNKNOWN else []
    if force == "may":
        yield from (_Path((outcome,), {outcome: "may", **path.permitted}) for path in behind)
    else:
        yield _Path((outcome,), {outcome: "shall"})
    if truth == UNKNOWN:
        yield from behind


def _stages(at: bytes) -> Iterator[tuple[int, str, str]]:
    settle = {name: at[_AT[f"settle.{name}"]] for name in ("referred", "time_barred", "order_only")}
    yield at[_AT["settle.not_established.elements"]], "not_established", "shall"
    yield settle["referred"], "referred", "shall"
    yield at[_AT["settle.not_established.facts"]], "not_established", "shall"
    yield from _exemptions(at, ("capacity",))
    yield settle["time_barred"], "time_barred", "shall"
    yield from _exemptions(at, ("no_fault", "minor", "list", "first"))
    yield settle["order_only"], "order_only", "shall"


def _exemptions(at: bytes, channels: tuple[str, ...]) -> Iterator[tuple[int, str, str]]:
    """First the duties not to punish, then the powers: no discretion where the law gives none."""
    effective, obliged = {}, {}
    for channel in channels:
        permit, bar = at[_AT[f"permit.no_penalty.{channel}"]], at[_AT[f"bar.{channel}"]]
        effective[channel] = kleene_all((permit, kleene_not(bar)))
        obliged[channel] = kleene_all((effective[channel], at[_AT[f"oblige.no_penalty.{channel}"]]))
    yield kleene_any(obliged.values()), "no_penalty", "shall"
    yield kleene_any(effective.values()), "no_penalty", "may"


_TAIL: Final = (
    "permit.lighter", "permit.reduced", "prefer.reduced", "oblige.reduced", "oblige.mitigation", "permit.heavier",
    "oblige.heavier",
    "bar.lighter", "bar.reduced", "weighing.mitigating", "weighing.balanced", "weighing.aggravating",
)  # fmt: skip


def _tails(at: bytes) -> Iterator[_Path]:
    """The scale from reduced to heavier, for every completion of the unknown conclusions that bear on it."""
    known = [at[_AT[symbol]] for symbol in _TAIL]
    for choice in product(*((0, 1) if truth == UNKNOWN else (truth,) for truth in known)):
        yield _tail(choice)


@lru_cache(maxsize=4096)
def _tail(truths: tuple[int, ...]) -> _Path:
    on = dict(zip(_TAIL, truths, strict=True))
    lighter = bool(on["permit.lighter"] and not on["bar.lighter"])
    reduced = bool(on["permit.reduced"] and not on["bar.reduced"] and not on["bar.lighter"])  # more than lighter
    heavier = bool(on["permit.heavier"])
    if (lighter or reduced) and heavier:
        return _weighed(on, lighter, reduced)
    if lighter or reduced:
        return _milder(on, lighter, reduced)
    if heavier:
        return _harsher(on)
    return _Path(("ordinary",), {"ordinary": "may"})


def _milder(on: dict[str, int], lighter: bool, reduced: bool) -> _Path:
    if reduced and on["oblige.reduced"]:
        return _Path(("reduced",), {"reduced": "shall"})
    best = "reduced" if reduced and (on["prefer.reduced"] or not lighter) else "lighter"
    obliged = bool(on["oblige.mitigation"])
    force = "shall" if obliged and lighter != reduced else "may"
    permitted = {name: force for name, open_ in (("reduced", reduced), ("lighter", lighter)) if open_}
    return _Path((best,), permitted if obliged else {**permitted, "ordinary": "may"})


def _harsher(on: dict[str, int]) -> _Path:
    if on["oblige.heavier"]:
        return _Path(("heavier",), {"heavier": "shall"})
    return _Path(("ordinary",), {"ordinary": "may", "heavier": "may"})


def _weighed(on: dict[str, int], lighter: bool, reduced: bool) -> _Path:
    """Lighter and heavier circumstances concur: the officer weighs them, no formula (国市监法规〔2022〕2号 Art. 17)."""
    if on["weighing.mitigating"]:
        return _milder(on, lighter, reduced)
    if on["weighing.aggravating"]:
        return _harsher(on)
    if on["weighing.balanced"]:
        return _Path(("ordinary",), {"ordinary": "may"})
    milder, harsher = _milder(on, lighter, reduced), _harsher(on)
    permitted = dict.fromkeys((*milder.permitted, "ordinary", *harsher.permitted), "may")
    outcomes = dict.fromkeys((*milder.outcomes, "ordinary", *harsher.outcomes))
    return _Path(tuple(outcomes), permitted, weighing=True)
