"""The invariants of a decision, over random rules, worlds and files of the invented town."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations, product
from math import prod
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from penalty_rules.advice import Advice, ViolationAdvice
from penalty_rules.condition import weigh
from penalty_rules.condition.predicate import Unread
from penalty_rules.money import Span
from penalty_rules.outcome import SEVERITY
from penalty_rules.reasoning import combined
from penalty_rules.ruleset import Rule
from penalty_rules.truth import kleene_all, kleene_not, settled
from tests.invented_law import (
    CHOICES,
    CONDUCT,
    LAWS,
    MATTERS,
    MONOTONE_LAWS,
    VALUES,
    WORLDS,
    Choices,
    Raw,
    World,
    evaluator,
    two_views,
    vocabulary,
)

thoroughly = settings(max_examples=1000, deadline=None, database=None, suppress_health_check=list(HealthCheck))


def only(advice: Advice) -> ViolationAdvice:
    return advice.violations[0]


# --- 1: what is known more never changes what is determined --------------------------------------------------------


@thoroughly
@given(LAWS, WORLDS, CHOICES)
def test_strictly_a_file_that_knows_more_leaves_fewer_outcomes_and_the_true_one(
    law: list[Raw], world: World, choices: Choices
) -> None:
    engine = evaluator(*law)
    less, more = two_views(choices, world)
    searched = choices.upto(1) == 1
    first = only(engine.evaluate(world.case(less, searched=searched), strict=True))
    second = only(engine.evaluate(world.case(more, searched=searched or choices.upto(1) == 1), strict=True))
    truth = only(engine.evaluate(world.case(world.facts), strict=True))
    assert first.contradictions + second.contradictions + truth.contradictions == ()
    assert set(truth.possible) <= set(second.possible) or not truth.exact
    assert set(second.possible) <= set(first.possible) or not second.exact
    if first.determined:
        assert second.outcome == truth.outcome == first.outcome


@thoroughly
@given(LAWS, WORLDS, CHOICES)
def test_a_fact_that_agrees_with_its_presumption_changes_nothing(
    law: list[Raw], world: World, choices: Choices
) -> None:
    engine = evaluator(*law)
    presumed = {c.name: c for c in vocabulary() if c.presumption and c.name in world.facts}
    facts = {name: value for name, value in world.facts.items() if name not in presumed and choices.upto(2)}
    silent = only(engine.evaluate(world.case(facts)))
    agreeing = {name: each.presumption.value for name, each in presumed.items() if choices.upto(1) and each.presumption}
    stated = only(engine.evaluate(world.case(facts | agreeing)))
    assert stated.possible == silent.possible
    assert stated.permitted == silent.permitted


@thoroughly
@given(LAWS, WORLDS, CHOICES)
def test_a_presumption_whose_reversal_changes_the_outcome_is_listed_as_mattering(
    law: list[Raw], world: World, choices: Choices
) -> None:
    engine = evaluator(*law)
    presumed = [c.name for c in vocabulary() if c.presumption and c.name in world.facts]
    facts = {name: value for name, value in world.facts.items() if name not in presumed and choices.upto(4)}
    silent = only(engine.evaluate(world.case(facts)))
    listed = {each.name: each for each in silent.presumptions}
    reversed_one = choices.pick(presumed)
    for value in VALUES[reversed_one]:
        other = only(engine.evaluate(world.case(facts | {reversed_one: value})))
        if silent.determined and other.possible != silent.possible:
            assert listed[reversed_one].matters
        if reversed_one in listed and not listed[reversed_one].matters:
            assert set(other.possible) <= set(silent.possible)


# --- 2: order is nothing -------------------------------------------------------------------------------------------


def reordered(law: list[Raw], order: Choices) -> list[Raw]:
    return order.order(backwards({**each, "rules": order.order(each["rules"])}) for each in law)


def backwards(raw: Any) -> Any:
    """The same with the keys of every mapping in the reverse order; lists stay as they are."""
    if isinstance(raw, dict):
        return {key: backwards(raw[key]) for key in reversed(raw)}
    return [backwards(each) for each in raw] if isinstance(raw, list) else raw


def asked(advice: ViolationAdvice) -> list[tuple[str, float, list[tuple[str, ...]]]]:
    """What is asked, in order, and what each answer would leave open."""
    return [(each.name, each.settles, [outcomes for _, outcomes in each.after]) for each in advice.questions]


@thoroughly
@given(LAWS, WORLDS, CHOICES, CHOICES, st.booleans())
def test_the_order_of_facts_rules_rulesets_clauses_and_keys_never_matters(
    law: list[Raw], world: World, choices: Choices, order: Choices, strict: bool
) -> None:
    less, _ = two_views(choices, world)
    shown = dict(order.order(less.items()))
    past, clauses = tuple(order.order(world.past)), tuple(order.order(world.clauses))
    other_world = World(world.facts, past, world.natural, clauses)
    first = only(evaluator(*law).evaluate(world.case(less), strict=strict))
    second = only(evaluator(*reordered(law, order)).evaluate(backwards(other_world.case(shown)), strict=strict))
    assert (first.possible, first.exact, first.outcome, first.force) == (
        second.possible, second.exact, second.outcome, second.force,
    )  # fmt: skip
    assert first.permitted == second.permitted
    assert asked(first) == asked(second)
    assert first.presumptions == second.presumptions
    owed = [{duty.name for duty in each.duties(each.outcome or "any")} for each in (first, second)]
    assert owed[0] == owed[1]
    assert first.human_review == second.human_review
    ranges = [each.fine.ranges if each.fine else None for each in (first, second)]
    assert ranges[0] == ranges[1]


# --- 3: exactly the possible outcomes ------------------------------------------------------------------------------


WHOLE: Raw = {
    "wares": [list(some) for n in range(5) for some in combinations(("lamps", "rope", "tar", "salt"), n)],
    "smoke": ["0", "1/3", "1/2", "0.6", "1", "2", "3"], "crew": [1, 2, 3, 4],
    "discovered_on": [CONDUCT, *VALUES["discovered_on"]],
}  # fmt: skip
RECORDS = [
    {"conduct": CONDUCT - timedelta(days=days), "matter": matter, "outcome": outcome}
    for days, matter, outcome in product((1, 300, 500, 1000), (MATTERS[0], MATTERS[1]), ("penalised", "exempted"))
]
PASTS = [[], *([one] for one in RECORDS), *([one, two] for one, two in combinations(RECORDS, 2))]


def opened(choices: Choices, facts: Raw, names: list[str]) -> tuple[Raw, Raw]:
    """What a file shows where up to four facts are unknown or known as intervals, and the values that each may have."""
    shown, open_ = dict(facts), dict[str, Any]()
    for name in dict.fromkeys(choices.pick(names) for _ in range(1 + choices.upto(3)) if names):
        shown[name], values = "unknown", WHOLE.get(name, VALUES[name])
        if name in MEASURED and choices.upto(1):
            low, high = sorted((choices.upto(len(values) - 1), choices.upto(len(values) - 1)))
            shown[name], values = {"between": [values[low], values[high]]}, values[low : high + 1]
        open_[name] = values
    return shown, open_


def completions(shown: Raw, open_: Raw) -> Iterator[Raw]:
    """The facts of the file with every open one filled in, in every way that the rules can tell apart."""
    for values in product(*open_.values()):
        full = shown | dict(zip(open_, values, strict=True))
        yield {name: value for name, value in full.items() if value != "unknown"}


@thoroughly
@given(LAWS, WORLDS, CHOICES)
def test_the_exact_set_holds_each_outcome_that_a_completion_reaches_and_no_other(
    law: list[Raw], world: World, choices: Choices
) -> None:
    engine = evaluator(*law)
    settled = only(engine.evaluate(world.case(world.facts)))
    read = {fact for test in settled.plan.program.predicates for fact in test.facts}
    facts = dict(world.facts)
    if choices.upto(1) and not read & {"corrected_on", "order_deadline"}:  # then the time of correction is free
        for name in {"corrected_on", "order_deadline", *CORRECTION} - read:
            del facts[name]
    shown, open_ = opened(choices, facts, [name for name in facts if name in read])
    if DATES & set(open_):  # then what follows from the dates is open too
        open_ |= {name: VALUES[name] for name in CORRECTION}
        shown |= dict.fromkeys(CORRECTION, "unknown")
    searched = choices.upto(3) > 0
    pasts = [None] if searched else PASTS
    advice = only(engine.evaluate(world.case(shown, searched=searched)))
    pasts = pasts if "history" in read else pasts[:1]
    if prod(map(len, open_.values())) * len(pasts) > 150:
        return
    assert set(advice.possible) <= set(combined(advice.reasoned.branches))
    found = set()
    for full, past in product(completions(shown, open_), pasts):
        case = world.case(full)
        if past is not None:
            case["history"]["records"] = past
        complete = only(engine.evaluate(case))
        if not complete.contradictions and not unread(complete):
            found |= set(complete.possible)
    assert found <= set(advice.possible)
    # Of dates that a definition compares, and of stated facts that no rule reads, the search knows nothing: it may keep
    # more than what completions reach.
    loosely_tied = DATES & set(open_) or ({*CORRECTION} & set(open_) and {*CORRECTION} & set(shown) - read)
    if advice.exact and found and not (unread(advice) or advice.contradictions or loosely_tied):
        assert found == set(advice.possible)


DATES = {"corrected_on", "order_deadline", "discovered_on"}
MEASURED = {c.name for c in vocabulary() if c.type in ("money", "number", "integer", "date") or c.ordered}
CORRECTION = ("correction.time", "correction.timely", "correction.refused")


def unread(advice: ViolationAdvice) -> bool:
    return any(isinstance(test, Unread) for test in advice.plan.program.predicates)


# --- 5, 6, 10: fines, monotony, crime ------------------------------------------------------------------------------


@thoroughly
@given(LAWS, WORLDS, CHOICES)
def test_every_fine_lies_within_what_its_outcome_allows(law: list[Raw], world: World, choices: Choices) -> None:
    less, _ = two_views(choices, world)
    advice = only(evaluator(*law).evaluate(world.case(less)))
    for branch in range(len(advice.plan.laws)):
        quantum = advice.quantum(branch)
        assert (quantum is None) == (not world.clauses)
        for read in quantum.clauses if quantum else ():
            for outcome, band in read.ranges.items():
                allowed = [fine.span for fine in read.statutory]
                assert outcome in ("reduced", "lighter", "ordinary", "heavier")
                if outcome != "reduced":
                    assert band.amount.empty or band.amount.within(whole(allowed))
                elif not band.amount.empty:
                    assert band.amount.low == 0
                    lowest = [fine.own.low * fine.base.high for fine in read.statutory if fine.base.high is not None]
                    assert len(lowest) < len(read.statutory) or band.amount.high <= max(lowest)
    if advice.outcome in ("no_penalty", "time_barred", "referred", "not_established", "order_only") and advice.fine:
        assert advice.outcome not in advice.fine.ranges


def whole(spans: list[Span]) -> Span:
    """From the lowest to the highest end."""
    highs = [span.high for span in spans]
    return Span(min(span.low for span in spans), None if None in highs else max(highs))


def ends(advice: ViolationAdvice) -> tuple[int, int]:
    found = [SEVERITY[outcome] for outcome in advice.possible]
    return min(found), max(found)


ROLES = {c.name: c.role for c in vocabulary() if c.role != "neutral" and c.type in ("boolean", "enum")}


@thoroughly
@given(MONOTONE_LAWS, WORLDS, CHOICES)
def test_what_mitigates_never_harms_and_what_aggravates_never_helps(
    law: list[Raw], world: World, choices: Choices
) -> None:
    engine = evaluator(*law)
    facts = {name: value for name, value in world.facts.items() if choices.upto(4) and not name.startswith("correct")}
    name = choices.pick([each for each in ROLES if not each.startswith("correct")])
    values = (False, True) if vocabulary()[name].type == "boolean" else tuple(reversed(VALUES[name]))
    step = choices.upto(len(values) - 2)
    before = only(engine.evaluate(world.case(facts | {name: values[step]})))
    after = only(engine.evaluate(world.case(facts | {name: values[step + 1]})))
    if ROLES[name] == "mitigating":
        assert ends(after) <= ends(before)
        assert ends(after)[1] <= ends(before)[1]
    else:
        assert ends(after)[0] >= ends(before)[0]
        assert ends(after)[1] >= ends(before)[1]


@thoroughly
@given(LAWS, WORLDS, CHOICES, st.booleans())
def test_a_suspected_crime_is_never_exempted(law: list[Raw], world: World, choices: Choices, strict: bool) -> None:
    less, _ = two_views(choices, world)
    held = less | {"elements_established": True}
    engine = evaluator(*law)
    assert only(engine.evaluate(world.case(held | {"suspected_crime": True}), strict=strict)).outcome == "referred"
    unclear = only(engine.evaluate(world.case(held | {"suspected_crime": "unknown"}), strict=strict))
    assert unclear.outcome in (None, "referred")
    assert "referred" in unclear.possible


# --- what the compiled ways mean -----------------------------------------------------------------------------------


@thoroughly
@given(LAWS, WORLDS, CHOICES)
def test_compiled_measuring_and_finding_mean_what_the_conditions_mean(
    law: list[Raw], world: World, choices: Choices
) -> None:
    less, _ = two_views(choices, world)
    advice = only(evaluator(*law).evaluate(world.case(less), strict=choices.upto(1) == 1))
    program, facts, vector = advice.plan.program, advice.violation.facts, advice.reasoned.vector
    assert vector == b"".join(block.measure_slowly(facts) for block in (block for block, _ in program.blocks))
    assert vector == program.measure(advice.violation)
    for branch, result in zip(program.branches, advice.reasoned.branches, strict=True):
        by_hand = bytes(finding_by_hand(each, advice) for each in branch.rules)
        assert result.findings == by_hand


def finding_by_hand(rule: Rule, advice: ViolationAdvice) -> int:
    """A rule read off the facts by the meaning of its conditions alone."""

    def truth(predicate: Any) -> int:
        position = advice.plan.program.predicates.index(predicate)
        return settled(advice.reasoned.vector[position], strict=advice.strict)

    return kleene_all(
        (weigh(rule.when, truth), kleene_not(weigh(rule.unless, truth)), kleene_not(weigh(rule.excluded, truth)))
    )


@thoroughly
@given(LAWS, WORLDS, CHOICES)
def test_a_strict_advice_rests_on_no_presumption(law: list[Raw], world: World, choices: Choices) -> None:
    less, _ = two_views(choices, world)
    advice = only(evaluator(*law).evaluate(world.case(less), strict=True))
    assert advice.presumptions == ()
    loose = only(evaluator(*law).evaluate(world.case(less)))
    if loose.exact:
        assert set(loose.possible) <= set(advice.possible)
