"""History: what the docket knows of a party's earlier violations, by the keyed hash of its identifier."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from ..errors import AlreadyExempted
from .entry import Entry
from .store import Guard
from .view import Query, View

COUNTED: Final[Mapping[str, str]] = {
    "no_penalty": "exempted", "reduced": "penalised", "lighter": "penalised", "ordinary": "penalised",
    "heavier": "penalised", "order_only": "warned",
}  # fmt: skip
Told = dict[str, Any]
_PENALISED: Final = "ordinary"  # an imported decision that names no outcome comes from a register of penalties
_ANY_DAY: Final = "2199-12-31"


def history(view: View, party: str, *, besides: int | None = None) -> list[Told]:
    """The earlier violations of a party that stand, as records of a case's history, with the entry of each.

    `besides`: an advice whose own disposition is no earlier violation.
    """
    found, own = standing(view.entries(Query(kind="disposition", party=party))), line(view, besides)
    return list(_records(each for each in found if each.header.refers_to not in own))


def line(view: View, advice: int | None) -> frozenset[int]:
    """An advice, and those on the same case that it takes the place of."""
    found: set[int] = set()
    while advice is not None and (entry := view.entry(advice)) is not None:
        found.add(advice)
        advice = entry.header.corrects
    return frozenset(found)


def answers(view: View, advice: int) -> list[Entry]:
    """The dispositions of an advice, and of those that it takes the place of."""
    return [
        each for seq in sorted(line(view, advice)) for each in view.entries(Query(kind="disposition", refers_to=seq))
    ]


def standing(entries: Iterable[Entry]) -> list[Entry]:
    """The dispositions that no later one corrects."""
    found = list(entries)
    corrected = {each.header.corrects for each in found}
    return [each for each in found if each.seq not in corrected]


def _records(entries: Iterable[Entry]) -> Iterator[Told]:
    for entry in entries:
        for violation in entry.told()["violations"]:
            outcome = COUNTED.get(violation["outcome"] or _PENALISED)
            if outcome is not None:
                yield {
                    "entry": entry.seq, "conduct": _conduct(violation["conduct"], entry.header.decided),
                    "matter": violation["matter"], "domain": entry.header.domain, "outcome": outcome,
                }  # fmt: skip


def _conduct(days: Mapping[str, Any], decided: str) -> Any:
    """The last day of an act; where only the decision is dated the act lies before it, else it is any day."""
    return days["to"] or days["from"] or {"at_most": decided or _ANY_DAY}


def still_first(advice: Entry, matters: frozenset[str], corrects: int | None) -> Guard:
    """A guard: nobody decided upon the same party and matter unknown to the advice. Raises AlreadyExempted.

    What the advice knew is what it wrote down: its place in the chain is later than the look into the party's history.
    """
    known = {corrects, *(each["entry"] for each in advice.told()["from_docket"])}

    def guard(view: View) -> None:
        own = line(view, advice.seq)
        for entry in standing(view.entries(Query(kind="disposition", party=advice.header.party))):
            if entry.seq in known or entry.header.refers_to in own:
                continue
            for each in _records([entry]):
                if each["matter"] in matters:
                    decided = entry.header.decided
                    raise AlreadyExempted(entry.seq, advice.seq, each["matter"], each["outcome"], decided)

    return guard
