"""`statistics`, `like-cases`, `review` and `demonstrate`: what an auditor asks of a docket."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typer

from .docket_options import docket_of, store_of
from .options import Tongue

if TYPE_CHECKING:
    from ..audit import Statistics, Table
    from ..docket import Query

_PICTURES: Final = frozenset({".png", ".svg"})
_SHEETS: Final = frozenset({".csv", ".xlsx"})
OUTPUTS: Final = ".csv, .xlsx, .png or .svg"


def tell_statistics(
    url: str, keys: str, query: Query, by: list[str], baseline: str, output: str | None, lang: Tongue
) -> None:
    """The figures, as text or in a file. Raises typer.BadParameter."""
    from ..audit import Shelf, statistics

    shelf = Shelf(store_of(url, keys), query)
    told = statistics(shelf.decided(), shelf.sources, by=_dimensions(by), baseline=baseline)  # type: ignore[arg-type]
    if output is not None and Path(output).suffix.lower() in _PICTURES:
        _draw(told, output, lang)
        return
    _put(told.table(lang), output, chart=True)


def _dimensions(by: list[str]) -> Any:
    from ..audit.statistics import DIMENSIONS

    wrong = [each for each in by if each not in DIMENSIONS]
    if wrong:
        raise typer.BadParameter(f"{', '.join(wrong)}: one of {', '.join(DIMENSIONS)}", param_hint="--by")
    return tuple(by) or ("authority", "list")


def _draw(told: Statistics, output: str, lang: Tongue) -> None:
    from ..audit import bars_of
    from ..charts import bar_chart
    from ..sheets.file import replace_file

    path = Path(output)
    drawn = bar_chart(bars_of(told, told.by[-1] if told.by else "outcome"), lang)
    replace_file(path, drawn.svg if path.suffix.lower() == ".svg" else drawn.png)
    if drawn.note:
        typer.echo(drawn.note, err=True)


def _put(table: Table, output: str | None, *, chart: bool = False) -> None:
    """A table on the terminal, or in a sheet."""
    if output is None:
        typer.echo(table.text())
        return
    from ..sheets import Chart, write_csv, write_xlsx

    suffix = Path(output).suffix.lower()
    if suffix not in _SHEETS:
        raise typer.BadParameter(f"name a file that ends in {OUTPUTS}", param_hint="--output")
    sheet = table.sheet()
    if suffix == ".csv":
        write_csv(output, sheet)
        return
    cases = next((name for name in table.columns if name in ("案件数", "cases")), None)
    charts = [Chart(sheet.title, table.title, table.columns[0], (cases,))] if chart and cases else []
    write_xlsx(output, [sheet], charts)


def tell_like_cases(url: str, keys: str, query: Query, output: str | None, lang: Tongue) -> None:
    """What like cases show: groups decided differently, fines that stand out."""
    from ..audit import Shelf, finding_table, like_cases

    found = like_cases(Shelf(store_of(url, keys), query).decided())
    title = {
        "zh": f"同类案件对照：{len(found.groups)} 组，发现 {len(found.findings)} 处，缺失数据 {len(found.missing)} 处",
        "en": f"Like cases: {len(found.groups)} groups, {len(found.findings)} findings, {len(found.missing)} missing",
    }[lang]
    _put(finding_table(title, found.findings, lang), output)


def tell_review(url: str, keys: str, query: Query, seqs: Iterable[int], output: str | None, lang: Tongue) -> None:
    """The review of case files, worst first."""
    from ..audit import Shelf, file_review, finding_table

    wanted = set(seqs)
    cases = Shelf(store_of(url, keys), query).decided()
    reviews = [file_review(each) for each in cases if not wanted or wanted & set(each.entries)]
    findings = [finding for review in reviews for finding in review.findings]
    scores = sorted(each.score for each in reviews if each.score is not None)
    told = f"{scores[0]}–{scores[-1]}" if scores else "—"
    title = {
        "zh": f"案卷评查：{len(reviews)} 卷，得分 {told}，须由人工最终认定",
        "en": f"File review: {len(reviews)} files, scores {told}; a person decides finally",
    }[lang]
    _put(finding_table(title, findings, lang), output)


def demonstrate(url: str, keys: str, recorder: str, plans: Iterable[str], lang: Tongue) -> None:
    """Fill a docket with invented cases that give published figures back."""
    from ..audit import record_demonstration
    from ..audit.demonstration import read_demonstration

    docket = docket_of(url, keys, None)
    for plan in plans:
        count = record_demonstration(docket, read_demonstration(plan), recorder=recorder)
        typer.echo({"zh": f"{plan}：已记录 {count} 件虚构案件", "en": f"{plan}: {count} invented cases recorded"}[lang])
