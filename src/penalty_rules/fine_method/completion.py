"""The ways in which facts not exactly known can still fall, as far as some conditions tell them apart.

A fact known as an interval, or not at all, is cut at the values against which the conditions compare it; in each piece
every comparison is true or false. So what holds for all pieces holds for every value, and a hull over the pieces is
the tightest one. Look-backs, comparisons between two dates and unread conditions are not cut: they stay unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise, product
from math import prod
from typing import Any, Final

from ..condition import Condition, Test, predicates, weigh
from ..condition.predicate import Compare, Facts, Predicate
from ..money import Span
from ..truth import FALSE, TRUE, UNKNOWN
from ..vocabulary import Vocabulary
from ..vocabulary.circumstance import MEASURED, STATED_UNKNOWN, Circumstance

MAX_COMPLETIONS: Final = 256
Domains = Mapping[str, tuple[Any, ...]]
Conditions = Sequence[Condition | None]
_NOTHING: Final[Domains] = {}


def exactly(value: Any) -> bool:
    """True if a fact has one value: stated, and not as an interval of several."""
    if isinstance(value, Span):
        return value.single is not None
    return value is not None and value is not STATED_UNKNOWN


def first_that_holds(whens: Conditions, facts: Facts) -> dict[int, int]:
    """The places of which one is the first condition that holds (None: always), each with its truth; -1: none holds."""
    possible: dict[int, int] = {}
    for place, when in enumerate(whens):
        truth = TRUE if when is None else _truth(when, facts)
        if truth == FALSE:
            continue
        possible[place] = truth if not possible else UNKNOWN
        if truth == TRUE:
            return possible
    possible[-1] = UNKNOWN if possible else TRUE
    return possible


def open_facts(whens: Conditions, facts: Facts) -> tuple[str, ...]:
    """The facts that leave a condition open, in the order of the text; conditions after one that holds do not count."""
    found: dict[str, None] = {}
    for when in whens:
        if when is None or _truth(when, facts) == TRUE:
            break
        for predicate in predicates(when):
            if predicate.test(facts) == UNKNOWN:
                found |= dict.fromkeys(fact for fact in predicate.facts if not exactly(facts.get(fact)))
    return tuple(found)


def completions(whens: Conditions, facts: Facts, domains: Domains = _NOTHING) -> list[Facts]:
    """The facts, completed in every way that the conditions can tell apart; past the bound, the facts as they are."""
    tests: dict[str, list[Compare]] = {}
    for predicate in _open_tests(whens, facts):
        tests.setdefault(predicate.fact, []).append(predicate)
    pieces = {fact: _within(domains.get(fact) or cut(each), facts.get(fact)) for fact, each in tests.items()}
    pieces = {fact: values for fact, values in pieces.items() if values}
    if not pieces or prod(map(len, pieces.values())) > MAX_COMPLETIONS:
        return [facts]
    return [{**facts, **dict(zip(pieces, choice, strict=True))} for choice in product(*pieces.values())]


def domains_of(whens: Conditions, vocabulary: Vocabulary) -> Domains:
    """The pieces of each circumstance in the conditions, by its declared type: no gap between neighbouring integers."""
    tests: dict[str, list[Compare]] = {}
    for predicate in _all(whens):
        if isinstance(predicate, Compare):
            tests.setdefault(predicate.fact, []).append(predicate)
    return {fact: _domain(vocabulary[fact], each) for fact, each in tests.items()}


def cut(tests: Iterable[Compare]) -> tuple[Any, ...]:
    """The pieces into which comparisons cut a fact of which only they are known; () for sets."""
    operators = {test.operator for test in tests}
    if operators & {"includes", "excludes"}:
        return ()
    if operators == {"is"}:
        return (False, True)
    if "in" in operators:
        return tuple(range(max(test.value if test.operator != "in" else test.value.bit_length() for test in tests) + 2))
    limits = sorted({test.value for test in tests})
    pieces = [Span(None, limits[0], True, False)]
    for low, high in pairwise(limits):
        pieces += [Span(low, low), Span(low, high, False, False)]
    return (*pieces, Span(limits[-1], limits[-1]), Span(limits[-1], None, False, True))


def _truth(when: Condition, facts: Facts) -> int:
    if isinstance(when, Test):
        return when.predicate.test(facts)
    return weigh(when, lambda predicate: predicate.test(facts))


def _open_tests(whens: Conditions, facts: Facts) -> Iterable[Compare]:
    for predicate in _all(whens):
        if isinstance(predicate, Compare) and predicate.test(facts) == UNKNOWN:
            yield predicate


def _all(whens: Conditions) -> Iterable[Predicate]:
    for when in whens:
        if when is not None:
            yield from predicates(when)


def _domain(circumstance: Circumstance, tests: list[Compare]) -> tuple[Any, ...]:
    if circumstance.type == "enum":
        return tuple(range(len(circumstance.values)))
    pieces = cut(tests)
    if circumstance.type not in MEASURED or circumstance.type == "number":
        return pieces
    return tuple(piece for piece in pieces if not _gap(piece))


def _gap(piece: Span) -> bool:
    """True for an open piece between neighbouring integers."""
    return piece.low is not None and piece.high is not None and 0 < piece.high - piece.low <= 1


def _within(pieces: tuple[Any, ...], known: Any) -> list[Any]:
    """The pieces that are possible for a fact known as an interval, cut down to it."""
    if not isinstance(known, Span):
        return list(pieces)
    kept = []
    for piece in pieces:
        span = (piece if isinstance(piece, Span) else Span(piece, piece)).clamp(known)
        if not span.empty:
            kept.append(span if isinstance(piece, Span) else piece)
    return kept
