"""The vocabulary: words for values, intervals, presumptions, definitions, and what is refused."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penalty_rules.case.definitions import Definitions
from penalty_rules.errors import RulesetRefused
from penalty_rules.money import Span
from penalty_rules.vocabulary import Vocabulary
from penalty_rules.vocabulary.circumstance import STATED_UNKNOWN, Circumstance
from tests.invented_law import VALUES, Raw, circumstance, vocabulary


def parse(name: str, raw: object) -> object:
    return vocabulary()[name].parse(raw)


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("act_minor", "是", True), ("act_minor", "否", False), ("act_minor", True, True),
        ("act_minor", "不明", STATED_UNKNOWN),
        ("harm", "medium", 2), ("harm", "『medium』", 2), ("harm", None, 0), ("wares", ["lamps", "tar"], 0b101),
        ("wares", [], 0),
        ("goods_value", "7万元", 7_000_000), ("goods_value", {"at_most": "5 yuan"}, Span(None, 500)),
        ("goods_value", {"more_than": "1 yuan", "less_than": "5 yuan"}, Span(100, 500, False, False)),
        ("smoke", "7/2", Fraction(7, 2)), ("smoke", "4/2", 2), ("crew", 3, 3),
        ("crew", {"between": [1, 3]}, Span(1, 3)),
        ("harm", {"between": ["none", "medium"]}, Span(0, 2)), ("discovered_on", "unknown", STATED_UNKNOWN),
    ],
)  # fmt: skip
def test_a_value_is_read_as_the_file_writes_it(name: str, raw: object, value: object) -> None:
    assert parse(name, raw) == value


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("act_minor", 1), ("act_minor", "perhaps"), ("act_minor", {"at_most": True}), ("harm", "grave"),
        ("quay", {"at_most": "south"}),
        ("wares", "lamps"), ("wares", ["whale"]), ("goods_value", 500),
        ("goods_value", {"at_most": "5 yuan", "less_than": "6 yuan"}),
        ("goods_value", {"between": ["5 yuan"]}), ("goods_value", {"between": ["6 yuan", "5 yuan"]}),
        ("goods_value", {}),
        ("goods_value", {"at_least": "5 yuan", "less_than": "5 yuan"}), ("goods_value", {"about": "5 yuan"}),
        ("crew", "1/2"), ("discovered_on", "2030-02-30"), ("harm", {"more_than": "serious"}),
    ],
)  # fmt: skip
def test_a_value_of_the_wrong_kind_is_refused(name: str, raw: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(name, raw)


@pytest.mark.parametrize("name", sorted(VALUES))
def test_a_value_is_read_back_as_it_is_told(name: str) -> None:
    found = vocabulary()[name]
    for raw in VALUES[name]:
        value = found.parse(raw)
        assert found.parse(found.plain(value)) == value
        assert found.show(value, "zh")
        assert found.show(value, "en")


@pytest.mark.parametrize(
    "entries",
    [
        [circumstance("a", "boolean"), circumstance("a", "boolean")],
        [circumstance("a", "boolean"), circumstance("b", "boolean", aliases=["「a」"])],
        [circumstance("a", "enum")], [circumstance("a", "boolean", values="x y")],
        [circumstance("a", "boolean", presumption="maybe")],
        [circumstance("a", "boolean", presumption=True, judgement=True)],
        [circumstance("a", "money", definition=[{"value": 5, "when": "a"}])], [circumstance("A", "boolean")],
        [circumstance("a", "colour")], [{**circumstance("a", "boolean"), "weight": 3}],
    ],
)  # fmt: skip
def test_a_faulty_vocabulary_is_refused(entries: list[Raw]) -> None:
    with pytest.raises(RulesetRefused):
        Vocabulary.from_documents({"draft": {"circumstances": entries}})


def test_a_definition_is_applied_after_those_that_it_reads_whatever_their_order() -> None:
    last = circumstance("last", "boolean", definition=[{"value": True, "when": "middle"}])
    middle = circumstance("middle", "boolean", definition=[{"value": True, "when": "first"}])
    for entries in ([last, middle, circumstance("first", "boolean")], [circumstance("first", "boolean"), middle, last]):
        facts: dict[str, Any] = {"first": True}
        assert list(Definitions(Vocabulary(map(Circumstance.model_validate, entries))).define(facts)) == []
        assert facts == {"first": True, "middle": True, "last": True}


def test_definitions_that_read_each_other_still_end() -> None:
    entries = [
        circumstance(a, "boolean", definition=[{"value": True, "when": b}]) for a, b in (("one", "two"), ("two", "one"))
    ]
    facts: dict[str, Any] = {"two": True}
    assert list(Definitions(Vocabulary(map(Circumstance.model_validate, entries))).define(facts)) == []
    assert facts["one"] is True


KINDS = st.sampled_from(("boolean", "enum", "set", "money", "number", "integer", "date"))
WORDS = st.from_regex(r"[a-z][a-z0-9_]{0,8}(\.[a-z]{1,4})?", fullmatch=True)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(WORDS, KINDS, max_size=6))
def test_every_spelling_of_a_random_vocabulary_leads_to_its_circumstance(kinds: dict[str, str]) -> None:
    entries = [
        circumstance(name, kind, aliases=[f"别名{n}"], **({"values": "x y z"} if kind in ("enum", "set") else {}))
        for n, (name, kind) in enumerate(kinds.items())
    ]
    made = Vocabulary.from_documents({"draft": {"circumstances": entries}})
    assert len(made) == len(kinds)
    for n, name in enumerate(kinds):
        assert made.resolve(name) is made.resolve(f"「{name}」") is made.resolve(f"别名{n}") is made[name]
    assert made.resolve("nobody") is None
