"""Identity numbers of parties: what is wrong with one, the age it tells, and how it is shown masked.

Unified social credit codes follow GB 32100, citizens' identity numbers GB 11643. Region codes are not looked up:
numbers given out under a region code that has since been retired stay valid. No message repeats the number.
"""

from __future__ import annotations

import re
from datetime import date

from .errors import quoted

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: without I, O, S, V and Z
EARLIEST_BIRTH = date(1880, 1, 1)
LATEST_BIRTH = date(2099, 12, 31)  # no clock here: whether a birth lies before the case is for the case to say

_LENGTH = 18
_ID_NUMBER = re.compile(r"[1-9][0-9]{16}[0-9X]")
_MISTYPED = "its check character does not fit: at least one character is mistyped; copy it again from the {document}"


def uscc_fault(value: object) -> str | None:
    """What is wrong with a unified social credit code, and the remedy; None if nothing is."""
    if fault := _shape_fault(value):
        return fault
    code = str(value)
    if strangers := "".join(sorted(set(code) - set(USCC_ALPHABET))):
        return f"it contains “{quoted(strangers)}”; no code has these (nor I, O, S, V, Z): look for 1, 0, 5, U or 2"
    if not code[2:8].isdigit():
        return "its characters 3 to 8 are not all digits; they are the code of the region"
    from stdnum.cn import uscc

    return None if uscc.calc_check_digit(code[:-1]) == code[-1] else _MISTYPED.format(document="licence")


def with_check_character(body: str) -> str:
    """A credit code from its first seventeen characters."""
    from stdnum.cn import uscc

    return body + str(uscc.calc_check_digit(body))


def id_number_fault(value: object) -> str | None:
    """What is wrong with a citizen's identity number, and the remedy; None if nothing is."""
    if fault := _shape_fault(value):
        return fault
    number = str(value)
    if not _ID_NUMBER.fullmatch(number):
        return "it is not made of 17 digits, the first not 0, and a last digit or X"
    if _birth(number) is None:
        return "its characters 7 to 14 are not a day of birth; copy it again from the identity card"
    from stdnum.iso7064 import mod_11_2

    return None if mod_11_2.checksum(number) == 1 else _MISTYPED.format(document="identity card")


def birth_date_of(id_number: str) -> date:
    """The day of birth in a valid identity number; `ValueError` if the number is not valid."""
    birth = _birth(id_number)
    if birth is None or id_number_fault(id_number):
        raise ValueError("not a valid identity number")
    return birth


def age_on(birth: date, day: date) -> tuple[int, bool]:
    """Full years 周岁 completed on a day, and whether that day is itself the birthday that completes a year.

    The birthday is counted as completing the year. Where a text counts from the day after the birthday, the age on a
    birthday is one less: the flag is there to be shown. Someone born on 29 February completes a year on 1 March where
    the year has no such day. `ValueError` if the day lies before the birth.
    """
    if day < birth:
        raise ValueError(f"{day} lies before the birth")
    years = day.year - birth.year
    birthday = _birthday_in(day.year, birth)
    return (years - 1 if day < birthday else years), day == birthday


def mask_identifier(value: str) -> str:
    """The first and last two characters of a number, stars between; short ones are all stars."""
    return value[:2] + "*" * (len(value) - 4) + value[-2:] if len(value) >= 8 else "*" * len(value)


def mask_name(value: str) -> str:
    """The first character of a person's name, stars for the others; one character is a star."""
    name = value.strip()
    return name[0] + "*" * (len(name) - 1) if len(name) > 1 else "*" * len(name)


def publication_name(value: str) -> str:
    """A natural person's name as decisions are published: `张某某`, whatever its length."""
    return value.strip()[:1] + "某某"


def publication_number(value: str) -> str:
    """A citizen's number as decisions are published: `110105********002X`; any other as by `mask_identifier`."""
    return value[:6] + "*" * 8 + value[-4:] if len(value) == _LENGTH else mask_identifier(value)


def _shape_fault(value: object) -> str | None:
    """Faults common to both numbers, the easily corrected ones first."""
    if not isinstance(value, str):
        return "it is not text; put it in quotes, so that it is not read as a number"
    if value != "".join(value.split()) or "-" in value:
        return "it contains spaces or hyphens; leave them out"
    if not value.isascii():
        return "it contains characters outside ASCII; write digits and letters in half width"
    if len(value) != _LENGTH:
        return f"it has {len(value)} characters; it must have {_LENGTH}"
    if value != value.upper():
        return "it contains small letters; write them as capitals"
    return None


def _birth(id_number: str) -> date | None:
    digits = id_number[6:14]
    try:
        birth = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return birth if EARLIEST_BIRTH <= birth <= LATEST_BIRTH else None


def _birthday_in(year: int, birth: date) -> date:
    try:
        return birth.replace(year=year)
    except ValueError:  # 29 February in a common year
        return date(year, 3, 1)
