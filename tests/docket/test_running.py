"""Running figures: brought up to date by what was recorded since, they say what a reading of the whole docket says."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from penalty_rules.audit import Comparison, Counting, Running, Scores, Shelf, file_review, like_cases, statistics
from penalty_rules.audit.running import STRETCH
from penalty_rules.docket import Docket, Keyring, Query, Store
from penalty_rules.docket.kin import kin
from penalty_rules.docket.store import Submission
from tests.invented_entries import Book, make_advised, make_decision, make_exemption, no_penalty
from tests.test_statistics import SOURCES

from .making import make_case, make_draft, written

QUERIES = (
    Query(), Query(authority="990101CANAL"), Query(authority="990101LOCKS"), Query(since="2024-05-01"),
    Query(kind="disposition"), Query(domain="canal", last=6), Query(matter="nothing/here"),
)  # fmt: skip
BY, BASELINE = ("list", "outcome"), "minimum"


class Desk:
    """A docket to which entries are added, its running figures, and the same figures from scratch."""

    def __init__(self, store: Store) -> None:
        self.store, self.book, self.running = store, Book(), Running(store)
        self._recorded = 0

    def record(self) -> None:
        """Record what was added to the book."""
        coming = self.book.entries[self._recorded :]
        self._recorded += len(coming)
        drafts = [
            make_draft(**{key: value for key, value in header.items() if key != "seq"}, body=written(body))
            for header, body in coming
        ]
        assert not any(isinstance(each, Exception) for each in self.store.append([Submission(d) for d in drafts]))

    def kept(self, query: Query) -> tuple[Any, ...]:
        """The running figures."""
        with self.running.of(query, partial(Counting, SOURCES, BY, BASELINE), "statistics") as counting:
            counted = counting.statistics()
        with self.running.of(query, Comparison, "like cases") as comparison:
            alike = comparison.like_cases()
        with self.running.of(query, Scores, "file reviews") as scores:
            return counted, alike, scores.pending, scores.worst(len(scores))

    def anew(self, query: Query) -> tuple[Any, ...]:
        """The figures from scratch."""
        cases = list(Shelf(self.store, query).decided())
        reviews = sorted(file_review(each).badness for each in cases if each.disposition is not None)
        counted = statistics(cases, SOURCES, by=BY, baseline=BASELINE)
        return counted, like_cases(cases), len(cases) - len(reviews), [each[-1] for each in reviews]

    def hold(self, *queries: Query) -> None:
        for query in queries or QUERIES:
            assert self.kept(query) == self.anew(query), query


earlier = st.none() | st.integers(1, 30)
headers = st.fixed_dictionaries({
    "authority": st.sampled_from(["990101CANAL", "990101LOCKS"]),
    "decided": st.sampled_from(["2024-04-15", "2024-05-02"]),
})  # fmt: skip
two = [make_advised(), make_exemption("v2")]
advised = st.sampled_from([[make_advised()], [make_advised(vector="0101")], [make_exemption()], two])
fined, spared = [make_decision(fine=950_000, reason=None)], [make_decision(), no_penalty("v2")]
decisions = st.sampled_from([fined, [no_penalty()], spared, spared])
advices = st.tuples(st.just("advice"), headers, advised, st.none(), earlier)
dispositions = st.tuples(st.just("disposition"), headers, decisions, earlier, earlier)
looks = st.just("look")


def add(book: Book, kind: str, header: dict[str, Any], acts: list[Any], refers_to: int | None, corrects: int | None):  # type: ignore[no-untyped-def]
    """An entry that names earlier ones, whatever these are."""
    named = {
        name: None if seq is None or not book.entries else 1 + (seq - 1) % len(book.entries)
        for name, seq in (("refers_to", refers_to), ("corrects", corrects))
    }
    if kind == "advice":
        return book.advise(*acts, **header, **named)
    made = book.dispose(None, *acts)
    book.entries[-1][0].update(header, **named)  # type: ignore[attr-defined]
    return made


class TestSame:
    @given(steps=st.lists(st.one_of(advices, dispositions, dispositions, looks), min_size=2, max_size=30))
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_whatever_is_recorded_and_whenever_one_looks_they_are_those_of_the_whole_docket(
        self, steps: list[Any], tmp_path_factory: pytest.TempPathFactory, keyring: Keyring
    ) -> None:
        store = Store.create(str(tmp_path_factory.mktemp("running") / "docket.db"), keyring)
        try:
            desk = Desk(store)
            for step in [*steps, "look"]:
                if step == "look":
                    desk.record()
                    desk.hold()
                else:
                    add(desk.book, *step)
        finally:
            store.close()

    def test_on_every_store_over_more_entries_than_a_stretch(self, store: Store) -> None:
        desk = Desk(store)
        desk.hold()
        for number in range(STRETCH):
            desk.book.record(make_advised(), make_decision(fine=100_000 + number))
        desk.record()
        desk.hold(Query(), Query(kind="advice"))
        for number in range(STRETCH + 1):
            corrected = 2 * number + 2
            if number % 2 and corrected <= 2 * STRETCH:
                desk.book.dispose(corrected - 1, no_penalty(), corrects=corrected)
            else:
                desk.book.record(make_exemption(), no_penalty())
        desk.record()
        desk.hold(Query(), Query(kind="advice"))


class TestKin:
    def test_entries_are_tied_through_others_whichever_way(self, store: Store) -> None:
        desk = Desk(store)
        first, other = desk.book.advise(), desk.book.advise()
        corrected = desk.book.advise(corrects=first)
        decided = desk.book.dispose(corrected)
        again = desk.book.dispose(first, corrects=decided)
        desk.record()
        with store.reading() as view:
            assert [kin(view, [seq]) for seq in (first, again)] == [[first, corrected, decided, again]] * 2
            assert kin(view, [other, 99]) == [other, 99]
            assert kin(view, []) == []


class TestKept:
    def test_a_visit_reads_the_new_entries_only(self, sqlite_url: str, keyring: Keyring, kept: Any) -> None:
        desk = Desk(kept(Store.create(sqlite_url, keyring)))
        desk.book.record(make_advised(), make_decision())
        desk.record()
        before = desk.kept(Query())
        spoil(sqlite_url, "UPDATE entries SET body = 'unreadable' WHERE seq <= 2")
        desk.book.record(make_exemption(), no_penalty())
        desk.record()
        assert desk.kept(Query())[0].total.cases == before[0].total.cases + 1

    def test_no_more_is_kept_than_was_asked_and_what_is_too_large_is_not(self, store: Store) -> None:
        desk = Desk(store)
        desk.running = Running(store, most=12)
        for _ in range(10):
            desk.book.record(make_advised(), make_decision())
        desk.record()
        for query in QUERIES * 2:
            desk.hold(query)
            assert len(desk.running) <= 12
        desk.book.record(make_advised(), make_decision())
        desk.book.record(make_advised(), make_decision())
        desk.record()
        desk.hold()
        assert len(desk.running) <= 12

    def test_what_failed_half_way_is_begun_anew(self, sqlite_url: str, keyring: Keyring, kept: Any) -> None:
        desk = Desk(kept(Store.create(sqlite_url, keyring)))
        desk.book.record(make_advised(), make_decision())
        desk.record()
        desk.hold(Query())
        for _ in range(2):
            desk.book.record(make_advised(), make_decision())
        desk.record()
        body = written(desk.book.entries[-1][1]).decode()
        spoil(sqlite_url, "UPDATE entries SET body = 'unreadable' WHERE seq = 6")
        with pytest.raises(ValueError, match="unexpected character"):
            desk.kept(Query())
        spoil(sqlite_url, "UPDATE entries SET body = ? WHERE seq = 6", body)
        desk.hold(Query())

    def test_a_docket_put_back_from_a_backup_is_counted_anew(
        self, tmp_path: Path, keyring: Keyring, kept: Callable[[Store], Store]
    ) -> None:
        live, backup = tmp_path / "docket.db", tmp_path / "backup.db"
        desk = Desk(kept(Store.create(str(live), keyring)))
        desk.book.record(make_advised(), make_decision())
        desk.record()
        with sqlite3.connect(live) as connection:
            connection.execute("VACUUM INTO ?", (str(backup),))
        connection.close()
        desk.book.record(make_advised(), make_decision())
        desk.record()
        desk.hold(Query())
        desk.store.close()
        for path in tmp_path.glob("docket.db-*"):
            path.unlink()
        shutil.copy(backup, live)
        other = Desk(desk.store)
        other.book.entries, other._recorded = desk.book.entries[:2], 2
        for _ in range(2):
            other.book.record(make_exemption(), no_penalty())
        other.record()
        desk.hold(Query())

    def test_sources_are_read_again_where_a_law_was_added_and_only_then(self, docket: Docket) -> None:
        running = Running(docket.store)
        assert running.sources() == ((), {})
        docket.advise(make_case(), recorder="officer-1")
        laws, sources = running.sources()
        assert "44/environment/no_penalty_list" in sources
        docket.advise(make_case(), recorder="officer-1")
        assert running.sources()[1] is sources
        docket.advise(make_case(jurisdiction="310115"), recorder="officer-1")
        assert running.sources()[0] != laws


def spoil(url: str, statement: str, *values: str) -> None:
    """Somebody at the database itself."""
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    with connection:
        connection.execute(statement, values)
    connection.close()
