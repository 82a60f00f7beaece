"""Recording: what is answered as recorded is recorded, once, under the account that asked; a review is another's."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from sqlalchemy import event

from penalty_rules.service import Settings
from penalty_rules.service.office import open_office
from penalty_rules.service.registry.gathering import PLACES
from penalty_rules.service.routes.recording import LARGE
from penalty_rules.service.settings import SettingsRefused
from tests.invented import make_uscc

from .conftest import AUTHORITY, EXAMPLES, HOST, PLACE, SECRET, House, build, make_case, people_of
from .running import running

FIXTURES = Path(__file__).parents[2] / "fixtures"
OTHER = "另一个局"
PROBLEM = "urn:penalty-rules:problem:"


def disposition(advice: int = 1, **changes: Any) -> dict[str, Any]:
    """The disposition of the worked example."""
    told: dict[str, Any] = json.loads((EXAMPLES / "disposition.json").read_text(encoding="utf-8"))
    return {**told, "advice": advice, **changes}


def advise(house: House, who: str = "officer", key: str | None = None, **changes: Any) -> httpx.Response:
    headers = house.session(who) | ({} if key is None else {"idempotency-key": key})
    return house.post("/v1/advices", json=make_case(**changes), headers=headers)


def dispose(house: House, told: dict[str, Any], who: str = "officer", key: str | None = None) -> httpx.Response:
    headers = house.session(who) | ({} if key is None else {"idempotency-key": key})
    return house.post("/v1/dispositions", json=told, headers=headers)


def problem(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix(PROBLEM)


def count(house: House) -> int:
    with house.office.docket.reading() as view:
        return sum(1 for _ in view.entries())


def test_an_advice_is_on_record_under_the_account_that_asked_and_says_what_an_evaluation_says(house: House) -> None:
    answer = advise(house)
    assert (answer.status_code, answer.headers["location"]) == (201, "/v1/entries/1")
    told = answer.json()
    assert told["advice"] == house.post("/v1/evaluations", json=make_case(), headers=house.session("officer")).json()
    assert (told["entry"]["seq"], told["entry"]["recorder"], told["entry"]["kind"]) == (1, "officer", "advice")
    with house.office.docket.reading() as view:
        entry = view.entry(1)
    assert entry is not None
    assert (entry.digest, entry.header.recorder) == (told["entry"]["digest"], "officer")


def test_the_access_log_names_the_entry_and_nothing_else(house: House) -> None:
    advise(house)
    dispose(house, disposition())
    assert [row["object"] for row in house.accesses(operation="record_advice")] == ["1"]
    assert [row["object"] for row in house.accesses(operation="record_disposition")] == ["2"]


def test_the_past_of_a_party_that_the_docket_knows_is_told_and_counts(house: House) -> None:
    party = {"kind": "enterprise", "uscc": make_uscc(1)}
    advise(house, party=party)
    dispose(house, disposition())
    again = advise(house, party=party, id="again").json()
    assert [(each["entry"], each["outcome"]) for each in again["from_docket"]] == [(2, "penalised")]


@pytest.mark.parametrize("key", ["a key of one sign" * 4, "8f14e45f-ceea-467f-9575-0b1d4b0b0c4e"])
def test_the_same_key_is_answered_with_the_same_entry(house: House, key: str) -> None:
    first, second = advise(house, key=key), advise(house, key=key)
    assert first.content == second.content
    decided = [dispose(house, disposition(), key=key + "d") for _ in range(3)]
    assert len({each.content for each in decided}) == 1
    assert decided[0].status_code == 201
    assert count(house) == 2


def test_a_key_that_comes_again_with_anything_else_is_refused(house: House) -> None:
    party = {"kind": "enterprise", "name": "甲", "uscc": make_uscc(1)}
    advise(house, key="one", party=party)
    who = house.session("officer") | {"idempotency-key": "one"}
    for changes in ({"id": "other"}, {"party": party | {"uscc": make_uscc(2)}}, {"party": party | {"name": "乙"}}):
        assert problem(advise(house, key="one", **{"party": party, **changes})) == (409, "key_reused")
    strict = house.post("/v1/advices?strict=true", json=make_case(party=party), headers=who)
    corrects = house.post("/v1/advices?corrects=1", json=make_case(party=party), headers=who)
    assert problem(strict) == problem(corrects) == (409, "key_reused")
    dispose(house, disposition(), key="two")
    for told in (disposition(officer="李某"), disposition(document_number="另一号"), disposition(duties=[])):
        assert problem(dispose(house, told, key="two")) == (409, "key_reused")
    assert problem(dispose(house, disposition(), key="one")) == (409, "key_reused")
    assert count(house) == 2


def test_keys_of_two_accounts_do_not_meet(house: House) -> None:
    house.office.people.create("li", roles=("officer",), jurisdiction=PLACE, authority=AUTHORITY)
    assert advise(house, key="same").json()["entry"]["seq"] == 1
    assert advise(house, who="li", key="same").json()["entry"]["seq"] == 2


@pytest.mark.parametrize("key", ["", "x" * 256, "one\ttwo"])
def test_what_is_no_key_is_refused(house: House, key: str) -> None:
    answer = advise(house, key=key)
    assert problem(answer) == (422, "refused")
    assert answer.json()["faults"][0]["parameter"] == "idempotency-key"


def test_what_is_sent_many_times_at_once_under_one_key_is_recorded_once(house: House) -> None:
    who = house.token("officer", "record")
    with running(house.app) as port, ThreadPoolExecutor(8) as pool:

        def send(path: str, body: dict[str, Any], key: str) -> bytes:
            base = f"http://127.0.0.1:{port}"
            answer = httpx.post(base + path, json=body, headers=who | {"idempotency-key": key}, timeout=60)
            assert answer.status_code == 201, answer.text
            return answer.content

        advices = list(pool.map(lambda n: send("/v1/advices", make_case(id=f"c{n % 4}"), f"a{n % 4}"), range(32)))
        assert len(set(advices)) == 4
        decided = list(pool.map(lambda n: send("/v1/dispositions", disposition(n % 4 + 1), f"d{n % 4}"), range(32)))
    assert len(set(decided)) == 4
    assert count(house) == 8


def test_a_second_disposition_must_say_what_it_corrects(house: House) -> None:
    advise(house)
    dispose(house, disposition())
    assert problem(dispose(house, disposition())) == (422, "refused")
    corrected = dispose(house, disposition(corrects=2, document_number="更正"))
    assert (corrected.status_code, corrected.json()["entry"]["corrects"]) == (201, 2)


def test_a_preview_tells_the_departures_and_records_nothing(house: House) -> None:
    advise(house)
    told = house.post("/v1/dispositions/preview", json=disposition(), headers=house.session("officer")).json()
    assert count(house) == 1
    assert told["departures"] == dispose(house, disposition()).json()["departures"]
    assert [each["kind"] for each in told["departures"]] == ["advice_undetermined"]


def test_every_fault_of_a_disposition_is_told_with_a_pointer(house: House) -> None:
    advise(house)
    wrong = disposition(officer="", violations=[{"id": "v9", "outcome": "ordinary", "fine": "many"}, {"outcome": "x"}])
    answer = dispose(house, wrong)
    assert {"/officer", "/violations/1/outcome"} <= {each["pointer"] for each in answer.json()["faults"]}
    answer = dispose(house, disposition(violations=[{"id": "v9", "outcome": "ordinary"}]))
    assert {each["pointer"] for each in answer.json()["faults"]} == {"/violations/0/id", "/violations"}


def test_officers_record_for_their_own_authority_only_and_name_it(house: House) -> None:
    house.office.people.create("far", roles=("officer",), jurisdiction="31", authority=AUTHORITY)
    house.office.people.create("other", roles=("officer",), jurisdiction=PLACE, authority=OTHER)
    assert problem(advise(house, authority={"name": OTHER})) == (403, "out_of_sight")
    assert problem(advise(house, jurisdiction="310115")) == (403, "out_of_sight")
    case = make_case()
    del case["authority"]
    answer = house.post("/v1/advices", json=case, headers=house.session("officer"))
    assert problem(answer) == (403, "out_of_sight")
    assert "authority" in answer.json()["detail"]
    advise(house)
    for stranger in ("far", "other"):
        assert problem(dispose(house, disposition(), who=stranger)) == (403, "out_of_sight")
        assert house.get("/v1/entries/1", headers=house.session(stranger)).status_code == 403
    who = house.session("other")
    answer = house.post("/v1/advices?corrects=1", json=make_case(authority={"name": OTHER}), headers=who)
    assert problem(answer) == (403, "out_of_sight")
    assert count(house) == 1


def test_an_advice_that_is_not_there_is_not_found(house: House) -> None:
    assert problem(dispose(house, disposition(99))) == (404, "not_found")


@pytest.fixture
def reviewed(house: House) -> House:
    """An advice whose outcome demands a legal review: 沪城管规〔2025〕2号, an exemption off the list."""
    document = yaml.safe_load((FIXTURES / "urban_management/2025-07-10/SHU-7-2.yaml").read_text(encoding="utf-8"))
    case = json.loads(json.dumps(document["cases"][0]["case"], default=str)) | {"authority": {"name": AUTHORITY}}
    for name, roles in {"shen": ["officer"], "lu": ["reviewer"], "qian": ["officer", "reviewer"]}.items():
        house.office.people.create(name, roles=roles, jurisdiction="31", authority=AUTHORITY)
    assert house.post("/v1/advices", json=case, headers=house.session("qian")).status_code == 201
    return house


def review(house: House, who: str, result: str = "agreed", note: str | None = None) -> httpx.Response:
    body = {"result": result, "note": note}
    return house.post("/v1/advices/1/reviews", json=body, headers=house.session(who))


EXEMPTED = [{"outcome": "no_penalty", "reason": "轻微并及时改正，没有危害后果。"}]


def missing(answer: httpx.Response) -> list[str]:
    departures = answer.json()["departures"]
    return [each["advised"] for each in departures if each["kind"] == "duty_missing"]


def test_without_a_review_by_another_a_disposition_departs(reviewed: House) -> None:
    exempted = disposition(violations=EXEMPTED, duties=[{"duty": "education"}], steps=[])
    assert missing(dispose(reviewed, exempted, "shen")) == ["legal_review"]


def test_a_review_by_another_stands_among_the_steps_under_the_account_of_the_reviewer(reviewed: House) -> None:
    exempted = disposition(violations=EXEMPTED, duties=[{"duty": "education"}], steps=[])
    assert review(reviewed, "lu", "changed", "补充教育记录").status_code == 201
    answer = dispose(reviewed, exempted, "shen")
    assert (answer.status_code, missing(answer)) == (201, [])
    (step,) = reviewed.get("/v1/entries/2", headers=reviewed.session("shen")).json()["body"]["steps"]
    assert (step["step"], step["by"], step["result"]) == ("legal_review", "lu", "changed")
    told = reviewed.get("/v1/entries/1", headers=reviewed.session("lu")).json()
    assert [each["account"] for each in told["reviews"]] == ["lu"]
    assert problem(review(reviewed, "lu")) == (409, "too_late")


def test_nobody_reviews_what_they_recorded_nor_relies_on_their_own_review(reviewed: House) -> None:
    exempted = disposition(violations=EXEMPTED, duties=[{"duty": "education"}], steps=[])
    assert problem(review(reviewed, "qian")) == (403, "own_work")
    reviewed.office.reviews.add(1, "qian", "agreed", None)
    assert missing(dispose(reviewed, exempted, "qian")) == ["legal_review"]


def test_an_officer_cannot_say_that_a_review_was_made(reviewed: House) -> None:
    answer = dispose(reviewed, disposition(violations=EXEMPTED, steps=[{"step": "legal_review", "by": "陆某"}]), "shen")
    assert problem(answer) == (422, "refused")
    assert [each["pointer"] for each in answer.json()["faults"]] == ["/steps/0/step"]


def test_a_reviewer_who_disagrees_says_why(reviewed: House) -> None:
    assert problem(review(reviewed, "lu", "disagreed")) == (422, "refused")
    assert review(reviewed, "lu", "disagreed", "证据不足").status_code == 201


def test_a_review_made_after_the_first_sending_does_not_make_the_second_another_request(reviewed: House) -> None:
    exempted = disposition(violations=EXEMPTED, steps=[])
    first = dispose(reviewed, exempted, "shen", key="k")
    reviewed.office.reviews.add(1, "lu", "agreed", None)
    assert dispose(reviewed, exempted, "shen", key="k").content == first.content


def test_one_person_alone_states_the_review_that_was_made_on_paper(embedded: House) -> None:
    assert embedded.post("/v1/advices", json=make_case()).status_code == 201
    told = disposition(steps=[{"step": "legal_review", "by": "陆某", "result": "agreed"}])
    assert embedded.post("/v1/dispositions", json=told).status_code == 201
    assert embedded.get("/v1/entries/2").json()["body"]["steps"][0]["by"] == "陆某"


def test_while_the_database_is_locked_nothing_is_answered_as_recorded(tmp_path: Path, runner: Any) -> None:
    house = people_of(build(tmp_path, runner, mode="multi-user"))
    house.office.close()
    house = build(tmp_path, runner, mode="multi-user", docket=f"sqlite:///{tmp_path / 'docket.db'}?timeout=0.1")
    who = house.token("officer", "record")
    with sqlite3.connect(tmp_path / "docket.db", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = house.post("/v1/advices", json=make_case(), headers=who)
        assert problem(answer) == (503, "unavailable")
        assert "advice" not in answer.json()
        other.execute("ROLLBACK")
    assert count(house) == 0
    house.office.accesses.flush()
    assert house.post("/v1/advices", json=make_case(), headers=who).status_code == 201
    house.office.close()


def test_who_finds_as_many_waiting_as_may_is_turned_away_at_once_and_all_who_wait_are_recorded(house: House) -> None:
    who, late = house.token("officer", "record"), 9
    assert house.post("/v1/advices", json=make_case(), headers=who).status_code == 201  # the token is known from now on
    with sqlite3.connect(house.folder / "docket.db", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")  # nothing is recorded while somebody else writes

        async def crowd() -> list[httpx.Response]:
            transport = httpx.ASGITransport(house.app)
            async with httpx.AsyncClient(transport=transport, base_url=HOST, headers=who) as client:
                asked = [client.post("/v1/advices", json=make_case(id=f"c{n}")) for n in range(PLACES + late)]
                waiting, told = {asyncio.ensure_future(each) for each in asked}, list[httpx.Response]()
                while len(told) < late:
                    done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                    told += [each.result() for each in done]
                assert {(*problem(each), each.headers["retry-after"]) for each in told} == {(503, "busy", "2")}
                other.execute("ROLLBACK")
                return await asyncio.gather(*waiting)

        recorded = house.run(crowd())
    assert {each.status_code for each in recorded} == {201}
    assert len(recorded) == count(house) - 1 == PLACES
    assert f"penalty_rules_turned_away_total {late}.0" in house.office.metrics.text().decode()


def test_all_ways_to_record_share_the_places_and_places_are_given_back(house: House) -> None:
    assert advise(house).status_code == 201
    with ExitStack() as waiting:
        for _ in range(PLACES):
            waiting.enter_context(house.office.gathering.place())
        large = make_case(note="x" * (LARGE + 1))
        answers = [advise(house), dispose(house, disposition()), advise(house, **large)]
        answers.append(house.post("/cases/1/dispose", data={}, headers=house.session("officer")))
        assert {problem(each) for each in answers} == {(503, "busy")}
        assert house.post("/v1/evaluations", json=make_case(), headers=house.session("officer")).status_code == 200
    assert dispose(house, disposition()).status_code == 201


def test_when_the_disk_is_full_nothing_is_answered_as_recorded_and_what_was_stays(house: House) -> None:
    advise(house)
    store = house.office.docket.store

    def full(connection: Any, *_: Any) -> None:
        connection.execute("PRAGMA max_page_count=1")  # SQLite takes the pages that there are

    store.engine.dispose()
    event.listen(store.engine, "connect", full)
    answers = [advise(house, id=f"c{n}") for n in range(12)]
    recorded = [each.json()["entry"]["seq"] for each in answers if each.status_code == 201]
    assert {problem(each) for each in answers if each.status_code != 201} == {(503, "unavailable")}
    event.remove(store.engine, "connect", full)
    store.engine.dispose()
    assert recorded == [*range(2, count(house) + 1)]
    assert advise(house, id="later").json()["entry"]["seq"] == count(house)


def test_after_the_signed_heads_are_gone_nothing_is_recorded_any_more_and_the_service_is_not_ready(
    house: House,
) -> None:
    advise(house)
    with house.office.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM heads")
    assert problem(advise(house, id="next")) == (500, "docket_broken")
    assert house.get("/v1/ready").json()["parts"]["docket"] != "ok"


def test_embedded_mode_makes_docket_and_keys_on_the_first_start_and_finds_them_on_the_second(
    tmp_path: Path, runner: Any, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "docket.db"
    first = open_office(Settings(docket=str(path)))
    assert "back up the key file" in caplog.text
    keys = path.with_suffix(".keys")
    assert keys.stat().st_mode & 0o777 == 0o600
    docket = first.docket.store.genesis.docket
    first.close()
    caplog.clear()
    second = open_office(Settings(docket=str(path)))
    assert (second.docket.store.genesis.docket, caplog.text) == (docket, "")
    second.close()


def test_several_people_need_a_docket_and_its_keys_before_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused, match="PENALTY_RULES_KEYS"):
        open_office(Settings(mode="multi-user", secret=SECRET, docket=str(tmp_path / "none.db")))
    assert list(tmp_path.iterdir()) == []
