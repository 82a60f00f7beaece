"""The access log: every access and every refusal, by whom, and nothing of a party; without it nothing is answered."""

from __future__ import annotations

import pytest

from penalty_rules.errors import DocketUnavailable
from penalty_rules.service.accounts.accesses import AccessLog, AccessLogClosed, AccessRecord
from penalty_rules.service.permissions import OPERATIONS

from .conftest import PASSWORD, PLACE, House, make_case

NOW = "2030-06-03T09:00:00.000+08:00"
RECORD = AccessRecord(NOW, "wang", "officer", "", "evaluate_case", None, "ok", 200, "token", None, "r")


def test_an_access_is_kept_with_time_account_role_operation_object_and_result(house: House) -> None:
    who = house.session("auditor") | {"x-request-id": "abcdefgh"}
    house.get("/v1/rulesets/cn/tax/first_violation_list", headers=who)
    (row,) = house.accesses(operation="show_ruleset")
    assert row | {"id": 0} == {
        "id": 0, "happened_at": NOW, "account": "auditor", "roles": "auditor",
        "jurisdiction": PLACE, "operation": "show_ruleset", "object": "cn/tax/first_violation_list", "result": "ok",
        "status": 200, "via": "session", "address": "127.0.0.1", "request": "abcdefgh",
    }  # fmt: skip


def test_every_refusal_is_kept(house: House) -> None:
    house.post("/v1/session", json={"name": "officer", "password": PASSWORD})
    house.get("/v1/accounts")
    house.get("/v1/accounts", headers=house.session("officer"))
    house.post("/v1/evaluations", json={}, headers=house.token("officer", "evaluate"))
    house.post("/v1/evaluations", content=b"x" * 2**21, headers=house.token("officer", "evaluate"))
    house.get("/nowhere")
    kept = [(row["operation"], row["account"], row["status"], row["result"]) for row in house.accesses()][::-1]
    assert kept == [
        ("sign_in", None, 401, "refused"), ("list_accounts", None, 401, "refused"),
        ("list_accounts", "officer", 403, "refused"), ("evaluate_case", "officer", 422, "refused"),
        ("nowhere", None, 413, "refused"), ("nowhere", None, 404, "refused"),
    ]  # fmt: skip


def test_a_failed_sign_in_is_kept_with_the_account_if_there_is_one(house: House) -> None:
    for name in ("officer", "no such account"):
        house.post("/v1/session", json={"name": name, "password": PASSWORD})
    assert [row["object"] for row in house.accesses(operation="sign_in")] == [None, "officer"]


def test_changes_are_kept_with_what_they_were_about(house: House) -> None:
    admin = house.session("administrator")
    house.post("/v1/accounts", json={"name": "li", "roles": ["keeper"]}, headers=admin)
    house.ask("PATCH", "/v1/accounts/li", json={"disabled": True}, headers=admin)
    assert [(row["operation"], row["object"]) for row in house.accesses(account="administrator")] == [
        ("change_account", "li"), ("create_account", "li"),
    ]  # fmt: skip


def test_probes_are_not_kept(house: House) -> None:
    for path in ("/v1/health", "/v1/ready", "/v1/metrics", "/v1/openapi.json"):
        house.get(path)
    assert house.accesses() == []
    assert all(row.open or name == "read_metrics" for name, row in OPERATIONS.items() if row.probe)


def test_only_the_auditor_reads_it_and_only_of_the_own_place(house: House) -> None:
    house.office.people.create("far", roles=("auditor",), jurisdiction="31")
    for _ in range(5):
        house.get("/v1/domains", headers=house.session("officer"))
    house.get("/v1/domains", headers=house.session("far"))
    house.office.accesses.flush()
    page = house.get("/v1/accesses?limit=3", headers=house.session("auditor")).json()
    assert [row["account"] for row in page["accesses"]] == ["officer"] * 3
    rest = house.get(f"/v1/accesses?before={page['next']}", headers=house.session("auditor")).json()
    assert ([row["account"] for row in rest["accesses"]], rest["next"]) == (["officer"] * 2, None)
    far = house.get("/v1/accesses", headers=house.session("far")).json()
    assert {row["account"] for row in far["accesses"]} == {"far"}


def broken(log: AccessLog) -> AccessLog:
    """A log whose table is gone."""
    with log._engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE accesses RENAME TO elsewhere")
    return log


def mended(log: AccessLog) -> None:
    with log._engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO accesses")


def test_what_must_be_kept_at_once_is_refused_while_it_cannot_be(house: House) -> None:
    headers = house.session("auditor")
    broken(house.office.accesses)
    answer = house.get("/v1/session", headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:penalty-rules:problem:unavailable")
    assert "account" not in answer.json()
    assert house.get("/v1/ready").status_code == 503
    mended(house.office.accesses)


def test_nothing_is_answered_while_nothing_can_be_kept_and_what_waited_is_kept_later(house: House) -> None:
    headers = house.token("officer", "law")
    log = broken(house.office.accesses)
    house.get("/v1/domains", headers=headers)
    with pytest.raises(DocketUnavailable):
        log.flush()
    assert house.get("/v1/domains", headers=headers).status_code == 503
    with pytest.raises(AccessLogClosed):
        log.note(RECORD)
    mended(log)
    log.flush()
    assert house.get("/v1/domains", headers=headers).status_code == 200
    assert [row["status"] for row in house.accesses(operation="list_domains")] == [200, 200]


def test_what_has_gathered_is_written_before_the_end(house: House) -> None:
    log = AccessLog(house.office.engine)
    for number in range(1000):
        log.note(RECORD._replace(request=str(number)))
    log.close()
    kept = log.page("", before=None, limit=2000, account="wang")
    assert [row["request"] for row in kept] == [str(number) for number in range(999, -1, -1)]


def test_an_evaluation_is_kept_without_a_word_of_the_case(house: House) -> None:
    house.post("/v1/evaluations", json=make_case(), headers=house.session("officer"))
    (row,) = house.accesses(operation="evaluate_case")
    assert (row["object"], row["result"]) == (None, "ok")
