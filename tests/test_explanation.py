"""Explanations: every ground with its article, from the document alone; a few golden texts hold the wording."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal, get_args

import orjson
import pytest

from penalty_rules.advice import Advice
from penalty_rules.advice_document import document, to_json
from penalty_rules.explanation import explain, explain_document
from penalty_rules.outcome import Outcome
from penalty_rules.ruleset.document import Duty, Effect, Ground, Mark
from penalty_rules.wording import DUTIES, EFFECTS, GROUNDS, MARKS, OUTCOMES, Table

from .expectations import FIXTURES, Specimen, advised, evaluator, specimens, specimens_of

SAMPLE = tuple(specimens())[::13]
GOLDEN = Path(__file__).resolve().parent / "golden"
TOLD = {
    "list_hit": FIXTURES / "demonstration/2025-01-01/DM-N1.yaml",
    "reduced": FIXTURES / "demonstration/2025-01-01/DM-R1.yaml",
    "lighter": FIXTURES / "demonstration/2025-01-01/DM-L1.yaml",
}
each_specimen = pytest.mark.parametrize("specimen", SAMPLE, ids=str)
in_both = pytest.mark.parametrize("lang", ["zh", "en"])
Lang = Literal["zh", "en"]


@each_specimen
@in_both
def test_every_ground_is_told_with_its_article(specimen: Specimen, lang: Lang) -> None:
    told = explain(advised(specimen), lang)
    for violation in document(advised(specimen))["violations"]:
        known = {each["id"]: each for each in violation["findings"]}
        for permitted in violation["permitted"]:
            for ground in permitted["grounds"]:
                assert all(cite in told for cite in known[ground]["cites"]), ground


@each_specimen
def test_an_old_document_is_told_without_its_rulesets(specimen: Specimen) -> None:
    kept = orjson.loads(to_json(advised(specimen)))
    assert explain_document(kept) == explain(advised(specimen))


@each_specimen
@in_both
def test_the_short_form_is_short(specimen: Specimen, lang: Lang) -> None:
    advice = advised(specimen)
    lines = explain(advice, lang, full=False).strip().splitlines()
    assert len(lines) <= 12 * len(advice.violations)


@each_specimen
@in_both
def test_no_code_of_ours_is_shown_in_place_of_words(specimen: Specimen, lang: Lang) -> None:
    told = explain(advised(specimen), lang)
    for code in ("no_penalty", "not_established", "order_only", "lighter_or_reduced", "start_unknown", "no_method"):
        assert code not in told


@each_specimen
def test_lighter_and_reduced_are_never_swapped(specimen: Specimen) -> None:
    advice = advised(specimen)
    told = explain(advice, "zh", full=False)
    for violation in advice.violations:
        if violation.outcome == "lighter":
            assert "建议：从轻处罚" in told
        if violation.outcome == "reduced":
            assert "建议：减轻处罚" in told


@each_specimen
def test_grounds_on_texts_not_checked_are_marked(specimen: Specimen) -> None:
    told = explain(advised(specimen))
    for violation in document(advised(specimen))["violations"]:
        if any(not each["verified"] and each["truth"] == "met" for each in violation["findings"]):
            assert "未与官方文本核对" in told


def test_markdown_has_headings_and_plain_text_has_none() -> None:
    advice = advised(SAMPLE[0])
    assert explain(advice, markdown=True).startswith("# ")
    assert not any(line.startswith("#") for line in explain(advice).splitlines())


def test_every_outcome_has_its_own_words() -> None:
    for lang in ("zh", "en"):
        assert len({words.of(lang) for words in OUTCOMES.values()}) == len(OUTCOMES)


@pytest.mark.parametrize("name", TOLD)
@in_both
def test_the_short_wording_is_that_of_the_golden_text(name: str, lang: Lang) -> None:
    held_against(f"{name}.short.{lang}.txt", explain(golden(name), lang, full=False))


@in_both
def test_the_full_wording_is_that_of_the_golden_text(lang: Lang) -> None:
    held_against(f"list_hit.{lang}.txt", explain(golden("list_hit"), lang))


def golden(name: str) -> Advice:
    return advised(next(each for each in specimens_of(TOLD[name]) if each.name == "meets"))


def held_against(name: str, told: str) -> None:
    """`WRITE_GOLDEN=1` writes the texts anew, to be read before they are committed."""
    if os.environ.get("WRITE_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        (GOLDEN / name).write_text(told, encoding="utf-8")
    assert told == (GOLDEN / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("kind", "table"),
    [(Duty, DUTIES), (Effect, EFFECTS), (Ground, GROUNDS), (Mark, MARKS), (Outcome, OUTCOMES)],
    ids=["duties", "effects", "grounds", "marks", "outcomes"],
)
def test_every_code_of_a_closed_set_has_words(kind: object, table: Table) -> None:
    assert set(get_args(kind)) == set(table)


def test_every_duty_that_a_ruleset_concludes_has_words() -> None:
    concluded = {
        symbol.split(".")[1]
        for ruleset in evaluator().rulebook.all_rulesets()
        for production in ruleset.productions
        for symbol in production.conclusions
        if symbol.startswith("duty.")
    }
    assert concluded <= set(DUTIES)


def test_while_the_day_of_the_act_is_open_over_a_change_of_law_it_is_asked_for() -> None:
    advice = evaluator().evaluate(
        {
            "id": "day", "jurisdiction": "990101", "domain": "demonstration", "decision_date": "2021-07-14",
            "party": {"kind": "enterprise"},
            "violations": [{"matter": "unlisted", "conduct": {"between": ["2019-06-01", "2021-03-01"]}, "facts": {}}],
        }
    )  # fmt: skip
    assert "之间的某日" in explain(advice)
    assert explain_document(orjson.loads(to_json(advice))) == explain(advice)


@each_specimen
def test_a_strict_advice_is_told_without_presumptions(specimen: Specimen) -> None:
    strict = evaluator().evaluate(specimen.case, strict=True)
    assert "推定" not in explain(strict, full=False)
