"""Figures: the pages of statistics, like cases and file reviews; each goes through all cases in sight."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import Request, Response
from markupsafe import Markup

from ...audit import Finding, LikeCases, Review, Statistics, bars_of
from ...audit.finding import CERTAINTIES, LEVELS, MISSING
from ...audit.statistics import DIMENSIONS
from ...audit.tally import BASELINES
from ...charts import Bars, ChartsUnavailable, bar_chart
from ...explanation.speech import Speech
from ...memory import Memory
from ..registry.figures import FileReviews, file_reviews_of, like_cases_of, statistics_of
from ..routes.figures import FileSelection, LikeSelection, StatisticsSelection, beside
from .asked import Asked, asked
from .audit_tabs import tabs
from .docket import choices, domain_words, matter_labels
from .entry_sheet import outcome, yuan
from .evidence_words import evidence
from .page import Page, page_router
from .record_words import RESULTS

router: Final = page_router()
_CHARTS: Final[Memory[Markup]] = Memory(64)
_GROUPS: Final = 100
_FINDINGS: Final = 200
_DEFAULT: Final = ["authority", "list"]


@router.get("/audit/statistics")
async def count_cases(request: Request) -> Response:
    """统计。 The published figures, with the baseline named; as a table, bars and files."""
    page = Page(request)
    wanted = asked(page, StatisticsSelection)
    shape, say = wanted.shape, page.say

    def counted() -> dict[str, Any]:
        by, baseline = shape.by, shape.baseline
        found = statistics_of(page.office, page.asker, shape.query(), by=by, baseline=baseline)
        return statistics_values(found, say) | {"chart": _drawn(bars_of(found, by[-1] if by else "outcome"), say.lang)}

    return await _figures(
        page, "statistics", wanted, counted, by=shape.by, baseline=shape.baseline,
        dimensions=[(code, say.words(words)) for code, words in DIMENSIONS.items()],
        baselines=[(code, say.words(words)) for code, words in BASELINES.items()],
    )  # fmt: skip


@router.get("/audit/like-cases")
async def compare_cases(request: Request) -> Response:
    """同类案件对照。 Like cases decided differently, fines that stand out, and what could not be compared."""
    page = Page(request)
    wanted = asked(page, LikeSelection)

    def compared() -> dict[str, Any]:
        found = like_cases_of(page.office, page.asker, wanted.shape.query())
        return like_values(found, page.say, matter_labels(page))

    return await _figures(page, "like-cases", wanted, compared)


@router.get("/audit/files")
async def review_files(request: Request) -> Response:
    """案卷评查。 Files held against the rules of review, the worst first; a person decides finally."""
    page = Page(request)
    wanted = asked(page, FileSelection)
    shape = wanted.shape

    def reviewed() -> dict[str, Any]:
        found = file_reviews_of(page.office, page.asker, shape.query(), entry=shape.entry, worst=shape.worst)
        return review_values(found, page.say)

    return await _figures(page, "file-reviews", wanted, reviewed, entry=shape.entry)


async def _figures(
    page: Page, name: str, wanted: Asked[Any], work: Callable[[], dict[str, Any]], **values: Any
) -> Response:  # fmt: skip
    """The page of some figures; where a field could not be read, its form alone."""
    found = {} if wanted.faults else await beside(page.office, work)
    query = urlencode(wanted.query(lang=page.lang), doseq=True)
    files = {shape: f"{page.url(f'/v1/{name}.{shape}')}?{query}" for shape in ("xlsx", "csv", "svg")}
    return page.html(
        f"audit_{name.replace('-', '_')}.html", wanted.status, **tabs(page), **choices(page), typed=wanted.typed,
        faults=wanted.faults, files=files, **values, **found,
    )  # fmt: skip


def statistics_values(found: Statistics, say: Speech) -> dict[str, Any]:
    """The table of the figures: which columns hold numbers, and the total as the last row."""
    table, keys = found.table(say.lang), len(found.by)
    rows = [[_cell(cell) for cell in row] for row in table.rows]
    for (key, _), row in zip(found.rows, rows, strict=False):
        for at, dimension in enumerate(found.by):
            if dimension in ("outcome", "domain"):  # codes, which the library leaves as they are
                words = say.word(RESULTS, key[at]) if dimension == "outcome" else say.words(domain_words(key[at]))
                row[at] = (words if key[at] else row[at][0], False)
    return {"table": table, "keys": keys, "cases": found.total.cases, "rows": rows}


def like_values(found: LikeCases, say: Speech, matters: Mapping[str, str]) -> dict[str, Any]:
    """Groups decided differently first, then the rest; findings and gaps, graded."""
    groups = sorted(found.groups, key=lambda each: (len(each.outcomes) < 2, -len(each.acts)))
    told = [
        {
            "matter": matters.get(each.matter, each.matter), "acts": len(each.acts),
            "different": len(each.outcomes) > 1,
            "outcomes": [(*outcome(say, name), n) for name, n in each.outcomes],
            "median": "" if each.median is None else yuan(say, str(each.median)), "fines": each.fines,
            "settled": each.settled, "weak": each.weak, "entries": [act.entries[-1] for act in each.acts][:8],
        }
        for each in groups[:_GROUPS]
    ]  # fmt: skip
    graded: dict[tuple[str, str], int] = {}
    for each in found.missing:
        graded[each.what, each.grade] = graded.get((each.what, each.grade), 0) + 1
    return {
        "groups": told, "numbers": {"groups": len(found.groups), "findings": len(found.findings)},
        "findings": finding_rows(found.findings, say),
        "missing": [(say(*_WHATS[what]), say.words(MISSING[grade]), n)  # type: ignore[index]
                    for (what, grade), n in sorted(graded.items())],
    }  # fmt: skip


def review_values(found: FileReviews, say: Speech) -> dict[str, Any]:
    """The files with their scores; of one file all findings."""
    return {
        "reviewed": found.files,
        "pending": found.pending,
        "reviews": [_review(each, say) for each in found.reviews],
    }


def _review(review: Review, say: Speech) -> dict[str, Any]:
    findings = finding_rows(review.findings, say)
    return {"entries": review.entries, "score": review.score, "lowest": review.lowest, "findings": findings,
            "vetoes": sum(each.level == "veto" for each in review.findings)}  # fmt: skip


def finding_rows(findings: Iterable[Finding], say: Speech) -> list[dict[str, Any]]:
    """Findings in words."""
    return [
        {
            "rule": each.rule_id, "level": say.words(LEVELS[each.level]), "level_code": each.level,
            "certainty": say.words(CERTAINTIES[each.certainty]), "plain": each.certainty == "plain",
            "points": each.points, "entries": each.entries, "violation": each.violation or "",
            "what": say.words(each.words), "evidence": evidence(say, each.evidence), "law": each.law_ref,
            "missing": "" if each.missing is None else say.words(MISSING[each.missing]),
            "suggestion": say.words(each.suggestion), "needs_human": each.needs_human,
        }
        for each in list(findings)[:_FINDINGS]
    ]  # fmt: skip


_WHATS: Final[Mapping[str, tuple[str, str]]] = {
    "advice": ("建议", "advice"), "statutory_range": ("法定幅度", "statutory range"),
    "outcome": ("处理结果", "outcome"),
    "fine": ("罚款", "fine"),
}  # fmt: skip


def _cell(cell: Any) -> tuple[str, bool]:
    """The text of a cell, and whether it is a number."""
    if cell is None or isinstance(cell, str):
        return cell or "", False
    return (format(cell, "f") if not isinstance(cell, int) else str(cell)), True


def _drawn(bars: Bars, lang: str) -> Markup | None:
    """The bars as an element of the page; None where nothing is to be drawn, or nothing that draws is installed."""
    known = _CHARTS.get((bars, lang))
    if known is None and any(value for _, value in bars.bars):
        try:
            known = _CHARTS.keep((bars, lang), Markup(bar_chart(bars, "zh" if lang == "zh" else "en").inline))
        except ChartsUnavailable:
            return None
    return known
