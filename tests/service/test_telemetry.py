"""Telemetry: where it is asked for, spans tell what was done and how long it took, and nothing of what was sent."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from penalty_rules.service import create_app
from penalty_rules.service.telemetry import OPERATION, provider_asked_for
from penalty_rules.service.telemetry.discretion import discreet_provider
from tests.invented import make_id_number, make_uscc

from .conftest import AUTHORITY, RULEBOOK, House, build, make_case, people_of
from .test_recording import advise, dispose, disposition

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
ALLOWED = {
    "http.request.method", "url.scheme", "network.protocol.version", "http.route", "http.response.status_code",
    "error.type", OPERATION,
}  # fmt: skip


class Watched(House):
    """A house of which every span is seen."""

    def __init__(self, house: House, seen: InMemorySpanExporter) -> None:
        super().__init__(house.app, house.clock, house._runner)
        self.seen = seen

    def spans(self) -> list[ReadableSpan]:
        """The spans since this was last asked, in the order in which they began."""
        found = sorted(self.seen.get_finished_spans(), key=lambda each: (each.start_time, each.end_time))
        self.seen.clear()
        return found


@pytest.fixture
def watched(tmp_path: Path, runner: Any) -> Iterator[Watched]:
    seen, provider = InMemorySpanExporter(), discreet_provider()
    provider.add_span_processor(SimpleSpanProcessor(seen))
    plain = people_of(build(tmp_path, runner, mode="multi-user"))
    plain.office.close()
    app = create_app(plain.office.settings, rulebook=RULEBOOK, now=plain.clock, provider=provider)
    yield Watched(House(app, plain.clock, runner), seen)
    app.state.office.close()


def under(spans: list[ReadableSpan]) -> list[str]:
    """The names of the spans below the only one that has nothing above it."""
    (request,) = [each for each in spans if each.parent is None]
    assert all(each.parent.span_id == request.context.span_id for each in spans if each.parent is not None)
    assert all(request.start_time <= each.start_time <= each.end_time <= request.end_time for each in spans)
    return [each.name for each in spans if each is not request]


def test_a_request_is_a_span_with_its_route_its_status_and_its_operation(watched: Watched) -> None:
    watched.get("/v1/entries/9", headers=watched.session("officer"))
    (span,) = watched.spans()
    assert span.name == "GET /v1/entries/{seq}"
    assert span.attributes == {
        "http.request.method": "GET", "url.scheme": "http", "network.protocol.version": "1.1",
        "http.route": "/v1/entries/{seq}", "http.response.status_code": 404, OPERATION: "show_entry",
    }  # fmt: skip


def test_an_evaluation_is_a_span_below_its_request_wherever_it_is_worked_out(watched: Watched) -> None:
    who = watched.session("officer")
    for case in (make_case(), make_case(note="长" * 10_000)):
        assert watched.post("/v1/evaluations", json=case, headers=who).status_code == 200
        assert under(watched.spans()) == ["evaluation"]
    lines = "\n".join(json.dumps(make_case(id=f"c{n}")) for n in range(3))
    nd = who | {"content-type": "application/x-ndjson"}
    assert watched.post("/v1/evaluations/batch", content=lines, headers=nd).status_code == 200
    assert under(watched.spans()) == ["evaluation"] * 3


def test_a_recording_tells_how_long_it_waited_and_how_long_the_store_took(watched: Watched) -> None:
    assert advise(watched).status_code == 201
    assert under(watched.spans()) == ["recording.wait", "evaluation", "recording.wait", "recording.store"]
    assert advise(watched, id="large", note="长" * 10_000).status_code == 201
    assert under(watched.spans()) == ["recording.wait", "recording.store"]
    assert dispose(watched, disposition()).status_code == 201
    assert under(watched.spans()) == ["recording.wait", "recording.store"]


def test_a_span_goes_on_from_that_of_the_caller(watched: Watched) -> None:
    caller = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
    watched.get("/v1/health", headers={"traceparent": f"00-{'-'.join(caller)}-01"})
    (span,) = watched.spans()
    assert (f"{span.context.trace_id:032x}", f"{span.parent.span_id:016x}") == caller


def test_no_span_holds_anything_that_was_sent(watched: Watched) -> None:
    name, uscc, person = "榆林绝密蔬菜经营部", make_uscc(5), make_id_number(date(1990, 1, 1), 7)
    hostile = {
        "tracestate": f"party={uscc}", "baggage": f"party={uscc}", "user-agent": uscc, "x-request-id": person,
        "traceparent": f"00-{'1' * 32}-{'2' * 16}-01", "x-forwarded-host": uscc,
    }  # fmt: skip
    who = watched.session("officer") | hostile
    party = {"kind": "enterprise", "name": name, "uscc": uscc}
    case = make_case(id=person, party=party, note=name)
    asked = {"q": name, "party": uscc, person: "1", "sig": person}
    watched.post("/v1/evaluations", json=case, params=asked, headers=who)
    watched.post("/v1/evaluations", content=name, params=asked, headers=who)
    watched.post("/v1/advices", json=case, headers=who)
    watched.post("/v1/dispositions", json=disposition(reason=name), headers=who)
    for path in (
        "/v1/matters",
        "/v1/entries",
        "/v1/statistics",
        f"/v1/accounts/{person}",
        f"/{uscc}",
        f"/docket/{name}",
    ):
        watched.get(path, params=asked, headers=who)
        watched.get(path, params=asked, headers={**who, "host": f"{uscc.lower()}.example"})
    watched.ask(person, "/v1/health")
    spans = watched.spans()
    assert len(spans) > 20
    for span in spans:
        assert span.attributes.keys() <= ALLOWED, span.name
        told = span.to_json() + repr(span.context) + repr(span.events)
        assert not any(secret in told for secret in (name, uscc, uscc.lower(), person, AUTHORITY)), told


def test_a_failure_is_told_by_its_status_alone(watched: Watched) -> None:
    with watched.office.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM heads")
    assert advise(watched).status_code == 500
    spans = watched.spans()
    (request,) = [each for each in spans if each.parent is None]
    assert (request.attributes["error.type"], request.status.status_code) == ("500", StatusCode.ERROR)
    assert [(each.events, each.status.description) for each in spans] == [((), None)] * len(spans)


@pytest.mark.parametrize(
    ("named", "traced"),
    [({}, False), ({ENDPOINT: "http://127.0.0.1:9"}, True), ({ENDPOINT: ""}, False),
     ({ENDPOINT: "http://127.0.0.1:9", "OTEL_SDK_DISABLED": "true"}, False),
     ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:9", "OTEL_TRACES_EXPORTER": "none"}, False)],
)  # fmt: skip
def test_there_are_spans_where_the_environment_says_where_to(
    named: dict[str, str], traced: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [each for each in os.environ if each.startswith("OTEL_")]:
        monkeypatch.delenv(name)
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    assert (provider_asked_for() is not None) == traced


PROGRAM = """
import sys
from starlette.testclient import TestClient
from penalty_rules.service.app import from_environment
with TestClient(from_environment(), base_url="http://127.0.0.1") as client:
    assert client.get("/v1/health").status_code == 200
