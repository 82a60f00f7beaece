"""Like cases: what is alike in law, what stands out, and that nothing missing is read as false."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penalty_rules.audit import finding_table, like_cases

from .invented_entries import LAW, Book, Raw, make_advised, make_decision, no_penalty


def fined(*fines: int, advised: Raw | None = None, outcome: str = "lighter") -> Book:
    book = Book()
    for fine in fines:
        book.record(advised or make_advised(), make_decision(fine=fine, outcome=outcome))
    return book


def rules(book: Book, **choices: Any) -> list[tuple[str, str]]:
    return [(each.rule_id, each.certainty) for each in like_cases(book.cases, **choices).findings]


class TestAlike:
    def test_the_same_truths_under_the_same_law_are_one_group(self) -> None:
        (group,) = like_cases(fined(200_000, 200_000).cases).groups
        assert (len(group.acts), group.outcomes, group.median) == (2, (("lighter", 2),), 200_000)

    def test_what_is_presumed_counts_as_what_it_was_settled_to(self) -> None:
        book = Book()
        for vector in ("0100", "0504", "0104"):
            book.record(make_advised(vector=vector), make_decision())
        assert [len(group.acts) for group in like_cases(book.cases).groups] == [3]

    @pytest.mark.parametrize(
        "change",
        [
            {"vector": "0101"},
            {"vector": "0102"},
            {"matter": "canal/rope_frayed"},
            {"law": [{**LAW, "99/canal/list@1": "sha256:other"}]},
            {"law": [LAW, LAW]},
            {"layout": "sha256:ee"},
            {"chosen": None},
        ],
    )
    def test_another_truth_law_matter_layout_or_branch_is_another_group(self, change: Raw) -> None:
        book = Book()
        book.record(make_advised(), make_decision())
        book.record(make_advised(**change), make_decision())
        assert like_cases(book.cases).groups == ()

    def test_an_unknown_truth_is_not_like_a_false_one(self) -> None:
        book = Book()
        book.record(make_advised(vector="0102"), make_decision(outcome="lighter"))
        book.record(make_advised(vector="0100"), make_decision(outcome="ordinary"))
        assert rules(book) == []


class TestOutcomes:
    def test_two_outcomes_that_the_law_both_permits_are_a_lead(self) -> None:
        both = make_advised(permitted=[["reduced", "shall", True], ["lighter", "shall", True]])
        book = Book()
        book.record(both, make_decision(outcome="lighter"))
        book.record(both, make_decision(outcome="reduced", fine=99_000))
        found = [each for each in like_cases(book.cases).findings if each.rule_id == "LC-1"]
        assert [(each.certainty, each.needs_human) for each in found] == [("lead", True)]
        assert found[0].entries == (1, 3)
        assert (found[0].evidence["lighter"], found[0].evidence["reduced"]) == ([1], [3])

    def test_an_outcome_that_its_own_advice_does_not_permit_is_plain(self) -> None:
        book = Book()
        book.record(make_advised(), make_decision())
        book.record(make_advised(), make_decision(outcome="ordinary", fine=400_000))
        (found,) = [each for each in like_cases(book.cases).findings if each.rule_id == "LC-1"]
        assert found.certainty == "plain"
        assert found.evidence["not_permitted"] == [3]

    def test_in_a_group_with_unknown_truths_everything_is_a_lead(self) -> None:
        book = Book()
        book.record(make_advised(vector="02"), make_decision())
        book.record(make_advised(vector="02"), make_decision(outcome="ordinary", fine=400_000))
        assert ("LC-1", "lead") in rules(book)


class TestFines:
    @pytest.mark.parametrize(
        ("fine", "outside"), [(149_999, True), (150_000, False), (450_000, False), (450_001, True)]
    )
    def test_a_fine_is_outside_past_half_and_past_one_and_a_half_of_the_median(self, fine: int, outside: bool) -> None:
        book = fined(300_000, 300_000, 300_000, 300_000, fine)
        assert (("LC-2", "plain") in rules(book)) == outside

    def test_the_median_of_an_even_number_is_exact(self) -> None:
        (group,) = like_cases(fined(100_000, 100_001).cases).groups
        assert group.median is not None
        assert group.median * 2 == 200_001

    def test_the_median_of_few_is_weak_and_gives_leads_only(self) -> None:
        book = fined(300_000, 300_000, 800_000)
        (found,) = [each for each in like_cases(book.cases).findings if each.rule_id == "LC-2"]
        assert (found.certainty, found.evidence["weak"]) == ("lead", "median_of_3_is_weak")
        assert rules(book, weak_below=3)[0] == ("LC-2", "plain")

    def test_where_the_statutory_ranges_differ_an_outlier_is_a_lead(self) -> None:
        book = fined(300_000, 300_000, 300_000, 300_000)
        other = make_advised(baseline={"minimum": 100_000, "ordinary": 1, "midpoint": 2_000_000})
        book.record(other, make_decision(fine=900_000))
        assert [each for each in rules(book) if each[0] == "LC-2"] == [("LC-2", "lead")]

    def test_at_the_maximum_is_plain_unless_a_heavier_penalty_is_permitted(self) -> None:
        heavier = make_advised(permitted=[["ordinary", "may", True], ["heavier", "may", True]])
        assert rules(fined(900_000, outcome="ordinary")) == [("LC-3", "plain")]
        assert rules(fined(900_000, outcome="heavier", advised=heavier)) == [("LC-3", "lead")]

    @pytest.mark.parametrize(
        ("fine", "found"), [(809_999, []), (810_000, [("LC-4", "lead")]), (899_999, [("LC-4", "lead")])]
    )
    def test_nine_tenths_of_the_maximum_is_a_lead(self, fine: int, found: list[Any]) -> None:
        assert rules(fined(fine)) == found

    @pytest.mark.parametrize(
        ("permitted", "found"),
        [
            ([["lighter", "shall", True]], [("LC-5", "plain")]),
            ([["lighter", "may", False], ["reduced", "may", False]], [("LC-5", "lead")]),
            ([["lighter", "shall", True], ["reduced", "shall", True]], []),
        ],
    )
    def test_below_the_minimum_wants_a_ground_for_reduction(self, permitted: list[Any], found: list[Any]) -> None:
        assert rules(fined(99_999, advised=make_advised(permitted=permitted))) == found
        assert rules(fined(100_000, advised=make_advised(permitted=permitted))) == []

    def test_a_warning_without_a_fine_is_not_a_fine_of_nothing(self) -> None:
        book = Book()
        book.record(make_advised(), make_decision(kinds=["warning"], fine=0))
        found = like_cases(book.cases)
        assert (found.findings, found.groups) == ((), ())


class TestMissing:
    def test_missing_data_are_graded_and_give_no_finding(self) -> None:
        book = Book()
        unknown = {"minimum": None, "ordinary": None, "midpoint": None}
        book.dispose(None, make_decision(), origin="import")
        book.record(make_advised(baseline=unknown), make_decision(fine=1))
        book.record(make_advised(), make_decision(fine=None))
        book.record(make_advised(), make_decision(outcome=None))
        book.record(make_advised(), make_decision(kinds=["warning"], fine=None))
        found = like_cases(book.cases)
        assert found.findings == ()
        assert [(each.entries, each.what, each.grade) for each in found.missing] == [
            ((1,), "advice", "to_verify"),
            ((2, 3), "statutory_range", "to_verify"),
            ((4, 5), "fine", "not_recorded"),
            ((6, 7), "outcome", "not_recorded"),
            ((8, 9), "fine", "none"),
        ]

    def test_an_undecided_case_is_not_compared(self) -> None:
        book = fined(200_000)
        book.advise()
        assert like_cases(book.cases).groups == ()


def test_a_corrected_disposition_is_compared_as_corrected() -> None:
    book = fined(200_000)
    book.dispose(1, make_decision(fine=900_000, outcome="lighter"), corrects=2)
    book.dispose(1, make_decision(fine=210_000), corrects=3)
    assert rules(book) == []


def test_no_penalty_and_a_fine_for_like_acts_are_found() -> None:
    book = fined(200_000)
    book.record(make_advised(), no_penalty())
    assert ("LC-1", "plain") in rules(book)


def test_findings_can_be_told_in_both_languages() -> None:
    findings = like_cases(fined(900_000, outcome="ordinary").cases).findings
    assert "按法定最高额罚款" in finding_table("同案比对", findings).text()
    assert "fined at the statutory maximum" in finding_table("Like cases", findings, "en").text()


DECISIONS = st.lists(
    st.tuples(
        st.sampled_from(["0100", "0504", "0102", "0101"]),
        st.sampled_from(["no_penalty", "reduced", "lighter", "ordinary", None]),
        st.one_of(st.none(), st.integers(0, 1_000_000)),
    ),
    max_size=10,
)


@given(DECISIONS, st.randoms(use_true_random=False))
def test_the_order_of_entries_never_matters(decisions: list[Any], chance: random.Random) -> None:
    book = Book()
    for vector, outcome, fine in decisions:
        book.record(make_advised(vector=vector), make_decision(outcome=outcome, fine=fine))
    found = like_cases(book.cases)
    chance.shuffle(book.entries)
    assert like_cases(reversed(book.cases)) == found


@given(DECISIONS, st.data())
def test_taking_a_fine_off_the_record_never_makes_its_own_case_stand_out(decisions: list[Any], data: Any) -> None:
    book = Book()
    for vector, outcome, fine in decisions:
        book.record(make_advised(vector=vector), make_decision(outcome=outcome, fine=fine))
    if not decisions:
        return
    lost = 2 * data.draw(st.integers(0, len(decisions) - 1))
    header, body = book.entries[lost + 1]
    book.entries[lost + 1] = header, {**body, "violations": [{**body["violations"][0], "fine": None}]}
    assert not [each for each in like_cases(book.cases).findings if each.rule_id != "LC-1" and lost + 1 in each.entries]
