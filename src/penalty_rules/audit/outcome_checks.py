"""Checks of what was decided: outcome, fine, basis and reasons against the advice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ..money import Span
from ..outcome import SEVERITY
from ..plan import FINED
from ..workdays import WorkCalendar
from .basis import MILDER
from .decided import NOTHING, Act, Decided, Told
from .finding import Missing
from .observation import Check, Observation
from .outliers import range_of
from .tally import exact

_BARS: Final = frozenset({"time_barred", "referred", "not_established"})


def bar_ignored(case: Decided, told: Told, calendar: WorkCalendar) -> Iterator[Observation]:
    """The advice is settled, or may come out, before the scale (`bar`), and something else was decided.

    Outcomes that impose nothing are as good where they are listed in `unless`, or where nothing was to be imposed.
    """
    for act in _both(case):
        possible = _advised(act).get("outcomes") or ()
        if told["bar"] in possible and _ignores(act, told):
            settled = len(possible) == 1
            evidence = {"advised": list(possible), "decided": act.outcome}
            yield Observation(act.id, evidence, settled, None if settled else "to_verify")


def harsher_than_permitted(case: Decided, told: Told, calendar: WorkCalendar) -> Iterator[Observation]:
    """The outcome decided is harsher than every one permitted; a lead where only some completion permits it."""
    for act in _both(case):
        permitted = {name: certain for name, _, certain in _advised(act).get("permitted") or ()}
        if not permitted or _BARS.issuperset(permitted) or act.outcome not in FINED:
            continue
        decided = SEVERITY[act.outcome]
        certainly = max((SEVERITY[name] for name, certain in permitted.items() if certain), default=-1)
        evidence = {"permitted": sorted(permitted), "decided": act.outcome, "grounds": _grounds(act)}
        if decided > max(SEVERITY[name] for name in permitted):
            yield Observation(act.id, evidence)
        elif decided > certainly:
            yield Observation(act.id, evidence, False, "to_verify")


def fine_outside(case: Decided, told: Told, calendar: WorkCalendar) -> Iterator[Observation]:
    """A fine outside the statutory range (`of: statute`), or inside it but outside the band of its outcome (`band`)."""
    for act in _both(case):
        if not act.fine or act.outcome not in FINED:
            continue
        outside = _outside_statute(act)
        if told["of"] == "statute" and outside is not None:
            yield Observation(act.id, outside)
        if told["of"] == "band" and outside is None:
            yield from _outside_band(act)


def basis_not_in_force(case: Decided, told: Told, calendar: WorkCalendar) -> Iterator[Observation]:
    """A ground of the decision stands in no ruleset that applied by the advice; one put in words is to be verified."""
    for act in _both(case):
        branches = _advised(act).get("law") or ()
        chosen = _advised(act).get("chosen")
        applying = branches if chosen is None else branches[chosen : chosen + 1]
        versions = {version for branch in applying for version in branch}
        names = {version.partition("@")[0] for version in versions}
        for basis in (act.decided or NOTHING).get("basis") or ():
            ruleset, rule = basis.partition("#")[::2]
            if versions and ruleset not in (versions if "@" in ruleset else names):
                evidence = {"basis": basis, "in_force": sorted(versions)}
                yield Observation(act.id, evidence, missing=None if rule else "to_verify")


def reason_missing(case: Decided, told: Told, calendar: WorkCalendar) -> Iterator[Observation]:
    """No reason where one is demanded: a power used, the advice not followed, or the law in force demands it."""
    departed = {each["violation"] for each in case.told.get("departures") or ()}
    for act in _both(case):
        because = list(_reasons_demanded(act, act.id in departed))
        if because and not ((act.decided or NOTHING).get("reason") or "").strip():
            missing: Missing = "not_recorded" if case.imported else "none"
            yield Observation(act.id, {"demanded_by": because, "decided": act.outcome}, missing=missing)


def _both(case: Decided) -> Iterator[Act]:
    return (act for act in case.acts if act.advised is not None and act.outcome is not None)


def _advised(act: Act) -> Told:
    return act.advised or NOTHING


def _grounds(act: Act) -> list[str]:
    grounds: Mapping[str, list[str]] = _advised(act).get("grounds") or NOTHING
    return sorted({each for found in grounds.values() for each in found})


def _ignores(act: Act, told: Told) -> bool:
    if act.outcome == told["bar"] or act.outcome in told["unless"]:
        return False
    return told["bar"] == "referred" or act.outcome in FINED  # no list exempts a crime (DESIGN §5)


def _outside_statute(act: Act) -> dict[str, Any] | None:
    found = range_of(act)
    if found is None or act.fine is None:
        return None
    low, high = found
    below = act.fine < low and act.outcome != "reduced"
    if below or (high is not None and act.fine > high + 1):  # the midpoint recorded is rounded down to a fen
        return {"fine": act.fine, "minimum": str(low), "maximum": None if high is None else str(high)}
    return None


def _outside_band(act: Act) -> Iterator[Observation]:
    band = ((_advised(act).get("fine") or NOTHING).get("ranges") or NOTHING).get(str(act.outcome))
    if band is None or band.get("multiple_of") is not None:
        return
    told = band["span"]
    span = Span(exact(told["from"]), exact(told["to"]), told["from_included"], told["to_included"])
    if act.fine not in span:
        evidence = {"fine": act.fine, "outcome": act.outcome, "from": told["from"], "to": told["to"]}
        exactly = bool(band["exact"])
        yield Observation(act.id, evidence, exactly, None if exactly else "to_verify")


def _reasons_demanded(act: Act, departed: bool) -> Iterator[str]:
    advised = _advised(act)
    if departed or [act.outcome] != list(advised.get("outcomes") or [act.outcome]):
        yield "departure"
    forces = {name: force for name, force, _ in advised.get("permitted") or ()}
    if act.outcome in MILDER and forces.get(str(act.outcome)) == "may":
        yield "may"
    if "written_reasons" in act.advised_for_outcome("duties"):
        yield "written_reasons"


OUTCOME_CHECKS: Final[Mapping[str, Check]] = {
    "bar_ignored": Check(bar_ignored, {"bar": str, "unless": list}),
    "harsher_than_permitted": Check(harsher_than_permitted),
    "fine_outside": Check(fine_outside, {"of": str}),
    "basis_not_in_force": Check(basis_not_in_force),
    "reason_missing": Check(reason_missing),
}
