"""Canonical JSON (RFC 8785) and digests of it.

Keys are ASCII, there are no floats, integers lie within ±(2^53 − 1): within these bounds orjson's sorted output is the
canonical form, byte for byte.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

import orjson

from .errors import PenaltyRulesError, quoted

Algorithm = Literal["sha256", "sm3"]
ALGORITHMS: Final = ("sha256", "sm3")
INTEGER_LIMIT: Final = 2**53 - 1
_OPTIONS: Final = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER


class NotCanonical(PenaltyRulesError):
    """A value has no canonical form: where it stands, what it is, what to do."""

    def __init__(self, path: str, value: object, remedy: str) -> None:
        self.path, self.value, self.remedy = path, value, remedy
        super().__init__(path, value, remedy)

    def __str__(self) -> str:
        return f"{self.path or '(value)'}: “{quoted(self.value)}” has no canonical form → {self.remedy}"


def canonical(value: object) -> bytes:
    """The canonical bytes of a value with ASCII keys and without floats; see `checked` for values from outside.

    Raises NotCanonical where orjson cannot write it (an integer beyond 2^53, a lone surrogate, a foreign type).
    """
    try:
        return orjson.dumps(value, option=_OPTIONS)
    except (orjson.JSONEncodeError, TypeError):
        checked(value)
        raise


def checked(value: object, path: str = "") -> Any:
    """A copy made of plain JSON values: days become text, decimals text; NotCanonical for what cannot be written."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value, path)
    if isinstance(value, int):
        if abs(value) > INTEGER_LIMIT:
            raise NotCanonical(path, value, "integers above 2^53 are refused; write the number as text")
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping):
        return {_key(key, path): checked(each, f"{path}.{key}".lstrip(".")) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [checked(each, f"{path}[{index}]") for index, each in enumerate(value)]
    raise NotCanonical(path, value, "only texts, whole numbers, true, false, null, lists and mappings are recorded")


def _text(value: str, path: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise NotCanonical(path, value, "repair the text: it holds a lone surrogate") from None
    return value


def _key(key: object, path: str) -> str:
    if not isinstance(key, str) or not key.isascii():
        raise NotCanonical(path, key, "keys are ASCII; name circumstances by their identifiers")
    return key


def digest(blob: bytes, algorithm: str = "sha256") -> str:
    """`<algorithm>:<hex>`; raises DigestUnavailable where the platform lacks it."""
    if algorithm == "sha256":
        return "sha256:" + hashlib.sha256(blob).hexdigest()
    try:
        return f"{algorithm}:{hashlib.new(algorithm, blob).hexdigest()}"
    except ValueError:
        raise DigestUnavailable(algorithm) from None


def algorithm_of(named: str) -> str:
    """The algorithm that a digest names."""
    return named.partition(":")[0]


class DigestUnavailable(PenaltyRulesError):
    """This platform's OpenSSL does not offer a digest algorithm."""

    def __init__(self, algorithm: str) -> None:
        self.algorithm = algorithm
        super().__init__(algorithm)

    def __str__(self) -> str:
        return (
            f"this platform does not offer the digest “{quoted(self.algorithm)}”; use sha256,"
            " or a Python whose OpenSSL is built with SM3 (hashlib.new('sm3') must work)"
        )
