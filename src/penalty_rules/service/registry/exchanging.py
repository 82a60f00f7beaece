"""Exchanging: decisions in and out as sheets, and the docket as a bundle that outsiders verify."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ...docket import Query
from ...docket.bundle import export
from ...docket.heads import Head
from ...errors import Fault, InputRefused, PenaltyRulesError
from ...exchange import PublicityRow, rows_to_sheet, sheet_to_rows
from ...exchange.register import record_rows, rows_of
from ...sheets import csv_bytes, parse_sheet, xlsx_bytes
from ..office import Office
from ..principal import Principal
from ..problems import Problem, problem_of
from .figures import CSV, XLSX
from .sight import in_sight, sees_all


@dataclass(frozen=True, slots=True)
class ImportedSheet:
    """How many rows are new, how many the docket had already; what is wrong or doubtful, each with its line."""

    recorded: int
    known: int
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]


def import_sheet(
    office: Office, principal: Principal, content: bytes, shape: str, *, domain: str, jurisdiction: str
) -> ImportedSheet:
    """Record the past decisions of a sheet (`csv`, `xlsx`); rows with faults, or of others, are left out and told.

    The same row is recorded once. Raises Problem where nothing can be read or recorded.
    """
    if domain not in office.rulebook.domains():
        raise Problem("refused", None, [Fault("query:domain", "no such domain", domain)])
    try:
        read = sheet_to_rows(parse_sheet(content, source=f"sheet.{shape}"))
        rows = [each for each in read.rows if _is_own(principal, each, jurisdiction)]
        new, known = record_rows(
            office.docket, rows, recorder=principal.account, domain=domain, jurisdiction=jurisdiction
        )
    except InputRefused as error:
        raise Problem("refused", None, error.faults) from None
    except PenaltyRulesError as error:
        raise problem_of(error) from None
    office.metrics.recorded("import", new)
    others = _of_others(read.rows, rows)
    return ImportedSheet(new, known, (*read.faults, *others), read.warnings)


def publicity_table(office: Office, principal: Principal, query: Query, shape: str) -> tuple[bytes, str]:
    """Decisions in sight in the columns of dual publicity 双公示, as the bytes of a file and its media type.

    Organisations stand in clear, as they are published; natural persons masked. Raises Problem.
    """
    asked = in_sight(principal, query)
    agency = {} if sees_all(principal) else {"name": principal.authority}
    sheet = rows_to_sheet(rows_of(office.docket.store, asked, agency), masked=True)
    return (csv_bytes(sheet), CSV) if shape == "csv" else (xlsx_bytes([sheet]), XLSX)


def write_bundle(office: Office, principal: Principal, path: Path, *, identities: bool) -> Head:
    """The bundle: bodies of what is in sight, headers of all, identities only if asked for. Raises Problem."""
    return export(office.docket.store, path, identities=identities, query=in_sight(principal, Query()))


def _is_own(principal: Principal, row: PublicityRow, jurisdiction: str) -> bool:
    return principal.sees(row.area_code or jurisdiction, row.agency_name or "")


def _of_others(read: tuple[PublicityRow, ...], own: list[PublicityRow]) -> Iterator[Fault]:
    lines = {each.line for each in own}
    for row in read:
        if row.line not in lines:
            told = "is a decision of another authority or place, or names no authority"
            yield Fault("处罚机关", told, remedy="import what your own authority decided", line=row.line)
