"""Figures: what an audit shows of the cases in sight. Each goes through all of them: run it among `office.readers`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import Final

from ...audit import LikeCases, Review, Shelf, Statistics, Table, file_review, finding_table, like_cases, statistics
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
    shelf = _shelf(office, principal, query)
    return statistics(shelf.decided(), shelf.sources, by=by, baseline=baseline)


def like_cases_of(office: Office, principal: Principal, query: Query) -> LikeCases:
    """Like cases decided differently, fines that stand out. Raises Problem."""
    return like_cases(_shelf(office, principal, query).decided())


def file_reviews_of(
    office: Office, principal: Principal, query: Query, *, entry: int | None = None, worst: int | None = None
) -> FileReviews:
    """The review of files in sight: all of them, that of one entry, or only so many of the worst. Raises Problem."""
    numbers = dict.fromkeys(("files", "pending"), 0)

    def reviewed() -> Iterator[Review]:
        for case in _shelf(office, principal, query).decided():
            if entry is None or entry in case.entries:
                numbers["files" if case.disposition else "pending"] += 1
                if case.disposition:
                    yield file_review(case, calendar=office.calendar)

    found = sorted(reviewed(), key=_badness) if worst is None else nsmallest(worst, reviewed(), key=_badness)
    return FileReviews(**numbers, reviews=tuple(found))


def _badness(review: Review) -> tuple[int, int, tuple[int, ...]]:
    return review.score or 0, review.lowest or 0, review.entries


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


def _shelf(office: Office, principal: Principal, query: Query) -> Shelf:
    return Shelf(office.docket.store, in_sight(principal, query))
