"""Conditions: trees of predicates, read from the form they have in a ruleset.

There is no operator that tests whether a fact is known, so information is monotone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import is_
from typing import Final

from ..errors import Fault, quoted
from ..moments import parse_date, parse_duration
from ..reading import nearest
from ..truth import FALSE, TRUE, UNKNOWN, kleene_not
from ..vocabulary import Vocabulary
from ..vocabulary.circumstance import Circumstance
from .history import SCOPES, LookBack
from .predicate import Compare, CompareDates, FirstViolation, Predicate, Unread

DATE_OPERATORS: Final = frozenset({"before", "on_or_before", "after", "on_or_after"})
SIZE_OPERATORS: Final = frozenset({"at_most", "at_least", "less_than", "more_than"})
MAX_DEPTH: Final = 20


@dataclass(frozen=True, slots=True)
class Test:
    """A leaf: one predicate."""

    predicate: Predicate


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Condition, ...]


Condition = Test | Not | All | AnyOf
NEVER: Final = AnyOf(())


def weigh(condition: Condition, truth_of: Callable[[Predicate], int]) -> int:
    """The Kleene truth of a condition, given the truth of each predicate."""
    if isinstance(condition, Test):
        return truth_of(condition.predicate)
    if isinstance(condition, Not):
        return kleene_not(weigh(condition.part, truth_of))
    decisive = FALSE if isinstance(condition, All) else TRUE
    result = 1 - decisive
    for part in condition.parts:
        truth = weigh(part, truth_of)
        if truth == decisive:
            return decisive
        if truth == UNKNOWN:
            result = UNKNOWN
    return result


def predicates(condition: Condition) -> Iterator[Predicate]:
    """Every predicate of the tree, in the order of the text."""
    if isinstance(condition, Test):
        yield condition.predicate
    elif isinstance(condition, Not):
        yield from predicates(condition.part)
    else:
        for part in condition.parts:
            yield from predicates(part)


def parse_condition(raw: object, vocabulary: Vocabulary, path: str, faults: list[Fault]) -> Condition:
    """The condition that a file states; what is wrong is appended to `faults` with its path."""
    return _Parser(vocabulary, faults).condition(raw, path, 0)


class _Parser:
    def __init__(self, vocabulary: Vocabulary, faults: list[Fault]) -> None:
        self.vocabulary = vocabulary
        self.faults = faults

    def fault(self, path: str, message: str, raw: object = None, remedy: str | None = None) -> Condition:
        self.faults.append(Fault(path, message, None if raw is None else quoted(raw), remedy))
        return Test(Unread())

    def condition(self, raw: object, path: str, depth: int) -> Condition:
        if depth > MAX_DEPTH:
            return self.fault(path, f"conditions nest deeper than {MAX_DEPTH}")
        if raw == "unread":
            return Test(Unread(path))
        if isinstance(raw, str):
            return self.compare(raw, True, path)
        if not isinstance(raw, Mapping) or not raw:
            return self.fault(
                path, "not a condition", raw, "write a circumstance, `all:`, `any:`, `not:` or a comparison"
            )
        parts = tuple(self.entry(str(key), raw[key], f"{path}.{key}", depth) for key in sorted(raw, key=str))
        return parts[0] if len(parts) == 1 else All(parts)

    def entry(self, key: str, value: object, path: str, depth: int) -> Condition:
        if key in ("all", "any"):
            if not isinstance(value, list) or not value:
                return self.fault(path, f"`{key}` takes a list of conditions", value)
            parts = tuple(self.condition(each, f"{path}[{i}]", depth + 1) for i, each in enumerate(value))
            return All(parts) if key == "all" else AnyOf(parts)
        if key == "not":
            return Not(self.condition(value, path, depth + 1))
        if key in ("first_violation", "prior_violation"):
            test = self.first_violation(value, path)
            return test if key == "first_violation" else Not(test)
        return self.compare(key, value, path)

    def first_violation(self, value: object, path: str) -> Condition:
        given = {} if value is True else value
        if not isinstance(given, Mapping) or set(given) - {"within", "same", "counting_back_from", "counts"}:
            return self.fault(path, "unknown key", value, "keys: within, same, counting_back_from, counts")
        within = given.get("within")
        if within is not None and within not in ("calendar_year", "since_list"):
            try:
                within = parse_duration(within)
            except ValueError as error:
                return self.fault(f"{path}.within", "wrong look-back", within, str(error))
        ask = LookBack(
            within,
            given.get("same", "matter"),
            given.get("counting_back_from", "conduct"),
            given.get("counts", "all"),
        )
        if (
            ask.same not in SCOPES
            or ask.counting_back_from not in ("conduct", "decision", "discovery")
            or ask.counts not in ("all", "penalised")
        ):
            return self.fault(path, "wrong value", value, "see first_violation in docs/formats.md")
        return Test(FirstViolation(ask))

    def compare(self, name: str, value: object, path: str) -> Condition:
        circumstance = self.vocabulary.get(name)
        if circumstance is None:
            close = ", ".join(nearest(name, self.vocabulary.spellings))
            remedy = f"did you mean {close}?" if close else "declare it in the vocabulary"
            return self.fault(path, "undeclared circumstance", name, remedy)
        if not isinstance(value, Mapping):
            return self.equals(circumstance, value, path)
        keys = sorted(value, key=str)
        tests = tuple(self.comparison(circumstance, str(key), value[key], f"{path}.{key}") for key in keys)
        if not tests:
            return self.fault(path, "empty comparison")
        return tests[0] if len(tests) == 1 else All(tests)

    def equals(self, circumstance: Circumstance, value: object, path: str) -> Condition:
        try:
            inner = circumstance.parse_exact(value)
        except ValueError as error:
            return self.fault(path, f"compared with the wrong type ({circumstance.type})", value, str(error))
        if circumstance.type == "boolean":
            test = _test(Compare(circumstance.name, "is", True))
            return test if inner else Not(test)
        return _test(Compare(circumstance.name, "equals", inner))

    def comparison(self, circumstance: Circumstance, operator: str, value: object, path: str) -> Condition:
        allowed = _operators(circumstance)
        if operator not in allowed:
            remedy = f"for a {circumstance.type}: {', '.join(sorted(allowed)) or 'only equality'}"
            return self.fault(path, "no such comparison", operator, remedy)
        if operator in DATE_OPERATORS:
            return self.dates(circumstance, operator, value, path)
        try:
            if operator in ("in", "includes", "excludes"):
                inner = _mask(circumstance, value)
            else:
                inner = circumstance.parse_exact(value)
        except ValueError as error:
            return self.fault(path, f"compared with the wrong type ({circumstance.type})", value, str(error))
        return _test(Compare(circumstance.name, operator, inner))

    def dates(self, circumstance: Circumstance, operator: str, value: object, path: str) -> Condition:
        other, plus, sign = value, None, 1
        if isinstance(value, Mapping):
            if set(value) - {"fact", "plus", "minus"} or "fact" not in value or {"plus", "minus"} <= set(value):
                return self.fault(path, "not a date", value, "write `{fact: …, plus: {years: 2}}`")
            other, sign = value["fact"], -1 if "minus" in value else 1
            try:
                plus = parse_duration(value.get("plus", value.get("minus"))) if len(value) > 1 else None
            except ValueError as error:
                return self.fault(path, "wrong duration", value, str(error))
        if isinstance(other, str) and other in self.vocabulary:
            if self.vocabulary[other].type != "date":
                return self.fault(path, "compared with the wrong type", other, "name a circumstance of type date")
            return _test(CompareDates(circumstance.name, operator, other, plus, sign))
        try:
            return _test(Compare(circumstance.name, operator, parse_date(other)))
        except ValueError:
            return self.fault(path, "neither a date nor a declared circumstance", other)


@lru_cache(maxsize=4096)
def _test(predicate: Predicate) -> Test:
    """One object for equal tests: the items of a list repeat them by the thousand."""
    return Test(predicate)


_OPERATORS: Final[Mapping[str, frozenset[str]]] = {
    "date": DATE_OPERATORS, "enum": frozenset({"in"}), "set": frozenset({"includes", "excludes"}),
    "money": SIZE_OPERATORS, "number": SIZE_OPERATORS, "integer": SIZE_OPERATORS, "boolean": frozenset(),
}  # fmt: skip
_ORDERED_ENUM: Final = SIZE_OPERATORS | {"in"}


def _operators(circumstance: Circumstance) -> frozenset[str]:
    return _ORDERED_ENUM if circumstance.type == "enum" and circumstance.ordered else _OPERATORS[circumstance.type]


def _mask(circumstance: Circumstance, value: object) -> int:
    if not isinstance(value, list) or not value:
        raise ValueError("a list of values is needed")
    mask = 0
    for item in value:
        if item not in circumstance.positions:
            raise ValueError(f"values are: {', '.join(circumstance.values)}")
        mask |= 1 << circumstance.positions[item]
    return mask


def anchored(condition: Condition, list_from: int, version: str) -> Condition:
    """The condition tied to its list: `since_list` look-backs to its first day, unread parts to its version."""
    if isinstance(condition, Test):
        predicate = condition.predicate
        if isinstance(predicate, FirstViolation) and predicate.ask.within == "since_list":
            return Test(FirstViolation(replace(predicate.ask, list_from=list_from)))
        return Test(Unread(f"{version} {predicate.item}")) if isinstance(predicate, Unread) else condition
    if isinstance(condition, Not):
        part = anchored(condition.part, list_from, version)
        return condition if part is condition.part else Not(part)
    parts = tuple([anchored(part, list_from, version) for part in condition.parts])
    return condition if all(map(is_, parts, condition.parts)) else type(condition)(parts)


__all__ = ["NEVER", "All", "AnyOf", "Condition", "Not", "Test", "anchored", "parse_condition", "predicates",
           "weigh"]  # fmt: skip
