"""The interview: answers become what a case file states, questions come in order, documents keep what stood there."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penalty_rules.advice.question import Question
from penalty_rules.errors import Unreadable
from penalty_rules.evaluator import Evaluator
from penalty_rules.interview import CONDUCT, FIRST_VIOLATION, Asked, next_question, questions, with_answer
from penalty_rules.interview.answer import Stated, parse_answer, parse_first_violation
from penalty_rules.reading import parse_document
from penalty_rules.vocabulary import Vocabulary
from penalty_rules.vocabulary.circumstance import Circumstance
from penalty_rules.writing import replace_file, written

WORDS = {"zh": "某情节", "en": "some circumstance"}
EVALUATOR = Evaluator()


def make_circumstance(kind: str, **changes: Any) -> Circumstance:
    return Circumstance.model_validate({"name": "some", "type": kind, "label": WORDS, "question": WORDS} | changes)


LEVELS = {name: {"zh": zh, "en": name} for name, zh in (("none", "无"), ("minor", "轻微"), ("serious", "严重"))}
TRUTH, MONEY, DAY = make_circumstance("boolean"), make_circumstance("money"), make_circumstance("date")
NUMBER = make_circumstance("number", unit="吨")
LEVEL = make_circumstance("enum", values=LEVELS, ordered=True)
SEVERAL = make_circumstance("set", values=LEVELS)


def make_case(**facts: Any) -> dict[str, Any]:
    return {
        "id": "1", "jurisdiction": "990101", "domain": "demonstration",
        "party": {"kind": "individual_business", "name": "某"}, "decision_date": date(2024, 6, 20),
        "violations": [
            {
                "matter": "demonstration/scale_not_verified", "conduct": date(2024, 6, 3), "clauses": ["ds-12"],
                "facts": facts,
            }
        ],
    }  # fmt: skip


def make_question(name: str, circumstance: Circumstance, violation: int = 0) -> Asked:
    return Asked(violation, Question(name, 1), circumstance)


@pytest.mark.parametrize(
    ("circumstance", "text", "value"),
    [
        (TRUTH, "是", True), (TRUTH, "否", False), (TRUTH, "Y", True), (TRUTH, "no", False), (TRUTH, "１", True),
        (TRUTH, "2", False), (TRUTH, "3", "unknown"), (TRUTH, "不明", "unknown"), (TRUTH, " unknown ", "unknown"),
        (MONEY, "500元", "500元"), (MONEY, "500 yuan", "500 yuan"), (MONEY, "７万元", "7万元"),
        (MONEY, "<=500元", {"at_most": "500元"}), (MONEY, "≤ 500元", {"at_most": "500元"}),
        (MONEY, "不满500元", {"less_than": "500元"}), (MONEY, "500元以下", {"at_most": "500元"}),
        (MONEY, "1,000元及以上", {"at_least": "1,000元"}), (MONEY, "超过500元", {"more_than": "500元"}),
        (MONEY, ">=100元 <500元", {"at_least": "100元", "less_than": "500元"}),
        (MONEY, "over 100 yuan, at most 500 yuan", {"more_than": "100 yuan", "at_most": "500 yuan"}),
        (MONEY, "100元..500元", {"between": ["100元", "500元"]}),
        (MONEY, "100元至500元", {"between": ["100元", "500元"]}),
        (MONEY, "不明", "unknown"),
        (DAY, "2024-03-01", "2024-03-01"), (DAY, "2024年3月1日", "2024-03-01"), (DAY, "2024/3/1", "2024-03-01"),
        (DAY, "20240301", "2024-03-01"), (DAY, "不晚于2024-03-01", {"at_most": "2024-03-01"}),
        (DAY, "2024-03-01..2024-03-31", {"between": ["2024-03-01", "2024-03-31"]}),
        (NUMBER, "0.5", "0.5"), (NUMBER, "3吨", "3"), (NUMBER, "1,200", "1200"), (NUMBER, "<=3", {"at_most": "3"}),
        (LEVEL, "2", "minor"), (LEVEL, "轻微", "minor"), (LEVEL, "minor", "minor"), (LEVEL, "4", "unknown"),
        (LEVEL, "无", "none"), (LEVEL, "<=轻微", {"at_most": "minor"}), (LEVEL, "轻微以下", {"at_most": "minor"}),
        (SEVERAL, "2、3", ["minor", "serious"]), (SEVERAL, "严重，轻微", ["serious", "minor"]),
        (SEVERAL, "2", ["minor"]),
        (SEVERAL, "没有", []), (SEVERAL, "4", "unknown"),
    ],
    ids=str,
)  # fmt: skip
def test_an_answer_becomes_what_a_case_file_states(circumstance: Circumstance, text: str, value: Any) -> None:
    assert parse_answer(circumstance, text) == Stated(value)


@pytest.mark.parametrize(
    ("text", "command"),
    [("", "leave"), ("  ", "leave"), ("?", "explain"), ("？", "explain"), ("q", "quit"), ("退出", "quit")],
)
def test_commands_are_told_from_answers(text: str, command: str) -> None:
    for circumstance in (TRUTH, MONEY, DAY, NUMBER, LEVEL, SEVERAL):
        assert parse_answer(circumstance, text) == command
    assert parse_first_violation(text) == command


@pytest.mark.parametrize(
    ("circumstance", "text"),
    [
        (TRUTH, "也许"), (TRUTH, "4"), (MONEY, "500"), (MONEY, "-5元"), (MONEY, "500元..100元"),
        (MONEY, "<500元 <600元 x"),
        (MONEY, "99999999999999999999元"), (DAY, "2024-02-30"), (DAY, "昨天"), (NUMBER, "NaN"), (NUMBER, "1e400"),
        (LEVEL, "5"), (LEVEL, "0"), (LEVEL, "巨大"), (LEVEL, "<=巨大"), (SEVERAL, "2、9"), (SEVERAL, "2、4"),
        (TRUTH, "是" * 3000),
    ],
    ids=lambda value: str(value)[:20],
)  # fmt: skip
def test_what_is_no_answer_is_refused_with_a_remedy(circumstance: Circumstance, text: str) -> None:
    with pytest.raises(ValueError, match=r".{4}"):
        parse_answer(circumstance, text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("是", True), ("否", False), ("不明", "unknown"), ("是 2年", {"value": True, "within": {"years": 2}}),
        ("是，近3年内", {"value": True, "within": {"years": 3}}),
        ("yes 6 months", {"value": True, "within": {"months": 6}}),
        ("1 2年", {"value": True, "within": {"years": 2}}),
    ],
)  # fmt: skip
def test_a_first_violation_is_answered_with_the_years_searched(text: str, value: Any) -> None:
    assert parse_first_violation(text) == Stated(value)


@settings(deadline=None, max_examples=150)
@given(text=st.text(max_size=60), kind=st.sampled_from([TRUTH, MONEY, DAY, NUMBER, LEVEL, SEVERAL]))
def test_whatever_is_typed_is_an_answer_a_command_or_refused(text: str, kind: Circumstance) -> None:
    try:
        answer = parse_answer(kind, text)
    except ValueError:
        return
    if isinstance(answer, Stated):
        kind.parse(answer.value)


def test_the_first_question_is_the_one_that_settles_most_and_none_comes_twice() -> None:
    advice = EVALUATOR.evaluate(make_case(goods_value="4999 yuan"))
    asked = [each.circumstance.name for each in questions(advice)]
    assert asked == [each.name for each in advice.violations[0].questions]
    first = next_question(advice)
    assert first is not None
    assert first.circumstance.name == asked[0]
    second = next_question(advice, {first.key})
    assert second is not None
    assert second.circumstance.name == asked[1]
    assert next_question(advice, {(0, name) for name in asked}) is None


def test_factors_that_a_standard_names_come_with_the_question() -> None:
    advice = EVALUATOR.evaluate(make_case(goods_value="4999 yuan"))
    asked = next(each for each in questions(advice) if each.circumstance.name == "harm.level")
    assert [factor.zh for each in asked.checklists for factor in each.factors] == ["受影响人数少", "后果已消除"]


def test_answering_every_question_comes_to_an_end() -> None:
    document, done = make_case(), set()
    advice = EVALUATOR.evaluate(document)
    while (asked := next_question(advice, done)) is not None:
        done.add(asked.key)
        text = {"boolean": "否", "money": "300元", "date": "2024-06-04", "enum": "1", "set": "没有"}.get(
            asked.circumstance.type, "1"
        )
        stated = asked.parse(text)
        assert isinstance(stated, Stated)
        document = with_answer(document, asked, stated, advice.violations[0].plan.vocabulary)
        advice = EVALUATOR.evaluate(document)
    assert advice.determined
    assert len(done) < 30


def vocabulary() -> Vocabulary:
    return EVALUATOR.rulebook.vocabulary("demonstration")


def about(name: str, violation: int = 0) -> Asked:
    return make_question(name, vocabulary()[name], violation)


def test_the_document_given_is_not_changed() -> None:
    document = make_case(goods_value="5 yuan")
    changed = with_answer(document, about("violation.minor"), Stated(True), vocabulary())
    assert document == make_case(goods_value="5 yuan")
    assert changed == make_case(**{"goods_value": "5 yuan", "violation.minor": True})


def test_reasons_and_evidence_are_stated_with_a_judgement() -> None:
    changed = with_answer(
        make_case(), about("harm.level"), Stated("none"), vocabulary(), evidence=("照片",), reason="未造成后果"
    )
    assert changed["violations"][0]["facts"] == {
        "harm.level": {"value": "none", "evidence": ["照片"], "reason": "未造成后果"}
    }


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"harm.level": "unknown"}, {"harm.level": "minor"}),
        ({"危害后果": "不明", "goods_value": "5 yuan"}, {"危害后果": "minor", "goods_value": "5 yuan"}),
        ({"harm": {"level": "unknown"}}, {"harm": {"level": "minor"}}),
        (
            {"harm.level": {"value": "unknown", "evidence": ["甲"], "reason": "乙"}},
            {"harm.level": {"value": "minor", "evidence": ["甲"]}},
        ),
    ],
)
def test_a_circumstance_that_stands_in_the_file_is_answered_there(facts: Any, expected: Any) -> None:
    changed = with_answer(make_case(**facts), about("harm.level"), Stated("minor"), vocabulary())
    assert changed["violations"][0]["facts"] == expected


def test_what_is_stated_for_the_whole_case_is_answered_there() -> None:
    document = make_case() | {"facts": {"harm.level": "unknown"}}
    changed = with_answer(document, about("harm.level"), Stated("minor"), vocabulary())
    assert changed["facts"] == {"harm.level": "minor"}
    assert changed["violations"][0]["facts"] == {}


def test_a_circumstance_of_the_party_holds_for_the_whole_case() -> None:
    changed = with_answer(make_case(), about("party.age"), Stated("40"), vocabulary())
    assert changed["facts"] == {"party.age": "40"}


def test_a_file_in_chinese_stays_in_chinese() -> None:
    document = {
        "编号": "1", "地区": "990101", "领域": "demonstration", "当事人": {"类型": "企业"},
        "决定日期": date(2024, 6, 20),
        "违法行为": [{"事项": "未列入清单", "行为日期": {"起": date(2024, 6, 1), "止": {"at_most": date(2024, 6, 9)}}}],
    }  # fmt: skip
    changed = with_answer(document, about("harm.level"), Stated("minor"), vocabulary())
    assert changed["违法行为"][0]["事实"] == {"harm.level": "minor"}
    dated = with_answer(changed, make_question("conduct_start", CONDUCT), Stated("2024-06-05"), vocabulary())
    assert dated["违法行为"][0]["行为日期"] == {"起": date(2024, 6, 1), "止": "2024-06-05"}
    assert EVALUATOR.read(dated).id == "1"


def test_a_first_violation_is_answered_under_any_of_its_names() -> None:
    changed = with_answer(
        make_case(初次违法="不明"), make_question("first_violation", FIRST_VIOLATION), Stated(True), vocabulary()
    )
    assert changed["violations"][0]["facts"] == {"初次违法": True}


def test_a_first_violation_contradicted_by_the_record_is_asked_and_mended() -> None:
    document = make_case(first_violation=True)
    document["history"] = {"records": [{"conduct": date(2023, 6, 1), "matter": "demonstration/scale_not_verified"}]}
    advice = EVALUATOR.evaluate(document)
    asked = next_question(advice)
    assert asked is not None
    assert (asked.circumstance, asked.question.because) == (FIRST_VIOLATION, "contradiction")
    mended = with_answer(document, asked, Stated(False), vocabulary())
    assert EVALUATOR.evaluate(mended).violations[0].contradictions == ()


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1)
    | st.decimals(-(10**9), 10**9, places=3) | st.dates(date(1949, 1, 1), date(2199, 1, 1))
    | st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=30)
    | st.sampled_from(["yes", "no", "~", "2024-03-01", "1e3", "0123", "500 yuan", "- a", "a: b", "#x", "12:30"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ab是.", min_size=1, max_size=5), inner),
    max_leaves=12,
)  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(document=st.dictionaries(st.text("abc案", min_size=1, max_size=4), values, min_size=1, max_size=4))
def test_what_is_written_reads_back_as_it_was(document: dict[str, Any]) -> None:
    assert parse_document(written(document, "yaml"), source="x", kind="yaml") == document


def test_json_keeps_decimals_exact() -> None:
    text = written({"a": Decimal("0.10"), "b": date(2024, 3, 1)}, "json")
    assert parse_document(text, source="x", kind="json") == {"a": Decimal("0.10"), "b": "2024-03-01"}
    assert "0.10" in text


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    replace_file(path, "a: 1\n")
    path.chmod(0o640)
    replace_file(path, "a: 2\n")
    assert path.read_text() == "a: 2\n"
    assert path.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in tmp_path.iterdir()] == ["case.yaml"]
    with pytest.raises(Unreadable, match="cannot be written"):
        replace_file(tmp_path / "no such folder" / "case.yaml", "a: 3\n")
