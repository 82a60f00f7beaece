"""The law over HTTP: rulesets, versions, differences, circumstances, matters, questions."""

from __future__ import annotations

from datetime import date

import pytest

from penalty_rules.service.matter_index import MatterIndex

from .conftest import RULEBOOK, House

TAX_LIST = "cn/tax/first_violation_list"


def test_rulesets_are_listed_by_domain_place_and_day_as_the_rulebook_has_them(embedded: House) -> None:
    every = list(RULEBOOK.all_rulesets())
    assert [(r["id"], r["version"]) for r in embedded.get("/v1/rulesets").json()] == [(r.id, r.version) for r in every]
    on = date(2021, 6, 1)
    told = embedded.get("/v1/rulesets", params={"domain": "tax", "on": str(on), "jurisdiction": "310115"}).json()
    wanted = {(r.id, r.version) for r in every if r.document.domain == "tax" and r.in_force_on(on.toordinal())}
    assert {(r["id"], r["version"]) for r in told} == {each for each in wanted if each[0].startswith("cn/")}
    shanghai = embedded.get("/v1/rulesets?jurisdiction=310115").json()
    assert {place for each in shanghai for place in each["jurisdiction"]} >= {"cn", "31"}
    assert not any("44" in each["jurisdiction"] for each in shanghai)


def test_a_ruleset_shows_its_versions_and_the_days_without_one(embedded: House) -> None:
    for ruleset in {each.id for each in RULEBOOK.all_rulesets()}:
        told = embedded.get(f"/v1/rulesets/{ruleset}").json()
        days = [(each["from"], each["until"]) for each in told["versions"]]
        assert days == sorted(days, key=lambda each: each[0])
        assert len(told["gaps"]) <= len(days) - 1 or not days


def test_a_version_is_told_in_full_with_the_digest_of_the_library(embedded: House) -> None:
    for ruleset in RULEBOOK.all_rulesets():
        path = f"/v1/rulesets/{ruleset.id}/versions/{ruleset.document.in_force.from_}"
        told = embedded.get(path).json()
        assert told["summary"]["digest"] == ruleset.digest
        assert [rule["id"] for rule in told["document"]["rules"]] == [rule.id for rule in ruleset.rules]


def test_a_difference_names_what_was_added_removed_and_changed(embedded: House) -> None:
    versions = [each for each in RULEBOOK.all_rulesets() if each.id == TAX_LIST]
    before, after = versions[0], versions[-1]
    told = embedded.get(
        f"/v1/rulesets/{TAX_LIST}/difference", params={"before": before.version, "after": after.version}
    ).json()
    old, new = ({rule.id for rule in each.rules} for each in (before, after))
    assert {each["item"] for each in told["added"] if each["part"] == "rules"} == new - old
    assert {each["item"] for each in told["removed"] if each["part"] == "rules"} == old - new
    assert any(each["field"] == "in_force" for each in told["changed"])
    same = embedded.get(f"/v1/rulesets/{TAX_LIST}/difference?before={after.version}&after={after.version}").json()
    assert (same["added"], same["removed"], same["changed"]) == ([], [], [])


@pytest.mark.parametrize(
    "path",
    [f"/v1/rulesets/{TAX_LIST}x", f"/v1/rulesets/{TAX_LIST}/versions/1999", "/v1/vocabulary?domain=taxi",
     "/v1/matters/tax/nothing/questions?jurisdiction=310115&conduct=2023-01-01&decided=2023-02-01"],
)  # fmt: skip
def test_what_is_not_there_is_not_found_and_the_nearest_name_is_told(embedded: House, path: str) -> None:
    answer = embedded.get(path)
    assert answer.status_code == 404
    assert "no " in answer.json()["detail"]


def test_the_vocabulary_tells_what_a_case_may_state(embedded: House) -> None:
    told = {each["name"]: each for each in embedded.get("/v1/vocabulary?domain=tax").json()}
    known = {each.name: each for each in RULEBOOK.vocabulary("tax") if not each.system}
    assert told.keys() == known.keys()
    assert all([v["value"] for v in each["values"]] == list(known[name].values) for name, each in told.items())


@pytest.mark.parametrize("sought", ["未按照规定", "wazgd", "WAZGD", "dog_not_vaccinated", "agriculture/dog"])
def test_matters_are_found_by_name_by_pinyin_initials_and_by_code(embedded: House, sought: str) -> None:
    found = [each["code"] for each in embedded.get("/v1/matters", params={"q": sought, "limit": 500}).json()]
    assert "agriculture/dog_not_vaccinated_on_schedule" in found


def test_every_matter_is_found_by_its_own_initials_and_first_by_its_own_code() -> None:
    index = MatterIndex(RULEBOOK)
    for matter in index.all:
        letters = "".join(min(each) for each in matter.initials)
        assert matter in index.search(letters, matter.domain, 500), (matter, letters)
        assert index.search(matter.code, None, 1) == [matter]


def test_all_matters_of_a_domain_are_listed_when_nothing_is_sought(embedded: House) -> None:
    told = embedded.get("/v1/matters?domain=tax&limit=500").json()
    assert {each["code"] for each in told} == set(RULEBOOK.matters("tax"))


def test_questions_of_a_matter_are_those_of_the_interview_the_most_telling_first(embedded: House) -> None:
    from penalty_rules import Evaluator
    from penalty_rules.interview import questions

    code = "tax/non_resident_contract_not_reported"
    days = {"jurisdiction": "310115", "conduct": "2023-02-13", "decided": "2023-06-26"}
    told = embedded.get(f"/v1/matters/{code}/questions", params=days).json()
    case = {
        "id": "x", "jurisdiction": "310115", "domain": "tax", "party": {"kind": "enterprise"},
        "decision_date": days["decided"], "violations": [{"matter": code, "conduct": days["conduct"]}],
    }  # fmt: skip
    asked = [each.circumstance.name for each in questions(Evaluator(RULEBOOK).evaluate(case))]
    assert [each["circumstance"]["name"] for each in told["asked"]] == asked != []
    others = {each["name"] for each in told["others"]}
    assert others
    assert others.isdisjoint(asked)
    assert any(each["id"] == TAX_LIST for each in told["law"])
