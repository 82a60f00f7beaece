"""The fixtures are the specification: cases are advised as they say; every shipped rule is met once, missed once."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from penalty_rules.condition import predicates
from penalty_rules.condition.predicate import Unread
from penalty_rules.errors import RulesetRefused, VersionsOverlap
from penalty_rules.rulebook import Rulebook, shipped_folder
from penalty_rules.ruleset import Rule, Ruleset

from .expectations import FIXTURES, Specimen, differences, evaluator, findings_of, specimens

SPECIMENS = tuple(specimens())


@pytest.mark.parametrize("specimen", SPECIMENS, ids=str)
def test_a_case_is_advised_as_its_fixture_says(specimen: Specimen) -> None:
    differences = specimen.differences(specimen.advice(evaluator()))
    assert not differences, "\n".join([str(specimen), *differences])


def test_no_two_cases_of_a_fixture_share_a_name() -> None:
    names = [str(specimen) for specimen in SPECIMENS]
    assert sorted(set(names)) == sorted(names)


def test_every_shipped_ruleset_loads() -> None:
    rulebook = Rulebook()
    files = list(shipped_folder().glob("*/*/*/*.yaml"))
    assert rulebook.check() == []
    assert len(list(rulebook.all_rulesets())) == len(files)


@cache
def told() -> dict[tuple[str, str, str], set[str]]:
    """(ruleset, version, rule) → the findings that fixtures expect of it."""
    found: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for specimen in SPECIMENS:
        expected = specimen.expect.get("findings", {})
        for violation in specimen.advice(evaluator()).violations:
            for rule in violation.rules:
                if rule.id in expected and expected[rule.id] == findings_of(violation)[rule.id]:
                    found[rule.origin.ruleset, rule.origin.version, rule.id].add(expected[rule.id])
    return found


def lacking(ruleset: Ruleset, rule: Rule) -> set[str]:
    read = not any(isinstance(each, Unread) for each in predicates(rule.when))
    return ({"met", "not_met"} if read else {"open"}) - told()[ruleset.id, ruleset.version, rule.id]


@pytest.mark.parametrize("ruleset", list(Rulebook().all_rulesets()), ids=lambda each: f"{each.id}@{each.version}")
def test_every_rule_has_a_case_that_meets_it_and_one_that_misses_it(ruleset: Ruleset) -> None:
    wanting = {rule.id: sorted(lacking(ruleset, rule)) for rule in ruleset.rules if lacking(ruleset, rule)}
    assert not wanting, f"{ruleset.id}@{ruleset.version} lacks cases: {wanting}"


def a_rulebook_with(tmp_path: Path, place: Callable[[Path], Path]) -> Rulebook:
    """The invented jurisdiction alone, with its act moved or rewritten."""
    for name in ("vocabulary.yaml", "vocabulary", "matters", "99"):
        source = shipped_folder() / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    place(tmp_path / "99/demonstration/statutes/2020-01-01.yaml")
    return Rulebook(tmp_path)


def moved(path: Path, to: str) -> Path:
    target = path.parent / to
    target.parent.mkdir(parents=True, exist_ok=True)
    return path.rename(target)


@pytest.mark.parametrize(
    ("to", "field"),
    [
        ("2020-01-02.yaml", "in_force.from"),
        ("../statute/2020-01-01.yaml", "id"),
        ("../../fire/statutes/2020-01-01.yaml", "domain"),
        ("../../../98/demonstration/statutes/2020-01-01.yaml", "id"),
    ],
)
def test_a_misplaced_file_is_refused(tmp_path: Path, to: str, field: str) -> None:
    rulebook = a_rulebook_with(tmp_path, lambda path: moved(path, to))
    refused = [error for error in rulebook.check() if isinstance(error, RulesetRefused)]
    assert [fault.path for error in refused for fault in error.faults if fault.path == field] == [field]


def test_two_versions_in_force_on_one_day_are_refused(tmp_path: Path) -> None:
    def doubled(path: Path) -> Path:
        text = path.read_text(encoding="utf-8")
        second = path.with_name("2021-01-01.yaml")
        second.write_text(text.replace("from: 2020-01-01", "from: 2021-01-01"), encoding="utf-8")
        path.write_text(text.replace("until: null", "until: 2021-01-01"), encoding="utf-8")
        return second

    with pytest.raises(VersionsOverlap, match="99/demonstration/statutes"):
        list(a_rulebook_with(tmp_path, doubled).all_rulesets())


@pytest.mark.parametrize(
    "wrong",
    [
        {"outcmoe": "ordinary"},
        {"outcome": "ordinary"},
        {"findings": {"APL-30-a": "not_met"}},
        {"findings": {"APL-30-x": "not_met"}},
        {"findings": {"APL-30-a": "absent"}},
        {"possible": ["no_penalty", "ordinary"]},
        {"permitted": ["ordinary"]},
        {"forbidden": ["no_penalty"]},
        {"force": "may"},
        {"fine": {"from": "0 yuan"}},
        {"duties": ["referral"]},
        {"duties": {"no_penalty": ["referral"]}},
        {"asks": ["harm.level"]},
        {"coercion": "not_taken"},
        {"cites": {"APL-30-a": ["行政处罚法第三十一条"]}},
        {"chosen_law": "decision"},
        {"published": {"outcome": "ordinary", "differs": False}},
    ],
    ids=str,
)
def test_an_expectation_that_is_wrong_fails(wrong: dict[str, object]) -> None:
    advice = evaluator().evaluate(FIXTURES / "show/minor_of_13.yaml")
    assert differences(advice.violations[0], wrong)


def test_a_rule_that_does_not_apply_may_be_expected_absent() -> None:
    advice = evaluator().evaluate(FIXTURES / "show/minor_of_13.yaml")
    assert not differences(advice.violations[0], {"findings": {"APL-30-x": "absent"}})
