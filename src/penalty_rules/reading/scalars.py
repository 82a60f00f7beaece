"""Plain words of YAML and the numbers of both formats.

YAML 1.2, read narrowly, so that no code, clock time or document number turns into another value: numbers are written as
JSON writes them, without an exponent, a leading zero or a plus sign; `true` and `false`; `null` and `~`; ISO days.
All else is text, also `yes`, `no`, `on`, `off`, `0123`, `12:30`, `1e3` and `2024-3-1`.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from ..errors import quoted
from .refusal import Refused

TELLING = frozenset(["", *"0123456789-+.~nNtTfF"])  # a plain word with any other first letter is text
MAX_DIGITS = 40

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(["", "~", "null", "Null", "NULL"]),
    **dict.fromkeys(["true", "True", "TRUE"], True),
    **dict.fromkeys(["false", "False", "FALSE"], False),
}
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ENDLESS = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


def plain(text: str) -> object:
    """The value of a plain word, or its refusal."""
    if text in _WORDS:
        return _WORDS[text]
    if _NUMBER.fullmatch(text):
        return number(text)
    if _DAY.fullmatch(text):
        return _day(text)
    return endless(text) if _ENDLESS.fullmatch(text) else text


def number(text: str) -> object:
    """The int (64 bits, signed) or the `Decimal` (at most 40 digits, also in its exponent's reach) of a JSON number."""
    if len(text) <= MAX_DIGITS:
        value = _whole(text) if text.removeprefix("-").isdigit() else _decimal(text)
        if value is not None:
            return value
    return Refused("a number out of range", quoted(text), "correct it; put a code made of digits in quotes")


def endless(text: str) -> Refused:
    return Refused("not a number, or an infinite one", text, "write the number; if it is a text, put it in quotes")


def _whole(text: str) -> int | None:
    value = int(text)
    return value if -(2**63) <= value < 2**63 else None


def _decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:  # an exponent beyond all bounds
        return None
    return value if abs(value.adjusted()) < MAX_DIGITS else None


def _day(text: str) -> object:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return Refused("a day that no calendar has", text, "correct the day; if it is a text, put it in quotes")
