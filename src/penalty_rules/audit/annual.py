"""The annual table of penalties: decisions of a year by kind, each once under its heaviest kind (survey §4.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from ..errors import Unreadable
from ..plan import FINED
from ..reading import read_document
from ..vocabulary import faults_of
from ..vocabulary.words import Model, Words
from .decided import Decided, Told
from .table import Table

_UNIT: Final = Words(zh="单位", en="authority")
_TOTAL: Final = Words(zh="合计(宗)", en="total")
_AMOUNT: Final = Words(zh="罚没金额(元)", en="fines and confiscations (yuan)")
_UNRECORDED: Final = Words(zh="种类未记载", en="kind not recorded")
_TITLE: Final = Words(zh="{}年度行政处罚实施情况统计表", en="Penalties decided in {}")
_SUM: Final = Words(zh="合计", en="total")
_NOT_RECORDED: Final = Words(zh="未记载", en="not recorded")
_NOTE: Final = Words(
    zh="并处的按最重种类计一宗；金额未记载的决定{}宗，未计入金额。",
    en="A decision with several kinds counts once, under the heaviest; {} without a recorded amount add none.",
)


class KindColumn(Model):
    """One column: the kinds of penalty that count in it, and its heading."""

    kinds: tuple[str, ...]
    zh: str
    en: str


class KindRanking(Model):
    """The columns from the lightest to the heaviest; `mark`: how the source of the ranking was read."""

    mark: str
    columns: tuple[KindColumn, ...]


@dataclass(frozen=True, slots=True)
class _Decision:
    """What one decision adds: its column (past the last: not recorded) and its amount, None where not recorded."""

    column: int
    amount: int | None


def kind_ranking(path: Path | str) -> KindRanking:
    """The ranking of a file; raises `Unreadable` with every fault."""
    try:
        return KindRanking.model_validate(read_document(path))
    except ValidationError as error:
        raise Unreadable(str(path), faults_of(error)) from None


@cache
def shipped_ranking() -> KindRanking:
    """The ranking that comes with the library."""
    return kind_ranking(Path(__file__).with_name("penalty_kinds.yaml"))


def annual_table(cases: Iterable[Decided], year: int, ranking: KindRanking | None = None, lang: str = "zh") -> Table:
    """The penalties decided in a calendar year, one row an authority; decisions without a penalty do not stand here."""
    columns = (ranking or shipped_ranking()).columns
    ranks = {kind: at for at, column in enumerate(columns) for kind in column.kinds}
    numbers: dict[str, Counter[int]] = {}
    amounts: Counter[str] = Counter()
    unknown = 0
    for case in cases:
        decision = _decision(case, ranks, len(columns)) if (case.decided_on or "").startswith(f"{year}-") else None
        if decision is None:
            continue
        unit = case.authority or ""
        numbers.setdefault(unit, Counter())[decision.column] += 1
        amounts[unit] += decision.amount or 0
        unknown += decision.amount is None
    heads = (_UNIT, *(Words(zh=each.zh, en=each.en) for each in columns), _UNRECORDED, _TOTAL, _AMOUNT)
    rows = [
        _row(unit or _NOT_RECORDED.of(lang), numbers[unit], amounts[unit], len(columns)) for unit in sorted(numbers)
    ]
    rows.append(_row(_SUM.of(lang), sum(numbers.values(), Counter()), amounts.total(), len(columns)))
    notes = (_NOTE.of(lang).format(unknown),)
    return Table(_TITLE.of(lang).format(year), tuple(each.of(lang) for each in heads), tuple(rows), notes)


def _decision(case: Decided, ranks: Mapping[str, int], unrecorded: int) -> _Decision | None:
    """None where nothing was imposed. A kind that the ranking does not name counts with the heaviest column."""
    acts = [act.decided for act in case.acts if act.decided is not None]
    kinds = [kind for act in acts for kind in act.get("kinds") or ()]
    if not kinds and not any(act.get("outcome") in FINED for act in acts):
        return None
    column = max((ranks.get(kind, unrecorded - 1) for kind in kinds), default=unrecorded)
    return _Decision(column, _sum([each for act in acts for each in _amounts(act)]))


def _amounts(act: Told) -> Iterator[int | None]:
    """The fine and what was confiscated: 0 where the kinds imposed do not include it, None where it is not recorded."""
    kinds = act.get("kinds") or ()
    fined = "fine" in kinds or (not kinds and act.get("outcome") in FINED)
    yield act.get("fine") if fined else act.get("fine") or 0
    confiscating = any(kind.startswith("confiscation") for kind in kinds)
    yield act.get("confiscated") if confiscating else act.get("confiscated") or 0


def _sum(amounts: Sequence[int | None]) -> int | None:
    known = [each for each in amounts if each is not None]
    return sum(known) if len(known) == len(amounts) else None


def _row(unit: str, numbers: Counter[int], fen: int, columns: int) -> tuple[str | int | Decimal, ...]:
    counted = [numbers[at] for at in range(columns + 1)]
    return (unit, *counted, sum(counted), Decimal(fen) / 100)
