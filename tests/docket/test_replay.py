"""Replay: what was recorded is decided again under its archived law, and every kind of change is told apart."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import create_engine, text

from penalty_rules import Evaluator, Rulebook
from penalty_rules.canonical import canonical
from penalty_rules.docket import Docket, Query
from penalty_rules.docket.advice_body import question
from penalty_rules.docket.entry import Draft, Entry
from penalty_rules.docket.replay import Question, Replayed, replay
from penalty_rules.errors import Unreadable

from .cases import RULESETS, docket_at, filed_case, fixture_cases
from .making import written


def url(docket: Docket) -> str:
    return str(docket.store.engine.url)


def replayed(docket: Docket, **asked: Any) -> Replayed:
    return replay(Question(url(docket), **asked), workers=1)


def record(docket: Docket, *documents: Any) -> list[Entry]:
    drafts = [docket.prepare(each, recorder="officer")[1] for each in documents]
    entries = [each for each in docket.record_all(drafts) if isinstance(each, Entry)]
    assert len(entries) == len(documents)
    return entries


def forged(docket: Docket, document: Any, change: Callable[[dict[str, Any]], None]) -> Draft:
    """The draft of an engine that decided otherwise: properly recorded, but not what comes out today."""
    _, draft = docket.prepare(document, recorder="officer")
    told = orjson.loads(draft.body)
    change(told)
    return replace(draft, body=canonical(told))


def altered(docket: Docket, statement: str, **values: Any) -> None:
    engine = create_engine(docket.store.engine.url)
    with engine.begin() as connection:
        assert connection.execute(text(statement), values).rowcount > 0


def test_every_fixture_replays_to_the_same_bytes_after_its_rulesets_are_gone(tmp_path: Path) -> None:
    shutil.copytree(RULESETS, tmp_path / "rulesets")
    docket = docket_at(tmp_path, Evaluator(Rulebook(tmp_path / "rulesets")))
    documents = list(fixture_cases())
    record(docket, *documents)
    shutil.rmtree(tmp_path / "rulesets")
    result = replayed(docket)
    assert len(documents) > 600
    assert result.counts == {"same": len(documents)}
    assert result.clean


def test_every_body_is_canonical_and_its_question_can_be_read_without_its_answer(tmp_path: Path) -> None:
    docket = docket_at(tmp_path)
    for document in fixture_cases():
        body = docket.prepare(document, recorder="officer")[1].body
        told = orjson.loads(body)
        assert body == written(told)
        assert all(question(body)[key] == told[key] for key in ("case", "from_docket", "law", "engine"))


def test_two_processes_find_what_one_finds(tmp_path: Path) -> None:
    docket = docket_at(tmp_path)
    drafts = [docket.prepare(filed_case(str(number)), recorder="o")[1] for number in range(4500)]

    def other(told: dict[str, Any]) -> None:
        told["violations"][0]["force"] = "may"

    drafts += [forged(docket, filed_case("other"), other)]
    docket.record_all(drafts)
    alone, together = (replay(Question(url(docket)), workers=n) for n in (1, 2))
    assert alone == together
    assert alone.counts == {"same": 4500, "reasoning": 1}


class TestVerdicts:
    def test_a_case_that_imitates_the_end_of_its_own_question_is_replayed(self, tmp_path: Path) -> None:
        docket = docket_at(tmp_path)
        case = filed_case()
        proof = {"a": "1", "schema": "penalty-rules/advice-entry/1"}
        case["violations"][0]["facts"]["harm.level"] = {"value": "minor", "evidence": [proof]}
        (entry,) = record(docket, case)
        assert entry.body.count(',"schema":"penalty-rules/advice-entry/1"') == 2
        assert replayed(docket).counts == {"same": 1}

    def test_the_same(self, tmp_path: Path) -> None:
        docket = docket_at(tmp_path)
        record(docket, filed_case())
        assert replayed(docket).counts == {"same": 1}

    def test_same_outcome_different_reasoning_names_the_rule_and_the_condition(self, tmp_path: Path) -> None:
        docket = docket_at(tmp_path)

        def other(told: dict[str, Any]) -> None:
            told["violations"][0]["findings"] = [told["violations"][0]["findings"][0].replace("?", "-")]
            told["violations"][0]["vector"] = "06" + told["violations"][0]["vector"][2:]

        docket.record_all([forged(docket, filed_case(), other)])
        result = replayed(docket)
        assert result.counts == {"reasoning": 1}
        told = [change["text"] for change in result.findings[0]["changes"]]
        assert any("rule cn/general/apl#" in line and "not met → open" in line for line in told)
        assert any("condition " in line and "unknown (presumed) → " in line for line in told)
        assert not any("vector" in line for line in told)

    def test_outcome_drift(self, tmp_path: Path) -> None:
        docket = docket_at(tmp_path)

        def other(told: dict[str, Any]) -> None:
            told["outcome"] = "ordinary"
            told["violations"][0]["outcomes"] = ["ordinary"]

        docket.record_all([forged(docket, filed_case(), other)])
        result = replayed(docket)
        assert result.counts == {"outcome": 1}
        assert result.findings[0]["changes"][0]["text"] == "outcome: ordinary → no_penalty"

    def test_an_engine_of_another_version_that_decides_the_same_is_the_same(self, tmp_path: Path) -> None:
        docket = docket_at(tmp_path)

        def other(told: dict[str, Any]) -> None:
            told["engine"] = {"version": "0.0.9", "doctrine": ["fixpoint"], "strict": False}

        docket.record_all([forged(docket, filed_case(), other)])
        assert replayed(docket).counts == {"same": 1}

    def test_ruleset_missing(self, tmp_path: Path) -> None:
        docket = docket_at(tmp_path)
        record(docket, filed_case())
        altered(docket, "DELETE FROM archive WHERE name LIKE '44/environment/no_penalty_list@%'")
        result = replayed(docket)
        assert result.counts == {"ruleset_missing": 1}
        assert "the archive lacks the ruleset sha256:" in result.findings[0]["reason"]

    def test_a_ruleset_edited_in_the_archive_counts_as_missing(self, tmp_path: Path) -> None:
        docket = docket_at(tmp_path)
        record(docket, filed_case())
        altered(docket, "UPDATE archive SET content = replace(content, 'minor', 'none') WHERE kind = 'ruleset'")
        assert replayed(docket).counts == {"ruleset_missing": 1}

    def test_facts_altered(self, tmp_path: Path) -> None:
        docket = docket_at(tmp_path)
        record(docket, filed_case("a"), filed_case("b"))
        altered(docket, "UPDATE entries SET body = replace(body, '2023-03-01', '2023-03-02') WHERE seq = 1")
        result = replayed(docket)
        assert result.counts == {"facts_altered": 1, "same": 1}
        assert result.findings[0]["seq"] == 1

    @pytest.mark.parametrize("change", ["outcome = 'ordinary'", "previous = digest", "recorder = 'another'"])
    def test_broken_chain(self, tmp_path: Path, change: str) -> None:
        docket = docket_at(tmp_path)
        record(docket, filed_case("a"), filed_case("b"), filed_case("c"))
        altered(docket, f"UPDATE entries SET {change} WHERE seq = 2")
        result = replayed(docket)
        assert result.counts == {"broken_chain": 1, "same": 2}
        assert result.findings[0]["seq"] == 2

    def test_an_entry_cut_out_breaks_the_chain_behind_it(self, tmp_path: Path) -> None:
        docket = docket_at(tmp_path)
        record(docket, filed_case("a"), filed_case("b"), filed_case("c"))
        altered(docket, "DELETE FROM entries WHERE seq = 2")
        assert [each["seq"] for each in replayed(docket).findings] == [3]


def test_history_known_to_the_docket_is_replayed_as_it_was(tmp_path: Path) -> None:
    from ..invented import make_uscc

    docket = docket_at(tmp_path)
    party = {"kind": "enterprise", "name": "某厂", "uscc": make_uscc(1)}
    first = docket.advise(filed_case("1", party=party), recorder="o")
    decided = {"outcome": "no_penalty", "reason": "初次违法并已改正"}
    docket.dispose(
        {"advice": first.entry.seq, "officer": "甲", "decided_on": "2023-06-02", "violations": [decided]}, recorder="o"
    )
    again = filed_case("2", party=party, decision_date="2023-12-01")
    again["violations"] = [{**again["violations"][0], "conduct": "2023-08-01"}]
    second = docket.advise(again, recorder="o")
    assert second.advice.violations[0].contradictions[0].name == "first_violation"
    assert second.entry.told()["from_docket"][0]["entry"] == 2
    assert replayed(docket).counts == {"same": 3}


class TestTakenUpAgain:
    def test_finished_ranges_are_not_done_twice(self, tmp_path: Path) -> None:
        docket = docket_at(tmp_path)
        record(docket, *(filed_case(str(number)) for number in range(4100)))
        state, seen = tmp_path / "state", list[int]()
        whole = replay(Question(url(docket)), workers=1, state=state)
        lines = state.read_bytes().splitlines(keepends=True)
        state.write_bytes(b"".join(lines[:2]) + lines[2][:40])  # stopped while it wrote the second range
        again = replay(Question(url(docket)), workers=1, state=state, report=lambda done, of: seen.append(done))
        assert again == whole
        assert seen == [4000, 4100]

    def test_the_state_of_another_replay_is_refused(self, tmp_path: Path) -> None:
        docket = docket_at(tmp_path)
        record(docket, filed_case("1"))
        state = tmp_path / "state"
        replay(Question(url(docket)), workers=1, state=state)
        with pytest.raises(Unreadable, match="another --state"):
            replay(Question(url(docket), Query(domain="tax")), workers=1, state=state)
        record(docket, filed_case("2"))
        with pytest.raises(Unreadable, match="has grown"):
            replay(Question(url(docket)), workers=1, state=state)


class TestAnotherLaw:
    def tax_case(self, name: str, matter: str) -> dict[str, Any]:
        violation = {
            "matter": matter, "conduct": "2021-05-01",
            "facts": {
                "first_violation": True, "harm.level": "minor", "correction.timing": "within_order",
                "violation.minor": False, "mitigation.harm_eliminated_or_reduced": False,
                "tax.irreparable_loss": False, "tax.considerable_social_impact": False, "circumstances_grave": False,
            },
        }  # fmt: skip
        return {
            "id": name, "jurisdiction": "110000", "domain": "tax", "party": {"kind": "enterprise"},
            "decision_date": "2021-06-20", "violations": [violation],
        }  # fmt: skip

    def test_the_impact_of_the_second_tax_list_on_cases_decided_under_the_first(self, tmp_path: Path) -> None:
        docket = docket_at(tmp_path)
        matters = ("return_not_filed_in_time", "registration_certificate_not_verified_or_exchanged")
        listed, new = record(docket, *(self.tax_case(each, f"tax/{each}") for each in matters))
        assert (listed.header.outcome, new.header.outcome) == ("no_penalty", "ordinary")
        told = replayed(docket, draft=str(RULESETS / "cn/tax/first_violation_list/2022-01-01.yaml")).impact.told()
        assert [(each["from"], each["to"], each["cases"], each["examples"]) for each in told] == [
            ("no_penalty", "no_penalty", 1, [1]), ("ordinary", "no_penalty", 1, [2])
        ]  # fmt: skip

    def test_the_draft_of_then_changes_nothing(self, tmp_path: Path) -> None:
        docket = docket_at(tmp_path)
        old = (each for each in fixture_cases() if each["domain"] == "tax" and each["decision_date"] < date(2022, 1, 1))
        record(docket, *old)
        draft = str(RULESETS / "cn/tax/first_violation_list/2021-04-01.yaml")
        told = replayed(docket, draft=draft, query=Query(since="2021-04-01")).impact.told()
        assert told
        assert all(each["from"] == each["to"] for each in told)

    def test_the_law_of_a_day(self, tmp_path: Path) -> None:
        docket = docket_at(tmp_path)
        record(docket, filed_case())
        before = replayed(docket, day=date(2021, 6, 1).toordinal()).impact.told()
        after = replayed(docket, day=date(2022, 6, 1).toordinal()).impact.told()
        assert [(each["from"], each["to"]) for each in after] == [("no_penalty", "no_penalty")]
        assert [each["from"] for each in before] == ["no_penalty"]
        assert before[0]["to"] != "no_penalty"
