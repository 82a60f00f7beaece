"""The short way of reading a case and the thorough one: the same Case, or the same faults."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from decimal import Decimal
from functools import cache, reduce
from typing import Any

import orjson
import pytest
from hypothesis import given, settings

from penalty_rules.case import Case
from penalty_rules.case.document import CHINESE_KEYS, CHINESE_VALUES, SHORT, domain_of
from penalty_rules.case.reading import CaseReader
from penalty_rules.errors import CaseRefused
from penalty_rules.reading import read_document
from tests.expectations import FIXTURES, evaluator, specimens
from tests.invented_law import (
    MATTERS,
    PLACE,
    VALUES,
    WORLDS,
    Choices,
    Raw,
    World,
    drawn,
    interval_around,
    make_case,
    reader,
    two_views,
    vocabulary,
)

OF_KEYS = ("value", "evidence", "reason", "note", "within", "same", "from", "to", "between", "at_most", "records",
           "matter", "domain", "outcome", "provisions", "id", "facts", "history", "clauses", "coercion_considered",
           "first_violation", "初次违法", "correction", "time", "conduct_start", "colour", "\ud800", "k" * 201,
           *CHINESE_KEYS)  # fmt: skip
WORDS = tuple(word for values in CHINESE_VALUES.values() for word in values)
STRANGE: tuple[Any, ...] = (
    None, True, 0, 7, 0.5, float("nan"), 2**53, 2**70, "", "unknown", "待核", "是", " 税务 ", "tax", "2030-06-03",
    "2030-13-01", "ever", "500 yuan", "7万元", "canal-9", "canal/lamp_unlitt", "理由", "\ud800", "x" * 20_001, [], {},
    ["a", 1], ["甲", "乙"], [["a"]], [0.5], ("a", "b"), Decimal("0.1"), b"1", {"名称": "甲"},
    {"value": True, "理由": "甲"},
    {"value": False, "reason": 0.5}, {"value": "none", "reason": "甲", "evidence": ["乙", "丙"]},
    {"value": True, "evidence": {"名称": "甲"}}, {"value": None, "note": ["甲"]}, {"value": True, "colour": "red"},
    {"value": True, "within": {"years": 2}, "same": "domain"}, {"value": "500 yuan", "reason": 3},
    {"between": ["2030-06-01", "2030-06-05"]}, {"from": "2030-06-01", "止": "2030-06-05"}, {"at_least": "1 yuan"},
    {"id": "own", "fine": [{"to": "700 yuan"}]}, {1: "a"}, *WORDS,
)  # fmt: skip
DEEP: Any = reduce(lambda inner, _: {"a": inner}, range(30), "a")


@cache
def fresh() -> CaseReader:
    """A reader that remembers nothing yet of what the other has read."""
    return CaseReader(vocabulary(), dict.fromkeys(MATTERS))


def told(read: Any, raw: object) -> tuple[Any, ...]:
    try:
        case: Case = read(raw)
    except CaseRefused as refused:
        return refused.source, refused.faults
    kinds = [{name: type(value) for name, value in each.facts.items()} for each in case.violations]
    return case, kinds, case.document, _canonical(case)


def _canonical(case: Case) -> bytes | None:
    try:
        return case.canonical
    except TypeError:  # an integer that JSON cannot hold
        return None


def as_json(raw: object) -> Any:
    """The same document as it comes out of a docket."""
    return orjson.loads(orjson.dumps(raw, default=str))


def containers(node: object) -> Iterator[Any]:
    if isinstance(node, dict | list):
        yield node
        for each in list(node.values() if isinstance(node, dict) else node):
            yield from containers(each)


def damage(choices: Choices, raw: Raw) -> Raw:
    """The document with up to three keys or values put in, put over, moved or taken out at random places."""
    made: Raw = copy.deepcopy(raw)
    for _ in range(choices.upto(3)):
        node = choices.pick(list(containers(made)))
        value = copy.deepcopy(choices.pick(STRANGE))
        if isinstance(node, list):
            node.insert(choices.upto(len(node)), value)
            continue
        old = choices.pick([*node, None])
        new = old if choices.upto(1) else choices.pick((*OF_KEYS, *VALUES, *(f"「{name}」" for name in VALUES)))
        if choices.upto(4) == 4 and old is not None:
            node[new] = node.pop(old)
        elif new is not None:
            node[new] = value
    return made


def random_document(choices: Choices, world: World) -> Raw:
    shown = two_views(choices, world)[choices.upto(1)]
    shown = {
        k: {"value": v, "reason": "如卷", "evidence": "笔录"} if choices.upto(3) == 3 else v for k, v in shown.items()
    }
    if choices.upto(1):
        shown["first_violation"] = choices.pick((True, False, "unknown", {"value": True, "within": {"years": 2}}))
    made = as_json(world.case(shown, searched=bool(choices.upto(1))))
    if choices.upto(4) == 4:
        made["facts"] = {"merit": choices.pick((True, False, "yes"))}
    return damage(choices, made)


@settings(max_examples=800, deadline=None)
@given(world=WORLDS, choices=drawn(120, lambda choices: choices))
def test_both_ways_give_the_same_case_or_the_same_faults(world: World, choices: Choices) -> None:
    raw = random_document(choices, world)
    expected = told(CaseReader(vocabulary(), dict.fromkeys(MATTERS)).read_thoroughly, raw)
    assert told(fresh().read, raw) == expected
    assert told(fresh().read, raw) == expected  # and so when all words are known
    assert told(reader().read_thoroughly, raw) == expected


def test_what_a_word_and_a_value_meant_once_they_mean_again_but_for_another_party() -> None:
    for kind in ("natural_person", "enterprise", "natural_person"):
        for name in (*VALUES, "first_violation"):
            thorough = CaseReader(vocabulary(), dict.fromkeys(MATTERS)).read_thoroughly
            for value in (*STRANGE, *VALUES.get(name, ())):
                raw = {**as_json(make_case(party={"kind": kind})), "facts": {name: value}}
                assert told(fresh().read, raw) == told(thorough, raw), (name, value)


@pytest.mark.parametrize(
    "changes",
    [
        {"history": {"records": [{"conduct": "2029-06-03", "domain": "税务"}]}},
        {"clauses": [{"id": "own", "fine": [{"to": "700 yuan"}]}]},
        {"clauses": [{"编号": "own", "fine": [{"to": "700 yuan"}]}]},
        {"clauses": {"id": "own", "fine": [{"to": "700 yuan"}], "scope": 0.5}},
        {"facts": {"harm": {"value": "none", "evidence": [0.5]}}}, {"facts": {"harm": {"value": "none", "note": 0.5}}},
        {"facts": {"harm": {"value": "none", "evidence": [{"名称": "甲"}]}}},
        {"facts": {"harm": {"value": "none", "evidence": ("a", "b")}}},
        {"facts": {"harm": {"value": "none", "evidence": [[["a"]]]}}},
        {"facts": {"harm": {"value": "none", "evidence": DEEP}}}, {"facts": {"k" * 201: {}}}, {"facts": {"quay": {}}},
        {"facts": {"first_violation": {"value": "unknown", "evidence": "笔录", "reason": "甲"}}},
        {"facts": {"first_violation": {"value": True, "evidence": "笔录", "reason": "甲", "note": 0.5}}},
        {"matter": "未列入清单"}, {"conduct": {"起": "2030-06-01", "止": "2030-06-02"}}, {"authority": "某局"},
        {"filed_on": 2.5}, {"party": {"kind": "企业"}}, {"id": 2**70}, {"note": "x" * 20_001}, {"id": 7},
    ],
    ids=str,
)  # fmt: skip
def test_what_must_be_translated_or_refused_is_not_read_as_it_is(changes: Raw) -> None:
    raw = {**as_json(make_case({"harm": "none", "first_violation": "unknown"})), **changes}
    raw["violations"][0] |= {key: raw.pop(key) for key in ("matter", "conduct", "clauses") if key in raw}
    if "facts" in raw:
        raw["violations"][0]["facts"] = {}
    thorough = CaseReader(vocabulary(), dict.fromkeys(MATTERS)).read_thoroughly
    told(reader().read, as_json(make_case({"harm": "none", "first_violation": "unknown"})))
    assert told(reader().read, raw) == told(thorough, raw)


def documents() -> Iterator[Any]:
    for path in sorted((FIXTURES / "show").glob("*.yaml")):
        yield read_document(path)
    yield from (each.case for each in specimens() if isinstance(each.case, dict))


def test_both_ways_give_the_same_for_every_fixture() -> None:
    as_it_is = []
    for raw in documents():
        known = evaluator().rulebook.reader(domain_of(raw) or "")
        for filed in (raw, as_json(raw)):
            expected = told(known.read_thoroughly, filed)
            assert told(known.read, filed) == expected
        as_it_is.append(isinstance(known.read(as_json(raw)).source, bytes))
    assert sum(as_it_is) > len(as_it_is) * 9 // 10


@pytest.mark.parametrize(
    "shown",
    [{}, {"merit": True}, {"harm": {"value": "none", "reason": "无", "evidence": ["笔录"]}}, {"「merit」": "是"},
     {"correction": {"time": "late"}}, {"first_violation": {"value": True, "within": {"years": 2}}}],
    ids=str,
)  # fmt: skip
def test_plain_json_in_english_is_read_as_it_is(shown: Raw) -> None:
    raw = as_json(make_case(shown))
    assert isinstance(reader().read(raw).source, bytes)
    assert isinstance(reader().read({**raw, "note": "甲" * (SHORT // 3)}).source, dict)
    assert isinstance(reader().read(make_case(shown)).source, dict)  # a day that is no text


def test_a_case_does_not_change_with_the_document_that_it_was_read_from() -> None:
    raw = as_json(make_case({"wares": ["lamps"], "harm": {"value": "none", "evidence": ["笔录"]}}))
    case = reader().read(raw)
    before = case.canonical, case.violations[0].facts["wares"], case.violations[0].stated["harm"].evidence
    facts = raw["violations"][0]["facts"]
    facts["wares"].append("tar")
    facts["harm"]["evidence"].clear()
    raw["jurisdiction"] = "110000"
    after = case.canonical, case.violations[0].facts["wares"], case.violations[0].stated["harm"].evidence
    assert after == before
    assert case.document["jurisdiction"] == PLACE


def test_a_wrong_day_with_a_look_back_is_refused_and_nothing_is_counted_from_it() -> None:
    raw = make_case({"first_violation": {"value": True, "within": {"years": 2}}}, conduct="2030-13-01")
    with pytest.raises(CaseRefused) as refused:
        reader().read(raw)
    assert [fault.path for fault in refused.value.faults] == ["violations[0].conduct"]


def test_an_interval_that_was_read_as_one_fact_is_not_taken_for_another() -> None:
    for name, value in (("harm", "minor"), ("correction.time", "late"), ("goods_value", VALUES["goods_value"][1])):
        raw = as_json(make_case({name: interval_around(name, value, 3)}))
        assert told(reader().read, raw) == told(reader().read_thoroughly, raw)
