"""The tables that the migrations make are those that the code speaks of, whoever began and from wherever."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

import penalty_rules.docket
import penalty_rules.service.app  # loads every room of the service, and so every table
from penalty_rules.docket import Keyring, Store
from penalty_rules.docket.database import connect, transaction
from penalty_rules.docket.migration import upgrade
from penalty_rules.docket.store import Submission
from penalty_rules.docket.tables import METADATA
from penalty_rules.errors import DocketUnavailable
from penalty_rules.service.accounts.tables import METADATA as SERVICE

from . import children
from .making import make_draft, whole_chain

MIGRATIONS = str(Path(penalty_rules.docket.__file__).parent / "migrations")
REVISIONS = [each.revision for each in ScriptDirectory(MIGRATIONS).walk_revisions()]


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = connect(url)
    yield engine
    engine.dispose()


def differences(engine: Engine) -> list[Any]:
    with transaction(engine) as connection:
        options = {"compare_type": True, "compare_server_default": True}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), [METADATA, SERVICE]))


def migrate_to(engine: Engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", MIGRATIONS)
    with transaction(engine, writes=True) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def test_the_migrations_make_the_tables_that_the_code_speaks_of(engine: Engine) -> None:
    assert differences(engine) != []
    upgrade(engine)
    assert differences(engine) == []


def test_there_is_one_line_of_revisions() -> None:
    scripts = ScriptDirectory(MIGRATIONS)
    assert len(scripts.get_heads()) == len(scripts.get_bases()) == 1


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_database_of_any_revision_is_brought_up_to_date(engine: Engine, revision: str) -> None:
    migrate_to(engine, revision)
    upgrade(engine)
    assert differences(engine) == []


def test_an_upgrade_that_finds_nothing_to_do_changes_nothing(store: Store) -> None:
    store.append([Submission(make_draft())])
    upgrade(store.engine)
    assert len(whole_chain(store)) == 1


def test_an_upgrade_that_fails_half_way_leaves_nothing(engine: Engine) -> None:
    with transaction(engine, writes=True) as connection:
        connection.exec_driver_sql("CREATE TABLE heads (other INTEGER)")
    with pytest.raises(DocketUnavailable, match="already exists"):
        upgrade(engine)
    assert inspect(engine).get_table_names() == ["heads"]


def test_tables_of_a_later_version_are_left_alone(store: Store, url: str, keyring: Keyring) -> None:
    with transaction(store.engine, writes=True) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DocketUnavailable, match=r"later version .*revision 9999.* → install the version"):
        Store.open(url, keyring)


def test_many_who_migrate_at_once_do_it_once(engine: Engine, url: str) -> None:
    assert children.reports(children.migrate, 4, url) == ["done"] * 4
    assert differences(engine) == []


def test_those_who_turn_a_new_file_to_write_ahead_at_once_wait_for_each_other(tmp_path: Path) -> None:
    urls = [f"sqlite:///{tmp_path}/{number}.db" for number in range(100)]
    assert children.reports(children.touch, 4, urls) == ["done"] * 4
