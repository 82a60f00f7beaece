"""Tables come back as they were written; no spreadsheet takes a text for a formula; hostile files are refused."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from penalty_rules import sheets
from penalty_rules.sheets import (
    Chart,
    Sheet,
    SheetRefused,
    csv_bytes,
    parse_sheet,
    read_sheet,
    write_csv,
    write_xlsx,
    xlsx_bytes,
)
from penalty_rules.sheets.cell import STANDARD, escaped, formula_like, held, unescaped, unheld
from penalty_rules.sheets.workbook import MAX_UNPACKED

DANGEROUS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "\u3000=1",
    "＝1",
    "＋1",
    "－1",
    "＠a",
    "\ufeff=1",
    "'=1",
)
RARE = "𬭊䶮㐀𠮷"
WRITTEN = st.characters(
    exclude_categories=("Cc", "Cs", "Co"), exclude_characters="\ufffd\ufffe\uffff"
) | st.sampled_from("=+-@'\t\r\n＝＋－＠,;\" _x" + RARE)
TEXT = st.text(WRITTEN, min_size=1, max_size=12) | st.sampled_from((*DANGEROUS, "_x000D_", "_x005F_x0041_", "#N/A"))
AMOUNTS = st.integers(-(10**15), 10**15).map(lambda fen: Decimal(fen).scaleb(-6))
DAYS = st.dates(date(1900, 3, 1), date(2199, 12, 31))
CELLS = TEXT | st.none() | st.integers(-(10**15) + 1, 10**15 - 1) | AMOUNTS | DAYS


@st.composite
def tables(draw: st.DrawFn, cells: st.SearchStrategy[object] = CELLS) -> Sheet:
    columns = draw(st.lists(TEXT, min_size=1, max_size=4))
    row = st.tuples(*([cells] * len(columns)))
    rows = draw(st.lists(row, max_size=4))
    while rows and not any(cell is not None for cell in rows[-1]):
        rows.pop()
    return Sheet("表", tuple(columns), tuple(rows))


def workbook(*lines: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def archive(**parts: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return content.getvalue()


def replaced(content: bytes, part: str, text: bytes) -> bytes:
    """A workbook with one of its parts replaced."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, text if name == part else old.read(name))
    return changed.getvalue()


def became_a_table_or_a_remedy(content: bytes, source: str) -> bool:
    try:
        return bool(parse_sheet(content, source=source).columns)
    except SheetRefused as refused:
        return all(fault.remedy for fault in refused.faults)


class TestThereAndBack:
    @given(tables(TEXT | st.none()))
    def test_every_table_of_texts_comes_back_from_csv(self, sheet: Sheet) -> None:
        assert parse_sheet(csv_bytes(sheet), source="表.csv") == sheet

    @given(tables())
    def test_every_table_comes_back_from_a_workbook(self, sheet: Sheet) -> None:
        assert parse_sheet(xlsx_bytes([sheet]), source="表.xlsx") == sheet

    @given(tables())
    def test_csv_holds_values_as_plain_text(self, sheet: Sheet) -> None:
        read = parse_sheet(csv_bytes(sheet), source="表.csv")
        assert read.rows == tuple(tuple(sheets.shown(cell) or None for cell in row) for row in sheet.rows)

    @given(tables())
    def test_the_same_table_gives_the_same_bytes(self, sheet: Sheet) -> None:
        assert csv_bytes(sheet) == csv_bytes(sheet)
        assert xlsx_bytes([sheet]) == xlsx_bytes([sheet])

    def test_files_are_written_for_excel(self, tmp_path: Path) -> None:
        sheet = Sheet("案件", ("名称", "日期"), ((RARE, date(2024, 3, 1)),))
        write_csv(tmp_path / "案件.csv", sheet)
        assert (tmp_path / "案件.csv").read_bytes() == f"\ufeff名称,日期\r\n{RARE},2024-03-01\r\n".encode()
        write_xlsx(tmp_path / "案件.xlsx", [sheet])
        assert read_sheet(tmp_path / "案件.xlsx") == sheet
        assert sorted(path.name for path in tmp_path.iterdir()) == ["案件.csv", "案件.xlsx"]

    def test_numbers_that_excel_would_round_and_days_it_miscounts_become_text(self) -> None:
        sheet = Sheet(
            "s", ("a", "b", "c"), ((123_456_789_012_345_678, Decimal("9007199254.740991"), date(1899, 1, 1)),)
        )
        read = parse_sheet(xlsx_bytes([sheet]), source="s.xlsx")
        assert read.rows == (("123456789012345678", "9007199254.740991", "1899-01-01"),)

    def test_amounts_keep_their_decimals_on_show(self) -> None:
        content = xlsx_bytes([Sheet("s", ("a",), ((Decimal("0.200000"),),))])
        assert openpyxl.load_workbook(io.BytesIO(content)).active["A2"].number_format == "0.000000"

    def test_lines_are_numbered_as_excel_numbers_them(self) -> None:
        read = parse_sheet("甲,乙\r\n\r\n1,2\r\n,\r\n".encode(), source="s.csv")
        assert read.lines == (("甲", "乙"), (None, None), ("1", "2"))


