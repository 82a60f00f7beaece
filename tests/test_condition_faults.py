"""What a ruleset author is told of a condition that is wrong: where, what, what was written, and the remedy."""

from __future__ import annotations

from datetime import date

import pytest

from penalty_rules import Rulebook
from penalty_rules.condition import parse_condition, weigh
from penalty_rules.errors import Fault
from penalty_rules.moments import parse_date

WORDS = Rulebook().vocabulary("demonstration")


@pytest.mark.parametrize(
    ("raw", "path", "message", "quoted", "remedy"),
    [
        (3, "when", "not a condition", "3", "write a circumstance, `all:`, `any:`, `not:` or a comparison"),
        ({}, "when", "not a condition", "{}", "write a circumstance, `all:`, `any:`, `not:` or a comparison"),
        ({"all": []}, "when.all", "`all` takes a list of conditions", "[]", None),
        ({"any": "harm.level"}, "when.any", "`any` takes a list of conditions", "harm.level", None),
        (
            {"not": 7},
            "when.not",
            "not a condition",
            "7",
            "write a circumstance, `all:`, `any:`, `not:` or a comparison",
        ),
        ("harm.levl", "when", "undeclared circumstance", "harm.levl", "did you mean harm.level?"),
        (
            {"harm.level": "awful"},
            "when.harm.level",
            "compared with the wrong type (enum)",
            "awful",
            "one of: none, minor, medium, serious",
        ),
        (
            {"goods_value": 5},
            "when.goods_value",
            "compared with the wrong type (money)",
            "5",
            "write an amount with its unit, for example `500 yuan` or `500元`",
        ),
        ({"goods_value": {}}, "when.goods_value", "empty comparison", None, None),
        (
            {"goods_value": {"in": ["5 yuan"]}},
            "when.goods_value.in",
            "no such comparison",
            "in",
            "for a money: at_least, at_most, less_than, more_than",
        ),
        (
            {"elements_established": {"at_most": True}},
            "when.elements_established.at_most",
            "no such comparison",
            "at_most",
            "for a boolean: only equality",
        ),
        (
            {"demonstration.missing_particulars": {"at_most": 1}},
            "when.demonstration.missing_particulars.at_most",
            "no such comparison",
            "at_most",
            "for a set: excludes, includes",
        ),
        (
            {"harm.level": {"in": []}},
            "when.harm.level.in",
            "compared with the wrong type (enum)",
            "[]",
            "a list of values is needed",
        ),
        (
            {"harm.level": {"in": ["awful"]}},
            "when.harm.level.in",
            "compared with the wrong type (enum)",
            "['awful']",
            "values are: none, minor, medium, serious",
        ),
        (
            {"goods_value": {"at_most": "5"}},
            "when.goods_value.at_most",
            "compared with the wrong type (money)",
            "5",
            "not an amount of money; write for example `500 yuan`, `36.5元` or `7万元`",
        ),
        (
            {"discovered_on": {"at_most": "2024-01-01"}},
            "when.discovered_on.at_most",
            "no such comparison",
            "at_most",
            "for a date: after, before, on_or_after, on_or_before",
        ),
        (
            {"discovered_on": {"after": "someday"}},
            "when.discovered_on.after",
            "neither a date nor a declared circumstance",
            "someday",
            None,
        ),
        (
            {"discovered_on": {"after": "harm.level"}},
            "when.discovered_on.after",
            "compared with the wrong type",
            "harm.level",
            "name a circumstance of type date",
        ),
        (
            {"discovered_on": {"after": {"plus": {"days": 1}}}},
            "when.discovered_on.after",
            "not a date",
            "{'plus': {'days': 1}}",
            "write `{fact: …, plus: {years: 2}}`",
        ),
        (
            {"discovered_on": {"after": {"fact": "conduct_end", "plus": {"days": 1}, "minus": {"days": 1}}}},
            "when.discovered_on.after",
            "not a date",
            "{'fact': 'conduct_end', 'plus': {'days': 1}, 'minus': {'day…",
            "write `{fact: …, plus: {years: 2}}`",
        ),
        (
            {"discovered_on": {"after": {"fact": "conduct_end", "later": 1}}},
            "when.discovered_on.after",
            "not a date",
            "{'fact': 'conduct_end', 'later': 1}",
            "write `{fact: …, plus: {years: 2}}`",
        ),
        (
            {"discovered_on": {"after": {"fact": "conduct_end", "plus": {"weeks": 1}}}},
            "when.discovered_on.after",
            "wrong duration",
            "{'fact': 'conduct_end', 'plus': {'weeks': 1}}",
            "not a duration; write for example `{years: 2}`, `{months: 6}` or `{days: 20}`",
        ),
        (
            {"discovered_on": {"after": {"fact": "conduct_end", "minus": {"days": -1}}}},
            "when.discovered_on.after",
            "wrong duration",
            "{'fact': 'conduct_end', 'minus': {'days': -1}}",
            "a duration counts whole years, months or days, a hundred years at most",
        ),
        (
            {"first_violation": {"window": 2}},
            "when.first_violation",
            "unknown key",
            "{'window': 2}",
            "keys: within, same, counting_back_from, counts",
        ),
        (
            {"first_violation": 5},
            "when.first_violation",
            "unknown key",
            "5",
            "keys: within, same, counting_back_from, counts",
        ),
        (
            {"first_violation": {"within": {"years": "two"}}},
            "when.first_violation.within",
            "wrong look-back",
            "{'years': 'two'}",
            "a duration counts whole years, months or days, a hundred years at most",
        ),
        (
            {"first_violation": {"same": "town"}},
            "when.first_violation",
            "wrong value",
            "{'same': 'town'}",
            "see first_violation in docs/formats.md",
        ),
        (
            {"first_violation": {"counting_back_from": "birth"}},
            "when.first_violation",
            "wrong value",
            "{'counting_back_from': 'birth'}",
            "see first_violation in docs/formats.md",
        ),
        (
            {"prior_violation": {"counts": "some"}},
            "when.prior_violation",
            "wrong value",
            "{'counts': 'some'}",
            "see first_violation in docs/formats.md",
        ),
    ],
)
def test_a_wrong_condition_is_told_with_its_place_and_remedy(
    raw: object, path: str, message: str, quoted: str | None, remedy: str | None
) -> None:
    faults: list[Fault] = []
    parse_condition(raw, WORDS, "when", faults)
    assert [(each.path, each.message, each.quoted, each.remedy) for each in faults] == [(path, message, quoted, remedy)]


