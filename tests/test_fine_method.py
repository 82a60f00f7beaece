"""A fine method is read with every fault named, and divides a statutory range exactly."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penalty_rules.condition import Condition, parse_condition
from penalty_rules.errors import Fault
from penalty_rules.fine_method import MaximumShare, Method, SpanShare, WeightedFactors, divide, parse_method
from penalty_rules.fine_method.completion import completions, first_that_holds, open_facts
from penalty_rules.fine_method.division import GRADES, hull
from penalty_rules.money import Span
from penalty_rules.vocabulary import Vocabulary

WAN = 1_000_000  # ten thousand yuan in fen
SPAN_SHARE = {"name": "span_share", "lighter": "30%", "heavier": "30%", "lighter_end_included": True}
MAXIMUM_SHARE = {
    "name": "maximum_share",
    "lighter": "40%",
    "heavier": "70%",
    "tables": [
        {"from": "20万元", "to": "50万元", "lighter_to": "30万元", "heavier_from": "40万元"},
        {"from": "50万元", "to": "200万元", "lighter_to": "100万元", "heavier_from": "150万元"},
    ],
    "multiples": [{"from": 1, "to": 5, "lighter_to": 2, "heavier_from": "7/2"}],
}
KINDS = {"b": {"zh": "乙", "en": "B"}, "a": {"zh": "甲", "en": "A"}, "toxic": {"zh": "有毒", "en": "toxic"}}


def _named(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "label": {"zh": name, "en": name}, "question": {"zh": "?", "en": "?"}, **more}


VOCABULARY = Vocabulary.from_documents(
    {
        "invented": {
            "circumstances": [
                _named("goods_value", "money"),
                _named("count", "integer"),
                _named("tons", "number"),
                _named("ratio", "number"),
                _named("sensitive", "boolean"),
                _named("filed", "boolean"),
                _named("class", "enum", values=KINDS),
            ]
        }
    }
)
WATER = {
    "clause": "water",
    "start": "7%",
    "cap": "100%",
    "factors": [
        {"circumstance": "count", "weights": [
            {"when": {"count": 1}, "percent": "0%"}, {"when": {"count": 2}, "percent": "2%"},
            {"when": {"count": {"at_least": 3}}, "percent": "8%"}]},
        {"circumstance": "class", "weights": [
            {"when": {"class": "b"}, "percent": "0%"}, {"when": {"class": "a"}, "percent": "10%"},
            {"when": {"class": "toxic"}, "percent": "22%"}]},
        {"circumstance": "sensitive", "weights": [
            {"when": {"sensitive": False}, "percent": "0%"}, {"when": "sensitive", "percent": "15%"}]},
        {"circumstance": "ratio", "weights": [
            {"when": {"ratio": {"at_most": 3}}, "percent": "0%"}, {"when": {"ratio": {"at_most": 8}}, "percent": "8%"},
            {"percent": "23%"}]},
    ],
}  # fmt: skip
FORM = {
    "clause": "form",
    "rows": [
        {"when": {"all": [{"not": "sensitive"}, "filed"]}, "to": "1万元", "to_included": False},
        {
            "when": {"all": [{"not": "sensitive"}, {"not": "filed"}]},
            "from": "1万元",
            "to": "3万元",
            "to_included": False,
        },
        {"when": {"all": ["sensitive", "filed"]}, "from": "3万元", "to": "5万元", "to_included": False},
        {"when": {"all": ["sensitive", {"not": "filed"}]}, "from": "5万元", "to": "5万元"},
    ],
}
WEIGHTED = {"name": "weighted_factors", "tables": [WATER], "bands": [FORM]}
WORKED = {"count": 1, "class": 0, "sensitive": False, "ratio": 5}  # the official example: 15 %


def read(raw: object) -> Method:
    faults: list[Fault] = []
    method = parse_method(raw, VOCABULARY, "fine_method", faults)
    assert method is not None, [str(fault) for fault in faults]
    return method


def faults_of(raw: object) -> list[Fault]:
    faults: list[Fault] = []
    assert parse_method(raw, VOCABULARY, "fine_method", faults) is None
    assert faults
    return faults


def condition(raw: object) -> Condition:
    faults: list[Fault] = []
    found = parse_condition(raw, VOCABULARY, "when", faults)
    assert not faults
    return found


def spans(method: Method | None, low: Any, high: Any, facts: dict[str, Any] | None = None, **more: Any) -> list[Span]:
    clause = more.pop("clause", "water")
    grades = divide(method, clause, Span(low, high), facts or {}, multiple=more.pop("multiple", False))
    return [grades[name].span for name in GRADES]


SAMR, PBC, GDE = read(SPAN_SHARE), read(MAXIMUM_SHARE), read(WEIGHTED)


# --- the official examples ------------------------------------------------------------------------------------------


def test_span_share_of_5_to_10_wan_is_lighter_to_65000_and_heavier_from_85000() -> None:
    assert spans(SAMR, 5 * WAN, 10 * WAN) == [
        Span(5 * WAN, 6_500_000), Span(6_500_000, 8_500_000, False, False), Span(8_500_000, 10 * WAN)
    ]  # fmt: skip


def test_span_share_works_on_multiples_exactly() -> None:
    assert spans(SAMR, 5, 10, multiple=True)[0] == Span(5, Fraction(13, 2))
    assert spans(SAMR, 10, 20, multiple=True)[0] == Span(10, 13)


def test_the_end_of_the_lighter_band_belongs_to_it_or_not_as_the_text_says() -> None:
    method = read({**SPAN_SHARE, "lighter_end_included": False, "heavier_end_included": False})
    lighter, ordinary, heavier = spans(method, 0, 100)
    assert (30 in lighter, 30 in ordinary, 70 in ordinary, 70 in heavier) == (False, True, True, False)


def test_maximum_share_takes_the_fixed_table_of_just_this_range() -> None:
    assert spans(PBC, 20 * WAN, 50 * WAN) == [
        Span(20 * WAN, 30 * WAN, True, False), Span(30 * WAN, 40 * WAN, True, False), Span(40 * WAN, 50 * WAN)
    ]  # fmt: skip
    assert spans(PBC, 1, 5, multiple=True)[1] == Span(2, Fraction(7, 2), True, False)
    assert spans(PBC, 20 * WAN, 50 * WAN, multiple=True)[0].empty  # the table of amounts is not one of multiples


def test_maximum_share_without_a_table_takes_shares_of_the_maximum() -> None:
    assert spans(PBC, 0, 100 * WAN) == [
        Span(0, 40 * WAN, True, False), Span(40 * WAN, 70 * WAN, True, False), Span(70 * WAN, 100 * WAN)
    ]  # fmt: skip


def test_maximum_share_of_30_to_50_wan_has_no_lighter_band() -> None:
    lighter, ordinary, heavier = spans(PBC, 30 * WAN, 50 * WAN)
    assert lighter.empty
    assert (ordinary, heavier) == (Span(30 * WAN, 35 * WAN, True, False), Span(35 * WAN, 50 * WAN))
    grades = divide(PBC, "x", Span(30 * WAN, 50 * WAN), {}, multiple=False)
    assert grades["ordinary"].notes == ("clamped_to_minimum",)


def test_a_minimum_that_is_excluded_stays_so_where_the_lighter_band_is_empty() -> None:
    grades = divide(PBC, "x", Span(40, 100, False, True), {}, multiple=False)
    assert grades["lighter"].span.empty
    assert grades["ordinary"].span == Span(40, 70, False, False)


def test_maximum_share_whose_minimum_lies_above_70_percent_leaves_only_heavier() -> None:
    lighter, ordinary, heavier = spans(PBC, 80, 100)
    assert (lighter.empty, ordinary.empty, heavier) == (True, True, Span(80, 100))


def test_weights_of_the_worked_example_sum_to_15_percent() -> None:
    assert spans(GDE, 10 * WAN, 100 * WAN, WORKED) == [
        Span(10 * WAN, 15 * WAN, True, False), Span(15 * WAN, 15 * WAN), Span(15 * WAN, 100 * WAN, False, True)
    ]  # fmt: skip


def test_weights_below_the_statutory_minimum_are_lifted_to_it() -> None:
    grade = divide(GDE, "water", Span(10 * WAN, 100 * WAN), {**WORKED, "ratio": 2}, multiple=False)
    assert grade["ordinary"].span == Span(10 * WAN, 10 * WAN)
    assert "clamped_to_minimum" in grade["ordinary"].notes
    assert grade["lighter"].span.empty


def test_weights_are_capped() -> None:
    method = read({"name": "weighted_factors", "tables": [{**WATER, "cap": "50%"}]})
    worst = {"count": 9, "class": 2, "sensitive": True, "ratio": 99}  # 7 + 8 + 22 + 15 + 23 = 75 %
    assert spans(method, 0, 100, worst)[1] == Span(50, 50)
    assert spans(GDE, 0, 100, worst)[1] == Span(75, 75)


def test_unknown_factors_leave_a_range_and_are_named() -> None:
    grade = divide(
        GDE, "water", Span(10 * WAN, 100 * WAN), {**WORKED, "class": None, "count": Span(2, 3)}, multiple=False
    )
    assert grade["ordinary"].span == Span(17 * WAN, 45 * WAN)  # 15 + 2 + 0 to 15 + 8 + 22
    assert grade["ordinary"].needs == ("count", "class")
    assert not grade["ordinary"].exact


def test_a_value_that_no_row_names_is_said_and_not_taken_for_nothing() -> None:
    grade = divide(GDE, "water", Span(0, 100), {**WORKED, "count": 0}, multiple=False)["ordinary"]
    assert grade.span == Span(15, 23)
    assert "factor_without_row" in grade.notes
    assert not grade.exact


def test_a_row_that_was_not_read_leaves_its_weights_open() -> None:
    factor = {"circumstance": "count", "weights": [
        {"when": {"count": 1}, "percent": "0%"}, {"when": "unread", "percent": {"between": ["2%", "5%"]}},
        {"when": "unread", "percent": "8%"}]}  # fmt: skip
    method = read({"name": "weighted_factors", "tables": [{"clause": "water", "start": "10%", "factors": [factor]}]})
    assert spans(method, 0, 100, {"count": 1})[1] == Span(10, 10)
    grade = divide(method, "water", Span(0, 100), {"count": 4}, multiple=False)["ordinary"]
    assert (grade.span, grade.needs) == (Span(12, 18), ())
    assert "table_not_read" in grade.notes


@pytest.mark.parametrize(
    ("sensitive", "filed", "row"),
    [(False, True, Span(0, WAN, True, False)), (False, False, Span(WAN, 3 * WAN, True, False)),
     (True, True, Span(3 * WAN, 5 * WAN, True, False)), (True, False, Span(5 * WAN, 5 * WAN))],
)  # fmt: skip
def test_a_table_of_amounts_gives_the_row_that_holds(sensitive: bool, filed: bool, row: Span) -> None:
    facts = {"sensitive": sensitive, "filed": filed}
    lighter, ordinary, heavier = spans(GDE, 0, 5 * WAN, facts, clause="form")
    assert ordinary == row
    assert lighter.empty or row.low not in lighter
    assert heavier.empty or row.high not in heavier or not row.high_included


def test_a_table_of_amounts_with_a_fact_unknown_gives_the_hull_of_its_rows() -> None:
    grades = divide(GDE, "form", Span(0, 5 * WAN), {"sensitive": False}, multiple=False)
    assert grades["ordinary"].span == Span(0, 3 * WAN, True, False)
    assert grades["ordinary"].needs == ("filed",)


def test_what_cannot_be_divided_is_the_whole_range_and_says_why() -> None:
    whole = Span(2, 9)
    for method, span, note in (
        (None, whole, "no_method"), (GDE, whole, "no_method"), (SAMR, Span(2, None), "no_upper_bound"),
        (PBC, Span(5, 5), "fixed_amount"),
    ):  # fmt: skip
        grades = divide(method, "another", span, {}, multiple=False)
        assert {(grade.span, grade.notes) for grade in grades.values()} == {(span, (note,))}


def test_a_row_outside_the_statute_and_a_case_without_a_row_divide_nothing() -> None:
    grades = divide(GDE, "form", Span(2 * WAN, 4 * WAN), {"sensitive": False, "filed": True}, multiple=False)
    assert grades["ordinary"].span == Span(2 * WAN, 4 * WAN)
    assert "row_outside_statute" in grades["ordinary"].notes
    alone = read({"name": "weighted_factors", "bands": [{"clause": "form", "rows": FORM["rows"][:1]}]})  # type: ignore[index]
    grades = divide(alone, "form", Span(0, 4 * WAN), {"sensitive": True, "filed": True}, multiple=False)
    assert (grades["lighter"].span, "band_without_row" in grades["lighter"].notes) == (Span(0, 4 * WAN), True)


# --- reading --------------------------------------------------------------------------------------------------------


def test_each_method_is_read_as_written() -> None:
    assert SpanShare(Fraction(3, 10), Fraction(3, 10)) == SAMR
    assert isinstance(PBC, MaximumShare)
    assert (PBC.tables[0].lighter_to, PBC.multiples[0].heavier_from) == (30 * WAN, Fraction(7, 2))
    assert isinstance(GDE, WeightedFactors)
    assert set(GDE.tables) == {"water", "form"}


@pytest.mark.parametrize(
    ("raw", "path", "said"),
    [
        ("span_share", "fine_method.name", "no such fine method"),
        ({"name": "span_shares"}, "fine_method.name", "no such fine method"),
        ({"name": ["span_share"]}, "fine_method.name", "no such fine method"),
        ({**SPAN_SHARE, "lightest": "30%"}, "fine_method.lightest", "unknown key"),
        ({"name": "span_share", "heavier": "30%"}, "fine_method.lighter", "is missing"),
        ({**SPAN_SHARE, "lighter": 30}, "fine_method.lighter", "not a percentage"),
        ({**SPAN_SHARE, "lighter": "x%"}, "fine_method.lighter", "wrong value"),
        ({**SPAN_SHARE, "lighter": "130%"}, "fine_method.lighter", "between 0% and 100%"),
        ({**SPAN_SHARE, "lighter": "0%"}, "fine_method.lighter", "more than 0%"),
        ({**SPAN_SHARE, "heavier": "80%"}, "fine_method", "overlap"),
        ({**SPAN_SHARE, "heavier": "70%"}, "fine_method", "overlap"),
        ({**MAXIMUM_SHARE, "lighter": "80%"}, "fine_method", "above the start of the heavier"),
        ({**MAXIMUM_SHARE, "tables": [{"from": "1 yuan", "to": "9 yuan", "lighter_to": "9 yuan", "heavier_from": 3}]},
         "fine_method.tables[0].heavier_from", "wrong value"),
        ({**MAXIMUM_SHARE, "multiples": [{"from": 1, "to": 5, "lighter_to": 4, "heavier_from": 3}]},
         "fine_method.multiples[0]", "not in order"),
        ({**MAXIMUM_SHARE, "multiples": MAXIMUM_SHARE["multiples"] * 2}, "fine_method.multiples[1]", "twice"),  # type: ignore[operator]
        ({"name": "weighted_factors"}, "fine_method", "no table"),
        ({**WEIGHTED, "tables": [{**WATER, "clause": "form"}]}, "fine_method.bands[0].clause", "a second table"),
        ({**WEIGHTED, "tables": [{**WATER, "start": "60%", "cap": "50%"}]},
         "fine_method.tables[0].start", "above the cap"),
        ({**WEIGHTED, "tables": [{**WATER, "factors": [{"circumstance": "cuont", "weights": [{"percent": "1%"}]}]}]},
         "fine_method.tables[0].factors[0].circumstance", "undeclared"),
        ({**WEIGHTED, "tables": [{**WATER, "factors": [{"circumstance": "count", "weights": []}]}]},
         "fine_method.tables[0].factors[0].weights", "at least 1"),
        ({**WEIGHTED, "tables": [{**WATER, "factors": [{"circumstance": "count", "weights": [
            {"when": {"count": {"before": 3}}, "percent": "1%"}]}]}]},
         "fine_method.tables[0].factors[0].weights[0].when.count.before", "no such comparison"),
        ({**WEIGHTED, "tables": [{**WATER, "factors": [{"circumstance": "count", "weights": [
            {"percent": {"between": ["5%", "2%"]}}]}]}]},
         "fine_method.tables[0].factors[0].weights[0].percent", "above the upper end"),
        ({**WEIGHTED, "tables": [{**WATER, "factors": [{"circumstance": "count", "weights": [
            {"percent": {"between": ["5%"]}}]}]}]},
         "fine_method.tables[0].factors[0].weights[0].percent", "not two percentages"),
        ({**WEIGHTED, "bands": [{"clause": "z", "rows": [{"from": "3 yuan", "to": "1 yuan"}]}]},
         "fine_method.bands[0].rows[0]", "no amount"),
        ({**WEIGHTED, "bands": [{"clause": "z", "rows": [{"from": 3}]}]},
         "fine_method.bands[0].rows[0].from", "wrong value"),
    ],
)  # fmt: skip
def test_a_faulty_method_is_refused_with_path_and_reason(raw: object, path: str, said: str) -> None:
    assert any(fault.path == path and said in fault.message for fault in faults_of(raw)), list(map(str, faults_of(raw)))


def test_all_faults_come_at_once_and_quote_the_input() -> None:
    raw = {**WEIGHTED, "tables": [{**WATER, "start": "7", "factors": [
        {"circumstance": "cuont", "weights": [{"when": "sensitiv", "percent": "8"}]}]}]}  # fmt: skip
    found = {fault.quoted: fault.remedy for fault in faults_of(raw)}
    assert found == {
        "7": "write for example `30%`", "8": "write for example `30%`",
        "cuont": "did you mean count?", "sensitiv": "did you mean sensitive?",
    }  # fmt: skip


# --- invariants -----------------------------------------------------------------------------------------------------

shares = st.integers(1, 99).map(lambda n: Fraction(n, 100))
exact = st.one_of(st.integers(0, 10**8), st.fractions(0, 10**4, max_denominator=60))


@st.composite
def sharing(draw: st.DrawFn) -> Method:
    first, second = sorted((draw(shares), draw(shares)))
    if draw(st.booleans()):
        return MaximumShare(first, second)
    both = draw(st.booleans()) and first < second
    return SpanShare(first, 1 - second, both or draw(st.booleans()), both)


@st.composite
def ranges(draw: st.DrawFn) -> Span:
    low, high = sorted((draw(exact), draw(exact)))
    return Span(low, high, draw(st.booleans()), draw(st.booleans()))


@settings(max_examples=1000, deadline=None)
@given(sharing(), ranges(), st.lists(exact, max_size=3), st.booleans())
def test_every_fine_of_the_range_lies_in_just_one_band(
    method: Method, whole: Span, probes: list[Any], multiple: bool
) -> None:
    grades = divide(method, "x", whole, {}, multiple=multiple)
    bands = [grades[name].span for name in GRADES]
    assert all(band.within(whole) for band in bands)
    if whole.low == whole.high:
        return
    ends = [end for band in bands for end in (band.low, band.high)]
    for fine in [*probes, *ends, (whole.low + whole.high) / Fraction(2)]:
        assert sum(fine in band for band in bands) == (fine in whole)
    full = [band for band in bands if not band.empty]
    assert all(one.high <= other.low for one, other in pairwise(full))


@settings(max_examples=1000, deadline=None)
@given(
    st.integers(0, 5), st.integers(0, 2), st.booleans(), st.fractions(0, 20, max_denominator=4),
    st.sets(st.sampled_from(["count", "class", "sensitive", "ratio"])), st.integers(0, 60), st.data(),
)  # fmt: skip
def test_the_figure_of_weights_left_open_contains_the_one_of_every_completion(
    count: int, kind: int, sensitive: bool, ratio: Fraction, hidden: set[str], low: int, data: st.DataObject
) -> None:
    facts: dict[str, Any] = {"count": count, "class": kind, "sensitive": sensitive, "ratio": ratio}
    known: dict[str, Any] = {name: value for name, value in facts.items() if name not in hidden}
    if "ratio" in hidden and data.draw(st.booleans()):
        below, above = data.draw(st.integers(0, 9)), data.draw(st.integers(0, 9))
        known["ratio"] = Span(ratio - below, ratio + above)
    whole = Span(low, 100)
    settled, open_ = (divide(GDE, "water", whole, each, multiple=False) for each in (facts, known))
    for name in GRADES:
        assert settled[name].span.within(open_[name].span)
        assert open_[name].span.within(whole)
    expected = (
        7
        + {1: 0, 2: 2}.get(count, 8)
        + (0, 10, 22)[kind]
        + 15 * sensitive
        + (0 if ratio <= 3 else 8 if ratio <= 8 else 23)
    )
    if count > 0:
        assert settled["ordinary"].span == Span(max(low, expected), max(low, expected))


@settings(max_examples=1000, deadline=None)
@given(st.lists(ranges(), min_size=1, max_size=4), exact)
def test_a_hull_holds_whatever_its_parts_hold(parts: list[Span], value: Any) -> None:
    found = hull(parts)
    assert not any(value in part and value not in found for part in parts)
    ends = {end for part in parts if not part.empty for end in (part.low, part.high)}
    assert found.empty or {found.low, found.high} <= ends


WHENS = [
    {"goods_value": {"less_than": "1万元"}}, {"goods_value": {"at_least": "1万元"}}, {"class": {"in": ["a", "b"]}},
    {"count": {"more_than": 2}}, {"all": ["sensitive", {"not": "filed"}]},
    {"any": ["filed", {"tons": {"at_most": "1.5"}}]},
    {"class": "toxic"}, {"not": {"count": 3}}, "unread",
]  # fmt: skip


@settings(max_examples=1000, deadline=None)
@given(st.lists(st.sampled_from(WHENS), max_size=4), st.data())
def test_what_holds_for_every_completion_holds_for_every_value(raw: list[Any], data: st.DataObject) -> None:
    whens = [condition(each) for each in raw]
    facts = {
        "goods_value": data.draw(st.integers(0, 2 * WAN)), "count": data.draw(st.integers(0, 5)),
        "tons": data.draw(st.fractions(0, 3, max_denominator=4)), "sensitive": data.draw(st.booleans()),
        "filed": data.draw(st.booleans()), "class": data.draw(st.integers(0, 2)),
    }  # fmt: skip
    hidden = data.draw(st.sets(st.sampled_from(sorted(facts))))
    known = {name: value for name, value in facts.items() if name not in hidden}
    places = {place for way in completions(whens, known) for place in first_that_holds(whens, way)}
    assert first_that_holds(whens, facts).keys() <= places
    assert places <= first_that_holds(whens, known).keys()
    assert set(open_facts(whens, known)) <= hidden


def test_a_threshold_cuts_an_unknown_amount_so_that_branches_leave_no_gap() -> None:
    whens = [condition(WHENS[0]), condition(WHENS[1])]
    assert -1 in first_that_holds(whens, {})
    assert {place for way in completions(whens, {}) for place in first_that_holds(whens, way)} == {0, 1}


def test_too_many_open_facts_are_left_as_they_are() -> None:
    whens = [condition({"all": [{name: {"at_most": n}}
                                for name, n in product(("count", "tons", "ratio"), range(1, 5))]})]  # fmt: skip
    assert completions(whens, {}) == [{}]
