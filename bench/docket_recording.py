"""Recording measured: one entry in a transaction of its own, threads that share a sync, batches as in an import."""

from __future__ import annotations

import itertools
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event

import workload
from docket_cases import drafts, varied
from penalty_rules import Evaluator
from penalty_rules.docket import Docket, Keyring, Store
from penalty_rules.docket.entry import Draft, Entry
from penalty_rules.docket.recorder import Recorder
from penalty_rules.docket.store import Submission
from penalty_rules.docket.tables import ENTRIES
from penalty_rules.errors import PenaltyRulesError
from reference import Reference
from timing import Contestant, Figures, measure

BARE = "bare SQLite insert of the same bytes"
YARDSTICK = "(m)"
BATCH = 1000
Told = dict[str, Any]


class Recording:
    """Dockets of one folder, and the drafts that are recorded into them."""

    def __init__(self, folder: Path, blocks: int) -> None:
        self.folder, self.blocks = folder, blocks
        self.evaluator = Evaluator()
        self._numbers = itertools.count()
        docket = self.docket()
        self.drafts = list(drafts(docket, 4000))
        docket.record_all(self.drafts)
        with docket.store.reading() as view:
            self.entries = list(view.entries())
        few = itertools.islice(varied(), 3000)
        self.documents = [each for each in few if _accepted(docket, each)]

    def docket(self) -> Docket:
        """A new docket; nothing is in it."""
        store = Store.create(str(self.folder / f"{next(self._numbers)}.db"), Keyring.generate())
        return Docket(store, self.evaluator)

    def one_by_one(self) -> dict[str, Figures]:
        """Each entry in a transaction of its own, against a bare insert; each synced."""
        bare, alone, whole, prepared = _Bare(self.folder / "bare.db"), self.docket(), self.docket(), self.docket()
        for each in (alone, whole):
            each.record_all(self.drafts)  # the archive is filled, as it is after the first day
        recorder = Recorder(alone.store)
        contestants = {
            BARE: Contestant(bare.insert, self.entries, 100),
            "recorded: its place, digests, signed head": Contestant(
                lambda draft: recorder.record(Submission(draft)), self.drafts, 100
            ),
            "`Docket.advise`: read, evaluate, record": Contestant(
                lambda document: whole.advise(document, recorder="officer-1"), self.documents, 100
            ),
            "share: `Docket.prepare`, nothing recorded": Contestant(
                lambda document: prepared.prepare(document, recorder="officer-1"), self.documents, 100
            ),
        }
        return measure(contestants, BARE, self.blocks)

    def together(self, threads: int, each: int) -> tuple[float, float, float]:
        """µs and CPU µs for an entry, entries in a commit: threads that each wait for their own sync."""
        docket = self.docket()
        docket.record_all(self.drafts[:BATCH])
        commits = _counted(docket.store)
        recorder = Recorder(docket.store)
        work = [self.drafts[i % 4000 :][:each] for i in range(0, threads * each, each)]
        wall, cpu = _timed(lambda: _in_threads(recorder, work))
        number = sum(map(len, work))
        return wall / number, cpu / number, number / commits()

    def batches(self) -> dict[str, Figures]:
        """Batches of a thousand, against (m): microseconds are for one entry."""
        store, imports = self.docket().store, self.docket()
        rows = [(_imported(each), _identity(each)) for each in self.entries]
        reference = Reference(workload.general_rules(), workload.items(200))
        raw = workload.cases(BATCH, 200)

        def whole_import(batch: list[tuple[Told, Told | None]]) -> None:
            imports.record_all([_draft(imports, *row) for row in batch])

        def plain(batch: list[Draft]) -> None:
            store.append([Submission(each) for each in batch])

        cuts = [slice(at, at + BATCH) for at in range(0, 4000, BATCH)]
        contestants = {
            YARDSTICK: Contestant(lambda cases: [reference.evaluate(case) for case in cases], [raw], 1),
            "advice, drafts prepared": Contestant(plain, [self.drafts[cut] for cut in cuts], 1),
            "rows of a register: `Docket.imported`, then recorded": Contestant(
                whole_import, [rows[cut] for cut in cuts if cut.stop <= len(rows)], 1
            ),
        }
        return measure(contestants, YARDSTICK, self.blocks)


class _Bare:
    """A table with the columns of an entry and no index but its key; WAL, synchronous=FULL."""

    def __init__(self, path: Path) -> None:
        names = [column.name for column in ENTRIES.c]
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.execute(f"CREATE TABLE entries ({', '.join(names)}, number INTEGER PRIMARY KEY)")
        self._insert = f"INSERT INTO entries VALUES ({', '.join('?' * len(names))}, NULL)"

    def insert(self, entry: Entry) -> None:
        self._connection.execute(self._insert, (*entry.header, *entry[1:]))


def _accepted(docket: Docket, document: Told) -> bool:
    try:
        docket.prepare(document, recorder="officer-1")
    except PenaltyRulesError:
        return False
    return True


def _counted(store: Store) -> Callable[[], int]:
    """Counts the writing transactions from now on."""
    found = list[bool]()

    def committed(connection: Connection) -> None:
        if connection.get_execution_options().get("writes"):
            found.append(True)

    event.listen(store.engine, "commit", committed)
    return lambda: len(found)


def _in_threads(recorder: Recorder, work: list[list[Draft]]) -> None:
    def run(mine: list[Draft]) -> None:
        for draft in mine:
            recorder.record(Submission(draft))

    running = [threading.Thread(target=run, args=(mine,)) for mine in work]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Microseconds of wall clock and of CPU."""
    wall, cpu = time.perf_counter_ns(), time.process_time_ns()
    work()
    return (time.perf_counter_ns() - wall) / 1e3, (time.process_time_ns() - cpu) / 1e3


def _imported(entry: Entry) -> Told:
    """A decision made elsewhere, as the sheet of an authority gives it: 25 columns."""
    header = entry.header
    row = {f"XK_{number:02d}": f"第{number}列，{header.case}的处罚决定书所载内容" for number in range(25)}
    violation = {
        "id": "v1", "matter": None, "conduct": {"from": None, "to": None}, "outcome": None, "kinds": ["fine"],
        "fine": 500_000, "confiscated": None, "basis": [], "clauses": [], "reason": None,
    }  # fmt: skip
    return {
        "schema": "penalty-rules/disposition-entry/1", "origin": "import", "advice": None, "corrects": None,
        "case": header.case, "document_number": header.case, "officer": None, "decided_on": header.decided,
        "violations": [violation], "steps": [], "duties": [], "departures": [], "imported": row,
    }  # fmt: skip


def _identity(entry: Entry) -> Told | None:
    return {"name": "某商行", "uscc": "91999999MA0000000X"} if entry.seq % 3 else None


def _draft(docket: Docket, told: Told, identity: Told | None) -> Draft:
    return docket.imported(
        told, identity, recorder="importer", jurisdiction="440100", domain="environment", authority=None
    )


def rates(figures: dict[str, Figures]) -> Iterator[tuple[str, float, float]]:
    """Each with its rate as a share of the bare insert's: by wall clock and by CPU."""
    for name, each in figures.items():
        yield name, 1 / each.ratio, 1 / each.ratio_cpu
