"""Load: several clients record through several workers, one of which is killed; nothing acknowledged is lost.

Ten seconds, or with SOAK=1 the two minutes that were asked for.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from penalty_rules.docket import Keyring, Store
from penalty_rules.docket.verification import verify

from .conftest import EXAMPLES
from .test_serving import served, workers_of

SECONDS = 120 if os.environ.get("SOAK") == "1" else 10
CLIENTS = 4
CLIENT = Path(__file__).parent / "recording_client.py"


def start(address: str, name: str, told: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(CLIENT), address, name, str(SECONDS), str(EXAMPLES / "case.json")]
    with told.open("wb") as lines:
        return subprocess.Popen(command, stdout=lines)


def acknowledged(folder: Path) -> list[tuple[str, int, str]]:
    """Case, number and digest of every entry that a client was told of; a line that is half written counts not."""
    lines = [line for told in sorted(folder.glob("client-*")) for line in told.read_text().splitlines(keepends=True)]
    rows = [line.split() for line in lines if line.endswith("\n")]
    return [(case, int(seq), digest) for case, seq, digest in rows]


def test_what_was_acknowledged_is_in_the_docket_though_a_worker_is_killed_in_the_middle(tmp_path: Path) -> None:
    with served(tmp_path, 2) as (process, address):
        clients = [start(address, f"c{each}", tmp_path / f"client-{each}") for each in range(CLIENTS)]
        time.sleep(SECONDS / 2)
        killed = workers_of(process)[0]
        os.kill(killed, signal.SIGKILL)
        before = len(acknowledged(tmp_path))
        assert [client.wait(SECONDS + 120) for client in clients] == [0] * CLIENTS
        assert killed not in workers_of(process)
        assert len(workers_of(process)) == 2
    told = acknowledged(tmp_path)
    assert len(told) > before > 0
    print(f"{len(told)} acknowledged in {SECONDS} s")  # shown with -s

    store = Store.open(str(tmp_path / "docket.db"), Keyring.read(tmp_path / "docket.keys"))
    with store.reading() as view:
        kept = [(each.header.case, each.header.seq, each.digest) for each in view.entries()]
    report = verify(store.engine, store.keyring)
    store.close()
    assert set(told) <= set(kept)
    assert len({case for case, _, _ in kept}) == len(kept)  # what was sent twice was recorded once
    assert report.ok, report.findings
    assert report.count == len(kept)
