"""Conditions: what they mean, and that what is known more never turns a truth around."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penalty_rules.condition import Condition, anchored, parse_condition, predicates, weigh
from penalty_rules.condition.history import History
from penalty_rules.condition.predicate import CompareDates, FirstViolation, Predicate, Unread
from penalty_rules.errors import Fault
from penalty_rules.measurement import Block
from penalty_rules.moments import Duration, parse_date
from penalty_rules.money import Span
from penalty_rules.ruleset import parse_ruleset
from penalty_rules.truth import FALSE, TRUE, UNKNOWN
from penalty_rules.vocabulary.circumstance import STATED_UNKNOWN
from tests.invented_law import ANY_TEST, CHOICES, Choices, any_condition, make_rule, make_ruleset, vocabulary
from tests.test_invariants import thoroughly


def parsed(raw: Any) -> Condition:
    faults: list[Fault] = []
    found = parse_condition(raw, vocabulary(), "when", faults)
    assert faults == []
    return found


def truth(raw: Any, **facts: Any) -> int:
    """The truth of a condition for facts in their inner form; `__` stands for the dot of a name."""
    known = {name.replace("__", "."): value for name, value in facts.items()}
    return weigh(parsed(raw), lambda predicate: predicate.test(known))


@pytest.mark.parametrize(
    ("raw", "facts", "expected"),
    [
        ("act_minor", {"act_minor": True}, TRUE), ("act_minor", {"act_minor": False}, FALSE),
        ("act_minor", {}, UNKNOWN),
        ({"act_minor": False}, {"act_minor": False}, TRUE), ({"act_minor": False}, {}, UNKNOWN),
        ("act_minor", {"act_minor": STATED_UNKNOWN}, UNKNOWN), ({"not": "act_minor"}, {"act_minor": True}, FALSE),
        ({"harm": "minor"}, {"harm": 1}, TRUE), ({"harm": {"at_most": "minor"}}, {"harm": Span(0, 1)}, TRUE),
        ({"harm": {"at_most": "minor"}}, {"harm": Span(1, 2)}, UNKNOWN),
        ({"harm": {"in": ["none", "medium"]}}, {"harm": 1}, FALSE),
        ({"harm": {"in": ["none", "minor"]}}, {"harm": Span(0, 1)}, TRUE),
        ({"harm": {"in": ["none", "medium"]}}, {"harm": Span(0, 2)}, UNKNOWN),
        ({"wares": {"includes": ["lamps", "tar"]}}, {"wares": 0b111}, TRUE),
        ({"wares": {"includes": ["tar"]}}, {"wares": 0}, FALSE),
        ({"wares": {"excludes": ["lamps"]}}, {"wares": 0b10}, TRUE), ({"wares": ["lamps"]}, {"wares": 0b11}, FALSE),
        ({"goods_value": {"at_least": "3 yuan", "less_than": "5 yuan"}}, {"goods_value": 500}, FALSE),
        ({"goods_value": {"at_least": "3 yuan", "less_than": "5 yuan"}}, {"goods_value": 300}, TRUE),
        ({"goods_value": "5 yuan"}, {"goods_value": Span(400, 600)}, UNKNOWN),
        ({"crew": 2}, {"crew": Span(3, None)}, FALSE),
        ({"all": ["act_minor", "helpful"]}, {"act_minor": False}, FALSE),
        ({"any": ["act_minor", "helpful"]}, {"helpful": True}, TRUE),
        ({"act_minor": True, "helpful": True}, {"act_minor": True}, UNKNOWN),
        ("unread", {"act_minor": True}, UNKNOWN),
        ({"any": ["unread", "act_minor"]}, {"act_minor": True}, TRUE), ({"prior_violation": True}, {}, UNKNOWN),
    ],
)  # fmt: skip
def test_a_condition_means_what_it_says(raw: Any, facts: dict[str, Any], expected: int) -> None:
    assert truth(raw, **facts) == expected


@thoroughly
@given(CHOICES, st.sampled_from(["before", "on_or_before", "after", "on_or_after"]))
def test_a_comparison_of_two_dates_is_settled_where_every_pair_of_days_agrees(choices: Choices, operator: str) -> None:
    move = choices.pick((None, Duration(days=3), Duration(months=1), Duration(years=1)))
    test = CompareDates("a", operator, "b", move, choices.pick((1, -1)))
    start = parse_date(choices.pick(("2024-01-29", "2024-02-28", "2023-03-30")))
    left, right = (Span(start + low, start + low + choices.upto(4)) for low in (choices.upto(40) - 20, choices.upto(4)))
    found = {
        test.between(one, other) for one in range(left.low, left.high + 1) for other in range(right.low, right.high + 1)
    }
    assert UNKNOWN not in found
    told = test.between(left, right)
    assert told == UNKNOWN or found == {told}
    assert told != UNKNOWN or len(found) == 2 or move is not None
    assert test.between(None, start) == test.between(start, STATED_UNKNOWN) == UNKNOWN


@thoroughly
@given(CHOICES)
def test_a_fact_more_never_turns_the_truth_of_a_condition(choices: Choices) -> None:
    condition = parsed(any_condition(choices))
    whole = {name: values for name, values in INNER.items() if choices.upto(3)}
    full = {name: choices.pick(values) for name, values in INNER.items()}
    less = {name: full[name] for name in whole}
    known, wider = value_of(condition, full), value_of(condition, less)
    assert wider in (UNKNOWN, known) or known == UNKNOWN


def value_of(condition: Condition, facts: Mapping[str, Any]) -> int:
    return weigh(condition, lambda predicate: predicate.test(facts))


DAYS = [parse_date(f"20{year}-{month:02}-03") for year in (28, 30) for month in (1, 6, 12)]
AMOUNTS = ("money", "number", "integer")
INNER: dict[str, list[Any]] = {
    **{c.name: [True, False] for c in vocabulary() if c.type == "boolean"},
    **{c.name: [0, 1, 2, Span(1, len(c.values) - 1)] for c in vocabulary() if c.type == "enum"},
    **{c.name: [*DAYS, Span(DAYS[1], DAYS[3])] for c in vocabulary() if c.type == "date"},
    **{c.name: [0, 1, 14, 18, 40_000, Span(0, 50_000)] for c in vocabulary() if c.type in AMOUNTS},
    "wares": list(range(16)),
    "history": [
        History((DAYS[3], DAYS[5], DAYS[4]), "m", frozenset(), "canal", checked=Span(None, day)) for day in DAYS
    ],
}  # fmt: skip


@thoroughly
@given(CHOICES)
def test_measuring_compiled_means_measuring_by_the_predicates_own_test(choices: Choices) -> None:
    rules = [make_rule(f"R{n}", "minor_violation", "no_penalty", any_condition(choices)) for n in range(3)]
    parsed_rules = parse_ruleset(make_ruleset(rules=rules), vocabulary(), "draft").rules
    block = Block(parsed_rules, vocabulary(), choices.upto(1) == 1)
    exact = {name: [value for value in values if not isinstance(value, Span)] for name, values in INNER.items()}
    facts = {name: choices.pick(values) for name, values in exact.items() if choices.upto(3)}
    facts.setdefault("history", INNER["history"][0])
    assert block._compiled(facts) == block.measure_slowly(facts)


def test_a_condition_tied_to_its_list_counts_from_its_first_day_and_is_unread_for_itself() -> None:
    raw = {"all": [{"first_violation": {"within": "since_list"}}, {"not": "unread"}, "act_minor"]}
    found: list[Predicate] = list(predicates(anchored(parsed(raw), 7, "v1")))
    assert isinstance(found[0], FirstViolation)
    assert found[0].ask.list_from == 7
    assert isinstance(found[1], Unread)
    assert found[1] != Unread()
    assert len(found) == 3


@pytest.mark.parametrize("raw", ANY_TEST, ids=str)
def test_every_test_has_words_of_its_own(raw: Any) -> None:
    texts = [predicate.text for predicate in predicates(parsed(raw))]
    assert all(texts)
