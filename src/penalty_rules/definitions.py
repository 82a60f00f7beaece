"""Definitions of the vocabulary: what follows from stated facts, and what contradicts them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any

from .case import Contradiction
from .circumstance import STATED_UNKNOWN, Circumstance
from .condition import Condition, parse_condition, predicates, weigh
from .errors import Fault, RulesetRefused
from .money import Span
from .predicate import Predicate
from .truth import TRUE, UNKNOWN
from .vocabulary import Vocabulary


@lru_cache(maxsize=64)
def definitions_of(vocabulary: Vocabulary) -> Definitions:
    """The definitions of a vocabulary; parsed once for each."""
    return Definitions(vocabulary)


class Definitions:
    """The definitions of a vocabulary, parsed once, applied in the order of the file."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        faults: list[Fault] = []
        self._cases: list[tuple[Circumstance, list[tuple[object, Condition]]]] = [
            (one, [(one.parse(d.value), parse_condition(d.when, vocabulary, one.name, faults)) for d in one.definition])
            for one in vocabulary
            if one.definition
        ]
        if faults:
            raise RulesetRefused("definitions of the vocabulary", faults)

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
            for value in (_defined(cases, facts),)
        )

    def define(self, facts: dict[str, Any]) -> Iterator[Contradiction]:
        """Add what follows from the facts; a stated fact that is refuted becomes unknown and is reported."""
        for circumstance, cases in self._cases:
            value = _defined(cases, facts)
            if value is None:
                continue
            stated = facts.get(circumstance.name)
            if stated is None or stated is STATED_UNKNOWN:
                facts[circumstance.name] = value
            elif not agree(stated, value):
                facts[circumstance.name] = STATED_UNKNOWN
                yield Contradiction(circumstance.name, stated, value, "definition")
            else:
                facts[circumstance.name] = both(stated, value)


def _read_by(cases: list[tuple[object, Condition]]) -> Iterator[str]:
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


def _defined(cases: list[tuple[object, Condition]], facts: Mapping[str, Any]) -> object | None:
    for value, when in cases:
        truth = weigh(when, lambda predicate: predicate.test(facts))
        if truth == TRUE:
            return value
        if truth == UNKNOWN:
            return None
    return None
