"""Like cases: the same legally relevant truths, decided differently (同案不同罚); and fines that stand out.

"The same" means: the same matter, the same versions of every ruleset in force by digest, in each branch of the law,
the same branch chosen, the same layout of predicates, and the same truth of every predicate, where what is presumed
counts as what it was settled to. Facts that no applicable rule asks for do not matter; amounts matter only through the
thresholds that rules cut. An unknown truth is like another unknown one only; what is found in such a group is a lead.

What is looked for follows a food-safety audit tool seen in the field (survey §4.2: R1.1, R2.1 to R2.3), not a law.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from ..plan import FINED
from .decided import NOTHING, Act, Decided
from .finding import Finding, Missing
from .outliers import LikeAct, finding_of, fine_findings, median_findings, range_of

WEAK_BELOW: Final = 5
_UNKNOWN: Final = 2
_TRUTH: Final = bytes(each & 3 for each in range(256))

GroupKey = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Acts alike in law: their matter, the outcomes decided with their numbers, and the median fine in fen.

    `settled`: no truth of the vector is unknown. `weak`: so few fines that their median says little.
    """

    matter: str
    acts: tuple[LikeAct, ...]
    outcomes: tuple[tuple[str, int], ...]
    median: Fraction | None
    fines: int
    settled: bool
    weak: bool


@dataclass(frozen=True, slots=True)
class MissingDatum:
    """Something that could not be compared, and in which way it is missing."""

    entries: tuple[int, ...]
    violation: str
    what: str
    grade: Missing


@dataclass(frozen=True, slots=True)
class LikeCases:
    """Groups of two acts and more, what was found, and what could not be compared."""

    groups: tuple[Group, ...]
    findings: tuple[Finding, ...]
    missing: tuple[MissingDatum, ...]


def like_cases(cases: Iterable[Decided], *, weak_below: int = WEAK_BELOW) -> LikeCases:
    """Compares every decided act with those like it; the order of the cases does not matter."""
    gathered: dict[GroupKey, list[LikeAct]] = {}
    missing: list[MissingDatum] = []
    for case in cases:
        for act in case.acts:
            if act.decided is not None:
                missing += _missing(case, act)
                key = _key(act)
                if key is not None:
                    gathered.setdefault(key, []).append(_like_act(case, act))
    alike = [tuple(sorted(acts, key=lambda act: (act.entries, act.violation))) for acts in gathered.values()]
    alike.sort(key=lambda acts: (acts[0].entries, acts[0].violation))
    groups = [_group(acts, weak_below) for acts in alike]
    findings = [finding for group in groups for finding in _findings(group)]
    return LikeCases(
        tuple(group for group in groups if len(group.acts) > 1), tuple(findings),
        tuple(sorted(missing, key=lambda each: (each.entries, each.violation, each.what))),
    )  # fmt: skip


def _key(act: Act) -> GroupKey | None:
    """What makes acts alike; None where the record holds no advice to compare by."""
    advised = act.advised
    if advised is None or not advised.get("vector"):
        return None
    laws = tuple(tuple(sorted(branch.items())) for branch in advised["law"])
    vector = bytes.fromhex(advised["vector"]).translate(_TRUTH)
    return advised["matter"], laws, advised["chosen"], advised["layout"], vector


def _like_act(case: Decided, act: Act) -> LikeAct:
    advised = act.advised or NOTHING
    settled = _UNKNOWN not in bytes.fromhex(advised["vector"]).translate(_TRUTH)
    permitted = tuple((name, bool(certain)) for name, _, certain in advised.get("permitted") or ())
    imposed = act.fine or None if act.outcome in FINED else None  # a fine of nothing is none: a warning alone
    return LikeAct(case.entries, act.id, str(act.matter), act.outcome, imposed, range_of(act), permitted, settled)


def _group(acts: tuple[LikeAct, ...], weak_below: int) -> Group:
    counted: dict[str, int] = {}
    for act in acts:
        if act.outcome is not None:
            counted[act.outcome] = counted.get(act.outcome, 0) + 1
    fines = sorted(act.fine for act in acts if act.fine is not None)
    middle = len(fines) // 2
    median = Fraction(fines[middle] + fines[-1 - middle], 2) if fines else None
    settled = all(act.settled for act in acts)
    return Group(acts[0].matter, acts, tuple(sorted(counted.items())), median, len(fines), settled,
                 len(fines) < weak_below)  # fmt: skip


def _findings(group: Group) -> Iterator[Finding]:
    if len(group.outcomes) > 1:
        yield _different(group)
    if group.median is not None and group.fines > 1:
        yield from median_findings(group.acts, group.median, group.fines, group.settled, group.weak)
    for act in group.acts:
        yield from fine_findings(act)


def _different(group: Group) -> Finding:
    """Plain where one of the outcomes is not permitted by its own advice; else both may be lawful, and it is a lead."""
    outside = [act for act in group.acts if act.outcome is not None and not act.permits(act.outcome)]
    evidence: dict[str, Any] = {"matter": group.matter, "outcomes": [f"{name}:{n}" for name, n in group.outcomes]}
    for name, _ in group.outcomes:
        evidence[name] = [act.entries[0] for act in group.acts if act.outcome == name]
    if outside:
        evidence["not_permitted"] = [act.entries[0] for act in outside]
    entries = tuple(sorted({act.entries[0] for act in group.acts}))
    return finding_of("LC-1", entries, None, evidence, plain=bool(outside) and group.settled)


def _missing(case: Decided, act: Act) -> Iterator[MissingDatum]:
    advised, decided = act.advised, act.decided or NOTHING
    if advised is None:
        yield MissingDatum(case.entries, act.id, "advice", "to_verify")
    elif range_of(act) is None:
        yield MissingDatum(case.entries, act.id, "statutory_range", "to_verify")
    if act.outcome is None:
        yield MissingDatum(case.entries, act.id, "outcome", "not_recorded")
    if act.fine is None:
        kinds = decided.get("kinds") or ()
        none = (bool(kinds) and "fine" not in kinds) or act.outcome == "no_penalty"
        yield MissingDatum(case.entries, act.id, "fine", "none" if none else "not_recorded")
