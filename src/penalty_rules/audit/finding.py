"""Finding: what an audit remarks on, how sure it is, and on what evidence.

What is not on record is never read as false: it makes a finding a lead at most, and says in which way it is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from ..vocabulary.words import Words
from .table import Cell, Table

Level = Literal["veto", "deduction", "hint"]
Certainty = Literal["plain", "lead"]
Missing = Literal["none", "not_recorded", "to_verify"]
LEVELS: Final[Mapping[Level, Words]] = {
    "veto": Words(zh="一票否决", en="veto"),
    "deduction": Words(zh="扣分", en="deduction"),
    "hint": Words(zh="提示", en="hint"),
}
CERTAINTIES: Final[Mapping[Certainty, Words]] = {
    "plain": Words(zh="明显异常", en="plain"),
    "lead": Words(zh="疑点线索", en="lead"),
}
MISSING: Final[Mapping[Missing, Words]] = {
    "none": Words(zh="无", en="none"),
    "not_recorded": Words(zh="未记载", en="not recorded"),
    "to_verify": Words(zh="待核", en="to be verified"),
}
_HEADS: Final = (
    Words(zh="规则", en="rule"), Words(zh="级别", en="level"), Words(zh="程度", en="certainty"),
    Words(zh="分值", en="points"), Words(zh="记录号", en="entries"), Words(zh="问题", en="what"),
    Words(zh="证据", en="evidence"), Words(zh="缺失", en="missing"), Words(zh="依据", en="law"),
    Words(zh="建议", en="suggestion"), Words(zh="须人工复核", en="a person must look"),
)  # fmt: skip
_YES: Final = Words(zh="是", en="yes")


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark. `entries`: numbers in the docket; `violation`: its id, None where the whole file is meant.

    `points` are those of the rule, `evidence` holds plain values (amounts in fen, days as ISO text), `law_ref` carries
    the mark of how the text was read, `missing` says which way data are missing where that is the point.
    """

    rule_id: str
    level: Level
    certainty: Certainty
    points: int
    entries: tuple[int, ...]
    violation: str | None
    words: Words
    evidence: Mapping[str, Any]
    law_ref: str
    suggestion: Words
    missing: Missing | None = None

    @property
    def needs_human(self) -> bool:
        """A lead is for a person to settle, a veto for a person to confirm."""
        return self.certainty == "lead" or self.level == "veto"


def finding_table(title: str, findings: Iterable[Finding], lang: str = "zh") -> Table:
    """Findings as a table, one row each."""
    return Table(title, tuple(head.of(lang) for head in _HEADS), tuple(_row(each, lang) for each in findings))


def _row(finding: Finding, lang: str) -> tuple[Cell, ...]:
    return (
        finding.rule_id, LEVELS[finding.level].of(lang), CERTAINTIES[finding.certainty].of(lang), finding.points,
        ", ".join(map(str, finding.entries)), finding.words.of(lang), evidence_text(finding.evidence),
        "" if finding.missing is None else MISSING[finding.missing].of(lang), finding.law_ref,
        finding.suggestion.of(lang), _YES.of(lang) if finding.needs_human else "",
    )  # fmt: skip


def evidence_text(evidence: Mapping[str, Any]) -> str:
    """`key=value; …`, lists joined by commas."""
    return "; ".join(f"{key}={_plain(value)}" for key, value in evidence.items() if value is not None)


def _plain(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
