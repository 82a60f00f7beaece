"""Eight processes that record into one PostgreSQL at the same time: how fast, and whether the chain is whole after."""

from __future__ import annotations

import multiprocessing
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import psycopg
from tests.docket.making import whole_chain

from penalty_rules.docket import Keyring, Store
from penalty_rules.docket.entry import Draft
from penalty_rules.docket.recorder import Recorder
from penalty_rules.docket.store import Submission

RECORDERS = 8


def at_once(drafts: list[Draft], keys: Path) -> str:
    """Each of eight recorders records its share one by one, each entry synced before the next; a row of the report."""
    from tests.docket.postgres import Postgres

    server, keyring = Postgres(), Keyring.generate()
    keyring.write(keys)
    try:
        url = server.database()
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = on")  # the tests go without it
            connection.execute("SELECT pg_reload_conf()")
        store = Store.create(url, keyring)
        alone = _seconds(url, keys, drafts[: len(drafts) // RECORDERS], 1)
        together = _seconds(url, keys, drafts, RECORDERS)
        entries = len(whole_chain(store))  # raises where an entry, a link or a head is wrong
        store.close()
    finally:
        server.stop()
    expected = len(drafts) + len(drafts) // RECORDERS
    lost = expected - entries
    rates = f"{len(drafts) // RECORDERS / alone:,.0f} | {len(drafts) / together:,.0f}"
    return f"| {rates} | {expected:,} | {lost} | whole |"


def _seconds(url: str, keys: Path, drafts: list[Draft], processes: int) -> float:
    """From the moment when all have connected until the last entry is recorded."""
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(processes + 1)
    shares = [drafts[first::processes] for first in range(processes)]
    running = [context.Process(target=_record, args=(url, str(keys), each, ready)) for each in shares]
    for each in running:
        each.start()
    ready.wait()
    start = time.perf_counter()
    for each in running:
        each.join()
    if any(each.exitcode for each in running):
        raise RuntimeError("a recorder failed")
    return time.perf_counter() - start


def _record(url: str, keys: str, drafts: list[Draft], ready: object) -> None:
    store = Store.open(url, Keyring.read(keys))
    recorder = Recorder(store)
    ready.wait()  # type: ignore[attr-defined]
    for draft in drafts:
        recorder.record(Submission(draft))
    store.close()
