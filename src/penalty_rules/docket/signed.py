"""Signed: whether heads are signed by known keys and speak of the entries they name, the last of the last."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select

from ..canonical import NotCanonical, algorithm_of
from ..errors import quoted
from .chain import Finding
from .entry import Genesis
from .heads import Head
from .keys import Keyring
from .tables import ENTRIES


def head_findings(genesis: Genesis, rows: Sequence[tuple[Any, ...]], last: int, keyring: Keyring) -> Iterator[Finding]:
    """What does not hold of the kept heads. `rows`: the columns of a head, then the digest of the entry it names."""
    heads = [(Head(genesis.docket, *row[:5]), genesis.link.digest if row[0] == 0 else row[5]) for row in rows]
    for head, digest in heads:
        yield from _unsigned(head, keyring)
        if digest is None:
            yield Finding(
                head.count, "head", f"a signed head speaks of {head.count} entries, but this one is not there"
            )
        elif digest != head.digest:
            yield Finding(head.count, "head", "it is not the entry that the signed head speaks of")
    if heads and algorithm_of(str(heads[0][0].digest)) != genesis.algorithm:
        yield Finding(0, "genesis", f"its algorithm, {quoted(genesis.algorithm)}, is not that of the heads")
    covered = heads[-1][0].count if heads else None
    if covered is None:
        yield Finding(last, "head", "there is no signed head: nothing shows that the docket ends here")
    elif covered < last:
        yield Finding(covered + 1, "head", f"entries from here to {last} are behind the last signed head")


def outside_findings(connection: Connection, genesis: Genesis, head: Head, keyring: Keyring) -> Iterator[Finding]:
    """What does not hold against a head that was kept elsewhere."""
    yield from _unsigned(head, keyring)
    if head.docket != genesis.docket:
        yield Finding(0, "genesis", f"the head kept elsewhere is of another docket, {quoted(head.docket)}")
    found = connection.execute(select(ENTRIES.c.digest).where(ENTRIES.c.seq == head.count)).scalar()
    digest = found if head.count else genesis.link.digest
    if digest is None:
        yield Finding(
            head.count,
            "head",
            f"the head kept elsewhere ({head.time}) speaks of {head.count} entries: the tail was cut",
        )
    elif digest != head.digest:
        yield Finding(head.count, "head", f"it is not the entry that the head kept elsewhere ({head.time}) speaks of")


def _unsigned(head: Head, keyring: Keyring) -> Iterator[Finding]:
    if not head.signature:
        yield Finding(head.count, "signature", "the head is not signed")
    elif head.key not in keyring.public:
        yield Finding(
            head.count, "signature", f"the head is signed with the key {quoted(head.key)}, which is not known here"
        )
    elif not _canonical(head.signature) or not _verifies(head, keyring):
        yield Finding(head.count, "signature", "the signature of the head does not verify")


def _verifies(head: Head, keyring: Keyring) -> bool:
    try:
        return head.verifies(keyring)
    except NotCanonical:
        return False


def _canonical(signature: object) -> bool:
    """Base64 has spare bits: a text that only decodes to the same bytes is not what was written."""
    try:
        return isinstance(signature, str) and base64.b64encode(base64.b64decode(signature)).decode() == signature
    except ValueError:
        return False
