"""`docket import` and `docket publicity`: decisions in and out as tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from ..errors import Fault, PenaltyRulesError
from .codes import DETERMINED, REFUSED, worst
from .docket_options import docket_of, store_of
from .exits import report
from .options import Tongue

if TYPE_CHECKING:
    from ..docket import Query


def import_sheets(
    sheets: Iterable[str], url: str, keys: str, recorder: str, domain: str, jurisdiction: str, lang: Tongue
) -> int:
    """Record the rows of every sheet; what is wrong or doubtful is told with its row; the exit code."""
    from ..exchange import sheet_to_rows
    from ..exchange.register import record_rows
    from ..sheets import read_sheet

    docket = docket_of(url, keys, None)
    codes = {DETERMINED}
    for name in sheets:
        try:
            read = sheet_to_rows(read_sheet(name))
            new, known = record_rows(docket, read.rows, recorder=recorder, domain=domain, jurisdiction=jurisdiction)
        except PenaltyRulesError as error:
            codes.add(report(error))
            continue
        _tell(name, "!", read.faults)
        _tell(name, "?", read.warnings)
        said = {"zh": "{0}：新记录 {1} 条，此前已有 {2} 条，未导入 {3} 行", "en": "{0}: {1} new, {2} known, {3} faults"}
        typer.echo(said[lang].format(name, new, known, len({fault.line for fault in read.faults})))
        codes.add(REFUSED if read.faults else DETERMINED)
    return worst(codes)


def _tell(name: str, sign: str, faults: Iterable[Fault]) -> None:
    for fault in faults:
        typer.echo(f"{sign} {name}: {fault}", err=True)


def export_sheet(
    output: str, url: str, keys: str, query: Query, agency: Mapping[str, Any], clear: bool, lang: Tongue
) -> None:
    """Write the decisions as a table. Raises typer.BadParameter."""
    from ..exchange import rows_to_sheet
    from ..exchange.register import rows_of
    from ..sheets import write_csv, write_xlsx

    suffix = Path(output).suffix.lower()
    if suffix not in (".csv", ".xlsx"):
        raise typer.BadParameter("name a file that ends in .csv or .xlsx", param_hint="FILE")
    sheet = rows_to_sheet(rows_of(store_of(url, keys), query, agency), masked=not clear)
    if suffix == ".csv":
        write_csv(output, sheet)
    else:
        write_xlsx(output, [sheet])
    masked = {"zh": "姓名和号码已脱敏" if not clear else "姓名和号码为明文", "en": "in clear" if clear else "masked"}[
        lang
    ]
    typer.echo(
        {"zh": f"{output}：{len(sheet.rows)} 行，{masked}", "en": f"{output}: {len(sheet.rows)} rows, {masked}"}[lang]
    )
