"""What the READMEs show is what happens."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
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


def commands(readme: str) -> list[list[str]]:
    lines = [line.split("#")[0].strip() for block in blocks(readme, "sh") for line in block.splitlines()]
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
