"""The database of a docket: one URL selects it; SQLite is durable here, and writers wait for each other.

SQLite runs in WAL mode with synchronous=FULL. A connection that writes begins with `BEGIN IMMEDIATE`; on PostgreSQL the
single row of `docket` is locked instead. Nobody waits for ever: the URL may shorten what `WAITS` says.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from ..errors import CommitUnanswered, DocketUnavailable

WAITS: Final[Mapping[str, Mapping[str, object]]] = {  # `?timeout=5`, `?options=-c%20lock_timeout=5s` replace them
    "sqlite": {"timeout": 30},
    "postgresql": {"connect_timeout": 10, "options": "-c lock_timeout=30s"},
}
SWITCHING: Final = 30  # seconds
_LOCK: Final = 5_417_302_613  # any number that no one else uses
_INIT: Final = "make the docket with `penalty-rules docket init`"
_REMEDIES: Final = {  # the first that is found in the words of the database
    "locked": "another process is writing; try again, and look for one that hangs",
    "lock timeout": "another process is writing; try again, and look for one that hangs",
    "full": "free some space; what was recorded before stays valid",
    "no space": "free some space; what was recorded before stays valid",
    "disk i/o": "look at the disk; what was recorded before stays valid",
    "readonly": "make the file and its folder writable",
    "unable to open": "look at the path and its permissions; `penalty-rules docket init` makes a new docket",
    "not a database": "name another file; this one is no docket, or it is damaged: then restore it from its backup",
    "no such table": _INIT,
    "relation": _INIT,
    "does not exist": "correct the name in the URL, or create it on the server",
    "password": "correct user and password in the URL",
    "queuepool": "too many at once; try again",
    "connection": "start the database server, or correct its address; then try again",
}
_REPEAT: Final = "send it again under the same request key: what was recorded then is found, not recorded twice"


def connect(url: str) -> Engine:
    """The engine of a URL; a plain path is a SQLite file. Raises DocketUnavailable."""
    try:
        made = _parsed(url)
        if made.drivername == "postgresql":
            made = made.set(drivername="postgresql+psycopg")
        waits = WAITS.get(made.get_backend_name(), {})
        given = {name: value for name, value in waits.items() if name not in made.query}
        if made.get_backend_name() != "sqlite":
            return create_engine(made, connect_args=given, pool_pre_ping=True, pool_size=8, max_overflow=24)
        engine = create_engine(made, connect_args=given)
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError) as error:
        remedy = (
            "write sqlite:///path or postgresql://user@host/name, signs like @ : / in a password as %40 %3A %2F;"
            " PostgreSQL needs `penalty-rules[postgres]`"
        )
        told = str(error) if isinstance(error, ImportError | NoSuchModuleError) else "this URL cannot be read"
        raise DocketUnavailable(shown(url), told, remedy) from None
    engine.dialect.use_insertmanyvalues_wo_returning = True  # sqlite3 lets other threads in after every statement
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def existing(url: str) -> Engine:
    """As `connect`, but SQLite makes no empty file of a path that does not exist. Raises DocketUnavailable."""
    engine = connect(url)
    path = engine.url.database or ":memory:"
    if engine.dialect.name == "sqlite" and not path.startswith((":", "file:")) and not Path(path).exists():
        raise DocketUnavailable(shown(url), "there is no such file", _INIT)
    return engine


def shown(url: str | URL) -> str:
    """The URL without its passwords."""
    try:
        made = _parsed(url)
    except (ArgumentError, ValueError):
        return "(unreadable URL)"
    secret = {name: "hidden" for name in made.query if "password" in name.lower()}
    return made.update_query_dict(secret).render_as_string(hide_password=True)


def _parsed(url: str | URL) -> URL:
    plain = isinstance(url, str) and "://" not in url
    return URL.create("sqlite", database=str(url)) if plain else make_url(url)


def _prepare(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # transactions begin when we say so
    _write_ahead(connection)
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "wal_autocheckpoint=4000"):  # a checkpoint syncs twice more
        connection.execute(f"PRAGMA {pragma}")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """WAL mode; of several who turn a new file to it at once SQLite refuses all but one, without waiting."""
    latest = time.monotonic() + SWITCHING
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > latest:
                raise
            time.sleep(0.01)


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.connection.cursor().execute("BEGIN IMMEDIATE" if writes else "BEGIN")  # each decision waits for this


@contextmanager
def transaction(engine: Engine, *, writes: bool = False) -> Iterator[Connection]:
    """A transaction that is committed at the end, or leaves nothing. Raises DocketUnavailable, CommitUnanswered."""
    committing = False
    try:
        with engine.connect().execution_options(writes=writes) as connection, connection.begin():
            yield connection
            committing = writes
    except (SQLAlchemyError, engine.dialect.loaded_dbapi.Error) as error:
        raise unavailable(engine, error, committing=committing) from error


def hold(connection: Connection) -> None:
    """Hold a whole PostgreSQL database against others who make or migrate a docket; SQLite is held since the begin."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")


def unavailable(engine: Engine, error: Exception, *, committing: bool = False) -> DocketUnavailable:
    """A database error in the words of this house."""
    reason = str(error.orig if isinstance(error, DBAPIError) else error).strip().splitlines()
    first = reason[0] if reason else type(error).__name__
    if committing and "full" not in first.lower():
        return CommitUnanswered(shown(engine.url), first, _REPEAT)
    remedy = next(
        (text for word, text in _REMEDIES.items() if word in first.lower()), "look at the database and its log"
    )
    return DocketUnavailable(shown(engine.url), first, remedy)
