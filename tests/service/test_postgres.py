"""The service over PostgreSQL: what holds over SQLite holds here too; several processes share one docket; and when the
server stops nothing is answered as recorded, until it is back."""

from __future__ import annotations

import asyncio
import inspect
import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from penalty_rules.docket import Keyring, Store
from penalty_rules.docket.verification import verify
from penalty_rules.service import Settings, create_app
from tests.docket.postgres import Postgres

from . import test_access_log, test_docket_reading, test_recording, test_sign_in
from .conftest import KEYRING, PASSWORD, RULEBOOK, SECRET, HandClock, House, make_case, people_of
from .test_docket_reading import begun, docket, finished
from .test_recording import advise, count, disposition, problem, reviewed
from .test_serving import served
from .test_sign_in import sign_in, wang

__all__ = ["docket", "reviewed", "wang"]
HOUSES = {"house", "docket", "reviewed", "wang"}
OF_SQLITE = {  # what they look at is its file
    "test_when_the_disk_is_full_nothing_is_answered_as_recorded_and_what_was_stays",
    "test_secrets_are_kept_as_digests_only",
    "test_who_finds_as_many_waiting_as_may_is_turned_away_at_once_and_all_who_wait_are_recorded",
}
CLIENTS, EACH = 4, 15


def same() -> Iterator[tuple[str, Any]]:
    """The tests of the service that ask a house of several people, whatever database it has."""
    for module in (test_recording, test_docket_reading, test_sign_in, test_access_log):
        for name, test in inspect.getmembers(module, inspect.isfunction):
            if (
                name.startswith("test_")
                and name not in OF_SQLITE
                and HOUSES & inspect.signature(test).parameters.keys()
            ):
                yield name, test


globals().update(same())


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    server = Postgres()
    yield server
    server.stop()


@pytest.fixture
def url(postgres: Postgres) -> str:
    """An empty database; all go with their server."""
    return postgres.database()


@pytest.fixture
def house(url: str, tmp_path: Path, runner: asyncio.Runner) -> Iterator[House]:
    """The service for several people, one in each role, over PostgreSQL."""
    clock, keys = HandClock(), tmp_path / "docket.keys"
    KEYRING.write(keys)
    Store.create(url, KEYRING, clock=clock).close()
    told = {"docket": url, "keys": str(keys), "secret": SECRET, "work": str(tmp_path), "mode": "multi-user"}
    made = people_of(House(create_app(Settings(**told), rulebook=RULEBOOK, now=clock), clock, runner))  # type: ignore[arg-type]
    yield made
    made.office.close()


def test_a_case_goes_its_whole_way_over_http(wang: House, tmp_path: Path) -> None:
    browser = sign_in(wang)
    assert browser.status_code == 200
    officer = {"cookie": f"{browser.headers['set-cookie'].partition(';')[0]}", "x-csrf-token": browser.json()["csrf"]}
    wish = {"label": "一体化平台", "scopes": ["record", "docket"], "days": 7}
    token = wang.post("/v1/tokens", json=wish, headers=officer).json()["token"]
    system = {"authorization": f"Bearer {token}"}
    first = wang.post("/v1/advices", json=make_case(), headers=system)
    assert (first.status_code, first.json()["entry"]["recorder"]) == (201, "wang")
    assert wang.post("/v1/dispositions", json=disposition(), headers=system).status_code == 201
    auditor = wang.session("auditor")
    assert wang.get("/v1/statistics", headers=auditor).json()["total"]["cases"] == 1
    assert finished(wang, begun(wang))["counts"] == {"same": 2}
    head = wang.get("/v1/heads/latest", headers=auditor).json()
    assert head["head"]["count"] == 2
    wang.office.accesses.flush()
    newest = wang.get("/v1/accesses", params={"limit": 1}, headers=auditor).json()
    older = wang.get("/v1/accesses", params={"limit": 1, "before": newest["next"]}, headers=auditor).json()
    assert [each["accesses"][0]["operation"] for each in (newest, older)] == ["show_latest_head", "show_replay"]
    assert verified(wang, tmp_path) == 0


def verified(house: House, folder: Path) -> int:
    """The exit code of the verifier that comes with the bundle, which knows nothing of us, against a head kept."""
    bundle = folder / "docket.zip"
    bundle.write_bytes(house.get("/v1/bundle", headers=house.session("auditor")).content)
    with zipfile.ZipFile(bundle) as archive:
        archive.extract("verify_docket.py", folder)
    command = [sys.executable, "verify_docket.py", bundle.name]
    return subprocess.run(command, cwd=folder, capture_output=True, timeout=60, check=False).returncode