class TestFormulas:
    @given(TEXT)
    def test_escaping_is_undone_exactly(self, text: str) -> None:
        assert unescaped(escaped(text)) == text
        assert unheld(held(text)) == text

    @given(TEXT)
    def test_no_escaped_text_begins_like_a_formula(self, text: str) -> None:
        begins = escaped(text).lstrip()[:1]
        assert begins not in tuple("=+-@＝＋－＠") or begins == ""

    @pytest.mark.parametrize("text", DANGEROUS)
    def test_what_a_spreadsheet_may_run_gets_an_apostrophe_in_csv(self, text: str) -> None:
        written = csv_bytes(Sheet("s", ("a",), ((text,),))).decode("utf-8-sig")
        assert list(csv.reader(io.StringIO(written, newline="")))[1] == [f"'{text}"]

    @pytest.mark.parametrize("text", DANGEROUS)
    def test_what_a_spreadsheet_may_run_is_quoted_text_in_a_workbook(self, text: str) -> None:
        book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes([Sheet("s", (text,), ((text,),))])))
        for cell in (book.active["A1"], book.active["A2"]):
            assert (cell.data_type, cell.quotePrefix, cell.number_format) == ("s", True, "@")

    @given(tables())
    @example(Sheet("s", DANGEROUS, (DANGEROUS,)))
    def test_no_workbook_holds_a_formula(self, sheet: Sheet) -> None:
        content = zipfile.ZipFile(io.BytesIO(xlsx_bytes([sheet])))
        assert b"<f" not in content.read("xl/worksheets/sheet1.xml")

    def test_numbers_are_no_formulas(self) -> None:
        assert csv_bytes(Sheet("s", ("a",), ((-5,),))).endswith(b"\r\n-5\r\n")

    def test_a_formula_that_is_read_is_not_evaluated_but_noted(self) -> None:
        read = parse_sheet(workbook(["a", "b"], ["=1+1", "x"]), source="s.xlsx")
        assert read.rows == ((None, "x"),)
        assert [(note.path, "not evaluated" in note.message) for note in read.notes] == [("A2", True)]


