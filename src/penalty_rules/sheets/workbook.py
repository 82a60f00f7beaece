"""XLSX through openpyxl, which lives here and nowhere else. No formula is ever written or evaluated."""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

import openpyxl  # type: ignore[import-untyped]  # shipped without type information
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]
from openpyxl.chart import BarChart, Reference  # type: ignore[import-untyped]
from openpyxl.styles import Alignment, Font, PatternFill  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

from ..errors import Fault
from .cell import EXACT_DIGITS, Cell, formula_like, held, place, read_text, shown, unheld
from .sheet import Chart, Lines, Sheet, SheetRefused, ensure_writable, refusal

MAX_UNPACKED: Final = 256 * 2**20
MAX_PARTS: Final = 10_000
_MEASURED_ROWS: Final = 200
_FIRST_DAY: Final = date(1900, 3, 1)  # before it Excel counts a 29 February 1900 that never was
_HEADER: Final = {
    "font": Font(bold=True),
    "fill": PatternFill("solid", fgColor="E7EDF5"),
    "alignment": Alignment(wrap_text=True, vertical="center"),
}
_WHEN: Final = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_FIXED: Final = rb"\g<1>2000-01-01T00:00:00Z"


def xlsx_bytes(sheets: Sequence[Sheet], charts: Iterable[Chart] = ()) -> bytes:
    """The tables as a workbook, a sheet each; the same tables give the same bytes.

    Texts are cells of text that no spreadsheet takes for formulas; numbers of more than 15 digits and days before
    March 1900 become text, since Excel would spoil them. Raises `SheetRefused` naming every cell that cannot be held.
    """
    for sheet in sheets:
        ensure_writable(sheet)
    book, charts = openpyxl.Workbook(write_only=True), tuple(charts)
    for sheet in sheets:
        page = book.create_sheet(re.sub(r"[\[\]:*?/\\]", "_", sheet.title)[:31] or None)
        _fill(page, sheet)
        for chart in (chart for chart in charts if chart.sheet == sheet.title):
            page.add_chart(_bars(page, sheet, chart), f"{get_column_letter(len(sheet.columns) + 2)}2")
    content = io.BytesIO()
    book.save(content)
    return _undated(content)


def from_xlsx(content: bytes, *, source: str) -> Sheet:
    """The first visible sheet of a workbook. Formulas are noted and read as empty; a time of day is dropped.

    Numbers are int or Decimal at the 15 digits that Excel keeps. Raises `SheetRefused`.
    """
    _ensure_small(content, source)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of styles and extensions that it drops
            return _first_sheet(content, source)
    except SheetRefused:
        raise
    except Exception as error:  # openpyxl raises whatever a malformed part happens to break
        told = f"not readable as a workbook ({type(error).__name__})"
        raise refusal(source, told, "open it in Excel or WPS and save it again as .xlsx") from None


def _first_sheet(content: bytes, source: str) -> Sheet:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    pages = [page for page in book.worksheets if page.sheet_state == "visible"]
    if not pages:
        raise refusal(source, "the workbook has no visible sheet", "put the table on the first sheet")
    lines, notes = Lines(source), list[Fault]()
    pages[0].reset_dimensions()  # the size that a file states need not be true
    for row, cells in enumerate(pages[0].iter_rows(), 1):
        lines.add([_value(cell, row, column, notes) for column, cell in enumerate(cells, 1)])
    if len(pages) > 1:
        others = "、".join(page.title for page in pages[1:4])
        notes.append(
            Fault("", "only the first sheet is read", others, "save another sheet that is meant as its own file")
        )
    return lines.sheet(pages[0].title, notes)


