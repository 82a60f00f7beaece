"""Rows come back as they were written; sparse and older sheets are read; persons are masked; the missing is unknown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penalty_rules.canonical import canonical
from penalty_rules.clause import PenaltyKind
from penalty_rules.exchange import (
    KINDS,
    Imported,
    PublicityRow,
    columns,
    decision_of,
    document_key,
    identity_of,
    kind_names,
    masked_row,
    read_kinds,
    row_of,
    rows_to_sheet,
    sheet_to_rows,
    unfilled,
)
from penalty_rules.exchange.layout import CORE, Type, heading
from penalty_rules.exchange.values import NOTHING, OUTCOMES, PARTY_KINDS
from penalty_rules.money import FEN_LIMIT
from penalty_rules.outcome import ORDER
from penalty_rules.sheets import Sheet, csv_bytes, parse_sheet, xlsx_bytes
from tests.invented import make_id_number, make_uscc

RARE = "𬭊䶮㐀𠮷"
ID_NUMBER = make_id_number(date(1990, 3, 7), 1)
USCC = make_uscc(1)
HEADERS = tuple(column.header for column in columns())

SIGNS = st.characters(exclude_categories=("Cc", "Cs", "Co"), exclude_characters="\ufffd\ufffe\uffff") | st.sampled_from(
    "=+-@'\n,;\"" + RARE
)
TEXT = (
    (st.text(SIGNS, min_size=1, max_size=20) | st.sampled_from(("=1+1", "@SUM(A1)", "＝1", "'=1", "_x000D_", RARE)))
    .map(str.strip)
    .filter(lambda text: text and text.casefold() not in NOTHING)
)
FEN = st.integers(0, FEN_LIMIT)
KIND_SETS = st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=4, unique=True).map(tuple)
BY_TYPE: dict[str, st.SearchStrategy[Any]] = {
    "text": TEXT,
    "prose": TEXT,
    "number": st.builds(make_id_number, st.dates(date(1900, 1, 1), date(2020, 1, 1)), st.integers(0, 99)),
    "uscc": st.integers(0, 10**6).map(make_uscc),
    "date": st.dates(date(1949, 1, 1), date(2199, 12, 31)),
    "wan": FEN,
    "yuan": FEN,
    "decimal": st.decimals(-(10**9), 10**9, places=3),
    "flag": st.booleans(),
    "kinds": KIND_SETS,
    "party_kind": st.sampled_from(sorted(PARTY_KINDS)),
    "outcome": st.sampled_from(ORDER),
}
ROWS = st.builds(
    PublicityRow,
    **{column.field: st.none() | BY_TYPE[column.type] for column in columns() if column.field != "document_number"},
    document_number=TEXT,
)


def read(headers: tuple[str, ...], *rows: tuple[Any, ...]) -> Imported:
    return sheet_to_rows(Sheet("s", headers, tuple(rows)))


def cell(header: str, value: Any) -> PublicityRow:
    """The row that one cell makes beside a number of a decision."""
    imported = read(("文号", "处罚内容", header), ("甲〔2024〕1号", None, value))
    assert imported.faults == ()
    return imported.rows[0]


def fault_of(header: str, value: Any) -> Any:
    imported = read(("文号", "处罚内容", header), ("甲〔2024〕1号", None, value))
    assert imported.rows == ()
    (fault,) = imported.faults
    return fault


WAYS: dict[str, Callable[[Sheet], Sheet]] = {
    "csv": lambda sheet: parse_sheet(csv_bytes(sheet), source="s.csv"),
    "xlsx": lambda sheet: parse_sheet(xlsx_bytes([sheet]), source="s.xlsx"),
}


class TestThereAndBack:
    @pytest.mark.parametrize("way", WAYS)
    @given(st.lists(ROWS, min_size=1, max_size=3))
    @settings(deadline=None)
    def test_every_row_comes_back(self, way: str, rows: list[PublicityRow]) -> None:
        imported = sheet_to_rows(WAYS[way](rows_to_sheet(rows, masked=False)))
        assert imported.faults == ()
        assert list(imported.rows) == rows

    def test_all_columns_come_back_filled(self) -> None:
        filled = {column.field: EXAMPLES[column.type] for column in columns()}
        row = PublicityRow(**filled)
        for way in WAYS.values():
            imported = sheet_to_rows(way(rows_to_sheet([row], masked=False)))
            assert imported == Imported((row,))
            assert imported.rows[0].line == 2

    def test_an_amount_is_exact_to_the_fen(self) -> None:
        sheet = rows_to_sheet([PublicityRow(document_number="a", fine=1, confiscated=200_000)])
        assert (sheet.rows[0][19], sheet.rows[0][20]) == (Decimal("0.000001"), Decimal("0.200000"))
        assert b"0.000001" in csv_bytes(sheet)

    def test_a_day_is_written_as_iso(self) -> None:
        sheet = rows_to_sheet([PublicityRow(document_number="a", decided_on=date(2024, 3, 1))])
        assert "2024-03-01" in csv_bytes(sheet).decode()


EXAMPLES: dict[str, Any] = {
    "text": RARE, "prose": "=1+1\n" + RARE, "number": ID_NUMBER, "uscc": USCC, "date": date(2024, 3, 1), "wan": 123_456,
    "yuan": 1, "decimal": Decimal("2.5"), "flag": False, "kinds": ("warning", "fine"), "party_kind": "natural_person",
    "outcome": "reduced",
}  # fmt: skip


class TestLayout:
    def test_each_column_fills_one_field_of_the_row(self) -> None:
        own = {"kinds_named", "line"}
        assert [column.field for column in columns()] == [
            each.name for each in fields(PublicityRow) if each.name not in own
        ]

    def test_every_type_is_one_that_is_read(self) -> None:
        assert {column.type for column in columns()} == set(get_args(Type))

    def test_thirty_columns_come_first(self) -> None:
        assert columns()[CORE - 1].code == "bz"
        assert (columns()[0].code, columns()[CORE].code) == ("cf_xdr_mc", "inclusivePrudent")

    def test_every_name_leads_to_its_own_column(self) -> None:
        for column in columns():
            for name in (column.code, column.header, *column.aliases):
                found = heading(name)
                assert found is not None, name
                assert found.column is column, name

    def test_kinds_are_those_of_the_clauses(self) -> None:
        assert set(KINDS) == set(get_args(PenaltyKind)) - {"confiscation"}

    def test_every_outcome_has_a_word(self) -> None:
        assert set(OUTCOMES) == set(ORDER)


class TestHeadings:
    def test_the_layout_of_2015_is_read(self) -> None:
        headers = (
            "CF_WSH",
            "CF_CFMC",
            "CF_CFLB1",
            "CF_CFLB2",
            "CF_SY",
            "CF_YJ",
            "CF_XDR_MC",
            "CF_XDR_SHXYM",
            "CF_XDR_ZDM",
        )
        headers += ("CF_XDR_GSDJ", "CF_XDR_SFZ", "CF_FR", "CF_JG", "CF_JDRQ", "CF_XZJG", "CF_ZT", "DFBM", "SJC", "BZ")
        values = (
            "甲〔2016〕1号",
            "某案",
            "警告",
            "罚款",
            "事由",
            "依据",
            "某公司",
            USCC,
            "1",
            "2",
            ID_NUMBER,
            "张三",
            "罚款",
        )
        imported = read(headers, (*values, "2016/3/1", "某局", "0", "330100", "x", "注"))
        assert imported.rows == (
            PublicityRow(
                party_name="某公司", party_uscc=USCC, party_registration_number="2", party_organisation_code="1",
                representative_name="张三", party_id_number=ID_NUMBER, document_number="甲〔2016〕1号", facts="事由",
                legal_basis="依据", kinds=("warning", "fine"), content="罚款", decided_on=date(2016, 3, 1),
                agency_name="某局", remark="注", area_code="330100",
            ),
        )  # fmt: skip
        assert [warning.path for warning in imported.warnings] == ["CF_CFMC", "CF_ZT", "SJC"]

    def test_names_of_gsxt_are_read(self) -> None:
        headers = (
            "penDecNo",
            "illegActType",
            "penType",
            "penContent",
            "penAm",
            "forfAm",
            "penAuth_CN",
            "penDecIssDate",
        )
        row = read(headers, ("a", "b", "罚款", "c", "0.2", "1", "d", "2024.3.1")).rows[0]
        assert (row.fine, row.confiscated, row.decided_on) == (200_000, 1_000_000, date(2024, 3, 1))

    @pytest.mark.parametrize(
        "name", ["cf_fddb", "CF_FR", "cf_frdb", "法定代表人", "*法定代表人（必填）", " 法定 代表人："]
    )
    def test_variants_of_a_name_are_one_column(self, name: str) -> None:
        assert cell(name, "张三").representative_name == "张三"

    def test_the_heading_may_stand_below_a_title(self) -> None:
        sheet = Sheet(
            "s",
            ("某局行政处罚台账", "", ""),
            ((None,) * 3, ("文号", "当事人", "处罚决定日期"), ("a", "b", "2024-03-01")),
        )
        assert [(row.document_number, row.line) for row in sheet_to_rows(sheet).rows] == [("a", 4)]

    def test_a_heading_below_the_fifteenth_row_is_not_found(self) -> None:
        lines = [(None,) * 3] * 14 + [("文号", "当事人", "处罚决定日期"), ("a", "b", "2024-03-01")]
        imported = sheet_to_rows(Sheet("s", ("标题", "", ""), tuple(lines)))
        assert imported.rows == ()
        assert "names the columns" in imported.faults[0].message

    def test_a_heading_repeated_on_a_page_is_no_row(self) -> None:
        headers = ("文号", "当事人", "处罚内容")
        assert len(read(headers, ("a", "b", "c"), headers, ("d", "e", "f")).rows) == 2

    def test_a_column_named_twice_is_read_once_and_told(self) -> None:
        imported = read(("文号", "当事人", "处罚内容", "决定书文号"), ("a", "b", "c", "d"))
        assert imported.rows[0].document_number == "a"
        assert [warning.path for warning in imported.warnings] == ["决定书文号"]

    def test_a_column_that_is_not_known_is_told(self) -> None:
        assert [w.path for w in read(("文号", "当事人", "处罚内容", "办案人"), ("a", "b", "c", "d")).warnings] == [
            "办案人"
        ]


class TestAmounts:
    @pytest.mark.parametrize(
        ("header", "value", "fen"),
        [
            ("cf_nr_fk", "0.2", 200_000),
            ("罚款金额（万元）", Decimal("0.000001"), 1),
            ("罚款金额(元)", "2,000", 200_000),
            ("罚款金额（单位：元）", 2000, 200_000),
            ("罚款金额(元)", "0.2万元", 200_000),
            ("罚款金额（万元）", "２０００元", 200_000),
            ("罚款金额（万元）", 0, 0),
        ],
    )
    def test_the_unit_is_that_of_the_cell_or_else_of_the_heading(self, header: str, value: Any, fen: int) -> None:
        assert cell(header, value).fine == fen

    def test_a_heading_without_unit_is_told(self) -> None:
        imported = read(("文号", "当事人", "罚款金额"), ("a", "b", "0.2"))
        assert imported.rows[0].fine == 200_000
        assert "万元" in imported.warnings[0].message

    @pytest.mark.parametrize("value", ["-1", "0.0000001", "很多", "1e3", "9" * 30])
    def test_what_is_no_amount_is_a_fault(self, value: str) -> None:
        assert fault_of("罚款金额（万元）", value).message == "not an amount of money"


class TestMissing:
    @pytest.mark.parametrize("column", columns(), ids=lambda column: column.code)
    @pytest.mark.parametrize("value", [None, "", " ", "/", "—", "无", "未记载"])
    def test_a_cell_that_says_nothing_is_unknown_never_false_or_zero(self, column: Any, value: str | None) -> None:
        headers = ("文号", "处罚内容", "处罚依据", column.header)
        imported = read(headers, ("甲〔2024〕1号", "罚款", "法", value))
        assert imported.faults == ()
        if column.code not in ("cf_wsh", "cf_nr", "cf_yj"):
            assert getattr(imported.rows[0], column.field) is None

    def test_a_decision_of_which_only_the_number_is_known_is_read(self) -> None:
        assert read(HEADERS, *[tuple("a" if n == 13 else None for n in range(len(HEADERS)))]).rows == (
            PublicityRow(document_number="a"),
        )

    def test_a_line_below_the_table_is_no_decision(self) -> None:
        imported = read(("当事人", "文号", "处罚内容"), ("填表人：张三", None, None))
        assert (imported.rows, imported.faults[0].line) == ((), 2)

    def test_what_the_2018_fields_require_and_a_row_lacks_is_named(self) -> None:
        person = PublicityRow(party_kind="natural_person", kinds=("fine", "license_revocation"), document_number="a")
        assert {"证件号码", "罚款金额（万元）", "暂扣或吊销证照名称及编号", "处罚决定日期"} <= set(unfilled(person))
        assert not {"法定代表人", "行政处罚决定书文号", "备注"} & set(unfilled(person))
        filled = PublicityRow(**{column.field: EXAMPLES[column.type] for column in columns()})
        assert unfilled(filled) == ()


class TestFaults:
    def test_every_fault_is_told_with_its_row_and_column_and_the_others_are_imported(self) -> None:
        headers = ("文号", "统一社会信用代码", "处罚决定日期", "处罚类别", "证件号码")
        imported = read(
            headers,
            ("a", USCC, "2024-03-01", "罚款", None),
            ("b", USCC[:-1] + "?", "2024-02-30", "吓唬", ID_NUMBER[:-1] + "Z"),
            ("c", None, None, None, ID_NUMBER),
        )
        assert [row.document_number for row in imported.rows] == ["a", "c"]
        assert [(fault.path, fault.line) for fault in imported.faults] == [
            ("行政相对人代码_1(统一社会信用代码)", 3), ("处罚决定日期", 3), ("处罚类别", 3), ("证件号码", 3),
        ]  # fmt: skip
        assert all(fault.remedy for fault in imported.faults)

    def test_no_message_repeats_a_number_of_the_party(self) -> None:
        for header, value in (("证件号码", ID_NUMBER[:-1] + "Z"), ("统一社会信用代码", USCC[:-1] + "?")):
            assert value[:-1] not in str(fault_of(header, value))

    def test_a_number_of_another_paper_is_taken_as_it_is(self) -> None:
        imported = read(("文号", "证件类型", "证件号码"), ("a", "护照", "e1234567"), ("b", "身份证", "e1234567"))
        assert [row.party_id_number for row in imported.rows] == ["E1234567"]
        assert [fault.line for fault in imported.faults] == [3]

    def test_a_number_that_excel_spoiled_is_told(self) -> None:
        assert "lost its last digits" in fault_of("证件号码", 110105199003070000).remedy
        assert "lost its last digits" in fault_of("工商注册号", Decimal("1.10105E+17")).remedy

    def test_a_masked_number_is_passed_over_and_told(self) -> None:
        imported = read(("文号", "证件号码", "当事人"), ("a", "110105********002X", "张某某"))
        assert (imported.rows[0].party_id_number, imported.rows[0].party_name) == (None, "张某某")
        assert "masked" in imported.warnings[0].message

    def test_a_text_longer_than_its_field_is_told_and_kept(self) -> None:
        imported = read(("文号", "当事人", "处罚内容"), ("a", "长" * 201, "c"))
        assert imported.rows[0].party_name == "长" * 201
        assert imported.warnings[0].path == "行政相对人名称"

    def test_doubtful_characters_of_the_file_are_among_the_warnings(self) -> None:
        content = "文号,当事人,处罚内容\n".encode("gb18030") + b"a," + bytes.fromhex("FE59") + b",c\n"
        imported = sheet_to_rows(parse_sheet(content, source="s.csv"))
        assert imported.rows[0].party_name == "\u9fb4"
        assert [warning.path for warning in imported.warnings] == ["B2"]


class TestAnything:
    CELLS = st.one_of(
        st.none(),
        st.text(max_size=12),
        st.text("0123456789.-/年月日元万", max_size=9),
        st.integers(-(10**18), 10**18),
        st.decimals(allow_nan=False, allow_infinity=False),
        st.dates(),
    )

    @given(st.lists(st.tuples(*([CELLS] * 12)), max_size=3), st.integers(0, len(HEADERS) - 12))
    def test_whatever_cells_hold_becomes_rows_or_faults_with_remedies(self, lines: list[Any], start: int) -> None:
        imported = read(HEADERS[start : start + 12], *lines)
        assert all(fault.remedy and fault.line for fault in imported.faults)
        for row in imported.rows:
            assert sheet_to_rows(rows_to_sheet([row], masked=False)).rows == (row,)


class TestValues:
    @pytest.mark.parametrize(
        "value",
        [
            "2024-03-01",
            "2024/3/1",
            "2024.03.01",
            "2024年3月1日",
            "20240301",
            20240301,
            "2024-03-01 00:00:00",
            date(2024, 3, 1),
        ],
    )
    def test_a_day_is_read_as_it_is_usually_written(self, value: Any) -> None:
        assert cell("处罚决定日期", value).decided_on == date(2024, 3, 1)

    @pytest.mark.parametrize("value", ["2024-13-01", "2024-3/1", "24-3-1", "1900-01-01", "45352", "三月一日"])
    def test_what_is_no_day_is_a_fault(self, value: Any) -> None:
        assert fault_of("处罚决定日期", value).message == "not a day"

    def test_without_end_names_no_day(self) -> None:
        assert cell("处罚有效期", "长期").valid_until is None

    @pytest.mark.parametrize(("value", "truth"), [("是", True), ("否", False), ("TRUE", True), (0, False)])
    def test_a_flag_is_yes_or_no(self, value: Any, truth: bool) -> None:
        assert cell("是否集体讨论", value).collective_discussion is truth

    def test_lighter_and_reduced_are_never_swapped(self) -> None:
        assert cell("裁量方式", "从轻处罚").outcome == "lighter"
        assert cell("裁量方式", "减轻").outcome == "reduced"

    def test_small_letters_and_full_width_digits_of_a_number_are_read(self) -> None:
        full = "".join(chr(ord(sign) + 0xFEE0) for sign in USCC.lower())
        assert cell("统一社会信用代码", f" {full} ").party_uscc == USCC


class TestKinds:
    @given(KIND_SETS)
    def test_names_come_back_as_kinds(self, kinds: tuple[str, ...]) -> None:
        assert read_kinds(kind_names(kinds)) == type(read_kinds(""))(kinds)

    @pytest.mark.parametrize("separator", ["/", ";", "；", "、", ",", "，", "|", " ", "\n"])
    def test_any_usual_separator_parts_names(self, separator: str) -> None:
        assert read_kinds(f"警告{separator}罚款{separator}没收违法所得").kinds == (
            "warning",
            "fine",
            "confiscation_illegal_gains",
        )

    @pytest.mark.parametrize(
        ("name", "content", "kinds"),
        [
            ("没收违法所得、没收非法财物", "没收违法所得100元", ("confiscation_illegal_gains",)),
            ("3", "没收扣押的商品", ("confiscation_illegal_property",)),
            ("暂扣或者吊销许可证、暂扣或者吊销执照", "吊销营业执照", ("license_revocation",)),
            ("罚款、暂扣或者吊销许可证、执照", "罚款并暂扣许可证三个月", ("fine", "license_suspension")),
        ],
    )
    def test_a_name_of_2018_that_covers_two_is_settled_by_the_content(
        self, name: str, content: str, kinds: tuple[str, ...]
    ) -> None:
        read = read_kinds(name, content)
        assert (read.kinds, read.open, len(read.doubts)) == (kinds, False, 1)

    @pytest.mark.parametrize("way", WAYS)
    def test_where_the_content_does_not_say_the_kind_stays_open_and_the_words_are_kept(self, way: str) -> None:
        imported = read(("文号", "处罚类别", "当事人"), ("a", "罚款；暂扣或者吊销许可证、执照", "b"))
        (row,) = imported.rows
        assert (row.kinds, row.kinds_named) == (("fine",), "罚款；暂扣或者吊销许可证、执照")
        assert len(imported.warnings) == 1
        assert sheet_to_rows(WAYS[way](rows_to_sheet([row], masked=False))).rows == (row,)

    def test_numbers_of_2018_are_read(self) -> None:
        assert read_kinds("1;2/4").kinds == ("warning", "fine", "suspension_of_operations")

    def test_an_order_to_correct_is_no_penalty(self) -> None:
        read = read_kinds("罚款、责令改正")
        assert (read.kinds, len(read.doubts)) == (("fine",), 1)

    @pytest.mark.parametrize("name", ["其他", "其他-加处罚款", "其它", "法律、行政法规规定的其他行政处罚"])
    def test_other_kinds_are_other(self, name: str) -> None:
        assert read_kinds(name).kinds == ("other",)

    @pytest.mark.parametrize("name", ["罚款5000元", "罚", "7", "罚款警告"])
    def test_what_is_no_kind_is_refused(self, name: str) -> None:
        with pytest.raises(ValueError, match="警告、通报批评、罚款"):
            read_kinds(name)


class TestMasking:
    PERSON = PublicityRow(
        party_name="欧阳明日", party_kind="natural_person", party_id_number=ID_NUMBER,
        party_tax_number=ID_NUMBER + "00", facts=f"欧阳明日（{ID_NUMBER}）与店主无证经营", document_number="a",
    )  # fmt: skip
    FIRM = PublicityRow(
        party_name="张三食品有限公司", party_kind="organisation", party_uscc=USCC, representative_name="张三",
        representative_id_number=ID_NUMBER, content="责令张三改正", document_number="b",
    )  # fmt: skip

    def test_a_person_is_masked_as_decisions_are_published(self) -> None:
        masked = masked_row(self.PERSON)
        hidden = f"{ID_NUMBER[:6]}********{ID_NUMBER[-4:]}"
        assert (masked.party_name, masked.party_id_number) == ("欧某某", hidden)
        assert masked.facts == f"欧某某（{hidden}）与店主无证经营"

    def test_an_organisation_is_in_clear_and_its_representative_is_masked(self) -> None:
        masked = masked_row(self.FIRM)
        assert (masked.party_name, masked.party_uscc) == (self.FIRM.party_name, USCC)
        assert (masked.representative_name, masked.content) == ("张某某", "责令张某某改正")

    def test_an_owner_whose_business_bears_no_other_name_is_masked(self) -> None:
        owner = PublicityRow(party_kind="individual_business", party_name="张三", document_number="a")
        assert masked_row(owner).party_name == "张某某"
        assert masked_row(replace(owner, party_name="张三面馆总店")).party_name == "张三面馆总店"

    def test_a_party_of_unknown_kind_is_taken_for_a_person(self) -> None:
        assert masked_row(PublicityRow(party_name="李四", document_number="a")).party_name == "李某某"

    @given(ROWS)
    def test_no_number_of_a_person_is_left_unless_it_is_asked_for(self, row: PublicityRow) -> None:
        row = replace(row, facts=f"{row.party_id_number}，{ID_NUMBER}", remark=row.representative_id_number)
        text = csv_bytes(rows_to_sheet([row])).decode()
        clear = csv_bytes(rows_to_sheet([row], masked=False)).decode()
        for number in (row.party_id_number, row.representative_id_number, ID_NUMBER):
            assert number is None or (number in clear and number not in text)

    @given(ROWS)
    def test_masking_twice_changes_nothing_more(self, row: PublicityRow) -> None:
        assert masked_row(masked_row(row)).party_id_number == masked_row(row).party_id_number


class TestDocumentNumbers:
    @pytest.mark.parametrize(
        "number",
        [
            "（杭临）市监处罚〔2024〕131号",
            "(杭临)市监处罚[2024]第131号",
            "（杭临）市监处罚【2024】0131 号",
            "（杭临）市监处罚（2024）131",
        ],
    )
    def test_ways_of_writing_one_number_have_one_key(self, number: str) -> None:
        assert document_key(number) == "(杭临)市监处罚〔2024〕131号"

    def test_sub_numbers_and_years_tell_decisions_apart(self) -> None:
        numbers = [
            "甲〔2024〕1号",
            "甲〔2024〕1-1号",
            "甲〔2024〕1之2号",
            "甲〔2025〕1号",
            "乙〔2024〕1号",
            "甲〔2024〕10号",
        ]
        assert len(set(map(document_key, numbers))) == len(numbers)

    @given(TEXT)
    def test_a_key_is_its_own_key(self, number: str) -> None:
        assert document_key(document_key(number)) == document_key(number)

    def test_the_number_is_kept_as_written(self) -> None:
        assert cell("当事人", "b").document_number == "甲〔2024〕1号"


class TestDecisions:
    @given(ROWS)
    def test_a_row_comes_back_from_its_decision_as_far_as_the_docket_keeps_it(self, row: PublicityRow) -> None:
        agency = {"name": row.agency_name, "code": row.agency_uscc}
        told = row_of(decision_of(row), None, identity_of(row), agency)
        kept = {"party_name", "party_uscc", "party_id_number", "party_id_type"}
        unkept = {column.field: None for column in columns() if column.identity and column.field not in kept}
        kept_back = {name: getattr(row, name) for name in kept - {"party_id_type"}}
        expected = replace(
            masked_row(row), **unkept, **kept_back, party_id_type="身份证" if row.party_id_number else None,
            source_name=row.source_name or row.agency_name, source_uscc=row.source_uscc or row.agency_uscc,
        )  # fmt: skip
        assert told == expected

    @given(ROWS)
    def test_a_decision_is_canonical_and_tells_no_one_who_the_party_is(self, row: PublicityRow) -> None:
        row = replace(row, party_kind="natural_person", party_name="欧阳明日", facts=f"欧阳明日，{ID_NUMBER}")
        text = canonical(decision_of(row)).decode()
        for secret in (row.party_name, row.party_id_number, row.representative_id_number, row.party_uscc, ID_NUMBER):
            fields_of_others = {row.agency_uscc, row.source_uscc}
            assert secret is None or secret in fields_of_others or secret not in text

    def test_what_a_row_does_not_state_is_not_decided(self) -> None:
        (violation,) = decision_of(PublicityRow(document_number="a"))["violations"]
        assert (violation["outcome"], violation["fine"], violation["confiscated"]) == (None, None, None)

    def test_a_disposition_of_an_officer_becomes_a_row(self) -> None:
        row = row_of(
            DISPOSITION, ADVICE, {"name": "某公司", "uscc": USCC, "salt": "0"}, {"name": "某局", "code": make_uscc(2)}
        )
        assert row == PublicityRow(
            party_name="某公司", party_kind="organisation", party_uscc=USCC, document_number="穗环罚〔2023〕17号",
            violation_type="emission", legal_basis="《大气法》第99条", kinds=("warning", "fine"),
            content="警告；罚款500元", fine=50_000, confiscated=0, decided_on=date(2023, 6, 2), agency_name="某局",
            agency_uscc=make_uscc(2), source_name="某局", source_uscc=make_uscc(2), outcome="reduced",
            discretion_basis="44/environment/no_penalty_list#GD-1", discretion_reason="及时改正", goods_value=36_50,
            legal_review="同意", commitment_signed=True, ruleset_version="cn/general/apl@2021",
            law_as_of=date(2023, 6, 1), area_code="440100",
        )  # fmt: skip

    def test_outcomes_that_differ_are_not_one(self) -> None:
        other = {**DISPOSITION["violations"][0], "outcome": "lighter", "fine": None}
        row = row_of({**DISPOSITION, "violations": [*DISPOSITION["violations"], other]}, None, None, {})
        assert (row.outcome, row.fine) == (None, None)


DISPOSITION: dict[str, Any] = {
    "schema": "penalty-rules/disposition-entry/1", "origin": "officer", "advice": {"seq": 12, "digest": "sha256:0"},
    "corrects": None, "case": "2023-17", "document_number": "穗环罚〔2023〕17号", "officer": "o",
    "decided_on": "2023-06-02",
    "violations": [{
        "id": "v1", "matter": "emission", "conduct": {"from": "2023-03-01", "to": "2023-03-01"}, "outcome": "reduced",
        "kinds": ["warning", "fine"], "fine": 50_000, "confiscated": 0,
        "basis": ["44/environment/no_penalty_list#GD-1"], "clauses": ["《大气法》第99条"], "reason": "及时改正",
    }],
    "steps": [{"step": "legal_review", "by": "x", "on": "2023-06-01", "result": "agreed", "note": None}],
    "duties": [{"duty": "commitment_letter", "on": "2023-06-01"}], "departures": [], "imported": None,
}  # fmt: skip
ADVICE: dict[str, Any] = {
    "case": {
        "jurisdiction": "440100", "party": {"kind": "enterprise"}, "decision_date": "2023-06-01",
        "facts": {"goods_value": "36.5 yuan", "illegal_gains": {"at_most": "1 yuan"}}, "violations": [{"facts": {}}],
    },
    "violations": [{"law": [{"cn/general/apl@2021": "sha256:0"}]}],
}  # fmt: skip


def test_the_documentation_names_every_column() -> None:
    told = (Path(__file__).parent.parent / "docs" / "exchange.md").read_text("utf-8")
    for column in columns():
        assert f"`{column.code}`" in told, column.code
        assert column.header in told, column.header
