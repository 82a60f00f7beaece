"""The commands on a docket: each is a process of its own that opens the docket anew."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from penalty_rules.cli.app import app
from penalty_rules.sheets import read_sheet

from .cases import FIXTURES

CASES, SHOW = FIXTURES / "docket", FIXTURES / "show"


class Desk:
    """An officer's desk: the docket of a folder, and its keys."""

    def __init__(self, folder: Path, lang: str = "en") -> None:
        self.folder = folder
        self.env = {
            "PENALTY_RULES_LANG": lang, "PENALTY_RULES_DOCKET": str(folder / "docket.db"),
            "PENALTY_RULES_KEYS": str(folder / "docket.keys"), "PENALTY_RULES_RECORDER": "officer-7",
        }  # fmt: skip

    def __call__(self, *words: str | Path, code: int = 0) -> str:
        done: Result = CliRunner().invoke(app, [str(word) for word in words], env=self.env)
        assert done.exit_code == code, done.output
        return done.output

    def tamper(self, statement: str) -> None:
        with sqlite3.connect(self.folder / "docket.db") as connection:
            connection.execute(statement)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk("docket", "init")
    return desk


@pytest.fixture
def worked(desk: Desk) -> Desk:
    """Three cases recorded, two disposed of, one with a departure."""
    desk("record", CASES / "case_1.yaml")
    desk("dispose", CASES / "decision_1.yaml")
    desk("record", CASES / "case_2.yaml", SHOW / "tax_item_12_after.yaml", code=3)
    desk("dispose", CASES / "decision_4.yaml")
    return desk


def test_a_docket_is_made_once_and_its_keys_are_the_owner_s_alone(desk: Desk) -> None:
    assert (desk.folder / "docket.keys").stat().st_mode & 0o777 == 0o600
    assert "there is a docket already" in desk("docket", "init", code=2)


def test_the_docket_knows_what_the_second_file_does_not_say(worked: Desk) -> None:
    shown = worked("docket", "show", "3")
    assert "the docket knows an earlier violation of the party: entry 2" in shown
    assert "what the file says of first_violation is contradicted" in shown


def test_a_departure_is_told(worked: Desk) -> None:
    assert "! v1: the outcome is not permitted (no_penalty → ordinary)" in worked("docket", "show", "5")


def test_a_second_answer_must_say_what_it_corrects(worked: Desk) -> None:
    assert "was answered by entry 2 already" in worked("dispose", CASES / "decision_1.yaml", code=2)


def test_a_disposition_without_reason_is_refused_and_nothing_is_recorded(desk: Desk, tmp_path: Path) -> None:
    desk("record", CASES / "case_1.yaml")
    told = (CASES / "decision_1.yaml").read_text(encoding="utf-8")
    told = told.replace("no_penalty", "ordinary").replace("reason:", "# reason:")
    (tmp_path / "bare.yaml").write_text(told, encoding="utf-8")
    assert "a written reason is demanded" in desk("dispose", tmp_path / "bare.yaml", code=2)
    assert len(desk("docket", "list", "--format", "json").splitlines()) == 1


def test_an_advice_is_corrected_by_a_new_one_that_names_it(worked: Desk) -> None:
    worked("record", CASES / "case_1.yaml", "--corrects", "1")
    shown = json.loads(worked("docket", "show", "6", "--format", "json"))
    assert shown["header"]["corrects"] == 1
    assert shown["body"]["from_docket"] == []  # its own disposition is no earlier violation
    assert "is an advice on another case" in worked("record", CASES / "case_2.yaml", "--corrects", "1", code=2)
    assert "no advice 2" in worked("record", CASES / "case_1.yaml", "--corrects", "2", code=2)


def test_a_new_signing_key_goes_on_where_the_old_one_ended(worked: Desk) -> None:
    worked("docket", "rekey", worked.folder / "new.keys")
    worked.env["PENALTY_RULES_KEYS"] = str(worked.folder / "new.keys")
    worked("record", SHOW / "minor_of_13.yaml")
    assert "the docket holds: 6 entries" in worked("docket", "verify")
    worked.env["PENALTY_RULES_KEYS"] = (worked.folder / "new.keys").read_text()  # the keys in the environment itself
    assert "the docket holds: 6 entries" in worked("docket", "verify")


def test_entries_are_listed_and_the_party_is_masked_unless_asked_for(worked: Desk) -> None:
    lines = [json.loads(line) for line in worked("docket", "list", "--format", "json").splitlines()]
    assert [line["kind"] for line in lines] == ["advice", "disposition", "advice", "advice", "disposition"]
    assert len(worked("docket", "list", "--kind", "advice", "--domain", "tax").splitlines()) == 3
    name = "示例某印染有限公司"
    assert name not in worked("docket", "show", "1") + worked("docket", "show", "1", "--format", "json")
    assert name in worked("docket", "show", "1", "--identity")
    assert "has no entry 9" in worked("docket", "show", "9", code=2)


