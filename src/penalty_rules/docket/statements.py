"""The statements of the recording path, made once: here each microsecond counts for every decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Engine

from . import heads
from .entry import Entry, Link
from .heads import Head
from .tables import ENTRIES, HEADS

_END: Final = (
    "SELECT e.seq, e.digest, e.recorded_at, h.count, h.digest FROM heads h LEFT JOIN entries e"
    " ON e.seq = (SELECT MAX(seq) FROM entries) WHERE h.count = (SELECT MAX(count) FROM heads)"
)


class Statements:
    """SQL of one database, in the style of its driver, which is called without detours."""

    def __init__(self, engine: Engine) -> None:
        mark = "?" if engine.dialect.paramstyle == "qmark" else "%s"
        self._insert_entry = _insert(ENTRIES.name, [column.name for column in ENTRIES.c], mark)
        columns = [column.name for column in HEADS.c]
        self._insert_head = _insert(HEADS.name, columns, mark)
        changed = ", ".join(f"{name} = {mark}" for name in columns)
        self._replace_head = f"UPDATE {HEADS.name} SET {changed} WHERE count = {mark}"
        self._lock = None if engine.dialect.name == "sqlite" else "SELECT id FROM docket FOR UPDATE"

    def end(self, connection: Connection) -> tuple[Link | None, tuple[int, str] | None]:
        """The last entry, and count and digest of the last signed head; the docket is held for this transaction."""
        cursor = _cursor(connection)
        if self._lock is not None:  # SQLite holds the database since the transaction began
            cursor.execute(self._lock)
        row = cursor.execute(_END).fetchone()
        if row is None:
            return None, None
        return None if row[0] is None else Link(*row[:3]), (row[3], row[4])

    def insert_entries(self, connection: Connection, entries: Sequence[Entry]) -> None:
        """Write entries as they are."""
        rows = [(*each.header, each.digest, each.body, each.identity) for each in entries]
        _cursor(connection).executemany(self._insert_entry, rows)

    def write_head(self, connection: Connection, head: Head, last: int | None) -> None:
        """Write a head in the place of the last one, or beside it where that is kept."""
        row = (head.count, head.digest, head.time, head.key, head.signature)
        if last is None or not heads.superseded(last, head.count):
            _cursor(connection).execute(self._insert_head, row)
        else:
            _cursor(connection).execute(self._replace_head, (*row, last))


def _cursor(connection: Connection) -> Any:
    """A cursor of the driver, inside the transaction of the connection."""
    return connection.connection.cursor()


def _insert(table: str, columns: Sequence[str], mark: str) -> str:
    """Names are our own symbols."""
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join([mark] * len(columns))})"
