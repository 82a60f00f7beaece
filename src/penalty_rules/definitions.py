"""Definitions of the vocabulary: what follows from stated facts, and what contradicts them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .case import Contradiction
from .circumstance import STATED_UNKNOWN, Circumstance
from .condition import Condition, parse_condition, weigh
from .errors import Fault, RulesetRefused
from .money import Span
from .truth import TRUE, UNKNOWN
from .vocabulary import Vocabulary


class Definitions:
    """The definitions of a vocabulary, parsed once, applied in the order of the file."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        faults: list[Fault] = []
        self._cases: list[tuple[Circumstance, list[tuple[object, Condition]]]] = [
            (each, [(each.parse(d.value), parse_condition(d.when, vocabulary, each.name, faults)) for d in each.definition])
            for each in vocabulary
            if each.definition
        ]
        if faults:
            raise RulesetRefused("definitions of the vocabulary", faults)

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
                del facts[circumstance.name]
                yield Contradiction(circumstance.name, stated, value, "definition")


def agree(stated: object, derived: object) -> bool:
    """Whether a stated value is compatible with one that follows (which may be an interval)."""
    if isinstance(stated, Span) or isinstance(derived, Span):
        one = stated if isinstance(stated, Span) else Span(stated, stated)
        return not one.clamp(derived if isinstance(derived, Span) else Span(derived, derived)).empty
    return stated == derived


def _defined(cases: list[tuple[object, Condition]], facts: Mapping[str, Any]) -> object | None:
    for value, when in cases:
        truth = weigh(when, lambda predicate: predicate.test(facts))
        if truth == TRUE:
            return value
        if truth == UNKNOWN:
            return None
    return None
