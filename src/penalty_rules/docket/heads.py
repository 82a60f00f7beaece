"""Signed heads: how long the chain is and what it ends with, so that a tail cut off shows too (docs/docket.md §5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson

from ..canonical import INTEGER_LIMIT, canonical
from ..errors import Fault, Unreadable
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

    def document(self) -> Mapping[str, Any]:
        """The head as it is kept outside the database: what is signed, and the signature."""
        return {"head": self.told(), "signature": self.signature}

    @classmethod
    def read(cls, path: Path | str) -> Head:
        """A head that was kept in a file; whether it verifies is another question. Raises Unreadable."""
        try:
            told = orjson.loads(Path(path).read_bytes())
            stated = told["head"]
            texts = [stated[key] for key in ("docket", "digest", "time", "key")] + [told["signature"]]
            count = stated["count"]
            fits = type(count) is int and 0 <= count <= INTEGER_LIMIT and all(isinstance(each, str) for each in texts)
            if stated["schema"] != SCHEMA or not fits:
                raise ValueError(f"it does not have the form of {SCHEMA}")
        except OSError as error:
            raise Unreadable(str(path), [Fault("", f"no head ({error.strerror})")]) from None
        except (KeyError, TypeError, ValueError) as error:
            remedy = "give what `penalty-rules docket head` printed, unchanged"
            raise Unreadable(str(path), [Fault("", f"not a signed head: {error}", remedy=remedy)]) from None
        return cls(texts[0], count, *texts[1:])

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
