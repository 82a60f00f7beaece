"""Decisions in and out as the sheets that agencies exchange, compatible with the 2018 dual-publicity (双公示) fields.

    from penalty_rules.exchange import rows_to_sheet, sheet_to_rows
    from penalty_rules.sheets import read_sheet, write_xlsx

    imported = sheet_to_rows(read_sheet("decisions.xlsx"))
    write_xlsx("out.xlsx", [rows_to_sheet(imported.rows)])  # names and numbers masked

docs/exchange.md tells the columns. The official annex was not read; no conformance is claimed.
"""

from __future__ import annotations

from .decision import decision_of, identity_of, row_of
from .kinds import CODES_2018, KINDS, kind_names, read_kinds
from .layout import Column, columns
from .reading import Imported, sheet_to_rows
from .row import PublicityRow, document_key, unfilled
from .writing import masked_row, rows_to_sheet

__all__ = [
    "CODES_2018",
    "KINDS",
    "Column",
    "Imported",
    "PublicityRow",
    "columns",
    "decision_of",
    "document_key",
    "identity_of",
    "kind_names",
    "masked_row",
    "read_kinds",
    "row_of",
    "rows_to_sheet",
    "sheet_to_rows",
    "unfilled",
]
