"""The shapes in which figures are shown. Amounts are whole fen, or the text of a fraction of them."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import Any, Self

from ...advice_document.fines import exact
from ...advice_document.parts import Exact
from ...audit import Finding, LikeCases, Statistics, Table
from ...vocabulary.words import Words
from ..shapes import Shape
from .figures import FileReviews

MOST: int = 1000


class TableShown(Shape):
    """The published form: a title, columns, rows, and notes that belong below. Amounts in a cell are text: `1.5`."""

    title: str
    columns: list[str]
    rows: list[list[str | int | None]]
    notes: list[str]

    @classmethod
    def of(cls, table: Table) -> Self:
        """A table as JSON."""
        rows = [[_cell(cell) for cell in row] for row in table.rows]
        return cls(title=table.title, columns=list(table.columns), rows=rows, notes=list(table.notes))


class TallyShown(Shape):
    """Numbers of cases by outcome; amounts in fen; what could not be counted is counted, never as nothing."""

    cases: int
    no_penalty: int
    reduced: int
    lighter: int
    ordinary: int
    heavier: int
    other: int
    exempted: Exact
    cut: Exact
    orders: int
    letters: int
    baseline_unknown: int
    fine_unknown: int
    departures: int


class StatisticsRow(Shape):
    key: list[str]
    tally: TallyShown


class StatisticsShown(Shape):
    """Figures by the values of `by`, against a baseline; `pending`: cases not decided yet; `several`: cases that stand
    in more than one row."""

    by: list[str]
    baseline: str
    rows: list[StatisticsRow]
    total: TallyShown
    pending: int
    several: int
    table: TableShown

    @classmethod
    def of(cls, found: Statistics, lang: str) -> Self:
        """Figures as JSON, the published table in a language."""
        rows = [StatisticsRow(key=list(key), tally=_tally(tally)) for key, tally in found.rows]
        return cls(by=list(found.by), baseline=found.baseline, rows=rows, total=_tally(found.total),
                   pending=found.pending, several=found.several, table=TableShown.of(found.table(lang)))  # fmt: skip


class FindingShown(Shape):
    """One remark of an audit. `entries`: numbers in the docket; `needs_human`: a person must look at it."""

    rule_id: str
    level: str
    certainty: str
    points: int
    entries: list[int]
    violation: str | None
    words: Words
    evidence: dict[str, Any]
    law_ref: str
    suggestion: Words
    missing: str | None
    needs_human: bool

    @classmethod
    def of(cls, found: Finding) -> Self:
        """A finding as JSON."""
        return cls(
            rule_id=found.rule_id, level=found.level, certainty=found.certainty, points=found.points,
            entries=list(found.entries), violation=found.violation, words=found.words,
            evidence={key: _plain(value) for key, value in found.evidence.items()}, law_ref=found.law_ref,
            suggestion=found.suggestion, missing=found.missing, needs_human=found.needs_human,
        )  # fmt: skip


class LikeGroup(Shape):
    """Acts alike in law: how often each outcome was decided, and the median fine."""

    matter: str
    entries: list[list[int]]
    outcomes: dict[str, int]
    median: Exact | None
    fines: int
    settled: bool
    weak: bool


class MissingShown(Shape):
    entries: list[int]
    violation: str
    what: str
    grade: str


class LikeCasesShown(Shape):
    """At most a thousand of each; `numbers`: how many there are."""

    numbers: dict[str, int]
    groups: list[LikeGroup]
    findings: list[FindingShown]
    missing: list[MissingShown]

    @classmethod
    def of(cls, found: LikeCases) -> Self:
        """Like cases as JSON."""
        groups = [
            LikeGroup(
                matter=each.matter, entries=[list(act.entries) for act in each.acts], outcomes=dict(each.outcomes),
                median=None if each.median is None else exact(each.median), fines=each.fines, settled=each.settled,
                weak=each.weak,
            )
            for each in found.groups[:MOST]
        ]  # fmt: skip
        missing = [MissingShown(**{**asdict(each), "entries": list(each.entries)}) for each in found.missing[:MOST]]
        parts = {"groups": found.groups, "findings": found.findings, "missing": found.missing}
        findings = [FindingShown.of(each) for each in found.findings[:MOST]]
        numbers = {name: len(part) for name, part in parts.items()}
        return cls(numbers=numbers, groups=groups, findings=findings, missing=missing)


class ReviewedFile(Shape):
    """The review of one file. `score` counts what is plain; `lowest`: what it would be if every lead held."""

    entries: list[int]
    score: int | None
    lowest: int | None
    findings: list[FindingShown]


class FileReviewsShown(Shape):
    """Reviews, the worst first, of `files` decided ones; `pending`: files without a decision. A person decides."""

    files: int
    pending: int
    reviews: list[ReviewedFile]

    @classmethod
    def of(cls, found: FileReviews) -> Self:
        """Reviews as JSON."""
        reviews = [
            ReviewedFile(
                entries=list(each.entries), score=each.score, lowest=each.lowest,
                findings=[FindingShown.of(finding) for finding in each.findings],
            )
            for each in found.reviews
        ]  # fmt: skip
        return cls(files=found.files, pending=found.pending, reviews=reviews)


def _tally(tally: Any) -> TallyShown:
    told = asdict(tally)
    return TallyShown(**told | {name: exact(told[name]) for name in ("exempted", "cut")})


def _cell(cell: Any) -> str | int | None:
    return format(cell, "f") if isinstance(cell, Decimal) else cell


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if value is None or isinstance(value, bool | int | str) else str(value)