class TestCharacters:
    def test_gb_18030_is_read(self) -> None:
        read = parse_sheet(f"名称\n{RARE}\n".encode("gb18030"), source="s.csv")
        assert (read.rows, read.notes) == (((RARE,),), ())

    @pytest.mark.parametrize(
        ("code", "standard"), [("A6D9", "\ufe10"), ("FE59", "\u9fb4"), ("A8BC", "\u1e3f"), ("FE51", "\U00020087")]
    )
    def test_codes_that_moved_are_read_as_the_standard_has_them_and_noted(self, code: str, standard: str) -> None:
        read = parse_sheet("名称\n".encode("gb18030") + bytes.fromhex(code), source="s.csv")
        assert read.rows == ((standard,),)
        assert [(note.path, standard in note.message) for note in read.notes] == [("A2", True)]

    def test_no_code_that_moved_is_kept_as_private_use(self) -> None:
        text = "".join(STANDARD)
        read = parse_sheet("名称\n".encode("gb18030") + text.encode("gb18030"), source="s.csv")
        assert read.rows == (("".join(STANDARD.values()),),)
        assert len(read.notes) == len(text)

    @pytest.mark.parametrize("sign", ["\ue000", "\U000f0000", "\ufffd"])
    def test_a_private_use_or_lost_character_is_kept_and_noted(self, sign: str) -> None:
        for source, content in (("s.csv", f"a\n{sign}".encode()), ("s.xlsx", workbook(["a"], [sign]))):
            read = parse_sheet(content, source=source)
            assert (read.rows, [note.path for note in read.notes]) == (((sign,),), ["A2"])

    def test_control_characters_are_left_out_and_noted(self) -> None:
        read = parse_sheet(b"a\nx\x00\x0by\n", source="s.csv")
        assert (read.rows, [note.quoted for note in read.notes]) == ((("xy",),), ["U+0000", "U+000B"])

    def test_every_cell_that_no_table_can_hold_is_named(self) -> None:
        sheet = Sheet("s", ("a", "b\x00"), (("\ud800", "好" * 40_000), ("_x0041_" * 3000, "fine")))
        for write in (csv_bytes, lambda sheet: xlsx_bytes([sheet])):
            with pytest.raises(SheetRefused) as refused:
                write(sheet)
            assert [fault.path for fault in refused.value.faults] == ["B1", "A2", "B2", "A3"]

    def test_the_longest_text_comes_back_whole(self) -> None:
        sheet = Sheet("s", ("a",), (("好" * 32_767,),))
        assert parse_sheet(xlsx_bytes([sheet]), source="s.xlsx").rows == sheet.rows


class TestWorkbooks:
    def test_values_are_read_as_excel_shows_them(self) -> None:
        line = [0.1 + 0.2, 3, 2.0, True, datetime(2024, 3, 1, 9, 30), date(2024, 3, 1), "2024-03-01"]
        read = parse_sheet(workbook(list("abcdefg"), line), source="s.xlsx")
        assert read.rows == ((Decimal("0.3"), 3, 2, "TRUE", date(2024, 3, 1), date(2024, 3, 1), "2024-03-01"),)

    def test_the_first_visible_sheet_is_read_and_the_others_are_named(self) -> None:
        book = openpyxl.Workbook()
        book.active.sheet_state = "hidden"
        for title in ("案件", "说明"):
            book.create_sheet(title).append([title])
        content = io.BytesIO()
        book.save(content)
        read = parse_sheet(content.getvalue(), source="s.xlsx")
        assert (read.title, read.columns, [note.quoted for note in read.notes]) == ("案件", ("案件",), ["说明"])

    def test_bars_stand_beside_their_table(self) -> None:
        table = Sheet("统计", ("单位", "减轻", "从轻"), (("甲", 1, 2), ("乙", 3, 4)))
        content = xlsx_bytes([Sheet("其他", ("a",), ()), table], [Chart("统计", "案件数", "单位", ("减轻", "从轻"))])
        page = openpyxl.load_workbook(io.BytesIO(content))["统计"]
        (bars,) = page._charts
        assert [series.val.numRef.f for series in bars.series] == ["'统计'!$B$2:$B$3", "'统计'!$C$2:$C$3"]
        assert bars.series[0].cat.numRef.f == "'统计'!$A$2:$A$3"

    def test_a_title_that_no_sheet_may_bear_is_made_to_fit(self) -> None:
        content = xlsx_bytes([Sheet("a/b:" + "长" * 40, ("a",), ()), Sheet("", ("b",), ())])
        assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames == ["a_b_" + "长" * 27, "Sheet"]


