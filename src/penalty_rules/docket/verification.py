"""Verification: whether a docket still is what was recorded, and if not, where it first is not (docs/integrity.md).

Checked are: that every header and every body and identity has the digest that names it; that the entries are numbered
from 1 without gaps and each names the digest of the one before it, the first that of the genesis; that the time of
recording never runs back; that every kept head is signed by a known key and speaks of the entry it names, and the last
head of the last entry; that every document of the archive has its digest, and that every law and layout that a body
names, and all that those laws name, is there. Bodies are not read as JSON: what they name is found by its key.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, Engine

from ..canonical import ALGORITHMS, NotCanonical, canonical
from .archived import archive_findings
from .chain import LIMIT, Finding, Stretch, examine, hasher
from .database import connect, transaction
from .entry import Genesis
from .heads import Head
from .keys import Keyring
from .rows import every
from .signed import head_findings, outside_findings

ALONE: Final = 50_000  # entries that a process should have to itself, or it is not worth its start
_HEADS: Final = (
    "SELECT h.count, h.digest, h.time, h.key_id, h.signature, e.digest FROM heads h"
    " LEFT JOIN entries e ON e.seq = h.count ORDER BY h.count"
)


@dataclass(frozen=True, slots=True)
class Report:
    """What a verification showed. `findings`: by entry, at most 1,000, and `more` beyond."""

    docket: str
    count: int
    head: Head | None
    findings: tuple[Finding, ...]
    more: int = 0

    @property
    def ok(self) -> bool:
        return not self.findings

    @property
    def first(self) -> Finding | None:
        """The first thing that does not hold."""
        return self.findings[0] if self.findings else None


def verify(engine: Engine, keyring: Keyring, *, against: Head | None = None, processes: int = 1) -> Report:
    """What holds of the docket in a database; a broken docket gives findings, never an error.

    `keyring`: needs public keys only. `against`: a head kept elsewhere; without it, a tail that was cut off does not
    show where an older head was put back. `processes`: at most so many read a large docket; the module that calls with
    more than one must be importable (`if __name__ == "__main__"`). Raises DocketUnavailable
    where there is no connection.
    """
    with transaction(engine) as connection:
        if connection.dialect.name != "sqlite":  # there a transaction sees one state anyway
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        report = _Verification(engine, connection, keyring, against, processes).report()
        connection.rollback()  # nothing was written: whether a damaged file takes a commit says nothing
    return report


class _Verification:
    """One verification, over one connection."""

    def __init__(
        self, engine: Engine, connection: Connection, keyring: Keyring, against: Head | None, processes: int
    ) -> None:
        self.engine, self.connection, self.keyring = engine, connection, keyring
        self.against, self.processes = against, processes
        self.error: type[Exception] = connection.dialect.loaded_dbapi.Error

    def report(self) -> Report:
        try:
            genesis = self._genesis()
            first, last = next(every(self.connection, "SELECT MIN(seq), MAX(seq) FROM entries"))
        except (self.error, ValueError, TypeError, NotCanonical) as error:
            return Report("", 0, None, (Finding(0, "unreadable", f"nothing can be checked: {error}"),))
        stretches = self._stretches(genesis, last or 0)
        heads: list[tuple[Any, ...]] = []
        findings = [each for stretch in stretches for each in stretch.findings]
        if first is not None and first < 1:
            findings.append(Finding(first, "header", "entries are numbered from 1"))
        with self._reading("the heads", findings):
            heads.extend(every(self.connection, _HEADS))
            findings.extend(head_findings(genesis, heads, last or 0, self.keyring))
        if self.against is not None:
            with self._reading("the entry of the head kept elsewhere", findings):
                findings.extend(outside_findings(self.connection, genesis, self.against, last or 0, self.keyring))
        with self._reading("the archive", findings):
            findings.extend(archive_findings(self.connection, _first_named(stretches)))
        findings.sort(key=lambda each: each.seq)
        more = sum(each.more for each in stretches) + max(0, len(findings) - LIMIT)
        head = Head(genesis.docket, *heads[-1][:5]) if heads else None
        return Report(genesis.docket, sum(each.count for each in stretches), head, tuple(findings[:LIMIT]), more)

    @contextmanager
    def _reading(self, what: str, findings: list[Finding]) -> Iterator[None]:
        """What the database will not give is a finding."""
        try:
            yield
        except self.error as error:
            findings.append(Finding(0, "unreadable", f"{what} cannot be read: {error}"))

    def _genesis(self) -> Genesis:
        rows = list(every(self.connection, "SELECT docket, created, algorithm FROM docket"))
        if len(rows) != 1 or rows[0][2] not in ALGORITHMS:
            raise ValueError("the row with which the docket begins is gone, or its algorithm is unknown")
        genesis = Genesis(*rows[0])
        hasher(genesis.algorithm)
        canonical(genesis.told)
        return genesis

    def _stretches(self, genesis: Genesis, last: int) -> list[Stretch]:
        parts = max(1, min(self.processes, last // ALONE))
        if parts == 1 or self.engine.url.database in (None, "", ":memory:"):
            return [examine(self.connection, genesis, 0, last)]
        borders = [last * part // parts for part in range(parts + 1)]
        url = self.engine.url.render_as_string(hide_password=False)
        with ProcessPoolExecutor(parts, multiprocessing.get_context("spawn")) as pool:
            return list(pool.map(partial(_apart, url, genesis), borders[:-1], borders[1:]))


def _first_named(stretches: Iterable[Stretch]) -> dict[tuple[str, str], int]:
    """What the bodies name, each with the first entry to do so."""
    named: dict[tuple[str, str], int] = {}
    for stretch in stretches:
        named = {**stretch.named, **named}
    return named


def _apart(url: str, genesis: Genesis, after: int, last: int) -> Stretch:
    """A stretch, examined in a process of its own. What it reads lies behind a head: it cannot change meanwhile."""
    engine = connect(url)
    try:
        with transaction(engine) as connection:
            return examine(connection, genesis, after, last)
    finally:
        engine.dispose()
