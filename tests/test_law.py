"""Which law applies: two dates, transitions, sunset gaps, overlaps, and the milder of two laws."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given

from penalty_rules.advice import ViolationAdvice
from penalty_rules.errors import CaseRefused, VersionsOverlap
from penalty_rules.ruleset import Ruleset, parse_ruleset
from tests.invented_law import (
    CHOICES,
    CONDUCT,
    WORLDS,
    Choices,
    Raw,
    World,
    core,
    drawn,
    evaluator,
    make_case,
    make_rule,
    make_ruleset,
    parsed_core,
    random_rule,
    rulebook,
    two_views,
    vocabulary,
)
from tests.test_invariants import ends, only, thoroughly

MINOR = make_rule("M", "minor_violation", "no_penalty", "act_minor")
HELPFUL = make_rule("H", "lighter_circumstance", "lighter", "helpful")


def version(first: str, last: str | None = None, **changes: Any) -> Raw:
    until = None if last is None else date.fromisoformat(last)
    period = {"from": date.fromisoformat(first), "until": until}
    return make_ruleset("list", **{"kind": "list", "version": first, "in_force": period, "rules": [MINOR], **changes})


def advised(*rulesets: Raw | Ruleset, facts: Raw | None = None, **case: Any) -> ViolationAdvice:
    return only(evaluator(*rulesets).evaluate(make_case(facts or {"act_minor": True}, **case)))


def ids(advice: ViolationAdvice) -> set[str]:
    return {rule.id for rule, _ in advice.findings()}


@pytest.mark.parametrize(
    ("decision", "applies"),
    [("2030-06-30", False), ("2030-07-01", True), ("2030-12-31", True), ("2031-01-01", False), ("2032-01-01", False)],
)
def test_a_list_is_in_force_from_its_first_to_its_last_day_and_never_again(decision: str, applies: bool) -> None:
    advice = advised(version("2030-07-01", "2030-12-31"), decision_date=date.fromisoformat(decision))
    assert ("M" in ids(advice)) == applies


def test_in_a_sunset_gap_no_list_is_in_force_and_the_advice_says_since_when() -> None:
    law = (version("2022-01-12", "2030-01-11"), version("2031-01-12"))
    advice = advised(*law)
    (gap,) = advice.plan.gaps
    assert "M" not in ids(advice)
    assert advice.outcome == "ordinary"
    assert (gap.ruleset, gap.ended, gap.begins) == (
        "99/canal/list", date(2030, 1, 11).toordinal(), date(2031, 1, 12).toordinal(),
    )  # fmt: skip


def test_a_list_chosen_by_the_act_is_not_chosen_by_the_decision() -> None:
    by_conduct = version("2030-07-01", transition={"selected_by": "conduct"})
    assert "M" not in ids(advised(by_conduct, conduct=date(2030, 6, 30)))
    assert "M" in ids(advised(by_conduct, conduct=date(2030, 7, 1)))


def test_a_list_closed_to_pending_cases_leaves_out_acts_before_its_first_day() -> None:
    closed = version("2030-07-01", transition={"pending_cases": False})
    assert "M" not in ids(advised(closed, conduct=date(2030, 6, 30)))
    assert "M" in ids(advised(closed, conduct=date(2030, 7, 1)))


def test_a_continuing_act_takes_the_day_on_which_it_ended() -> None:
    by_conduct = version("2030-07-01", transition={"selected_by": "conduct"})
    assert "M" in ids(advised(by_conduct, conduct={"from": date(2030, 6, 1), "to": date(2030, 7, 1)}))


def test_overlapping_versions_are_refused_naming_both() -> None:
    law = (version("2030-01-01", "2030-07-01"), version("2030-07-01"))
    with pytest.raises(VersionsOverlap) as refused:
        advised(*law)
    assert refused.value.first == ("2030-01-01", date(2030, 1, 1))
    assert refused.value.second == ("2030-07-01", date(2030, 7, 1))
    assert "2030-01-01" in str(refused.value)
    assert "2030-07-01" in str(refused.value)


def test_a_version_without_a_last_day_ends_where_its_successor_begins_and_never_comes_back() -> None:
    open_ended, next_one = version("2029-01-01"), version("2030-07-01", "2030-08-01", rules=[])
    assert "M" in ids(advised(open_ended))
    assert "M" in ids(advised(open_ended, version("2031-01-01", rules=[])))
    for decided in (date(2030, 7, 15), date(2030, 9, 1)):
        assert "M" not in ids(advised(open_ended, next_one, decision_date=decided, conduct=date(2030, 6, 1)))


def test_a_ruleset_of_another_place_domain_or_authority_does_not_apply() -> None:
    for changes in ({"jurisdiction": "9902"}, {"authority": "A1"}):
        assert "M" not in ids(advised(version("2030-01-01", **changes)))
    assert "M" in ids(advised(version("2030-01-01", jurisdiction=["9902", "9901"])))
    named = {"authority": {"name": "港务局", "code": "A1"}}
    assert "M" in ids(advised(version("2030-01-01", authority="A1"), **named))


def test_a_special_rule_displaces_the_general_one() -> None:
    general = make_ruleset("general", rules=[make_rule("G", "limitation", "time_barred", "act_minor")])
    special = make_rule("S", "limitation", "time_barred", "helpful", matter=["canal/lamp_unlit"], displaces=["G"])
    advice = advised(general, make_ruleset("special", rules=[special]))
    assert ids(advice) >= {"S"}
    assert "G" not in ids(advice)
    assert "G" in ids(advised(general, make_ruleset("special", rules=[special]), matter="canal/rope_frayed"))


def test_without_a_core_statute_in_force_a_case_is_refused() -> None:
    late = core(in_force={"from": date(2030, 9, 1)}, doctrine=[])
    law = parse_ruleset(core(in_force={"from": date(2030, 1, 1), "until": date(2030, 5, 1)}), vocabulary(), "old")
    engine = evaluator(late, make_ruleset(rules=[MINOR]), with_core=False)
    with pytest.raises(CaseRefused, match="no Administrative Penalty Law was in force"):
        engine.evaluate(make_case())
    assert law.last_day == date(2030, 5, 1).toordinal()


# --- the old law unless the new one is milder ------------------------------------------------------------------


def two_laws(old: list[Raw], new: list[Raw]) -> list[Raw]:
    """One statute, changed between the act and the decision."""
    return [
        make_ruleset("act", version="old", in_force={"from": date(2020, 1, 1), "until": date(2030, 8, 31)}, rules=old),
        make_ruleset("act", version="new", in_force={"from": date(2030, 9, 1)}, rules=new),
    ]


@pytest.mark.parametrize(
    ("old", "new", "outcome", "chosen"),
    [
        ([MINOR], [], "no_penalty", 0),
        ([], [MINOR], "no_penalty", 1),
        ([HELPFUL], [MINOR], "no_penalty", 1),
        ([], [], "ordinary", 0),
        ([make_rule("B", "limitation", "time_barred", "act_minor")], [MINOR], "time_barred", 0),
        ([{**MINOR, "force": "may"}], [MINOR], "no_penalty", 1),
        ([{**MINOR, "force": "may"}], [make_rule("B", "limitation", "time_barred", "act_minor")], "no_penalty", 0),
    ],
)
def test_the_old_law_applies_unless_the_new_one_is_milder(
    old: list[Raw], new: list[Raw], outcome: str, chosen: int
) -> None:
    advice = advised(*two_laws(old, new), facts={"act_minor": True, "helpful": True})
    assert (advice.outcome, advice.chosen) == (outcome, chosen)
    assert advice.force is not None


def some_rules(choices: Choices) -> list[Raw]:
    return [random_rule(choices, number) for number in range(choices.upto(4))]


RULES = drawn(60, some_rules)


@thoroughly
@given(RULES, RULES, WORLDS, CHOICES)
def test_the_result_is_the_mildest_of_both_branches(
    old: list[Raw], new: list[Raw], world: World, choices: Choices
) -> None:
    less, _ = two_views(choices, world)
    found = []
    for law in (old, new):
        alone = only(evaluator(make_ruleset("act", rules=law)).evaluate(world.case(less)))
        found.append(alone)
    both = only(evaluator(*two_laws(old, new)).evaluate(world.case(less)))
    if not all(each.exact for each in (both, *found)):
        return
    assert ends(both)[0] == min(ends(each)[0] for each in found)
    assert ends(both)[1] <= min(ends(each)[1] for each in found)
    if all(each.determined for each in found):
        assert both.outcome == found[0].outcome or ends(both)[0] < ends(found[0])[0]
        assert both.outcome in {permission.outcome for permission in both.permitted}


def test_an_act_known_only_as_an_interval_across_a_change_of_law_stays_open_and_asks_for_the_day() -> None:
    laws = two_laws([MINOR], [])
    advice = advised(*laws, conduct={"between": [date(2030, 8, 1), date(2030, 9, 30)]})
    assert set(advice.possible) == {"no_penalty", "ordinary"}
    assert "conduct_start" in {question.name for question in advice.questions}
    assert {permission.outcome for permission in advice.permitted} >= set(advice.possible)


def test_the_core_is_parsed_once_and_the_same_for_every_rulebook() -> None:
    scope = rulebook(version("2030-01-01")).scope("990101", "canal")
    assert parsed_core() in scope.families["99/general/core"]
    assert scope.epoch(CONDUCT.toordinal()) > scope.epoch(date(2019, 1, 1).toordinal())


def test_a_clause_that_a_case_writes_out_holds_on_its_own_days_whatever_was_decided_before() -> None:
    fine = [{"from": "100 yuan", "to": "1000 yuan"}]
    clause = {"id": "own", "in_force": {"from": "2030-06-10"}, "kinds": {"required": ["fine"]}, "fine": fine}
    decides = evaluator()
    for conduct, holds in (("2030-06-09", False), ("2030-06-10", True), ("2030-06-09", False)):
        advice = decides.evaluate(make_case({"act_minor": False}, clauses=[clause], conduct=conduct))
        assert (advice.violations[0].quantum(0) is not None) is holds
