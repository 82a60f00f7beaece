"""A sheet becomes rows: its heading is found, each cell read by its column's type, every fault reported at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from ..errors import Fault, quoted
from ..identifiers import id_number_fault
from ..sheets import Cell, Sheet, shown
from .kinds import read_kinds
from .layout import Column, Heading, columns, heading
from .row import PublicityRow
from .values import READINGS, PassedOver, amount

HEADING_ROWS: Final = 15
_LEAST_NAMED: Final = 3
_IDENTITY_CARDS: Final = frozenset(
    {None, "身份证", "居民身份证", "中华人民共和国居民身份证", "二代身份证", "二代居民身份证"}
)
_PAPERS: Final = (
    ("party_id_type", "party_id_number", "证件号码"),
    ("representative_id_type", "representative_id_number", "法定代表人证件号码"),
)


@dataclass(frozen=True, slots=True)
class Imported:
    """The rows that could be read, what was wrong with the others, and what is doubtful.

    A fault or warning names the column, and the row of the file as its line. A row with a fault is not among `rows`.
    """

    rows: tuple[PublicityRow, ...] = ()
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()


def sheet_to_rows(sheet: Sheet) -> Imported:
    """The rows of a sheet under any of the known headings, which stands among its first 15 rows.

    Cells that say nothing stay unknown. Names of columns may be the codes or headers of 2018, those of the layout of
    2015 to 2017, of gsxt, or their usual variants.
    """
    found = _heading_row(sheet)
    if found is None:
        known = "、".join(column.header for column in columns()[:1] + columns()[13:18])
        told = f"no row among the first {HEADING_ROWS} names the columns"
        return Imported(faults=(Fault("", told, remedy=f"head the columns 行政处罚决定书文号, or as in {known}"),))
    at, headings, warnings = found
    rows, faults, warnings = list[PublicityRow](), list[Fault](), [*sheet.notes, *warnings]
    for line, cells in enumerate(sheet.lines[at + 1 :], at + 2):
        if not any(cell is not None for cell in cells) or _is_heading(cells, headings):
            continue
        reading = _Reading(line, headings, cells)
        warnings += reading.warnings
        faults += reading.faults
        if not reading.faults:
            rows.append(PublicityRow(**reading.values, line=line))
    return Imported(tuple(rows), tuple(faults), tuple(warnings))


def row_from(cells: dict[str, Cell]) -> PublicityRow:
    """The row that cells by code hold, as `cells_of` wrote them; what cannot be read is left unknown."""
    return PublicityRow(**_Reading(0, [heading(code) for code in cells], tuple(cells.values())).values)


@dataclass
class _Reading:
    """One line being read."""

    line: int
    headings: Sequence[Heading | None]
    cells: Sequence[Cell]
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        named = list[str]()
        for found, cell in zip(self.headings, self.cells, strict=False):
            if found is not None and cell is not None:
                value = self._value(found, cell)
                if found.column.type == "kinds":
                    named += [value] if value else []
                elif value is not None:
                    self.values[found.column.field] = value
        if named:
            self._kinds(";".join(named))
        if self.values.get("document_number") is None and sum(each is not None for each in self.values.values()) < 2:
            told = "says too little to be a decision"
            self.faults.append(Fault("", told, remedy="state its 文号, or delete the line", line=self.line))
        for paper, number, header in _PAPERS:
            self._identity_number(self.values.get(paper), self.values.get(number), header)

    def _value(self, found: Heading, cell: Cell) -> Any:
        column = found.column
        try:
            value = amount(cell, found.unit) if found.unit else READINGS[column.type](cell)
        except PassedOver as doubt:
            self.warnings.append(Fault(column.header, f"passed over: {doubt}", line=self.line))
            return None
        except ValueError as error:
            self._fault(column, cell, str(error))
            return None
        if column.length is not None and isinstance(value, str) and len(value) > column.length:
            told = f"longer than the {column.length} characters of the 2018 fields"
            self.warnings.append(Fault(column.header, told, line=self.line))
        return value

    def _fault(self, column: Column, cell: Cell, remedy: str) -> None:
        said = None if column.identity else quoted(shown(cell))  # no message repeats a number of a person
        self.faults.append(Fault(column.header, _WRONG[column.type], said, remedy, self.line))

    def _kinds(self, named: str) -> None:
        try:
            read = read_kinds(named, self.values.get("content"))
        except ValueError as error:
            self.faults.append(Fault("处罚类别", "not a kind of penalty", quoted(named), str(error), self.line))
            return
        self.warnings += [Fault("处罚类别", doubt, line=self.line) for doubt in read.doubts]
        self.values |= {"kinds": read.kinds or None, "kinds_named": named if read.open else None}

    def _identity_number(self, paper: str | None, number: str | None, header: str) -> None:
        if number is not None and paper in _IDENTITY_CARDS and (fault := id_number_fault(number)):
            remedy = fault if paper else f"{fault}; if it is the number of another paper, name that beside it"
            self.faults.append(Fault(header, "not a citizen identity number (GB 11643)", None, remedy, self.line))


_WRONG: Final = {
    "text": "not readable as text", "prose": "not readable as text", "kinds": "not readable as text",
    "number": "not readable as a number of an identity paper", "uscc": "not a unified social credit code (GB 32100)",
    "date": "not a day", "wan": "not an amount of money", "yuan": "not an amount of money", "decimal": "not a number",
    "flag": "neither yes nor no", "party_kind": "not a kind of party", "outcome": "not an outcome",
}  # fmt: skip


def _heading_row(sheet: Sheet) -> tuple[int, list[Heading | None], list[Fault]] | None:
    """The row that names most columns: its index, what each cell of it names, what is doubtful about it."""
    candidates = [[heading(shown(cell)) if cell else None for cell in line] for line in sheet.lines[:HEADING_ROWS]]
    at = max(range(len(candidates)), key=lambda each: _named(candidates[each]))
    if _named(candidates[at]) < _LEAST_NAMED:
        return None
    warnings = list[Fault]()
    for place, cell in enumerate(sheet.lines[at]):
        if told := _doubt(candidates[at], place, cell):
            warnings.append(Fault(shown(cell), told, line=at + 1))
    return at, candidates[at], warnings


def _doubt(headings: list[Heading | None], place: int, cell: Cell) -> str | None:
    """What is doubtful about a heading; a second one of the same column is struck."""
    found = headings[place]
    if found is None:
        return None if cell is None else "no column of that name is known: it is not read"
    earlier = [each.column for each in headings[:place] if each is not None]
    if found.column in earlier and found.column.type != "kinds":  # the layout of 2015 has two columns of kinds
        headings[place] = None
        return f"names {found.column.header} once more: only the first is read"
    return f"says no unit: read as {found.unit}" if found.assumed else None


def _named(headings: Sequence[Heading | None]) -> int:
    return len({found.column.code for found in headings if found is not None})


def _is_heading(cells: Sequence[Cell], headings: Sequence[Heading | None]) -> bool:
    """Whether a line repeats the heading, as printed tables do on each page."""
    pairs = [(found, cell) for found, cell in zip(headings, cells, strict=False) if found is not None]
    return all(isinstance(cell, str) and heading(cell) == found for found, cell in pairs)
