"""The rulebook is ready for lists that were not found yet, and keeps what is invented out of real places."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from penalty_rules import CaseRefused, Evaluator, Rulebook
from penalty_rules.errors import RulesetRefused, RulesetUnknown
from penalty_rules.rulebook import shipped_folder

LIST = """
id: 2204/market_supervision/four_lists
version: test
kind: list
rank: normative
title: {zh: 测试用清单, en: A list for this test only}
issuer: null
document_number: null
jurisdiction: "2204"
domain: market_supervision
in_force: {from: 2023-01-01, until: null}
status: STATUS
sources: [{mark: mem, text: invented for a test}]
rules:
  - id: LY-TEST-1
    title: {zh: 测试项, en: test item}
    matter: [market_supervision/price_not_marked]
    ground: first_violation
    effect: no_penalty
    force: shall
    when: {all: [first_violation: true, {harm.level: {at_most: minor}}, correction.timely]}
    cites: [{law: 测试用清单, article: 第1项}]
"""


def case(jurisdiction: str) -> dict[str, object]:
    return {
        "id": "1",
        "jurisdiction": jurisdiction,
        "domain": "market_supervision",
        "party": {"kind": "individual_business"},
        "decision_date": "2023-06-01",
        "violations": [
            {
                "matter": "market_supervision/price_not_marked",
                "conduct": "2023-05-01",
                "facts": {"first_violation": True, "harm.level": "minor", "correction.timing": "on_the_spot"},
            }
        ],
    }


def rulebook_with(tmp_path: Path, status: str) -> Rulebook:
    folder = tmp_path / "rulesets"
    shutil.copytree(shipped_folder(), folder)
    place = folder / "2204" / "market_supervision" / "four_lists"
    place.mkdir(parents=True)
    text = LIST.replace("STATUS", status).replace("[first_violation: true,", "[{first_violation: true},")
    (place / "2023-01-01.yaml").write_text(text, encoding="utf-8")
    return Rulebook(folder)


def test_a_list_of_liaoyuan_applies_there_as_soon_as_its_file_is_laid_down(tmp_path: Path) -> None:
    evaluator = Evaluator(rulebook_with(tmp_path, "transcribed"))
    there, elsewhere = (evaluator.evaluate(case(code)).violations[0] for code in ("220402", "220102"))
    assert there.force == "shall"
    assert "LY-TEST-1" in [rule.id for rule in there.grounds("no_penalty")]
    assert elsewhere.force == "may"
    assert "LY-TEST-1" not in [rule.id for rule in elsewhere.rules]


def test_an_illustrative_ruleset_is_refused_in_a_real_place(tmp_path: Path) -> None:
    with pytest.raises(RulesetRefused, match="invented jurisdiction 99"):
        Evaluator(rulebook_with(tmp_path, "illustrative")).evaluate(case("220402"))


def test_the_lists_of_liaoyuan_are_a_visible_gap_and_not_invented() -> None:
    assert not (shipped_folder() / "2204").exists()
    assert "Liaoyuan" in (shipped_folder() / "README.md").read_text(encoding="utf-8")


def test_a_folder_without_a_rulebook_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(RulesetRefused, match=r"vocabulary\.yaml"):
        Rulebook(tmp_path)


def test_a_wrong_ruleset_name_names_the_nearest() -> None:
    with pytest.raises(RulesetUnknown, match="cn/tax/first_violation_list"):
        Rulebook().ruleset("cn/tax/first_violation_lst")


def test_a_case_that_names_no_domain_is_told_which_there_are() -> None:
    wrong = case("220402")
    del wrong["domain"]
    with pytest.raises(CaseRefused, match="market_supervision"):
        Evaluator().read(wrong)
