"""How fast a docket is verified, against hashing the same bytes: in one run, with as many processes for each.

*hashed from the store*: the same rows are read with the driver, page by page, the header's canonical bytes are formed,
and header, body and identity are hashed with SHA-256; nothing is compared, no link, head or archive is looked at: the
least that any verification of a database must do. *hashed from memory*: header, body and identity of 50,000 entries lie
ready as bytes and are hashed with SHA-256, nothing else; one process, scaled to the number of entries. All take turns;
ratios are the medians over the rounds. Starting the processes counts for both.

    python bench/verification.py [--entries 200000,1000000] [--rounds 3] [--folder DIR]
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import cycle, islice
from pathlib import Path

import orjson

sys.path.insert(0, str(Path(__file__).parent))

from docket_cases import drafts
from penalty_rules.docket import Docket, Keyring, Store
from penalty_rules.docket.database import connect, transaction
from penalty_rules.docket.rows import BODY, IDENTITY, KEYS, pages
from penalty_rules.docket.verification import verify

DISTINCT, BATCH, IN_MEMORY = 400, 5_000, 50_000


def fill(path: Path, entries: int) -> tuple[Store, float]:
    """A docket of so many entries of a few hundred distinct bodies, and the entries a second of its batched import."""
    store = Store.create(str(path), Keyring.generate())
    docket = Docket(store)
    coming = islice(cycle(list(drafts(docket, DISTINCT))), entries)
    spent = 0.0
    while batch := list(islice(coming, BATCH)):
        start = time.perf_counter()
        docket.record_all(batch)
        spent += time.perf_counter() - start
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return store, entries / spent


def hash_stored(path: str, after: int, last: int) -> None:
    """Read, form, hash."""
    engine, new, dumps = connect(path), hashlib.sha256, orjson.dumps
    with transaction(engine) as connection:
        for page in pages(connection, after, last):
            for row in page:
                new(dumps(dict(zip(KEYS, row, strict=False)))).hexdigest()
                new(row[BODY]).hexdigest()
                if row[IDENTITY] is not None:
                    new(row[IDENTITY]).hexdigest()
    engine.dispose()


def hash_stored_in(path: str, entries: int, processes: int) -> None:
    """The same over ranges, a process each."""
    if processes == 1:
        return hash_stored(path, 0, entries)
    borders = [entries * part // processes for part in range(processes + 1)]
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        list(pool.map(partial(hash_stored, path), borders[:-1], borders[1:]))
    return None


def held(store: Store) -> list[tuple[bytes, bytes, bytes | None]]:
    """The bytes of some entries."""
    with transaction(store.engine) as connection:
        rows = [row for page in pages(connection, 0, IN_MEMORY) for row in page]
    return [(orjson.dumps(dict(zip(KEYS, row, strict=False))), row[BODY], row[IDENTITY]) for row in rows]


def hash_held(entries: list[tuple[bytes, bytes, bytes | None]]) -> None:
    new = hashlib.sha256
    for header, body, identity in entries:
        new(header).hexdigest()
        new(body).hexdigest()
        if identity is not None:
            new(identity).hexdigest()


def seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def verified(store: Store, entries: int, processes: int) -> None:
    report = verify(store.engine, store.keyring, processes=processes)
    if not report.ok or report.count != entries:
        raise SystemExit(f"it does not verify: {report.first}")


def measure(store: Store, path: str, entries: int, rounds: int) -> None:
    """A row of the table for each number of processes."""
    ready = held(store)
    size = statistics.fmean(len(h) + len(b) + len(i or b"") for h, b, i in ready)
    for processes in (1, 2):
        ours: list[float] = []
        stored: list[float] = []
        memory: list[float] = []
        for _ in range(rounds):
            stored.append(seconds(partial(hash_stored_in, path, entries, processes)))
            ours.append(seconds(partial(verified, store, entries, processes)))
            if processes == 1:
                memory.append(seconds(partial(hash_held, ready)) * entries / len(ready))
        row = [f"{entries:,}", f"{size:,.0f}", str(processes)]
        row += [f"{statistics.median(each) / entries * 1e6:.2f}" if each else "" for each in (ours, stored, memory)]
        row += [_ratio(ours, each) for each in (stored, memory)]
        print("|", " | ".join(row), "|", flush=True)


def _ratio(ours: list[float], theirs: list[float]) -> str:
    return f"×{statistics.median(a / b for a, b in zip(ours, theirs, strict=True)):.2f}" if theirs else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", default="200000,1000000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", default=None, help="where the dockets are made: 4 GB for a million entries")
    asked = parser.parse_args()
    print("| entries | bytes each | processes | verified, µs | hashed from the store, µs | hashed from memory, µs |"
          " against the store | against memory |")  # fmt: skip
    print("|---:|---:|---:|---:|---:|---:|---:|---:|")
    for entries in map(int, asked.entries.split(",")):
        with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
            path = Path(folder) / "docket.db"
            store, rate = fill(path, entries)
            measure(store, str(path), entries, asked.rounds)
            store.close()
            print(f"\nBatched import of these: {rate:,.0f} entries a second.\n", flush=True)


if __name__ == "__main__":
    main()
