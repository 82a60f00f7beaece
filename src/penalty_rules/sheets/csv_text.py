"""CSV: written in UTF-8 with a byte order mark and CRLF, as Excel and WPS open it; read in GB 18030 too."""

from __future__ import annotations

import csv
import io

from ..errors import Fault, quoted
from .cell import escaped, read_text, shown, unescaped
from .sheet import Lines, Sheet, ensure_writable, refusal


def csv_bytes(sheet: Sheet) -> bytes:
    """The table as CSV; the same table gives the same bytes. Texts that look like formulas get an apostrophe.

    Raises `SheetRefused` naming every cell that no table can hold.
    """
    ensure_writable(sheet)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for line in (sheet.columns, *sheet.rows):
        writer.writerow([escaped(value) if isinstance(value, str) else shown(value) for value in line])
    return text.getvalue().encode("utf-8-sig")


def from_csv(content: bytes, *, title: str, source: str) -> Sheet:
    """The table of a CSV text in UTF-8 or GB 18030; every value is text or None. Raises `SheetRefused`."""
    text, gb18030 = _decoded(content, source)
    lines, notes = Lines(source), list[Fault]()
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row, cells in enumerate(reader, 1):
            read = [_cell(cell, row, column, notes, gb18030) for column, cell in enumerate(cells, 1)]
            lines.add(read)
    except csv.Error as error:
        told = f"not readable as CSV ({error})"
        raise refusal(source, told, "look for an unpaired quotation mark", line=reader.line_num) from None
    return lines.sheet(title, notes)


def _cell(text: str, row: int, column: int, notes: list[Fault], gb18030: bool) -> str | None:
    return read_text(unescaped(text), row, column, notes, gb18030=gb18030) or None


def _decoded(content: bytes, source: str) -> tuple[str, bool]:
    """The text, and whether it was GB 18030."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise refusal(source, "the file is not a CSV text, whatever its name says", "save it as “CSV UTF-8” or .xlsx")
    try:
        return content.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("gb18030"), True
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        said = quoted(content[error.start : error.start + 8])
        raise refusal(source, "neither UTF-8 nor GB 18030", "save it as “CSV UTF-8”", said, line) from None
