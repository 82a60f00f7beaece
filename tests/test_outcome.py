"""Picking an outcome: over every settled set of conclusions, and what is still open between them."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penalty_rules.outcome import CHANNELS, DECISIVE, ORDER, Permission, Verdict, levels, pick
from penalty_rules.truth import FALSE, TRUE, UNKNOWN
from tests.test_reasoning import on_the_scale

SYMBOLS = st.sets(st.sampled_from(DECISIVE), max_size=5)


def verdict(*certain: str, open_: tuple[str, ...] = ()) -> Verdict:
    return pick(levels(frozenset(certain), frozenset(certain) | frozenset(open_)))


@settings(max_examples=1000, deadline=None)
@given(SYMBOLS, SYMBOLS)
def test_an_open_conclusion_leaves_at_least_what_its_completions_leave(certain: set[str], open_: set[str]) -> None:
    found = verdict(*certain, open_=tuple(open_))
    missing = sorted(open_ - certain)
    completions = [
        verdict(*certain, *(symbol for symbol, held in zip(missing, chosen, strict=True) if held))
        for chosen in product((False, True), repeat=len(missing))
    ]
    assert set(found.outcomes) >= {outcome for each in completions for outcome in each.outcomes}
    allowed = {each.outcome: each for each in found.permitted}
    for each in completions:
        for permission in each.permitted:
            assert permission.outcome in allowed
            assert allowed[permission.outcome].force == "may" or permission.force == "shall"
    for permission in found.permitted:
        if permission.certain:
            assert all(permission.outcome in {p.outcome for p in each.permitted} for each in completions)


@settings(max_examples=1000, deadline=None)
@given(st.sets(st.sampled_from(DECISIVE)))
def test_what_is_settled_recommends_something_that_is_permitted(certain: set[str]) -> None:
    found = verdict(*certain)
    assert found.outcomes
    assert set(found.outcomes) <= {each.outcome for each in found.permitted}
    assert [each.outcome for each in found.permitted] == [o for o in ORDER if o in {p.outcome for p in found.permitted}]
    assert found.weighing or len(found.outcomes) == 1


SCALE = [s for s in DECISIVE if s.startswith(("permit.l", "permit.r", "permit.h", "prefer", "oblige.m", "oblige.h"))]


@given(st.sets(st.sampled_from([*SCALE, "bar.lighter", "bar.reduced"])))
def test_the_scale_is_as_written_by_hand(certain: set[str]) -> None:
    for prevails in ("mitigating", "balanced", "aggravating"):
        assert verdict(*certain, f"weighing.{prevails}").outcome == on_the_scale(certain, prevails)


BARS = [
    ("settle.not_established.elements", "not_established"), ("settle.referred", "referred"),
    ("settle.not_established.facts", "not_established"), ("permit.no_penalty.capacity", "no_penalty"),
    ("settle.time_barred", "time_barred"), ("permit.no_penalty.minor", "no_penalty"),
    ("settle.order_only", "order_only"),
    ("permit.lighter", "lighter"), ("oblige.heavier", "ordinary"),
]  # fmt: skip


@pytest.mark.parametrize("first", range(len(BARS)))
def test_an_earlier_bar_comes_before_every_later_one(first: int) -> None:
    symbol, outcome = BARS[first]
    assert verdict(symbol, *(later for later, _ in BARS[first + 1 :])).outcome == outcome


def forces(found: Verdict) -> dict[str, str]:
    return {each.outcome: each.force for each in found.permitted}


def test_a_duty_not_to_punish_leaves_nothing_else_and_a_power_leaves_what_lies_behind() -> None:
    minor = "permit.no_penalty.minor"
    assert forces(verdict(minor, "oblige.no_penalty.minor")) == {"no_penalty": "shall"}
    assert forces(verdict(minor)) == {"no_penalty": "may", "ordinary": "may"}
    assert forces(verdict(minor, "settle.order_only")) == {"no_penalty": "may", "order_only": "shall"}
    capacity = "permit.no_penalty.capacity"
    assert forces(verdict(capacity, "settle.time_barred")) == {"no_penalty": "may", "time_barred": "shall"}
    assert forces(verdict(capacity, minor, "oblige.no_penalty.minor")) == {"no_penalty": "shall"}


def test_a_barred_channel_exempts_no_longer_and_an_open_bar_leaves_it_open() -> None:
    minor = "permit.no_penalty.minor"
    assert verdict(minor, "bar.minor").outcome == "ordinary"
    assert verdict(minor, "bar.first").outcome == "no_penalty"
    assert set(verdict(minor, open_=("bar.minor",)).outcomes) == {"no_penalty", "ordinary"}


def test_lighter_or_reduced_permits_both_and_ordinary_only_where_nobody_is_obliged() -> None:
    both = ("permit.lighter", "permit.reduced")
    assert set(forces(verdict(*both, "oblige.mitigation"))) == {"reduced", "lighter"}
    assert set(forces(verdict(*both))) == {"reduced", "lighter", "ordinary"}
    assert verdict(*both).outcome == "lighter"
    assert verdict(*both, "prefer.reduced").outcome == "reduced"
    assert forces(verdict("permit.reduced", "oblige.mitigation")) == {"reduced": "shall"}


def test_lighter_and_heavier_together_are_weighed_by_no_formula() -> None:
    found = verdict("permit.lighter", "permit.heavier", "oblige.heavier")
    assert found.weighing
    assert set(found.outcomes) == {"lighter", "ordinary", "heavier"}


def test_the_levels_are_true_where_certain_and_unknown_where_possible() -> None:
    found = levels(frozenset({"permit.lighter"}), frozenset({"permit.lighter", "bar.lighter"}))
    by_name = dict(zip(DECISIVE, found, strict=True))
    assert (by_name["permit.lighter"], by_name["bar.lighter"], by_name["permit.heavier"]) == (TRUE, UNKNOWN, FALSE)


MITIGATED = {
    ("permit.lighter",): {"lighter": "may", "ordinary": "may"},
    ("permit.reduced",): {"reduced": "may", "ordinary": "may"},
    ("permit.lighter", "permit.reduced"): {"reduced": "may", "lighter": "may", "ordinary": "may"},
    ("permit.lighter", "oblige.mitigation"): {"lighter": "shall"},
    ("permit.reduced", "oblige.mitigation"): {"reduced": "shall"},
    ("permit.lighter", "permit.reduced", "oblige.mitigation"): {"reduced": "may", "lighter": "may"},
    ("permit.lighter", "permit.reduced", "oblige.mitigation", "oblige.reduced"): {"reduced": "shall"},
    ("permit.reduced", "oblige.reduced"): {"reduced": "shall"},
    ("permit.lighter", "oblige.reduced"): {"lighter": "may", "ordinary": "may"},
    ("permit.lighter", "permit.reduced", "bar.reduced", "oblige.reduced", "prefer.reduced"): {
        "lighter": "may", "ordinary": "may",
    },
}  # fmt: skip
UNMITIGATED = {
    (): {"ordinary": "may"},
    ("oblige.mitigation", "oblige.reduced", "prefer.reduced", "oblige.heavier"): {"ordinary": "may"},
    ("permit.lighter", "bar.lighter"): {"ordinary": "may"},
    ("permit.reduced", "bar.reduced", "oblige.reduced"): {"ordinary": "may"},
    ("permit.lighter", "permit.reduced", "bar.lighter", "oblige.mitigation"): {"ordinary": "may"},
    ("permit.heavier",): {"ordinary": "may", "heavier": "may"},
    ("permit.heavier", "oblige.heavier"): {"heavier": "shall"},
    ("permit.heavier", "permit.lighter", "bar.lighter"): {"ordinary": "may", "heavier": "may"},
}
NAMES = ("mitigating", "balanced", "aggravating")


@pytest.mark.parametrize("given_", [*MITIGATED, *UNMITIGATED], ids="+".join)
def test_what_the_scale_permits_and_with_which_force(given_: tuple[str, ...]) -> None:
    found = verdict(*given_)
    assert forces(found) == (MITIGATED | UNMITIGATED)[given_]
    assert all(each.certain is True for each in found.permitted)
    assert found.weighing is False
    assert found.outcome in forces(found)


@pytest.mark.parametrize("mitigated", MITIGATED, ids="+".join)
@pytest.mark.parametrize("aggravated", [("permit.heavier",), ("permit.heavier", "oblige.heavier")], ids="+".join)
def test_the_side_that_prevails_leaves_what_it_leaves_alone_and_an_open_weighing_leaves_all(
    mitigated: tuple[str, ...], aggravated: tuple[str, ...]
) -> None:
    milder, harsher = MITIGATED[mitigated], UNMITIGATED[aggravated]
    both = (*mitigated, *aggravated)
    prevailing = [verdict(*both, f"weighing.{name}") for name in NAMES]
    assert [forces(each) for each in prevailing] == [milder, {"ordinary": "may"}, harsher]
    assert [each.weighing for each in prevailing] == [False] * 3
    assert prevailing[0].outcome == verdict(*mitigated).outcome
    assert prevailing[1].outcome == "ordinary"
    assert prevailing[2].outcome == verdict(*aggravated).outcome
    unweighed = verdict(*both)
    assert unweighed.weighing is True
    assert forces(unweighed) == dict.fromkeys([*milder, "ordinary", *harsher], "may")
    assert {"ordinary", verdict(*mitigated).outcome, verdict(*aggravated).outcome} == set(unweighed.outcomes)


@pytest.mark.parametrize("symbol", [symbol for symbol, _ in BARS if symbol.startswith("settle.")])
def test_a_bar_that_settles_leaves_one_duty_and_one_that_is_open_leaves_both_sides(symbol: str) -> None:
    outcome = dict(BARS)[symbol]
    assert verdict(symbol).permitted == (Permission(outcome, "shall", True),)
    found = verdict("permit.heavier", "oblige.heavier", open_=(symbol,))
    assert set(found.outcomes) == {outcome, "heavier"}
    assert set(found.permitted) == {Permission(outcome, "may", False), Permission("heavier", "may", False)}
    assert found.outcome is None


@pytest.mark.parametrize("channel", CHANNELS)
def test_each_channel_exempts_by_its_own_permission_its_own_duty_and_its_own_bar(channel: str) -> None:
    permit, oblige = f"permit.no_penalty.{channel}", f"oblige.no_penalty.{channel}"
    others = [f"oblige.no_penalty.{other}" for other in CHANNELS if other != channel]
    bars = [f"bar.{other}" for other in CHANNELS if other != channel]
    assert forces(verdict(permit, *others, *bars)) == {"no_penalty": "may", "ordinary": "may"}
    assert forces(verdict(permit, oblige, *bars)) == {"no_penalty": "shall"}
    assert forces(verdict(oblige, *others)) == {"ordinary": "may"}
    assert forces(verdict(permit, oblige, f"bar.{channel}")) == {"ordinary": "may"}
    time_barred = verdict(permit, oblige, "settle.time_barred").outcome
    assert time_barred == ("no_penalty" if channel == "capacity" else "time_barred")
    open_duty = verdict(permit, open_=(oblige,))
    assert open_duty.permitted == (Permission("no_penalty", "may", True), Permission("ordinary", "may", False))
    open_power = verdict(open_=(permit,))
    assert set(open_power.outcomes) == {"no_penalty", "ordinary"}
    assert open_power.permitted == (Permission("no_penalty", "may", False), Permission("ordinary", "may", True))


def test_a_duty_not_to_punish_is_milder_than_a_power_and_an_outcome_ranks_before_both() -> None:
    minor = "permit.no_penalty.minor"
    duty, power = verdict(minor, "oblige.no_penalty.minor"), verdict(minor)
    assert duty.severity < power.severity < verdict("settle.order_only").severity < verdict("permit.reduced").severity
    assert verdict("permit.lighter", "oblige.mitigation").severity == (3, 0)
    assert verdict("permit.lighter").severity == (3, 1)
    assert verdict("permit.lighter", "permit.heavier").outcome is None


@pytest.mark.parametrize("symbol", DECISIVE)
def test_each_conclusion_has_one_place_of_its_own_and_others_have_none(symbol: str) -> None:
    none, one = levels(frozenset(), frozenset()), levels(frozenset({symbol}), frozenset({symbol, "local.other"}))
    assert [at for at, (old, new) in enumerate(zip(none, one, strict=True)) if old != new] == [DECISIVE.index(symbol)]
    assert set(none) == {FALSE}


TAIL = [
    symbol for symbol in DECISIVE if symbol in SCALE or symbol.startswith(("bar.lighter", "bar.reduced", "weighing"))
]


@pytest.mark.parametrize("symbol", TAIL)
@pytest.mark.parametrize("given_", [*MITIGATED, *UNMITIGATED, ("permit.lighter", "permit.heavier")], ids="+".join)
def test_what_one_open_conclusion_leaves_is_what_either_answer_leaves(given_: tuple[str, ...], symbol: str) -> None:
    found = verdict(*given_, open_=(symbol,))
    answers = [verdict(*(each for each in given_ if each != symbol), *more) for more in ((), (symbol,))]
    if symbol in given_:
        answers = answers[1:]
    assert set(found.outcomes) == {outcome for each in answers for outcome in each.outcomes}
    assert set(forces(found)) == {outcome for each in answers for outcome in forces(each)}
    for each in found.permitted:
        told = [forces(answer).get(each.outcome) for answer in answers]
        assert each.certain == (None not in told)
        assert each.force == ("shall" if set(told) == {"shall"} else "may")
    assert found.weighing == any(each.weighing for each in answers)
