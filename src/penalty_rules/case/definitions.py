"""Definitions of the vocabulary: what follows from stated facts, and what contradicts them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from ..condition import Condition, parse_condition, predicates, weigh
from ..condition.predicate import Predicate
from ..errors import Fault, RulesetRefused
from ..memory import Memory
from ..money import Span
from ..truth import FALSE, TRUE
from ..vocabulary import Vocabulary
from ..vocabulary.circumstance import MEASURED, STATED_UNKNOWN, Circumstance
from . import Contradiction

_Definition = tuple[Circumstance, list[tuple[Any, Condition]]]
_Followed = tuple[dict[str, Any], tuple[Contradiction, ...]]  # what becomes of the facts that a definition speaks of


@lru_cache(maxsize=64)
def definitions_of(vocabulary: Vocabulary) -> Definitions:
    """The definitions of a vocabulary; parsed once for each."""
    return Definitions(vocabulary)


class Definitions:
    """The definitions of a vocabulary, parsed once, each applied after those that it reads."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        faults: list[Fault] = []
        self._cases = _in_order([
            (one, [(one.parse(d.value), parse_condition(d.when, vocabulary, one.name, faults)) for d in one.definition])
            for one in vocabulary
            if one.definition
        ])  # fmt: skip
        if faults:
            raise RulesetRefused("definitions of the vocabulary", faults)
        self._names = tuple(sorted({fact for each, cases in self._cases for fact in (each.name, *_read_by(cases))}))
        self._known: Memory[_Followed] = Memory(16_384)

    @property
    def tests(self) -> Iterator[Predicate]:
        """Every test that a definition makes."""
        return (test for _, cases in self._cases for _, when in cases for test in predicates(when))

    def clusters(self, names: Collection[str]) -> Iterator[frozenset[str]]:
        """The given facts that definitions tie together, two or more at a time."""
        rest = [{each.name, *_read_by(cases)}.intersection(names) for each, cases in self._cases]
        while rest:
            cluster = rest.pop()
            while touching := [each for each in rest if each & cluster]:
                cluster = cluster.union(*touching)
                rest = [each for each in rest if not each & cluster]
            if len(cluster) > 1:
                yield frozenset(cluster)

    def allow(self, facts: Mapping[str, Any]) -> bool:
        """Whether no definition refutes one of these facts."""
        return all(
            value is None or agree(facts[circumstance.name], value)
            for circumstance, cases in self._cases
            if circumstance.name in facts
            for value in (_defined(circumstance, cases, facts),)
        )

    def define(self, facts: dict[str, Any]) -> tuple[Contradiction, ...]:
        """Add what follows from the facts; a stated fact that is refuted becomes unknown and is reported."""
        key = tuple(map(facts.get, self._names))
        changed, contradictions = self._known.get(key) or self._known.keep(key, self._follow(facts))
        facts.update(changed)
        return contradictions

    def _follow(self, stated: Mapping[str, Any]) -> _Followed:
        facts = dict(stated)
        contradictions = []
        for circumstance, cases in self._cases:
            value = _defined(circumstance, cases, facts)
            if value is None:
                continue
            name, said = circumstance.name, facts.get(circumstance.name)
            if said is None or said is STATED_UNKNOWN:
                facts[name] = value
            elif not agree(said, value):
                facts[name] = STATED_UNKNOWN
                contradictions.append(Contradiction(name, said, value, "definition"))
            else:
                facts[name] = both(said, value)
        return {name: value for name, value in facts.items() if stated.get(name) is not value}, tuple(contradictions)


def _in_order(found: list[_Definition]) -> list[_Definition]:
    """The definitions, each after those of the facts that it reads; else by the file."""
    placed: list[_Definition] = []
    waiting = list(found)
    while waiting:
        names = {each.name for each, _ in waiting}
        ready = [one for one in waiting if not names.difference({one[0].name}).intersection(_read_by(one[1]))]
        placed += ready or waiting[:1]
        waiting = [one for one in waiting if one not in placed]
    return placed


def _read_by(cases: Sequence[tuple[Any, Condition]]) -> Iterator[str]:
    return (fact for _, when in cases for test in predicates(when) for fact in test.facts)


def agree(stated: object, derived: object) -> bool:
    """Whether a stated value is compatible with one that follows (which may be an interval)."""
    if isinstance(stated, Span) or isinstance(derived, Span):
        one = stated if isinstance(stated, Span) else Span(stated, stated)
        return not one.clamp(derived if isinstance(derived, Span) else Span(derived, derived)).empty
    return stated == derived


def both(stated: Any, derived: Any) -> Any:
    """What two values that agree say together."""
    if not isinstance(stated, Span) or not isinstance(derived, Span):
        return derived if isinstance(stated, Span) else stated
    joint = stated.clamp(derived)
    return joint if joint.single is None else joint.low


def _defined(circumstance: Circumstance, cases: Sequence[tuple[Any, Condition]], facts: Mapping[str, Any]) -> Any:
    """What follows: the value of the first case that holds; while earlier ones are open, all that can still follow."""
    possible = []
    for value, when in cases:
        truth = weigh(when, lambda predicate: predicate.test(facts))
        if truth != FALSE:
            possible.append(value)
        if truth == TRUE:
            return _hull(circumstance, possible)
    return None


def _hull(circumstance: Circumstance, values: list[Any]) -> Any:
    if all(value == values[0] for value in values):
        return values[0]
    if not (circumstance.ordered or circumstance.type in MEASURED):
        return None
    spans = [value if isinstance(value, Span) else Span(value, value) for value in values]
    if any(span.low is None or span.high is None for span in spans):
        return None
    return Span(min(span.low for span in spans), max(span.high for span in spans))
