"""Advice documents: complete, without floats, the same bytes each time, and enough to decide again by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson
import pytest

from penalty_rules.advice_document import SCHEMA, digest, document, to_json
from penalty_rules.advice_document.model import AdviceDocument
from penalty_rules.advice_document.record import record
from penalty_rules.evaluator import Evaluator
from penalty_rules.truth import UNKNOWN, kleene_all, kleene_any, kleene_not

from .expectations import Specimen, advised, evaluator, specimens

SAMPLE = tuple(specimens())[::9]
TRUTH = {"false": 0, "true": 1, "unknown": 2}
FINDING = {0: "not_met", 1: "met", 2: "open"}
Json = Mapping[str, Any]


DOCUMENTED: dict[str, Json] = {}


def documented(specimen: Specimen) -> Json:
    """The document of a fixture's advice, made once."""
    if str(specimen) not in DOCUMENTED:
        DOCUMENTED[str(specimen)] = document(advised(specimen))
    return DOCUMENTED[str(specimen)]


def violations(specimen: Specimen) -> Iterator[Json]:
    yield from documented(specimen)["violations"]


def findings(specimen: Specimen) -> Iterator[Json]:
    """The findings of every branch of the law."""
    for violation in violations(specimen):
        yield from violation["findings"]
        for branch in violation["law"]["branches"]:
            yield from branch["findings"] or ()


each_specimen = pytest.mark.parametrize("specimen", SAMPLE, ids=str)


@each_specimen
def test_the_document_is_json_and_has_the_declared_shape(specimen: Specimen) -> None:
    given = documented(specimen)
    assert given["schema"] == SCHEMA
    assert orjson.loads(to_json(advised(specimen))) == given
    assert AdviceDocument.model_validate(given).model_dump(by_alias=True, mode="json") == given


@each_specimen
def test_no_float_stands_in_the_document(specimen: Specimen) -> None:
    assert not [path for path, value in leaves(documented(specimen)) if isinstance(value, float)]


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from leaves(each, f"{path}.{key}")
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from leaves(each, f"{path}[{index}]")
    else:
        yield path, value


def test_another_evaluator_gives_the_same_bytes_whatever_it_saw_before() -> None:
    few = SAMPLE[::8]
    first = [to_json(advised(each)) for each in few]
    other = Evaluator()
    again = [to_json(each.advice(other)) for each in reversed(few)][::-1]
    assert first == again
    records = [record(advised(each)) for each in few]
    assert records == [record(each.advice(other)) for each in few]


def test_the_digest_is_that_of_the_bytes() -> None:
    one, other = advised(SAMPLE[0]), advised(SAMPLE[1])
    assert digest(one) == digest(one) != digest(other)
    assert digest(one).startswith("sha256:")


@each_specimen
def test_every_rule_that_applied_appears_in_its_branch(specimen: Specimen) -> None:
    for advice, given in zip(advised(specimen).violations, violations(specimen), strict=True):
        assert [each["id"] for each in given["findings"]] == [rule.id for rule in advice.rules]
        assert {each["truth"] for each in given["findings"]} <= {"met", "not_met", "open"}


@each_specimen
def test_a_rule_that_is_not_met_names_the_leaf_that_failed(specimen: Specimen) -> None:
    for finding in findings(specimen):
        assert bool(finding["failed"]) == (finding["truth"] != "met")
        for leaf in finding["failed"]:
            blamed = "unknown" if finding["truth"] == "open" else {"true": "false", "false": "true"}[leaf["wanted"]]
            assert leaf["truth"] == blamed


@each_specimen
def test_every_finding_can_be_recomputed_from_its_leaves(specimen: Specimen) -> None:
    for finding in findings(specimen):
        parts = {part: recomputed(step) for part, step in finding["condition"].items()}
        shut = [kleene_not(truth) for part, truth in parts.items() if part != "when"]
        assert FINDING[kleene_all([parts["when"], *shut])] == finding["truth"]


def recomputed(step: Json) -> int:
    if step["kind"] == "test":
        return TRUTH[step["truth"]]
    parts = [recomputed(each) for each in step["parts"]]
    truth = {"all": kleene_all, "any": kleene_any, "not": lambda only: kleene_not(only[0])}[step["kind"]](parts)
    assert truth == TRUTH[step["truth"]]
    return truth


