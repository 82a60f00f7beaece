"""What makes a ruleset refused, with its path and its remedy; what a rule book makes of a folder."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest

from penalty_rules.errors import Fault, RulesetRefused, RulesetUnknown
from penalty_rules.rulebook import Rulebook
from penalty_rules.ruleset import parse_ruleset
from tests.invented_law import VOCABULARY, Raw, make_rule, make_ruleset, vocabulary

RULE = make_rule("R", "minor_violation", "no_penalty", "act_minor")


def faults(raw: object) -> dict[str, Fault]:
    with pytest.raises(RulesetRefused) as refused:
        parse_ruleset(raw, vocabulary(), "draft")
    return {fault.path: fault for fault in refused.value.faults}


def ruled(when: Any, **more: Any) -> Raw:
    return make_ruleset(rules=[make_rule("R", "minor_violation", "no_penalty", when, **more)])


@pytest.mark.parametrize(
    ("when", "path", "said"),
    [
        ("act_minro", "", "undeclared"), ({"harm": "grave"}, ".harm", "wrong type"),
        ({"harm": 3}, ".harm", "wrong type"),
        ({"goods_value": {"at_most": 500}}, ".goods_value.at_most", "wrong type"),
        ({"goods_value": {"before": "2030-01-01"}}, ".goods_value.before", "no such comparison"),
        ({"quay": {"at_most": "south"}}, ".quay.at_most", "no such comparison"),
        ({"wares": {"includes": "lamps"}}, ".wares.includes", "wrong type"), ({"any": []}, ".any", "list"),
        ({}, "", "not a condition"),
        ({"discovered_on": {"after": "harm"}}, ".discovered_on.after", "wrong type"), ([], "", "not a condition"),
        ({"discovered_on": {"after": {"fact": "filed_on", "plus": {"weeks": 1}}}}, ".discovered_on.after", "duration"),
        ({"discovered_on": {"after": "someday"}}, ".discovered_on.after", "neither a date"),
        ({"first_violation": {"within": {"years": -2}}}, ".first_violation.within", "look-back"),
        ({"first_violation": {"same": "street"}}, ".first_violation", "wrong value"),
        ({"prior_violation": {"since": 2}}, ".prior_violation", "unknown key"),
        ({"act_minor": "maybe"}, ".act_minor", "wrong type"),
        ({"crew": "1/2"}, ".crew", "wrong type"),
        ({"all": ["act_minor", {"not": "ghost"}]}, ".all[1].not", "undeclared"),
    ],
)  # fmt: skip
def test_a_condition_that_means_nothing_is_refused_where_it_stands(when: Any, path: str, said: str) -> None:
    found = faults(ruled(when))
    assert said in found[f"rules[0](R).when{path}"].message


def test_an_undeclared_circumstance_is_refused_with_the_nearest_names() -> None:
    assert "act_minor" in (faults(ruled("act_minro"))["rules[0](R).when"].remedy or "")


def test_conditions_nest_twenty_deep_and_no_deeper() -> None:
    deep: Any = "act_minor"
    for _ in range(20):
        deep = {"not": deep}
    assert parse_ruleset(ruled(deep), vocabulary(), "draft").rules
    assert faults(ruled({"not": deep}))


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"rules": [RULE, RULE]}, "rules[1](R)"), ({"jurisdiction": "31"}, "jurisdiction"),
        ({"jurisdiction": ["99", "cn"]}, "jurisdiction"),
        ({"rules": [{**RULE, "matter": "sea/whale"}]}, "rules[0](R).matter"),
        ({"rules": [{**RULE, "colour": 1}]}, "rules[0].colour"),
        ({"rules": [{**RULE, "cites": []}]}, "rules[0].cites"),
        ({"rules": [{**RULE, "effect": "mercy"}]}, "rules[0].effect"),
        ({"in_force": {"from": date(2030, 1, 1), "until": date(2029, 1, 1)}}, "in_force"),
        ({"in_force": {"from": "now"}}, "in_force.from"),
        ({"relation": {"adds_to": "99/canal/rules"}}, "relation"),
        ({"parameters": {"premises": ["harm"]}}, "parameters.premises"),
        ({"checklists": [{"circumstance": "harmm", "factors": []}]}, "checklists[0].circumstance"),
        ({"doctrine": [{"id": "D", "if": [], "then": ["x"]}]}, "doctrine[0].if"), ({"sources": []}, "sources"),
        ({"id": "Nine"}, "id"),
        ({"clauses": [{"id": "c", "fine": [{"from": "9 yuan", "to": "5 yuan"}]}]}, "clauses[0].fine[0]"),
        ({"clauses": [{"id": "c", "fine": [{"multiple_of": "harm", "to": 5}]}]}, "clauses[0].fine[0].multiple_of"),
        ({"exclusions": ["ghost"]}, "exclusions[0]"),
        ({"rules": [{**RULE, "unless": "ghost"}]}, "rules[0](R).unless"),
    ],
)  # fmt: skip
def test_a_faulty_ruleset_is_refused_at_the_fault(changes: Raw, path: str) -> None:
    assert path in faults(make_ruleset(**changes))


def test_every_fault_of_a_ruleset_is_reported_at_once() -> None:
    bad = [make_rule(f"R{n}", "minor_violation", "no_penalty", f"ghost_{n}") for n in range(3)]
    assert len(faults(make_ruleset(rules=bad, jurisdiction="31"))) == 4


def test_two_unread_items_are_two_unknowns() -> None:
    rules = [make_rule(f"R{n}", "minor_violation", "no_penalty", "unread") for n in range(2)]
    first, second = parse_ruleset(make_ruleset(rules=rules), vocabulary(), "draft").rules
    assert first.when != second.when


def test_the_digest_of_a_ruleset_is_of_its_content() -> None:
    one, same, other = (
        parse_ruleset(raw, vocabulary(), "draft").digest
        for raw in (ruled("act_minor"), dict(reversed(ruled("act_minor").items())), ruled("helpful"))
    )
    assert one == same != other


# --- a folder of rulesets --------------------------------------------------------------------------------


def folder(root: Path, *rulesets: Raw, at: str | None = None) -> Rulebook:
    """A rulebook in a folder; JSON is read as YAML is."""
    (root / "matters").mkdir()
    write(root / "vocabulary.json", {"circumstances": VOCABULARY})
    (root / "vocabulary.json").rename(root / "vocabulary.yaml")
    for raw in rulesets:
        path = root / (at or f"{raw['id']}/{raw['in_force']['from']}.json")
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, raw)
    return Rulebook(root)


def write(path: Path, raw: Raw) -> None:
    path.write_bytes(orjson.dumps(raw))


def test_a_ruleset_in_its_place_is_found_by_name_version_and_first_day(tmp_path: Path) -> None:
    book = folder(tmp_path, ruled("act_minor"))
    assert book.check() == []
    found = book.ruleset("99/canal/rules")
    assert found == book.ruleset("99/canal/rules", "2020") == book.ruleset("99/canal/rules", "2020-01-01")
    with pytest.raises(RulesetUnknown, match="99/canal/rules"):
        book.ruleset("99/canal/rule")
    with pytest.raises(RulesetUnknown, match="2021"):
        book.ruleset("99/canal/rules", "2021")


@pytest.mark.parametrize(
    ("at", "path"),
    [
        ("99/canal/others/2020-01-01.json", "id"), ("99/canal/rules/2020-01-02.json", "in_force.from"),
        ("99/sea/rules/2020-01-01.json", "domain"), ("98/canal/rules/2020-01-01.json", "id"),
    ],
)  # fmt: skip
def test_a_misplaced_file_is_refused(tmp_path: Path, at: str, path: str) -> None:
    refused = folder(tmp_path, ruled("act_minor"), at=at).check()
    assert path in {fault.path for each in refused for fault in each.faults}


def test_relations_in_a_circle_are_refused(tmp_path: Path) -> None:
    one = make_ruleset("one", relation={"adds_to": "99/canal/two"})
    two = make_ruleset("two", relation={"replaces": "99/canal/one"})
    assert [fault.path for each in folder(tmp_path, one, two).check() for fault in each.faults] == ["relation"] * 2


def test_a_folder_without_a_vocabulary_is_no_rulebook(tmp_path: Path) -> None:
    with pytest.raises(RulesetRefused, match="no rulebook here"):
        Rulebook(tmp_path)


def test_the_shipped_rulebook_is_whole() -> None:
    assert Rulebook().check() == []
