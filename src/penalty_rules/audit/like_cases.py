"""Like cases: the same legally relevant truths, decided differently (同案不同罚); and fines that stand out.

"The same" means: the same matter, the same versions of every ruleset in force by digest, in each branch of the law,
the same branch chosen, the same layout of predicates, and the same truth of every predicate, where what is presumed
counts as what it was settled to. Facts that no applicable rule asks for do not matter; amounts matter only through the
thresholds that rules cut. An unknown truth is like another unknown one only; what is found in such a group is a lead.

What is looked for follows a food-safety audit tool seen in the field (survey §4.2: R1.1, R2.1 to R2.3), not a law.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, TypeVar

from ..plan import FINED
from .decided import NOTHING, Act, Decided
from .finding import Finding, Missing
from .outliers import LikeAct, Place, finding_of, fine_findings, median_findings, range_of

WEAK_BELOW: Final = 5
_UNKNOWN: Final = 2
_TRUTH: Final = bytes(each & 3 for each in range(256))

GroupKey = tuple[Any, ...]
V = TypeVar("V")


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
    comparison = Comparison(weak_below)
    for case in cases:
        comparison.add(case)
    return comparison.like_cases()


class Comparison:
    """Like cases while they are gathered: acts by what makes them alike; a case that stands no more is taken out."""

    def __init__(self, weak_below: int = WEAK_BELOW) -> None:
        self._weak_below = weak_below
        self._alike: dict[GroupKey, dict[Place, LikeAct]] = {}
        self._missing: set[MissingDatum] = set()
        self._shared: dict[Any, Any] = {}  # what is the same in many acts is kept once
        self._found: LikeCases | None = None

    def __len__(self) -> int:
        return sum(map(len, self._alike.values())) + len(self._missing)

    def add(self, case: Decided) -> None:
        """Take a case in."""
        self._found = None
        for act in case.acts:
            if act.decided is not None:
                self._missing.update(_missing(case, act))
                if (key := _key(act)) is not None:
                    like = _like_act(case, act, self._same)
                    self._alike.setdefault(key, {})[like.place] = like

    def remove(self, case: Decided) -> None:
        """Take a case out that was taken in."""
        self._found = None
        for act in case.acts:
            if act.decided is not None:
                self._missing.difference_update(_missing(case, act))
                if (key := _key(act)) is not None:
                    del self._alike[key][case.entries, act.id]
                    if not self._alike[key]:
                        del self._alike[key]

    def like_cases(self) -> LikeCases:
        """What the cases that were taken in show."""
        if self._found is None:
            alike = [tuple(acts[place] for place in sorted(acts)) for acts in self._alike.values()]
            alike.sort(key=lambda acts: acts[0].place)
            groups = [_group(acts, self._weak_below) for acts in alike]
            findings = [finding for group in groups for finding in _findings(group)]
            told = tuple(sorted(self._missing, key=lambda each: (each.entries, each.violation, each.what)))
            self._found = LikeCases(tuple(group for group in groups if len(group.acts) > 1), tuple(findings), told)
        return self._found

    def _same(self, value: V) -> V:
        same: V = self._shared.setdefault(value, value)
        return same


def _key(act: Act) -> GroupKey | None:
    """What makes acts alike; None where the record holds no advice to compare by."""
    advised = act.advised
    if advised is None or not advised.get("vector"):
        return None
    laws = tuple(tuple(sorted(branch.items())) for branch in advised["law"])
    vector = bytes.fromhex(advised["vector"]).translate(_TRUTH)
    return advised["matter"], laws, advised["chosen"], advised["layout"], vector


def _like_act(case: Decided, act: Act, same: Callable[[Any], Any]) -> LikeAct:
    advised = act.advised or NOTHING
    settled = _UNKNOWN not in bytes.fromhex(advised["vector"]).translate(_TRUTH)
    permitted = tuple((name, bool(certain)) for name, _, certain in advised.get("permitted") or ())
    imposed = act.fine or None if act.outcome in FINED else None  # a fine of nothing is none: a warning alone
    matter, statutory = same(str(act.matter)), same(range_of(act))
    return LikeAct(case.entries, same(act.id), matter, same(act.outcome), imposed, statutory, same(permitted), settled)


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
