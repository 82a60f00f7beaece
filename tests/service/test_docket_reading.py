"""Reading the docket: who sees which entries, page by page; the party is masked whoever asks; figures, files, jobs."""

from __future__ import annotations

import csv
import io
import json
import time
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import openpyxl  # type: ignore[import-untyped]
import pytest
from fastapi.routing import APIRoute

from penalty_rules.docket.replay import RANGE
from penalty_rules.service.permissions import OPERATIONS, ROLES
from penalty_rules.service.registry.replays import OLD
from tests.invented import make_id_number, make_uscc

from .conftest import AUTHORITY, PLACE, House, build, make_case, people_of
from .test_recording import OTHER, advise, dispose, disposition, problem

NAME, USCC = "榆林绝密蔬菜经营部", make_uscc(5)
PERSON, ID_NUMBER = "欧阳绝密", make_id_number(date(1990, 1, 1), 7)
SHEET = "决定书文号,行政相对人名称,处罚类别,罚款金额（万元）,处罚决定日期,处罚机关\n{}"
DRAFT = (Path(__file__).parents[2] / "rulesets/cn/tax/first_violation_list").glob("*.yaml")


def filled(house: House) -> House:
    """Two cases of the own authority with dispositions, one of another authority, one of another place."""
    make = house.office.people.create
    make("other", roles=("officer",), jurisdiction=PLACE, authority=OTHER)
    make("far", roles=("officer",), jurisdiction="31", authority=OTHER)
    make("far-auditor", roles=("auditor",), jurisdiction="31")
    company = {"kind": "enterprise", "name": NAME, "uscc": USCC}
    person = {"kind": "natural_person", "name": PERSON, "id_number": ID_NUMBER}
    advise(house, id="a", party=company, note=f"{NAME}（{USCC}）的案件")
    advise(house, id="b", party=person, note=f"{PERSON} {ID_NUMBER}")
    dispose(house, disposition(1, reason=f"{NAME}"))
    reasoned = [{**disposition()["violations"][0], "reason": f"{PERSON}不能说明来源"}]
    dispose(house, disposition(2, violations=reasoned, document_number="=1+1"))
    assert advise(house, "other", id="c", authority={"name": OTHER}).status_code == 201
    assert advise(house, "far", id="d", authority={"name": OTHER}, jurisdiction="310115").status_code == 201
    return house


@pytest.fixture
def docket(house: House) -> House:
    return filled(house)


def seqs(house: House, who: str, **asked: Any) -> list[int]:
    answer = house.get("/v1/entries", params=asked, headers=house.session(who))
    assert answer.status_code == 200, answer.text
    return [each["seq"] for each in answer.json()["entries"]]


def test_officers_and_reviewers_see_their_own_authority_auditors_their_place(docket: House) -> None:
    assert seqs(docket, "officer") == seqs(docket, "reviewer") == [4, 3, 2, 1]
    assert seqs(docket, "other") == [5]
    assert seqs(docket, "far") == seqs(docket, "far-auditor") == [6]
    assert seqs(docket, "auditor") == [5, 4, 3, 2, 1]
    for who, theirs in {"officer": (5, 6), "other": (1, 6), "auditor": (6,), "far-auditor": (1,)}.items():
        for seq in theirs:
            answer = docket.get(f"/v1/entries/{seq}", headers=docket.session(who))
            assert problem(answer) == (403, "out_of_sight")


def test_who_asks_for_what_is_out_of_sight_is_told_so(docket: House) -> None:
    for who, asked in {
        "officer": {"authority": OTHER}, "auditor": {"jurisdiction": "31"}, "far": {"jurisdiction": PLACE},
    }.items():  # fmt: skip
        for path in ("/v1/entries", "/v1/statistics", "/v1/publicity.csv"):
            answer = docket.get(path, params=asked, headers=docket.session(who))
            assert problem(answer) == (403, "out_of_sight"), (who, path)
    assert seqs(docket, "auditor", jurisdiction=PLACE[:2]) == seqs(docket, "auditor")


