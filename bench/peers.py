"""Other engines on the same rules, fed with the rules of a case's matter and the general ones; each returns the ids of
the rules that hold. None of them knows an unknown, and only zen's `trace` names anything of what it did.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from importlib.metadata import version
from typing import Any

from workload import Leaf, Rule

Case = dict[str, Any]


class Peer:
    """An engine that is given rules in groups of one matter (None: general), each group made ready on first use."""

    name: str
    package: str

    def __init__(self, general: list[Rule], listed: list[Rule]) -> None:
        self._rules: dict[Any, list[Rule]] = {None: general}
        for rule in listed:
            self._rules.setdefault(rule.matter, []).append(rule)
        self._ready: dict[Any, Any] = {}

    @property
    def title(self) -> str:
        return f"{self.name} {version(self.package)}"

    def evaluate(self, case: Case) -> list[str]:
        found: list[str] = []
        for matter in (case["matter"], None):
            ready = self._ready.get(matter)
            if ready is None and matter in self._rules:
                ready = self._ready[matter] = self.prepare(self._rules[matter], matter)
            if ready is not None:
                found += self.met(ready, case)
        return found

    def prepare(self, rules: list[Rule], matter: str | None) -> Any:
        raise NotImplementedError

    def met(self, ready: Any, case: Case) -> Iterable[str]:
        raise NotImplementedError


def joined(rule: Rule, leaf: Callable[[Leaf], str], both: str, either: str) -> str:
    """A rule as one expression."""
    return both.join(f"({either.join(leaf(each) for each in group)})" for group in rule.groups)


def _quoted(values: Iterable[str]) -> str:
    return ", ".join(f'"{value}"' for value in values)


class Cel(Peer):
    """Google's Common Expression Language, the implementation in Rust."""

    name, package = "CEL (Rust)", "common-expression-language"

    def prepare(self, rules: list[Rule], matter: str | None) -> Any:
        import cel

        rows = ", ".join(joined(rule, self._leaf, " && ", " || ") for rule in rules)
        return [rule.id for rule in rules], cel.compile(f"[{rows}]")

    def met(self, ready: Any, case: Case) -> Iterable[str]:
        names, program = ready
        return [name for name, holds in zip(names, program.execute({"c": case}), strict=True) if holds]

    def _leaf(self, leaf: Leaf) -> str:
        fact, value = f"c.{leaf.fact}", leaf.value
        has = f"has({fact})"
        if leaf.operator == "is":
            return f"{has} && {fact} == {str(value).lower()}"
        if leaf.operator == "in":
            return f"{has} && {fact} in [{_quoted(value)}]"
        if leaf.operator == "between":
            ends = zip((">=", "<="), value, strict=True)
            return " && ".join([has, *(f"{fact} {sign} {end}" for sign, end in ends if end is not None)])
        if leaf.operator == "within":
            return f"{has} && has(c.{leaf.other}) && {fact} - c.{leaf.other} <= {value}"
        tests = [f'"{each}" in {fact}' for each in value]
        if leaf.operator == "all_of":
            return " && ".join([has, *tests])
        either = " || ".join(tests)
        return f"{has} && ({either})" if leaf.operator == "any_of" else f"{has} && !({either})"


class Zen(Peer):
    """GoRules' zen-engine with its trace (the rows that held): a decision table for each matter and a general one."""

    name, package = "zen-engine, trace, a table for each matter", "zen-engine"

    def prepare(self, rules: list[Rule], matter: str | None) -> Any:
        import zen

        return zen.ZenEngine().create_decision(zen.ZenDecisionContent(json.dumps(_zen_table(rules))))

    def met(self, ready: Any, case: Case) -> Iterable[str]:
        return [row["id"] for row in ready.evaluate(case, {"trace": True})["result"] or ()]


class ZenInOne(Zen):
    """The same with one table over all matters: faster for short lists, linear in long ones."""

    name = "zen-engine, trace, one table"

    def __init__(self, general: list[Rule], listed: list[Rule]) -> None:
        super().__init__([*general, *listed], [])


