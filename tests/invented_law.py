"""The law of an invented canal town (jurisdiction 99): statutes may change, the tests of the engine may not.

`make_case(**changes)` gives a case file, `rulebook(...)` a rulebook in memory; the strategies draw random rules, worlds
(every fact settled) and the views that a file may have of a world.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st

from penalty_rules.case.reading import CaseReader
from penalty_rules.evaluator import Evaluator
from penalty_rules.rulebook import Rulebook
from penalty_rules.ruleset import Ruleset, parse_ruleset
from penalty_rules.vocabulary import Vocabulary
from penalty_rules.vocabulary.words import Words

PLACE, DOMAIN = "990101", "canal"
MATTERS = ("canal/lamp_unlit", "canal/berth_overstayed", "canal/rope_frayed")
CONDUCT, DECISION = date(2030, 6, 3), date(2030, 12, 2)
Raw = dict[str, Any]


def circumstance(name: str, kind: str, **more: Any) -> Raw:
    """One entry of a vocabulary; the label is made of the name."""
    words = {"zh": f"「{name}」", "en": name.replace("_", " ")}
    if isinstance(more.get("values"), str):
        more["values"] = {each: {"zh": f"『{each}』", "en": each} for each in more["values"].split()}
    if "presumption" in more:
        more["presumption"] = {"value": more["presumption"], "basis": words}
    return {"name": name, "type": kind, "label": words, "question": words, **more}


VOCABULARY: list[Raw] = [
    circumstance("elements_established", "boolean", presumption=True),
    circumstance("facts_clear", "boolean", presumption=True),
    circumstance("suspected_crime", "boolean", role="aggravating", presumption=False),
    circumstance("act_minor", "boolean", role="mitigating", judgement=True),
    circumstance("harm", "enum", values="none minor medium serious", ordered=True, role="mitigating", judgement=True),
    circumstance("correction.time", "enum", values="early ordered late never", ordered=True, role="mitigating",
                 definition=[{"value": "early", "when": {"corrected_on": {"before": "discovered_on"}}},
                             {"value": "ordered", "when": {"corrected_on": {"on_or_before": "order_deadline"}}},
                             {"value": {"at_least": "late"}, "when": {"corrected_on": {"after": "order_deadline"}}}]),
    circumstance("correction.timely", "boolean", role="mitigating",
                 definition=[{"value": True, "when": {"correction.time": {"at_most": "ordered"}}},
                             {"value": False, "when": {"correction.time": "never"}}]),
    circumstance("correction.refused", "boolean", role="aggravating",
                 definition=[{"value": False, "when": {"correction.time": {"at_most": "ordered"}}}]),
    circumstance("merit", "boolean", role="mitigating", presumption=False),
    circumstance("helpful", "boolean", role="mitigating"),
    circumstance("obstructed", "boolean", role="aggravating", presumption=False),
    circumstance("at_night", "boolean", role="aggravating"),
    circumstance("without_fault", "boolean", role="mitigating", burden="party", presumption=False),
    circumstance("party.age", "integer", applies_to="natural_person", presumption={"at_least": 18}),
    circumstance("capacity", "enum", values="none partial full", ordered=True, applies_to="natural_person",
                 presumption="full"),
    circumstance("wares", "set", values="lamps rope tar salt"),
    circumstance("goods_value", "money"),
    circumstance("illegal_gains", "money"),
    circumstance("smoke", "number"),
    circumstance("crew", "integer"),
    circumstance("quay", "enum", values="north south island"),
    circumstance("weighing.prevails", "enum", values="mitigating balanced aggravating", ordered=True, judgement=True),
    circumstance("discovered_on", "date"),
    circumstance("corrected_on", "date"),
    circumstance("order_deadline", "date"),
    *(circumstance(name, "date", system=True) for name in ("conduct_start", "conduct_end", "decided_on", "filed_on")),
]  # fmt: skip
CITES = [{"law": "运河条例", "article": "第一条"}]
_CHANNELS = ("capacity", "no_fault", "minor", "first", "list")
_PLAIN = {
    "met.elements": "settle.not_established.elements", "met.crime": "settle.referred duty.referral.for.referred",
    "met.facts_unclear": "settle.not_established.facts", "met.limitation": "settle.time_barred",
    "effect.order_only.shall": "settle.order_only", "effect.lighter.shall": "permit.lighter oblige.mitigation",
    "effect.lighter.may": "permit.lighter", "effect.reduced.shall": "permit.reduced prefer.reduced oblige.mitigation",
    "effect.reduced.may": "permit.reduced prefer.reduced",
    "effect.lighter_or_reduced.shall": "permit.lighter permit.reduced oblige.mitigation",
    "effect.lighter_or_reduced.may": "permit.lighter permit.reduced",
    "effect.heavier.shall": "permit.heavier oblige.heavier", "effect.heavier.may": "permit.heavier",
    "effect.no_coercion.shall": "coercion.not_taken oblige.no_coercion", "effect.no_coercion.may": "coercion.not_taken",
    "permit.no_penalty": "duty.education.for.no_penalty", "always": "duty.order_to_correct.for.any_penalty",
}  # fmt: skip


def core_doctrine() -> list[Raw]:
    """The productions of the invented core statute."""
    found = dict(_PLAIN)
    for channel in _CHANNELS:
        permitted = f"permit.no_penalty.{channel} permit.no_penalty"
        found[f"effect.no_penalty.shall.{channel}"] = f"{permitted} oblige.no_penalty.{channel}"
        found[f"effect.no_penalty.may.{channel}"] = permitted
    return [{"id": f"C{n}", "if": [given], "then": then.split()} for n, (given, then) in enumerate(found.items())]


def make_rule(name: str, ground: str, effect: str, when: Any, **more: Any) -> Raw:
    """A rule as written."""
    return {"id": name, "title": {"zh": name, "en": name}, "ground": ground, "effect": effect, "when": when,
            "cites": CITES, **more}  # fmt: skip


CORE_RULES = (
    make_rule("K-elements", "elements", "not_established", {"elements_established": False}),
    make_rule("K-crime", "crime", "referred", "suspected_crime"),
    make_rule("K-facts", "facts_unclear", "not_established", {"facts_clear": False}),
)
CLAUSES = (
    {"id": "canal-1", "fine": [{"from": "1000 yuan", "to": "9000 yuan"}]},
    {"id": "canal-2", "fine": [{"when": {"goods_value": {"less_than": "500 yuan"}}, "from": "200 yuan",
                                "to": "900 yuan"}, {"multiple_of": "goods_value", "from": 2, "to": 5}]},
    {"id": "canal-3", "fine": [{"to": "700 yuan"}], "kinds": {"alternatives": ["warning", "fine"]}},
    {"id": "canal-4", "fine": [{"from": "100 yuan", "to": "600 yuan"}], "fine_requires_refusal": True,
     "kinds": {"required": ["fine"]}},
)  # fmt: skip
METHODS = (None, {"name": "span_share", "lighter": "30%", "heavier": "30%"})


def make_ruleset(name: str = "rules", **changes: Any) -> Raw:
    """A ruleset as written: a statute of the town without rules."""
    domain = changes.get("domain", DOMAIN)
    made = {
        "id": f"99/{domain}/{name}", "version": "2020", "kind": "statute", "rank": "local_regulation",
        "title": {"zh": "运河条例（虚构）", "en": "Canal Act (invented)"}, "jurisdiction": "99", "domain": domain,
        "in_force": {"from": date(2020, 1, 1)}, "status": "illustrative", "sources": [{"text": "虚构"}],
    }  # fmt: skip
    return {**made, **changes}


def core(**changes: Any) -> Raw:
    """The core statute: the three bars that every law has, the doctrine, the choice of the milder law, four clauses."""
    parts = {"rules": list(CORE_RULES), "doctrine": core_doctrine(), "clauses": list(CLAUSES)}
    return make_ruleset("core", domain="general", parameters={"lenient_choice": True}, **{**parts, **changes})


@cache
def vocabulary() -> Vocabulary:
    return Vocabulary.from_documents({"invented": {"circumstances": VOCABULARY}})


@cache
def parsed_core() -> Ruleset:
    return parse_ruleset(core(), vocabulary(), "core")


@cache
def reader() -> CaseReader:
    return CaseReader(vocabulary(), dict.fromkeys(MATTERS))


class InventedRulebook(Rulebook):
    """A rulebook that holds nothing but what it is given."""

    def tree(self) -> tuple[Any, ...]:
        return ()

    def domains(self) -> tuple[str, ...]:
        return (DOMAIN,)

    def vocabulary(self, domain: str) -> Vocabulary:
        return vocabulary()

    def matters(self, domain: str) -> Mapping[str, Words]:
        return {name: Words(zh=name, en=name) for name in MATTERS}

    def reader(self, domain: str) -> CaseReader:
        return reader()


def rulebook(*rulesets: Raw | Ruleset, with_core: bool = True) -> InventedRulebook:
    ready = [r if isinstance(r, Ruleset) else parse_ruleset(r, vocabulary(), str(r.get("id"))) for r in rulesets]
    return InventedRulebook(extra=[*([parsed_core()] if with_core else []), *ready])


def evaluator(*rulesets: Raw | Ruleset, with_core: bool = True) -> Evaluator:
    """An evaluator of the core statute and more rulesets, on the plain fixpoint alone."""
    return Evaluator(rulebook(*rulesets, with_core=with_core), engine=None)


def make_case(shown: Raw | None = None, **changes: Any) -> Raw:
    """A case file with one violation; `matter`, `conduct`, `clauses` go to the violation, all else to the case."""
    violation: Raw = {"matter": MATTERS[0], "conduct": CONDUCT, "facts": shown or {}}
    violation |= {key: changes.pop(key) for key in ("matter", "conduct", "clauses") if key in changes}
    made: Raw = {"id": "c", "jurisdiction": PLACE, "domain": DOMAIN, "party": {"kind": "natural_person"},
                 "decision_date": DECISION, "violations": [violation]}  # fmt: skip
    return {**made, **changes}


# --- strategies: rules ---------------------------------------------------------------------------------------------

LENIENT_TESTS: list[Any] = [
    "act_minor", {"harm": "none"}, {"harm": {"at_most": "minor"}}, "correction.timely", {"correction.time": "early"},
    {"correction.time": {"at_most": "ordered"}}, "merit", "helpful", "without_fault", {"obstructed": False},
    {"at_night": False}, {"harm": {"in": ["none", "minor"]}}, {"correction.refused": False},
]  # fmt: skip
HARSH_TESTS: list[Any] = [
    {"act_minor": False}, {"harm": {"at_least": "medium"}}, {"harm": "serious"}, {"correction.time": "never"},
    {"merit": False}, "obstructed", "at_night", "correction.refused", {"correction.timely": False},
]  # fmt: skip
OTHER_TESTS: list[Any] = [
    {"wares": {"includes": ["lamps"]}}, {"wares": {"excludes": ["tar", "salt"]}}, {"quay": "island"},
    {"wares": {"includes": ["tar", "rope"]}}, {"quay": {"in": ["north", "south"]}},
    {"goods_value": {"at_most": "500 yuan"}}, {"goods_value": {"less_than": "1000 yuan"}},
    {"goods_value": {"at_least": "300 yuan", "less_than": "500 yuan"}}, {"illegal_gains": {"more_than": "0 yuan"}},
    {"smoke": {"more_than": "1/2"}}, {"smoke": {"at_most": 2}}, {"crew": {"at_least": 3}}, {"crew": 2},
    {"party.age": {"less_than": 14}}, {"party.age": {"at_least": 14, "less_than": 18}}, {"capacity": "none"},
    {"capacity": "partial"},
    {"discovered_on": {"after": {"fact": "conduct_end", "plus": {"years": 2}}}},
    {"discovered_on": {"after": {"fact": "conduct_end", "plus": {"months": 6}}}},
    {"corrected_on": {"on_or_before": "order_deadline"}}, {"discovered_on": {"on_or_after": date(2030, 9, 1)}},
    {"first_violation": True}, {"first_violation": {"within": {"years": 2}}},
    {"first_violation": {"within": {"years": 1}, "same": "domain"}},
    {"prior_violation": {"within": {"years": 1}, "counts": "penalised"}}, {"harm": {"in": ["none", "medium"]}},
    {"first_violation": {"within": "calendar_year", "same": "provision"}}, "unread",
]  # fmt: skip
_EFFECTS = {
    "no_penalty": ("minor_violation", "first_violation", "no_fault", "minor_age"), "time_barred": ("limitation",),
    "order_only": ("fine_precondition",), "lighter": ("lighter_circumstance",), "reduced": ("reduced_circumstance",),
    "lighter_or_reduced": ("lighter_circumstance",), "heavier": ("heavier_circumstance",), "bar": ("exclusion",),
    "no_coercion": ("coercion",),
}  # fmt: skip
LENIENT = ("no_penalty", "no_penalty", "order_only", "lighter", "lighter", "reduced", "lighter_or_reduced")
HARSH = ("heavier", "heavier", "bar")


class Choices:
    """Decisions read off a string of bytes: quick to draw, and smaller bytes decide for simpler things."""

    def __init__(self, drawn: bytes) -> None:
        self._drawn = iter(drawn)

    def upto(self, most: int) -> int:
        """A number from 0 to `most`."""
        return next(self._drawn, 0) % (most + 1)

    def pick(self, options: Sequence[Any]) -> Any:
        return options[self.upto(len(options) - 1)]

    def order(self, items: Iterable[Any]) -> list[Any]:
        """The items in some order."""
        rest = list(items)
        return [rest.pop(self.upto(len(rest) - 1)) for _ in range(len(rest))]


def drawn(size: int, make: Callable[[Choices], Any]) -> st.SearchStrategy[Any]:
    """What `make` decides by a string of `size` bytes."""
    return st.binary(min_size=size, max_size=size).map(lambda found: make(Choices(found)))


CHOICES = drawn(80, lambda choices: choices)


def condition(choices: Choices, tests: Sequence[Any]) -> Any:
    """A condition as written, one or two levels deep."""
    shape = choices.upto(4)
    first, second, third = (choices.pick(tests) for _ in range(3))
    either = {"any": [second, third]}
    shapes = [first, first, {"all": [first, second]}, {"any": [first, second]}, {"all": [first, either]}]
    return shapes[shape]


ANY_TEST = LENIENT_TESTS + HARSH_TESTS + OTHER_TESTS
SETTLED_TESTS = [each for each in OTHER_TESTS if each not in ("unread", {"harm": {"in": ["none", "medium"]}})]


def any_condition(choices: Choices) -> Any:
    found = condition(choices, ANY_TEST)
    return {"not": found} if choices.upto(4) == 4 else found


def lenient_condition(choices: Choices) -> Any:
    return condition(choices, LENIENT_TESTS * 2 + SETTLED_TESTS)


def harsh_condition(choices: Choices) -> Any:
    return condition(choices, HARSH_TESTS * 2 + SETTLED_TESTS)


def random_rule(choices: Choices, number: int, *, monotone: bool = False) -> Raw:
    """A rule as written; `monotone`: what speaks for the party only helps it, what speaks against it only harms it.

    So no monotone rule picks harm that is “none or medium”, which neither more harm nor less brings about.
    """
    effect = choices.pick((*LENIENT, *HARSH) if monotone else tuple(_EFFECTS))
    when, unless = any_condition, any_condition
    if monotone:
        when, unless = (harsh_condition, lenient_condition) if effect in HARSH else (lenient_condition, harsh_condition)
    ground, force = choices.pick(_EFFECTS[effect]), choices.pick(("shall", "may"))
    made = make_rule(f"R{number}", ground, effect, when(choices), force=force)
    if choices.upto(3) == 3:
        made["unless"] = unless(choices)
    if effect == "bar":
        made["bars"] = [choices.pick(("minor", "first", "list", "reduced", "lighter", "no_fault"))]
    if choices.upto(3) == 3:
        made["follow_up"] = ["education"]
    return made


def random_law(choices: Choices, *, monotone: bool = False) -> list[Raw]:
    """One to three rulesets of one to six random rules."""
    found = [random_rule(choices, number, monotone=monotone) for number in range(1 + choices.upto(5))]
    made = []
    for number, kind in enumerate(("statute", "list", "discretion_standard")):
        if mine := found[number::3]:
            method = choices.pick(METHODS) if kind == "discretion_standard" else None
            made.append(make_ruleset(f"law_{number}", kind=kind, rules=mine, fine_method=method))
    if not monotone and choices.upto(3) == 3:
        made[0]["exclusions"] = [condition(choices, ANY_TEST)]
    return made


LAWS = drawn(90, random_law)
MONOTONE_LAWS = drawn(90, lambda choices: random_law(choices, monotone=True))


# --- strategies: worlds, and views of them -------------------------------------------------------------------------

AMOUNTS = ("0 yuan", "299.99 yuan", "300 yuan", "499.99 yuan", "500 yuan", "999.99 yuan", "1000 yuan", "70000 yuan")
DAYS = tuple(CONDUCT + timedelta(days=n) for n in (0, 1, 40, 90, 91, 150, 182))
VALUES: dict[str, tuple[Any, ...]] = {
    **{each["name"]: (True, False) for each in VOCABULARY if each["type"] == "boolean"},
    **{each["name"]: tuple(each["values"]) for each in VOCABULARY if each["type"] == "enum"},
    "party.age": (0, 13, 14, 17, 18, 40), "wares": ([], ["lamps"], ["tar"], ["lamps", "rope", "tar"], ["salt"]),
    "goods_value": AMOUNTS, "illegal_gains": AMOUNTS, "smoke": (0, "1/3", "1/2", "0.6", 2, 3), "crew": (1, 2, 3, 9),
    "discovered_on": DAYS[2:5], "corrected_on": DAYS, "order_deadline": DAYS,
}  # fmt: skip
PAST = (None, 100, 200, 400, 700, 800, 2000)
NATURAL_ONLY = frozenset({"party.age", "capacity"})


@dataclass(frozen=True)
class World:
    """Every fact of a violation; `past`: days before the act on which something was done, with matter and sanction."""

    facts: Mapping[str, Any]
    past: tuple[tuple[int, str, str], ...] = ()
    natural: bool = True
    clauses: tuple[str, ...] = ("canal-1",)

    def case(self, shown: Mapping[str, Any], *, searched: bool = True) -> Raw:
        """The file that shows these facts, and the record if it was `searched`."""
        kind = "natural_person" if self.natural else "enterprise"
        changes: Raw = {"party": {"kind": kind}, "clauses": list(self.clauses)}
        if searched:
            records = [{"conduct": CONDUCT - timedelta(days=n), "matter": m, "outcome": o} for n, m, o in self.past]
            changes["history"] = {"checked": {"from": "ever"}, "records": records}
        return make_case(dict(shown), **changes)


def random_world(choices: Choices) -> World:
    """A world in which no two facts contradict each other."""
    natural = choices.upto(2) > 0
    facts = {name: choices.pick(values) for name, values in VALUES.items() if natural or name not in NATURAL_ONLY}
    settle_correction(facts)
    days = dict.fromkeys(choices.pick(PAST) for _ in range(2))
    past = tuple((n, choices.pick(MATTERS[:2]), choices.pick(("penalised", "exempted"))) for n in days if n is not None)
    clauses = choices.pick((("canal-1",), ("canal-2",), ("canal-3",), ("canal-4",), ("canal-1", "canal-2"), ()))
    return World(facts, past, natural, clauses)


WORLDS = drawn(48, random_world)


def settle_correction(facts: Raw) -> None:
    """Let the facts on correction follow from each other as the vocabulary defines them."""
    if facts["corrected_on"] < facts["discovered_on"]:
        facts["correction.time"] = "early"
    elif facts["corrected_on"] <= facts["order_deadline"]:
        facts["correction.time"] = "ordered"
    elif facts["correction.time"] in ("early", "ordered"):
        facts["correction.time"] = "late"
    if facts["correction.time"] in ("early", "ordered"):
        facts["correction.timely"], facts["correction.refused"] = True, False
    elif facts["correction.time"] == "never":
        facts["correction.timely"] = False


def interval_around(name: str, value: Any, wide: int) -> Any:
    """An interval that holds the value: `wide` picks the ends."""
    kind = vocabulary()[name].type
    ends = VALUES[name]
    if kind not in ("money", "number", "integer", "date") and name not in ("harm", "correction.time"):
        return "unknown"
    at = ends.index(value)
    low, high = ends[max(0, at - wide % 3)], ends[min(len(ends) - 1, at + wide // 3)]
    return {"between": [low, high]} if wide % 2 else {"at_most": high}


def two_views(choices: Choices, world: World) -> tuple[Raw, Raw]:
    """Two views of a world, as facts of a file: the second knows all that the first knows, and more."""
    less: Raw = {}
    more: Raw = {}
    for name, value in world.facts.items():
        how = choices.upto(9)
        if how < 4:
            less[name] = more[name] = value
        elif how < 7:
            more[name] = value
        elif how == 7:
            less[name] = more[name] = interval_around(name, value, choices.upto(8))
        elif how == 8:
            less[name], more[name] = interval_around(name, value, choices.upto(8)), value
        else:
            less[name] = "unknown"
    return less, more
