"""The recorder: whatever a store does, everyone who waits is answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from penalty_rules.docket.entry import Entry, Genesis, seal
from penalty_rules.docket.recorder import Recorder
from penalty_rules.docket.store import Submission
from penalty_rules.errors import DocketUnavailable, RulesetAltered

from .making import make_draft


class Faulty:
    """A store that refuses a group for the ruleset of one, and fails otherwise on another."""

    def append(self, submissions: Sequence[Submission]) -> list[Entry]:
        cases = [each.draft.case for each in submissions]
        if "altered" in cases:
            raise RulesetAltered("some/list@1", "sha256:aa", "sha256:bb")
        if "broken" in cases:
            raise ZeroDivisionError
        if "away" in cases:
            raise DocketUnavailable("docket.db", "gone", "wait")
        end = Genesis("d", "2030-01-01T00:00:00.000000Z").link
        return [seal(each.draft, end, "2030-01-01T00:00:01.000000Z", "sha256") for each in submissions]


def answers(*cases: str) -> list[Any]:
    store: Any = Faulty()
    return Recorder(store).together([Submission(make_draft(case=each)) for each in cases])


def test_the_fault_of_one_is_its_own_and_the_others_are_recorded() -> None:
    found = answers("fine", "altered", "fine")
    assert [isinstance(each, Entry) for each in found] == [True, False, True]
    assert isinstance(found[1], RulesetAltered)


def test_whatever_fails_while_they_are_tried_one_by_one_leaves_nobody_without_an_answer() -> None:
    found = answers("altered", "broken", "fine")
    assert [type(each) for each in found] == [RulesetAltered, ZeroDivisionError, Entry]


def test_a_store_that_is_away_answers_all_alike() -> None:
    assert [type(each) for each in answers("fine", "away")] == [DocketUnavailable, DocketUnavailable]
    store: Any = Faulty()
    with pytest.raises(DocketUnavailable, match="gone"):
        Recorder(store).record(Submission(make_draft(case="away")))
