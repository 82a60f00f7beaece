"""Many at once: threads share a commit, processes share a chain, and of two who exempt one party one is told so."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import event

from penalty_rules.docket import Docket, Entry, Keyring, Query, Store
from penalty_rules.docket.recorder import Recorder
from penalty_rules.docket.store import Submission
from penalty_rules.docket.view import View
from penalty_rules.errors import AlreadyExempted, DispositionRefused, EntryUnknown, RulesetAltered

from . import children
from .cases import filed_case
from .making import make_case, make_document, make_draft, make_exemption, whole_chain

ROUNDS, THREADS, EACH = 20, 24, 20


class TestFirstViolation:
    def test_of_two_officers_who_exempt_one_party_at_once_one_succeeds(
        self, docket: Docket, url: str, key_file: str
    ) -> None:
        drafts = [
            docket.prepare(make_case(party, conduct), recorder=f"officer-{officer}")[1]
            for party in range(ROUNDS)
            for officer, conduct in enumerate(("2023-03-01", "2023-03-02"))
        ]
        seqs = [each.seq for each in docket.record_all(drafts) if isinstance(each, Entry)]
        rounds = [seqs[2 * each : 2 * each + 2] for each in range(ROUNDS)]
        told = children.reports(children.exempt, 2, url, key_file, rounds)
        for one, other in zip(*told, strict=True):
            assert {one[0], other[0]} == {"recorded", "refused"}
            assert one[1] == other[1], "the refusal names the entry that came first"
        assert len(whole_chain(docket.store)) == 3 * ROUNDS

    def test_the_refusal_names_the_earlier_entry_and_what_to_do(self, docket: Docket) -> None:
        for conduct in ("2023-03-01", "2023-03-02"):
            docket.advise(make_case(1, conduct), recorder="officer-1")
        docket.dispose(make_exemption(1), recorder="officer-1")
        with pytest.raises(AlreadyExempted, match=r"entry 3 .* → take a new advice") as refused:
            docket.dispose(make_exemption(2), recorder="officer-2")
        assert (refused.value.earlier, refused.value.advice) == (3, 2)

    def test_an_advice_that_looked_before_and_was_recorded_after_does_not_exempt_again(self, docket: Docket) -> None:
        _, slow = docket.prepare(make_case(1, "2023-03-02"), recorder="officer-2")
        docket.advise(make_case(1), recorder="officer-1")
        docket.dispose(make_exemption(1), recorder="officer-1")
        docket.record_all([slow])
        with pytest.raises(AlreadyExempted) as refused:
            docket.dispose(make_exemption(3), recorder="officer-2")
        assert refused.value.earlier == 2

    def test_two_exemptions_of_one_party_in_one_commit_are_one_too_many(self, docket: Docket) -> None:
        for conduct in ("2023-03-01", "2023-03-02"):
            docket.advise(make_case(1, conduct), recorder="officer-1")
        both = [docket.submission(make_exemption(each), recorder="officer-1") for each in (1, 2)]
        first, second = docket.store.append(both)
        assert isinstance(first, Entry)
        assert isinstance(second, AlreadyExempted)
        assert second.earlier == first.seq

    def test_a_new_advice_knows_the_earlier_entry_and_may_be_followed(self, docket: Docket) -> None:
        docket.advise(make_case(1), recorder="officer-1")
        docket.dispose(make_exemption(1), recorder="officer-1")
        docket.advise(make_case(1, "2023-04-01"), recorder="officer-2")
        assert docket.dispose(make_exemption(3), recorder="officer-2").seq == 4

    @pytest.mark.parametrize("outcome", ["not_established", "referred"])
    def test_what_was_no_violation_bars_nobody(self, docket: Docket, outcome: str) -> None:
        for conduct in ("2023-03-01", "2023-03-02"):
            docket.advise(make_case(1, conduct), recorder="officer-1")
        ended = [{"outcome": outcome, "reason": "另案处理"}]
        docket.dispose(make_exemption(1, violations=ended), recorder="officer-1")
        assert docket.dispose(make_exemption(2), recorder="officer-2").seq == 4

    def test_other_parties_and_unnamed_ones_are_not_barred(self, docket: Docket) -> None:
        for case in (make_case(1), make_case(2), filed_case()):
            docket.advise(case, recorder="officer-1")
        entries = [docket.dispose(make_exemption(each), recorder="officer-1") for each in (1, 2, 3)]
        assert [each.seq for each in entries] == [4, 5, 6]

    def test_of_two_answers_to_one_advice_in_one_commit_one_succeeds(self, docket: Docket) -> None:
        docket.advise(make_case(1), recorder="officer-1")
        both = [docket.submission(make_exemption(1), recorder="officer-1") for _ in range(2)]
        first, second = docket.store.append(both)
        assert isinstance(first, Entry)
        assert isinstance(second, DispositionRefused)
        assert "answered by entry 2 meanwhile" in str(second)


class TestGroupCommit:
    def test_threads_share_commits_and_each_is_answered_after_its_own(self, store: Store) -> None:
        commits: list[int] = []
        event.listen(store.engine, "commit", lambda _: commits.append(1))
        recorder, together = Recorder(store), threading.Barrier(THREADS)

        def run(number: int) -> list[Entry]:
            together.wait(children.PATIENCE)
            return [self.recorded(recorder, store, f"officer-{number}") for _ in range(EACH)]

        with ThreadPoolExecutor(THREADS) as threads:
            acknowledged = [each for entries in threads.map(run, range(THREADS)) for each in entries]
        written = len(commits) - len(acknowledged)  # the others ended the reading of one entry each
        assert written < len(acknowledged)
        assert whole_chain(store) == sorted(acknowledged, key=lambda each: each.seq)

    @staticmethod
    def recorded(recorder: Recorder, store: Store, name: str) -> Entry:
        entry = recorder.record(Submission(make_draft(recorder=name)))
        with store.reading() as view:  # another connection: it sees what is committed
            assert view.entry(entry.seq) == entry
        return entry

    def test_each_thread_gets_its_own_refusal(self, store: Store) -> None:
        recorder = Recorder(store)

        def run(number: int) -> int:
            def refuse(_: View) -> None:
                if number % 3 == 0:
                    raise EntryUnknown(number)

            try:
                return int(recorder.record(Submission(make_draft(recorder=str(number)), refuse)).header.recorder)
            except EntryUnknown as error:
                return -error.seq

        with ThreadPoolExecutor(THREADS) as threads:
            answers = list(threads.map(run, range(1, 101)))
        assert answers == [-each if each % 3 == 0 else each for each in range(1, 101)]
        assert len(whole_chain(store)) == 67

    def test_an_edited_ruleset_stops_its_own_entry_only(self, store: Store) -> None:
        published, edited = (make_document("cn/general/apl@2021", {"rules": [each]}) for each in (1, 2))
        store.append([Submission(make_draft(archive=(published,)))])
        recorder = Recorder(store)

        def run(number: int) -> str:
            archive = (edited,) if number % 10 == 0 else (published,)
            try:
                return recorder.record(Submission(make_draft(archive=archive))).header.kind
            except RulesetAltered as error:
                return error.found

        with ThreadPoolExecutor(THREADS) as threads:
            answers = list(threads.map(run, range(100)))
        assert [each == edited.digest for each in answers] == [each % 10 == 0 for each in range(100)]
        assert len(whole_chain(store)) == 91


class TestProcesses:
    def test_eight_recorders_lose_nothing_and_keep_one_chain(self, store: Store, url: str, key_file: str) -> None:
        told = children.reports(children.record, 8, url, key_file, 40)
        acknowledged = sorted(tuple(each) for report in told for each in report)
        assert acknowledged == [(each.seq, each.digest) for each in whole_chain(store)]
        assert len(acknowledged) == 320
        with store.reading() as view:
            counts = [len(list(view.entries(Query(recorder=f"officer-{each}")))) for each in range(8)]
        assert counts == [40] * 8

    def test_of_those_who_make_a_docket_at_once_one_makes_it(
        self, url: str, key_file: str, keyring: Keyring, kept: Callable[[Store], Store]
    ) -> None:
        told: list[Any] = children.reports(children.create, 4, url, key_file)
        store = kept(Store.open(url, keyring))
        assert sorted(told) == sorted([store.genesis.docket, *["there is a docket already"] * 3])
        assert whole_chain(store) == []
