"""The statements of the recording path, made once: here each microsecond counts for every decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, Engine, select

from . import heads
from .entry import Entry, Link
from .heads import Head
from .tables import DOCKET, ENTRIES, HEADS

_END: Final = "SELECT seq, digest, recorded_at FROM entries ORDER BY seq DESC LIMIT 1"
_HEAD: Final = "SELECT count, digest FROM heads ORDER BY count DESC LIMIT 1"


class Statements:
    """SQL of one database, in the style of its driver."""

    def __init__(self, engine: Engine) -> None:
        mark = "?" if engine.dialect.paramstyle == "qmark" else "%s"
        self._insert_entry = _insert(ENTRIES.name, [column.name for column in ENTRIES.c], mark)
        columns = [column.name for column in HEADS.c]
        self._insert_head = _insert(HEADS.name, columns, mark)
        changed = ", ".join(f"{name} = {mark}" for name in columns)
        self._replace_head = f"UPDATE {HEADS.name} SET {changed} WHERE count = {mark}"
        self._locks = engine.dialect.name != "sqlite"
        self._lock = select(DOCKET.c.id).with_for_update()

    def lock(self, connection: Connection) -> None:
        """Hold the docket for this transaction; SQLite holds it since the transaction began."""
        if self._locks:
            connection.execute(self._lock)

    def end(self, connection: Connection) -> Link | None:
        """The last entry."""
        row = connection.exec_driver_sql(_END).first()
        return None if row is None else Link(*row)

    def head(self, connection: Connection) -> tuple[int, str] | None:
        """Count and digest of the last signed head."""
        row = connection.exec_driver_sql(_HEAD).first()
        return None if row is None else (row[0], row[1])

    def insert_entries(self, connection: Connection, entries: Sequence[Entry]) -> None:
        """Write entries as they are."""
        rows = [(*each.header, each.digest, each.body, each.identity) for each in entries]
        connection.exec_driver_sql(self._insert_entry, rows if len(rows) > 1 else rows[0])

    def write_head(self, connection: Connection, head: Head, last: int | None) -> None:
        """Write a head in the place of the last one, or beside it where that is kept."""
        row = (head.count, head.digest, head.time, head.key, head.signature)
        if last is None or not heads.superseded(last, head.count):
            connection.exec_driver_sql(self._insert_head, row)
        else:
            connection.exec_driver_sql(self._replace_head, (*row, last))


def _insert(table: str, columns: Sequence[str], mark: str) -> str:
    """Names are our own symbols."""
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join([mark] * len(columns))})"
