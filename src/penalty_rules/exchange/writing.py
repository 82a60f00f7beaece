"""Rows become a sheet, with names and numbers of persons masked unless they are asked for in clear."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from ..identifiers import publication_name, publication_number
from ..sheets import Cell, Sheet
from .kinds import kind_names
from .layout import Column, columns
from .row import PublicityRow
from .values import OUTCOMES, PARTY_KINDS

TITLE: Final = "行政处罚信息"
_LONGEST_NAME: Final = 4  # 复姓 and two more characters; trade names are longer
_ID_SHAPED: Final = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{16}[\dXx](?![0-9A-Za-z])")


def rows_to_sheet(rows: Iterable[PublicityRow], *, masked: bool = True) -> Sheet:
    """All rows under the Chinese headers, in columns compatible with the 2018 fields, then our extension.

    Amounts are Decimal, in 万元 with six decimals or in 元 with two, as the header says. `masked` as in `masked_row`.
    """
    shown = (masked_row(row) for row in rows) if masked else rows
    lines = tuple(tuple(cells_of(row).values()) for row in shown)
    return Sheet(TITLE, tuple(column.header for column in columns()), lines)


def cells_of(row: PublicityRow) -> dict[str, Cell]:
    """The cells of a row by code of column, nothing masked."""
    cells = {column.code: _cell(column, getattr(row, column.field)) for column in columns()}
    return cells if row.kinds_named is None else cells | {"cf_cflb": row.kinds_named}


def masked_row(row: PublicityRow) -> PublicityRow:
    """The row as it may be published: organisations in clear; natural persons `张某某`, numbers `110105********002X`.

    In free text the names and numbers that the row states are masked too, and whatever has the shape of an identity
    number; other persons whom a text names are not found.
    """
    person = is_person(row)
    changes: dict[str, Any] = {}
    for column in columns():
        value = getattr(row, column.field)
        if value is not None and (mask := _mask(column, person)):
            changes[column.field] = mask(value)
    secrets = {getattr(row, name): masked for name, masked in changes.items()}
    for column in columns():
        if column.type == "prose" and (value := getattr(row, column.field)):
            changes[column.field] = _without(value, secrets)
    return replace(row, **changes)


def is_person(row: PublicityRow) -> bool:
    """Whether the party's own name is that of a natural person; if the row does not tell, it is taken for one."""
    if row.party_kind is None:
        return row.party_uscc is None
    if row.party_kind == "individual_business":  # without a trade name it bears its owner's
        return row.party_name == row.representative_name or len(row.party_name or "") <= _LONGEST_NAME
    return row.party_kind == "natural_person"


def _cell(column: Column, value: Any) -> Cell:
    if value is None:
        return None
    match column.type:
        case "wan":
            return Decimal(value).scaleb(-6)
        case "yuan":
            return Decimal(value).scaleb(-2)
        case "flag":
            return "是" if value else "否"
        case "kinds":
            return kind_names(value)
        case "party_kind":
            return PARTY_KINDS[value][0]
        case "outcome":
            return OUTCOMES[value][0]
    return value  # type: ignore[no-any-return]  # texts, days and numbers are cells as they are


def _mask(column: Column, person: bool) -> Callable[[str], str] | None:
    """How a column is masked; a tax number of a person is made of the identity number."""
    match column.identity:
        case "person":
            return publication_name
        case "number":
            return publication_number
        case "party":
            return publication_name if person else None
        case "tax":
            return publication_number if person else None
    return None


def _without(text: str, secrets: dict[str, str]) -> str:
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) > 1:
            text = text.replace(secret, secrets[secret])
    return _ID_SHAPED.sub(lambda found: publication_number(found[0]), text)
