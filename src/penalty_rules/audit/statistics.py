"""Statistics: the figures that authorities publish of their lists, with the baseline of every amount named.

Sources of the form: ecosystem survey §4.5 (辽源, 嘉峪关, 沂源). What counts, and how, is said in `Statistics`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from ..case.document import CHINESE_VALUES
from ..vocabulary.words import Words
from ..wording import OUTCOMES
from .basis import BASIS_KINDS, Basis, Source, basis_of
from .decided import Act, Decided
from .table import Cell, Table
from .tally import BASELINES, SCALE, Baseline, Counted, Tally, count, tally, wan

Dimension = Literal["authority", "domain", "month", "list", "ruleset", "item", "outcome"]
DIMENSIONS: Final[Mapping[Dimension, Words]] = {
    "authority": Words(zh="单位", en="authority"), "domain": Words(zh="领域", en="domain"),
    "month": Words(zh="月份", en="month"), "list": Words(zh="清单名称", en="list"),
    "ruleset": Words(zh="规则名称", en="ruleset"), "item": Words(zh="事项", en="item"),
    "outcome": Words(zh="处理结果", en="outcome"),
}  # fmt: skip
_COLUMNS: Final[tuple[Words, ...]] = tuple(Words(zh=zh, en=en) for zh, en in (
    ("案件数", "cases"), ("不予处罚", "no penalty"), ("减轻", "reduced"), ("从轻", "lighter"), ("一般", "ordinary"),
    ("从重", "heavier"), ("免罚金额(万元)", "exempted (10,000 yuan)"), ("减罚金额(万元)", "reduced by (10,000 yuan)"),
    ("合计免减(万元)", "together (10,000 yuan)"), ("责令改正数", "correction orders"),
    ("告知承诺数", "commitment letters"), ("其他或未记载", "other or not recorded"),
    ("基准不明", "baseline unknown"), ("罚款未记载", "fine not recorded"), ("偏离建议", "departures"),
))  # fmt: skip
_TITLE: Final = Words(
    zh="不予、减轻、从轻处罚统计表（免减金额基准：{}）", en="Leniency applied (amounts against the {})"
)
_DOMAINS: Final = {code: words for words, code in CHINESE_VALUES["domain"].items()}
_TOTAL: Final = Words(zh="合计", en="total")
_NOT_RECORDED: Final = Words(zh="未记载", en="not recorded")
_NOTES: Final[tuple[Words, ...]] = (
    Words(zh="免减金额基准：{baseline}；免减金额＝基准－实际罚款，不为负。",
          en="Baseline of the amounts: {baseline}; an amount is the baseline less the fine imposed, never negative."),
    Words(zh="基准不明：{unknown}件违法行为，罚款未记载：{fines}件，均未计入金额。",
          en="Baseline unknown: {unknown} violations, fine not recorded: {fines}; left out of the amounts."),
    Words(zh="已有建议、尚无处理决定的案件{pending}件，未计入；一案适用多个清单的{several}件，在各行分别计数，合计只计一次。",
          en="{pending} cases advised on but not decided are left out; {several} cases under more than one list stand"
             " in each row and once in the total."),
)  # fmt: skip


@dataclass(frozen=True)
class Statistics:
    """Tallies of decided cases by the values of `by`, in order; the total counts every case once.

    A case stands once in each row that one of its violations belongs to, under the heaviest outcome of those. `list`
    is the kind of basis that goes first: list, standard, statute. Amounts are in fen.
    """

    by: tuple[Dimension, ...]
    baseline: Baseline
    rows: tuple[tuple[tuple[str, ...], Tally], ...]
    total: Tally
    pending: int
    several: int
    sources: Mapping[str, Source]

    def table(self, lang: str = "zh") -> Table:
        """The published form; the baseline stands in the title and in the notes."""
        heads = (*(DIMENSIONS[each].of(lang) for each in self.by), *(each.of(lang) for each in _COLUMNS))
        rows = [(*self._labels(key, lang), *_cells(tally)) for key, tally in self.rows]
        if self.by:
            rows.append((_TOTAL.of(lang), *[""] * (len(self.by) - 1), *_cells(self.total)))
        else:
            rows.append(_cells(self.total))
        words = BASELINES[self.baseline].of(lang)
        told = {"baseline": words, "unknown": self.total.baseline_unknown, "fines": self.total.fine_unknown,
                "pending": self.pending, "several": self.several}  # fmt: skip
        return Table(
            _TITLE.of(lang).format(words), heads, tuple(rows), tuple(n.of(lang).format(**told) for n in _NOTES)
        )

    def _labels(self, key: Sequence[str], lang: str) -> Iterator[str]:
        for dimension, value in zip(self.by, key, strict=True):
            yield self.label(dimension, value, lang)

    def label(self, dimension: Dimension, value: str, lang: str) -> str:
        """A value of a dimension in words."""
        if not value:
            return _NOT_RECORDED.of(lang)
        if dimension == "outcome" and value in OUTCOMES:
            return OUTCOMES[value].of(lang)
        if dimension == "domain" and lang == "zh":
            return _DOMAINS.get(value, value)
        if dimension == "list":
            return next(words.of(lang) for kind, words in BASIS_KINDS.items() if kind == value)
        ruleset, _, rule = value.partition("#")
        if dimension in ("ruleset", "item") and ruleset in self.sources:
            return f"{self.sources[ruleset].title.of(lang)} {rule}".rstrip()
        return value


def statistics(
    cases: Iterable[Decided],
    sources: Mapping[str, Source],
    *,
    by: Sequence[Dimension] = ("authority", "list"),
    baseline: Baseline = "minimum",
) -> Statistics:
    """The figures of decided cases; `sources` says what the rulesets named as grounds are (see `sources_of`)."""
    counting = Counting(sources, by, baseline)
    for case in cases:
        counting.add(case)
    return counting.statistics()


class Counting:
    """Statistics while they are counted: a case that stands no more is counted out again."""

    def __init__(self, sources: Mapping[str, Source], by: Sequence[Dimension], baseline: Baseline) -> None:
        self._sources, self._by, self._baseline = sources, tuple(by), baseline
        self._rows: dict[tuple[str, ...], Counted] = {}
        self._total: Counted = {}
        self._pending = self._several = 0

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, case: Decided) -> None:
        """Count a case."""
        self._count(case, 1)

    def remove(self, case: Decided) -> None:
        """Count a case out that was counted."""
        self._count(case, -1)

    def statistics(self) -> Statistics:
        """The figures of the cases that are counted."""
        told = tuple((key, tally(self._rows[key])) for key in sorted(self._rows))
        total = tally(self._total)
        return Statistics(self._by, self._baseline, told, total, self._pending, self._several, self._sources)

    def _count(self, case: Decided, times: int) -> None:
        if case.disposition is None:
            self._pending += times
            return
        decided = [act for act in case.acts if act.decided is not None]
        groups: dict[tuple[str, ...], list[Act]] = {}
        for act in decided:
            groups.setdefault(self._key(case, act), []).append(act)
        self._several += times * (len(groups) > 1)
        for key, acts in groups.items():
            count(case, acts, self._baseline, row := self._rows.setdefault(key, {}), times)
            if not row["cases"]:
                del self._rows[key]
        count(case, decided, self._baseline, self._total, times)

    def _key(self, case: Decided, act: Act) -> tuple[str, ...]:
        basis = basis_of(act, self._sources)
        return tuple(_value(case, act, basis, each) or "" for each in self._by)


def _value(case: Decided, act: Act, basis: Basis, dimension: Dimension) -> str | None:
    match dimension:
        case "authority":
            return case.authority
        case "domain":
            return case.header.get("domain")
        case "month":
            return (case.decided_on or "")[:7]
        case "list":
            return basis.kind
        case "outcome":
            return act.outcome
        case _:
            return basis.ruleset if dimension == "ruleset" else basis.item


def _cells(tally: Tally) -> tuple[Cell, ...]:
    scale = (getattr(tally, outcome) for outcome in SCALE)
    return (
        tally.cases, *scale, wan(tally.exempted), wan(tally.cut), wan(tally.spared), tally.orders, tally.letters,
        tally.other, tally.baseline_unknown, tally.fine_unknown, tally.departures,
    )  # fmt: skip
