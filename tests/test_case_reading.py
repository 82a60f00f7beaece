"""Reading a case file: every fault at once, Chinese and English keys, what follows, what contradicts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from penalty_rules.case import Case, Violation
from penalty_rules.errors import CaseRefused, Fault
from penalty_rules.evaluator import Evaluator
from penalty_rules.money import Span
from penalty_rules.vocabulary.circumstance import STATED_UNKNOWN
from tests.invented import make_id_number, make_uscc
from tests.invented_law import CONDUCT, Raw, evaluator, make_case, make_rule, make_ruleset
from tests.test_invariants import only

MINOR = make_ruleset(rules=[make_rule("A", "minor_age", "no_penalty", {"party.age": {"less_than": 14}}),
                            make_rule("C", "lighter_circumstance", "lighter", "correction.timely")])  # fmt: skip


def engine() -> Evaluator:
    return evaluator(MINOR)


def read(shown: Raw | None = None, **changes: Any) -> Case:
    return engine().read(make_case(shown, **changes))


def one(shown: Raw | None = None, **changes: Any) -> Violation:
    return read(shown, **changes).violations[0]


def faults(raw: Raw) -> dict[str, Fault]:
    with pytest.raises(CaseRefused) as refused:
        engine().read(raw)
    return {fault.path: fault for fault in refused.value.faults}


def test_every_fault_is_reported_at_once_with_its_path() -> None:
    raw = make_case(
        {"goods_vaule": "5 yuan", "goods_value": 500, "harm": "grave", "conduct_start": "2030-01-01",
         "crew": {"at_most": "x"}, "discovered_on": date(2030, 1, 1)},
        matter="canal/lamp_unlitt", party={"kind": "enterprise", "birth_date": "2000-01-01", "uscc": "X"},
        filed_on="2031-01-01", conduct="2030-13-01",
        history={"records": [{"conduct": "x"}], "checked": {"from": "yesterday"}},
    )  # fmt: skip
    found = faults(raw)
    at = "violations[0]"
    assert set(found) >= {
        f"{at}.facts.goods_vaule", f"{at}.facts.goods_value", f"{at}.facts.harm", f"{at}.facts.conduct_start",
        f"{at}.facts.crew", f"{at}.matter", f"{at}.conduct", "party.birth_date", "party.uscc", "filed_on",
        "history.records[0].conduct", "history.checked.from",
    }  # fmt: skip
    assert "goods_value" in (found[f"{at}.facts.goods_vaule"].remedy or "")
    assert "canal/lamp_unlit" in (found[f"{at}.matter"].remedy or "")
    assert "unit" in (found[f"{at}.facts.goods_value"].remedy or "")


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"colour": "red"}, "colour"), ({"id": ""}, "id"), ({"jurisdiction": "99x"}, "jurisdiction"),
        ({"decision_date": None}, "decision_date"), ({"violations": []}, "violations"),
        ({"party": {"kind": "cat"}}, "party.kind"), ({"domain": "sea"}, "domain"),
    ],
)  # fmt: skip
def test_a_file_of_the_wrong_shape_is_refused_at_the_key(change: Raw, path: str) -> None:
    assert path in faults({**make_case(), **change})


def test_a_clause_that_is_not_known_is_refused_with_the_nearest_names() -> None:
    found = faults(make_case(clauses=["canal-9", "canal-1"]))
    assert list(found) == ["violations[0].clauses[0]"]
    assert "canal-4" in (found["violations[0].clauses[0]"].remedy or "")


def test_chinese_keys_values_and_labels_mean_the_english_ones() -> None:
    chinese = {
        "编号": "c", "地区": "990101", "领域": "canal", "决定日期": "2030-12-02",
        "当事人": {"类型": "自然人", "姓名": "某"},
        "违法行为": [{"事项": "canal/lamp_unlit", "行为日期": "2030-06-03", "条款": ["canal-1"],
                   "事实": {"「act_minor」": "是", "「helpful」": "否", "「harm」": {"值": "『none』", "理由": "无"},
                          "「merit」": "不明", "「goods_value」": "7万元", "初次违法": "是"}}],
    }  # fmt: skip
    english = make_case(
        {"act_minor": True, "helpful": False, "harm": {"value": "none", "reason": "无"}, "merit": "unknown",
         "goods_value": "70000 yuan", "first_violation": True}, clauses=["canal-1"],
    )  # fmt: skip
    first, second = (engine().read(raw).violations[0] for raw in (chinese, english))
    assert first.facts == second.facts
    assert first.stated["harm"].reason == "无"


def test_a_key_in_both_languages_and_a_fact_stated_twice_are_refused() -> None:
    assert "id" in faults({**make_case(), "编号": "d"})
    found = faults(make_case({"act_minor": True, "「act_minor」": False}))
    assert "violations[0].facts.「act_minor」" in found
    assert "violations[0].facts.merit" in faults(make_case({"merit": True}, facts={"merit": False}))


def test_facts_of_the_case_hold_for_every_violation() -> None:
    assert one(None, facts={"merit": True, "harm": "minor"}).facts["harm"] == 1


def test_facts_may_be_nested_by_the_parts_of_their_names() -> None:
    assert one({"correction": {"time": "late", "timely": False}}).facts["correction.time"] == 2


@pytest.mark.parametrize(
    ("birth", "age", "outcome"),
    [
        ("2016-06-04", 13, "no_penalty"),  # fourteen the day after
        ("2016-06-03", Span(13, 14), None),  # on the birthday: no text says whether the year is complete
        ("2016-06-02", 14, "ordinary"),
        ("1990-01-01", 40, "ordinary"),
    ],
)
def test_the_age_at_the_act_follows_from_the_birth_date(birth: str, age: Any, outcome: str | None) -> None:
    party = {"kind": "natural_person", "birth_date": birth}
    assert one(party=party).facts["party.age"] == age
    assert only(engine().evaluate(make_case({"correction.time": "never"}, party=party))).outcome == outcome


def test_a_stated_age_that_the_birth_date_refutes_is_unknown_and_never_presumed() -> None:
    party = {"kind": "natural_person", "birth_date": "2020-01-01"}
    advice = only(engine().evaluate(make_case({"party.age": 30, "correction.time": "never"}, party=party)))
    assert [each.name for each in advice.contradictions] == ["party.age"]
    assert set(advice.possible) == {"no_penalty", "ordinary"}
    assert "party.age" not in {each.name for each in advice.presumptions}


def test_an_identity_number_tells_the_birth_date_and_may_not_differ_from_it() -> None:
    number = make_id_number(date(2000, 5, 1), 7)
    assert read(party={"kind": "natural_person", "id_number": number}).natural
    differing = {"kind": "natural_person", "id_number": number, "birth_date": "2000-05-02"}
    assert "party.birth_date" in faults(make_case(party=differing))
    assert "party.id_number" in faults(make_case(party={"kind": "enterprise", "id_number": number}))
    assert not read(party={"kind": "enterprise", "uscc": make_uscc(3)}).natural


def test_only_a_natural_person_has_its_circumstances_and_for_others_every_test_on_them_fails() -> None:
    assert "violations[0].facts.party.age" in faults(make_case({"party.age": 13}, party={"kind": "enterprise"}))
    advice = only(engine().evaluate(make_case(party={"kind": "enterprise"})))
    assert {rule.id: truth for rule, truth in advice.findings()}["A"] == 0


def test_a_stated_unknown_keeps_the_presumption_away() -> None:
    silent = only(engine().evaluate(make_case({"correction.time": "never"})))
    unknown = only(engine().evaluate(make_case({"correction.time": "never", "suspected_crime": "unknown"})))
    assert silent.outcome == "ordinary"
    assert set(unknown.possible) == {"ordinary", "referred"}
    assert "suspected_crime" not in {each.name for each in unknown.presumptions}
    assert one({"suspected_crime": "待核"}).facts["suspected_crime"] is STATED_UNKNOWN
    assert "harm" not in one({"harm": "unknown"}).facts


def test_what_is_defined_follows_and_what_it_refutes_is_a_contradiction_held_as_unknown() -> None:
    follows = one({"correction.time": "ordered"})
    assert (follows.facts["correction.timely"], follows.facts["correction.refused"]) == (True, False)
    assert "correction.timely" in follows.derived
    refuted = one({"correction.time": "ordered", "correction.timely": False})
    assert [each.name for each in refuted.contradictions] == ["correction.timely"]
    assert "correction.timely" not in refuted.facts


def test_a_definition_that_is_half_open_leaves_an_interval() -> None:
    facts = {"corrected_on": date(2030, 8, 1), "order_deadline": date(2030, 8, 1)}
    found = one(facts | {"discovered_on": {"between": ["2030-07-01", "2030-09-01"]}})
    assert found.facts["correction.time"] == Span(0, 1)
    assert found.facts["correction.timely"] is True


def test_what_is_stated_and_what_follows_are_read_together() -> None:
    facts = {"corrected_on": date(2030, 9, 2), "order_deadline": date(2030, 8, 1), "discovered_on": date(2030, 7, 1)}
    assert one(facts).facts["correction.time"] == Span(2, 3)
    assert one(facts | {"correction.time": {"at_most": "late"}}).facts["correction.time"] == 2
    assert one(facts | {"correction.time": "early"}).contradictions


def test_a_first_violation_that_the_record_refutes_is_a_contradiction() -> None:
    record = {"conduct": date(2030, 1, 1), "matter": "canal/lamp_unlit"}
    found = one({"first_violation": True}, history={"records": [record]})
    assert [(each.name, each.stated) for each in found.contradictions] == [("first_violation", True)]
    clean = one({"first_violation": False}, history={"checked": {"from": "ever"}})
    assert [(each.name, each.stated) for each in clean.contradictions] == [("first_violation", False)]


@pytest.mark.parametrize(
    "conduct",
    [
        {"at_most": "2030-06-01"}, {"from": "2030-06-03", "to": "2030-06-01"}, {"from": "2030-06-03", "till": 1},
        "2030-12-03",
    ],
)  # fmt: skip
def test_an_act_without_both_ends_in_order_before_the_decision_is_refused(conduct: object) -> None:
    assert any(path.startswith("violations[0].conduct") for path in faults(make_case(conduct=conduct)))


def test_a_discovery_before_the_act_or_after_the_decision_is_refused() -> None:
    for day in ("2030-06-02", "2030-12-03"):
        assert "violations[0].facts.discovered_on" in faults(make_case({"discovered_on": day}))


def test_a_discovery_that_is_not_stated_lies_between_act_and_filing() -> None:
    found = one(filed_on=date(2030, 7, 1)).facts["discovered_on"]
    assert found == Span(CONDUCT.toordinal(), date(2030, 7, 1).toordinal())


def test_an_interval_of_an_enum_is_held_by_its_first_and_last_value() -> None:
    assert one({"harm": {"more_than": "none", "less_than": "serious"}}).facts["harm"] == Span(1, 2)
    assert one({"harm": {"at_least": "medium"}}).facts["harm"] == Span(2, 3)
    assert "violations[0].facts.harm" in faults(make_case({"harm": {"more_than": "serious"}}))


def test_in_the_shipped_law_an_act_between_two_texts_of_the_apl_stays_open() -> None:
    raw = {
        "id": "1", "jurisdiction": "610802", "domain": "market_supervision", "party": {"kind": "enterprise"},
        "decision_date": "2021-12-01",
        "violations": [{"matter": "unlisted", "conduct": {"between": ["2021-07-01", "2021-07-31"]},
                        "facts": {"correction.timely": True, "harm.level": "minor", "first_violation": True,
                                  "violation.minor": False}}],
    }  # fmt: skip
    advice = only(Evaluator(engine=None).evaluate(raw))
    assert "no_penalty" in advice.possible
    assert {permission.outcome for permission in advice.permitted} >= set(advice.possible)
    assert advice.alternatives


def test_two_violations_have_two_ids_and_the_digest_is_of_the_file_as_filed() -> None:
    raw = make_case()
    twice = {**raw, "violations": [{**raw["violations"][0], "id": "x"}] * 2}
    assert "violations" in faults(twice)
    assert engine().read(raw).digest == engine().read(dict(reversed(raw.items()))).digest
    assert engine().read(raw).digest != engine().read({**raw, "id": "d"}).digest


@pytest.mark.parametrize("value", [0.5, "\ud800", "x" * 20_001, [[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]])
def test_what_cannot_be_kept_as_text_is_refused(value: object) -> None:
    assert faults({**make_case(), "note": value})
