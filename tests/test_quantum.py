"""Outcome and amounts become fine ranges that the law allows; the clause that applies is chosen, or said to be open."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penalty_rules.clause import Clause, parse_clause
from penalty_rules.errors import Fault
from penalty_rules.fine_method import MaximumShare, Method, SpanShare, parse_method
from penalty_rules.money import Span
from penalty_rules.quantum import Band, Disproportion, Quantum, quantify
from penalty_rules.vocabulary import Vocabulary
from penalty_rules.vocabulary.circumstance import STATED_UNKNOWN

YUAN, WAN = 100, 1_000_000  # fen
OUTCOMES = ("reduced", "lighter", "ordinary", "heavier")
INSIDE = OUTCOMES[1:]
SAMR = SpanShare(Fraction(3, 10), Fraction(3, 10))
PBC = MaximumShare(Fraction(2, 5), Fraction(7, 10))


def _named(name: str, kind: str) -> dict[str, Any]:
    return {"name": name, "type": kind, "label": {"zh": name, "en": name}, "question": {"zh": "?", "en": "?"}}


VOCABULARY = Vocabulary.from_documents({"invented": {"circumstances": [
    _named("goods_value", "money"), _named("illegal_gains", "money"), _named("grave", "boolean"),
    _named("correction.refused", "boolean"), _named("points", "integer"),
]}})  # fmt: skip
FOOD = [  # the shape of 食品安全法 Art. 124(1): 50,000 to 100,000 yuan, from 10,000 yuan of goods on 10 to 20 times
    {"when": {"goods_value": {"less_than": "10000 yuan"}}, "from": "50000 yuan", "to": "100000 yuan"},
    {"when": {"goods_value": {"at_least": "10000 yuan"}}, "multiple_of": "goods_value", "from": 10, "to": 20},
]


def clause(id: str = "c", *fine: dict[str, Any], **more: Any) -> Clause:  # noqa: A002 - the name in the file
    faults: list[Fault] = []
    found = parse_clause({"id": id, "fine": list(fine), **more}, VOCABULARY, "clause", faults)
    assert found is not None, [str(fault) for fault in faults]
    return found


def amounts(low: str | None, high: str | None, **more: Any) -> dict[str, Any]:
    return {key: end for key, end in (("from", low), ("to", high)) if end is not None} | more


def ask(
    facts: dict[str, Any], *clauses: Clause, method: Method | None = SAMR, natural: bool = False, **more: Any
) -> Quantum:
    return quantify(facts, clauses, method, outcomes=more.pop("outcomes", OUTCOMES), natural=natural, **more)


FOOD_LAW = clause("food", *FOOD)
PLAIN = clause("plain", amounts("5万元", "10万元"))
UPPER = clause("upper", amounts(None, "5万元"))


# --- one clause -----------------------------------------------------------------------------------------------------


def test_below_10000_yuan_of_goods_the_amounts_hold_from_10000_on_the_multiples() -> None:
    below, at = ask({"goods_value": 9_999 * YUAN}, FOOD_LAW), ask({"goods_value": 10_000 * YUAN}, FOOD_LAW)
    assert below.ranges["lighter"].span == Span(5 * WAN, 6_500_000)
    assert below.ranges["heavier"].span == Span(8_500_000, 10 * WAN)
    assert at.ranges["lighter"].span == Span(10 * WAN, 13 * WAN)
    assert at.clauses[0].statutory[0].span == Span(10 * WAN, 20 * WAN)
    assert [fine.branch for result in (below, at) for fine in result.clauses[0].statutory] == [0, 1]
    assert all(band.exact for result in (below, at) for band in result.ranges.values())
    assert below.needs == at.needs == ()


def test_each_outcome_has_its_band_and_its_notes() -> None:
    ranges = ask({}, PLAIN).ranges
    assert {name: (band.span, band.notes) for name, band in ranges.items()} == {
        "reduced": (Span(0, 5 * WAN, True, False), ("reduced_has_no_floor",)),
        "lighter": (Span(5 * WAN, 6_500_000), ()),
        "ordinary": (Span(6_500_000, 8_500_000, False, False), ("middle_band_is_inference",)),
        "heavier": (Span(8_500_000, 10 * WAN), ()),
    }
    assert all(band.clause == "plain" and band.amount == band.span and not band.conditional for band in ranges.values())


def test_outcomes_without_a_fine_have_no_range_and_unknown_ones_are_refused() -> None:
    without = ("no_penalty", "time_barred", "not_established", "referred", "order_only")
    assert ask({}, PLAIN, outcomes=without).ranges == {}
    assert set(ask({}, PLAIN, outcomes=("no_penalty", "lighter")).ranges) == {"lighter"}
    with pytest.raises(ValueError, match="no such outcome: mild"):
        ask({}, PLAIN, outcomes=("mild",))


def test_where_only_an_upper_bound_is_stated_the_amount_cannot_be_reduced() -> None:
    found = ask({}, UPPER)
    assert (found.ranges["reduced"].empty, found.ranges["reduced"].notes) == (True, ("kind_reduction_only",))
    assert found.ranges["lighter"].span == Span(0, 1_500_000)
    assert {"upper_bound_only", "kind_reduction_only"} <= set(found.notes)


def test_an_empty_lighter_band_is_reported_as_such() -> None:
    band = ask({}, clause("c", amounts("30万元", "50万元")), method=PBC).ranges["lighter"]
    assert (band.empty, band.notes, band.span) == (True, ("empty_band",), Span(30 * WAN, 30 * WAN, True, False))


def test_without_a_method_every_outcome_inside_has_the_whole_range() -> None:
    ranges = ask({}, PLAIN, method=None).ranges
    assert {(ranges[name].span, ranges[name].notes) for name in INSIDE} == {(Span(5 * WAN, 10 * WAN), ("no_method",))}
    assert ranges["reduced"].span == Span(0, 5 * WAN, True, False)


def test_a_fixed_amount_is_the_fine_of_every_outcome_inside() -> None:
    ranges = ask({}, clause("c", amounts("200元", "200元")), method=PBC).ranges
    assert {ranges[name].span for name in INSIDE} == {Span(20_000, 20_000)}
    assert "fixed_amount" in ranges["lighter"].notes


def test_ends_that_the_law_excludes_stay_excluded() -> None:
    ranges = ask({}, clause("c", amounts("100元", "200元", from_included=False, to_included=False))).ranges
    assert ranges["lighter"].span == Span(10_000, 13_000, False, True)
    assert ranges["heavier"].span == Span(17_000, 20_000, True, False)
    assert ranges["reduced"].span == Span(0, 10_000)


def test_a_base_known_as_an_interval_gives_the_hull_of_every_amount_in_it() -> None:
    found = ask({"goods_value": Span(8_000 * YUAN, 15_000 * YUAN)}, FOOD_LAW)
    assert found.ranges["lighter"].span == Span(5 * WAN, 13 * 1_500_000)
    assert not found.ranges["lighter"].exact
    assert found.needs == ("goods_value",)
    assert [(fine.branch, fine.span) for fine in found.clauses[0].statutory] == [
        (0, Span(5 * WAN, 10 * WAN)), (1, Span(10 * WAN, 30 * WAN))
    ]  # fmt: skip
    assert "fine_may_not_apply" not in found.notes


def test_ends_that_the_base_does_not_reach_are_not_in_the_hull() -> None:
    tenfold = clause("c", amounts(10, 20, multiple_of="goods_value"))  # type: ignore[arg-type]
    found = ask({"goods_value": Span(1 * WAN, 2 * WAN, False, False)}, tenfold, method=None)
    assert found.ranges["lighter"].span == Span(10 * WAN, 40 * WAN, False, False)


@pytest.mark.parametrize("value", [None, STATED_UNKNOWN])
def test_a_base_not_known_gives_multiples_and_says_what_is_needed(value: object) -> None:
    tenfold = clause("c", amounts(5, 10, multiple_of="goods_value"))  # type: ignore[arg-type]
    found = ask({"goods_value": value}, tenfold)
    band = found.ranges["lighter"]
    assert (band.span, band.multiple_of, band.exact) == (Span(5, Fraction(13, 2)), "goods_value", False)
    assert band.amount == Span(0, None)
    assert found.needs == ("goods_value",)


def test_branches_in_amounts_and_in_multiples_together_are_told_in_fen() -> None:
    band = ask({}, FOOD_LAW).ranges["lighter"]
    assert (band.span, band.multiple_of, band.exact) == (Span(5 * WAN, None), None, False)


def test_a_base_of_zero_gives_a_fine_of_zero_and_says_so() -> None:
    tenfold = clause("c", amounts(5, 10, multiple_of="illegal_gains"))  # type: ignore[arg-type]
    ranges = ask({"illegal_gains": 0}, tenfold).ranges
    assert {ranges[name].span for name in INSIDE} == {Span(0, 0)}
    assert ranges["reduced"].empty
    assert "base_is_zero" in ranges["lighter"].notes


def test_a_clause_none_of_whose_branches_holds_has_no_fine() -> None:
    grave = clause("c", amounts("1万元", "2万元", when="grave"))
    assert ask({"grave": False}, grave).ranges == {}
    assert ask({"grave": False}, grave).notes == ("no_fine_available",)
    perhaps = ask({}, grave)
    assert ("fine_may_not_apply" in perhaps.notes, perhaps.needs, perhaps.ranges["lighter"].exact) == (
        True,
        ("grave",),
        False,
    )
    assert ask({}, clause("warning only")).notes == ("no_fine_available",)


def test_a_branch_behind_one_that_is_open_is_itself_open() -> None:
    found = ask({}, clause("c", amounts("6万元", "9万元", when="unread"), amounts("1万元", "2万元")))
    assert [(fine.branch, fine.truth) for fine in found.clauses[0].statutory] == [(0, 2), (1, 2)]
    assert found.ranges["lighter"].span == Span(1 * WAN, 6_900_000)


@pytest.mark.parametrize(("refused", "conditional"), [(True, False), (False, True), (None, True)])
def test_a_fine_after_refusal_only_is_conditional_until_the_refusal_stands(
    refused: bool | None, conditional: bool
) -> None:
    found = ask({"correction.refused": refused}, clause("c", amounts("1万元", "2万元"), fine_requires_refusal=True))
    assert found.ranges["lighter"].conditional is conditional
    assert ("fine_requires_refusal" in found.notes) is conditional
    assert found.needs == (("correction.refused",) if refused is None else ())


@pytest.mark.parametrize(
    ("outcome", "item", "span", "notes"),
    [
        ("reduced", Span(None, 200 * YUAN, True, False), Span(0, 200 * YUAN, True, False), ("item_band",)),
        ("reduced", Span(1 * WAN, 6 * WAN), Span(1 * WAN, 5 * WAN, True, False), ("item_band", "item_band_clamped")),
        ("lighter", Span(5 * WAN, 7 * WAN), Span(5 * WAN, 7 * WAN), ("item_band",)),
        ("lighter", Span(1 * WAN, 6 * WAN), Span(5 * WAN, 6 * WAN), ("item_band", "item_band_clamped")),
        ("lighter", Span(1 * WAN, 2 * WAN), Span(5 * WAN, 5 * WAN, True, False),
         ("item_band", "item_band_clamped", "empty_band")),
    ],
)  # fmt: skip
def test_the_amounts_of_a_list_item_take_the_place_of_the_method_inside_the_law(
    outcome: str, item: Span, span: Span, notes: tuple[str, ...]
) -> None:
    ranges = ask({}, PLAIN, bands={outcome: item}).ranges
    assert (ranges[outcome].span, ranges[outcome].notes) == (span, notes)
    assert {name: ranges[name] for name in OUTCOMES if name != outcome} == {
        name: band for name, band in ask({}, PLAIN).ranges.items() if name != outcome
    }


def test_the_amounts_of_a_list_item_that_one_branch_still_possible_forbids_are_said() -> None:
    graded = clause("c", amounts("6万元", "9万元", when="grave"), amounts("1万元", "2万元"))
    band = ask({}, graded, bands={"lighter": Span(7 * WAN, 8 * WAN)}).ranges["lighter"]
    assert (band.span, band.exact) == (Span(7 * WAN, 8 * WAN), False)
    assert band.notes == ("item_band", "item_band_clamped", "band_may_be_empty")


def test_no_list_item_makes_a_reduction_below_zero() -> None:
    band = ask({}, UPPER, bands={"reduced": Span(0, 200 * YUAN)}).ranges["reduced"]
    assert (band.empty, band.notes) == (True, ("kind_reduction_only",))


def test_the_weights_of_a_table_decide_and_what_is_not_known_is_asked() -> None:
    faults: list[Fault] = []
    weights = [{"when": {"points": {"at_most": 1}}, "percent": "0%"}, {"percent": "8%"}]
    table = {"clause": "water", "start": "7%", "factors": [{"circumstance": "points", "weights": weights}]}
    method = parse_method({"name": "weighted_factors", "tables": [table]}, VOCABULARY, "m", faults)
    water = clause("water", amounts("10万元", "100万元"))
    settled, open_ = ask({"points": 2}, water, method=method), ask({}, water, method=method)
    assert settled.ranges["ordinary"].span == Span(15 * WAN, 15 * WAN)
    assert settled.ranges["ordinary"].exact
    assert open_.ranges["ordinary"].span == Span(10 * WAN, 15 * WAN)
    assert open_.needs == ("points",)
    assert "clamped_to_minimum" in open_.notes
    assert "no_method" in ask({}, PLAIN, method=method).notes


# --- several clauses ------------------------------------------------------------------------------------------------


def test_the_special_clause_goes_before_the_general_one_even_if_its_fine_is_lower() -> None:
    workshop = clause("workshop", amounts("500元", "5000元"), special=True, rank="local_regulation")
    found = ask({"goods_value": 28 * YUAN}, FOOD_LAW, workshop)
    assert found.chosen == ("workshop",)
    assert [(step.rule, step.kept, step.dropped) for step in found.choice] == [
        ("special_before_general", ("workshop",), ("food",))
    ]
    assert found.ranges == found.clauses[1].ranges
    assert [each.clause.id for each in found.clauses] == ["food", "workshop"]


def test_the_newer_of_two_texts_of_one_article_applies_and_other_articles_are_left_alone() -> None:
    def text(id: str, first_day: str, article: str) -> Clause:  # noqa: A002
        cites = [{"law": "某条例", "article": article}]
        return clause(id, amounts("1万元", "3万元"), cites=cites, in_force={"from": first_day})

    old, new = text("old", "2019-01-01", "第三条"), text("new", "2023-01-01", "第三条")
    assert [step.rule for step in ask({}, old, new).choice] == ["new_before_old"]
    assert ask({}, old, new).chosen == ("new",)
    assert ask({}, old, text("other", "2023-01-01", "第四条")).chosen == ("old", "other")


def test_the_higher_rank_goes_first_among_general_clauses() -> None:
    rule = clause("rule", amounts("10万元", "20万元"), rank="rule")
    found = ask({}, PLAIN, rule)
    assert (found.chosen, [step.rule for step in found.choice]) == (("plain",), ["higher_rank_first"])


def test_one_act_under_several_norms_is_fined_under_the_higher_one() -> None:
    low, high, higher = (clause(id, amounts(*ends)) for id, ends in (  # noqa: A001
        ("low", ("1万元", "9万元")), ("high", ("5万元", "10万元")), ("higher", ("6万元", "10万元"))))  # fmt: skip
    found = ask({}, low, high, higher)
    assert (found.chosen, found.choice[0].rule, found.choice[0].dropped) == (
        ("higher",),
        "higher_fine",
        ("high", "low"),
    )
    assert str(found.choice[0].cites[0]) == "《行政处罚法》第二十九条"


def test_lower_ends_decide_only_where_they_are_sure() -> None:
    branches = amounts("6万元", "10万元", when="grave"), amounts("1万元", "10万元")
    graded = clause("graded", *branches)
    assert ask({}, PLAIN, graded).chosen == ("graded", "plain")
    assert ask({"grave": True}, PLAIN, graded).chosen == ("graded",)
    assert ask({"grave": False}, PLAIN, graded).chosen == ("plain",)


def test_equal_fines_leave_both_clauses_and_one_exact_range() -> None:
    found = ask({}, PLAIN, clause("twin", amounts("5万元", "10万元")))
    assert (found.chosen, found.notes[-1]) == (("plain", "twin"), "equal_fines")
    assert (found.ranges["lighter"].exact, found.ranges["lighter"].clause) == (True, None)


def test_an_amount_that_would_decide_the_higher_fine_leaves_both_clauses_and_is_asked() -> None:
    tenfold = clause("tenfold", amounts(5, 10, multiple_of="goods_value"))  # type: ignore[arg-type]
    found = ask({"goods_value": None}, PLAIN, tenfold)
    assert (found.chosen, found.choice, found.needs) == (("plain", "tenfold"), (), ("goods_value",))
    assert "choice_undecided" in found.notes
    assert not found.ranges["lighter"].exact
    assert ask({"goods_value": 9_000 * YUAN}, PLAIN, tenfold).chosen == ("plain",)
    assert ask({"goods_value": 11_000 * YUAN}, PLAIN, tenfold).chosen == ("tenfold",)


def test_multiples_of_the_same_unknown_amount_are_compared_as_multiples() -> None:
    more, less = (clause(id, amounts(*ends, multiple_of="goods_value"))  # type: ignore[arg-type]
                  for id, ends in (("more", (10, 20)), ("less", (5, 10))))  # noqa: A001  # fmt: skip
    found = ask({}, less, more)
    assert (found.chosen, found.ranges["lighter"].span) == (("more",), Span(10, 13))


def test_a_fine_that_needs_a_refusal_is_not_the_higher_one_while_there_is_none() -> None:
    after = clause("after", amounts("50万元", "90万元"), fine_requires_refusal=True)
    assert ask({"correction.refused": False}, after, PLAIN).chosen == ("plain",)
    assert ask({"correction.refused": True}, after, PLAIN).chosen == ("after",)
    open_ = ask({}, after, PLAIN)
    assert (open_.chosen, open_.needs) == (("after", "plain"), ("correction.refused",))


@pytest.mark.parametrize(("natural", "chosen"), [(True, ("person",)), (False, ("firm",))])
def test_a_clause_that_does_not_address_the_party_falls_away(natural: bool, chosen: tuple[str, ...]) -> None:
    person = clause("person", amounts("200元", "1000元"), applies_to="natural_person")
    firm = clause("firm", amounts("1000元", "3万元"), applies_to="organisation")
    found = ask({}, person, firm, natural=natural)
    assert (found.chosen, found.choice[0].rule) == (chosen, "addressee")
    other = ask({}, firm if natural else person, natural=natural)
    assert (other.chosen, other.ranges, other.notes) == ((), {}, ("no_clause_for_the_party",))


def test_several_acts_are_each_fined_and_then_added() -> None:
    found = ask({}, PLAIN, UPPER, several_norms=False)
    assert (found.chosen, found.choice) == (("plain", "upper"), ())
    assert found.ranges["lighter"].span == Span(5 * WAN, 8 * WAN)
    assert found.ranges["heavier"].span == Span(12 * WAN, 15 * WAN)
    assert "several_acts_added" in found.ranges["lighter"].notes
    assert found.ranges["reduced"].empty


def test_no_clause_at_all_gives_no_range() -> None:
    found = ask({})
    assert (found.chosen, found.ranges, found.notes) == ((), {}, ())


# --- proportionality ------------------------------------------------------------------------------------------------

LIMITS = {"goods_value_multiple": Fraction(100), "gains_multiple": Fraction(50)}


def test_a_fine_out_of_all_proportion_is_said_with_its_ratio() -> None:
    found = ask({"goods_value": 28 * YUAN}, FOOD_LAW, proportionality=LIMITS)
    assert found.disproportion == Disproportion("goods_value", Fraction(50_000, 28), Fraction(100), 5 * WAN)


@pytest.mark.parametrize(
    ("facts", "base"),
    [
        ({"goods_value": 500 * YUAN}, None),  # exactly 100 times
        ({"goods_value": 499 * YUAN}, "goods_value"),
        ({"goods_value": Span(1, 499 * YUAN)}, "goods_value"),
        ({"goods_value": Span(1, 500 * YUAN)}, None),
        ({"goods_value": Span(400 * YUAN, None)}, None),
        ({"goods_value": 0, "illegal_gains": 0}, None),
        ({"goods_value": 9_000 * YUAN, "illegal_gains": 999 * YUAN}, "illegal_gains"),
        ({}, None),
    ],
)
def test_disproportion_is_only_said_where_it_is_sure(facts: dict[str, Any], base: str | None) -> None:
    found = ask(facts, PLAIN, proportionality=LIMITS).disproportion
    assert (found and found.base) == base


def test_between_clauses_still_open_the_lowest_fine_of_all_is_measured() -> None:
    wide = clause("wide", amounts("10元", "10万元", when="grave"), amounts("10元", "1万元"))
    found = ask({"goods_value": 1 * YUAN}, PLAIN, wide, proportionality=LIMITS)
    assert (found.chosen, found.disproportion) == (
        ("plain",),
        Disproportion("goods_value", Fraction(50_000), Fraction(100), 5 * WAN),
    )
    twin = clause("twin", amounts("10元", "20万元", when="grave"), amounts("10元", "1万元"))
    open_ = ask({"goods_value": 1 * YUAN}, PLAIN, twin, proportionality=LIMITS)
    assert (open_.chosen, open_.disproportion) == (("plain", "twin"), None)


def test_a_fine_that_need_not_be_imposed_is_never_out_of_proportion() -> None:
    facts = {"goods_value": 1 * YUAN}
    for more in ({"fine_optional": True}, {"kinds": {"alternatives": ["warning", "fine"]}}):
        assert ask(facts, clause("c", amounts("5万元", "10万元"), **more), proportionality=LIMITS).disproportion is None


# --- invariants -----------------------------------------------------------------------------------------------------

yuan = st.integers(0, 40_000)
thresholds = st.sampled_from([9_999, 10_000, 20_000])


@st.composite
def fines(draw: st.DrawFn, when: Any = None) -> dict[str, Any]:
    fine: dict[str, Any] = {} if when is None else {"when": when}
    low, high = sorted((draw(st.integers(0, 30)), draw(st.integers(0, 30))))
    unit: Any = draw(st.sampled_from(["yuan", "goods_value", "illegal_gains"]))
    if unit == "yuan":
        fine |= amounts(f"{low * 1000} yuan", f"{high * 1000} yuan")
    else:
        fine |= {"from": low, "to": f"{2 * high + 1}/2", "multiple_of": unit}
    if draw(st.booleans()):
        del fine["from"]
    return fine | {"from_included": draw(st.booleans()), "to_included": draw(st.booleans())}


@st.composite
def invented(draw: st.DrawFn, name: str = "c") -> Clause:
    limit = f"{draw(thresholds)} yuan"
    shape = draw(st.sampled_from(["one", "amount", "grave", "both"]))
    whens: list[Any] = {
        "one": [None],
        "amount": [{"goods_value": {"less_than": limit}}, {"goods_value": {"at_least": limit}}],
        "grave": ["grave", None],
        "both": [{"all": ["grave", {"goods_value": {"more_than": limit}}]}, {"not": "grave"}],
    }[shape]
    more = {"special": draw(st.booleans()), "rank": draw(st.sampled_from(["law", "rule"])),
            "fine_requires_refusal": draw(st.integers(0, 3)) == 0}  # fmt: skip
    return clause(name, *(draw(fines(when)) for when in whens), **more)


methods = st.sampled_from([SAMR, PBC, None, SpanShare(Fraction(1, 3), Fraction(1, 7), False, True)])
settled_facts = st.fixed_dictionaries({
    "goods_value": yuan.map(lambda n: n * YUAN), "illegal_gains": yuan.map(lambda n: n * YUAN),
    "grave": st.booleans(), "correction.refused": st.booleans(),
})  # fmt: skip


@st.composite
def blurred(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """Facts, and the same facts known less well."""
    facts = draw(settled_facts)
    known = dict(facts)
    for name, value in facts.items():
        how = draw(st.sampled_from(["known", "known", "unknown", "interval"]))
        if how == "unknown":
            known[name] = draw(st.sampled_from([None, STATED_UNKNOWN]))
        elif how == "interval" and not isinstance(value, bool):
            low, high = value - draw(yuan) * YUAN, value + draw(yuan) * YUAN
            known[name] = Span(draw(st.sampled_from([None, max(0, low)])), draw(st.sampled_from([None, high])))
    return facts, known


def allowed(found: Quantum, outcome: str) -> list[Span]:
    """What the statute allows for an outcome, computed once more."""
    ranges = [fine.span for each in found.clauses for fine in each.statutory]
    if outcome != "reduced":
        return ranges
    return [Span(0, each.low, True, not each.low_included) for each in ranges]


@settings(max_examples=1000, deadline=None)
@given(invented(), methods, settled_facts, st.none() | st.tuples(yuan, yuan).map(sorted))
def test_every_range_lies_within_what_the_outcome_allows(
    one: Clause, method: Method | None, facts: dict[str, Any], item: list[int] | None
) -> None:
    bands = {} if item is None else dict.fromkeys(OUTCOMES, Span(item[0] * YUAN, item[1] * YUAN))
    found = ask(facts, one, method=method, bands=bands)
    for outcome, band in found.ranges.items():
        (whole,) = allowed(found, outcome)
        assert band.span.within(whole)
        assert not band.empty or {"empty_band", "kind_reduction_only"} & set(band.notes)
        assert band.span.low >= 0
        assert not any(isinstance(end, float) for end in (band.span.low, band.span.high))
        assert item is None or band.empty or band.span.within(bands[outcome])


@settings(max_examples=1000, deadline=None)
@given(invented(), st.sampled_from([SAMR, PBC]), settled_facts)
def test_bands_are_ordered_disjoint_and_cover_the_range(one: Clause, method: Method, facts: dict[str, Any]) -> None:
    found = ask(facts, one, method=method)
    if not found.ranges or {"fixed_amount", "base_is_zero"} & set(found.notes):
        return
    (whole,) = allowed(found, "ordinary")
    full = [band.span for band in found.ranges.values() if not band.empty]
    assert all(a.high < b.low or (a.high == b.low and not (a.high_included and b.low_included))
               for a, b in pairwise(full))  # fmt: skip
    for fine in (whole.low, whole.high, (whole.low + whole.high) / Fraction(2)):
        assert sum(fine in found.ranges[name].span for name in INSIDE) == (fine in whole)


@settings(max_examples=1500, deadline=None)
@given(invented(), methods, blurred(), st.none() | yuan)
def test_what_is_known_less_well_gives_a_hull_that_contains_the_exact_answer(
    one: Clause, method: Method | None, pair: tuple[dict[str, Any], dict[str, Any]], item: int | None
) -> None:
    bands = {} if item is None else {"lighter": Span(None, item * YUAN), "reduced": Span(0, item * YUAN, True, False)}
    facts, known = pair
    exact, hull = ask(facts, one, method=method, bands=bands), ask(known, one, method=method, bands=bands)
    for outcome, band in exact.ranges.items():
        assert band.span.within(hull.ranges[outcome].amount)
        if hull.ranges[outcome].exact:
            assert hull.ranges[outcome].span == band.span
        unit = hull.ranges[outcome].multiple_of
        if unit is not None and facts[unit]:
            scaled = band.span.map(lambda fen, base=facts[unit]: Fraction(fen, base))
            assert scaled.within(hull.ranges[outcome].span)
    settled = not hull.needs and all(band.exact for band in hull.ranges.values())
    assert not settled or {n: b.span for n, b in exact.ranges.items()} == {n: b.span for n, b in hull.ranges.items()}


@settings(max_examples=1000, deadline=None)
@given(st.tuples(invented("a"), invented("b"), invented("c")), methods, blurred(), st.booleans())
def test_the_order_of_the_clauses_plays_no_part(
    three: tuple[Clause, ...], method: Method | None, pair: tuple[dict[str, Any], dict[str, Any]], several: bool
) -> None:
    found = [
        ask(pair[1], *order, method=method, several_norms=several)
        for order in (three, three[::-1], (three[1], three[0], three[2]))
    ]
    assert all(each == found[0] for each in found)


@settings(max_examples=1000, deadline=None)
@given(st.tuples(invented("a"), invented("b")), blurred())
def test_a_clause_that_could_still_be_chosen_is_never_dropped(
    two: tuple[Clause, ...], pair: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    facts, known = pair
    exact, open_ = ask(facts, *two), ask(known, *two)
    if not set(exact.chosen) <= set(open_.chosen):  # only where both fines are then nothing
        assert all(fine.span.high == 0 for each in exact.clauses for fine in each.statutory)
    if len(open_.chosen) == 2 and "choice_undecided" in open_.notes:
        assert open_.needs
    for outcome, band in exact.ranges.items():
        if set(exact.chosen) <= set(open_.chosen):
            assert band.span.within(open_.ranges[outcome].amount)


@settings(max_examples=1000, deadline=None)
@given(invented(), methods, settled_facts)
def test_what_is_remembered_equals_what_is_worked_out_anew(
    one: Clause, method: Method | None, facts: dict[str, Any]
) -> None:
    first, again = ask(facts, one, method=method), ask(facts, one, method=method)
    known_as_span = {name: Span(value, value) if type(value) is int else value for name, value in facts.items()}
    slow = ask(known_as_span, one, method=method)
    assert first == again == slow


def test_a_band_tells_by_itself_whether_it_is_empty() -> None:
    assert Band(Span(1, 1, True, False), Span(1, 1, True, False), "c").empty
    assert not Band(Span(1, 1), Span(1, 1), "c").empty