def _zen_table(rules: list[Rule]) -> dict[str, Any]:
    inputs = [{"id": "matter", "name": "matter", "field": "matter"}, {"id": "tests", "name": "tests"}]
    rows = [
        {"_id": rule.id, "matter": f'"{rule.matter}"' if rule.matter else "", "o": f'"{rule.id}"',
         "tests": joined(rule, _zen_leaf, " and ", " or ")}
        for rule in rules
    ]  # fmt: skip
    outputs = [{"id": "o", "name": "id", "field": "id"}]
    content = {"hitPolicy": "collect", "inputs": inputs, "outputs": outputs, "rules": rows}
    at = {"position": {"x": 0, "y": 0}}
    return {
        "nodes": [
            {"id": "a", "type": "inputNode", "name": "in", **at},
            {"id": "t", "type": "decisionTableNode", "name": "t", "content": content, **at},
            {"id": "z", "type": "outputNode", "name": "out", **at},
        ],
        "edges": [
            {"id": "1", "sourceId": "a", "targetId": "t", "type": "edge"},
            {"id": "2", "sourceId": "t", "targetId": "z", "type": "edge"},
        ],
    }


def _zen_leaf(leaf: Leaf) -> str:
    fact, value = leaf.fact, leaf.value
    if leaf.operator == "is":
        return f"{fact} == {str(value).lower()}"
    if leaf.operator == "in":
        return f"{fact} in [{_quoted(value)}]"
    tests = [f"{fact} != null"]
    if leaf.operator == "between":
        tests += [f"{fact} {sign} {end}" for sign, end in zip((">=", "<="), value, strict=True) if end is not None]
    elif leaf.operator == "within":
        tests += [f"{leaf.other} != null", f"{fact} - {leaf.other} <= {value}"]
    elif leaf.operator == "all_of":
        tests += [f'"{each}" in {fact}' for each in value]
    else:
        tests.append(f"{'some' if leaf.operator == 'any_of' else 'none'}({fact}, # in [{_quoted(value)}])")
    return f"({' and '.join(tests)})"


class RuleEngine(Peer):
    """zeroSteiner's rule-engine."""

    name, package = "rule-engine", "rule-engine"

    def prepare(self, rules: list[Rule], matter: str | None) -> Any:
        import rule_engine

        context = rule_engine.Context(default_value=None)
        texts = [joined(rule, self._leaf, " and ", " or ") for rule in rules]
        return [(rule.id, rule_engine.Rule(text, context=context)) for rule, text in zip(rules, texts, strict=True)]

    def met(self, ready: Any, case: Case) -> Iterable[str]:
        return [name for name, rule in ready if rule.matches(case)]

    def _leaf(self, leaf: Leaf) -> str:
        fact, value = leaf.fact, leaf.value
        if leaf.operator == "is":
            return f"{fact} == {str(value).lower()}"
        if leaf.operator == "in":
            return f"{fact} in [{_quoted(value)}]"
        tests = [f"{fact} != null"]
        if leaf.operator == "between":
            tests += [f"{fact} {sign} {end}" for sign, end in zip((">=", "<="), value, strict=True) if end is not None]
        elif leaf.operator == "within":
            tests += [f"{leaf.other} != null", f"{fact} - {leaf.other} <= {value}"]
        elif leaf.operator == "all_of":
            tests += [f'"{each}" in {fact}' for each in value]
        else:
            either = " or ".join(f'"{each}" in {fact}' for each in value)
            tests.append(f"({either})" if leaf.operator == "any_of" else f"not ({either})")
        return f"({' and '.join(tests)})"


class JsonLogic(Peer):
    """JSON Logic."""

    name, package = "json-logic-qubit", "json-logic-qubit"

    def prepare(self, rules: list[Rule], matter: str | None) -> Any:
        from json_logic import jsonLogic

        self._apply = jsonLogic
        return [(rule.id, {"and": [{"or": list(map(_logic, group))} for group in rule.groups]}) for rule in rules]

    def met(self, ready: Any, case: Case) -> Iterable[str]:
        return [name for name, tests in ready if self._apply(tests, case)]


def _logic(leaf: Leaf) -> dict[str, Any]:
    fact: dict[str, Any] = {"var": leaf.fact}
    tests: list[Any] = [{"!==": [fact, None]}]
    if leaf.operator == "is":
        return {"===": [fact, leaf.value]}
    if leaf.operator == "in":
        return {"in": [fact, list(leaf.value)]}
    if leaf.operator == "between":
        tests += [{sign: [fact, end]} for sign, end in zip((">=", "<="), leaf.value, strict=True) if end is not None]
    elif leaf.operator == "within":
        other = {"var": leaf.other}
        tests += [{"!==": [other, None]}, {"<=": [{"-": [fact, other]}, leaf.value]}]
    elif leaf.operator == "all_of":
        tests += [{"in": [each, fact]} for each in leaf.value]
    else:
        either = {"or": [{"in": [each, fact]} for each in leaf.value]}
        tests.append(either if leaf.operator == "any_of" else {"!": either})
    return {"and": tests}
