"""Two more engines: OpenFisca, made for columns and here given one case; durable-rules as it comes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from peers import Case, Peer
from workload import ENUMS, FACTS, PAIRS, SETS, Leaf, Rule

_PERIOD = "2024-01"


class OpenFisca(Peer):
    """OpenFisca: a variable for each fact, one that tells whether it is known, and one for each rule."""

    name, package = "OpenFisca-Core", "openfisca-core"

    def __init__(self, general: list[Rule], listed: list[Rule]) -> None:
        from openfisca_core.entities import build_entity
        from openfisca_core.taxbenefitsystems import TaxBenefitSystem

        super().__init__(general, listed)
        self._entity = build_entity(key="case", plural="cases", label="", is_person=True)
        self._system = TaxBenefitSystem([self._entity])
        for fact in FACTS:
            self._variable(fact, int)
            self._variable(f"known_{fact}", bool)

    def _variable(self, name: str, kind: type, formula: Any = None) -> None:
        from openfisca_core.periods import DateUnit
        from openfisca_core.variables import Variable

        given = {"value_type": kind, "entity": self._entity, "definition_period": DateUnit.MONTH}
        self._system.add_variable(type(name, (Variable,), {**given, **({"formula": formula} if formula else {})}))

    def prepare(self, rules: list[Rule], matter: str | None) -> Any:
        for rule in rules:
            self._variable(f"rule_{rule.id}", bool, _formula(rule))
        return [(rule.id, f"rule_{rule.id}") for rule in rules]

    def evaluate(self, case: Case) -> list[str]:
        import numpy
        from openfisca_core.simulations import SimulationBuilder

        for matter in (case["matter"], None):
            if matter not in self._ready and matter in self._rules:
                self._ready[matter] = self.prepare(self._rules[matter], matter)
        builder = SimulationBuilder()
        builder.create_entities(self._system)
        builder.declare_person_entity("case", range(1))
        simulation = builder.build(self._system)
        for fact in FACTS:
            simulation.set_input(f"known_{fact}", _PERIOD, numpy.array([fact in case]))
            simulation.set_input(fact, _PERIOD, numpy.array([_number(fact, case.get(fact))]))
        wanted = [*self._ready.get(case["matter"], ()), *self._ready[None]]
        return [name for name, variable in wanted if simulation.calculate(variable, _PERIOD)[0]]


def _number(fact: str, value: Any) -> int:
    if value is None:
        return 0
    if fact in SETS:
        return sum(1 << SETS[fact].index(each) for each in value)
    return ENUMS[fact].index(value) if fact in ENUMS else int(value)


def _formula(rule: Rule) -> Any:
    groups = [[_vector(leaf) for leaf in group] for group in rule.groups]

    def formula(case: Any, period: Any) -> Any:
        met: Any = True
        for group in groups:
            either: Any = False
            for test in group:
                either = either | test(case, period)
            met = met & either
        return met

    return formula


def _vector(leaf: Leaf) -> Any:
    import numpy

    fact, known, value = leaf.fact, f"known_{leaf.fact}", leaf.value
    if leaf.operator == "within":
        return lambda c, p: c(known, p) & c(f"known_{leaf.other}", p) & (c(fact, p) - c(leaf.other, p) <= value)
    if leaf.operator == "between":
        low, high = (-(2**31) if value[0] is None else value[0]), (2**31 - 1 if value[1] is None else value[1])
        return lambda c, p: c(known, p) & (c(fact, p) >= low) & (c(fact, p) <= high)
    if leaf.operator == "is":
        return lambda c, p: c(known, p) & (c(fact, p) == int(value))
    if leaf.operator == "in":
        among = numpy.array([each in value for each in ENUMS[fact]])
        return lambda c, p: c(known, p) & among[c(fact, p)]
    mask = _number(fact, value)
    if leaf.operator == "any_of":
        return lambda c, p: c(known, p) & ((c(fact, p) & mask) != 0)
    wanted = mask if leaf.operator == "all_of" else 0
    return lambda c, p: c(known, p) & ((c(fact, p) & mask) == wanted)


class DurableRules(Peer):
    """durable-rules with the case as a fact: one ruleset for each matter and one for the general rules."""

    name, package = "durable_rules, raw", "durable_rules"

    def __init__(self, general: list[Rule], listed: list[Rule]) -> None:
        from durable import engine

        class Quiet(engine.Host):  # type: ignore[misc]
            def _run(self) -> None:
                """No timer threads: only synchronous calls are made."""

        super().__init__(general, listed)
        self._host, self._serial = Quiet({}), 0
        self._found: list[str] = []

    def prepare(self, rules: list[Rule], matter: str | None) -> str:
        name = (matter or "general").replace("/", "_")
        self._host.register_rulesets({name: {rule.id: self._rule(rule) for rule in rules}})
        return name

    def _rule(self, rule: Rule) -> dict[str, Any]:
        groups = [_either(map(_durable, group)) for group in rule.groups]
        return {"all": [{"m": {"$and": groups}}], "run": self._note(rule.id)}

    def _note(self, name: str) -> Any:
        def run(_: Any) -> None:
            self._found.append(name)

        return run

    def evaluate(self, case: Case) -> list[str]:
        self._found.clear()
        self._fact = {"sid": 1, **{key: value for key, value in case.items() if key not in SETS}}
        for later, earlier in PAIRS:
            if later in case and earlier in case:
                self._fact[f"{later}__{earlier}"] = case[later] - case[earlier]
        for name, choices in SETS.items():
            if name in case:
                self._fact |= {f"{name}__{each}": each in case[name] for each in choices}
        super().evaluate(case)
        return list(self._found)

    def met(self, ready: Any, case: Case) -> Iterable[str]:
        from durable.engine import MessageNotHandledException

        self._serial += 1
        fact = {**self._fact, "id": self._serial}
        try:
            self._host.assert_fact(ready, fact)
        except MessageNotHandledException:
            return ()
        self._host.retract_fact(ready, fact)
        return ()


def _either(tests: Iterable[dict[str, Any]]) -> dict[str, Any]:
    found = list(tests)
    return found[0] if len(found) == 1 else {"$or": found}


def _durable(leaf: Leaf) -> dict[str, Any]:
    fact, value = leaf.fact, leaf.value
    if leaf.operator == "is":
        return {fact: value}
    if leaf.operator == "in":
        return _either({fact: each} for each in value)
    if leaf.operator == "within":
        return {"$lte": {f"{fact}__{leaf.other}": value}}
    if leaf.operator == "between":
        ends = [{sign: {fact: end}} for sign, end in zip(("$gte", "$lte"), value, strict=True) if end is not None]
        return ends[0] if len(ends) == 1 else {"$and": ends}
    members = [{f"{fact}__{each}": leaf.operator != "none_of"} for each in value]
    return _either(members) if leaf.operator == "any_of" else members[0] if len(members) == 1 else {"$and": members}
