"""File review: each rule finds what it should and lets pass what is right; nothing missing costs a point."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penalty_rules.audit import Review, file_review, review_rules
from penalty_rules.audit.review_rule import CHECKS, shipped_rules
from penalty_rules.errors import Unreadable
from penalty_rules.workdays import WorkCalendar, Year

from .invented_entries import (
    LAW,
    STEPS,
    Book,
    Raw,
    band,
    make_advised,
    make_decision,
    make_exemption,
    no_penalty,
    one_case,
    step,
)

PAYMENT = "FR-16"


def review(advised: Raw | None = None, decision: Raw | None = None, **changes: Any) -> Review:
    return file_review(one_case(advised or make_advised(), decision or make_decision(), **changes))


def found(reviewed: Review) -> list[tuple[str, str, str | None]]:
    """Rule, certainty and what is missing; without the reminder of the payment term."""
    return [(each.rule_id, each.certainty, each.missing) for each in reviewed.findings if each.rule_id != PAYMENT]


def with_steps(*steps: Raw, without: str = "") -> list[Raw]:
    return [*(each for each in STEPS if each["step"] != without), *steps]


class TestScore:
    def test_a_file_in_order_has_the_full_score(self) -> None:
        reviewed = review()
        assert (reviewed.score, reviewed.lowest, found(reviewed)) == (100, 100, [])

    def test_a_veto_leaves_nothing_and_a_deduction_its_points(self) -> None:
        assert review(decision=make_decision(fine=1_000_000)).score == 0
        harsher = review(decision=make_decision(outcome="ordinary", fine=400_000))
        assert (harsher.score, found(harsher)) == (97, [("FR-04", "plain", None)])

    def test_a_lead_costs_nothing_until_it_is_confirmed(self) -> None:
        reviewed = review(steps=with_steps(without="decision_served"))
        assert found(reviewed) == [("FR-13", "lead", "not_recorded")]
        assert (reviewed.score, reviewed.lowest) == (100, 98)
        assert reviewed.findings[0].needs_human

    def test_the_score_never_falls_below_nothing(self) -> None:
        rules = [rule.model_copy(update={"points": 60}) for rule in shipped_rules() if rule.level == "deduction"]
        case = one_case(make_advised(), make_decision(outcome="ordinary", fine=400_000, reason=None))
        assert file_review(case, rules=rules).score == 0

    def test_an_undecided_case_has_no_score(self) -> None:
        book = Book()
        book.advise()
        reviewed = file_review(book.cases[0])
        assert (reviewed.score, reviewed.lowest, reviewed.findings) == (None, None, ())

    def test_a_correction_is_reviewed_in_place_of_what_it_corrects(self) -> None:
        book = Book()
        wrong = book.record(make_advised(), make_decision(fine=1_000_000))
        book.dispose(1, make_decision(), corrects=wrong)
        assert [file_review(case).score for case in book.cases] == [100]


class TestOutcome:
    @pytest.mark.parametrize(
        ("bar", "decided", "rule"),
        [
            ("time_barred", "lighter", "FR-01"),
            ("referred", "lighter", "FR-02"),
            ("referred", "no_penalty", "FR-02"),
            ("not_established", "ordinary", "FR-03"),
        ],
    )
    def test_a_bar_of_the_advice_that_was_ignored_is_plain(self, bar: str, decided: str, rule: str) -> None:
        advised = make_advised(outcomes=[bar], permitted=[[bar, "shall", True]], grounds={}, duties={}, fine=None)
        decision = make_decision(outcome=decided, fine=0, kinds=[])
        assert (rule, "plain", None) in found(review(advised, decision))

    def test_a_bar_that_only_may_apply_is_to_be_verified(self) -> None:
        advised = make_advised(outcomes=["time_barred", "lighter"])
        assert ("FR-01", "lead", "to_verify") in found(review(advised))

    @pytest.mark.parametrize("bar", ["time_barred", "referred", "not_established"])
    def test_a_bar_that_was_followed_is_in_order(self, bar: str) -> None:
        advised = make_advised(outcomes=[bar], permitted=[[bar, "shall", True]], grounds={}, duties={}, fine=None)
        decision = make_decision(outcome=bar, fine=0, kinds=[], basis=[])
        assert found(review(advised, decision)) == []

    def test_a_harsher_outcome_that_hangs_on_open_facts_is_a_lead(self) -> None:
        advised = make_advised(
            outcomes=["lighter", "ordinary"], permitted=[["lighter", "shall", True], ["ordinary", "may", False]]
        )
        reviewed = review(advised, make_decision(outcome="ordinary", fine=400_000))
        assert ("FR-04", "lead", "to_verify") in found(reviewed)

    def test_a_penalty_where_none_shall_be_given_is_a_ground_not_applied(self) -> None:
        reviewed = review(make_exemption(), make_decision(outcome="ordinary", fine=400_000))
        assert ("FR-04", "plain", None) in found(reviewed)
        evidence = next(each.evidence for each in reviewed.findings if each.rule_id == "FR-04")
        assert evidence["grounds"] == ["99/canal/list#F-1"]


class TestFine:
    @pytest.mark.parametrize(
        ("fine", "rules"),
        [(99_999, {"FR-05"}), (100_000, set()), (340_000, set()), (340_001, {"FR-06"}), (900_000, {"FR-06"}),
         (900_002, {"FR-05"})],
    )  # fmt: skip
    def test_a_fine_lies_in_the_statute_and_in_the_band_of_its_outcome(self, fine: int, rules: set[str]) -> None:
        assert {rule for rule, _, _ in found(review(decision=make_decision(fine=fine)))} == rules

    def test_a_reduced_fine_may_lie_below_the_minimum_only(self) -> None:
        reduced = make_advised(
            outcomes=["reduced"], permitted=[["reduced", "shall", True]], duties={},
            fine={"chosen": ["canal-1"], "ranges": {"reduced": band(0, 100_000, to_included=False)}},
        )  # fmt: skip
        assert found(review(reduced, make_decision(outcome="reduced", fine=99_999))) == []
        assert found(review(reduced, make_decision(outcome="reduced", fine=100_000))) == [("FR-06", "plain", None)]

    def test_bands_that_end_in_fractions_or_nowhere_are_exact(self) -> None:
        fine = {"chosen": ["canal-1"], "ranges": {"lighter": band("400001/2", None)}}
        assert found(review(make_advised(fine=fine), make_decision(fine=200_000))) == [("FR-06", "plain", None)]
        assert found(review(make_advised(fine=fine), make_decision(fine=200_001))) == []

    def test_a_band_that_is_only_a_hull_gives_a_lead(self) -> None:
        fine = {"chosen": ["canal-1"], "ranges": {"lighter": {**band(300_000, 340_000), "exact": False}}}
        assert found(review(make_advised(fine=fine))) == [("FR-06", "lead", "to_verify")]

    def test_an_unknown_range_or_base_gives_nothing(self) -> None:
        unknown = {"minimum": None, "ordinary": None, "midpoint": None}
        ranges = {"lighter": {**band(1, 2), "multiple_of": "illegal_gains"}}
        advised = make_advised(baseline=unknown, fine={"chosen": ["canal-1"], "ranges": ranges})
        assert found(review(advised)) == []


class TestBasis:
    def test_a_ground_of_a_ruleset_that_did_not_apply_is_plain(self) -> None:
        reviewed = review(decision=make_decision(basis=["99/canal/old_list#L-1"]))
        assert found(reviewed) == [("FR-07", "plain", None)]

    def test_a_ground_of_another_version_is_plain_and_of_the_right_one_in_order(self) -> None:
        assert found(review(decision=make_decision(basis=["99/canal/list@2#L-1"]))) == [("FR-07", "plain", None)]
        assert found(review(decision=make_decision(basis=["99/canal/list@1#L-1"]))) == []

    def test_the_law_of_the_branch_chosen_counts_and_both_while_that_is_open(self) -> None:
        old = {"99/canal/old_list@1": "sha256:ee"}
        decision = make_decision(basis=["99/canal/old_list#L-1"])
        assert found(review(make_advised(law=[old, LAW], chosen=1), decision)) == [("FR-07", "plain", None)]
        assert found(review(make_advised(law=[old, LAW], chosen=0), decision)) == []
        assert found(review(make_advised(law=[old, LAW], chosen=None), decision)) == []

    def test_a_ground_in_words_is_to_be_verified(self) -> None:
        assert found(review(decision=make_decision(basis=["《某办法》第三条"]))) == [("FR-07", "lead", "to_verify")]


class TestReasons:
    @pytest.mark.parametrize(
        ("advised", "decision"),
        [
            ({"permitted": [["lighter", "may", True]]}, {}),
            ({"permitted": [["reduced", "shall", True], ["lighter", "shall", True]], "outcomes": ["reduced"]}, {}),
            ({"duties": {"lighter": ["written_reasons"]}}, {}),
        ],
    )
    @pytest.mark.parametrize("reason", [None, "", "  "])
    def test_reasons_are_demanded_of_powers_departures_and_where_the_law_says_so(
        self, advised: Raw, decision: Raw, reason: str | None
    ) -> None:
        reviewed = review(make_advised(**advised), make_decision(**decision, reason=reason))
        assert found(reviewed) == [("FR-17", "plain", "none")]
        assert found(review(make_advised(**advised), make_decision(**decision))) == []

    def test_where_nothing_demands_reasons_none_are_missed(self) -> None:
        assert found(review(decision=make_decision(reason=None))) == []

    def test_an_import_without_reasons_is_only_not_recorded(self) -> None:
        advised = make_advised(permitted=[["lighter", "may", True]])
        reviewed = review(advised, make_decision(reason=None), origin="import")
        assert found(reviewed) == [("FR-17", "lead", "not_recorded")]


DUTIES = [
    ("legal_review", "FR-08", 95), ("collective_discussion", "FR-09", 95), ("hearing_notice", "FR-11", 95),
    ("order_to_correct", "FR-19", 98), ("commitment_letter", "FR-20", 99),
]  # fmt: skip


class TestDuties:
    @pytest.mark.parametrize(("duty", "rule", "score"), DUTIES)
    def test_a_duty_that_is_not_on_record_is_a_lead_and_one_noted_as_undone_is_plain(
        self, duty: str, rule: str, score: int
    ) -> None:
        advised = make_advised(duties={"lighter": [duty]})
        reviewed = review(advised, duties=[])
        assert (found(reviewed), reviewed.score) == ([(rule, "lead", "not_recorded")], 100)
        noted = {"violation": "v1", "kind": "duty_missing", "advised": duty, "decided": "lighter"}
        reviewed = review(advised, duties=[], departures=[noted])
        assert (rule, "plain", "none") in found(reviewed)
        assert reviewed.score == score

    @pytest.mark.parametrize(("duty", "rule", "score"), DUTIES)
    def test_a_duty_done_or_not_demanded_is_in_order(self, duty: str, rule: str, score: int) -> None:
        done = [{"duty": duty, "on": "2024-04-15"}]
        assert found(review(make_advised(duties={"lighter": [duty]}), duties=done)) == []
        assert found(review(make_advised(duties={"ordinary": [duty]}), duties=[])) == []

    @pytest.mark.parametrize(("name", "rule"), [("legal_review", "FR-08"), ("collective_discussion", "FR-09")])
    def test_a_review_after_the_decision_or_not_passed_is_plain(self, name: str, rule: str) -> None:
        advised = make_advised(duties={"lighter": [name]})
        for amiss in (step(name, "2024-04-16"), step(name, "2024-04-10", result="disagreed")):
            assert found(review(advised, steps=with_steps(amiss))) == [(rule, "plain", None)]
        assert found(review(advised, steps=with_steps(step(name, "2024-04-15")))) == []

    def test_the_last_word_of_a_review_counts(self) -> None:
        advised = make_advised(duties={"lighter": ["legal_review"]})
        steps = with_steps(
            step("legal_review", "2024-04-12", result="agreed"), step("legal_review", "2024-04-10", result="disagreed")
        )
        assert found(review(advised, steps=steps)) == []

    def test_a_review_without_a_day_is_not_recorded(self) -> None:
        advised = make_advised(duties={"lighter": ["legal_review"]})
        reviewed = review(advised, steps=with_steps(step("legal_review", None)))
        assert found(reviewed) == [("FR-08", "lead", "not_recorded")]

    @pytest.mark.parametrize("name", ["legal_review", "approval"])
    def test_a_review_by_the_person_who_decided_is_a_lead(self, name: str) -> None:
        own = step(name, "2024-04-10", by="张某")
        assert found(review(steps=with_steps(own))) == [("FR-18", "lead", None)]
        assert found(review(steps=with_steps(own), officer="李某")) == []


class TestTerms:
    def test_a_notice_after_the_decision_is_a_veto_and_one_not_on_record_a_lead(self) -> None:
        late = review(steps=with_steps(step("notice", "2024-04-16"), without="notice"))
        assert (found(late), late.score) == ([("FR-10", "plain", None)], 0)
        silent = review(steps=with_steps(without="notice"))
        assert (found(silent), silent.score, silent.lowest) == ([("FR-10", "lead", "not_recorded")], 100, 0)

    def test_where_nothing_is_imposed_no_notice_is_missed(self) -> None:
        duties = [{"duty": each, "on": None} for each in ("education", "commitment_letter")]
        assert found(review(make_exemption(), no_penalty(), duties=duties, steps=with_steps(without="notice"))) == []

    @pytest.mark.parametrize(("day", "rules"), [("2024-04-10", [("FR-12", "plain", None)]), ("2024-04-11", [])])
    def test_a_hearing_lies_seven_working_days_after_the_notice(self, day: str, rules: list[Any]) -> None:
        # After Monday 1 April 2024: Thursday 4 to Saturday 6 are Qingming, Sunday 7 is worked.
        assert found(review(steps=with_steps(step("hearing", day)))) == rules

    @pytest.mark.parametrize(("day", "rules"), [("2024-04-24", []), ("2024-04-25", [("FR-13", "plain", None)])])
    def test_a_decision_is_served_within_seven_working_days(self, day: str, rules: list[Any]) -> None:
        served = with_steps(step("decision_served", day), without="decision_served")
        assert found(review(steps=served)) == rules

    @pytest.mark.parametrize(("day", "rules"), [("2024-04-24", []), ("2024-04-25", [("FR-14", "lead", None)])])
    def test_a_penalty_is_published_within_seven_working_days(self, day: str, rules: list[Any]) -> None:
        published = with_steps(step("publicised", day), without="publicised")
        assert found(review(steps=published)) == rules

    @pytest.mark.parametrize(("day", "rules"), [("2024-01-16", []), ("2024-01-15", [("FR-15", "lead", None)])])
    def test_a_penalty_is_decided_within_ninety_days_of_filing(self, day: str, rules: list[Any]) -> None:
        assert found(review(steps=with_steps(step("case_filed", day), without="case_filed"))) == rules

    def test_the_day_of_filing_is_taken_from_the_case_where_no_step_tells_it(self) -> None:
        assert found(review(steps=with_steps(without="case_filed"))) == []

    def test_a_year_without_a_calendar_leaves_a_term_to_be_verified(self) -> None:
        days = {"decided_on": "2031-04-15", "steps": [
            step("case_filed", "2031-03-11"), step("notice", "2031-04-01"), step("decision_served", "2031-12-16"),
            step("publicised", "2031-04-17"),
        ]}  # fmt: skip
        reviewed = review(**days)
        assert found(reviewed) == [("FR-13", "lead", "to_verify"), ("FR-14", "lead", "to_verify")]
        calendar = WorkCalendar({2031: Year(frozenset({date(2031, 5, 1)}), frozenset())})
        case = one_case(make_advised(), make_decision(), **days)
        assert found(file_review(case, calendar=calendar)) == [("FR-13", "plain", None)]

    def test_the_term_for_payment_is_told_where_a_fine_was_served(self) -> None:
        told = [each for each in review().findings if each.rule_id == PAYMENT]
        assert [(each.level, each.missing, each.evidence["due"]) for each in told] == [
            ("hint", "to_verify", "2024-05-01")
        ]


class TestRules:
    def test_every_rule_names_its_law_with_a_mark_and_every_check_serves_a_rule(self) -> None:
        rules = shipped_rules()
        assert {rule.check[0] for rule in rules} == set(CHECKS)
        assert all(rule.law and "[" in rule.law_ref for rule in rules)
        assert all((rule.level == "hint") == (rule.points == 0) for rule in rules)

    def test_rules_are_data(self, tmp_path: Path) -> None:
        path = tmp_path / "rules.yaml"
        path.write_text(
            RULE.format(test="late: {from: notice, to: decided_on, penalties_only: true, days: 5}"), "utf-8"
        )
        reviewed = file_review(one_case(make_advised(), make_decision()), rules=review_rules(path))
        assert [(each.rule_id, each.points) for each in reviewed.findings] == [("X", 7)]
        assert reviewed.score == 93

    @pytest.mark.parametrize(
        ("test", "path"),
        [
            ("lateness: {}", "rules[0].test"),
            ("payment_due: {}", "rules[0].test.payment_due.days"),
            ("payment_due: {days: soon}", "rules[0].test.payment_due.days"),
            ("payment_due: {days: 15, weeks: 2}", "rules[0].test.payment_due.weeks"),
        ],
    )
    def test_a_rule_whose_check_does_not_exist_or_is_told_wrongly_is_refused(
        self, tmp_path: Path, test: str, path: str
    ) -> None:
        file = tmp_path / "rules.yaml"
        file.write_text(RULE.format(test=test), "utf-8")
        with pytest.raises(Unreadable) as refused:
            review_rules(file)
        assert [fault.path for fault in refused.value.faults] == [path]

    def test_two_rules_of_one_name_are_refused(self, tmp_path: Path) -> None:
        file = tmp_path / "rules.yaml"
        rule = RULE.format(test="reason_missing: {}")
        file.write_text(rule + rule.removeprefix("rules:\n"), "utf-8")
        with pytest.raises(Unreadable, match="same id"):
            review_rules(file)


RULE = """rules:
  - id: X
    level: deduction
    certainty: plain
    points: 7
    test: {{{test}}}
    words: {{zh: 甲, en: a}}
    law: [{{ref: 某法第一条, mark: mem}}]
    suggestion: {{zh: 乙, en: b}}
    source: {{ref: 虚构, mark: mem}}