@pytest.mark.parametrize(
    ("limit", "day", "holds"),
    [
        ("conduct_end", "2024-03-02", True),
        ("conduct_end", "2024-03-01", False),
        ({"fact": "conduct_end"}, "2024-03-02", True),
        ({"fact": "conduct_end", "plus": {"days": 10}}, "2024-03-12", True),
        ({"fact": "conduct_end", "plus": {"days": 10}}, "2024-03-11", False),
        ({"fact": "conduct_end", "minus": {"days": 10}}, "2024-02-21", True),
        ({"fact": "conduct_end", "minus": {"days": 10}}, "2024-02-20", False),
        (date(2024, 3, 1), "2024-03-02", True),
        ("2024-03-01", "2024-03-01", False),
    ],
)
def test_a_date_is_compared_with_another_moved_forward_or_back(limit: object, day: str, holds: bool) -> None:
    faults: list[Fault] = []
    condition = parse_condition({"discovered_on": {"after": limit}}, WORDS, "when", faults)
    facts = {"discovered_on": parse_date(day), "conduct_end": parse_date("2024-03-01")}
    assert not faults
    assert weigh(condition, lambda test: test.test(facts)) == int(holds)


def test_a_look_back_takes_all_that_is_written() -> None:
    faults: list[Fault] = []
    written = {"within": {"months": 6}, "same": "any", "counting_back_from": "decision", "counts": "penalised"}
    condition = parse_condition({"first_violation": written}, WORDS, "when", faults)
    assert not faults
    assert "within 6 months same any from decision counts penalised" in repr_of(condition)
    ever = parse_condition({"first_violation": True}, WORDS, "when", faults)
    assert "within None same matter from conduct counts all" in repr_of(ever)


def repr_of(condition: object) -> str:
    return condition.predicate.text  # type: ignore[attr-defined, no-any-return]