def test_while_the_server_is_down_nothing_is_answered_as_recorded_and_once_it_is_back_all_goes_on(
    house: House, postgres: Postgres
) -> None:
    officer = house.token("officer", "record", "docket")
    assert house.post("/v1/advices", json=make_case(), headers=officer).status_code == 201
    browser = house.session("auditor")
    postgres.crash()
    try:
        assert problem(house.post("/v1/advices", json=make_case(), headers=officer)) == (503, "unavailable")
        assert problem(house.post("/v1/dispositions", json=disposition(), headers=officer)) == (503, "unavailable")
        assert problem(house.get("/v1/entries", headers=browser)) == (503, "unavailable")
        ready = house.get("/v1/ready")
        assert (ready.status_code, ready.json()["parts"]["database"]) == (503, "cannot be reached")
        assert house.get("/v1/health").status_code == 200
    finally:
        postgres.start()
    house.office.accesses.flush()
    assert house.get("/v1/ready").status_code == 200
    assert house.get("/v1/entries", headers=browser).status_code == 200
    again = advise(house, id="again")
    assert (again.status_code, again.json()["entry"]["seq"]) == (201, 2)
    report = verify(house.office.engine, KEYRING)
    assert (report.ok, report.count, count(house)) == (True, 2, 2)
    assert len(house.accesses(operation="record_advice", status=201)) == 2


def test_two_services_share_one_docket_one_chain_and_one_another_s_replays(url: str, tmp_path: Path) -> None:
    shared = {"docket": url, "keys": str(tmp_path / "docket.keys"), "work": str(tmp_path)}
    with served(tmp_path, 1, **shared) as (_, one), served(tmp_path, 1, **shared) as (_, other):
        with ThreadPoolExecutor(CLIENTS) as pool:
            told = [
                each for some in pool.map(lambda n: recorded((one, other)[n % 2], n), range(CLIENTS)) for each in some
            ]
        begun_at_one = httpx.post(f"{one}/v1/replays", json={}, timeout=30).json()
        ended = told_of(f"{other}/v1/replays/{begun_at_one['id']}")
        at_one, at_other = (httpx.get(f"{each}/v1/statistics", timeout=30).json() for each in (one, other))
        figures = [at_one["pending"], at_other["pending"]]
        repeated = recorded(other, 0)  # what was recorded at one under its key is found at the other
    assert (ended["counts"], ended["total"]) == ({"same": len(told)}, len(told))
    assert figures == [len(told)] * 2
    assert set(repeated) <= set(told)
    store = Store.open(url, Keyring.read(tmp_path / "docket.keys"))
    try:
        report = verify(store.engine, store.keyring)
        with store.reading() as view:
            kept = {(each.header.case, each.seq, each.digest) for each in view.entries()}
    finally:
        store.close()
    assert (report.ok, report.count) == (True, CLIENTS * EACH)
    assert set(told) == kept


def recorded(address: str, client: int) -> list[tuple[str, int, str]]:
    """What was acknowledged to a client that records cases one after the other."""
    told = []
    with httpx.Client(base_url=address, timeout=60) as at:
        for number in range(EACH):
            case = make_case(id=f"c{client}-{number}")
            answer = at.post("/v1/advices", json=case, headers={"idempotency-key": str(case["id"])})
            entry: dict[str, Any] = answer.raise_for_status().json()["entry"]
            told.append((entry["case"], entry["seq"], entry["digest"]))
    return told


def told_of(replay: str) -> dict[str, Any]:
    """The replay once it is done, as another service tells it."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        told: dict[str, Any] = json.loads(httpx.get(replay, timeout=30).text)
        if told["state"] != "running":
            return told
        time.sleep(0.1)
    raise AssertionError("the replay does not end")


def test_the_password_of_the_database_stands_in_no_answer_and_in_no_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    url = f"postgresql://someone:{PASSWORD}@127.0.0.1:1/none"
    KEYRING.write(tmp_path / "docket.keys")
    with pytest.raises(Exception, match="connection") as refused:
        create_app(Settings(docket=url, keys=str(tmp_path / "docket.keys")))  # type: ignore[arg-type]
    assert PASSWORD not in str(refused.value) + caplog.text
