"""Reasoning: a decision recomputed by hand from its trace; the same bytes from every thread and process."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given, settings

from penalty_rules import rete
from penalty_rules.advice import ViolationAdvice
from penalty_rules.advice_document import to_json
from penalty_rules.advice_document.trace import Leaf, Node, RuleTrace, traces
from penalty_rules.doctrine import Doctrine
from penalty_rules.evaluator import Evaluator
from penalty_rules.rete import Production
from tests.invented_law import (
    CHOICES,
    LAWS,
    WORLDS,
    Choices,
    Raw,
    World,
    core_doctrine,
    evaluator,
    random_law,
    random_world,
    rulebook,
    two_views,
)
from tests.test_invariants import only, thoroughly

# --- a second opinion on all that lies behind the atomic tests, written from the published order of the bars ------


def truth_by_hand(step: Any) -> str:
    """`yes`, `no` or `open`."""
    if isinstance(step, Leaf):
        return {0: "no", 1: "yes", 2: "open"}[step.truth]
    assert isinstance(step, Node)
    parts = [truth_by_hand(part) for part in step.parts]
    if step.kind == "not":
        return {"yes": "no", "no": "yes", "open": "open"}[parts[0]]
    first = "no" if step.kind == "all" else "yes"
    return first if first in parts else "open" if "open" in parts else {"no": "yes", "yes": "no"}[first]


def finding_by_hand(trace: RuleTrace) -> str:
    shut = [truth_by_hand(part) for part in (trace.unless, trace.excluded) if part is not None]
    when = truth_by_hand(trace.when)
    if when == "no" or "yes" in shut:
        return "not_met"
    return "met" if when == "yes" and "open" not in shut else "open"


def symbols_by_hand(met: Iterable[RuleTrace]) -> set[str]:
    """What the established rules assert, as docs/formats.md §5 states it."""
    found = {"always"}
    for trace in met:
        rule = trace.rule.document
        kind = trace.rule.origin.basis
        channel = kind
        if rule.effect == "no_penalty" and kind != "list":
            named = {"first_violation": "first", "no_fault": "no_fault", "minor_age": "capacity"}
            channel = named.get(rule.ground, "minor")
        found |= {
            f"met.{rule.ground}",
            f"effect.{rule.effect}.{rule.force}",
            f"effect.{rule.effect}.{rule.force}.{channel}",
        }
        found |= {f"bar.{shut}" for shut in rule.bars}
    return found


def outcome_by_hand(symbols: set[str], prevails: str | None) -> str | None:
    """The outcome of settled findings by the order of the bars; None where it is left to weighing."""
    known = set(symbols)
    for _ in core_doctrine():
        known |= {each for p in core_doctrine() if known.issuperset(p["if"]) for each in p["then"]}

    def exempt(channels: str) -> bool:
        return any(f"permit.no_penalty.{c}" in known and f"bar.{c}" not in known for c in channels.split())

    for symbol, outcome in (
        ("settle.not_established.elements", "not_established"), ("settle.referred", "referred"),
        ("settle.not_established.facts", "not_established"),
    ):  # fmt: skip
        if symbol in known:
            return outcome
    if exempt("capacity"):
        return "no_penalty"
    if "settle.time_barred" in known:
        return "time_barred"
    if exempt("no_fault minor list first"):
        return "no_penalty"
    if "settle.order_only" in known:
        return "order_only"
    return on_the_scale(known, prevails)


def on_the_scale(known: set[str], prevails: str | None) -> str | None:
    lighter = "permit.lighter" in known and "bar.lighter" not in known
    reduced = "permit.reduced" in known and not known & {"bar.reduced", "bar.lighter"}
    heavier = "permit.heavier" in known
    mild = (
        ("reduced" if reduced and ("prefer.reduced" in known or not lighter) else "lighter")
        if lighter or reduced
        else ""
    )
    harsh = ("heavier" if "oblige.heavier" in known else "ordinary") if heavier else ""
    if mild and harsh:
        return {"mitigating": mild, "balanced": "ordinary", "aggravating": harsh}.get(prevails or "")
    return mild or harsh or "ordinary"


@thoroughly
@given(LAWS, WORLDS, CHOICES)
def test_a_decision_can_be_recomputed_by_hand_from_its_trace(law: list[Raw], world: World, choices: Choices) -> None:
    facts = dict(world.facts) if choices.upto(1) else two_views(choices, world)[0]
    advice = only(evaluator(*law).evaluate(world.case(facts)))
    (branch,) = range(len(advice.plan.laws))
    found = traces(advice, branch)
    assert {trace.rule.id for trace in found} == {"K-elements", "K-crime", "K-facts"} | {
        r["id"] for x in law for r in x["rules"]
    }
    for trace in found:
        assert trace.finding == finding_by_hand(trace)
        assert (trace.finding == "met") == (not trace.failed())
        for miss in trace.failed():
            assert (miss.leaf.truth == 2) == (trace.finding == "open")
            assert trace.finding == "open" or miss.wanted != bool(miss.leaf.truth)
    if any(trace.finding == "open" for trace in found):
        return
    prevails = facts.get("weighing.prevails")
    by_hand = outcome_by_hand(symbols_by_hand(t for t in found if t.finding == "met"), prevails)
    if by_hand is not None and isinstance(prevails, str) and prevails != "unknown":
        assert advice.outcome == by_hand


@settings(parent=thoroughly, max_examples=100)
@given(LAWS, WORLDS, CHOICES)
def test_the_same_case_law_and_engine_give_the_same_bytes(law: list[Raw], world: World, choices: Choices) -> None:
    less, _ = two_views(choices, world)
    one, other = evaluator(*law), evaluator(*law)
    assert to_json(one.evaluate(world.case(less))) == to_json(other.evaluate(world.case(less)))
    assert to_json(one.evaluate(world.case(less))) == to_json(one.evaluate(dict(reversed(world.case(less).items()))))


def some_advice(count: int = 25) -> list[tuple[Evaluator, Raw]]:
    found = []
    for number in range(count):
        law = random_law(Choices(hashlib.sha512(b"law%d" % number).digest()))
        world = random_world(Choices(hashlib.sha512(b"world%d" % number).digest()))
        less, _ = two_views(Choices(hashlib.sha512(b"view%d" % number).digest()), world)
        found.append((evaluator(*law), world.case(less)))
    return found


def digest_of_some_advice() -> str:
    return hashlib.sha256(b"".join(to_json(engine.evaluate(case)) for engine, case in some_advice())).hexdigest()


def test_processes_that_hash_differently_give_the_same_bytes() -> None:
    program = "from tests.test_reasoning import digest_of_some_advice as d; print(d())"
    found = {
        subprocess.run(
            [sys.executable, "-c", program], env={**os.environ, "PYTHONHASHSEED": seed}, check=True,
            capture_output=True, text=True,
        ).stdout.strip()
        for seed in ("0", "1", "4242")
    }  # fmt: skip
    assert found == {digest_of_some_advice()}


def test_eight_threads_give_the_answers_of_one() -> None:
    advices = some_advice()
    alone = [to_json(engine.evaluate(case)) for engine, case in some_advice()]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda each: to_json(each[0].evaluate(each[1])), advices * 8))
    assert together == alone * 8


@pytest.mark.skipif(not rete.available(), reason=str(rete.unavailable_reason()))
@settings(parent=thoroughly, max_examples=1000)
@given(LAWS, WORLDS, CHOICES)
def test_both_engines_conclude_the_same_from_the_findings_of_any_case(
    law: list[Raw], world: World, choices: Choices
) -> None:
    less, _ = two_views(choices, world)
    advice = only(evaluator(*law).evaluate(world.case(less)))
    for result in advice.reasoned.branches:
        for symbols, concluded in ((result.symbols.certain, result.conclusions.certain),
                                   (result.symbols.possible, result.conclusions.possible)):  # fmt: skip
            assert both().conclude(symbols) == concluded


_BOTH: list[Doctrine] = []


def both() -> Doctrine:
    """The core doctrine on both engines; sessions are made once."""
    if not _BOTH:
        productions = [
            Production(f"99/general/core:{p['id']}", tuple(p["if"]), tuple(p["then"])) for p in core_doctrine()
        ]
        _BOTH.append(Doctrine(productions))
        assert len(_BOTH[0].engines) == 2
    return _BOTH[0]


def test_a_rulebook_is_the_same_for_both_ways_of_evaluating() -> None:
    book = rulebook()
    case = {"engine": Evaluator(book), "plain": Evaluator(book, engine=None)}
    raw = random_world(Choices(b"")).case({"suspected_crime": True})
    found: list[ViolationAdvice] = [only(each.evaluate(raw)) for each in case.values()]
    assert found[0].outcome == found[1].outcome == "referred"
