"""What a cell of a sheet says, by the type of its column; each reading has its way back.

A reading raises ValueError with the remedy, or `PassedOver` where the cell says nothing that can be used: its value
stays unknown. What a file leaves out, or strikes with a dash, is unknown, never false and never 0.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final

from ..identifiers import uscc_fault
from ..moments import parse_date
from ..money import parse_money
from ..sheets import Cell, shown

PARTY_KINDS: Final = {
    "organisation": (
        "法人及非法人组织", "法人", "非法人组织", "法人或非法人组织", "企业", "公司", "单位", "其他组织", "事业单位",
    ),
    "natural_person": ("自然人", "个人", "公民"),
    "individual_business": ("个体工商户", "个体户", "个体"),
}  # fmt: skip
OUTCOMES: Final = {
    "no_penalty": ("不予", "不予处罚", "不予行政处罚", "免予处罚", "免罚"),
    "reduced": ("减轻", "减轻处罚", "减轻行政处罚"),
    "lighter": ("从轻", "从轻处罚", "从轻行政处罚"),
    "ordinary": ("一般", "一般处罚", "居中", "适中"),
    "heavier": ("从重", "从重处罚", "从重行政处罚"),
    "order_only": ("仅责令改正",),
    "referred": ("移送司法机关",),
    "not_established": ("违法事实不能成立",),
    "time_barred": ("超过追责期限",),
}
FLAGS: Final = {"是": True, "true": True, "1": True, "y": True, "yes": True, "有": True,
                "否": False, "false": False, "0": False, "n": False, "no": False}  # fmt: skip
NOTHING: Final = frozenset(
    ("/", "\\", "-", "--", "—", "——", "无", "空", "null", "none", "n/a", "未记载", "待核", "不详")
)

_DAY: Final = re.compile(r"(\d{4})([-/.年])(\d{1,2})(?:\2|月)(\d{1,2})日?(?:[ T]0{1,2}:00(?::00(?:\.0+)?)?)?")
_DIGITS_OF_DAY: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SPOILED: Final = 10**15  # Excel keeps fifteen digits of a number
_CELL_TOO_LONG: Final = 40
_uscc_fault: Final = lru_cache(4096)(uscc_fault)  # the same few agencies stand in every row


class PassedOver(ValueError):
    """A cell that is passed over with a word of why."""


def text(value: Cell) -> str | None:
    """The text of a cell without space at its ends; None where it says nothing. Raises ValueError."""
    if isinstance(value, int | Decimal) and not -_SPOILED < value < _SPOILED:
        raise ValueError("the number lost its last digits in Excel: format the column as text and enter it again")
    said = shown(value).replace("\r\n", "\n").replace("\r", "\n").strip()
    return None if said.casefold() in NOTHING or not said else said


def number(value: Cell) -> str | None:
    """An identity number in capitals and half width, whatever kind it is of. Raises ValueError, PassedOver."""
    said = text(value)
    if said is None:
        return None
    plain = "".join(unicodedata.normalize("NFKC", said).split()).upper()
    if "*" in plain or "×" in plain:
        raise PassedOver("it is masked; the decision cannot be joined to other decisions about this party")
    return plain


def uscc(value: Cell) -> str | None:
    """A valid unified social credit code. Raises ValueError, PassedOver."""
    plain = number(value)
    if plain is not None and (fault := _uscc_fault(plain)):
        raise ValueError(fault)
    return plain


def day(value: Cell) -> date | None:
    """A day from `2024-03-01`, `2024/3/1`, `2024.3.1`, `2024年3月1日` or `20240301`. Raises ValueError, PassedOver."""
    if isinstance(value, date):
        return date.fromordinal(parse_date(value))
    said = text(value)
    if said is None:
        return None
    if said in ("长期", "永久"):
        raise PassedOver("it names no day")
    plain = unicodedata.normalize("NFKC", said)
    if found := _DAY.fullmatch(plain):
        year, month, the_day = found[1], found[3], found[4]
    elif found := _DIGITS_OF_DAY.fullmatch(plain):
        year, month, the_day = found.groups()
    else:
        raise ValueError("write for example `2024-03-01`")
    return date.fromordinal(parse_date(f"{year}-{month:0>2}-{the_day:0>2}"))


def amount(value: Cell, unit: str) -> int | None:
    """Fen from a number in the unit of its column, or from text that says its own (`2000元`). Raises ValueError."""
    said = text(value) if isinstance(value, str) else shown(value)
    if not said:
        return None
    plain = unicodedata.normalize("NFKC", said)
    return parse_money(plain if plain.endswith(("元", "分")) else f"{plain}{unit}")


def decimal(value: Cell) -> Decimal | None:
    """An exact number. Raises ValueError."""
    said = text(value)
    if said is None:
        return None
    try:
        found = Decimal(said) if len(said) <= _CELL_TOO_LONG else Decimal("NaN")
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) >= _SPOILED:
        raise ValueError("write a number such as `3` or `0.5`")
    return found


def flag(value: Cell) -> bool | None:
    """True or false from 是 or 否. Raises ValueError."""
    said = text(value)
    if said is None:
        return None
    found: bool = _chosen(said, FLAGS, "是、否")
    return found


def party_kind(value: Cell) -> str | None:
    """A key of `PARTY_KINDS`. Raises ValueError."""
    said = text(value)
    return None if said is None else _key(said, PARTY_KINDS)


def outcome(value: Cell) -> str | None:
    """An outcome from its Chinese word. Raises ValueError."""
    said = text(value)
    return None if said is None else _key(said, OUTCOMES)


READINGS: Final[dict[str, Callable[[Cell], object]]] = {
    "text": text, "prose": text, "kinds": text, "number": number, "uscc": uscc, "date": day, "decimal": decimal,
    "flag": flag, "party_kind": party_kind, "outcome": outcome,
}  # fmt: skip


def _key(said: str, table: dict[str, tuple[str, ...]]) -> str:
    keys = {word: key for key, words in table.items() for word in words}
    found: str = _chosen(said, keys, "、".join(words[0] for words in table.values()))
    return found


def _chosen(said: str, words: Mapping[str, Any], all_words: str) -> Any:
    try:
        return words[said.casefold()]
    except KeyError:
        raise ValueError(f"write one of {all_words}") from None