@each_specimen
def test_the_vector_can_be_decoded_with_the_texts_of_the_predicates(specimen: Specimen) -> None:
    for violation in violations(specimen):
        vector = bytes.fromhex(violation["vector"]["hex"])
        assert len(vector) == len(violation["vector"]["predicates"])
        assert all(byte & 3 <= UNKNOWN for byte in vector)


@each_specimen
def test_every_question_and_presumption_is_told_in_both_languages(specimen: Specimen) -> None:
    for violation in violations(specimen):
        for each in [*violation["questions"], *violation["presumptions"]]:
            assert each["label"]["zh"]
            assert each["question"]["en"]


PRIOR = {"records": [{"conduct": "2024-12-01", "matter": "demonstration/stall_over_line", "outcome": "penalised"}]}


def make_case(conduct: str = "2025-06-03", decided: str = "2025-06-20", **changes: Any) -> dict[str, Any]:
    """A first violation with minor harm, corrected in time; a fact that is None is left out."""
    facts = {
        "first_violation": True, "harm.level": "minor", "correction.timely": True, "violation.minor": False,
        "mitigation.harm_eliminated_or_reduced": False, **changes,
    }  # fmt: skip
    act = {"matter": "demonstration/stall_over_line", "conduct": conduct}
    stated = {name: value for name, value in facts.items() if value is not None}
    return {
        "id": "made", "jurisdiction": "990101", "domain": "demonstration", "decision_date": decided,
        "party": {"kind": "enterprise"}, "violations": [{**act, "facts": stated}],
    }  # fmt: skip


def only(case: dict[str, Any]) -> Json:
    found: Json = document(evaluator().evaluate(case))["violations"][0]
    return found


@pytest.mark.parametrize(
    ("case", "why", "chosen"),
    [
        (make_case(), "single_law", 0),
        (make_case("2021-05-20", "2021-08-10"), "new_law_lighter", 1),
        (make_case("2021-05-20", "2021-08-10", **{"correction.timely": False}), "old_law", 0),
        (make_case("2021-05-20", "2021-08-10", first_violation=None), "open", None),
        (make_case("2021-05-20", "2021-06-10"), "no_lenient_choice_before_2021-07-15", 0),
    ],
    ids=["one law", "new one milder", "new one not milder", "facts missing", "before the choice was law"],
)
def test_the_choice_of_law_and_its_reason_are_told(case: dict[str, Any], why: str, chosen: int | None) -> None:
    law = only(case)["law"]
    assert (law["why"], law["chosen"]) == (why, chosen)
    assert [branch["role"] for branch in law["branches"]] == ["conduct", "decision"][: len(law["branches"])]


def test_the_days_told_are_those_of_the_case_and_not_of_another_one() -> None:
    for conduct in ("2025-06-01", "2025-06-02"):
        assert only(make_case(conduct))["law"]["branches"][0]["day"] == conduct


def test_a_statement_that_the_record_refutes_is_told_as_a_contradiction() -> None:
    told = only({**make_case(), "history": PRIOR})
    assert [each["name"] for each in told["contradictions"]] == ["first_violation"]
    assert "contradiction" in {each["code"] for each in told["human_review"]}


def test_a_fact_is_stated_derived_or_presumed() -> None:
    sources = {each["name"]: each["source"] for each in only(make_case())["facts"]}
    assert sources["harm.level"] == "stated"
    assert sources["discovered_on"] == "derived"
    assert sources["suspected_crime"] == "presumed"
    assert sources["decided_on"] == "case"


@each_specimen
def test_the_record_holds_case_law_vector_and_outcomes(specimen: Specimen) -> None:
    kept = orjson.loads(record(advised(specimen)))
    assert kept["case"]["digest"] == documented(specimen)["case"]["digest"]
    for short, full in zip(kept["violations"], violations(specimen), strict=True):
        rulesets = [{f"{r['id']}@{r['version']}": r["digest"] for r in b["rulesets"]} for b in full["law"]["branches"]]
        assert short["law"] == rulesets
        assert short["advice"]["vector"] == full["vector"]["hex"]
        assert short["advice"]["chosen"] == full["law"]["chosen"]
        assert short.get("possible", short["advice"]["outcomes"]) == full["possible"]
        shown = min(full["law"]["shown"], len(short["advice"]["findings"]) - 1)
        assert short["advice"]["findings"][shown] == full["doctrine"]["findings"]
