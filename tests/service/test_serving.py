"""Serving: the command as it is run, in processes of its own: workers, log, a graceful end."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from penalty_rules.service.serving import Listening
from penalty_rules.service.settings import PREFIX

from .conftest import make_case

PYTHONPATH = str(Path(__file__).parents[2])
COMMAND = [sys.executable, "-c", "from penalty_rules.cli import main; main()", "serve"]


@contextmanager
def served(folder: Path, workers: int, **settings: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The service in a folder, once it is ready; its process and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {key: value for key, value in os.environ.items() if not key.startswith(PREFIX)}
    environment |= {f"{PREFIX}{name.upper()}": value for name, value in settings.items()}
    process = subprocess.Popen(
        [*COMMAND, "--port", str(port), "--workers", str(workers)], cwd=folder, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**environment, "PYTHONPATH": PYTHONPATH},
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_ready(address, process)
        yield process, address
    finally:
        process.send_signal(signal.SIGTERM)
        with suppress(ValueError):  # the test may have read it to its end
            process.communicate(timeout=60)


def wait_until_ready(address: str, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + 90
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx.get(f"{address}/v1/ready", timeout=10).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail(f"the service did not become ready: {process.poll()}")


def workers_of(process: subprocess.Popen[str]) -> list[int]:
    """The workers that are there now, by process id."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


def test_what_workers_accept_together_holds_no_part_of_an_answer_back() -> None:
    with closing(Listening("app", host="127.0.0.1", port=0).bind_socket()) as shared:
        shared.listen()
        with closing(socket.create_connection(shared.getsockname())), closing(shared.accept()[0]) as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_one_process_serves_says_its_mode_logs_in_json_and_ends_when_told(tmp_path: Path) -> None:
    with served(tmp_path, 1) as (process, address):
        assert httpx.post(f"{address}/v1/evaluations", json=make_case(), timeout=30).status_code == 200
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
    notice, *lines = said.splitlines()
    assert "单机模式" in notice
    told = [json.loads(line) for line in lines]
    assert all({"time", "level", "logger", "message"} <= each.keys() for each in told)
    assert all(each["time"].endswith("+08:00") for each in told)
    assert any("shutdown complete" in each["message"].lower() for each in told)


def test_several_workers_put_their_figures_together_and_one_that_is_killed_is_missed_by_nobody(tmp_path: Path) -> None:
    with served(tmp_path, 2) as (process, address):
        workers = workers_of(process)
        for _ in range(20):
            assert httpx.post(f"{address}/v1/evaluations", json=make_case(), timeout=30).status_code == 200
        figures = httpx.get(f"{address}/v1/metrics", timeout=30).text
        assert 'penalty_rules_requests_total{operation="evaluate_case",status="200"} 20.0' in figures
        assert len(workers) == 2
        os.kill(workers[0], signal.SIGKILL)
        wait_until_ready(address, process)
        for _ in range(20):
            answer = httpx.post(f"{address}/v1/evaluations", json=make_case(), timeout=30)
            assert answer.status_code == 200


@pytest.mark.parametrize(
    ("given", "said"),
    [({"HOST": "0.0.0.0"}, "PENALTY_RULES_MODE=multi-user"), ({"MODE": "multi-user"}, "PENALTY_RULES_SECRET"),
     ({"DOCKET": "/nowhere/at/all.db"}, "/nowhere/at/all.db"),
     ({"WORKERS": "0", "PUBLIC_URL": "ftp://x"}, "2 处问题")],
)  # fmt: skip
def test_what_cannot_start_says_why_in_one_message(tmp_path: Path, given: dict[str, str], said: str) -> None:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": PYTHONPATH}
    process = subprocess.run(
        [*COMMAND, "--port", "0"], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
        env=environment | {PREFIX + key: value for key, value in given.items()},
    )  # fmt: skip
    assert process.returncode == 2
    assert said in process.stderr


def test_the_first_account_is_made_from_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from penalty_rules.cli.serving import add_account
    from penalty_rules.service.office import open_office
    from penalty_rules.service.settings import read_settings

    monkeypatch.setenv("PENALTY_RULES_DOCKET", str(tmp_path / "docket.db"))
    assert add_account("root", ["administrator"], "", None, "id-0001") == 0
    assert add_account("root2", ["emperor"], "", None, "id-0002") == 2
    office = open_office(read_settings())
    assert [(each.name, each.roles, each.subject) for each in office.people.all()] == [
        ("root", ("administrator",), "id-0001"),
    ]
    office.close()
