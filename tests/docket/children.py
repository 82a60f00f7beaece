"""What runs in processes of its own: officers who decide at the same moment, recorders, those that are killed or hang.

They are forked from a process that has imported this module, so that hundreds of them are cheap.
"""

from __future__ import annotations

import multiprocessing
import secrets
import threading
from collections.abc import Callable
from contextlib import closing
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier
from typing import Any

from penalty_rules.docket import Docket, Keyring, Store
from penalty_rules.docket.database import connect, transaction
from penalty_rules.docket.migration import upgrade
from penalty_rules.docket.recorder import Recorder
from penalty_rules.docket.statements import Statements
from penalty_rules.docket.store import Submission
from penalty_rules.errors import AlreadyExempted, DocketUnavailable

from .making import make_document, make_draft, make_exemption

PATIENCE = 300  # seconds after which a test gives up on a machine, not a measure of anything
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload([__name__])


def started(function: Callable[..., None], *given: Any) -> tuple[BaseProcess, Connection]:
    """A running child and the end of the pipe on which it reports; the child gets the other end last."""
    here, there = PROCESSES.Pipe()
    child = PROCESSES.Process(target=function, args=(*given, there))
    child.start()
    there.close()
    return child, here


def reports(function: Callable[..., None], count: int, *given: Any) -> list[Any]:
    """What each of `count` children reports that begin the same work at the same moment."""
    together = PROCESSES.Barrier(count)
    children = [started(_working, function, *given, number, together) for number in range(count)]
    told = []
    for child, pipe in children:
        assert pipe.poll(PATIENCE)
        told.append(pipe.recv())
        child.join(PATIENCE)
        assert child.exitcode == 0
        pipe.close()
    return told


def _working(function: Callable[..., None], *given: Any) -> None:
    """Do the work; where it fails nobody waits for this one."""
    try:
        function(*given)
    except BaseException:
        given[-2].abort()
        raise


def exempt(url: str, keys: str, rounds: list[list[int]], number: int, together: Barrier, pipe: Connection) -> None:
    """An officer who exempts, round by round, at the same moment as the others."""
    told = []
    with closing(Store.open(url, Keyring.read(keys))) as store:
        docket = Docket(store)
        for advice in rounds:
            document = make_exemption(advice[number])
            together.wait(PATIENCE)
            try:
                told.append(("recorded", docket.dispose(document, recorder=f"officer-{number}").seq))
            except AlreadyExempted as error:
                told.append(("refused", error.earlier))
    pipe.send(told)


def record(url: str, keys: str, count: int, number: int, together: Barrier, pipe: Connection) -> None:
    """A recorder among several; it reports what was acknowledged to it."""
    with closing(Store.open(url, Keyring.read(keys))) as store:
        recorder = Recorder(store)
        together.wait(PATIENCE)
        drafts = [make_draft(recorder=f"officer-{number}") for _ in range(count)]
        entries = [recorder.record(Submission(draft)) for draft in drafts]
    pipe.send([(each.seq, each.digest) for each in entries])


def touch(urls: list[str], number: int, together: Barrier, pipe: Connection) -> None:
    """One who connects to databases that others connect to for the first time as well."""
    for url in urls:
        engine = connect(url)
        together.wait(PATIENCE)
        with transaction(engine, writes=True):
            pass
        engine.dispose()
    pipe.send("done")


def migrate(url: str, number: int, together: Barrier, pipe: Connection) -> None:
    """One who brings the tables up to date."""
    engine = connect(url)
    together.wait(PATIENCE)
    upgrade(engine)
    engine.dispose()
    pipe.send("done")


def create(url: str, keys: str, number: int, together: Barrier, pipe: Connection) -> None:
    """One who makes a docket where others do so too."""
    keyring = Keyring.read(keys)
    together.wait(PATIENCE)
    try:
        store = Store.create(url, keyring)
    except DocketUnavailable as error:
        pipe.send(error.reason)
    else:
        store.close()
        pipe.send(store.genesis.docket)


def create_until_killed(url: str, keys: str, pipe: Connection) -> None:
    """One that makes a docket and waits for its end."""
    Store.create(url, Keyring.read(keys))
    pipe.send("made")
    pipe.recv()


def record_until_killed(url: str, keys: str, threads: int, pipe: Connection) -> None:
    """One that records until it is killed, and reports each entry once it was acknowledged."""
    recorder, reporting = Recorder(Store.open(url, Keyring.read(keys))), threading.Lock()

    def run() -> None:
        while True:
            page = make_document("layout", {"text": secrets.token_hex(1500)}, "layout")
            draft = make_draft(identity=b'{"salt":"00"}', body=page.content, archive=(page,))
            entry = recorder.record(Submission(draft))
            with reporting:
                pipe.send((entry.seq, entry.digest))

    for _ in range(threads - 1):
        threading.Thread(target=run, daemon=True).start()
    run()


def hang(url: str, pipe: Connection) -> None:
    """One who holds the docket, says so, and lets go when told."""
    engine = connect(url)
    with transaction(engine, writes=True) as connection:
        Statements(engine).end(connection)
        pipe.send("held")
        pipe.recv()
    engine.dispose()
    pipe.send("let go")
