"""Figures: what counts where, the baseline always named, and nothing unknown ever counted as nothing."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penalty_rules.audit import Source, annual_table, bars_of, decided, kind_ranking, sources_of, statistics
from penalty_rules.audit.demonstration import Demonstration, invented_uscc, read_demonstration
from penalty_rules.audit.statistics import DIMENSIONS
from penalty_rules.audit.table import Table, width
from penalty_rules.docket.advice_body import Bodies
from penalty_rules.docket.disposition import Answer, read_disposition
from penalty_rules.docket.filing import filed
from penalty_rules.errors import Unreadable
from penalty_rules.evaluator import Evaluator
from penalty_rules.identifiers import uscc_fault
from penalty_rules.money import parse_money
from penalty_rules.sheets import csv_bytes, parse_sheet, xlsx_bytes
from penalty_rules.vocabulary.words import Words

from .invented_entries import Book, Raw, make_advised, make_decision, make_exemption, no_penalty

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "statistics"
SOURCES = {
    "99/canal/list": Source("list", Words(zh="运河清单", en="canal list"), frozenset({"F-1"})),
    "99/canal/standard": Source("discretion_standard", Words(zh="运河基准", en="canal standard")),
    "cn/general/apl": Source("statute", Words(zh="行政处罚法", en="APL")),
}


def figures(book: Book, **choices: Any) -> Any:
    return statistics(book.cases, SOURCES, **choices)


class TestPairing:
    def test_an_advice_goes_with_the_disposition_that_refers_to_it(self) -> None:
        book = Book()
        first, second = book.advise(), book.advise()
        book.dispose(second, make_decision(fine=1))
        book.dispose(first, make_decision(fine=2))
        assert [case.acts[0].fine for case in book.cases] == [2, 1]

    def test_an_advice_without_a_disposition_is_undecided(self) -> None:
        book = Book()
        book.advise()
        assert book.cases[0].disposition is None
        assert figures(book).pending == 1
        assert figures(book).total.cases == 0

    def test_a_correction_takes_the_place_of_what_it_corrects(self) -> None:
        book = Book()
        wrong = book.record(make_advised(), make_decision(fine=1))
        book.dispose(1, make_decision(fine=2), corrects=wrong)
        assert [case.acts[0].fine for case in book.cases] == [2]

    def test_a_correction_that_names_no_advice_keeps_that_of_what_it_corrects(self) -> None:
        book = Book()
        wrong = book.record(make_advised(), make_decision(fine=1))
        book.dispose(None, make_decision(fine=2), corrects=wrong)
        assert [case.entries for case in book.cases] == [(1, 3)]

    def test_a_disposition_follows_its_advice_when_that_is_corrected(self) -> None:
        book = Book()
        book.record(make_advised(), make_decision())
        book.advise(make_advised(vector="0101"), corrects=1)
        (case,) = book.cases
        assert case.entries == (2, 3)
        assert case.acts[0].advised is not None
        assert case.acts[0].advised["vector"] == "0101"

    def test_a_correction_of_a_correction_stands_alone(self) -> None:
        book = Book()
        first = book.record(make_advised(), make_decision(fine=1))
        second = book.dispose(1, make_decision(fine=2), corrects=first)
        book.dispose(1, make_decision(fine=3), corrects=second)
        assert [case.acts[0].fine for case in book.cases] == [3]

    def test_an_import_stands_without_an_advice(self) -> None:
        book = Book()
        book.dispose(None, origin="import")
        assert book.cases[0].advice is None
        assert book.cases[0].imported

    def test_a_disposition_whose_advice_is_not_among_the_entries_stands_alone(self) -> None:
        book = Book()
        book.record(make_advised(), make_decision())
        (case,) = decided(book.entries[1:])
        assert case.advice is None

    def test_one_shot_iterators_are_read_too(self) -> None:
        book = Book()
        book.record(make_advised(), make_decision())
        assert [case.entries for case in decided(iter(book.entries))] == [(1, 2)]

    @given(
        st.lists(st.sampled_from(["advice", "answer", "mend", "import"]), max_size=12),
        st.randoms(use_true_random=False),
    )
    def test_the_order_of_entries_never_matters(self, plan: list[str], chance: random.Random) -> None:
        book = mixed_book(plan)
        straight = [(c.advice, c.disposition) for c in book.cases]
        chance.shuffle(book.entries)
        assert [(c.advice, c.disposition) for c in book.cases] == straight
        standing = {entry[0]["seq"] for case in straight for entry in case if entry is not None}
        corrected = {header["corrects"] for header, _ in book.entries}
        assert standing == {header["seq"] for header, _ in book.entries} - corrected


def mixed_book(plan: list[str]) -> Book:
    """Advices, each answered once at most; corrections of the last disposition; imports."""
    book, open_advices, standing = Book(), [], []
    for n, what in enumerate(plan):
        decision = make_decision(fine=n)
        if what == "advice":
            open_advices.append(book.advise())
        elif what == "answer" and open_advices:
            standing.append(book.dispose(open_advices.pop(), decision))
        elif what == "mend" and standing:
            wrong = standing.pop()
            standing.append(book.dispose(book.entries[wrong - 1][0]["refers_to"], decision, corrects=wrong))
        elif what == "import":
            standing.append(book.dispose(None, decision, origin="import"))
    return book


class TestBasis:
    @pytest.mark.parametrize(
        ("basis", "kind"),
        [
            (["99/canal/list#F-1"], "first_violation_list"),
            (["99/canal/list#L-1"], "four_lists"),
            (["99/canal/list#F-1", "99/canal/list#L-1"], "four_lists"),
            (["cn/general/apl#APL-33", "99/canal/list#F-1"], "first_violation_list"),
            (["cn/general/apl#APL-32-1", "99/canal/standard#S-1"], "standard"),
            (["cn/general/apl@2021#APL-32-1"], "statute"),
            (["《某办法》第三条"], "to_verify"),
        ],
    )
    def test_a_list_goes_before_a_standard_and_a_standard_before_a_statute(self, basis: list[str], kind: str) -> None:
        book = Book()
        book.record(make_advised(), make_decision(basis=basis))
        assert [key for key, _ in figures(book, by=["list"]).rows] == [(kind,)]

    def test_where_the_disposition_names_none_the_grounds_of_the_advice_count(self) -> None:
        book = Book()
        book.record(make_exemption(), no_penalty(basis=[]))
        assert [key for key, _ in figures(book, by=["item"]).rows] == [("99/canal/list#F-1",)]

    def test_a_milder_outcome_without_any_ground_is_not_recorded_and_an_ordinary_one_needs_none(self) -> None:
        book = Book()
        book.dispose(None, make_decision(basis=[]), origin="import")
        book.dispose(None, make_decision(basis=[], outcome="ordinary"), origin="import")
        assert [key for key, _ in figures(book, by=["list"]).rows] == [("not_lenient",), ("not_recorded",)]

    def test_the_shipped_lists_tell_first_items_from_others(self) -> None:
        sources = sources_of(Evaluator().rulebook.all_rulesets())
        assert sources["99/demonstration/four_lists"].first_items == {"DM-N2", "DM-N3"}
        assert sources["cn/general/apl"].kind == "statute"


class TestAmounts:
    @pytest.mark.parametrize(("baseline", "spared"), [("minimum", 0), ("ordinary", 140_000), ("midpoint", 300_000)])
    def test_what_was_spared_is_the_baseline_less_the_fine_and_never_negative(self, baseline: Any, spared: int) -> None:
        book = Book()
        book.record(make_advised(), make_decision())
        found = figures(book, baseline=baseline)
        assert (found.total.cut, found.total.exempted) == (spared, 0)

    @pytest.mark.parametrize("lang", ["zh", "en"])
    @pytest.mark.parametrize("baseline", ["minimum", "ordinary", "midpoint"])
    def test_the_baseline_is_always_printed(self, baseline: Any, lang: str) -> None:
        book = Book()
        words = {
            "minimum": ("法定最低额", "statutory minimum"),
            "ordinary": ("一般幅度下限", "low end of the ordinary band"),
            "midpoint": ("法定幅度中点", "midpoint of the statutory range"),
        }[baseline][lang == "en"]
        table = figures(book, baseline=baseline).table(lang)
        assert words in table.title
        assert words in table.text().splitlines()[0]
        assert any(words in str(row[0]) for row in table.sheet().rows)

    def test_an_unknown_baseline_is_counted_and_never_taken_for_nothing(self) -> None:
        book = Book()
        book.record(make_exemption(baseline={"minimum": None, "ordinary": None, "midpoint": None}), no_penalty())
        book.dispose(None, no_penalty(), origin="import")
        total = figures(book).total
        assert (total.no_penalty, total.exempted, total.baseline_unknown) == (2, 0, 2)

    def test_a_fine_that_is_not_recorded_spares_nothing_known(self) -> None:
        book = Book()
        book.record(make_advised(), make_decision(fine=None))
        assert (figures(book, baseline="ordinary").total.cut, figures(book).total.fine_unknown) == (0, 1)

    def test_an_ordinary_fine_spares_nothing_even_below_the_baseline(self) -> None:
        book = Book()
        book.record(make_advised(), make_decision(outcome="ordinary", fine=1))
        assert figures(book, baseline="midpoint").total.spared == 0


class TestCounting:
    def test_a_case_counts_once_under_its_heaviest_outcome_and_its_amounts_are_added(self) -> None:
        book = Book()
        advice = book.advise(make_advised("a"), make_exemption("b", grounds={"no_penalty": ["99/canal/list#N-1"]}))
        book.dispose(advice, make_decision("a"), no_penalty("b", basis=["99/canal/list#N-1"]))
        found = figures(book, baseline="ordinary")
        assert [(t.cases, t.lighter, t.no_penalty) for _, t in found.rows] == [(1, 1, 0)]
        assert (found.total.cut, found.total.exempted) == (140_000, 340_000)

    def test_a_case_under_two_lists_stands_in_both_rows_and_once_in_the_total(self) -> None:
        book = Book()
        book.dispose(book.advise(make_advised("a"), make_exemption("b")), make_decision("a"), no_penalty("b"))
        found = figures(book)
        assert [t.cases for _, t in found.rows] == [1, 1]
        assert (found.total.cases, found.several) == (1, 1)

    def test_orders_letters_and_departures_are_counted(self) -> None:
        book = Book()
        duties = [{"duty": "oral_order", "on": None}, {"duty": "commitment_letter", "on": None}]
        departure = {"violation": "v1", "kind": "not_recommended", "advised": "reduced", "decided": "lighter"}
        book.record(make_advised(), make_decision(), duties=duties, departures=[departure, departure])
        total = figures(book).total
        assert (total.orders, total.letters, total.departures) == (1, 1, 2)

    def test_an_outcome_off_the_scale_or_not_recorded_stands_apart(self) -> None:
        book = Book()
        for outcome in ("time_barred", "referred", None):
            book.dispose(None, make_decision(outcome=outcome, kinds=[], fine=0))
        assert (figures(book).total.cases, figures(book).total.other) == (3, 3)

    def test_figures_can_be_told_by_every_dimension(self) -> None:
        book = Book()
        book.record(make_exemption(), no_penalty())
        found = figures(book, by=tuple(DIMENSIONS))
        key = (
            "运河局（虚构）",
            "canal",
            "2024-04",
            "first_violation_list",
            "99/canal/list",
            "99/canal/list#F-1",
            "no_penalty",
        )
        assert [row[0] for row in found.rows] == [key]
        assert found.table().rows[0][3:6] == ("首违不罚清单", "运河清单", "运河清单 F-1")

    @given(st.lists(st.tuples(st.sampled_from(["lighter", "no_penalty", "ordinary", "referred", None]),
                              st.one_of(st.none(), st.integers(0, 900_000)), st.integers(1, 12)), max_size=8),
           st.randoms(use_true_random=False))  # fmt: skip
    def test_the_rows_add_up_to_the_total_in_any_order(self, cases: list[Any], chance: random.Random) -> None:
        book = Book()
        for outcome, fine, month in cases:
            day = f"2024-{month:02d}-15"
            book.record(make_advised(), make_decision(outcome=outcome, fine=fine), decided_on=day)
        found = figures(book, by=["month", "list"], baseline="ordinary")
        for name in type(found.total).__dataclass_fields__:
            assert sum(getattr(t, name) for _, t in found.rows) == getattr(found.total, name)
        chance.shuffle(book.entries)
        assert figures(book, by=["month", "list"], baseline="ordinary").table() == found.table()


class TestTables:
    def test_the_published_columns_come_first_and_in_their_order(self) -> None:
        told = (
            "单位｜清单名称｜案件数｜不予处罚｜减轻｜从轻｜一般｜从重｜"
            "免罚金额(万元)｜减罚金额(万元)｜合计免减(万元)｜责令改正数｜告知承诺数"
        )
        assert figures(Book()).table().columns[:13] == tuple(told.split("｜"))

    def test_amounts_are_told_in_wan_to_the_fen(self) -> None:
        book = Book()
        book.record(make_exemption(baseline={"minimum": 1, "ordinary": 12_345_678, "midpoint": None}), no_penalty())
        assert figures(book).table().rows[-1][8] == Decimal("0.000001")
        assert figures(book, baseline="ordinary").table().rows[-1][8] == Decimal("12.345678")

    def test_columns_of_text_line_up_whatever_the_script(self) -> None:
        text = Table("t", ("名", "n"), (("运河局", 1), ("canal", 20)), ("注",)).text()
        lines = text.splitlines()[2:6]
        assert len({width(line) for line in lines}) == 1
        assert text.splitlines()[-1] == "注"

    def test_a_sheet_of_the_table_can_be_written_and_read_back(self) -> None:
        book = Book()
        book.record(make_exemption(), no_penalty())
        sheet = figures(book).table().sheet()
        assert parse_sheet(xlsx_bytes([sheet]), source="a.xlsx").columns == sheet.columns
        assert parse_sheet(csv_bytes(sheet), source="a.csv").rows[0][:3] == ("运河局（虚构）", "首违不罚清单", "1")

    def test_bars_show_outcomes_or_a_dimension_that_is_counted_by(self) -> None:
        book = Book()
        book.record(make_exemption(), no_penalty())
        book.record(make_advised(), make_decision(), decided_on="2024-05-01")
        found = figures(book, by=["month"])
        assert [value for _, value in bars_of(found).bars] == [1, 0, 1, 0, 0]
        assert bars_of(found, "month").bars == ((("2024-04", "2024-04"), 1.0), (("2024-05", "2024-05"), 1.0))
        with pytest.raises(ValueError, match="not counted by item"):
            bars_of(found, "item")


class TestAnnualTable:
    def test_a_decision_with_several_kinds_counts_once_under_the_heaviest(self) -> None:
        book = Book()
        kinds = ["warning", "fine", "confiscation_illegal_gains"]
        book.record(make_advised(), make_decision(kinds=kinds, fine=200_000, confiscated=50))
        table = annual_table(book.cases, 2024)
        (row, total) = table.rows
        told = dict(zip(table.columns, row, strict=True))
        assert (told["没收违法所得、没收非法财物"], told["罚款"], told["警告"]) == (1, 0, 0)
        assert (told["合计(宗)"], told["罚没金额(元)"]) == (1, Decimal("2000.5"))
        assert total[1:] == row[1:]

    def test_only_penalties_decided_in_the_year_stand_there(self) -> None:
        book = Book()
        book.record(make_exemption(), no_penalty())
        book.record(make_advised(), make_decision(), decided_on="2023-12-31")
        book.record(make_advised(), make_decision(), decided_on="2024-01-01")
        assert annual_table(book.cases, 2024).rows[-1][-2] == 1

    def test_a_kind_or_an_amount_that_is_not_recorded_is_said_to_be(self) -> None:
        book = Book()
        book.dispose(None, make_decision(kinds=[], fine=None), origin="import")
        table = annual_table(book.cases, 2024)
        assert dict(zip(table.columns, table.rows[0], strict=True))["种类未记载"] == 1
        assert "1宗，未计入金额" in table.notes[0]

    def test_the_ranking_is_data(self, tmp_path: Path) -> None:
        path = tmp_path / "ranking.yaml"
        path.write_text(
            "mark: mem\ncolumns:\n  - {kinds: [fine], zh: 甲, en: a}\n  - {kinds: [warning], zh: 乙, en: b}\n",
            encoding="utf-8",
        )
        book = Book()
        book.record(make_advised(), make_decision(kinds=["warning", "fine"]))
        assert annual_table(book.cases, 2024, kind_ranking(path)).rows[0][1:4] == (0, 1, 0)

    def test_a_faulty_ranking_is_refused_with_its_faults(self, tmp_path: Path) -> None:
        path = tmp_path / "ranking.yaml"
        path.write_text("columns: [{kinds: [fine], zh: 甲}]\n", encoding="utf-8")
        with pytest.raises(Unreadable) as refused:
            kind_ranking(path)
        assert {fault.path for fault in refused.value.faults} == {"mark", "columns[0].en"}


def as_recorded(demonstration: Demonstration, evaluator: Evaluator) -> Book:
    """The entries of a demonstration with the bodies that the docket itself would record."""
    book, bodies = Book(), Bodies()
    for raw, answer in demonstration.pairs():
        case = evaluator.read(raw)
        advice = evaluator.evaluate(case)
        written = filed(case, evaluator.rulebook.vocabulary(case.domain))
        body: Raw = orjson.loads(bodies.body(advice, written.case, [], "sha256:00"))
        seq = book._add("advice", body, {"domain": case.domain})
        document = read_disposition({**answer, "advice": seq})
        book._add("disposition", orjson.loads(Answer(document, body, "sha256:11").body(None)), {"refers_to": seq})
    return book


class TestPublishedFigures:
    @pytest.mark.parametrize("city", ["liaoyuan", "jiayuguan"])
    def test_the_generated_docket_gives_the_published_figures_exactly(self, city: str) -> None:
        evaluator = Evaluator()
        demonstration = read_demonstration(FIXTURES / f"{city}.yaml")
        cases = as_recorded(demonstration, evaluator).cases
        found = statistics(cases, sources_of(evaluator.rulebook.all_rulesets()), by=["list"], baseline="ordinary")
        assert (found.total.departures, found.total.baseline_unknown, found.pending) == (0, 0, 0)
        assert found.total.cases == demonstration.count
        tallies = {key[0]: tally for key, tally in found.rows} | {"all": found.total}
        for name, published in demonstration.plan.published["figures"].items():
            for figure, number in published.items():
                expected = parse_money(number) if figure == "spared" else number
                assert getattr(tallies[name], figure) == expected, (name, figure)

    def test_every_kind_is_permitted_by_its_advice_and_every_fine_lies_in_its_band(self) -> None:
        evaluator = Evaluator()
        for city in ("liaoyuan", "jiayuguan"):
            seen = set()
            for raw, answer in read_demonstration(FIXTURES / f"{city}.yaml").pairs():
                (decision,) = answer["violations"]
                kind = (raw["violations"][0]["matter"], decision["outcome"], decision["fine"])
                if kind in seen:
                    continue
                seen.add(kind)
                advice = evaluator.evaluate(raw).violations[0]
                assert decision["outcome"] == advice.outcome
                assert {duty.name for duty in advice.duties(decision["outcome"]) if duty.certain} <= {
                    *(each["duty"] for each in answer["duties"]), *(each["step"] for each in answer["steps"])
                }  # fmt: skip
                if decision["fine"]:
                    assert advice.fine is not None
                    assert parse_money(decision["fine"]) in advice.fine.ranges[decision["outcome"]].amount

    def test_generation_is_the_same_every_time_and_every_party_another(self) -> None:
        demonstration = read_demonstration(FIXTURES / "liaoyuan.yaml")
        first = [case for case, _ in demonstration.pairs()]
        assert first == [case for case, _ in demonstration.pairs()]
        assert len({case["party"]["uscc"] for case in first}) == len({case["id"] for case in first}) == 4986

    @settings(max_examples=50)
    @given(st.integers(0, 31**9 - 1))
    def test_invented_credit_codes_are_valid(self, number: int) -> None:
        assert uscc_fault(invented_uscc(number)) is None

    def test_a_plan_that_names_no_such_kind_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "kinds.yaml").write_text((FIXTURES / "kinds.yaml").read_text("utf-8"), encoding="utf-8")
        plan = (FIXTURES / "jiayuguan.yaml").read_text("utf-8").replace("kind: drum", "kind: drums")
        (tmp_path / "plan.yaml").write_text(plan, encoding="utf-8")
        with pytest.raises(Unreadable, match="drum"):
            read_demonstration(tmp_path / "plan.yaml")
