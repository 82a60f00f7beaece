"""Outliers: fines far from those of like acts, at or near the maximum, or below the minimum without a ground."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from ..money import Exact
from ..vocabulary.words import Words
from .decided import NOTHING, Act
from .finding import Finding
from .tally import exact

_TOOL: Final = "（审计口径，非法律规定）"
_RULES: Final[dict[str, tuple[Words, str, Words]]] = {
    "LC-1": (
        Words(zh="同类案件处理结果不同", en="like cases decided differently"), "行政处罚法第五条第二款 [O]",
        Words(zh="比对各案说理，说明差别的事实理由；没有理由的依法纠正。",
              en="Compare the reasons of the cases; state what differs in fact, or correct what has no reason."),
    ),
    "LC-2": (
        Words(zh="罚款偏离同类中位数百分之五十以上", en="fine more than 50 % off the median of like cases"),
        f"行政处罚法第五条第二款 [O]{_TOOL}",
        Words(zh="核对裁量理由和计算基数。", en="Check the reasons and the base of the calculation."),
    ),
    "LC-3": (
        Words(zh="按法定最高额罚款", en="fined at the statutory maximum"), f"行政处罚法第五条第二款 [O]{_TOOL}",
        Words(zh="核对是否有从重情节及说理。", en="Check for an aggravating circumstance and its reasons."),
    ),
    "LC-4": (
        Words(zh="罚款达到法定最高额的百分之九十", en="fined 90 % of the maximum or more"),
        f"行政处罚法第五条第二款 [O]{_TOOL}",
        Words(zh="核对是否有从重情节及说理。", en="Check for an aggravating circumstance and its reasons."),
    ),
    "LC-5": (
        Words(zh="低于法定最低额罚款而无减轻依据", en="fined below the minimum without a ground for reduction"),
        "行政处罚法第三十二条、第七十六条第一款第二项 [O]",
        Words(zh="补充减轻的依据，或者依法纠正。", en="State the ground for the reduction, or correct the fine."),
    ),
}  # fmt: skip
_WEAK: Final = "median_of_{}_is_weak"
Range = tuple[Exact, Exact | None]
Place = tuple[tuple[int, ...], str]


@dataclass(frozen=True, slots=True)
class LikeAct:
    """What is compared of a decided act. `fine` in fen, None where none was imposed or none is recorded.

    `statutory`: the lowest and the highest fine of the clause, None where they are not known.
    """

    entries: tuple[int, ...]
    violation: str
    matter: str
    outcome: str | None
    fine: int | None
    statutory: Range | None
    permitted: tuple[tuple[str, bool], ...]
    settled: bool

    @property
    def place(self) -> Place:
        """By what an act is told from all others."""
        return self.entries, self.violation

    def permits(self, outcome: str) -> bool:
        return any(name == outcome for name, _ in self.permitted)


def range_of(act: Act) -> Range | None:
    """The statutory range by the baselines recorded: the midpoint lies as far from the minimum as from the maximum."""
    baseline = (act.advised or NOTHING).get("baseline") or NOTHING
    low, middle = exact(baseline.get("minimum")), exact(baseline.get("midpoint"))
    if low is None:
        return None
    return low, None if middle is None else 2 * middle - low


def median_findings(
    acts: Iterable[LikeAct], median: Fraction, fines: int, settled: bool, weak: bool
) -> Iterator[Finding]:
    """Fines outside half to one and a half of the median, the ends still inside.

    Plain only where every truth is settled, the fines are enough for a median, and all acts share one statutory range.
    """
    acts = tuple(acts)
    ranges = {act.statutory for act in acts if act.fine is not None}
    alike = len(ranges) == 1 and None not in ranges
    for act in acts:
        if act.fine is None or median <= 2 * act.fine <= 3 * median:
            continue
        evidence: dict[str, Any] = {"fine": act.fine, "median": _plain(median), "fines": fines}
        if weak:
            evidence["weak"] = _WEAK.format(fines)
        if not alike:
            evidence["ranges"] = "differ_or_unknown"
        yield finding_of("LC-2", act.entries, act.violation, evidence, plain=settled and alike and not weak)


def fine_findings(act: LikeAct) -> Iterator[Finding]:
    """What is remarkable in one fine by itself; nothing where the fine or the range is not known."""
    if act.fine is None or act.statutory is None:
        return
    low, high = act.statutory
    evidence = {"fine": act.fine, "minimum": _plain(low), "maximum": None if high is None else _plain(high)}
    if high is not None and act.fine >= high > low:
        yield finding_of("LC-3", act.entries, act.violation, evidence, plain=not act.permits("heavier"))
    elif high is not None and 10 * act.fine >= 9 * high and high > low:
        yield finding_of("LC-4", act.entries, act.violation, evidence, plain=False)
    if act.fine < low and ("reduced", True) not in act.permitted:
        yield finding_of("LC-5", act.entries, act.violation, evidence, plain=not act.permits("reduced"))


def finding_of(
    rule: str, entries: tuple[int, ...], violation: str | None, evidence: dict[str, Any], *, plain: bool
) -> Finding:
    """A finding on like cases; these are hints without points."""
    words, law, suggestion = _RULES[rule]
    return Finding(rule, "hint", "plain" if plain else "lead", 0, entries, violation, words, evidence, law, suggestion)


def _plain(amount: Exact) -> int | str:
    return int(amount) if amount.denominator == 1 else str(amount)
