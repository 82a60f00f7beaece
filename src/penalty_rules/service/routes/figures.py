"""Figures: statistics, like cases, file reviews, of the cases in sight; as JSON, or as a file by its suffix."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated, Any, Final, Literal, TypeVar

from fastapi import Query as Parameter
from fastapi import Request, Response
from pydantic import Field

from ...audit import Statistics, bars_of
from ...audit.statistics import Dimension
from ...audit.tally import Baseline
from ...charts import bar_chart
from ..entrance import ThePrincipal
from ..office import Office, TheOffice
from ..registry import figures
from ..registry.figure_shapes import FileReviewsShown, LikeCasesShown, StatisticsShown
from ..registry.selection import Number, Selection
from ..routing import guarded_router
from ..visit import visit_of

router: Final = guarded_router("/v1", "audit")
T = TypeVar("T")
Lang = Literal["zh", "en"]
SVG: Final = "image/svg+xml"
BINARY: Final = {"schema": {"type": "string", "format": "binary"}}


def file_answer(*kinds: str) -> dict[int | str, dict[str, Any]]:
    """What the contract says of a file as an answer."""
    return {200: {"description": "The file", "content": dict.fromkeys(kinds, BINARY)}}


SHEET: Final = file_answer(figures.CSV, figures.XLSX)
_CHART: Final = file_answer(figures.CSV, figures.XLSX, SVG)


class StatisticsSelection(Selection):
    """Which cases are counted, by what, and against which baseline amounts are told."""

    by: Annotated[list[Dimension], Field(max_length=3, default_factory=lambda: ["authority", "list"])]
    baseline: Baseline = "minimum"
    lang: Lang = "zh"


class LikeSelection(Selection):
    lang: Lang = "zh"


class FileSelection(LikeSelection):
    """Which files are reviewed. `entry`: only the file with this entry; `worst`: so many are told."""

    entry: Number | None = None
    worst: Annotated[int, Field(ge=1, le=500)] = 100


async def beside(office: Office, work: Callable[[], T]) -> T:
    """What goes through many entries, done in one of the few threads for that."""
    return await asyncio.get_running_loop().run_in_executor(office.readers, work)


@router.get("/statistics")
async def show_statistics(
    office: TheOffice, principal: ThePrincipal, asked: Annotated[StatisticsSelection, Parameter()]
) -> StatisticsShown:
    """统计：各清单、各结果的案件数和免减金额。 The published figures; the baseline of every amount is named."""
    return await beside(office, lambda: StatisticsShown.of(_statistics(office, principal, asked), asked.lang))


@router.get("/statistics.{shape}", responses=_CHART, response_class=Response)
async def download_statistics(
    request: Request, office: TheOffice, principal: ThePrincipal, shape: Literal["csv", "xlsx", "svg"],
    asked: Annotated[StatisticsSelection, Parameter()],
) -> Response:  # fmt: skip
    """统计表或者统计图下载。 The same as a table (.csv, .xlsx with chart) or as bars (.svg)."""

    def drawn() -> Response:
        found = _statistics(office, principal, asked)
        if shape != "svg":
            return _file(request, *figures.download(found.table(asked.lang), shape), shape)
        bars = bars_of(found, found.by[-1] if found.by else "outcome")
        return _file(request, bar_chart(bars, asked.lang).svg, SVG, shape)

    return await beside(office, drawn)


@router.get("/like-cases")
async def show_like_cases(
    office: TheOffice, principal: ThePrincipal, asked: Annotated[LikeSelection, Parameter()]
) -> LikeCasesShown:
    """同类案件对照：同案不同罚、罚款畸高畸低。 Like cases decided differently, and fines that stand out."""
    return await beside(office, lambda: LikeCasesShown.of(figures.like_cases_of(office, principal, asked.query())))


@router.get("/like-cases.{shape}", responses=SHEET, response_class=Response)
async def download_like_cases(
    request: Request, office: TheOffice, principal: ThePrincipal, shape: Literal["csv", "xlsx"],
    asked: Annotated[LikeSelection, Parameter()],
) -> Response:  # fmt: skip
    """同类案件对照表下载。 The same as a table."""

    def drawn() -> Response:
        found = figures.like_cases_of(office, principal, asked.query())
        return _file(request, *figures.download(figures.like_cases_table(found, asked.lang), shape), shape)

    return await beside(office, drawn)


@router.get("/file-reviews")
async def show_file_reviews(
    office: TheOffice, principal: ThePrincipal, asked: Annotated[FileSelection, Parameter()]
) -> FileReviewsShown:
    """案卷评查（须由人工最终认定）。 Files held against the rules of review; a person decides finally."""

    def reviewed() -> FileReviewsShown:
        found = figures.file_reviews_of(office, principal, asked.query(), entry=asked.entry, worst=asked.worst)
        return FileReviewsShown.of(found)

    return await beside(office, reviewed)


@router.get("/file-reviews.{shape}", responses=SHEET, response_class=Response)
async def download_file_reviews(
    request: Request, office: TheOffice, principal: ThePrincipal, shape: Literal["csv", "xlsx"],
    asked: Annotated[FileSelection, Parameter()],
) -> Response:  # fmt: skip
    """案卷评查表下载。 Every finding, a row each."""

    def drawn() -> Response:
        found = figures.file_reviews_of(office, principal, asked.query(), entry=asked.entry)
        return _file(request, *figures.download(figures.file_reviews_table(found, asked.lang), shape), shape)

    return await beside(office, drawn)


def _statistics(office: Office, principal: ThePrincipal, asked: StatisticsSelection) -> Statistics:
    return figures.statistics_of(office, principal, asked.query(), by=asked.by, baseline=asked.baseline)


def _file(request: Request, content: bytes, media_type: str, shape: str) -> Response:
    name = visit_of(request.scope).operation.removeprefix("download_").replace("_", "-")
    headers = {"content-disposition": f'attachment; filename="{name}.{shape}"'}
    return Response(content, media_type=media_type, headers=headers)
