"""Signed: whether heads are signed by known keys and speak of the entries they name, the last of the last."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection

from ..canonical import NotCanonical, algorithm_of
from ..errors import quoted
from .chain import Finding
from .entry import Genesis
from .heads import Head
from .keys import Keyring
from .rows import every


def head_findings(genesis: Genesis, rows: Sequence[tuple[Any, ...]], last: int, keyring: Keyring) -> Iterator[Finding]:
    """What does not hold of the kept heads. `rows`: the columns of a head, then the digest of the entry it names."""
    heads = [Head(genesis.docket, *row[:5]) for row in rows]
    for head, row in zip(heads, rows, strict=True):
        yield from _findings(head, genesis.link.digest if head.count == 0 else row[5], last, keyring, "a signed head")
        if _verifies(head, keyring) and algorithm_of(head.digest) != genesis.algorithm:
            yield Finding(0, "genesis", f"its algorithm, {quoted(genesis.algorithm)}, is not that of a signed head")
    if not heads:
        yield Finding(last, "head", "there is no signed head: nothing shows that the docket ends here")
    elif heads[-1].count < last:
        yield Finding(heads[-1].count + 1, "head", f"entries from here to {last} are behind the last signed head")


def outside_findings(
    connection: Connection, genesis: Genesis, head: Head, last: int, keyring: Keyring
) -> Iterator[Finding]:
    """What does not hold against a head that was kept elsewhere."""
    found = next(every(connection, f"SELECT digest FROM entries WHERE seq = {head.count:d}"), (None,))[0]
    digest = found if head.count else genesis.link.digest
    yield from _findings(head, digest, last, keyring, f"the head kept elsewhere ({quoted(head.time)})")
    if head.docket != genesis.docket:
        yield Finding(0, "genesis", f"the head kept elsewhere is of another docket, {quoted(head.docket)}")


def _findings(head: Head, digest: object, last: int, keyring: Keyring, what: str) -> Iterator[Finding]:
    if not head.signature:
        yield Finding(head.count, "signature", f"{what} is not signed")
    elif head.key not in keyring.public:
        yield Finding(head.count, "signature", f"{what} has the signature of a key not known here, {quoted(head.key)}")
    elif not _verifies(head, keyring):
        yield Finding(head.count, "signature", f"the signature of {what} does not verify")
    if digest is None:
        yield Finding(min(head.count, last + 1), "head", f"{what} speaks of entry {head.count}, which is not there")
    elif digest != head.digest:
        yield Finding(head.count, "head", f"it is not the entry that {what} speaks of")


def _verifies(head: Head, keyring: Keyring) -> bool:
    try:
        return _canonical(head.signature) and head.verifies(keyring)
    except NotCanonical:
        return False


def _canonical(signature: object) -> bool:
    """Base64 has spare bits: a text that only decodes to the same bytes is not what was written."""
    try:
        return isinstance(signature, str) and base64.b64encode(base64.b64decode(signature)).decode() == signature
    except ValueError:
        return False
