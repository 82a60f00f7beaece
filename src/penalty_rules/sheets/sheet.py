"""A table as values: its columns, its rows, and what was noted when it was read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from ..errors import Fault, InputRefused
from .cell import Cell, place, shown, write_fault

MAX_ROWS: Final = 1_048_576  # what Excel opens
MAX_COLUMNS: Final = 256
MAX_CELLS: Final = 5_000_000
FAULTS_SHOWN: Final = 100


class SheetRefused(InputRefused):
    """A table cannot be read or written."""

    noun = "table"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: row 1 of its file is `columns`, row 2 the first of `rows`. Empty cells are None.

    `notes` are the doubtful cells found in reading, each a `Fault` whose path is the cell (`B7`); they are no part of
    the table's value.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[Fault, ...] = field(default=(), compare=False)

    @property
    def lines(self) -> tuple[tuple[Cell, ...], ...]:
        """All rows of the file, the first among them."""
        return (tuple(column or None for column in self.columns), *self.rows)


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars beside a sheet: a group for each row, named by the column `labels`; a bar for each column of `values`."""

    sheet: str
    title: str
    labels: str
    values: tuple[str, ...]


class Lines:
    """The lines of a table as they are read, kept within the limits; `SheetRefused` past them."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._lines: list[tuple[Cell, ...]] = []
        self._cells = 0

    def add(self, cells: Sequence[Cell]) -> None:
        """One more line; empty cells at its end are dropped."""
        width = next((n for n in range(len(cells), 0, -1) if cells[n - 1] is not None), 0)
        self._lines.append(tuple(cells[:width]))
        self._cells += width
        limits = (
            (len(self._lines), MAX_ROWS, "rows"),
            (width, MAX_COLUMNS, "columns"),
            (self._cells, MAX_CELLS, "cells"),
        )
        for count, limit, noun in limits:
            if count > limit:
                raise refusal(self._source, f"the table has more than {limit} {noun}", "split it into several files")

    def sheet(self, title: str, notes: Iterable[Fault]) -> Sheet:
        """The table, without the empty lines at its end, every line as wide as the widest."""
        while self._lines and not self._lines[-1]:
            self._lines.pop()
        if not self._lines:
            raise refusal(self._source, "the table is empty", "check that its first sheet is the one meant")
        width = max(map(len, self._lines))
        if width * len(self._lines) > 4 * MAX_CELLS:
            raise refusal(
                self._source, "one line is far wider than the others", "delete what stands right of the table"
            )
        first, *rows = (line + (None,) * (width - len(line)) for line in self._lines)
        return Sheet(title, tuple(map(shown, first)), tuple(rows), tuple(notes))


def refusal(source: str, message: str, remedy: str, said: str | None = None, line: int | None = None) -> SheetRefused:
    """The error for a table that cannot be read or written at all."""
    return SheetRefused(source, [Fault("", message, said, remedy, line)])


def ensure_writable(sheet: Sheet) -> None:
    """Nothing, or `SheetRefused` that names every cell which no table can hold."""
    faults = []
    for row, line in enumerate((sheet.columns, *sheet.rows), 1):
        for column, value in enumerate(line, 1):
            if fault := write_fault(value, place(row, column)):
                faults.append(fault)
    if len(sheet.rows) >= MAX_ROWS:
        faults.append(Fault("", f"the table has more than {MAX_ROWS} rows", remedy="write several files"))
    if faults:
        raise SheetRefused(sheet.title, faults[:FAULTS_SHOWN])