def test_entries_are_found_by_what_is_asked(docket: House) -> None:
    assert seqs(docket, "auditor", kind="disposition") == [4, 3]
    assert seqs(docket, "auditor", case="a") == [3, 1]
    assert seqs(docket, "auditor", refers_to=2) == [4]
    assert seqs(docket, "auditor", authority=OTHER, recorder="other") == [5]
    assert seqs(docket, "auditor", outcome="ordinary", since="2022-06-15", until="2022-06-15") == [4, 3]
    assert seqs(docket, "auditor", since="2022-06-16") == []
    party = docket.get("/v1/entries/1", headers=docket.session("auditor")).json()["entry"]["party"]
    assert seqs(docket, "auditor", party=party) == [3, 1]


def test_pages_hold_every_entry_once_in_either_direction(docket: House) -> None:
    for cursor, order in {"before": [5, 4, 3, 2, 1], "after": [1, 2, 3, 4, 5]}.items():
        found, at = [], {"after": 0} if cursor == "after" else {}
        while at is not None:
            answer = docket.get("/v1/entries", params={"limit": 2, **at}, headers=docket.session("auditor")).json()
            found += [each["seq"] for each in answer["entries"]]
            at = None if answer["next"] is None else {cursor: answer["next"]}
        assert found == order


def test_an_unknown_or_wrong_parameter_is_named(docket: House) -> None:
    answer = docket.get("/v1/entries?limit=0&kind=poem&x=1&case=%00", headers=docket.session("auditor"))
    assert answer.status_code == 422
    assert {each["parameter"] for each in answer.json()["faults"]} == {"limit", "kind", "x", "case"}


def test_an_entry_says_whether_it_still_is_what_was_recorded(docket: House) -> None:
    who = docket.session("auditor")
    told = docket.get("/v1/entries/3", headers=who).json()
    assert told["verified"] == {"holds": True, "findings": [], "covered_by": 6}
    assert docket.get("/v1/entries/1", headers=who).json()["answered_by"] == [3]
    with docket.office.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE entries SET body = replace(body, '6600000', '1') WHERE seq = 3")
    told = docket.get("/v1/entries/3", headers=who).json()["verified"]
    assert not told["holds"]
    assert "body" in told["findings"][0]


def test_verification_names_the_first_bad_entry_and_is_not_made_twice_a_minute(docket: House) -> None:
    who = docket.session("auditor")
    first = docket.get("/v1/verification", headers=who).json()
    assert (first["holds"], first["count"]) == (True, 6)
    with docket.office.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE entries SET outcome = 'no_penalty' WHERE seq = 4")
    assert docket.get("/v1/verification", headers=who).json() == first
    docket.clock.forward(minutes=2)
    again = docket.get("/v1/verification", headers=who).json()
    assert (again["holds"], again["findings"][0]["seq"]) == (False, 4)


def test_heads_are_those_that_the_docket_signed(docket: House) -> None:
    who = docket.session("keeper")
    heads = docket.get("/v1/heads", headers=who).json()
    assert docket.get("/v1/heads/latest", headers=who).json() == heads[-1]
    with docket.office.docket.reading() as view:
        assert [each.document() for each in view.heads()] == heads


def answers(house: House, role: str) -> dict[str, httpx.Response]:
    """What a role gets to see on every route of the API that it may ask for, with numbers of entries and forms."""
    replay = house.office.replays.all("", 1)[0].id
    found: dict[str, httpx.Response] = {}
    for route in (each for each in house.app.routes if isinstance(each, APIRoute)):
        row = OPERATIONS[route.name]
        if "GET" in route.methods and route.path.startswith("/v1/") and role in row.roles and row.scope is not None:
            for path in paths(route.path, replay):
                found[path] = house.get(path, headers=house.session(role))
    return found


