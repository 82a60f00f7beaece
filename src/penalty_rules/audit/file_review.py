"""File review 案卷评查: one decided case against rules that are data, scored 100 less deductions, 0 after a veto.

The form follows two-layer standards of authorities (survey §4.1). Candidates only: a person decides finally.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ..workdays import WorkCalendar
from .decided import Decided
from .finding import Finding
from .observation import Observation
from .review_rule import CHECKS, ReviewRule, shipped_rules

FULL: Final = 100
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


def file_review(
    case: Decided, *, rules: Sequence[ReviewRule] | None = None, calendar: WorkCalendar = _BUILT_IN
) -> Review:
    """The review of a decided case by these rules (those of the library by default)."""
    if case.disposition is None:
        return Review(case.entries, None, None, ())
    found = tuple(_findings(case, shipped_rules() if rules is None else rules, calendar))
    plain = [each for each in found if each.certainty == "plain"]
    return Review(case.entries, _score(plain), _score(found), found)


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
