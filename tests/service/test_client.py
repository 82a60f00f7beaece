"""Clients: a typed Python client is generated from the OpenAPI document, type-checked, and used by a program."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import AUTHORITY, House
from .running import running

HERE = Path(__file__).parent
PROGRAM = HERE / "client_program.py"
NOT_JSON = {"POST /v1/evaluations/batch", "POST /v1/imports", "POST /v1/rulesets"}  # bodies that it does not know
GENERATORS_OWN = {"penalty_rules_client/client.py"}  # the same in every client that it makes


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "MYPYPATH": str(folder), "PYTHONPATH": str(folder)}
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=300,
        check=False,
    )  # fmt: skip


@pytest.fixture
def generated(house: House, tmp_path: Path) -> Path:
    """A folder with the generated package."""
    folder = tmp_path / "client"
    folder.mkdir()
    (folder / "openapi.json").write_text(house.get("/v1/openapi.json").text, encoding="utf-8")
    made = run(
        "-m", "openapi_python_client", "generate", "--path", "openapi.json", "--config", str(HERE / "client.yaml"),
        "--meta", "none", "--output-path", "penalty_rules_client", folder=folder,
    )  # fmt: skip
    assert made.returncode == 0, made.stdout + made.stderr
    assert set(re.findall(r"WARNING parsing (\S+ \S+) ", made.stderr)) == NOT_JSON, made.stderr
    assert "Unable" not in made.stderr
    return folder


def test_a_client_generated_from_the_contract_has_the_right_types_and_takes_a_case_all_the_way(
    generated: Path, house: House
) -> None:
    checked = run("-m", "mypy", "--strict", str(PROGRAM), folder=generated)
    faulty = {line.split(":")[0] for line in checked.stdout.splitlines() if ": error:" in line}
    assert faulty <= GENERATORS_OWN, checked.stdout
    held = [house.token("officer", "evaluate", "record", "docket"), house.token("auditor", "audit", "docket")]
    tokens = [each["authorization"].removeprefix("Bearer ") for each in held]
    with running(house.app) as port:
        used = run(str(PROGRAM), f"http://127.0.0.1:{port}", *tokens, AUTHORITY, folder=generated)
    assert used.returncode == 0, used.stderr
    assert json.loads(used.stdout) == {
        "possible": ["no_penalty", "lighter", "ordinary"], "seq": 1, "again": 1, "case": "celery-2", "holds": True,
        "answered_by": [2], "entries": [2, 1], "refused": 422, "replayed": {"same": 2}, "counted": {"ordinary": 1},
    }  # fmt: skip
