"""The committed schemas are those of the models, are valid, and take every file of the repository."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from penalty_rules.advice_document import document, to_json
from penalty_rules.errors import RulesetUnknown
from penalty_rules.evaluator import Evaluator
from penalty_rules.reading import read_document
from penalty_rules.rulebook import Rulebook
from penalty_rules.schemas import DIALECT, NAMES, schema, text_of, write

ROOT = Path(__file__).parent.parent
RULEBOOK = Rulebook()


def as_json(value: Any) -> Any:
    """A document as a JSON reader would see it."""
    if isinstance(value, dict):
        return {str(key): as_json(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


@cache
def validator(name: str, domain: str | None = None) -> Draft202012Validator:
    return Draft202012Validator(schema(name, None if domain is None else RULEBOOK.vocabulary(domain)))


def fault(name: str, value: Any, domain: str | None = None) -> str | None:
    found = best_match(validator(name, domain).iter_errors(as_json(value)))
    return None if found is None else f"{list(found.absolute_path)}: {found.message[:200]}"


def fixture_cases() -> Iterator[tuple[str, Any]]:
    """The cases written out in fixtures, and the case files that other fixtures point to."""
    for path in sorted((ROOT / "fixtures").rglob("*.yaml")):
        read = read_document(path)
        assert isinstance(read, dict)
        if ("violations" in read or "违法行为" in read) and "officer" not in read:
            yield path.name, read
        yield from (
            (f"{path.name}:{each.get('name')}", each["case"]) for each in read.get("cases", ()) if "case" in each
        )


def make_case(**changes: Any) -> dict[str, Any]:
    violation = {"matter": "unlisted", "conduct": "2024-03-01", "facts": {"goods_value": "500 yuan"}}
    case = {
        "id": "1", "jurisdiction": "990101", "domain": "demonstration", "party": {"kind": "enterprise"},
        "decision_date": "2024-06-01", "violations": [violation],
    }  # fmt: skip
    return case | changes


@pytest.mark.parametrize("name", NAMES)
def test_the_committed_schema_has_not_drifted(name: str) -> None:
    committed = (ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
    assert committed == text_of(name), "run: python -m penalty_rules.schemas --write"


@pytest.mark.parametrize("name", NAMES)
def test_each_schema_is_valid_and_names_no_host(name: str) -> None:
    made = schema(name)
    Draft202012Validator.check_schema(made)
    assert made["$schema"] == DIALECT
    assert made["$id"] == f"urn:penalty-rules:schema:{name}"
    assert json.loads(text_of(name)) == made


def test_schemas_are_written_where_asked(tmp_path: Path) -> None:
    assert [path.name for path in write(tmp_path / "new")] == [f"{name}.schema.json" for name in NAMES]


def test_an_unknown_schema_is_refused_with_the_names() -> None:
    with pytest.raises(RulesetUnknown, match="case"):
        schema("cas")


def test_every_case_of_the_fixtures_fits_the_schema() -> None:
    faults = {name: found for name, case in fixture_cases() if (found := fault("case", case))}
    assert faults == {}


def test_every_disposition_of_the_fixtures_fits_the_schema() -> None:
    paths = sorted((ROOT / "fixtures/docket").glob("decision_*.yaml"))
    assert len(paths) == 2
    assert [found for path in paths if (found := fault("disposition", read_document(path)))] == []
    assert fault("disposition", {"advice": 0, "officer": "甲", "violations": []}) is not None


def test_every_case_of_the_fixtures_fits_the_schema_closed_to_its_domain() -> None:
    faults = {name: found for name, case in fixture_cases() if (found := fault("case", case, case["domain"]))}
    assert faults == {}


@pytest.mark.parametrize(
    "path", sorted((ROOT / "rulesets").glob("*/*/*/*.yaml")), ids=lambda path: "/".join(path.parts[-4:])
)
def test_every_ruleset_fits_the_schema(path: Path) -> None:
    ruleset = read_document(path)
    assert isinstance(ruleset, dict)
    assert fault("ruleset", ruleset) is None
    assert fault("ruleset", ruleset, ruleset["domain"]) is None


@pytest.mark.parametrize(
    "path", [ROOT / "rulesets/vocabulary.yaml", *sorted((ROOT / "rulesets/vocabulary").glob("*.yaml"))]
)
def test_every_vocabulary_fits_the_schema(path: Path) -> None:
    assert fault("vocabulary", read_document(path)) is None


def test_advices_fit_the_schema() -> None:
    evaluator = Evaluator(RULEBOOK)
    for _, case in list(fixture_cases())[::17]:
        advice = evaluator.evaluate(case)
        assert fault("advice", json.loads(to_json(advice))) is None
        assert document(advice)["case"]["id"] == advice.case.id


def test_a_case_in_chinese_fits_the_schema_and_the_reader() -> None:
    case = {
        "编号": "二", "地区": "990101", "领域": "demonstration", "当事人": {"类型": "个体工商户", "名称": "某店"},
        "决定日期": "2024-06-01",
        "违法行为": [
            {"事项": "未列入清单", "行为日期": {"起": "2024-03-01", "止": "2024-04-01"}, "事实": {"货值金额": "500元"}}
        ],
    }  # fmt: skip
    assert fault("case", case) is None
    assert fault("case", case, "demonstration") is None
    assert Evaluator(RULEBOOK).read(case).id == "二"


@pytest.mark.parametrize(
    "changes",
    [
        {"colour": "red"},
        {"decision_date": "1 June"},
        {"party": {"kind": "ghost"}},
        {"jurisdiction": "Shanghai"},
        {"violations": []},
        {"violations": [{"matter": "unlisted"}]},
        {"facts": {"goods_value": {"value": "500 yuan", "proof": "none"}, "x": {"value": 1, "y": 2}}},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_faulty_case_does_not_fit(changes: dict[str, Any]) -> None:
    assert fault("case", make_case()) is None
    if "facts" not in changes:
        assert fault("case", make_case(**changes)) is not None
    assert fault("case", make_case(**changes), "demonstration") is not None


@pytest.mark.parametrize(
    "facts",
    [
        {"goods_valu": "500 yuan"}, {"goods_value": "500"}, {"goods_value": 500}, {"harm.level": "huge"},
        {"harm": {"levl": "none"}}, {"violation.minor": "maybe"}, {"conduct_start": "2024-01-01"},
    ],
    ids=str,
)  # fmt: skip
def test_a_schema_closed_to_a_domain_refuses_what_the_reader_refuses(facts: dict[str, Any]) -> None:
    assert fault("case", make_case(facts=facts), "demonstration") is not None


@pytest.mark.parametrize(
    "facts",
    [
        {"goods_value": "500 yuan"}, {"goods_value": {"at_most": "500元"}}, {"货值金额": "5万元"},
        {"harm": {"level": "危害后果轻微"}},
        {"harm.level": {"value": "none", "evidence": ["a"], "reason": "b"}}, {"violation.minor": "不明"},
        {"harm.level": {"at_most": "minor"}}, {"first_violation": {"value": True, "within": {"years": 2}}},
    ],
    ids=str,
)  # fmt: skip
def test_a_schema_closed_to_a_domain_takes_every_way_to_state_a_fact(facts: dict[str, Any]) -> None:
    case = make_case(facts=facts)
    case["violations"][0].pop("facts")
    assert fault("case", case, "demonstration") is None


@pytest.mark.parametrize(
    "when",
    [
        {"all": []},
        {"goods_value": {"up_to": "500 yuan"}},
        {},
        ["harm.level"],
        {"not": []},
        {"first_violation": {"for": 2}},
    ],
    ids=str,
)
def test_a_condition_that_is_none_does_not_fit(when: Any) -> None:
    rule = {
        "id": "A",
        "title": {"zh": "甲", "en": "A"},
        "ground": "no_fault",
        "effect": "no_penalty",
        "cites": [{"law": "甲"}],
    }
    ruleset = read_document(ROOT / "rulesets/99/demonstration/statutes/2020-01-01.yaml")
    assert isinstance(ruleset, dict)
    assert fault("ruleset", ruleset | {"rules": [rule | {"when": "violation.minor"}]}) is None
    assert fault("ruleset", ruleset | {"rules": [rule | {"when": when}]}) is not None