print(any(name.startswith("opentelemetry.sdk.") for name in sys.modules))
"""
LACKING = "import sys; sys.modules['opentelemetry.sdk'] = None"


def run(folder: Path, program: str = PROGRAM, **named: str) -> subprocess.CompletedProcess[str]:
    """What the program says of a service of the environment, with some more variables."""
    given = {name: value for name, value in os.environ.items() if not name.startswith("OTEL_")} | named
    given["PENALTY_RULES_DOCKET"] = str(folder / "docket.db")
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=given, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return done


def test_nothing_is_imported_where_nobody_asked(tmp_path: Path) -> None:
    assert run(tmp_path).stdout == "False\n"


def test_where_what_sends_them_is_missing_the_service_runs_and_says_so(tmp_path: Path) -> None:
    done = run(tmp_path, LACKING + PROGRAM, **{ENDPOINT: "http://127.0.0.1:9"})
    assert done.stdout == "False\n"
    assert "pip install 'penalty-rules[telemetry]'" in done.stderr


def test_spans_reach_the_collector_that_the_environment_names(tmp_path: Path) -> None:
    received: list[tuple[str, bytes]] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append((self.path, self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with HTTPServer(("127.0.0.1", 0), Collector) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}"
        assert run(tmp_path, **{ENDPOINT: address, "OTEL_SERVICE_NAME": "penalty-rules"}).stdout == "True\n"
        server.shutdown()
    assert {path for path, _ in received} == {"/v1/traces"}
    sent = b"".join(body for _, body in received)
    assert b"GET /v1/health" in sent
    assert b"check_health" in sent
