"""Valid identity numbers of parties that do not exist; the check characters are computed here, by hand, once more."""

from __future__ import annotations

import random
from datetime import date

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def make_uscc(seed: int) -> str:
    """A valid unified social credit code (GB 32100) in the invented region 999999."""
    chance = random.Random(seed)
    body = chance.choice("159Y") + chance.choice("1239") + "999999" + "".join(chance.choices(_USCC_ALPHABET, k=9))
    total = sum(_USCC_ALPHABET.index(sign) * pow(3, place, 31) for place, sign in enumerate(body))
    return body + _USCC_ALPHABET[-total % 31]


def make_id_number(birth: date, seed: int) -> str:
    """A valid identity number (GB 11643) in the invented region 999999."""
    body = f"999999{birth:%Y%m%d}{random.Random(seed).randrange(1000):03d}"
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(body))
    return body + "10X98765432"[total % 11]
