"""Figures: what an audit shows of the cases in sight; to be made among `office.readers`.

Who asks for figures first waits until all of these cases were gone through, who asks again for what is new in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from ...audit import (
    Comparison,
    Counting,
    Decided,
    LikeCases,
    Review,
    Scores,
    Shelf,
    Statistics,
    Table,
    file_review,
    finding_table,
)
from ...audit.statistics import Dimension
from ...audit.tally import Baseline
from ...docket import Query
from ...sheets import Chart, csv_bytes, xlsx_bytes
from ..office import Office
from ..principal import Principal
from .sight import in_sight

CSV: Final = "text/csv; charset=utf-8"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CASES: Final = ("案件数", "cases")


@dataclass(frozen=True, slots=True)
class FileReviews:
    """The reviews of decided files, the worst first; `files`: how many were reviewed, of which the worst are told."""

    files: int
    pending: int
    reviews: tuple[Review, ...]


def statistics_of(
    office: Office, principal: Principal, query: Query, *, by: Sequence[Dimension], baseline: Baseline
) -> Statistics:
    """The published figures of the cases in sight. Raises Problem."""
    laws, sources = office.figures.sources()
    make, how = partial(Counting, sources, by, baseline), ("statistics", *by, baseline, laws)
    with office.figures.of(in_sight(principal, query), make, *how) as counting:
        return counting.statistics()


def like_cases_of(office: Office, principal: Principal, query: Query) -> LikeCases:
    """Like cases decided differently, fines that stand out. Raises Problem."""
    with office.figures.of(in_sight(principal, query), Comparison, "like cases") as comparison:
        return comparison.like_cases()


def file_reviews_of(
    office: Office, principal: Principal, query: Query, *, entry: int | None = None, worst: int | None = None
) -> FileReviews:
    """The review of files in sight: all of them, that of one entry, or only so many of the worst. Raises Problem."""
    asked = in_sight(principal, query)
    shelf = Shelf(office.store, asked)
    if entry is not None:
        return _reviewed(office, shelf.cases_of([entry]))
    if worst is None:
        return _reviewed(office, shelf.decided())
    with office.figures.of(asked, partial(Scores, office.calendar), "file reviews") as scores:
        files, pending, named = len(scores), scores.pending, frozenset(scores.worst(worst))
    found = (each for each in shelf.cases_of(seq for entries in named for seq in entries) if each.entries in named)
    return replace(_reviewed(office, found), files=files, pending=pending)


def like_cases_table(found: LikeCases, lang: str) -> Table:
    """What like cases show, as a table."""
    title = {
        "zh": f"同类案件对照：{len(found.groups)} 组，发现 {len(found.findings)} 处，缺失数据 {len(found.missing)} 处",
        "en": f"Like cases: {len(found.groups)} groups, {len(found.findings)} findings, {len(found.missing)} missing",
    }[lang]
    return finding_table(title, found.findings, lang)


def file_reviews_table(found: FileReviews, lang: str) -> Table:
    """What file review found, as a table."""
    title = {
        "zh": f"案卷评查：{found.files} 卷，须由人工最终认定",
        "en": f"File review: {found.files} files; a person decides finally",
    }[lang]
    return finding_table(title, [each for review in found.reviews for each in review.findings], lang)


def download(table: Table, shape: str) -> tuple[bytes, str]:
    """A table as the bytes of a file, `csv` or `xlsx`, and their media type; no cell is taken for a formula."""
    sheet = table.sheet()
    if shape == "csv":
        return csv_bytes(sheet), CSV
    cases = next((name for name in table.columns if name in _CASES), None)
    charts = [] if cases is None else [Chart(sheet.title, table.title, table.columns[0], (cases,))]
    return xlsx_bytes([sheet], charts), XLSX


def _reviewed(office: Office, cases: Iterable[Decided]) -> FileReviews:
    pending, found = 0, []
    for case in cases:
        if case.disposition is None:
            pending += 1
        else:
            found.append(file_review(case, calendar=office.calendar))
    return FileReviews(len(found), pending, tuple(sorted(found, key=lambda each: each.badness)))