def _value(cell: Any, row: int, column: int, notes: list[Fault]) -> Cell:
    value = cell.value
    match value:
        case None:
            return None
        case _ if cell.data_type in "fe":
            told = "an error value" if cell.data_type == "e" else "a formula, which is not evaluated"
            notes.append(
                Fault(place(row, column), f"{told}: read as empty", remedy="paste it as a value (选择性粘贴 → 数值)")
            )
            return None
        case str():
            return read_text(unheld(value), row, column, notes) or None
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return Decimal(format(value, f".{EXACT_DIGITS}g"))
        case datetime():
            return value.date()
        case time() | timedelta():
            return str(value)
        case int() | date():
            return value
    raise TypeError(type(value).__name__)


def _ensure_small(content: bytes, source: str) -> None:
    """Nothing, or `SheetRefused` for what is no archive or would unpack to more than a table needs."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        told = "not a workbook, whatever its name says"
        raise refusal(source, told, "open it in Excel or WPS and save it as .xlsx, without a password") from None
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        told = f"the workbook unpacks to more than {MAX_UNPACKED // 2**20} MiB"
        raise refusal(source, told, "split it, or save it as CSV")


def _fill(page: Any, sheet: Sheet) -> None:
    page.freeze_panes = "A2"
    if sheet.columns:
        page.auto_filter.ref = f"A1:{place(len(sheet.rows) + 1, len(sheet.columns))}"
    for column, width in enumerate(_widths(sheet), 1):
        page.column_dimensions[get_column_letter(column)].width = width
    page.append([_cell(page, column, header=True) for column in sheet.columns])
    for row in sheet.rows:
        page.append([_cell(page, value) for value in row])


def _cell(page: Any, value: Cell, *, header: bool = False) -> Any:
    if value is None or value == "":
        return None
    if isinstance(value, str) or not _kept(value):
        return _text_cell(page, shown(value), header)
    cell = WriteOnlyCell(page, value)
    if isinstance(value, Decimal):
        cell.number_format = "0." + "0" * -_exponent(value) if _exponent(value) < 0 else "0"
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    return cell


def _text_cell(page: Any, text: str, header: bool) -> Any:
    cell = WriteOnlyCell(page, held(text))
    cell.data_type = "s"  # openpyxl would take “=1” for a formula and “#N/A” for an error
    cell.number_format = "@"
    if formula_like(text):
        cell.quotePrefix = True
    if header:
        for name, style in _HEADER.items():
            setattr(cell, name, style)
    return cell


def _kept(value: int | Decimal | date) -> bool:
    """Whether Excel keeps the value as it is."""
    if isinstance(value, date):
        return value >= _FIRST_DAY
    return len("".join(map(str, Decimal(value).as_tuple().digits)).strip("0")) <= EXACT_DIGITS


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int), value  # no amount is infinite
    return exponent


def _widths(sheet: Sheet) -> list[int]:
    lines = (sheet.columns, *sheet.rows[:_MEASURED_ROWS])
    columns = zip(*(line[: len(sheet.columns)] for line in lines), strict=False)
    return [min(max(8, *(_width(shown(value)) + 2 for value in column)), 48) for column in columns]


def _width(text: str) -> int:
    """Columns that the longest line of a text takes: two for a Chinese character."""
    return max(sum(1 + (unicodedata.east_asian_width(sign) in "WF") for sign in line) for line in text.split("\n"))


def _bars(page: Any, sheet: Sheet, chart: Chart) -> Any:
    bars = BarChart()
    bars.title = chart.title
    for column in map(sheet.columns.index, chart.values):
        bars.add_data(_reference(page, sheet, column, 1), titles_from_data=True)
    bars.set_categories(_reference(page, sheet, sheet.columns.index(chart.labels), 2))
    bars.x_axis.delete = bars.y_axis.delete = False  # else newer Excel hides both axes
    return bars


def _reference(page: Any, sheet: Sheet, column: int, first_row: int) -> Any:
    return Reference(page, min_col=column + 1, min_row=first_row, max_row=len(sheet.rows) + 1)


def _undated(content: io.BytesIO) -> bytes:
    """The workbook without the moment at which it was written."""
    settled = io.BytesIO()
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = _WHEN.sub(_FIXED, part)
            new.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return settled.getvalue()
