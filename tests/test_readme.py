"""What the READMEs show is what happens."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from penalty_rules import Evaluator
from penalty_rules.cli.app import app
from penalty_rules.reading import parse_document

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.zh-CN.md")


def blocks(readme: str, language: str) -> list[str]:
    text = (ROOT / readme).read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.S)


def sessions(readme: str) -> list[str]:
    """The blocks that are run as they stand, line after line."""
    return [block for block in blocks(readme, "sh") if "mktemp" in block]


def commands(readme: str) -> list[list[str]]:
    shown = [block for block in blocks(readme, "sh") if "docket init" not in block and "mktemp" not in block]
    lines = [line.split("#")[0].strip() for block in shown for line in block.splitlines()]
    return [shlex.split(line)[1:] for line in lines if line.startswith("penalty-rules ")]


@pytest.mark.parametrize("readme", READMES)
def test_the_commands_shown_run(readme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    shown = commands(readme)
    assert {command[0] for command in shown} == {"check", "ask", "rulesets"}
    for command in shown:
        if command[0] == "ask":
            command = [*command, "--output", str(tmp_path / "answered.yaml")]
        done = CliRunner().invoke(app, command, input="")
        assert done.exit_code in (0, 3), (command, done.output)


def run(session: str, folder: Path) -> str:
    """What a shell prints for a session; it must end well."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {key: value for key, value in os.environ.items() if not key.startswith("PENALTY_RULES_")}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", session], cwd=ROOT, env={**env, "PATH": path, "TMPDIR": str(folder)},
        capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


class TestSessions:
    def test_a_docket_is_kept_replayed_verified_and_tampered_with(self, tmp_path: Path) -> None:
        told = run(sessions("README.md")[0], tmp_path)
        assert "! v1: the outcome is not permitted (no_penalty → ordinary)" in told
        assert "the docket knows an earlier violation of the party: entry 2" in told
        assert "same: 5\n" in told
        assert "the docket holds: 5 entries" in told
        assert "the docket does not hold from entry 3 on" in told
        assert "! entry 3 (示例-2): facts altered" in told


class TestService:
    @pytest.mark.parametrize("session", [2, 3], ids=["alone", "with accounts"])
    def test_a_case_is_checked_recorded_printed_and_replayed_over_http(self, session: int, tmp_path: Path) -> None:
        told = run(sessions("README.md")[session], tmp_path)
        assert told.count('"outcome":"lighter"') == 2  # checked, recorded
        assert '"seq":1' in told
        assert '"mode":"recorded"' in told
        (memo,) = tmp_path.glob("*/memo.docx")
        assert memo.read_bytes()[:2] == b"PK"


class TestFigures:
    def test_the_figures_of_both_cities_and_the_impact_of_the_second_tax_list(self, tmp_path: Path) -> None:
        told = [" ".join(line.split()) for line in run(sessions("README.md")[1], tmp_path).splitlines()]
        assert any(line.startswith("示范市市集管理局 首违不罚清单 4790 4790 0 0 0 0 96 0 96") for line in told)
        assert any(line.startswith("示范市市集管理局 四张清单 196 8 1 187 0 0 92.8 51.55 144.35") for line in told)
        assert any(line.startswith("合计 15875 8729 3698 3448 0 0") for line in told)
        assert any(line.startswith("一般处罚 * 不予行政处罚 1") for line in told)


def test_the_python_shown_prints_what_its_comment_says() -> None:
    (program,) = blocks("README.md", "python")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(program, {})
    (said,) = re.findall(r"^# (.*)$", program, re.M)
    assert printed.getvalue().strip() == said


def test_the_chinese_case_shown_is_decided() -> None:
    (case,) = blocks("README.zh-CN.md", "yaml")
    advice = Evaluator().evaluate(parse_document(case, source="README.zh-CN.md", kind="yaml"))
    assert advice.outcome == "no_penalty"


@pytest.mark.parametrize("readme", READMES)
def test_every_file_that_is_named_exists(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (ROOT / target).exists(), target
