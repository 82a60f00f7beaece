"""File review 案卷评查: one decided case against rules that are data, scored 100 less deductions, 0 after a veto.

The form follows two-layer standards of authorities (survey §4.1). Candidates only: a person decides finally.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import Final

from ..workdays import WorkCalendar
from .decided import Decided
from .finding import Finding
from .observation import Observation
from .review_rule import CHECKS, ReviewRule, shipped_rules

FULL: Final = 100
Badness = tuple[int, int, tuple[int, ...]]
_BUILT_IN: Final = WorkCalendar()


@dataclass(frozen=True, slots=True)
class Review:
    """What was found in one file. `score` counts what is plain; `lowest` what it would be if every lead held.

    Both are None where nothing was decided yet.
    """

    entries: tuple[int, ...]
    score: int | None
    lowest: int | None
    findings: tuple[Finding, ...]

    @property
    def badness(self) -> Badness:
        """By what the worst come first: the score, what it would be at least, the entries."""
        return self.score or 0, self.lowest or 0, self.entries


def file_review(
    case: Decided, *, rules: Sequence[ReviewRule] | None = None, calendar: WorkCalendar = _BUILT_IN
) -> Review:
    """The review of a decided case by these rules (those of the library by default)."""
    if case.disposition is None:
        return Review(case.entries, None, None, ())
    found = tuple(_findings(case, shipped_rules() if rules is None else rules, calendar))
    plain = [each for each in found if each.certainty == "plain"]
    return Review(case.entries, _score(plain), _score(found), found)


class Scores:
    """The scores of many files, without what was found in each; a file that stands no more is taken out."""

    def __init__(self, calendar: WorkCalendar = _BUILT_IN) -> None:
        self._calendar = calendar
        self._files: set[Badness] = set()
        self.pending = 0

    def __len__(self) -> int:
        return len(self._files)

    def add(self, case: Decided) -> None:
        """Take a file in; one without a decision is counted as pending."""
        if case.disposition is None:
            self.pending += 1
        else:
            self._files.add(file_review(case, calendar=self._calendar).badness)

    def remove(self, case: Decided) -> None:
        """Take a file out that was taken in."""
        if case.disposition is None:
            self.pending -= 1
        else:
            self._files.remove(file_review(case, calendar=self._calendar).badness)

    def worst(self, number: int) -> list[tuple[int, ...]]:
        """The entries of so many files, the worst first."""
        return [entries for _, _, entries in nsmallest(number, self._files)]


def _findings(case: Decided, rules: Sequence[ReviewRule], calendar: WorkCalendar) -> Iterator[Finding]:
    for rule in rules:
        name, told = rule.check
        for observation in CHECKS[name].observe(case, told, calendar):
            yield _finding(case, rule, observation)


def _finding(case: Decided, rule: ReviewRule, seen: Observation) -> Finding:
    return Finding(
        rule.id, rule.level, "plain" if seen.plain and rule.certainty == "plain" else "lead", rule.points, case.entries,
        seen.violation, rule.words, seen.evidence, rule.law_ref, rule.suggestion, seen.missing,
    )  # fmt: skip


def _score(findings: Iterable[Finding]) -> int:
    found = list(findings)
    if any(each.level == "veto" for each in found):
        return 0
    return max(0, FULL - sum(each.points for each in found if each.level == "deduction"))
