"""Evaluations: what the library advises, over HTTP, in brief, in full or as a record; nothing is stored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from penalty_rules import Evaluator
from penalty_rules.advice_document import to_json
from penalty_rules.advice_document.record import record
from penalty_rules.reading import parse_document
from penalty_rules.service.answers import Answers
from tests.invented import make_uscc

from .conftest import PLACE, RULEBOOK, House, make_case

FIXTURES = Path(__file__).parents[2] / "fixtures"
EVALUATOR = Evaluator(RULEBOOK)
ND = {"content-type": "application/x-ndjson"}


def cases(domain: str) -> list[dict[str, Any]]:
    """The cases of the fixtures of a domain."""
    found = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FIXTURES.glob(f"{domain}/*/*.yaml"))]
    given = [each["case"] for document in found for each in document["cases"] if "case" in each]
    return [json.loads(json.dumps(each, default=str)) for each in given]


def advised(case: dict[str, Any], strict: bool = False) -> Any:
    document = parse_document(json.dumps(case), source="body", kind="json")
    return EVALUATOR.evaluate(document, strict=strict)  # type: ignore[arg-type]


@pytest.mark.parametrize("strict", [False, True])
def test_the_full_form_and_the_record_are_the_bytes_of_the_library(embedded: House, strict: bool) -> None:
    asked = {"json": make_case(), "params": {"strict": strict}}
    full = embedded.post("/v1/evaluations?form=full", **asked | {"params": {"form": "full", "strict": strict}})
    assert full.content == to_json(advised(make_case(), strict))
    kept = embedded.post("/v1/evaluations", **asked | {"params": {"form": "record", "strict": strict}})
    assert kept.content == record(advised(make_case(), strict))


def test_the_answer_in_brief_says_of_every_fixture_what_the_library_says(embedded: House) -> None:
    for case in cases("tax") + cases("fire"):
        answer, advice = embedded.post("/v1/evaluations", json=case).json(), advised(case)
        assert (answer["outcome"], answer["determined"]) == (advice.outcome, advice.determined), case["id"]
        for told, each in zip(answer["violations"], advice.violations, strict=True):
            said = told["advice"]
            assert said["possible"] == list(each.possible)
            assert said["force"] == each.force
            assert [p["outcome"] for p in said["permitted"]] == [p.outcome for p in each.permitted]
            assert [p["grounds"] for p in said["permitted"]] == [
                [rule.id for rule in each.grounds(p.outcome)] for p in each.permitted
            ]
            assert [q["name"] for q in said["questions"]] == [q.name for q in each.questions]


def test_what_is_kept_of_answers_never_changes_one(embedded: House) -> None:
    given = cases("tax")[:40] + cases("environment")[:40]
    before = [embedded.post("/v1/evaluations", json=case).content for case in given]
    again = [embedded.post("/v1/evaluations", json=case).content for case in given]
    assert before == again == [Answers().answer(advised(case)) for case in given]


def test_what_is_kept_serves_only_cases_in_which_the_same_is_known() -> None:
    kept = Answers()
    for case in cases("tax")[:12] + cases("fire")[:12]:
        for dropped in [None, *case["violations"][0].get("facts", {})]:
            facts = {key: value for key, value in case["violations"][0].get("facts", {}).items() if key != dropped}
            advice = advised({**case, "violations": [{**case["violations"][0], "facts": facts}]})
            assert kept.answer(advice) == Answers().answer(advice)
            assert kept.ready(advice) == kept.answer(advice)


def test_every_fault_is_told_with_a_pointer_into_the_document_that_was_sent(embedded: House) -> None:
    case = make_case(decision_date="2022-13-01", nonsense=1)
    case["violations"][0]["facts"] |= {"goods_value": "many", "harm.level": "x", "nix": True}
    answer = embedded.post("/v1/evaluations", json=case)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    told = {fault["pointer"] for fault in answer.json()["faults"]}
    assert {"/nonsense", *(f"/violations/0/facts/{name}" for name in ("goods_value", "harm.level", "nix"))} <= told


def test_pointers_lead_through_chinese_and_nested_keys(embedded: House) -> None:
    case = {
        "编号": "1", "地区": PLACE, "领域": "市场监管", "当事人": {"类型": "企业"}, "决定日期": "2022-06-15",
        "违法行为": [
            {"事项": "没有这个事项", "行为日期": "2021-10-01", "事实": {"harm": {"level": "x"}, "货值/金额~": "1"}}
        ],
    }  # fmt: skip
    told = {fault["pointer"] for fault in embedded.post("/v1/evaluations", json=case).json()["faults"]}
    assert "/违法行为/0/事项" in told
    assert "/违法行为/0/事实/harm/level" in told
    assert "/违法行为/0/事实/货值~1金额~0" in told


def test_a_batch_answers_line_by_line_faults_included(embedded: House) -> None:
    lines = [json.dumps(make_case(id=f"case-{n}"), ensure_ascii=False) for n in range(20)]
    lines[3], lines[7] = "{", json.dumps({"domain": "tax"})
    lines.insert(5, "   ")
    answer = embedded.post("/v1/evaluations/batch", content="\n".join(lines).encode(), headers=ND)
    told = [json.loads(line) for line in answer.text.splitlines()]
    assert [each["line"] for each in told] == [n for n in range(1, 22) if n != 6]
    faulty = {each["line"]: each["problem"]["status"] for each in told if "problem" in each}
    assert faulty == {4: 400, 9: 422}
    alone = embedded.post("/v1/evaluations", json=make_case(id="case-0")).json()
    assert told[0]["advice"] == alone


def test_a_batch_longer_than_allowed_is_refused_whole(embedded: House) -> None:
    most = embedded.office.settings.batch_limit
    answer = embedded.post("/v1/evaluations/batch", content=b"{}\n" * (most + 1), headers=ND)
    assert (answer.status_code, answer.json()["type"]) == (413, "urn:penalty-rules:problem:too_large")


def test_a_wrong_way_of_asking_names_the_parameter(embedded: House) -> None:
    answer = embedded.post("/v1/evaluations", json=make_case(), params={"form": "poem", "strict": "perhaps"})
    assert answer.status_code == 422
    assert {fault["parameter"] for fault in answer.json()["faults"]} == {"form", "strict"}


def test_an_officer_is_refused_a_case_of_another_authority_or_place(house: House) -> None:
    mine, theirs = make_case(), make_case(authority={"name": "另一个局"})
    elsewhere = make_case(jurisdiction="310115")
    for role in ("officer", "reviewer"):
        who = house.session(role)
        assert house.post("/v1/evaluations", json=mine, headers=who).status_code == 200
        for case in (theirs, elsewhere):
            answer = house.post("/v1/evaluations", json=case, headers=who)
            assert (answer.status_code, answer.json()["type"]) == (403, "urn:penalty-rules:problem:out_of_sight")
    auditor = house.session("auditor")
    assert house.post("/v1/evaluations", json=theirs, headers=auditor).status_code == 200
    assert house.post("/v1/evaluations", json=elsewhere, headers=auditor).status_code == 403


def test_nothing_of_a_case_stays_behind(house: House, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    name, uscc = "榆林绝密蔬菜经营部", make_uscc(5)
    case = make_case(id="绝密案号", party={"kind": "enterprise", "name": name, "uscc": uscc})
    who = house.session("officer")
    assert house.post("/v1/evaluations", json=case, headers=who).status_code == 200
    case["violations"][0]["facts"]["goods_value"] = name
    assert house.post("/v1/evaluations", json=case, headers=who).status_code == 422
    assert house.get(f"/v1/matters?q={name}", headers=who).status_code == 200
    assert house.get(f"/v1/{name}", headers=who).status_code == 404
    house.office.accesses.flush()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    said = "".join(capfd.readouterr()) + house.office.metrics.text().decode()
    for secret in (name, uscc, "绝密案号"):
        assert secret.encode() not in kept
        assert secret not in said
