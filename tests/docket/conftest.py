"""Each test of a store runs over SQLite and over PostgreSQL, on an empty database of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from penalty_rules.docket import Docket, Keyring, Store
from penalty_rules.evaluator import Evaluator

from .postgres import Postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    server = Postgres()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def keyring() -> Keyring:
    return Keyring.generate()


@pytest.fixture(scope="session")
def key_file(keyring: Keyring, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("keys") / "docket.keys"
    keyring.write(path)
    return str(path)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'docket.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = server.database()
    yield name
    server.drop(name)  # many databases would be slow to remove together


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'docket.db'}"


@pytest.fixture
def kept() -> Iterator[Callable[[Store], Store]]:
    """Closes at the end of the test what is handed to it."""
    with ExitStack() as stack:
        yield lambda store: stack.enter_context(closing(store))


@pytest.fixture
def store(url: str, keyring: Keyring, kept: Callable[[Store], Store]) -> Store:
    """A new docket without entries."""
    return kept(Store.create(url, keyring))


@pytest.fixture(scope="session")
def evaluator() -> Evaluator:
    return Evaluator()


@pytest.fixture
def docket(store: Store, evaluator: Evaluator) -> Docket:
    return Docket(store, evaluator)
