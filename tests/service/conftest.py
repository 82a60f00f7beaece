"""The service for tests: an app on a database of its own, a clock that is set by hand, somebody in each role."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from fastapi import FastAPI

from penalty_rules.docket import Keyring, Store
from penalty_rules.rulebook import Rulebook
from penalty_rules.service import Settings, create_app
from penalty_rules.service.clock import BEIJING
from penalty_rules.service.entrance import COOKIE
from penalty_rules.service.office import Office
from penalty_rules.service.permissions import ROLES

SECRET = "a secret of the tests, thirty-two characters long"
PASSWORD = "Canal-Lamp-2030"
AUTHORITY = "某市某区市场监督管理局"
PLACE = "610802"
HOST = "http://127.0.0.1:8000"
EXAMPLES = Path(__file__).parents[2] / "src" / "penalty_rules" / "service" / "examples"
RULEBOOK = Rulebook()
T = TypeVar("T")


def make_case(**changes: Any) -> dict[str, Any]:
    """The case of the worked example, changed."""
    case: dict[str, Any] = json.loads((EXAMPLES / "case.json").read_text(encoding="utf-8"))
    return {**case, "authority": {"name": AUTHORITY}, **changes}


class HandClock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.moment = datetime(2030, 6, 3, 9, 0, tzinfo=BEIJING)

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **by: float) -> None:
        self.moment += timedelta(**by)


class House:
    """An app with its office, and a way to call on it."""

    def __init__(self, app: FastAPI, clock: HandClock, runner: asyncio.Runner) -> None:
        self.app, self.clock, self._runner = app, clock, runner
        self.folder = Path(app.state.office.settings.docket).parent
        self.office: Office = app.state.office

    def ask(self, method: str, path: str, **given: Any) -> httpx.Response:
        """One request, answered in this process."""
        base = given.pop("base", HOST)

        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url=base) as client:
                return await client.request(method, path, **given)

        return self.run(asked())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """What the work makes, on the loop of these tests."""
        return self._runner.run(work)

    def get(self, path: str, **given: Any) -> httpx.Response:
        return self.ask("GET", path, **given)

    def post(self, path: str, **given: Any) -> httpx.Response:
        return self.ask("POST", path, **given)

    def session(self, account: str) -> dict[str, str]:
        """Headers of a browser in which somebody is signed in."""
        begun = self.office.sessions.begin(account)
        return {"cookie": f"{COOKIE}={begun.cookie}", "x-csrf-token": begun.csrf}

    def token(self, account: str, *scopes: str, days: int = 30) -> dict[str, str]:
        """Headers of another system that holds a token."""
        return {"authorization": f"Bearer {self.office.tokens.create(account, 'tests', scopes, days)[0]}"}

    def accesses(self, **fitting: Any) -> list[dict[str, Any]]:
        """The access log, the newest first; only those that fit."""
        self.office.accesses.flush()
        found = self.office.accesses.page("", before=None, limit=500, account=None)
        return [row for row in found if fitting.items() <= row.items()]


@pytest.fixture(scope="session")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as made:
        yield made


KEYRING = Keyring.generate()


def build(folder: Path, runner: asyncio.Runner, **settings: Any) -> House:
    """An app in a folder; its docket is made there, or already was."""
    clock, docket, keys = HandClock(), folder / "docket.db", folder / "docket.keys"
    given = {"docket": str(docket), "keys": str(keys), "secret": SECRET, **settings}
    if given.get("mode") == "multi-user" and not docket.exists():
        KEYRING.write(keys)
        Store.create(str(docket), KEYRING, clock=clock).close()
    return House(create_app(Settings(**given), rulebook=RULEBOOK, now=clock), clock, runner)


def people_of(house: House) -> House:
    """One account for each role, named after it."""
    for role in ROLES:
        authority = AUTHORITY if role in ("officer", "reviewer") else None
        jurisdiction = "" if role == "administrator" else PLACE
        house.office.people.create(role, roles=(role,), jurisdiction=jurisdiction, authority=authority)
    return house


@pytest.fixture
def house(tmp_path: Path, runner: asyncio.Runner) -> Iterator[House]:
    """The service for several people, one in each role."""
    made = people_of(build(tmp_path, runner, mode="multi-user"))
    yield made
    made.office.close()


@pytest.fixture
def embedded(tmp_path: Path, runner: asyncio.Runner) -> Iterator[House]:
    """The service for one person on this machine."""
    made = build(tmp_path, runner)
    yield made
    made.office.close()