def test_no_entry_outside_the_identity_names_the_party(worked: Desk) -> None:
    with sqlite3.connect(worked.folder / "docket.db") as connection:
        rows = connection.execute("SELECT * FROM entries").fetchall()
    parts = [str(value) for row in rows for value in row[:-1]]
    assert not any("示例某印染有限公司" in part or "91999999" in part for part in parts)
    assert "示例某印染有限公司" in rows[0][-1]


def test_replay_tells_what_was_tampered_with(worked: Desk) -> None:
    assert worked("replay") == "same: 5\n"
    worked.tamper("UPDATE entries SET body = replace(body, 'minor', 'none') WHERE seq = 1")
    told = worked("replay", code=5)
    assert "facts altered: 1" in told
    assert "! entry 1 (示例-1): facts altered" in told
    assert "has no entry 99" in worked("replay", "99", code=2)  # nothing to find fault with is no pass


def test_the_impact_of_another_law_is_a_table(worked: Desk) -> None:
    first_list = FIXTURES.parent / "rulesets/cn/tax/first_violation_list/2021-04-01.yaml"
    told = worked("replay", "--with", first_list, "--domain", "tax")
    assert "no administrative penalty" in told.lower() or "no penalty" in told.lower()
    assert "choose one of" in worked("replay", "--as-of-today", "--on", "2024-01-01", code=2)


def test_a_decision_goes_out_masked_and_in_clear_only_for_a_role(worked: Desk, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    worked("docket", "publicity", out, "--agency", "示例市生态环境局")
    rows = read_sheet(out).rows
    assert [row[13] for row in rows] == ["示例环不罚〔2023〕1号", "示例税罚〔2022〕1号"]
    assert "--role" in worked("docket", "publicity", out, "--unmasked", code=2)
    worked("docket", "publicity", tmp_path / "out.xlsx", "--unmasked", "--role", "auditor")
    assert read_sheet(tmp_path / "out.xlsx").rows[0][0] == "示例某印染有限公司"


def test_past_decisions_come_in_once_and_count_in_the_history(worked: Desk, tmp_path: Path) -> None:
    worked("docket", "publicity", tmp_path / "past.csv", "--unmasked", "--role", "auditor", "--domain", "environment")
    fresh = Desk(tmp_path / "fresh")
    fresh.folder.mkdir()
    fresh("docket", "init")
    words = ("docket", "import", tmp_path / "past.csv", "--domain", "environment", "--jurisdiction", "440100")
    assert "1 new, 0 known" in fresh(*words)
    assert "0 new, 1 known" in fresh(*words)
    told = fresh("record", CASES / "case_2.yaml", code=3)
    assert "the docket knows an earlier violation of the party: entry 1" in told


def test_a_row_with_faults_is_told_and_left_out(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "past.csv").write_text(
        "行政处罚决定书文号,行政相对人名称,罚款金额（万元）,处罚决定日期\n"
        "某罚〔2022〕1号,某公司,0.2,2022-03-01\n某罚〔2022〕2号,某公司,零点二,2022-03-41\n",
        encoding="utf-8",
    )
    words = ("docket", "import", tmp_path / "past.csv", "--domain", "tax", "--jurisdiction", "110000")
    told = desk(*words, code=2)
    assert "1 new, 0 known, 1 faults" in told


def test_statistics_and_reviews_of_a_docket(worked: Desk, tmp_path: Path) -> None:
    assert "2" in worked("statistics", "--by", "domain")
    for name in ("figures.csv", "figures.xlsx", "figures.svg", "figures.png"):
        worked("statistics", "--by", "month", "--output", tmp_path / name)
        assert (tmp_path / name).stat().st_size > 100
    assert ".csv, .xlsx, .png or .svg" in worked("statistics", "--output", tmp_path / "figures.doc", code=2)
    assert "one of authority" in worked("statistics", "--by", "weather", code=2)
    assert "Like cases" in worked("like-cases")
    reviewed = worked("review", "5")
    assert "1 files" in reviewed
    assert len(reviewed.splitlines()) > 3


def test_a_wrong_docket_is_told_without_a_traceback(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert "no key file" in desk("docket", "list", code=2)
    desk("docket", "init")
    desk.env["PENALTY_RULES_DOCKET"] = "postgresql://someone:secret@127.0.0.1:1/none"
    told = desk("docket", "list", code=2)
    assert "secret" not in told


def test_a_docket_that_is_not_there_is_not_made_by_asking_for_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk("docket", "init")
    desk.env["PENALTY_RULES_DOCKET"] = str(tmp_path / "mistyped.db")
    for words in (("replay",), ("docket", "list"), ("docket", "verify"), ("statistics",)):
        desk(*words, code=2)
    assert not (tmp_path / "mistyped.db").exists()


def test_in_chinese(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "zh")
    assert "已建立案卷库" in desk("docket", "init")
    assert "记录 1" in desk("record", CASES / "case_1.yaml")
    assert "答复记录 1" in desk("dispose", CASES / "decision_1.yaml")
    assert "没有这条记录" in desk("docket", "show", "7", code=2)
    assert "一致：2" in desk("replay")