def paths(path: str, replay: str) -> list[str]:
    sample = {
        "place": "cn", "domain": "tax", "version": "2021-04-01",
        "name": replay if "replays" in path else "first_violation_list",
    }  # fmt: skip
    found = [path]
    for name, values in {"{seq}": range(1, 7), "{shape}": ("csv", "xlsx", "svg")}.items():
        found = [each.replace(name, str(value)) for each in found for value in (values if name in each else ("",))]
    return [each.format_map(sample) for each in found]


def texts(answer: httpx.Response) -> str:
    """All that an answer says; what is packed is unpacked."""
    content = answer.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"\n".join(archive.read(each) for each in archive.namelist())
    return content.decode("utf-8", "replace")


@pytest.mark.parametrize("role", ROLES)
def test_no_answer_names_a_party_but_the_bundle_that_an_auditor_asks_identities_of(docket: House, role: str) -> None:
    docket.post("/v1/replays", json={}, headers=docket.session("auditor"))
    said = answers(docket, role)
    for path, answer in said.items():
        if path.startswith("/v1/publicity"):
            assert ID_NUMBER not in texts(answer)
            assert PERSON not in texts(answer)
            continue
        for secret in (NAME, USCC, PERSON, ID_NUMBER):
            where = texts(answer) if answer.status_code == 200 else ""
            if path == "/v1/bundle":
                where = "".join(line for line in where.splitlines() if '"identity":{' in line)
            assert secret not in where, (path, secret)
    assert (role == "administrator") == ("/v1/entries/1" not in said and "/v1/heads" not in said)


def test_what_is_recorded_is_answered_masked(house: House) -> None:
    party = {"kind": "enterprise", "name": NAME, "uscc": USCC}
    said = [advise(house, party=party, note=NAME).text, dispose(house, disposition()).text]
    corrected = disposition(corrects=2, violations=[{**disposition()["violations"][0], "reason": NAME}])
    said.append(house.post("/v1/dispositions/preview", json=corrected, headers=house.session("officer")).text)
    assert all(NAME not in each and USCC not in each for each in said)
    assert NAME[0] + "*" * (len(NAME) - 1) in said[0]


def lines(bundle: httpx.Response) -> list[dict[str, Any]]:
    """The entries of a bundle."""
    return [json.loads(each) for each in texts(bundle).splitlines() if each.startswith('{"body"')]


def test_a_bundle_holds_identities_only_if_they_are_asked_for_and_the_access_log_says_so(docket: House) -> None:
    who = docket.session("auditor")
    plain, whole = (docket.get(f"/v1/bundle?identities={each}", headers=who) for each in ("false", "true"))
    assert [each["identity"] for each in lines(plain)] == ["withheld", "withheld", None, None, "withheld", "withheld"]
    assert [USCC in json.dumps(each["identity"]) for each in lines(whole)] == [True, *[False] * 5]
    assert [row["object"] for row in docket.accesses(operation="export_bundle")] == ["bundle with identities", "bundle"]
    assert [each["header"]["seq"] for each in lines(whole) if each["body"] == "withheld"] == [6]  # of another place


def test_figures_are_those_of_the_cases_in_sight(docket: House) -> None:
    for who, cases, pending in (("officer", 2, 0), ("auditor", 2, 1), ("other", 0, 1)):
        told = docket.get("/v1/statistics?by=outcome", headers=docket.session(who)).json()
        assert (told["total"]["cases"], told["pending"]) == (cases, pending)
    assert told["baseline"] == "minimum"
    advise(docket, id="like-a", party={"kind": "enterprise", "uscc": make_uscc(6)})
    dispose(docket, disposition(7))
    auditor = docket.session("auditor")
    like = docket.get("/v1/like-cases", headers=auditor).json()
    assert [each["entries"] for each in like["groups"]] == [[[1, 3], [7, 8]]]
    files = docket.get("/v1/file-reviews?worst=1", headers=auditor).json()
    assert (files["files"], files["pending"], len(files["reviews"])) == (3, 1, 1)
    one = docket.get("/v1/file-reviews?entry=4", headers=auditor).json()
    assert [each["entries"] for each in one["reviews"]] == [[2, 4]]


