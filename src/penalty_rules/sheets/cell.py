"""What one cell may hold: formulas disarmed, characters that no table can carry, exact values as text."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final

from ..errors import Fault, quoted

Cell = str | int | Decimal | date | None

MAX_TEXT: Final = 32_767  # what Excel keeps of a cell, in UTF-16 units; it cuts the rest without a word
EXACT_DIGITS: Final = 15  # what Excel keeps of a number

_FORMULA: Final = re.compile(r"'*[\s\ufeff\u200b-\u200f]*[=+\-@\t\r\n＝＋－＠]")
_BROKEN: Final = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"
_UNWRITABLE: Final = re.compile(f"[{_BROKEN}]")
_PRIVATE: Final = "\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff"
_SUSPECT: Final = re.compile(f"[{_BROKEN}{_PRIVATE}]")
_HELD: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")

# Where the GB 18030 of Python (its edition of 2000) still says private use, and what the editions of 2005 and 2022 say.
STANDARD: Final = dict(
    zip(
        "\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796\ue7c7"
        "\ue816\ue817\ue818\ue81e\ue826\ue82b\ue82c\ue831\ue832\ue83b\ue843\ue854\ue855\ue864",
        "\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19\u1e3f"
        "\U00020087\U00020089\U000200cc\u9fb4\u9fb5\u9fb6\u9fb7\U000215d7\u9fb8\U0002298f\u9fb9\u9fba\U000241fe\u9fbb",
        strict=True,
    )
)


def formula_like(text: str) -> bool:
    """True if a spreadsheet may take the text for a formula; also if it may look like one that was escaped."""
    return _FORMULA.match(text) is not None


def escaped(text: str) -> str:
    """The text as a CSV cell holds it: an apostrophe before what a spreadsheet may take for a formula."""
    return f"'{text}" if formula_like(text) else text


def unescaped(text: str) -> str:
    """The text that `escaped` was given; any other text as it is."""
    return text[1:] if text.startswith("'") and formula_like(text[1:]) else text


def held(text: str) -> str:
    """The text as a cell of a workbook holds it: what looks like `_x000D_` is escaped, a carriage return becomes it."""
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text).replace("\r", "_x000D_")


def unheld(text: str) -> str:
    """The text that `held` was given."""
    return _HELD.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def shown(value: Cell) -> str:
    """The value as text that reads back exactly: plain digits, ISO days, nothing for None."""
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def place(row: int, column: int) -> str:
    """The name of a cell, both counted from 1: `B7`."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def read_text(text: str, row: int, column: int, notes: list[Fault], *, gb18030: bool = False) -> str:
    """The text of a cell without characters that mean nothing; every doubtful character is noted with its cell."""
    if not _SUSPECT.search(text):
        return text
    return _SUSPECT.sub(_judged(place(row, column), notes, gb18030), text)


def write_fault(value: Cell, where: str) -> Fault | None:
    """Why a value cannot be written into a cell, and the remedy; None if it can."""
    if not isinstance(value, str):
        return None
    if hit := _UNWRITABLE.search(value):
        return Fault(where, "a control character, which no table can hold", f"U+{ord(hit[0]):04X}", "delete it")
    if len(value) > MAX_TEXT // 8 and len(held(value).encode("utf-16-le")) // 2 > MAX_TEXT:
        return Fault(where, f"the text is longer than a cell holds ({MAX_TEXT})", quoted(value), "shorten or split it")
    return None


def _judged(where: str, notes: list[Fault], gb18030: bool) -> Callable[[re.Match[str]], str]:
    def judged(found: re.Match[str]) -> str:
        sign = found[0]
        code = f"U+{ord(sign):04X}"
        if _UNWRITABLE.match(sign):
            notes.append(Fault(where, "a control character was left out", code, "check the cell in the file"))
            return ""
        standard = STANDARD.get(sign) if gb18030 else None
        if standard is not None:
            told = (
                f"an older GB 18030 code was read as {standard} (U+{ord(standard):04X}), as the edition of 2022 has it"
            )
            notes.append(Fault(where, told, code, "compare with the original; save as UTF-8 or .xlsx"))
            return standard
        told = "a character was lost before" if sign == "\ufffd" else "a private-use character: no standard says which"
        notes.append(Fault(where, told, code, "find the character in the original and write it here"))
        return sign

    return judged
