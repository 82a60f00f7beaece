"""The columns of the sheet: 30 compatible with the 2018 dual-publicity (双公示) fields, then our extension.

They are data (`columns.csv`): code, Chinese header, type, length, whether required (Y, N, or C: under a condition), the
field of `PublicityRow`, what of the party's identity it tells, and the names that older layouts use. The official annex
of 2018 was not read: names and order come from published systems. No conformance is claimed.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal

Type = Literal[
    "text", "prose", "number", "uscc", "date", "wan", "yuan", "decimal", "flag", "kinds", "party_kind", "outcome"
]  # fmt: skip
UNITS: Final = {"wan": "万元", "yuan": "元"}
CORE: Final = 30

_MARKS: Final = re.compile(r"必填|选填|\W|_")
_UNIT: Final = re.compile(r"(?:单位\W*)?(万元|元)\W*$")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `identity`: empty, or `open` (an organisation's number), `party`, `person`, `number`, `tax`."""

    code: str
    header: str
    type: Type
    length: int | None
    required: str
    field: str
    identity: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A column as a sheet heads it: `unit` is that of its amounts, `assumed` if the heading does not say it."""

    column: Column
    unit: str | None = None
    assumed: bool = False


@cache
def columns() -> tuple[Column, ...]:
    """All columns in order: the 30, then the extension."""
    text = files(__package__).joinpath("columns.csv").read_text("utf-8")
    return tuple(_column(row) for row in csv.DictReader(text.splitlines()))


def heading(text: str) -> Heading | None:
    """The column that a heading names, by code, Chinese header or alias; None if it names none."""
    column = _names().get(_plain(text))
    if column is None or column.type not in UNITS:
        return None if column is None else Heading(column)
    stated = _UNIT.search(unicodedata.normalize("NFKC", text))
    unit = stated[1] if stated else UNITS[column.type]
    return Heading(column, unit, assumed=stated is None and not text.isascii())


def _column(row: dict[str, str]) -> Column:
    length = row["length"]
    return Column(
        row["code"], row["header"], row["type"],  # type: ignore[arg-type]  # the file is ours; a test reads its types
        int(length) if length.isdigit() else None,
        row["required"], row["field"], row["identity"], tuple(filter(None, row["aliases"].split("|"))),
    )  # fmt: skip


@cache
def _names() -> dict[str, Column]:
    names = ((name, column) for column in columns() for name in (column.code, column.header, *column.aliases))
    return {_plain(name): column for name, column in names}


def _plain(text: str) -> str:
    """A heading without its unit, punctuation and marks."""
    return _MARKS.sub("", _UNIT.sub("", unicodedata.normalize("NFKC", text))).casefold()
