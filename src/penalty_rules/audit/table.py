"""Table: a title, columns, rows and notes as plain values, and the same as aligned text."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..sheets import Sheet

Cell = str | int | Decimal | None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows as long as `columns`; None is an empty cell. The notes belong below the table wherever it is shown."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()

    def text(self) -> str:
        """Aligned plain text: figures to the right, Chinese characters two columns wide."""
        shown = [self.columns, *(tuple(map(_shown, row)) for row in self.rows)]
        widths = [max(map(width, column)) for column in zip(*shown, strict=True)]
        right = [all(not isinstance(row[at], str) for row in self.rows) for at in range(len(self.columns))]
        lines = [_line(row, widths, right) for row in shown]
        rule = "  ".join("-" * each for each in widths)
        return "\n".join([self.title, "", lines[0], rule, *lines[1:], *(["", *self.notes] if self.notes else [])])

    def sheet(self) -> Sheet:
        """The same for a CSV or XLSX file, with the notes below, since a file is passed on without its title."""
        blank = (None,) * (len(self.columns) - 1)
        below = [(None, *blank), *((note, *blank) for note in self.notes)] if self.notes else []
        return Sheet(self.title, self.columns, (*self.rows, *below))


def width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(_columns(sign) for sign in text)


def _columns(sign: str) -> int:
    if unicodedata.combining(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell)


def _line(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    cells = []
    for text, most, to_right in zip(row, widths, right, strict=True):
        gap = " " * (most - width(text))
        cells.append(gap + text if to_right else text + gap)
    return "  ".join(cells).rstrip()
