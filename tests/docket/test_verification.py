"""A docket that was altered does not verify, and the first entry that is not what it was is named."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from penalty_rules.docket import Header, Keyring, Store, heads
from penalty_rules.docket.chain import LIMIT, examine
from penalty_rules.docket.database import connect, transaction
from penalty_rules.docket.entry import SCHEMA, Link, seal
from penalty_rules.docket.heads import Head
from penalty_rules.docket.rows import BODY, DIGEST, IDENTITY, KEYS, pages
from penalty_rules.docket.store import Submission
from penalty_rules.docket.verification import verify
from penalty_rules.errors import DocketUnavailable, Unreadable

from .making import make_draft
from .tampering import COUNT, KEPT, MUTATIONS, Mutation, Tampering

EACH = 10_000 // len(MUTATIONS)


@pytest.fixture(scope="module")
def docket() -> Iterator[Tampering]:
    made = Tampering(20261127)
    yield made
    made.store.close()


@pytest.fixture
def tampering(docket: Tampering) -> Iterator[Tampering]:
    yield docket
    docket.restore()


class TestTenThousandAlterations:
    @pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda each: each.__name__.strip("_"))
    def test_each_is_detected_and_located(self, tampering: Tampering, mutation: Mutation) -> None:
        done = 0
        while done < EACH:
            where = mutation(tampering)
            if where is not None:
                report = verify(tampering.store.engine, tampering.keyring)
                assert report.first is not None, "missed"
                assert report.first.seq in where, (where, report.findings[:3])
                done += 1
            tampering.restore()


class TestADocketAsRecorded:
    def test_verifies(self, tampering: Tampering) -> None:
        report = verify(tampering.store.engine, tampering.keyring, against=tampering.head)
        assert (report.ok, report.first, report.count, report.head) == (True, None, COUNT, tampering.head)

    def test_verifies_with_public_keys_alone(self, tampering: Tampering) -> None:
        assert verify(tampering.store.engine, Keyring(None, None, tampering.keyring.public)).ok

    def test_verifies_on_both_stores_also_before_the_first_entry(self, store: Store) -> None:
        empty = verify(store.engine, store.keyring)
        store.append([Submission(make_draft(case='案"\\'))] * 600)
        full = verify(store.engine, store.keyring, against=empty.head)
        assert (empty.ok, empty.count, full.ok, full.count) == (True, 0, True, 600)

    def test_verifies_after_the_signing_key_was_changed(self, sqlite_url: str, kept: Callable[[Store], Store]) -> None:
        old = Keyring.generate()
        new = Keyring.generate(retired=old.public, party=old.party)
        kept(Store.create(sqlite_url, old)).append([Submission(make_draft())] * 1000)
        store = kept(Store.open(sqlite_url, new))
        store.append([Submission(make_draft())])
        assert verify(store.engine, new).ok
        only_new = Keyring(None, None, {str(new.key): new.public[str(new.key)]})
        assert [(each.seq, each.kind) for each in verify(store.engine, only_new).findings] == [
            (0, "signature"),
        ]  # fmt: skip


class TestOnBothStores:
    @pytest.mark.parametrize(
        ("statement", "seq", "kind"),
        [
            ("UPDATE entries SET outcome = 'reduced' WHERE seq = 300", 300, "header"),
            ("UPDATE entries SET body = '{}' WHERE seq = 300", 300, "body"),
            ("UPDATE entries SET identity_part = '{}' WHERE seq = 300", 300, "identity"),
            ("DELETE FROM entries WHERE seq = 300", 300, "missing"),
            ("DELETE FROM entries WHERE seq > 300", 301, "head"),
            ("DELETE FROM heads", 600, "head"),
            ("UPDATE heads SET signature = ''", 600, "signature"),
            ("UPDATE docket SET created = '2020-01-01T00:00:00.000000Z'", 0, "genesis"),
        ],
    )
    def test_what_was_altered_by_sql_is_named(self, store: Store, statement: str, seq: int, kind: str) -> None:
        store.append([Submission(make_draft())] * 600)
        with store.engine.begin() as connection:
            connection.execute(text(statement))
        first = verify(store.engine, store.keyring).first
        assert first is not None
        assert (first.seq, first.kind) == (seq, kind)

    def test_what_cannot_be_read_is_found_and_no_error(self, store: Store) -> None:
        store.append([Submission(make_draft())])
        with store.engine.begin() as connection:
            connection.execute(text("DROP TABLE heads"))
        report = verify(store.engine, store.keyring)
        assert {each.kind for each in report.findings} == {"unreadable"}


class TestAHeadKeptElsewhere:
    @pytest.mark.parametrize("left", KEPT[:-1])
    def test_shows_a_tail_that_was_cut_together_with_its_heads(self, tampering: Tampering, left: int) -> None:
        tampering.sql.execute("DELETE FROM entries WHERE seq > ?", (left,))
        tampering.sql.execute("DELETE FROM heads WHERE count > ?", (left,))
        assert verify(tampering.store.engine, tampering.keyring).ok, "nothing in the database shows it"
        report = verify(tampering.store.engine, tampering.keyring, against=tampering.head)
        assert [(each.seq, each.kind) for each in report.findings] == [(left + 1, "head")]

    def test_shows_another_docket_by_the_same_key(self, tampering: Tampering) -> None:
        other = heads.sign("another", Link(COUNT, "sha256:" + "0" * 64, "2026"), "2026", tampering.keyring)
        report = verify(tampering.store.engine, tampering.keyring, against=other)
        assert [(each.seq, each.kind) for each in report.findings] == [(0, "genesis"), (COUNT, "head")]

    def test_must_be_signed_itself(self, tampering: Tampering) -> None:
        assert tampering.head is not None
        for signature in ("", tampering.head.signature[:-3] + "B==", "\ud800", "AAAA"):
            unsigned = dataclasses.replace(tampering.head, signature=signature)
            report = verify(tampering.store.engine, tampering.keyring, against=unsigned)
            assert [(each.seq, each.kind) for each in report.findings] == [(COUNT, "signature")]

    def test_is_read_from_the_file_it_was_written_to(self, tampering: Tampering, tmp_path: Path) -> None:
        assert tampering.head is not None
        path = tmp_path / "head.json"
        path.write_text(json.dumps(tampering.head.document()), "utf-8")
        assert Head.read(path) == tampering.head

    @pytest.mark.parametrize(
        "content", ["", "[]", "{}", '{"head": {"schema": "penalty-rules/head/1"}, "signature": ""}', '{"head": 1}']
    )
    def test_is_refused_where_it_is_none(self, tmp_path: Path, content: str) -> None:
        (tmp_path / "head.json").write_text(content, "utf-8")
        with pytest.raises(Unreadable, match="not a signed head"):
            Head.read(tmp_path / "head.json")
        with pytest.raises(Unreadable, match="no head"):
            Head.read(tmp_path / "none.json")


class TestWhatOnlyAHolderOfTheKeyCanDo:
    def test_time_that_runs_back_is_found_though_all_is_signed(self, tampering: Tampering) -> None:
        last = tampering.entries[-1]
        back = seal(make_draft(), Link(COUNT, last[19], ""), "2026-01-01T00:00:00.000000Z", "sha256")
        row = (*back.header, back.digest, back.body, back.identity)
        tampering.sql.execute(f"INSERT INTO entries VALUES ({', '.join('?' * len(row))})", row)
        head = heads.sign(tampering.store.genesis.docket, back.link, "2026-01-03", tampering.keyring)
        told = (head.count, head.digest, head.time, head.key, head.signature)
        tampering.sql.execute("INSERT INTO heads VALUES (?, ?, ?, ?, ?)", told)
        report = verify(tampering.store.engine, tampering.keyring)
        assert [(each.seq, each.kind) for each in report.findings] == [(COUNT + 1, "time")]


class TestTheReport:
    def test_tells_all_findings_in_the_order_of_entries(self, tampering: Tampering) -> None:
        for seq in (20, 3, 11):
            tampering.sql.execute("UPDATE entries SET outcome = 'x' WHERE seq = ?", (seq,))
        tampering.sql.execute("UPDATE entries SET body = '{}' WHERE seq = 11")
        report = verify(tampering.store.engine, tampering.keyring)
        assert [(each.seq, each.kind) for each in report.findings] == [
            (3, "header"), (11, "header"), (11, "body"), (20, "header"),
        ]  # fmt: skip
        assert str(report.first) == "entry 3: header: its columns are not those that its digest was taken of"

    def test_is_bounded_and_counts_what_it_does_not_tell(self, sqlite_url: str, kept: Callable[[Store], Store]) -> None:
        store = kept(Store.create(sqlite_url, Keyring.generate()))
        store.append([Submission(make_draft())] * (LIMIT + 500))
        with store.engine.begin() as connection:
            connection.execute(text("UPDATE entries SET outcome = 'x'"))
        report = verify(store.engine, store.keyring)
        assert (len(report.findings), report.more, report.count) == (LIMIT, 500, LIMIT + 500)

    def test_names_the_place_where_the_file_itself_is_damaged(
        self, tmp_path: Path, kept: Callable[[Store], Store]
    ) -> None:
        path = tmp_path / "docket.db"
        store = kept(Store.create(str(path), Keyring.generate()))
        store.append([Submission(make_draft(body=b'{"case":"' + b"x" * 5000 + b'"}'))] * 100)
        store.close()
        with sqlite3.connect(path) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        content = bytearray(path.read_bytes())
        content[len(content) // 2 : len(content) // 2 + 64 * 1024] = bytes(64 * 1024)
        path.write_bytes(content)
        engine = connect(str(path))
        report = verify(engine, store.keyring)
        engine.dispose()
        assert not report.ok
        assert report.first is not None
        assert 1 <= report.first.seq <= 100

    def test_there_is_none_without_a_connection(self, tmp_path: Path) -> None:
        with pytest.raises(DocketUnavailable):
            verify(connect(str(tmp_path / "no" / "docket.db")), Keyring.generate())


class TestInParts:
    @pytest.mark.parametrize("border", [1, 7, 12, COUNT - 1])
    def test_a_stretch_and_the_next_find_what_the_whole_finds(self, tampering: Tampering, border: int) -> None:
        store = tampering.store
        for mutation in MUTATIONS:
            tampering.restore()
            mutation(tampering)
            last = tampering.rows("SELECT MAX(seq) FROM entries")[0][0] or 0
            with transaction(store.engine) as connection:
                whole = examine(connection, store.genesis, 0, last)
                middle = min(border, last)
                parts = [examine(connection, store.genesis, *each) for each in ((0, middle), (middle, last))]
            assert sum(each.count for each in parts) == whole.count
            found = {(each.seq, each.kind) for part in parts for each in part.findings}
            assert {seq for seq, _ in found} >= {each.seq for each in whole.findings if each.kind != "missing"}
            assert bool(found) == bool(whole.findings)

    def test_two_processes_find_what_one_finds(self, sqlite_url: str, kept: Callable[[Store], Store]) -> None:
        store = kept(Store.create(sqlite_url, Keyring.generate()))
        for _ in range(10):
            store.append([Submission(make_draft(body=b'{"case":"x"}'))] * 10_000)
        assert verify(store.engine, store.keyring, processes=2).ok
        with store.engine.begin() as connection:
            for seq in (1, 50_000, 50_001, 70_000, 100_000):
                connection.execute(text(f"UPDATE entries SET recorder = 'x' WHERE seq = {seq}"))
            connection.execute(text("DELETE FROM entries WHERE seq = 50000"))
        one, two = (verify(store.engine, store.keyring, processes=each) for each in (1, 2))
        assert one == two
        assert {each.seq for each in one.findings} == {1, 50_000, 50_001, 70_000, 100_000}


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
NUMBER = st.integers(0, 2**53 - 1)
HEADERS = st.builds(
    Header,
    **{
        name: NUMBER | st.none() if name in ("corrects", "refers_to") else TEXT | st.none()
        for name in Header._fields[:-1]
    },
    seq=st.integers(1, 2**53 - 1),
)


@pytest.fixture(scope="module")
def growing() -> Iterator[Store]:
    store = Store.create("sqlite://", Keyring.generate())
    yield store
    store.close()


class TestTheBytesThatAreHashed:
    @given(HEADERS)
    def test_a_row_in_the_order_of_keys_gives_the_canonical_header(self, header: Header) -> None:
        row = (*header[:-1], SCHEMA, header.seq, "digest", b"body", None)
        assert orjson.dumps(dict(zip(KEYS, row, strict=False))) == header.canonical()

    @settings(deadline=None)
    @given(
        drafts=st.lists(
            st.fixed_dictionaries({"case": TEXT, "recorder": TEXT, "authority": TEXT | st.none()}), min_size=1
        )
    )
    def test_what_is_read_back_is_what_was_hashed(self, growing: Store, drafts: list[dict[str, Any]]) -> None:
        identity = json.dumps({"name": drafts[0]["case"]}, ensure_ascii=False, separators=(",", ":")).encode()
        entries: Any = growing.append([Submission(make_draft(**each, identity=identity)) for each in drafts])
        with transaction(growing.engine) as connection:
            rows = [row for page in pages(connection, entries[0].seq - 1, entries[-1].seq) for row in page]
        read = [
            (orjson.dumps(dict(zip(KEYS, row, strict=False))), row[DIGEST], row[BODY], row[IDENTITY]) for row in rows
        ]
        assert read == [(each.header.canonical(), each.digest, each.body.encode(), identity) for each in entries]
        assert verify(growing.engine, growing.keyring).ok

    def test_the_keys_are_in_canonical_order(self) -> None:
        assert list(KEYS) == sorted(KEYS)