class TestRefusals:
    @pytest.mark.parametrize(
        ("source", "content", "part"),
        [
            ("s.csv", b"", "empty"),
            ("s.csv", b"\n\n", "empty"),
            ("s.csv", b'a,b\n"c', "unpaired quotation mark"),
            ("s.csv", b"a\n\xff\xff", "neither UTF-8 nor GB 18030"),
            ("s.csv", "甲".encode("utf-16"), "not a CSV text"),
            ("s.csv", b"PK\x03\x04", "not a CSV text"),
            ("s.csv", b"," * 400 + b"x", "more than 256 columns"),
            ("s.xlsx", b"hello", "not a workbook"),
            ("s.xlsx", b"\xd0\xcf\x11\xe0", "without a password"),
            ("s.xlsx", archive(a="b"), "not readable as a workbook"),
            ("s.xls", b"", "save it as .xlsx"),
        ],
    )
    def test_a_file_that_is_no_table_is_refused_with_a_remedy(self, source: str, content: bytes, part: str) -> None:
        with pytest.raises(SheetRefused, match=part):
            parse_sheet(content, source=source)

    def test_a_missing_file_and_a_missing_folder_are_named(self, tmp_path: Path) -> None:
        with pytest.raises(SheetRefused, match="no such file"):
            read_sheet(tmp_path / "no.csv")
        with pytest.raises(SheetRefused, match="cannot be written"):
            write_csv(tmp_path / "no" / "s.csv", Sheet("s", ("a",), ()))

    def test_a_refused_table_leaves_the_old_file_as_it_was(self, tmp_path: Path) -> None:
        write_csv(tmp_path / "s.csv", Sheet("s", ("a",), ()))
        before = (tmp_path / "s.csv").read_bytes()
        with pytest.raises(SheetRefused):
            write_csv(tmp_path / "s.csv", Sheet("s", ("\x00",), ()))
        assert (tmp_path / "s.csv").read_bytes() == before

    def test_a_bomb_is_refused_before_it_unpacks(self) -> None:
        bomb = archive(a="0" * (MAX_UNPACKED // 4), b="0" * (MAX_UNPACKED // 4), c="0" * (MAX_UNPACKED // 2 + 1))
        with pytest.raises(SheetRefused, match="unpacks to more than"):
            parse_sheet(bomb, source="s.xlsx")

    def test_a_far_cell_is_refused_and_no_table_of_that_size_is_built(self) -> None:
        page = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
        content = workbook(["a"])
        for row, part in (
            (b'<row r="1"><c r="XFD1"><v>1</v></c></row>', "columns"),
            (b'<row r="999999999"><c r="A999999999"><v>1</v></c></row>', "rows"),
        ):
            with pytest.raises(SheetRefused, match=f"more than .* {part}"):
                parse_sheet(replaced(content, "xl/worksheets/sheet1.xml", page % row), source="s.xlsx")

    def test_entities_that_multiply_are_refused(self) -> None:
        entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
        page = (
            f'<!DOCTYPE worksheet [<!ENTITY l0 "{"lol" * 10}">{entities}]>'
            '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            '<row r="1"><c r="A1" t="str"><v>&l9;</v></c></row></sheetData></worksheet>'
        )
        with pytest.raises(SheetRefused, match="not readable as a workbook"):
            parse_sheet(replaced(workbook(["a"]), "xl/worksheets/sheet1.xml", page.encode()), source="s.xlsx")

    @given(st.binary(max_size=200), st.sampled_from(["s.csv", "s.xlsx"]))
    def test_any_bytes_become_a_table_or_are_refused_with_a_remedy(self, content: bytes, source: str) -> None:
        assert became_a_table_or_a_remedy(content, source)

    @given(st.data())
    def test_a_workbook_with_a_spoiled_part_becomes_a_table_or_is_refused(self, data: st.DataObject) -> None:
        content = xlsx_bytes([Sheet("s", ("a",), (("x",), (date(2024, 3, 1),)))])
        archived = zipfile.ZipFile(io.BytesIO(content))
        name = data.draw(st.sampled_from(archived.namelist()))
        part = bytearray(archived.read(name))
        part[data.draw(st.integers(0, len(part) - 1))] = data.draw(st.integers(0, 255))
        assert became_a_table_or_a_remedy(replaced(content, name, bytes(part)), "s.xlsx")


def test_a_plain_apostrophe_is_no_escape() -> None:
    assert not formula_like("'tis")
    assert unescaped("'tis") == "'tis"
