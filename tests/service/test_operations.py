"""docs/operations.md: its settings are those of the model; its backup is taken, the docket destroyed, and restored."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from penalty_rules.docket import Keyring, Store
from penalty_rules.docket.store import Submission
from penalty_rules.service.settings import PREFIX, Settings
from tests.docket.making import make_draft
from tests.docket.postgres import Postgres

ROOT = Path(__file__).parents[2]
MANUALS = [ROOT / "docs" / name for name in ("operations.md", "operations.zh-CN.md")]
MARK = re.compile(r"<!-- settings -->\n(.*?)<!-- /settings -->", re.S)


def settings_table() -> str:
    """The settings as the manual has them: `python -m tests.service.test_operations` writes it there."""
    rows = ["| variable | default | |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else f"`{field.default}`"
        rows.append(f"| `{PREFIX}{name.upper()}` | {default} | {field.description} |")
    return "\n".join(rows) + "\n"


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    server = Postgres()
    yield server
    server.stop()


class Desk:
    """A docket with its keys, and places to keep things; commands of the manual run there."""

    def __init__(self, folder: Path, url: str, tools: Path | None = None) -> None:
        self.url, self.keys = url, folder / "docket.keys"
        self.path = [str(each) for each in (Path(sys.executable).parent, tools, os.environ["PATH"]) if each is not None]
        self.variables = {"PENALTY_RULES_DOCKET": url, "PENALTY_RULES_KEYS": str(self.keys), "PENALTY_RULES_LANG": "en"}
        for name in ("elsewhere", "backup"):
            (folder / name).mkdir()
            self.variables[name.upper()] = str(folder / name)
        Keyring.generate().write(self.keys)
        Store.create(url, Keyring.read(self.keys)).close()

    def record(self, entries: int) -> None:
        store = Store.open(self.url, Keyring.read(self.keys))
        store.append([Submission(make_draft()) for _ in range(entries)])
        store.close()

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            env={**os.environ, **self.variables, "PATH": os.pathsep.join(self.path)},
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Desk:
    if request.param == "sqlite":
        return Desk(tmp_path, str(tmp_path / "docket.db"))
    server: Postgres = request.getfixturevalue("postgres")
    return Desk(tmp_path, server.database(), server.tools)


def blocks(manual: Path, desk: Desk) -> tuple[str, str]:
    """How the manual backs a docket up, and how it restores it."""
    heading = "PostgreSQL" if "://" in desk.url else "SQLite"
    part = manual.read_text(encoding="utf-8").split(f"### {heading}\n")[1]
    backup, restore = re.findall(r"```sh\n(.*?)```", part, re.S)[:2]
    return backup, restore


def destroy(desk: Desk, request: pytest.FixtureRequest) -> None:
    """The database is gone; in the place of one on a server there is an empty one."""
    if "://" not in desk.url:
        Path(desk.url).write_bytes(b"a disk that failed")
        return
    server: Postgres = request.getfixturevalue("postgres")
    server.drop(desk.url)
    desk.url = desk.variables["PENALTY_RULES_DOCKET"] = server.database()


@pytest.mark.parametrize("manual", MANUALS, ids=lambda path: path.name)
def test_the_manual_lists_every_setting_with_its_default(manual: Path) -> None:
    (told,) = MARK.findall(manual.read_text(encoding="utf-8"))
    assert told.strip() == settings_table().strip()


def test_a_docket_that_was_backed_up_and_destroyed_is_restored_and_holds_against_a_head_kept_elsewhere(
    desk: Desk, request: pytest.FixtureRequest
) -> None:
    backup, restore = blocks(MANUALS[0], desk)
    desk.record(3)
    done = desk.run(backup)
    assert done.returncode == 0, done.stderr
    destroy(desk, request)
    assert desk.run("penalty-rules docket verify").returncode != 0
    restored = desk.run(restore)
    assert (restored.returncode, restored.stderr) == (0, "")
    assert "the docket holds: 3 entries" in restored.stdout
    desk.record(1)


def test_a_backup_that_is_older_than_the_head_kept_elsewhere_is_found_out(
    desk: Desk, request: pytest.FixtureRequest
) -> None:
    backup, restore = blocks(MANUALS[0], desk)
    desk.record(3)
    desk.run(backup)
    desk.record(2)
    desk.run('penalty-rules docket head > "$ELSEWHERE/head.json"')
    destroy(desk, request)
    restored = desk.run(restore)
    assert restored.returncode == 5
    assert "entry 4" in restored.stdout


def test_heads_of_before_and_after_a_change_of_the_signing_key_verify(desk: Desk) -> None:
    part = MANUALS[0].read_text(encoding="utf-8").split("## 7. ")[1]
    (change,) = re.findall(r"```sh\n(.*?)```", part, re.S)
    desk.record(1)
    old = Keyring.read(desk.keys)
    done = desk.run(change)
    assert done.returncode == 0, done.stderr
    desk.record(1)
    told = desk.run("penalty-rules docket verify; penalty-rules docket head")
    assert told.returncode == 0
    assert "the docket holds: 2 entries" in told.stdout
    assert str(old.key) not in told.stdout
    assert str(Keyring.read(desk.keys).key) in told.stdout


if __name__ == "__main__":
    for manual in MANUALS:
        text = manual.read_text(encoding="utf-8")
        table = f"<!-- settings -->\n{settings_table()}<!-- /settings -->"
        manual.write_text(MARK.sub(lambda _, table=table: table, text), encoding="utf-8")
