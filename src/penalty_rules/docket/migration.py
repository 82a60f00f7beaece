"""Migration: the tables of a docket are brought up to date, by one process at a time (Alembic)."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from ..errors import DocketUnavailable
from .database import hold, shown, transaction


def upgrade(engine: Engine) -> None:
    """Bring the tables up to date; a second process waits, then finds nothing to do. Raises DocketUnavailable."""
    config = Config()
    folder = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    with transaction(engine) as connection:
        found = _current(connection)
    if found == scripts.get_current_head():
        return
    if found not in {None, *(each.revision for each in scripts.walk_revisions())}:
        remedy = "install the version of penalty-rules that last opened it, or a later one"
        raise DocketUnavailable(shown(engine.url), f"a later version made its tables (revision {found})", remedy)
    with transaction(engine, writes=True) as connection:
        hold(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
