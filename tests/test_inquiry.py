"""What is still possible, and what to ask: classes of answers, unread items, presumptions, too many facts."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given

from penalty_rules.advice import ViolationAdvice
from penalty_rules.condition import parse_condition, predicates
from penalty_rules.condition.predicate import Predicate
from penalty_rules.inquiry.equivalence import groups
from penalty_rules.moments import parse_date
from penalty_rules.vocabulary import Vocabulary
from tests.invented_law import (
    CHOICES,
    OTHER_TESTS,
    Choices,
    Raw,
    any_condition,
    circumstance,
    evaluator,
    make_case,
    make_rule,
    make_ruleset,
    vocabulary,
)
from tests.test_invariants import only, thoroughly


def advised(rules: list[Raw], facts: Raw | None = None, *, strict: bool = False, **changes: Any) -> ViolationAdvice:
    return only(evaluator(make_ruleset(rules=rules)).evaluate(make_case(facts, **changes), strict=strict))


def lighter(name: str, when: Any) -> Raw:
    return make_rule(name, "lighter_circumstance", "lighter", when)


def barred(name: str, when: Any, channel: str = "lighter") -> Raw:
    return make_rule(name, "exclusion", "bar", when, bars=[channel])


def predicates_in(*raws: Any) -> list[Predicate]:
    return [each for raw in raws for each in predicates(parse_condition(raw, vocabulary(), "when", []))]


def test_two_unread_items_may_differ() -> None:
    found = advised([lighter("R1", "unread"), barred("R2", "unread")])
    assert set(found.possible) == {"lighter", "ordinary"}


@pytest.mark.parametrize("condition", [{"when": "unread"}, {"when": "act_minor", "unless": "unread"}])
def test_what_hangs_on_a_text_that_was_not_read_asks_for_the_text(condition: Raw) -> None:
    found = advised([lighter("R1", condition["when"]) | condition], {"act_minor": True})
    assert set(found.possible) == {"lighter", "ordinary"}
    assert [(each.name, each.because) for each in found.questions] == [("text:R1", "unread_text")]


def test_one_fact_cannot_be_true_in_one_rule_and_false_in_another() -> None:
    both = lighter("R1", {"all": ["act_minor", {"act_minor": False}]})
    found = advised([both, lighter("R2", {"goods_value": {"less_than": "0 yuan"}})])
    assert (found.possible, found.exact) == (("ordinary",), True)


def test_an_amount_lies_between_thresholds_and_never_below_zero() -> None:
    rules = [lighter("R1", {"goods_value": {"more_than": "5 yuan", "less_than": "5.01 yuan"}})]
    assert advised(rules).possible == ("ordinary",)
    rules = [lighter("R1", {"goods_value": {"more_than": "5 yuan", "less_than": "5.02 yuan"}})]
    assert set(advised(rules).possible) == {"lighter", "ordinary"}


def test_facts_tied_by_a_definition_are_completed_together() -> None:
    rules = [lighter("R1", {"all": [{"correction.time": "early"}, {"correction.timely": False}]})]
    found = advised(rules)
    assert (found.possible, found.exact) == (("ordinary",), True)
    both = [*rules, lighter("R2", {"all": ["act_minor", {"correction.time": "early"}, "correction.timely"]})]
    assert advised(both, {"correction.timely": False}).possible == ("ordinary",)


def test_a_longer_clean_record_is_clean_over_fewer_years() -> None:
    three, two = ({"first_violation": {"within": {"years": n}}} for n in (3, 2))
    assert advised([lighter("R1", {"all": [three, {"not": two}]})]).possible == ("ordinary",)
    assert set(advised([lighter("R1", {"all": [two, {"not": three}]})]).possible) == {"lighter", "ordinary"}


def test_more_facts_than_the_search_bears_are_told_as_not_exact_and_leave_nothing_out() -> None:
    found = advised([lighter("R1", endless())], BARS, strict=True)
    assert (found.possible, found.exact) == (("lighter", "ordinary"), False)
    assert "not_exact" in found.human_review


BARS = {"elements_established": True, "facts_clear": True, "suspected_crime": False}


def endless() -> Any:
    """Never true, which only a search longer than any that is made would find."""
    first = oddly(["act_minor", "helpful", "at_night", "merit", "obstructed"])
    second = oddly(["without_fault", {"harm": "none"}, {"crew": 2}, {"quay": "island"}, {"smoke": 2}])
    return {"any": [{"all": [each, {"not": each}]} for each in (first, second)]}


def oddly(tests: list[Any]) -> Any:
    """True where an odd number of the tests are."""
    found = tests[0]
    for test in tests[1:]:
        found = {"any": [{"all": [found, {"not": test}]}, {"all": [{"not": found}, test]}]}
    return found


LOOK_BACKS = [
    {"first_violation": {"within": {"years": 1}, "same": "domain"}},
    {"first_violation": {"within": {"years": 2}}},
]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (lighter("R1", endless()), make_rule("R2", "lighter_circumstance", "lighter_or_reduced", "correction.timely")),
        (lighter("R1", "at_night") | {"unless": "helpful"}, lighter("R2", {"quay": "island"})),
        (lighter("R1", LOOK_BACKS[0]), make_rule("R2", "reduced_circumstance", "reduced", LOOK_BACKS[1])),
    ],
    ids=["the search ends early", "one witness for many", "look-backs"],
)
def test_of_two_rules_either_may_stand_first(one: Raw, other: Raw) -> None:
    told = []
    for rules in ([one, other], [other, one]):
        found = advised(rules, BARS, strict=True)
        asked = [(each.name, each.settles, [outcomes for _, outcomes in each.after]) for each in found.questions]
        told.append((found.possible, found.exact, asked))
    assert told[0] == told[1]


@pytest.mark.parametrize("count", [2, 13])
def test_many_tied_dates_never_narrow_what_is_possible(count: int) -> None:
    names = ("corrected_on", "order_deadline", "discovered_on", "conduct_end", "decided_on", "filed_on")
    pairs = [(a, b) for a, b in product(names, names) if a != b][:count]
    rules = [lighter(f"R{n}", {a: {"after": b}}) for n, (a, b) in enumerate(pairs)]
    shut = barred("B", {"filed_on": {"before": "corrected_on"}})
    assert set(advised([*rules, shut]).possible) == {"lighter", "ordinary"}


def test_a_large_set_is_never_completed_in_two_ways_only() -> None:
    values = " ".join(f"v{n}" for n in range(14))
    made = Vocabulary.from_documents({"draft": {"circumstances": [circumstance("big", "set", values=values)]}})
    conditions = [parse_condition({"big": {"includes": [f"v{n}"]}}, made, "when", []) for n in range(14)]
    found = list(groups([each for c in conditions for each in predicates(c)], made))
    assert len(found) == 14
    assert not any(group.exact for group in found)


@thoroughly
@given(CHOICES)
def test_the_truths_of_any_facts_are_among_the_classes_of_every_group(choices: Choices) -> None:
    tests = predicates_in(*(any_condition(choices) for _ in range(4)))
    facts = {
        c.name: choices.pick(CANDIDATES.get(c.name) or list(range(max(2, len(c.values)))))
        for c in vocabulary()
        if c.type != "boolean"
    } | {c.name: choices.upto(1) == 1 for c in vocabulary() if c.type == "boolean"}
    for group in groups(tests, vocabulary()):
        if group.facts and "history" not in group.facts:
            truths = tuple(tests[at].test(facts) for at in group.at)
            assert truths in group.classes
    covered = sorted(at for group in groups(tests, vocabulary()) for at in group.at)
    assert covered == list(range(len(tests)))


AMOUNTS = [0, 1, 29_999, 30_000, 49_999, 50_000, 99_999, 100_000, 10**9]
DAYS = [parse_date(f"20{year}-{day}") for year in (28, 30, 32, 33) for day in ("06-02", "06-03", "09-01", "12-03")]
CANDIDATES: dict[str, list[Any]] = {
    "goods_value": AMOUNTS, "illegal_gains": AMOUNTS, "wares": list(range(16)), "smoke": [0, 1, 2, 3],
    "crew": [0, 1, 2, 3, 4],
    "party.age": [0, 13, 14, 17, 18, 99], **{c.name: DAYS for c in vocabulary() if c.type == "date"},
}  # fmt: skip


def test_a_question_is_asked_only_where_its_answer_bears_on_the_outcome() -> None:
    rules = [lighter("R1", "act_minor"), lighter("R2", {"all": ["helpful", "at_night"]})]
    found = advised(rules, {"act_minor": True})
    assert (found.outcome, found.questions) == ("lighter", ())
    asked = {question.name for question in advised(rules, {"at_night": False}).questions}
    assert asked == {"act_minor"}


def test_a_presumption_matters_where_its_reversal_changes_the_outcome_and_only_there() -> None:
    rules = [lighter("R1", "merit"), barred("R2", "obstructed")]
    found = {each.name: each.matters for each in advised(rules).presumptions}
    assert found["merit"]
    assert not found["obstructed"]
    assert found["suspected_crime"]
    assert advised(rules, strict=True).presumptions == ()


def test_every_odd_test_can_be_asked_for() -> None:
    for raw in OTHER_TESTS:
        found = advised([lighter("R1", raw)], party={"kind": "natural_person"})
        if not found.determined:
            assert found.questions
