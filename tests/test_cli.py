"""The command line: what each command shows, its exit codes, and that no input brings a traceback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from penalty_rules.cli.app import app
from penalty_rules.cli.codes import worst
from penalty_rules.cli.gathering import gather
from penalty_rules.errors import EnginesDisagree
from penalty_rules.reading import read_document
from penalty_rules.writing import written

ROOT = Path(__file__).parent.parent
COMMANDS = [
    "",
    "check",
    "ask",
    "schema",
    "vocabulary",
    "rulesets",
    "rulesets list",
    "rulesets show",
    "rulesets diff",
    "rulesets check",
    "rulesets publish",
    "record",
    "dispose",
    "replay",
    "statistics",
    "like-cases",
    "review",
    "docket",
    "docket init",
    "docket list",
    "docket show",
    "docket head",
    "docket verify",
    "docket rekey",
    "docket export",
    "docket import",
    "docket publicity",
    "docket demonstrate",
    "serve",
    "add-account",
]
ENVIRONMENT = {key: value for key, value in os.environ.items() if not key.startswith("PENALTY_RULES_")}


def run(*arguments: str, text: str | None = None, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(app, list(arguments), input=text, env={"PENALTY_RULES_LANG": "en"} | (env or {}))


def process(
    *arguments: str, content: bytes = b"", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", "from penalty_rules.cli import main; main()", *arguments]
    return subprocess.run(
        command, input=content, capture_output=True, env=ENVIRONMENT | (env or {}), timeout=60, check=False
    )


def make_case(**changes: Any) -> dict[str, Any]:
    facts = changes.pop("facts", {"goods_value": "4999.99 yuan", "correction.timely": False})
    matter = changes.pop("matter", "demonstration/scale_not_verified")
    conduct = changes.pop("conduct", date(2024, 6, 3))
    return {
        "id": "1", "jurisdiction": "990101", "domain": "demonstration",
        "party": {"kind": "individual_business", "name": "示范某商行"}, "decision_date": date(2024, 6, 20),
        "violations": [{"matter": matter, "conduct": conduct, "clauses": ["ds-12"], "facts": facts}],
    } | changes  # fmt: skip


DETERMINED = {"goods_value": "4999.99 yuan", "correction.timely": False, "mitigation.volunteered_evidence": True}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, facts in (("a", DETERMINED), ("b", {"goods_value": "5000 yuan"})):
        (tmp_path / f"{name}.yaml").write_text(written(make_case(id=name, facts=facts), "yaml"), encoding="utf-8")
    return tmp_path


# --- check ------------------------------------------------------------------------------------------------------------


def test_a_determined_case_ends_with_0_and_an_open_one_with_3(folder: Path) -> None:
    determined, undetermined = run("check", str(folder / "a.yaml")), run("check", str(folder / "b.yaml"))
    assert (determined.exit_code, undetermined.exit_code) == (0, 3)
    assert "lighter penalty" in determined.stdout
    assert "Not determined" in undetermined.stdout or "not determined" in undetermined.stdout.lower()
    assert determined.stderr == undetermined.stderr == ""


def test_chinese_is_the_default_and_the_environment_or_an_option_chooses_english(folder: Path) -> None:
    case = str(folder / "a.yaml")
    assert "从轻处罚" in run("check", case, env={"PENALTY_RULES_LANG": ""}).stdout
    assert "lighter penalty" in run("check", case, env={"PENALTY_RULES_LANG": "en"}).stdout
    assert "从轻处罚" in run("check", case, "--lang", "zh", env={"PENALTY_RULES_LANG": "en"}).stdout
    assert run("check", case, "--lang", "fr").exit_code == 2


def test_each_form_shows_the_same_advice(folder: Path) -> None:
    case = str(folder / "a.yaml")
    assert json.loads(run("check", case, "--format", "json").stdout)["outcome"] == "lighter"
    assert json.loads(run("check", case, "--format", "record").stdout)["violations"][0]["advice"]["outcomes"] == [
        "lighter"
    ]
    assert run("check", case, "--format", "markdown").stdout.startswith(("#", "-"))
    assert len(run("check", case, "--explain", "full").stdout) > 2 * len(run("check", case).stdout)


def test_strict_evaluation_presumes_nothing(folder: Path) -> None:
    assert run("check", "--strict", str(folder / "a.yaml")).exit_code == 3


def test_a_folder_becomes_a_table_and_its_sum(folder: Path) -> None:
    (folder / "below").mkdir()
    (folder / "below" / "c.json").write_text(written(make_case(id="c", facts=DETERMINED), "json"), encoding="utf-8")
    result = run("check", str(folder))
    assert result.exit_code == 3
    assert [line.split()[0] for line in result.stdout.splitlines()[2:5]] == ["a", "b", "c"]
    assert "3 cases: 2 determined, 1 open, 0 refused" in result.stdout


def test_many_cases_as_json_are_one_line_each(folder: Path) -> None:
    for form in ("json", "record"):
        lines = run("check", str(folder), "--format", form).stdout.splitlines()
        assert [json.loads(line)["case"]["id"] for line in lines] == ["a", "b"]
    assert run("check", str(folder), "--format", "markdown").stdout.startswith("| case |")


def test_a_refused_case_among_many_is_told_and_the_others_are_decided(folder: Path) -> None:
    (folder / "c.yaml").write_text("id: [", encoding="utf-8")
    result = run("check", str(folder))
    assert result.exit_code == 2
    assert "c.yaml" in result.stderr
    assert "3 cases: 1 determined, 1 open, 1 refused" in result.stdout


def test_standard_input_is_read_as_yaml_or_json() -> None:
    for kind in ("yaml", "json"):
        assert run("check", "-", text=written(make_case(facts=DETERMINED), kind)).exit_code == 0  # type: ignore[arg-type]


def test_hidden_files_are_left_out_and_each_file_is_read_once(folder: Path) -> None:
    (folder / ".hidden").mkdir()
    (folder / ".hidden" / "x.yaml").write_text("x")
    (folder / ".x.yaml").write_text("x")
    (folder / "notes.txt").write_text("x")
    assert gather([str(folder), str(folder / "a.yaml")]).names == (str(folder / "a.yaml"), str(folder / "b.yaml"))


def test_the_worst_code_speaks_for_several_cases() -> None:
    assert [worst({0, 3}), worst({3, 2}), worst({2, 1}), worst({1, 4}), worst(set())] == [3, 2, 1, 4, 0]


def test_engines_that_disagree_end_with_4_and_no_advice(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Disagreeing:
        def __init__(self, *_: object) -> None: ...

        def check(self, _: object) -> int:
            raise EnginesDisagree(frozenset(), frozenset({"a"}), frozenset({"b"}))

    monkeypatch.setattr("penalty_rules.cli.checking.Checking", Disagreeing)
    result = run("check", str(folder / "a.yaml"))
    assert (result.exit_code, result.stdout) == (4, "")
    assert "disagree" in result.stderr


def test_a_fault_of_the_program_is_one_line_with_a_way_to_report_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("fen\nby nothing")

    monkeypatch.setattr("penalty_rules.cli.checking.Checking.check", fail)
    result = run("check", str(folder / "a.yaml"))
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "ZeroDivisionError" in result.stderr
    assert "PENALTY_RULES_DEBUG=1" in result.stderr
    debugged = run("check", str(folder / "a.yaml"), env={"PENALTY_RULES_DEBUG": "1"})
    assert isinstance(debugged.exception, ZeroDivisionError)


# --- red inputs -------------------------------------------------------------------------------------------------------

BOMB = "a: &a [x, x]\n" + "".join(
    f"{new}: &{new} [*{old}, *{old}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


def red_inputs() -> dict[str, bytes]:
    def case(**changes: Any) -> bytes:
        return written(make_case(**changes), "yaml").encode()

    return {
        "empty": b"",
        "binary": bytes(range(256)) * 64,
        "long_text": b"id: " + b"x" * 10_000_000,
        "yaml_bomb": BOMB.encode(),
        "fixture": (ROOT / "fixtures/demonstration/2024-01-01/DM-L1.yaml").read_bytes(),
        "ruleset": (ROOT / "rulesets/99/demonstration/statutes/2020-01-01.yaml").read_bytes(),
        "vocabulary": (ROOT / "rulesets/vocabulary.yaml").read_bytes(),
        "list": b"- a\n- b\n",
        "deep": b"a: " + b"[" * 5000,
        "unknown_matter": case(matter="demonstration/scale_not_verifyed"),
        "unknown_domain": case(domain="demonstratoin"),
        "unknown_fact": case(facts={"goods_valeu": "5 yuan"}),
        "no_such_day": case().replace(b"2024-06-20", b"2024-02-30"),
        "bad_date": case(decision_date="20 June"),
        "decision_before_conduct": case(decision_date=date(2020, 1, 1)),
        "before_any_law": case(decision_date=date(1990, 1, 2), conduct=date(1990, 1, 1)),
        "nan": case().replace(b"4999.99 yuan", b".nan").replace(b'".nan"', b".nan"),
        "too_much_money": case(facts={"goods_value": f"{2**70} fen"}),
        "too_big_a_number": case().replace(b'"4999.99 yuan"', str(2**70).encode()),
        "lone_surrogate": rb'{"id": "\ud800", "domain": "demonstration"}',
        "nul": b"id: a\x00b",
        "gbk": "编号: 甲".encode("gbk"),
        "tag": b"id: !!python/object/apply:os.system [ls]",
        "wrong_types": b"id: 1\ndomain: demonstration\njurisdiction: 99\nparty: x\nviolations: 3\ndecision_date: []\n",
    }


RED = red_inputs()


@pytest.mark.parametrize("name", RED)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_bad_file_ends_with_2_a_path_and_a_remedy(tmp_path: Path, name: str, lang: str) -> None:
    path = tmp_path / ("case.json" if RED[name][:1] == b"{" else "case.yaml")
    path.write_bytes(RED[name])
    result = run("check", str(path), "--lang", lang)
    assert result.exit_code == 2, result.stderr[:500]
    assert isinstance(result.exception, SystemExit)
    assert result.stdout == ""
    assert path.name in result.stderr
    assert "→" in result.stderr or name in ("no_such_day",)
    assert len(result.stderr) < 20_000


@pytest.mark.parametrize(
    "name", ["binary", "long_text", "yaml_bomb", "fixture", "nan", "too_much_money", "deep", "lone_surrogate"]
)
def test_no_bad_input_brings_a_traceback_of_a_real_process(tmp_path: Path, name: str) -> None:
    path = tmp_path / ("case.json" if RED[name][:1] == b"{" else "case.yaml")
    path.write_bytes(RED[name])
    result = process("check", str(path))
    assert result.returncode == 2
    assert b"Traceback" not in result.stderr
    assert result.stdout == b""


@pytest.mark.parametrize(
    ("name", "remedy"),
    [("fixture", "save one of them"), ("ruleset", "rulesets check"), ("vocabulary", "rulesets check")],
)
def test_a_file_of_another_kind_is_told_where_it_belongs(tmp_path: Path, name: str, remedy: str) -> None:
    (tmp_path / "x.yaml").write_bytes(RED[name])
    assert remedy in run("check", str(tmp_path / "x.yaml")).stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "nowhere.yaml"], ["check", "EMPTY"], ["check"], ["check", "case.txt"],
        ["ask", "nowhere.yaml"], ["ask", "-"],
        ["check", "CASE", "--rulesets", "nowhere"], ["check", "CASE", "--calendar", "nowhere.yaml"], ["frobnicate"],
        ["check", "CASE", "--format", "xml"], ["schema", "cas"], ["schema", "case", "--domain", "nowhere"],
        ["rulesets", "show", "cn/general/alp"], ["rulesets", "show", "cn/general/apl@1066"],
        ["vocabulary", "--domain", "taxx"],
        ["rulesets", "diff", "cn/general/apl", "1", "2"], ["rulesets", "list", "--on", "yesterday"],
        ["rulesets", "list", "--domain", "x"], ["rulesets", "check", "nowhere"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_bad_usage_ends_with_2_and_says_why(folder: Path, arguments: list[str]) -> None:
    (folder / "empty").mkdir()
    places = {"CASE": str(folder / "a.yaml"), "EMPTY": str(folder / "empty")}
    result = run(*(places.get(each, each) for each in arguments))
    assert result.exit_code == 2
    assert isinstance(result.exception, SystemExit)
    assert len(result.stderr) > 20


def test_a_broken_pipe_is_quiet(folder: Path) -> None:
    command = f"'{sys.executable}' -c 'from penalty_rules.cli import main; main()' vocabulary --lang en | head -n 1"
    result = subprocess.run(["bash", "-c", command], capture_output=True, timeout=60, env=ENVIRONMENT, check=False)
    assert result.stderr == b""
    assert result.stdout.count(b"\n") == 1


def test_an_interruption_ends_with_130_and_no_traceback(folder: Path) -> None:
    command = [sys.executable, "-c", "from penalty_rules.cli import main; main()", "ask", str(folder / "b.yaml")]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT | {"PYTHONUNBUFFERED": "1"},
    ) as running:
        assert running.stdout is not None
        while ">" not in running.stdout.readline().decode() and running.poll() is None:
            if running.stdout.peek()[:2] == b"> ":  # type: ignore[attr-defined]
                break
        time.sleep(0.1)
        running.send_signal(signal.SIGINT)
        _, errors = running.communicate(timeout=20)
    assert running.returncode == 130
    assert b"Traceback" not in errors
    assert not (folder / "b.answered.yaml").exists()


# --- ask --------------------------------------------------------------------------------------------------------------


def test_an_interview_over_a_pipe_ends_determined_and_writes_the_case(folder: Path) -> None:
    (folder / "c.yaml").write_text(written(make_case(facts={"goods_value": "4999 yuan"}), "yaml"), encoding="utf-8")
    result = run("ask", str(folder / "c.yaml"), text="maybe\n?\nno\n" + "no\nreason\nproof 1; proof 2\n" * 9)
    assert result.exit_code == 0, result.stdout + result.stderr
    assert "not understood" in result.stdout
    assert "basis" in result.stdout
    answered = read_document(folder / "c.answered.yaml")
    assert isinstance(answered, dict)
    assert answered["violations"][0]["facts"]["goods_value"] == "4999 yuan"
    assert answered["violations"][0]["facts"]["correction.timely"] is False
    assert run("check", str(folder / "c.answered.yaml")).exit_code == 0


def test_leaving_everything_open_writes_nothing(folder: Path) -> None:
    result = run("ask", str(folder / "b.yaml"), text="\n" * 30)
    assert result.exit_code == 3
    assert sorted(each.name for each in folder.iterdir()) == ["a.yaml", "b.yaml"]


def test_quitting_writes_the_answers_so_far(folder: Path) -> None:
    assert run("ask", str(folder / "b.yaml"), text="3\nq\n").exit_code == 3
    answered = read_document(folder / "b.answered.yaml")
    assert isinstance(answered, dict)
    assert "unknown" in answered["violations"][0]["facts"].values()


def test_the_input_is_overwritten_only_in_place(folder: Path) -> None:
    case = folder / "b.yaml"
    before = case.read_bytes()
    assert run("ask", str(case), "--output", str(case), text="1\n").exit_code == 2
    assert run("ask", str(case), "--output", str(folder / "out.txt"), text="1\n").exit_code == 2
    assert run("ask", str(case), "--output", str(case), "--in-place", text="1\n").exit_code == 2
    run("ask", str(case), text="1\nq\n")
    run("ask", str(case), text="2\nq\n")
    assert case.read_bytes() == before
    assert {each.name for each in folder.glob("b.*")} == {"b.yaml", "b.answered.yaml", "b.answered.2.yaml"}
    run("ask", str(case), "--in-place", text="1\nq\n")
    assert case.read_bytes() != before


def test_an_answer_that_the_case_cannot_hold_is_asked_again(folder: Path) -> None:
    act = {"between": [date(2021, 6, 1), date(2021, 8, 1)]}
    facts = {"goods_value": "1 yuan"}
    case = make_case(conduct=act, domain="market_supervision", matter="unlisted", facts=facts)
    case["violations"][0]["clauses"] = ["fsl-124-1"]
    (folder / "d.yaml").write_text(written(case, "yaml"), encoding="utf-8")
    result = run("ask", str(folder / "d.yaml"), "--output", str(folder / "d.json"), text="\n" * 40)
    assert "day of the act" in result.stdout
    before_it = result.stdout.split("day of the act")[0].count("\n> ")
    result = run(
        "ask",
        str(folder / "d.yaml"),
        "--output",
        str(folder / "d.json"),
        text="\n" * before_it + "2031-01-01\n2021-07-20\n",
    )
    assert "the act lies after the decision" in result.stdout
    answered = read_document(folder / "d.json")
    assert isinstance(answered, dict)
    assert answered["violations"][0]["conduct"] == "2021-07-20"


def test_an_interruption_keeps_the_answers_so_far(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = iter(["unknown"])

    def hear(*_: object) -> str:
        try:
            return next(heard)
        except StopIteration:
            raise KeyboardInterrupt from None

    monkeypatch.setattr("penalty_rules.cli.asking.Interview.hear", hear)
    result = run("ask", str(folder / "b.yaml"))
    assert result.exit_code == 130
    assert "saved: " in result.stdout
    assert (folder / "b.answered.yaml").exists()


# --- rulesets, schema, vocabulary -------------------------------------------------------------------------------------


def test_rulesets_are_listed_by_place_domain_and_day() -> None:
    everything = run("rulesets", "list").stdout
    assert "99/demonstration/four_lists" in everything
    assert "verified" in everything
    on = run("rulesets", "list", "--jurisdiction", "9901", "--domain", "demonstration", "--on", "2024-06-01").stdout
    assert on.count("99/demonstration/four_lists") == 1
    assert "44/environment" not in run("rulesets", "list", "--jurisdiction", "cn").stdout


def test_a_ruleset_is_shown_with_its_conditions_in_words() -> None:
    shown = run("rulesets", "show", "99/demonstration/four_lists@2024").stdout
    assert "goods value at most 500 yuan" in shown
    assert "demonstration.missing_particulars" not in shown
    assert "unread" not in run("rulesets", "show", "99/demonstration/four_lists", "--lang", "zh").stdout


def test_every_shipped_ruleset_can_be_shown_in_both_languages() -> None:
    names = {line.split()[0] for line in run("rulesets", "list").stdout.splitlines() if line.count("/") == 2}
    assert len(names) > 15
    for name in sorted(names)[::4]:
        for lang in ("zh", "en"):
            assert run("rulesets", "show", name, "--lang", lang).exit_code == 0, name


def test_versions_are_compared_rule_by_rule_and_field_by_field() -> None:
    told = run("rulesets", "diff", "99/demonstration/four_lists", "2024", "2025-01-01").stdout
    assert "~ rule DM-N1" in told
    assert "    - goods value at most 500 yuan" in told
    assert "    + goods value at most 800 yuan" in told
    assert "DM-N2" not in told
    tax = run("rulesets", "diff", "cn/tax/first_violation_list", "2021-04-01", "2022-01-01").stdout
    assert "+ rule TAX-11" in tax
    assert "- rule TAX-11" in run("rulesets", "diff", "cn/tax/first_violation_list", "2022-01-01", "2021-04-01").stdout
    assert "nothing changed" in run("rulesets", "diff", "cn/general/apl", "2021-07-15", "2021-07-15").stdout


def test_the_rulebook_that_comes_along_has_no_fault() -> None:
    assert run("rulesets", "check").exit_code == 0


def test_every_fault_of_a_rulebook_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "vocabulary.yaml").write_bytes((ROOT / "rulesets/vocabulary.yaml").read_bytes())
    for name in ("one", "two"):
        place = tmp_path / "99" / "general" / name
        place.mkdir(parents=True)
        (place / "2024-01-01.yaml").write_text(f"id: 99/general/{name}\nkind: song\n", encoding="utf-8")
    result = run("rulesets", "check", str(tmp_path))
    assert result.exit_code == 2
    assert result.stderr.count("kind") >= 2
    assert "2 files" in result.stderr


def test_schemas_and_vocabulary_are_printed() -> None:
    assert json.loads(run("schema", "case").stdout)["$id"] == "urn:penalty-rules:schema:case"
    closed = json.loads(run("schema", "case", "--domain", "tax").stdout)
    assert "goods_value" in closed["$defs"]["facts"]["properties"]
    assert "goods_value" in run("vocabulary", "--domain", "demonstration").stdout
    assert "货值金额" in run("vocabulary", "--lang", "zh").stdout


def test_the_version_is_told() -> None:
    from penalty_rules import __version__

    assert run("--version").stdout == f"penalty-rules {__version__}\n"


# --- start-up ---------------------------------------------------------------------------------------------------------


def loaded_by(*arguments: str) -> set[str]:
    """The names of the packages that a command imports."""
    at_exit = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr))"
    code = f"{at_exit}; from penalty_rules.cli import main; main()"
    command = [sys.executable, "-c", code, *arguments]
    told = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, timeout=60, check=False).stderr
    return set(told.split())


def test_a_command_imports_only_what_it_uses(folder: Path) -> None:
    version, one = loaded_by("--version"), loaded_by("check", str(folder / "a.yaml"))
    assert not {"pydantic", "yaml", "rich", "orjson", "penalty_rules.evaluator"} & version
    assert "penalty_rules.evaluator" in one
    assert not {"rich", "penalty_rules.schemas", "penalty_rules.interview", "penalty_rules.cli.summary"} & one


def test_a_terminal_that_knows_no_chinese_still_shows_the_advice(folder: Path) -> None:
    result = process("check", str(folder / "a.yaml"), env={"PYTHONIOENCODING": "latin-1"})
    assert (result.returncode, result.stderr) == (0, b"")
    assert b"\\u" in result.stdout


# --- documentation ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_the_documentation_shows_the_help_of_each_command(command: str) -> None:
    shown = CliRunner().invoke(
        app, [*command.split(), "--help"], prog_name="penalty-rules", env={"COLUMNS": "80"}, terminal_width=80
    )
    told = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    helped = "\n".join(line.rstrip() for line in shown.stdout.strip().splitlines())
    assert f"```console\n$ penalty-rules {command + ' ' if command else ''}--help\n{helped}\n```" in told


def test_the_documentation_names_every_exit_code() -> None:
    told = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    for code in (0, 1, 2, 3, 4, 5, 130, 141):
        assert f"| {code} |" in told
