"""Migration: the tables of a docket are brought up to date, by one process at a time (Alembic)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from .database import transaction

_LOCK: Final = 5_417_302_613  # any number that no one else uses


def upgrade(engine: Engine) -> None:
    """Bring the tables up to date; a second process waits, then finds nothing to do. Raises DocketUnavailable."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with transaction(engine) as connection:
        if _current(connection) == ScriptDirectory.from_config(config).get_current_head():
            return
    with transaction(engine, writes=True) as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
