"""What the party can still do: the smallest sets of changes that would reach a milder recommended outcome.

A change is taken from the vocabulary (`changeable`). It is tried by laying it over the facts, drawing once more what
follows from them, measuring and reasoning with the same program; nothing else about the law or the file is altered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations
from typing import Any, Final

from .advice import ViolationAdvice
from .case import Violation
from .case.definitions import Definitions
from .money import Span
from .outcome import SEVERITY
from .vocabulary import Vocabulary
from .vocabulary.circumstance import STATED_UNKNOWN, Circumstance
from .vocabulary.words import Words

LARGEST: Final = 3
MOST_CHANGES: Final = 8
_CORRECTION: Final = "correction."
_DEADLINE: Final = "correction.order_deadline"
_CORRECTED: Final = "correction.corrected_on"
_REFUSED: Final = "correction.refused"
_TIMING: Final = "correction.timing"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that the party can still do; `to` is the value that the circumstance would then have."""

    circumstance: str
    to: object
    words: Words


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Changes that together would lead to `outcome`; fewer of them would lead to no outcome as mild."""

    changes: tuple[Change, ...]
    outcome: str

    @property
    def circumstances(self) -> tuple[str, ...]:
        return tuple(change.circumstance for change in self.changes)


def changes(advice: ViolationAdvice) -> tuple[WhatIf, ...]:
    """The smallest sets of changes (one, two, at most three) that would make the recommended outcome milder.

    Milder than the outcome now, or, while that is undetermined, than the harshest still possible; mildest first, then
    the smaller set, then in the order of the vocabulary.
    """
    harshest = max(SEVERITY[outcome] for outcome in advice.possible)
    if harshest == 0:
        return ()
    open_to_party = _open(advice)
    found: list[WhatIf] = []
    for size in range(1, min(LARGEST, len(open_to_party)) + 1):
        for each in combinations(open_to_party, size):
            if any(_reaches_the_best(known, each) for known in found):
                continue
            outcome = _outcome(advice, each)
            if outcome is not None and SEVERITY[outcome] < harshest and not _as_mild(found, each, outcome):
                found.append(WhatIf(each, outcome))
    return tuple(sorted(found, key=lambda known: (SEVERITY[known.outcome], len(known.changes))))


def _reaches_the_best(known: WhatIf, tried: tuple[Change, ...]) -> bool:
    return SEVERITY[known.outcome] == 0 and set(known.changes) <= set(tried)


def _as_mild(found: Iterable[WhatIf], tried: tuple[Change, ...], outcome: str) -> bool:
    return any(set(each.changes) <= set(tried) and SEVERITY[each.outcome] <= SEVERITY[outcome] for each in found)


def _open(advice: ViolationAdvice) -> tuple[Change, ...]:
    """The changes still open that would be seen by the rules; one that another brings about goes with that other."""
    before = _vectors(advice, advice.violation)
    found: list[tuple[Change, Mapping[str, Any]]] = []
    for circumstance in advice.plan.vocabulary:
        if _may_still_change(advice, circumstance):
            change = _change(circumstance)
            after = overlaid(advice, (change,))
            if _vectors(advice, after) != before:
                found.append((change, after.facts))
    kept = [change for i, (change, _) in enumerate(found) if not _goes_with_another(found, i)]
    return tuple(kept[:MOST_CHANGES])


def _change(circumstance: Circumstance) -> Change:
    given = circumstance.changeable
    assert given is not None
    return Change(circumstance.name, circumstance.parse(given.to), Words(zh=given.zh, en=given.en))


def _goes_with_another(found: list[tuple[Change, Mapping[str, Any]]], at: int) -> bool:
    """Whether another change brings this one about; of two that bring each other about the first stays."""
    change, facts = found[at]
    for i, (other, after) in enumerate(found):
        if i != at and after.get(change.circumstance) == change.to:
            mutual = facts.get(other.circumstance) == other.to
            if not mutual or i < at:
                return True
    return False


def _may_still_change(advice: ViolationAdvice, circumstance: Circumstance) -> bool:
    value = advice.violation.facts.get(circumstance.name)
    if circumstance.changeable is None or _reached(circumstance, value):
        return False
    return not circumstance.name.startswith(_CORRECTION) or _may_still_correct(advice)


def _reached(circumstance: Circumstance, value: Any) -> bool:
    """Whether the value is already the one aimed at, or milder."""
    aim: Any = _change(circumstance).to
    if value is None or value is STATED_UNKNOWN:
        return False
    if isinstance(value, Span):
        return circumstance.ordered and value.high is not None and value.high <= aim
    return bool(value <= aim) if circumstance.ordered and isinstance(value, int) else bool(value == aim)


def _may_still_correct(advice: ViolationAdvice) -> bool:
    """Not once the deadline of the order is past, a correction was made, or a refusal is stated."""
    facts = advice.violation.facts
    deadline = facts.get(_DEADLINE)
    latest = deadline.high if isinstance(deadline, Span) else deadline
    if isinstance(latest, int) and latest < advice.case.decided:
        return False
    if facts.get(_CORRECTED) is not None or facts.get(_REFUSED) is True:
        return False
    return _TIMING not in advice.plan.vocabulary or _not_corrected(advice.plan.vocabulary[_TIMING], facts.get(_TIMING))


def _not_corrected(timing: Circumstance, value: Any) -> bool:
    """Whether the time of correction is unknown, or may be (or is) “never”: the last value."""
    worst = len(timing.values) - 1
    if isinstance(value, Span):
        return value.high in (worst, None)
    return value is None or value is STATED_UNKNOWN or bool(value == worst)


def overlaid(advice: ViolationAdvice, given: Iterable[Change]) -> Violation:
    """The violation as it would be after the changes, with what follows from them."""
    violation, vocabulary = advice.violation, advice.plan.vocabulary
    facts = dict(violation.facts)
    for name in _defined(violation, vocabulary):
        facts.pop(name, None)
    facts.update({change.circumstance: change.to for change in given})
    if any(change.circumstance.startswith(_CORRECTION) for change in given):
        facts |= _dated(facts, advice.case.decided)
    for contradiction in _definitions(vocabulary).define(facts):
        facts[contradiction.name] = contradiction.derived
    inexact = frozenset(name for name, value in facts.items() if value is STATED_UNKNOWN or isinstance(value, Span))
    return replace(violation, facts=facts, inexact=inexact)


def _dated(facts: Mapping[str, Any], decided: int) -> Mapping[str, Any]:
    """The days on which a correction still to be made can lie: from the decision to the deadline of the order."""
    deadline = facts.get(_DEADLINE)
    if not isinstance(deadline, int) or facts.get(_CORRECTED) is not None:
        return {}
    return {_CORRECTED: Span(decided, deadline)}


def _defined(violation: Violation, vocabulary: Vocabulary) -> Iterator[str]:
    """Circumstances that have a definition and no value stated of their own."""
    for circumstance in vocabulary:
        if circumstance.definition:
            stated = violation.stated.get(circumstance.name)
            if stated is None or stated.value is STATED_UNKNOWN:
                yield circumstance.name


@lru_cache(maxsize=64)
def _definitions(vocabulary: Vocabulary) -> Definitions:
    return Definitions(vocabulary)


def _vectors(advice: ViolationAdvice, violation: Violation) -> tuple[bytes, ...]:
    return tuple(plan.program.measure(violation) for plan in (advice.plan, *advice.alternatives))


def _outcome(advice: ViolationAdvice, given: tuple[Change, ...]) -> str | None:
    """The outcome after the changes, or None where it would be undetermined."""
    changed = overlaid(advice, given)
    return ViolationAdvice(advice.case, changed, advice.plan, advice.strict, advice.alternatives).outcome