def test_figures_come_as_files_that_open_and_hold_the_same(docket: House) -> None:
    who = docket.session("auditor")
    table = docket.get("/v1/statistics", headers=who).json()["table"]
    rows = list(csv.reader(io.StringIO(docket.get("/v1/statistics.csv", headers=who).content.decode("utf-8-sig"))))
    assert rows[0] == table["columns"]
    book = openpyxl.load_workbook(io.BytesIO(docket.get("/v1/statistics.xlsx", headers=who).content))
    assert [each.value for each in next(book.active.iter_rows())] == table["columns"]
    drawn = docket.get("/v1/statistics.svg", headers=who)
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert b"<svg" in drawn.content
    assert problem(docket.get("/v1/statistics.exe", headers=who))[0] == 422


def test_no_cell_of_a_download_is_a_formula(docket: House) -> None:
    who = docket.session("auditor")
    book = openpyxl.load_workbook(io.BytesIO(docket.get("/v1/publicity.xlsx", headers=who).content))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type != "f" for cell in cells)
    numbers = [cell.value for cell in cells if isinstance(cell.value, str) and "1+1" in cell.value]
    assert len(numbers) == 1
    rows = list(csv.reader(io.StringIO(docket.get("/v1/publicity.csv", headers=who).content.decode("utf-8-sig"))))
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for row in rows for cell in row)


def test_past_decisions_are_imported_once_and_faults_are_told_row_by_row(house: House) -> None:
    where = {"domain": "market_supervision", "jurisdiction": PLACE}
    who = house.session("officer") | {"content-type": "text/csv"}
    rows = [
        f"甲〔2024〕1号,某公司,罚款,0.5,2024-01-02,{AUTHORITY}",
        f"甲〔2024〕2号,某公司,罚款,many,2024-01-02,{AUTHORITY}",
    ]
    rows += [f"甲〔2024〕3号,某公司,罚款,0.5,2024-01-02,{OTHER}", "甲〔2024〕4号,某公司,罚款,0.5,2024-01-02,"]
    sheet = SHEET.format("\n".join(rows)).encode()
    for recorded, known in ((1, 0), (0, 1)):
        told = house.post("/v1/imports", params=where, content=sheet, headers=who).json()
        assert (told["recorded"], told["known"]) == (recorded, known)
        assert [each["line"] for each in told["faults"]] == [3, 4, 5]
    assert house.get("/v1/entries/1", headers=who).json()["entry"]["recorder"] == "officer"
    for wrong in (b"", b"\xff\xfe", b"a,b\n1,2"):
        assert house.post("/v1/imports", params=where, content=wrong, headers=who).status_code in (200, 422)
    answer = house.post("/v1/imports", params={**where, "domain": "nothing"}, content=sheet, headers=who)
    assert answer.status_code == 422
    assert house.post("/v1/imports", params=where, content=sheet, headers=house.session("officer")).status_code == 415


def finished(house: House, name: str, who: str = "auditor") -> dict[str, Any]:
    """The replay once it is done."""
    for _ in range(600):
        told: dict[str, Any] = house.get(f"/v1/replays/{name}", headers=house.session(who)).json()
        if told["state"] != "running":
            return told
        time.sleep(0.05)
    raise AssertionError("the replay does not end")


def begun(house: House, who: str = "auditor", **wish: Any) -> str:
    answer = house.post("/v1/replays", json=wish, headers=house.session(who))
    assert answer.status_code == 202, answer.text
    name: str = answer.json()["id"]
    return name


