"""Which law applies: rulesets in force by jurisdiction, domain, authority and two mandatory dates.

Statutes and regulations follow the day of the act or of the decision (the branches of 从旧兼从轻, APL 37); lists and
standards choose their version by their own transition clause, by default the day of the decision. A version that has
ended is never resurrected.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any

from .clause import Clause
from .errors import VersionsOverlap
from .fine_method import Method
from .rete import Production
from .ruleset import Rule, Ruleset

BY_BRANCH = frozenset({"statute", "regulation"})


@dataclass(frozen=True, slots=True)
class Gap:
    """A ruleset that exists for this place and domain but has no version in force on the day that selects it."""

    ruleset: str
    title: Any
    day: int
    ended: int | None
    begins: int | None


@dataclass(frozen=True)
class Law:
    """The rulesets that apply to an act in one branch, ordered by id."""

    rulesets: tuple[Ruleset, ...]
    day: int

    @cached_property
    def displaced(self) -> frozenset[str]:
        """Rules that a general rule of a special law displaces (“法律另有规定的除外”)."""
        return frozenset(each for rule in self.general for each in rule.document.displaces)

    @cached_property
    def general(self) -> tuple[Rule, ...]:
        """Rules that bear on every case."""
        return tuple(
            rule
            for each in self.rulesets
            for rule in each.rules
            if not rule.document.matter and not rule.document.provisions
        )

    def special(self, keys: Iterable[str]) -> Iterator[Rule]:
        """Rules keyed on one of the given matters or provisions, in the order of the rulesets."""
        wanted = tuple(keys)
        for each in self.rulesets:
            index = rules_by_key(each)
            seen: set[str] = set()
            for key in wanted:
                for rule in index.get(key, ()):
                    if rule.id not in seen:
                        seen.add(rule.id)
                        yield rule

    @cached_property
    def productions(self) -> tuple[Production, ...]:
        return tuple(each for ruleset in self.rulesets for each in ruleset.productions)

    @cached_property
    def clauses(self) -> Mapping[str, tuple[Clause, ...]]:
        found: dict[str, tuple[Clause, ...]] = {}
        for ruleset in self.rulesets:
            for clause in ruleset.clauses:
                found[clause.id] = (*found.get(clause.id, ()), clause)
        return found

    @cached_property
    def parameters(self) -> Mapping[str, Any]:
        """Parameters of all rulesets; where two name the same one the narrower place wins, then the later version."""
        ordered = sorted(self.rulesets, key=_precedence)
        return {key: value for each in ordered for key, value in each.document.parameters.items()}

    @property
    def fine_method(self) -> Method | None:
        """The method of the narrowest place and latest version that names one."""
        named = [each.method for each in sorted(self.rulesets, key=_precedence) if each.method is not None]
        return named[-1] if named else None

    @cached_property
    def premises(self) -> tuple[str, ...]:
        """Boolean circumstances that the doctrine of these rulesets asks about."""
        return tuple(sorted({name for each in self.rulesets for name in each.document.parameters.get("premises", ())}))


def _precedence(ruleset: Ruleset) -> tuple[int, int]:
    """The narrower place goes before the wider, then the later version before the earlier; the greatest wins."""
    return max(map(_narrowness, ruleset.document.jurisdiction)), ruleset.first_day


def _narrowness(prefix: str) -> int:
    return 0 if prefix == "cn" else len(prefix)


_INDEX: dict[str, dict[str, list[Rule]]] = {}


def rules_by_key(ruleset: Ruleset) -> Mapping[str, list[Rule]]:
    """Rules of a ruleset by matter and provision; built once for each version."""
    index = _INDEX.get(ruleset.digest)
    if index is None:
        index = {}
        for rule in ruleset.rules:
            for key in (*rule.document.matter, *rule.document.provisions):
                index.setdefault(key, []).append(rule)
        if len(_INDEX) > 1024:
            _INDEX.clear()
        _INDEX[ruleset.digest] = index
    return index


class Scope:
    """All versions of all rulesets for one place, domain and authority, and the law on any pair of days."""

    def __init__(self, versions: Iterable[Ruleset]) -> None:
        self.families: dict[str, tuple[Ruleset, ...]] = {}
        for ruleset in sorted(versions, key=lambda r: (r.id, r.first_day)):
            self.families[ruleset.id] = (*self.families.get(ruleset.id, ()), ruleset)
        self.families = {name: succession(family) for name, family in self.families.items()}
        days = {r.first_day for f in self.families.values() for r in f}
        days |= {r.last_day + 1 for f in self.families.values() for r in f if r.last_day is not None}
        clauses = [clause for f in self.families.values() for r in f for clause in r.clauses]
        days |= {clause.first_day for clause in clauses if clause.first_day is not None}
        days |= {clause.last_day + 1 for clause in clauses if clause.last_day is not None}
        self.boundaries = sorted(days)
        self._laws: dict[tuple[int, int, int], Law] = {}

    @cached_property
    def clauses(self) -> frozenset[str]:
        """The ids of all clauses."""
        return frozenset(
            clause.id for family in self.families.values() for ruleset in family for clause in ruleset.clauses
        )

    def epoch(self, day: int) -> int:
        """The number of the period, between two changes of any version, in which a day lies."""
        return bisect_right(self.boundaries, day)

    def law(self, branch_day: int, conduct: int, decision: int) -> Law:
        """The law for statutes of `branch_day`, and lists by their own date."""
        key = (self.epoch(branch_day), self.epoch(conduct), self.epoch(decision))
        law = self._laws.get(key)
        if law is None:
            chosen = (self._in_force(family, branch_day, conduct, decision) for family in self.families.values())
            law = self._laws[key] = Law(tuple(each for each in chosen if each is not None), branch_day)
        return law

    def _in_force(self, family: tuple[Ruleset, ...], branch: int, conduct: int, decision: int) -> Ruleset | None:
        day = _selecting_day(family, branch, conduct, decision)
        for ruleset in family:
            if ruleset.in_force_on(day):
                late = not ruleset.document.transition.pending_cases and conduct < ruleset.first_day
                return None if late and ruleset.document.kind not in BY_BRANCH else ruleset
        return None

    def gaps(self, branch: int, conduct: int, decision: int) -> tuple[Gap, ...]:
        """Rulesets of this place and domain without a version in force on the day that selects them."""
        found = []
        for name, family in self.families.items():
            day = _selecting_day(family, branch, conduct, decision)
            if self._in_force(family, branch, conduct, decision) is None:
                ended = [r for r in family if r.last_day is not None and r.last_day < day]
                begins = [r for r in family if r.first_day > day]
                title = (ended[-1:] or begins[:1] or family[-1:])[0].document.title
                first = begins[0].first_day if begins else None
                found.append(Gap(name, title, day, ended[-1].last_day if ended else None, first))
        return tuple(found)


def _selecting_day(family: tuple[Ruleset, ...], branch: int, conduct: int, decision: int) -> int:
    document = family[-1].document
    if document.kind in BY_BRANCH:
        return branch
    return conduct if document.transition.selected_by == "conduct" else decision


def succession(family: tuple[Ruleset, ...]) -> tuple[Ruleset, ...]:
    """The versions of a family by first day: one without a last day ends on the day before the next begins.

    Raises VersionsOverlap where two are in force on one day.
    """
    return (*(_until(first, second) for first, second in pairwise(family)), *family[-1:])


def _until(first: Ruleset, second: Ruleset) -> Ruleset:
    if second.first_day <= (first.first_day if first.last_day is None else first.last_day):
        days = (date.fromordinal(each.first_day) for each in (first, second))
        raise VersionsOverlap(first.id, (first.version, next(days)), (second.version, next(days)))
    return replace(first, last_day=second.first_day - 1) if first.last_day is None else first


__all__ = ["Gap", "Law", "Scope", "rules_by_key", "succession"]
