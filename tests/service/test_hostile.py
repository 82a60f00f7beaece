"""Hostile and careless requests: each is refused in order, with a problem that gives nothing away."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import httpx
import pytest

from penalty_rules.service import create_app
from penalty_rules.service.logs import JsonLines
from penalty_rules.service.office import Office
from tests.invented import make_uscc

from .conftest import House, build, make_case
from .running import converse, running

JSON = {"content-type": "application/json"}
PATH = "/v1/evaluations"
NO_CASES = (b"", b"{", b"null", b"[]", b"1e400", b"NaN", b'"x"', b"{}{}", b"\xef\xbb\xbf", b"\0", b"{'a':1}")
NO_UTF_8 = (b'{"id":"\xff\xfe"}', '{"编号":"一"}'.encode("gb18030"), b'{"id":"\\ud800"}', "{}".encode("utf-16"))
OTHER_KINDS = ("text/plain", "application/x-www-form-urlencoded", "application/xml", "", "application/jsonx")
FOREIGN = (
    {"origin": "http://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"}, {"origin": "http://127.0.0.1:9999"},
)  # fmt: skip
NOWHERE = (
    "/v1/../../etc/passwd",
    "/v1/rulesets/../../x",
    "/v1/rulesets/cn/tax/..%2f..%2fx",
    "/%00",
    "/v1/" + "x" * 4000,
)


def refused(answer: httpx.Response, status: int, code: str) -> bool:
    told = answer.json()
    assert "Traceback" not in answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert told["request"] == answer.headers["x-request-id"]
    return (answer.status_code, told["status"], told["type"]) == (status, status, f"urn:penalty-rules:problem:{code}")


def send(house: House, body: bytes, **headers: str) -> httpx.Response:
    return house.post(PATH, content=body, headers=JSON | headers)


def test_ten_megabytes_of_json_are_refused(embedded: House) -> None:
    body = json.dumps(make_case(note="长" * 4_000_000)).encode()
    assert len(body) > 10_000_000
    assert refused(send(embedded, body), 413, "too_large")


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'[{"a":'])
@pytest.mark.parametrize("depth", [41, 1_000, 100_000])
def test_deep_nesting_is_refused_whether_or_not_it_is_closed(embedded: House, opening: bytes, depth: int) -> None:
    body = opening * depth
    for each in (body, body + b"1" + b"]" * depth):
        assert refused(send(embedded, each), 400, "unreadable")
    assert embedded.post("/v1/session", content=body, headers=JSON).status_code == 400


def test_brackets_in_a_text_are_no_nesting(embedded: House) -> None:
    assert send(embedded, json.dumps(make_case(note='[{"\\' * 100)).encode()).status_code == 200


@pytest.mark.parametrize("body", NO_CASES)
def test_what_is_no_case_is_refused_with_a_place_and_a_reason(embedded: House, body: bytes) -> None:
    answer = send(embedded, body)
    assert answer.status_code in (400, 422)
    assert all({"pointer", "message"} <= fault.keys() for fault in answer.json()["faults"])
    assert answer.json()["faults"]


@pytest.mark.parametrize("body", NO_UTF_8)
def test_what_is_not_utf_8_is_refused(embedded: House, body: bytes) -> None:
    assert refused(send(embedded, body), 400, "unreadable")


@pytest.mark.parametrize("kind", OTHER_KINDS)
def test_a_wrong_kind_of_content_is_refused(embedded: House, kind: str) -> None:
    answer = embedded.post(PATH, content=json.dumps(make_case()).encode(), headers={"content-type": kind})
    assert refused(answer, 415, "wrong_media_type")


def test_numbers_keep_their_digits_and_binary_fractions_are_refused_or_exact(embedded: House) -> None:
    body = json.dumps(make_case()).replace('"28 yuan"', "28.123456789012345678901")
    assert refused(send(embedded, body.encode()), 422, "case_refused")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[", "localhost.evil.example:8000"])
def test_embedded_mode_answers_no_other_name_than_its_own(embedded: House, host: str) -> None:
    assert refused(embedded.get("/v1/health", headers={"host": host}), 400, "wrong_host")


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_change_that_another_site_asks_for_is_refused_in_both_modes(
    embedded: House, house: House, headers: dict[str, str]
) -> None:
    assert refused(send(embedded, b"{}", **headers), 403, "foreign_origin")
    assert refused(send(house, b"{}", **headers | house.session("officer")), 403, "foreign_origin")


def test_the_own_pages_may_ask(embedded: House) -> None:
    body = json.dumps(make_case()).encode()
    own = {"origin": "http://127.0.0.1:8000", "sec-fetch-site": "same-origin"}
    assert send(embedded, body, **own).status_code == 200


def test_a_strange_request_id_is_replaced_and_a_plain_one_kept(embedded: House) -> None:
    for asked, kept in {
        "plain-Id_1.2": True,
        "short": False,
        "x" * 65: False,
        "a b c d e f g": False,
        "<script>1": False,
    }.items():
        told = embedded.get("/v1/health", headers={"x-request-id": asked}).headers["x-request-id"]
        assert (told == asked) == kept


@pytest.mark.parametrize("path", NOWHERE)
def test_a_path_that_leads_nowhere_is_not_found(embedded: House, path: str) -> None:
    assert embedded.get(path).status_code in (404, 422)


def test_an_error_nobody_foresaw_gives_nothing_away_neither_outside_nor_in_the_log(
    embedded: House, caplog: pytest.LogCaptureFixture
) -> None:
    secret = make_uscc(3)

    class Failing:
        def __getattr__(self, name: str) -> Any:
            raise RuntimeError(f"party {secret} broke it")

    office = Office(**{**vars(embedded.office), "law": Failing()})
    app = create_app(office.settings)
    app.state.office = office
    app.middleware_stack = None
    other = House(app, embedded.clock, embedded._runner)
    with caplog.at_level(logging.ERROR):
        answer = send(other, json.dumps(make_case()).encode())
    assert refused(answer, 500, "internal")
    lines = [JsonLines().format(record) for record in caplog.records]
    assert len(lines) == 1
    told = json.loads(lines[0])
    assert (told["error"], told["request"]) == ("RuntimeError", answer.headers["x-request-id"])
    assert any("evaluate_case" in place for place in told["where"])
    assert secret not in answer.text + lines[0]


@pytest.fixture
def port(tmp_path: Path, runner: Any) -> Any:
    made = build(tmp_path, runner, body_seconds=0.5, body_limit=100_000)
    with running(made.app) as at:
        yield at
    made.office.close()


def head(port: int, more: str) -> bytes:
    return (
        f"POST {PATH} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\ncontent-type: application/json\r\n{more}\r\n\r\n".encode()
    )


def test_a_body_that_does_not_arrive_is_given_up(port: int) -> None:
    said = converse(port, head(port, "content-length: 50"), b'{"id":')
    assert said.startswith(b"HTTP/1.1 408 ")
    assert b"connection: close" in said.lower()


def test_a_chunked_body_is_cut_off_at_the_limit(port: int) -> None:
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    said = converse(port, head(port, "transfer-encoding: chunked"), *[chunk] * 20, b"0\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 413 ")


def test_a_large_body_that_is_announced_first_is_not_even_asked_for(port: int) -> None:
    said = converse(port, head(port, "content-length: 10000000\r\nexpect: 100-continue"))
    assert said.startswith(b"HTTP/1.1 413 ")


def test_ten_megabytes_over_the_wire_get_their_answer(port: int) -> None:
    answer = httpx.post(f"http://127.0.0.1:{port}{PATH}", content=b"x" * 10_000_000, headers=JSON)
    assert refused(answer, 413, "too_large")


def test_who_hangs_up_halfway_leaves_the_service_well(port: int) -> None:
    import socket

    for _ in range(5):
        with socket.create_connection(("127.0.0.1", port)) as line:
            line.sendall(head(port, "content-length: 50") + b"{")
    answer = httpx.post(f"http://127.0.0.1:{port}{PATH}", json=make_case())
    assert answer.status_code == 200