def test_a_replay_under_the_law_of_then_finds_what_has_been_altered(docket: House) -> None:
    assert finished(docket, begun(docket))["counts"] == {"same": 5}
    with docket.office.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE entries SET body = replace(body, '\"28 yuan\"', '\"29 yuan\"') WHERE seq = 1"
        )
    name = begun(docket)
    told = finished(docket, name)
    assert (told["counts"], told["done"], told["total"]) == ({"facts_altered": 1, "same": 4}, 6, 6)
    page = docket.get(f"/v1/replays/{name}/findings", headers=docket.session("auditor")).json()
    assert [(each["seq"], each["verdict"]) for each in page["findings"]] == [(1, "facts_altered")]
    assert finished(docket, begun(docket, selection={"first": 2, "last": 4}))["counts"] == {"same": 3}


def test_a_replay_by_another_law_tells_its_impact(docket: House) -> None:
    draft = next(DRAFT).read_text(encoding="utf-8")
    for wish in ({"day": "2021-08-01"}, {"draft": draft}):
        told = finished(docket, begun(docket, "keeper", **wish), "keeper")
        assert (told["state"], sum(each["cases"] for each in told["impact"])) == ("done", 3)


def test_a_draft_with_faults_is_refused_with_all_of_them(docket: House) -> None:
    who = docket.session("keeper")
    for draft in ("id: [", "title: 1\nkind: poem\n", "domain: nowhere\nid: x", "- 1"):
        answer = docket.post("/v1/replays", json={"draft": draft}, headers=who)
        assert problem(answer) == (422, "refused")
        assert answer.json()["faults"]
    answer = docket.post("/v1/replays", json={"draft": "x", "day": "2021-01-01"}, headers=who)
    assert answer.status_code == 422


def test_replays_of_another_place_are_out_of_sight(docket: House) -> None:
    name = begun(docket)
    far = docket.session("far-auditor")
    assert docket.get("/v1/replays", headers=far).json() == []
    assert problem(docket.get(f"/v1/replays/{name}", headers=far)) == (403, "out_of_sight")
    assert problem(docket.get("/v1/replays/" + "0" * 16, headers=far)) == (404, "not_found")
    finished(docket, name)


def test_a_replay_that_its_worker_left_is_taken_up_after_a_restart_by_who_is_asked_for_it(
    tmp_path: Path, runner: Any
) -> None:
    house = people_of(build(tmp_path, runner, mode="multi-user"))
    advise(house)
    house.office.replays._run_later = lambda job: None  # type: ignore[method-assign]  # as if killed at once
    name = begun(house)
    house.office.close()
    later = build(tmp_path, runner, mode="multi-user")
    who = later.session("auditor")
    assert later.get(f"/v1/replays/{name}", headers=who).json()["state"] == "running"
    later.clock.forward(seconds=OLD.total_seconds() + 1)
    assert finished(later, name)["counts"] == {"same": 1}
    assert not list(tmp_path.glob("replay-*"))
    later.office.close()


def test_a_replay_that_is_stopped_halfway_goes_on_where_it_was(tmp_path: Path, runner: Any) -> None:
    house = people_of(build(tmp_path, runner, mode="multi-user"))
    _, draft = house.office.docket.prepare(make_case(), recorder="officer")
    house.office.docket.record_all([draft] * (2 * RANGE + 1))
    house.office.replays._stopping = True  # the service is about to end
    name = begun(house)
    house.office.replays._worker.shutdown()
    told = house.get(f"/v1/replays/{name}", headers=house.session("auditor")).json()
    assert (told["state"], told["done"] < told["total"], told["done"] > 0) == ("running", True, True)
    (state,) = tmp_path.glob("replay-*.state")
    assert len(state.read_bytes().splitlines()) == 2
    house.office.close()
    later = build(tmp_path, runner, mode="multi-user")
    later.clock.forward(seconds=OLD.total_seconds() + 1)
    assert finished(later, name)["counts"] == {"same": 2 * RANGE + 1}
    later.office.close()
