"""One suite for every store: what goes in comes out, in one chain, whatever database lies below."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from penalty_rules.advice_document import document
from penalty_rules.canonical import NotCanonical
from penalty_rules.docket import Docket, Entry, Keyring, Query, RequestReused, Store, request_key
from penalty_rules.docket.entry import Draft
from penalty_rules.docket.store import Submission
from penalty_rules.docket.view import View
from penalty_rules.errors import DocketBroken, DocketUnavailable, EntryUnknown, PenaltyRulesError, RulesetAltered

from .cases import filed_case
from .making import MATTER, make_case, make_document, make_draft, make_exemption, whole_chain

Kept = Callable[[Store], Store]


def record(store: Store, *drafts: Draft) -> list[Entry]:
    """Entries of drafts, all of them recorded in one transaction."""
    results = store.append([Submission(each) for each in drafts])
    return [each for each in results if isinstance(each, Entry)]


def found(store: Store, query: Query | None = None, **window: Any) -> list[int]:
    with store.reading() as view:
        return [each.seq for each in view.entries(query, **window)]


class TestADocketIsMadeOnce:
    def test_a_new_docket_has_no_entry_and_a_signed_head_of_none(self, store: Store) -> None:
        assert whole_chain(store) == []
        with store.reading() as view:
            assert [each.count for each in view.heads()] == [0]

    def test_what_was_created_opens_with_the_same_genesis(
        self, store: Store, url: str, keyring: Keyring, kept: Kept
    ) -> None:
        assert kept(Store.open(url, keyring)).genesis == store.genesis

    def test_a_second_docket_in_one_database_is_refused(self, store: Store, url: str, keyring: Keyring) -> None:
        record(store, make_draft())
        with pytest.raises(DocketUnavailable, match=r"there is a docket already.*open it, or name another"):
            Store.create(url, keyring)
        assert len(whole_chain(store)) == 1

    def test_an_empty_database_is_no_docket(self, url: str, keyring: Keyring) -> None:
        with pytest.raises(DocketUnavailable, match="docket init"):
            Store.open(url, keyring)

    def test_tables_without_a_docket_are_no_docket(self, url: str, keyring: Keyring, kept: Kept) -> None:
        reader = Keyring(None, None, keyring.public)
        with pytest.raises(DocketUnavailable, match="no signing key"):
            Store.create(url, reader)
        with pytest.raises(DocketUnavailable, match=r"no docket here.*docket init"):
            Store.open(url, keyring)
        assert whole_chain(kept(Store.create(url, keyring))) == []


class TestEntriesFormOneChain:
    def test_what_is_recorded_is_read_back_as_it_was(self, store: Store) -> None:
        draft = make_draft(
            authority="广州市生态环境局", party="hmac-sha256:ab", body='{"case":"初次违法 😀"}'.encode(),
            identity='{"name":"某公司","salt":"00"}'.encode(), refers_to=7, corrects=5, request="r-1",
        )  # fmt: skip
        (entry,) = record(store, draft)
        with store.reading() as view:
            assert view.entry(1) == entry
            assert view.entry(2) is None
        assert entry.body.encode() == draft.body
        assert entry.header.authority == "广州市生态环境局"
        assert (entry.header.refers_to, entry.header.corrects, entry.header.party) == (7, 5, "hmac-sha256:ab")

    def test_batches_and_single_entries_continue_the_same_chain(self, store: Store) -> None:
        record(store, make_draft())
        record(store, *(make_draft(identity=b'{"salt":"00"}') for _ in range(7)))
        record(store, make_draft())
        assert [each.seq for each in whole_chain(store)] == list(range(1, 10))

    def test_nothing_to_record_changes_nothing(self, store: Store) -> None:
        record(store, make_draft())
        with store.reading() as view:
            before = list(view.heads())
        assert store.append([]) == []
        with store.reading() as view:
            assert list(view.heads()) == before

    def test_the_last_head_of_each_thousand_entries_is_kept(self, store: Store) -> None:
        for size in (998, 1, 1, 1, 999, 1, 1):
            record(store, *(make_draft() for _ in range(size)))
        with store.reading() as view:
            assert [each.count for each in view.heads()] == [999, 1001, 2002]
        assert len(whole_chain(store)) == 2002

    def test_two_stores_of_one_docket_take_turns(self, store: Store, url: str, keyring: Keyring, kept: Kept) -> None:
        other = kept(Store.open(url, keyring))
        for each in (store, other, store, store, other):
            record(each, make_draft())
        assert len(whole_chain(store)) == 5

    def test_a_chain_that_its_head_does_not_speak_of_is_not_continued(self, store: Store) -> None:
        record(store, make_draft(), make_draft())
        with store.engine.connect().execution_options(writes=True) as connection, connection.begin():
            connection.exec_driver_sql("DELETE FROM entries WHERE seq = 2")
        with pytest.raises(DocketBroken, match="does not hold at entry 1: the last signed head speaks of 2 entries"):
            record(store, make_draft())

    def test_a_chain_without_heads_is_not_continued(self, store: Store) -> None:
        record(store, make_draft())
        with store.engine.connect().execution_options(writes=True) as connection, connection.begin():
            connection.exec_driver_sql("DELETE FROM heads")
        with pytest.raises(DocketBroken, match="the signed heads are gone"):
            record(store, make_draft())


class TestTheClock:
    def test_a_clock_set_back_is_noted_and_time_never_runs_backwards(
        self, url: str, keyring: Keyring, kept: Kept
    ) -> None:
        noon = datetime(2026, 11, 27, 12, tzinfo=UTC)
        moments = [noon + timedelta(hours=each) for each in (0, 1, -2, 0, 3)]
        clock: Iterator[datetime] = iter(moments)
        store = kept(Store.create(url, keyring, clock=lambda: next(clock)))
        for _ in moments[1:]:
            record(store, make_draft())
        headers = [each.header for each in whole_chain(store)]
        hours = [each.recorded_at[11:13] for each in headers]
        assert hours == ["13", "13", "13", "15"]
        assert [each.clock and each.clock[11:13] for each in headers] == [None, "10", "12", None]

    def test_moments_are_recorded_in_utc_wherever_the_clock_hangs(self, url: str, keyring: Keyring, kept: Kept) -> None:
        beijing = datetime.fromisoformat("2026-11-27T11:43:24.123456+08:00")
        store = kept(Store.create(url, keyring, clock=lambda: beijing))
        (entry,) = record(store, make_draft())
        assert entry.header.recorded_at == "2026-11-27T03:43:24.123456Z"


class TestGuards:
    def test_a_refusal_leaves_the_others_of_its_batch(self, store: Store) -> None:
        def refuse(_: View) -> None:
            raise EntryUnknown(77)

        submissions = [Submission(make_draft()), Submission(make_draft(), refuse), Submission(make_draft())]
        first, refused, third = store.append(submissions)
        assert isinstance(refused, EntryUnknown)
        assert isinstance(first, Entry)
        assert isinstance(third, Entry)
        assert [each.seq for each in whole_chain(store)] == [1, 2] == [first.seq, third.seq]

    def test_a_guard_sees_the_entries_before_it_in_its_batch(self, store: Store) -> None:
        seen: list[list[int]] = []

        def look(view: View) -> None:
            seen.append([each.seq for each in view.entries()])

        store.append([Submission(make_draft(), look) for _ in range(3)])
        assert seen == [[], [1], [1, 2]]

    def test_where_all_are_refused_nothing_is_recorded(self, store: Store) -> None:
        def refuse(_: View) -> None:
            raise EntryUnknown(77)

        assert [str(each) for each in store.append([Submission(make_draft(), refuse)])] == [str(EntryUnknown(77))]
        assert whole_chain(store) == []

    def test_a_guard_that_breaks_leaves_nothing_half_written(self, store: Store) -> None:
        def broken(_: View) -> None:
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            store.append([Submission(make_draft()), Submission(make_draft(), broken)])
        assert whole_chain(store) == []

    @pytest.mark.parametrize(
        "changes",
        [{"case": "a\0b"}, {"recorder": "\ud800"}, {"authority": "\0"}, {"request": "r" * 81}, {"request": "\0"}],
    )
    def test_what_cannot_be_written_is_refused_alone(self, store: Store, changes: dict[str, str]) -> None:
        refused = store.append([Submission(make_draft(**each)) for each in ({}, changes, {})])[1]
        assert isinstance(refused, NotCanonical)
        assert len(whole_chain(store)) == 2


class TestRequests:
    def test_a_repeated_request_gets_the_entry_of_then(self, store: Store) -> None:
        key = request_key("officer-1", "7c1b")
        (first,) = record(store, make_draft(request=key))
        record(store, make_draft())
        assert record(store, make_draft(request=key, case="another")) == [first]
        assert len(whole_chain(store)) == 2

    def test_a_request_repeated_within_a_batch_is_recorded_once(self, store: Store) -> None:
        first, again = record(store, make_draft(request="r"), make_draft(request="r"))
        assert first == again
        assert len(whole_chain(store)) == 1

    def test_a_repeated_request_is_answered_though_its_guard_would_now_refuse(self, store: Store) -> None:
        (first,) = record(store, make_draft(request="r"))

        def refuse(_: View) -> None:
            raise EntryUnknown(77)

        assert store.append([Submission(make_draft(request="r"), refuse)]) == [first]

    def test_equal_keys_of_two_accounts_are_two_requests(self, store: Store) -> None:
        drafts = [make_draft(request=request_key(each, "1")) for each in ("officer-1", "officer-2")]
        assert [each.seq for each in record(store, *drafts)] == [1, 2]

    def test_a_repeated_advice_and_disposition_are_recorded_once(self, docket: Docket) -> None:
        case = make_case()
        advice = [docket.advise(case, recorder="officer-1", request="a").entry for _ in range(2)]
        disposed = [docket.dispose(make_exemption(1), recorder="officer-1", request="d") for _ in range(2)]
        assert advice[0] == advice[1]
        assert disposed[0] == disposed[1]
        assert len(whole_chain(docket.store)) == 2

    def test_a_key_that_comes_again_with_other_content_is_refused(self, docket: Docket) -> None:
        docket.advise(make_case(), recorder="officer-1", request="a")
        with pytest.raises(RequestReused, match="answered by entry 1, for other content"):
            docket.advise(make_case(note="another"), recorder="officer-1", request="a")
        docket.advise(make_case(id="other"), recorder="officer-1")
        docket.dispose(make_exemption(1), recorder="officer-1", request="d")
        with pytest.raises(RequestReused):
            docket.dispose(make_exemption(2), recorder="officer-1", request="d")
        assert len(whole_chain(docket.store)) == 3

    def test_a_repeated_advice_is_that_of_then_though_the_docket_knows_more_now(self, docket: Docket) -> None:
        case = make_case()
        first = docket.advise(case, recorder="officer-1", request="a")
        other = docket.advise(make_case(id="other"), recorder="officer-1")
        docket.dispose(make_exemption(other.entry.seq), recorder="officer-1")
        again = docket.advise(case, recorder="officer-1", request="a")
        assert again.entry == first.entry
        assert document(again.advice)["violations"] == document(first.advice)["violations"]


class TestTheArchive:
    def test_a_document_is_kept_once_however_often_it_is_referred_to(
        self, store: Store, url: str, keyring: Keyring, kept: Kept
    ) -> None:
        law = make_document("environment", {"rulesets": {}}, "law")
        record(store, make_draft(archive=(law, law)), make_draft(archive=(law,)))
        record(store, make_draft(archive=(law,)))
        record(kept(Store.open(url, keyring)), make_draft(archive=(law,)))
        with store.reading() as view:
            assert list(view.documents()) == [law]
            assert view.document(law.digest) == law
            assert view.document("sha256:00") is None

    def test_every_digest_that_an_advice_names_is_archived(self, docket: Docket) -> None:
        body = docket.advise(make_case(), recorder="officer-1").entry.told()
        with docket.reading() as view:
            for violation in body["violations"]:
                assert view.document(violation["layout"]) is not None
                assert all(view.document(each) for branch in violation["law"] for each in branch.values())
            law = view.document(body["law"])
        assert law is not None

    def test_a_published_version_with_another_digest_is_refused(
        self, store: Store, url: str, keyring: Keyring, kept: Kept
    ) -> None:
        published = make_document("cn/general/apl@2021", {"rules": []})
        edited = make_document("cn/general/apl@2021", {"rules": ["another"]})
        record(store, make_draft(archive=(published,)))
        for each in (store, kept(Store.open(url, keyring))):
            with pytest.raises(RulesetAltered) as refused:
                record(each, make_draft(), make_draft(archive=(edited,)))
            assert (refused.value.published, refused.value.found) == (published.digest, edited.digest)
        assert len(whole_chain(store)) == 1
        record(store, make_draft(archive=(make_document("cn/general/apl@2026", {"rules": ["another"]}),)))

    def test_one_version_with_two_digests_in_one_batch_is_refused(self, store: Store) -> None:
        drafts = [make_draft(archive=(make_document("cn/general/apl@2021", {"rules": [each]}),)) for each in (1, 2)]
        with pytest.raises(RulesetAltered):
            record(store, *drafts)
        assert whole_chain(store) == []


FILED: list[dict[str, Any]] = [
    {"case": "2023-1", "jurisdiction": "440100", "decided": "2023-01-31", "recorder": "officer-1"},
    {"case": "2023-2", "jurisdiction": "440300", "decided": "2023-02-01", "party": "hmac-sha256:a"},
    {"case": "2023-3", "jurisdiction": "330100", "decided": "2023-02-28", "domain": "tax", "recorder": "officer-2"},
    {"case": "2023-4", "jurisdiction": "44", "decided": "2023-03-01", "matters": "tax/a environment/b_c"},
    {"case": "2023-1", "jurisdiction": "440100", "decided": "2023-03-02", "kind": "disposition", "refers_to": 1},
    {"case": "2023-1", "jurisdiction": "440100", "decided": "2023-03-03", "kind": "disposition", "corrects": 5},
    {"case": "2023-5", "jurisdiction": "110101", "decided": "2023-03-03", "outcome": "several", "authority": "甲局"},
    {"case": "2023-6", "jurisdiction": "110101", "decided": "2023-03-04", "matters": "environment/bxc",
     "party": "hmac-sha256:a"},
]  # fmt: skip


class TestQueries:
    @pytest.mark.parametrize(
        ("query", "wanted"),
        [
            (Query(), [1, 2, 3, 4, 5, 6, 7, 8]),
            (Query(kind="disposition"), [5, 6]),
            (Query(case="2023-1"), [1, 5, 6]),
            (Query(party="hmac-sha256:a"), [2, 8]),
            (Query(jurisdiction="44"), [1, 2, 4, 5, 6]),
            (Query(jurisdiction="4401"), [1, 5, 6]),
            (Query(jurisdiction="%"), []),
            (Query(domain="tax"), [3]),
            (Query(authority="甲局"), [7]),
            (Query(matter="environment/b_c"), [4]),
            (Query(matter="tax/a"), [4]),
            (Query(matter="environment/b"), []),
            (Query(matter="environment/bxc"), [8]),
            (Query(outcome="several"), [7]),
            (Query(recorder="officer-2"), [3]),
            (Query(refers_to=1), [5]),
            (Query(corrects=5), [6]),
            (Query(since="2023-02-28", until="2023-03-02"), [3, 4, 5]),
            (Query(first=3, last=5), [3, 4, 5]),
            (Query(jurisdiction="44", kind="advice", until="2023-02-01"), [1, 2]),
            (Query(case="2023-1' OR '1'='1"), []),
        ],
        ids=lambda each: "",
    )
    def test_every_condition_must_fit(self, filed: Store, query: Query, wanted: list[int]) -> None:
        assert found(filed, query) == wanted

    def test_pages_hold_every_entry_once(self, store: Store) -> None:
        record(store, *(make_draft(recorder=f"officer-{each % 2}") for each in range(1201)))
        assert found(store) == list(range(1, 1202))
        assert found(store, limit=3) == [1, 2, 3]
        assert found(store, limit=0) == []
        assert found(store, after=1198, limit=5) == [1199, 1200, 1201]
        assert found(store, Query(recorder="officer-1"), after=5, limit=600) == list(range(6, 1202, 2))
        assert found(store, limit=500) == list(range(1, 501))

    def test_a_reader_sees_no_entry_twice_while_others_record(self, store: Store) -> None:
        record(store, *(make_draft() for _ in range(600)))
        with store.reading() as view:
            entries = view.entries()
            seen = [next(entries).seq]
            record(store, *(make_draft() for _ in range(600)))
            seen += [each.seq for each in entries]
        assert seen == list(range(1, len(seen) + 1))


@pytest.fixture
def filed(store: Store) -> Store:
    record(store, *(make_draft(**each) for each in FILED))
    return store


class TestThePastOfAParty:
    def test_an_exemption_is_known_to_the_next_advice(self, docket: Docket) -> None:
        docket.advise(make_case(1), recorder="officer-1")
        docket.dispose(make_exemption(1), recorder="officer-1")
        again = docket.advise(make_case(1, conduct="2023-04-01"), recorder="officer-2")
        assert again.entry.told()["from_docket"] == [
            {"entry": 2, "conduct": "2023-03-01", "matter": MATTER, "domain": "environment", "outcome": "exempted"}
        ]
        assert again.entry.told()["violations"][0]["contradictions"] == ["first_violation"]

    def test_another_party_and_an_unnamed_one_have_no_past(self, docket: Docket) -> None:
        docket.advise(make_case(1), recorder="officer-1")
        docket.dispose(make_exemption(1), recorder="officer-1")
        for case in (make_case(2), filed_case()):
            assert docket.advise(case, recorder="officer-1").entry.told()["from_docket"] == []

    def test_an_advice_that_nobody_decided_upon_is_no_past(self, docket: Docket) -> None:
        docket.advise(make_case(1), recorder="officer-1")
        assert docket.advise(make_case(1), recorder="officer-1").entry.told()["from_docket"] == []

    def test_a_corrected_disposition_counts_as_corrected(self, docket: Docket) -> None:
        docket.advise(make_case(1), recorder="officer-1")
        docket.dispose(make_exemption(1), recorder="officer-1")
        fined = [{"outcome": "ordinary", "fine": "60000 yuan", "kinds": ["fine"], "reason": "并非首次"}]
        docket.dispose(make_exemption(1, corrects=2, violations=fined), recorder="officer-1")
        known = docket.advise(make_case(1), recorder="officer-1").entry.told()["from_docket"]
        assert [(each["entry"], each["outcome"]) for each in known] == [(3, "penalised")]

    def test_a_disposition_corrected_to_no_offence_is_no_past(self, docket: Docket) -> None:
        docket.advise(make_case(1), recorder="officer-1")
        docket.dispose(make_exemption(1), recorder="officer-1")
        cleared = [{"outcome": "not_established", "reason": "事实不清"}]
        docket.dispose(make_exemption(1, corrects=2, violations=cleared), recorder="officer-1")
        assert docket.advise(make_case(1), recorder="officer-1").entry.told()["from_docket"] == []

    def test_what_the_file_says_already_is_not_counted_twice(self, docket: Docket) -> None:
        docket.advise(make_case(1), recorder="officer-1")
        docket.dispose(make_exemption(1), recorder="officer-1")
        stated = {"conduct": "2023-03-01", "matter": MATTER, "outcome": "exempted"}
        told = docket.advise(make_case(1, history={"records": [stated]}), recorder="officer-1")
        assert [dict(each) for each in told.entry.told()["case"]["history"]["records"]] == [stated]
        assert len(told.advice.case.document["history"]["records"]) == 1

    def test_no_identifier_is_kept_in_clear_outside_the_identity(self, docket: Docket) -> None:
        case = make_case(1)
        docket.advise(case, recorder="officer-1")
        entry = docket.dispose(make_exemption(1), recorder="officer-1")
        for each in whole_chain(docket.store):
            assert case["party"]["uscc"] not in each.body + str(each.header)
            assert "某公司" not in each.body + str(each.header)
        assert entry.identity is None


class TestErrorsSayWhatToDo:
    def test_a_reader_without_the_signing_key_reads_and_cannot_record(
        self, store: Store, url: str, keyring: Keyring, kept: Kept
    ) -> None:
        record(store, make_draft())
        reader = kept(Store.open(url, Keyring(None, None, keyring.public)))
        assert len(whole_chain(reader)) == 1
        with pytest.raises(DocketUnavailable, match="no signing key; nothing was recorded → use the key file"):
            record(reader, make_draft())
        assert len(whole_chain(store)) == 1

    @pytest.mark.parametrize(
        ("wrong", "remedy"),
        [
            ("postgresql://officer:geheim@localhost:1/docket", "start the database server, or correct its address"),
            ("postgresql://localhost:1/docket?user=officer&password=geheim", "start the database server"),
            ("postgresql://officer:geheim@local:host:x/docket", "write sqlite:///path or postgresql://"),
            ("postgresql://officer:ge/heim@localhost:1/docket", "start the database server"),
            ("postgres://officer:geheim@localhost/docket", "write sqlite:///path or postgresql://"),
            ("nosuch://officer:geheim@localhost/docket", "write sqlite:///path or postgresql://"),
            ("://geheim", "write sqlite:///path or postgresql://"),
            ("sqlite:///docket.db?timeout=soon", "write sqlite:///path"),
            ("/no/such/folder/docket.db", "docket init"),
        ],
    )
    def test_a_wrong_url_is_refused_with_a_remedy_and_without_its_password(
        self, keyring: Keyring, wrong: str, remedy: str
    ) -> None:
        with pytest.raises(DocketUnavailable) as refused:
            Store.open(wrong, keyring)
        assert remedy in str(refused.value)
        assert "heim" not in str(refused.value)

    def test_a_mistyped_path_makes_no_empty_file(self, keyring: Keyring, tmp_path: Path) -> None:
        with pytest.raises(DocketUnavailable, match="there is no such file"):
            Store.open(str(tmp_path / "dokcet.db"), keyring)
        assert list(tmp_path.iterdir()) == []

    def test_a_file_that_is_no_database_is_named_so(self, keyring: Keyring, tmp_path: Path) -> None:
        path = tmp_path / "letter.txt"
        path.write_text("Dear docket," * 200)
        with pytest.raises(DocketUnavailable, match=r"not a database.*name another file"):
            Store.open(str(path), keyring)
        assert path.read_text() == "Dear docket," * 200

    def test_a_plain_path_may_hold_any_sign(self, keyring: Keyring, tmp_path: Path, kept: Kept) -> None:
        path = str(tmp_path / "案卷 50%? #1.db")
        record(kept(Store.create(path, keyring)), make_draft())
        assert len(whole_chain(kept(Store.open(path, keyring)))) == 1

    def test_a_database_that_does_not_exist_on_the_server_is_named_so(self, url: str, keyring: Keyring) -> None:
        wrong = url.replace("docket", "nosuch", 1) if url.startswith("postgres") else url + ".nosuch"
        remedy = "correct the name in the URL|docket init"
        with pytest.raises(DocketUnavailable, match=remedy):
            Store.open(wrong, keyring)

    def test_every_error_of_the_store_is_one_of_the_library(self) -> None:
        assert issubclass(NotCanonical, PenaltyRulesError)


def test_a_docket_of_sm3_names_it_beside_each_digest(url: str, keyring: Keyring, kept: Kept) -> None:
    store = kept(Store.create(url, keyring, algorithm="sm3"))
    (entry,) = record(store, replace(make_draft(), identity=b"{}"))
    named = {entry.digest, entry.header.body, entry.header.identity, entry.header.previous}
    assert {str(each).partition(":")[0] for each in named} == {"sm3"}
