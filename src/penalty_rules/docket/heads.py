"""Signed heads: how long the chain is and what it ends with, so that a tail cut off shows too (docs/docket.md §5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ..canonical import canonical
from .entry import Link
from .keys import Keyring

SCHEMA: Final = "penalty-rules/head/1"
KEPT_EVERY: Final = 1000  # beside the last one, one head for each thousand entries is kept


@dataclass(frozen=True, slots=True)
class Head:
    """A signed statement: `docket` had `count` entries at `time`, and the last one had this digest."""

    docket: str
    count: int
    digest: str
    time: str
    key: str
    signature: str

    def told(self) -> Mapping[str, Any]:
        """What is signed."""
        return {
            "count": self.count, "digest": self.digest, "docket": self.docket, "key": self.key, "schema": SCHEMA,
            "time": self.time,
        }  # fmt: skip

    def verifies(self, keyring: Keyring) -> bool:
        """Whether a known key signed it."""
        return keyring.verifies(self.key, self.signature, canonical(self.told()))


def sign(docket: str, end: Link, time: str, keyring: Keyring) -> Head:
    """The head of a chain that ends at `end`. The keyring must hold a signing key."""
    assert keyring.key is not None
    unsigned = Head(docket, end.seq, end.digest, time, keyring.key, "")
    return Head(docket, end.seq, end.digest, time, keyring.key, keyring.sign(canonical(unsigned.told())))


def superseded(last: int, count: int) -> bool:
    """Whether a head of `last` entries need not be kept once there is one of `count`."""
    return last // KEPT_EVERY == count // KEPT_EVERY
