"""Rows as the driver gives them, whatever they hold: a verifier reads what others may have altered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Connection

from .entry import SCHEMA, Header
from .tables import ENTRIES

PAGE: Final = 250  # rows: enough that a statement costs nothing, few enough to stay in the processor's cache
KEYS: Final = (
    *Header._fields[:-1],
    "schema",
    Header._fields[-1],
)  # of the header, in canonical order: so rows are read
BODY_DIGEST, IDENTITY_DIGEST, PREVIOUS, RECORDED, SEQ = (
    KEYS.index(name) for name in ("body", "identity", "previous", "recorded_at", "seq")
)
DIGEST, BODY, IDENTITY = len(KEYS), len(KEYS) + 1, len(KEYS) + 2
Row = tuple[Any, ...]


def pages(connection: Connection, after: int, last: int) -> Iterator[list[Row]]:
    """Entries behind `after` up to `last` as rows: the header in the order of KEYS, its digest, the parts as bytes.

    Where a page cannot be read or decoded, its rows are read one by one, up to the one at fault. What is no text is
    given as it is, or as 0. Raises the errors of the driver.
    """
    lite, careful = connection.dialect.name == "sqlite", 0
    cursor, statement = connection.connection.cursor(), _SELECT_SQLITE if lite else _SELECT
    try:
        while True:
            _decode(connection, strictly=not careful)
            try:
                page = cursor.execute(statement, (after, last, 1 if careful else PAGE)).fetchall()
            except connection.dialect.loaded_dbapi.Error:
                if careful:
                    raise
                careful = PAGE
                continue
            if not page:
                return
            yield page if lite else [(*row[:BODY], *map(_encoded, row[BODY:])) for row in page]
            after, careful = page[-1][SEQ], max(0, careful - 1)
    finally:
        _decode(connection, strictly=True)


def every(connection: Connection, statement: str) -> Iterator[Row]:
    """The rows of a statement of our own; a text that is no UTF-8 has lone surrogates. Raises the driver's errors."""
    _decode(connection, strictly=False)
    try:
        yield from connection.connection.cursor().execute(statement)
    finally:
        _decode(connection, strictly=True)


def _decode(connection: Connection, *, strictly: bool) -> None:
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.dbapi_connection
        driver.text_factory = str if strictly else _undecoded


def _undecoded(text: bytes) -> str:
    return text.decode(errors="surrogateescape")


def _encoded(text: str | None) -> bytes | None:
    return None if text is None else text.encode()


def _select(mark: str, part: str) -> str:
    """Names are our own symbols."""
    names = [column.name for column in ENTRIES.c]
    columns = [*names[: SEQ - 1], f"'{SCHEMA}'", *names[SEQ - 1 : -2], *(part.format(name) for name in names[-2:])]
    where = f"WHERE seq > {mark} AND seq <= {mark} ORDER BY seq LIMIT {mark}"
    return f"SELECT {', '.join(columns)} FROM {ENTRIES.name} {where}"


_SELECT: Final = _select("%s", "{}")
_SELECT_SQLITE: Final = _select(  # a blob in the place of a text is not what was recorded, even of the same bytes
    "?", "CASE typeof({0}) WHEN 'text' THEN CAST({0} AS BLOB) WHEN 'null' THEN NULL ELSE 0 END"
)
