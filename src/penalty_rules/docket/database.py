"""The database of a docket: one URL selects it; SQLite is durable here, and writers wait for each other.

SQLite runs in WAL mode with synchronous=FULL. A connection that writes begins with `BEGIN IMMEDIATE`; on PostgreSQL the
single row of `docket` is locked instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from ..errors import DocketUnavailable

VARIABLE: Final = "PENALTY_RULES_DOCKET"
BUSY_SECONDS: Final = 30
_REMEDIES: Final = {
    "locked": "another process is writing; try again, and look for one that hangs",
    "full": "free some space; what was recorded before stays valid",
    "disk i/o": "look at the disk; what was recorded before stays valid",
    "readonly": "make the file and its folder writable",
    "unable to open": "look at the path and its permissions; `penalty-rules docket init` makes a new docket",
    "no such table": "make the docket with `penalty-rules docket init`",
    "does not exist": "make the docket with `penalty-rules docket init`",
}


def connect(url: str) -> Engine:
    """The engine of a URL; a plain path is a SQLite file. Raises DocketUnavailable."""
    named = url if "://" in url else f"sqlite:///{url}"
    try:
        made = make_url(named)
        if made.get_backend_name() != "sqlite":
            if made.drivername == "postgresql":
                made = made.set(drivername="postgresql+psycopg")
            return create_engine(made, pool_pre_ping=True, pool_size=8, max_overflow=24)
        engine = create_engine(made, connect_args={"timeout": BUSY_SECONDS})
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError) as error:
        remedy = "write sqlite:///path or postgresql://user@host/name; the latter needs `penalty-rules[postgres]`"
        raise DocketUnavailable(shown(named), str(error), remedy) from None
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def shown(url: str) -> str:
    """The URL without its password."""
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return "(unreadable URL)"


def _prepare(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # transactions begin when we say so
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def transaction(engine: Engine, *, writes: bool = False) -> Iterator[Connection]:
    """A transaction that is committed at the end, or leaves nothing. Raises DocketUnavailable."""
    try:
        with engine.connect().execution_options(writes=writes) as connection, connection.begin():
            yield connection
    except (SQLAlchemyError, engine.dialect.loaded_dbapi.Error) as error:
        raise unavailable(engine, error) from error


def unavailable(engine: Engine, error: Exception) -> DocketUnavailable:
    """A database error in the words of this house."""
    reason = str(error.orig if isinstance(error, DBAPIError) else error).strip().splitlines()
    first = reason[0] if reason else type(error).__name__
    remedy = next(
        (text for word, text in _REMEDIES.items() if word in first.lower()), "look at the database and its log"
    )
    return DocketUnavailable(engine.url.render_as_string(hide_password=True), first, remedy)