"""

FILES = st.fixed_dictionaries(
    {
        "advised": st.fixed_dictionaries(
            {},
            optional={
                "outcomes": st.sampled_from([["lighter"], ["time_barred"], ["lighter", "referred"]]),
                "permitted": st.sampled_from([[["lighter", "may", True]], [["no_penalty", "shall", True]]]),
                "duties": st.just({"lighter": ["legal_review", "commitment_letter", "written_reasons"]}),
            },
        ),
        "decision": st.fixed_dictionaries(
            {"outcome": st.sampled_from(["lighter", "ordinary", "reduced"]), "fine": st.integers(0, 1_000_000)},
            optional={"reason": st.none(), "basis": st.sampled_from([["99/canal/old#1"], ["某条"], []])},
        ),
        "steps": st.lists(
            st.builds(
                step,
                st.sampled_from(["notice", "hearing", "legal_review", "decision_served", "publicised", "case_filed"]),
                st.sampled_from(["2024-01-02", "2024-04-12", "2024-04-16", "2024-06-03", None]),
            ),
            max_size=6,
        ),
    }
)


@given(FILES, st.randoms(use_true_random=False))
def test_the_order_of_steps_and_entries_never_matters(file: Raw, chance: random.Random) -> None:
    book = Book()
    book.record(make_advised(**file["advised"]), make_decision(**file["decision"]), steps=file["steps"])
    before = file_review(book.cases[0])
    shuffled = chance.sample(file["steps"], len(file["steps"]))
    book.entries[1] = book.entries[1][0], {**book.entries[1][1], "steps": shuffled}
    book.entries.reverse()
    assert file_review(book.cases[0]).score == before.score
    assert found(file_review(book.cases[0])) == found(before)


@given(FILES)
def test_a_file_that_says_nothing_of_its_procedure_loses_no_point_for_that(file: Raw) -> None:
    advised, decision = make_advised(**file["advised"]), make_decision(**file["decision"])
    silent = file_review(one_case(advised, decision, steps=[], duties=[], origin="import"))
    procedural = {"FR-08", "FR-09", "FR-10", "FR-11", "FR-12", "FR-13", "FR-14", "FR-15", "FR-16", "FR-17", "FR-18",
                  "FR-19", "FR-20"}  # fmt: skip
    assert {each.rule_id for each in silent.findings if each.certainty == "plain"}.isdisjoint(procedural)
    told = file_review(one_case(advised, decision, steps=file["steps"], origin="import"))
    assert silent.score is not None
    assert told.score is not None
    assert silent.score >= told.score


@given(st.sampled_from(["lighter", "no_penalty", "ordinary", None]), st.one_of(st.none(), st.integers(0, 10**6)))
def test_an_import_without_an_advice_never_has_a_plain_finding_on_what_was_decided(outcome: Any, fine: Any) -> None:
    book = Book()
    book.dispose(None, make_decision(outcome=outcome, fine=fine, basis=[]), origin="import", steps=[], duties=[])
    reviewed = file_review(book.cases[0])
    assert reviewed.score == 100
    assert all(each.certainty == "lead" for each in reviewed.findings)
