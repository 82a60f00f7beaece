"""The invariants over the rulesets that are shipped: random files of every domain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

from hypothesis import given

from penalty_rules.evaluator import Evaluator
from penalty_rules.outcome import SEVERITY
from penalty_rules.vocabulary import Vocabulary
from penalty_rules.vocabulary.circumstance import Circumstance
from tests.invented_law import Choices, Raw, drawn
from tests.test_invariants import ends, only, thoroughly

BARS = ("elements_established", "facts_clear", "suspected_crime", "criminal_fine_imposed", "fault.disproved_by_party",
        "party.age", "party.capacity_at_act")  # fmt: skip
DECISIONS = (date(2022, 6, 1), date(2023, 9, 1), date(2026, 3, 2))


@cache
def engine() -> Evaluator:
    return Evaluator(engine=None)


@cache
def places() -> tuple[tuple[str, str], ...]:
    """A place and a domain for every ruleset that is not general."""
    found = set()
    for ruleset in engine().rulebook.all_rulesets():
        for prefix in ruleset.document.jurisdiction:
            domain = ruleset.document.domain
            found.add(("110101" if prefix == "cn" else f"{prefix}000000"[:6], "tax" if domain == "general" else domain))
    return tuple(sorted(found))


@cache
def matters(domain: str) -> tuple[str, ...]:
    return (*sorted(engine().rulebook.matters(domain)), "unlisted")


def stated(each: Circumstance, choices: Choices) -> Any:
    """A value as a file would state it."""
    if each.type == "boolean":
        return choices.upto(1) == 1
    if each.type == "enum":
        return choices.pick(tuple(each.values))
    if each.type == "set":
        return [value for value in each.values if choices.upto(1)]
    if each.type == "money":
        return choices.pick(("0 yuan", "90 yuan", "800 yuan", "4000 yuan", "9万元", "900万元"))
    return choices.pick((0, 1, 3, 15, 40, 400))


def random_case(choices: Choices, known: int) -> tuple[Raw, Vocabulary]:
    """A file in some place and domain that states about `known` of four of the circumstances its law reads."""
    place, domain = choices.pick(places())
    natural, decided = choices.upto(1) == 1, choices.pick(DECISIONS)
    conduct = decided - timedelta(days=1 + choices.upto(250))
    vocabulary = engine().rulebook.vocabulary(domain)
    case: Raw = {
        "id": "1", "jurisdiction": place, "domain": domain, "decision_date": decided,
        "party": {"kind": "natural_person" if natural else "enterprise"},
        "violations": [{"matter": choices.pick(matters(domain)), "conduct": conduct, "facts": {}}],
    }  # fmt: skip
    read = readable(case, vocabulary)
    shown = [each for each in read if choices.upto(3) < known and (each.name not in BARS or choices.upto(9) == 0)]
    case["violations"][0]["facts"] = {each.name: stated(each, choices) for each in shown}
    first = choices.upto(2)
    if first:
        case["violations"][0]["facts"]["first_violation"] = first == 1
    return case, vocabulary


def readable(case: Raw, vocabulary: Vocabulary) -> list[Circumstance]:
    """The circumstances that the law of a file reads, dates apart, and that its party can have."""
    predicates = only(engine().evaluate(case)).plan.program.predicates
    names = sorted({fact for predicate in predicates for fact in predicate.facts} - {"history"})
    natural = case["party"]["kind"] == "natural_person"
    found = [vocabulary[name] for name in names]
    return [c for c in found if c.type != "date" and not c.system and (natural or c.applies_to is None)]


FILES = drawn(200, lambda choices: choices)


def with_facts(case: Raw, facts: Mapping[str, Any]) -> Raw:
    return {**case, "violations": [{**case["violations"][0], "facts": dict(facts)}]}


@thoroughly
@given(FILES)
def test_in_the_shipped_law_a_file_that_knows_more_leaves_fewer_outcomes(choices: Choices) -> None:
    case, vocabulary = random_case(choices, 2)
    facts = case["violations"][0]["facts"]
    before = only(engine().evaluate(case, strict=True))
    more = {each.name: stated(each, choices) for each in readable(case, vocabulary) if choices.upto(2) == 0}
    after = only(engine().evaluate(with_facts(case, {**more, **facts}), strict=True))
    if before.contradictions or after.contradictions:
        return
    assert set(after.possible) <= set(before.possible) or not after.exact
    if before.determined:
        assert after.outcome == before.outcome


@thoroughly
@given(FILES)
def test_in_the_shipped_law_what_mitigates_never_harms_and_what_aggravates_never_helps(choices: Choices) -> None:
    case, vocabulary = random_case(choices, 3)
    facts = case["violations"][0]["facts"]
    read = readable(case, vocabulary)
    weighed = [each for each in read if each.role != "neutral" and (each.type == "boolean" or each.ordered)]
    if not weighed:
        return
    each = choices.pick(weighed)
    values = (False, True) if each.type == "boolean" else tuple(reversed(list(each.values)))
    step = choices.upto(len(values) - 2)
    before = only(engine().evaluate(with_facts(case, {**facts, each.name: values[step]})))
    after = only(engine().evaluate(with_facts(case, {**facts, each.name: values[step + 1]})))
    if before.contradictions or after.contradictions or each.name in EXCUSED:
        return
    milder, harsher = (after, before) if each.role == "mitigating" else (before, after)
    assert ends(milder)[0] <= ends(harsher)[0], each.name
    assert ends(milder)[1] <= ends(harsher)[1], each.name


EXCUSED: frozenset[str] = frozenset()


@thoroughly
@given(FILES)
def test_in_the_shipped_law_a_suspected_crime_is_never_exempted(choices: Choices) -> None:
    case, _ = random_case(choices, 2)
    facts = {**case["violations"][0]["facts"], "elements_established": True}
    assert only(engine().evaluate(with_facts(case, {**facts, "suspected_crime": True}))).outcome == "referred"
    unclear = only(engine().evaluate(with_facts(case, {**facts, "suspected_crime": "unknown"})))
    assert unclear.outcome != "no_penalty"
    assert "referred" in unclear.possible
    assert set(unclear.possible) <= set(SEVERITY)
