"""Passwords: kept as scrypt (RFC 7914) with a salt of their own; a weak one is refused."""

from __future__ import annotations

import hashlib
import secrets
from base64 import b64decode, b64encode
from functools import cache
from typing import Final

SHORTEST: Final = 12
LONGEST: Final = 200
_COST, _BLOCK, _LANES = 2**14, 8, 5  # 16 MiB; the least that OWASP advises in 2023
_KINDS: Final = (str.islower, str.isupper, str.isdigit, lambda sign: not sign.isalnum())


def hashed(password: str) -> str:
    """`scrypt$cost$block$lanes$salt$key`, salt and key in base64."""
    salt = secrets.token_bytes(16)
    key = _derived(password, salt, _COST, _BLOCK, _LANES)
    return f"scrypt${_COST}${_BLOCK}${_LANES}${b64encode(salt).decode()}${b64encode(key).decode()}"


def fits(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one. It takes as long where nothing is stored."""
    _, cost, block, lanes, salt, key = (stored or _nobody()).split("$")
    derived = _derived(password[:LONGEST], b64decode(salt), int(cost), int(block), int(lanes))
    return secrets.compare_digest(derived, b64decode(key)) and stored is not None


def weakness(password: str, account: str) -> str | None:
    """Why a password is refused, as advice; None where it will do."""
    if not SHORTEST <= len(password) <= LONGEST:
        return f"take {SHORTEST} to {LONGEST} characters"
    if account.lower() in password.lower():
        return "leave the name of the account out of it"
    kinds = sum(any(kind(sign) for sign in password) for kind in _KINDS)
    if kinds < 3 and len(password) < 2 * SHORTEST:
        return f"mix small and capital letters, digits and other signs, or take {2 * SHORTEST} characters"
    return None


@cache
def _nobody() -> str:
    return hashed(secrets.token_hex(16))


def _derived(password: str, salt: bytes, cost: int, block: int, lanes: int) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=cost, r=block, p=lanes, maxmem=2**26, dklen=32)
