"""(m): the same rules as hand-written closures that trace every test: the yardstick of all ratios."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from workload import EFFECTS, Leaf, Rule

Test = Callable[[dict[str, Any]], int]
_RANK = {effect: rank for rank, effect in enumerate(EFFECTS, 1)}


class Reference:
    """Truth 1, 0 or 2 (unknown) of every rule of a case, with (test, truth, observed) for every test."""

    name = "(m) hand-written closures, full trace"

    def __init__(self, general: list[Rule], listed: list[Rule]) -> None:
        self._general = [_compiled(rule) for rule in general]
        self._by_matter: dict[str, list[Any]] = {}
        for rule in listed:
            self._by_matter.setdefault(str(rule.matter), []).append(_compiled(rule))

    def evaluate(self, case: dict[str, Any]) -> dict[str, Any]:  # noqa: C901 - inlined on purpose: it is the yardstick
        met, open_, trace, get = [], [], [], case.get
        for rules in (self._by_matter.get(case["matter"], ()), self._general):
            for rule in rules:
                truth, tests = 1, []
                for group in rule[3]:
                    best = 0
                    for path, fact, other, test in group:
                        found = test(case)
                        seen = (path, found, get(fact)) if other is None else (path, found, get(fact), get(other))
                        tests.append(seen)
                        if found == 1:
                            best = 1
                        elif found == 2 and best == 0:
                            best = 2
                    if best == 0:
                        truth = 0
                    elif best == 2 and truth == 1:
                        truth = 2
                trace.append((rule[0], truth, tests))
                if truth == 1:
                    met.append(rule)
                elif truth:
                    open_.append(rule)
        return {**_decided(met, open_), "trace": trace}


def _decided(met: list[Any], open_: list[Any]) -> dict[str, Any]:
    best = max((rule[2] for rule in met), default=0)
    return {
        "outcome": EFFECTS[best - 1] if best else "none",
        "met": [(rule[0], rule[1]) for rule in met],
        "open": [rule[0] for rule in open_],
        "hangs_on": [rule[0] for rule in open_ if rule[2] > best],
    }


def _compiled(rule: Rule) -> tuple[Any, ...]:
    groups = [
        [(f"{i}.{j}", leaf.fact, leaf.other, _test(leaf)) for j, leaf in enumerate(group)]
        for i, group in enumerate(rule.groups)
    ]
    return rule.id, rule.cites, _RANK[rule.effect], groups


def _test(leaf: Leaf) -> Test:
    fact, other, value = leaf.fact, leaf.other, leaf.value
    if leaf.operator == "within":

        def within(case: dict[str, Any]) -> int:
            later, earlier = case.get(fact), case.get(other)
            return 2 if later is None or earlier is None else 1 if later - earlier <= value else 0

        return within
    if leaf.operator == "between":
        return _between(fact, *value)
    if leaf.operator in ("any_of", "all_of", "none_of"):
        return _members(leaf.operator, fact, value)
    if leaf.operator == "in":
        return _one_of(fact, value)

    def is_(case: dict[str, Any]) -> int:
        found = case.get(fact)
        return 2 if found is None else 1 if found is value else 0

    return is_


def _one_of(fact: str, value: Iterable[str]) -> Test:
    values = frozenset(value)

    def one_of(case: dict[str, Any]) -> int:
        found = case.get(fact)
        return 2 if found is None else 1 if found in values else 0

    return one_of


def _between(fact: str, low: int | None, high: int | None) -> Test:
    def at_most(case: dict[str, Any]) -> int:
        found = case.get(fact)
        return 2 if found is None else 1 if found <= high else 0

    def at_least(case: dict[str, Any]) -> int:
        found = case.get(fact)
        return 2 if found is None else 1 if found >= low else 0

    def between(case: dict[str, Any]) -> int:
        found = case.get(fact)
        return 2 if found is None else 1 if low <= found <= high else 0

    return at_most if low is None else at_least if high is None else between


def _members(operator: str, fact: str, value: Iterable[str]) -> Test:
    values = frozenset(value)

    def any_of(case: dict[str, Any]) -> int:
        found = case.get(fact)
        return 2 if found is None else 0 if values.isdisjoint(found) else 1

    def all_of(case: dict[str, Any]) -> int:
        found = case.get(fact)
        return 2 if found is None else 1 if values.issubset(found) else 0

    def none_of(case: dict[str, Any]) -> int:
        found = case.get(fact)
        return 2 if found is None else 1 if values.isdisjoint(found) else 0

    return {"any_of": any_of, "all_of": all_of, "none_of": none_of}[operator]
