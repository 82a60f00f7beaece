"""Tables in and out: CSV and XLSX become a `Sheet`, and a `Sheet` becomes a file that holds the same.

Whatever is written, no spreadsheet takes a text for a formula; reading back undoes exactly that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from ..errors import quoted
from .cell import Cell, place, shown
from .csv_text import csv_bytes, from_csv
from .file import MAX_BYTES, content_of, replace_file
from .sheet import Chart, Sheet, SheetRefused, refusal

__all__ = [
    "Cell",
    "Chart",
    "Sheet",
    "SheetRefused",
    "csv_bytes",
    "parse_sheet",
    "place",
    "read_sheet",
    "shown",
    "write_csv",
    "write_xlsx",
    "xlsx_bytes",
]


def read_sheet(path: Path | str) -> Sheet:
    """The table of a `.csv` file, or the first visible sheet of an `.xlsx` file; raises `SheetRefused`.

    CSV is UTF-8 or GB 18030, its values are texts. Empty cells are None; doubtful characters are in `notes`.
    """
    return parse_sheet(content_of(Path(path)), source=str(path))


def parse_sheet(content: bytes, *, source: str) -> Sheet:
    """The table in the bytes of a file named `source`; raises `SheetRefused`."""
    path = Path(source)
    if len(content) > MAX_BYTES:
        raise refusal(source, f"the file is larger than {MAX_BYTES // 2**20} MiB", "split it")
    match path.suffix.lower():
        case ".csv":
            return from_csv(content, title=path.stem, source=source)
        case ".xlsx":
            from .workbook import from_xlsx

            return from_xlsx(content, source=source)
    raise refusal(source, "the name says neither CSV nor XLSX", "save it as .xlsx or “CSV UTF-8”", quoted(path.name))


def write_csv(path: Path | str, sheet: Sheet) -> None:
    """A CSV file of the table, at once or not at all; raises `SheetRefused`."""
    replace_file(Path(path), csv_bytes(sheet))


def write_xlsx(path: Path | str, sheets: Sequence[Sheet], charts: Iterable[Chart] = ()) -> None:
    """A workbook of the tables, a sheet each, with bars beside them, at once or not at all; raises `SheetRefused`."""
    replace_file(Path(path), xlsx_bytes(sheets, charts))


def xlsx_bytes(sheets: Sequence[Sheet], charts: Iterable[Chart] = ()) -> bytes:
    """The bytes of that workbook; the same tables give the same bytes."""
    from .workbook import xlsx_bytes as written  # openpyxl takes long to load; CSV does without

    return written(sheets, charts)
