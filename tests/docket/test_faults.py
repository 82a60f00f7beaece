"""Faults that really happen: processes are killed, disks fill up, servers crash. What was acknowledged stays."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event

from penalty_rules.docket import Entry, Keyring, Store
from penalty_rules.docket.database import CommitUnanswered
from penalty_rules.docket.recorder import Recorder
from penalty_rules.docket.store import Submission
from penalty_rules.errors import DocketUnavailable

from . import children, crowded
from .making import make_draft, whole_chain
from .postgres import Postgres

KILLS = 200
Acknowledged = dict[int, str]


class TestKilled:
    def test_what_was_acknowledged_outlives_two_hundred_kills(
        self, sqlite_url: str, keyring: Keyring, key_file: str
    ) -> None:
        Store.create(sqlite_url, keyring).close()
        chance, acknowledged = random.Random(20261127), {}
        for number in range(KILLS):
            acknowledged |= killed(sqlite_url, key_file, 1 + number % 3, chance)
            if number % 10 == 0:  # else the next recorder is the first to find what is left
                assert_kept(sqlite_url, keyring, acknowledged)
        assert_kept(sqlite_url, keyring, acknowledged)
        assert len(acknowledged) >= KILLS

    def test_what_was_acknowledged_outlives_kills_on_the_server_too(
        self, postgres: Postgres, keyring: Keyring, key_file: str
    ) -> None:
        url = postgres.database()
        Store.create(url, keyring).close()
        chance, acknowledged = random.Random(20261128), {}
        for number in range(20):
            acknowledged |= killed(url, key_file, 1 + number % 3, chance)
        assert_kept(url, keyring, acknowledged)

    def test_a_docket_whose_making_was_cut_short_is_made_or_not_but_never_half(
        self, tmp_path: Path, keyring: Keyring, key_file: str
    ) -> None:
        chance = random.Random(20261129)
        made = [self.made_or_cut(f"sqlite:///{tmp_path}/{each}.db", keyring, key_file, chance) for each in range(30)]
        assert len(made) == 30

    @staticmethod
    def made_or_cut(url: str, keyring: Keyring, keys: str, chance: random.Random) -> bool:
        child, pipe = children.started(children.create_until_killed, url, keys)
        with closing(pipe):
            acknowledged = pipe.poll(chance.random() / 10)
            child.kill()
            child.join(children.PATIENCE)
        try:
            store = Store.open(url, keyring)
        except DocketUnavailable:
            assert not acknowledged
            store = Store.create(url, keyring)
        with closing(store):
            store.append([Submission(make_draft())])
            assert len(whole_chain(store)) == 1
        return acknowledged


def killed(url: str, keys: str, threads: int, chance: random.Random) -> Acknowledged:
    """What a recorder acknowledged until it was killed: at any moment of its start, or soon after its first entries."""
    child, pipe = children.started(children.record_until_killed, url, keys, threads)
    acknowledged: Acknowledged = {}
    if chance.random() < 0.7:
        for _ in range(chance.randrange(1, 5)):
            seq, digest = pipe.recv()
            acknowledged[seq] = digest
        time.sleep(chance.random() / 200)
    else:
        time.sleep(chance.random() / 20)
    child.kill()
    child.join(children.PATIENCE)
    try:
        while True:
            seq, digest = pipe.recv()
            acknowledged[seq] = digest
    except (EOFError, ConnectionResetError):
        pipe.close()
    assert child.exitcode == -9
    return acknowledged


def assert_kept(url: str, keyring: Keyring, acknowledged: Acknowledged) -> None:
    with closing(Store.open(url, keyring)) as store:
        there = {each.seq: each.digest for each in whole_chain(store)}
    assert acknowledged.items() <= there.items()


class TestFull:
    def test_a_full_disk_loses_nothing_and_recording_goes_on_when_there_is_room(self, tmp_path: Path) -> None:
        said, kept, after = self.reported(crowded.record_on_a_full_disk, tmp_path)
        (recorded, first), (again, second) = said
        for words in (first, second):
            assert "database or disk is full; nothing was recorded → free some space" in words
        assert recorded > 0
        assert (kept, after) == (recorded + again, recorded + again + 1)

    def test_a_file_that_may_not_grow_loses_nothing(self, tmp_path: Path) -> None:
        said, kept, after = self.reported(crowded.record_into_a_limited_file, tmp_path)
        (recorded, first), (again, _) = said
        assert "disk I/O error" in first
        assert recorded > 0
        assert (kept, after) == (recorded + again, recorded + again + 1)

    @staticmethod
    def reported(function: Callable[..., None], folder: Path) -> tuple[list[tuple[int, str]], int, int]:
        child, pipe = children.started(function, str(folder))
        assert pipe.poll(children.PATIENCE)
        with closing(pipe):
            told: tuple[list[tuple[int, str]], int, int] = pipe.recv()
        child.join(children.PATIENCE)
        return told


class TestLocked:
    def test_a_writer_that_hangs_is_named_and_recording_goes_on_when_it_lets_go(
        self, store: Store, url: str, keyring: Keyring, kept: Callable[[Store], Store]
    ) -> None:
        brief = "&options=-c%20lock_timeout=200" if url.startswith("postgresql") else "?timeout=0.2"
        impatient = kept(Store.open(url + brief, keyring))
        child, pipe = children.started(children.hang, url)
        with closing(pipe):
            assert pipe.recv() == "held"
            with pytest.raises(DocketUnavailable, match=r"lock.*nothing was recorded → another process is writing"):
                impatient.append([Submission(make_draft())])
            assert whole_chain(store) == [], "readers need not wait"
            pipe.send("let go")
            assert pipe.recv() == "let go"
        child.join(children.PATIENCE)
        impatient.append([Submission(make_draft())])
        assert len(whole_chain(store)) == 1


class TestCrashedServer:
    """A server of its own: others go on using theirs."""

    def test_while_the_server_is_away_the_error_says_so_and_afterwards_nothing_is_lost(
        self, own_server: Postgres, keyring: Keyring, kept: Callable[[Store], Store]
    ) -> None:
        store = kept(Store.create(own_server.database(), keyring))
        recorder, stop = Recorder(store), threading.Event()
        acknowledged: list[list[Entry]] = [[] for _ in range(4)]
        officers = [threading.Thread(target=persist, args=(recorder, each, stop)) for each in acknowledged]
        for each in officers:
            each.start()
        try:
            for crash in range(1, 4):
                grow(acknowledged, 30 * crash)
                own_server.crash()
                with pytest.raises(DocketUnavailable, match="→ start the database server, or correct its address"):
                    store.append([Submission(make_draft())])
                own_server.start()
            grow(acknowledged, 120)
        finally:
            stop.set()
            for each in officers:
                each.join(children.PATIENCE)
        kept_entries = whole_chain(store)
        assert sorted(each.seq for entries in acknowledged for each in entries) == [each.seq for each in kept_entries]
        assert {each for entries in acknowledged for each in entries} == set(kept_entries)

    def test_a_commit_that_is_not_answered_is_called_unknown(
        self, own_server: Postgres, keyring: Keyring, kept: Callable[[Store], Store]
    ) -> None:
        store = kept(Store.create(own_server.database(), keyring))
        event.listen(store.engine, "commit", lambda _: own_server.crash(), once=True)
        with pytest.raises(CommitUnanswered, match="not known → send it again under the same request key"):
            store.append([Submission(make_draft(request="r"))])
        own_server.start()
        store.append([Submission(make_draft(request="r"))])
        assert len(whole_chain(store)) == 1


@pytest.fixture(scope="module")
def own_server() -> Iterator[Postgres]:
    server = Postgres()
    yield server
    server.stop()


def persist(recorder: Recorder, acknowledged: list[Entry], stop: threading.Event) -> None:
    """An officer who sends each entry again under its request key until it is acknowledged."""
    while not stop.is_set():
        draft = make_draft(request=f"{id(acknowledged)}-{len(acknowledged)}")
        while True:
            try:
                acknowledged.append(recorder.record(Submission(draft)))
                break
            except DocketUnavailable:
                time.sleep(0.02)


def grow(acknowledged: list[list[Entry]], count: int) -> None:
    """Wait until so many entries were acknowledged."""
    latest = time.monotonic() + children.PATIENCE
    while sum(map(len, acknowledged)) < count:
        assert time.monotonic() < latest
        time.sleep(0.01)
