"""Measurement: the only step that touches the facts.

A `Block` is a group of rules with all their predicates in a fixed order. Measuring a violation gives one byte per
predicate: its Kleene truth, with the bit PRESUMED where it rests on a presumption. The order is fixed by the rules,
so the bytes are a complete trace of every condition; they are rendered on demand.

The predicates of a block are compiled to one Python function on first use. The compiled function and the predicates'
own `test` mean the same; tests on facts known only as intervals take the latter way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, Final

from .case import Violation
from .condition import NEVER, All, Condition, Not, Test, predicates
from .condition.predicate import Compare, CompareDates, FirstViolation, Predicate, Unread
from .memory import Memory
from .ruleset import Rule
from .truth import FALSE, PRESUMED, TRUE, UNKNOWN
from .vocabulary import Vocabulary
from .vocabulary.circumstance import STATED_UNKNOWN

# For conditions the truths are ordered false 0 < unknown 1 < true 2: `all` is min, `any` is max, `not` is 2 - x.
TO_ORDER: Final = bytes.maketrans(bytes((0, 1, 2, 4, 5)), bytes((0, 2, 1, 0, 2)))
TO_ORDER_STRICT: Final = bytes.maketrans(bytes((0, 1, 2, 4, 5)), bytes((0, 2, 1, 1, 1)))
MEMORY: Final = 1024
FROM_ORDER: Final = bytes.maketrans(bytes((0, 1, 2)), bytes((FALSE, UNKNOWN, TRUE)))


class Block:
    """Rules that are measured together, for natural persons or for others.

    `found` remembers findings, for this block and others: a search asks for the same ones again and again.
    """

    def __init__(
        self,
        rules: Iterable[Rule],
        vocabulary: Vocabulary,
        natural: bool,
        premises: Iterable[Predicate] = (),
        found: Memory[bytes] | None = None,
    ) -> None:
        self._found: Memory[bytes] = Memory(MEMORY) if found is None else found
        self.rules = tuple(rules)
        self.natural = natural
        self.vocabulary = vocabulary
        order: dict[Predicate, int] = {}
        for rule in self.rules:
            for condition in (rule.when, rule.unless, rule.excluded):
                for predicate in predicates(condition):
                    order.setdefault(predicate, len(order))
        self.premises = tuple(premises)
        for predicate in self.premises:
            order.setdefault(predicate, len(order))
        self.predicates = tuple(order)
        self.position: Mapping[Predicate, int] = order
        self._reading: dict[str, list[int]] = {}
        for predicate, position in order.items():
            for fact in predicate.facts:
                self._reading.setdefault(fact, []).append(position)
        self._defaults = bytes(self._default(predicate) for predicate in self.predicates)

    def _default(self, predicate: Predicate) -> int:
        """The byte of a predicate whose fact the file is silent on."""
        if not isinstance(predicate, Compare) or predicate.fact not in self.vocabulary:
            return UNKNOWN
        circumstance = self.vocabulary[predicate.fact]
        if circumstance.applies_to == "natural_person" and not self.natural:
            return FALSE
        if circumstance.presumption is None:
            return UNKNOWN
        truth = predicate.test_value(circumstance.presumed)
        return truth if truth == UNKNOWN else truth | PRESUMED

    def measure(self, violation: Violation) -> bytes:
        """The truth of every predicate of the block for one violation."""
        facts = violation.facts
        inexact = [name for name in violation.inexact if name in self._reading]
        if not inexact:
            return self._compiled(facts)
        vector = bytearray(self._compiled({**facts, **dict.fromkeys(inexact)}))
        for name in inexact:
            for position in self._reading[name]:
                vector[position] = self.predicates[position].test(facts)
        return bytes(vector)

    def measure_slowly(self, facts: Mapping[str, Any]) -> bytes:
        """The same, by the predicates' own meaning: the reference."""
        return bytes(
            default if _silent(predicate, facts) else predicate.test(facts)
            for predicate, default in zip(self.predicates, self._defaults, strict=True)
        )

    @cached_property
    def _compiled(self) -> Callable[[Mapping[str, Any]], bytes]:
        return _compile_measure(self.predicates, self._defaults)

    def find(self, vector: bytes, strict: bool) -> bytes:
        """The Kleene truth of every rule, given the truths of the predicates."""
        key = (self, vector, strict)
        return self._found.get(key) or self._found.keep(key, self._find(vector, strict))

    def _find(self, vector: bytes, strict: bool) -> bytes:
        ordered: bytes = self._findings(vector.translate(TO_ORDER_STRICT if strict else TO_ORDER))
        return ordered.translate(FROM_ORDER)

    @cached_property
    def _findings(self) -> Callable[[bytes], bytes]:
        rows = []
        for rule in self.rules:
            parts = [self._expression(rule.when)]
            parts += [f"2-{self._expression(shut)}" for shut in (rule.unless, rule.excluded) if _says_something(shut)]
            rows.append(parts[0] if len(parts) == 1 else f"min({','.join(parts)})")
        source = f"def find(v):\n return bytes(({','.join(rows)},))" if rows else "def find(v):\n return b''"
        found: Callable[[bytes], bytes] = _define(source, "find", {})
        return found

    def positions_of(self, rule: int) -> tuple[int, ...]:
        """Where the predicates of one rule stand in the vector of the block."""
        return self._positions[rule]

    @cached_property
    def _positions(self) -> tuple[tuple[int, ...], ...]:
        return tuple(
            tuple(
                self.position[predicate]
                for condition in (rule.when, rule.unless, rule.excluded)
                for predicate in predicates(condition)
            )
            for rule in self.rules
        )

    def _expression(self, condition: Condition) -> str:
        if isinstance(condition, Test):
            return f"v[{self.position[condition.predicate]}]"
        if isinstance(condition, Not):
            return f"(2-{self._expression(condition.part)})"
        parts = [self._expression(part) for part in condition.parts]
        if not parts:
            return "2" if isinstance(condition, All) else "0"
        if len(parts) == 1:
            return parts[0]
        return f"{'min' if isinstance(condition, All) else 'max'}({','.join(parts)})"


def _says_something(condition: Condition) -> bool:
    """False for a condition that never holds, which shuts nothing."""
    return condition != NEVER


def _silent(predicate: Predicate, facts: Mapping[str, Any]) -> bool:
    return isinstance(predicate, Compare) and facts.get(predicate.fact) is None


def _compile_measure(tests: tuple[Predicate, ...], defaults: bytes) -> Callable[[Mapping[str, Any]], bytes]:
    names: dict[str, str] = {}
    constants: dict[str, Any] = {"U": STATED_UNKNOWN}
    expressions = [
        _source(predicate, default, names, constants, f"K{index}")
        for index, (predicate, default) in enumerate(zip(tests, defaults, strict=True))
    ]
    lines = ["def measure(facts):", " get = facts.get"]
    lines += [f" {local} = get({fact!r})" for fact, local in names.items()]
    lines.append(f" return bytes(({','.join(expressions)},))" if expressions else " return b''")
    found: Callable[[Mapping[str, Any]], bytes] = _define("\n".join(lines), "measure", constants)
    return found


def _source(predicate: Predicate, default: int, names: dict[str, str], constants: dict[str, Any], key: str) -> str:
    local = [names.setdefault(fact, f"f{len(names)}") for fact in predicate.facts]
    if isinstance(predicate, Unread):
        return str(UNKNOWN)
    if isinstance(predicate, FirstViolation):
        constants[key] = predicate.ask
        return f"({UNKNOWN} if {local[0]} is None else {local[0]}.clean({key}))"
    if isinstance(predicate, CompareDates):
        constants[key] = predicate.move
        left, right = local
        return f"({UNKNOWN} if {left} is None or {right} is None else {predicate.source_of_two(left, right, key)})"
    constants[key] = predicate.value
    unknown = f"{UNKNOWN} if {local[0]} is U else " if default & PRESUMED else ""
    return f"({default} if {local[0]} is None else {unknown}{predicate.source(local[0], key)})"


def _define(source: str, name: str, constants: dict[str, Any]) -> Any:
    """Compile a function whose text holds only our own symbols and names of the vocabulary, never a case's words."""
    namespace: dict[str, Any] = {**constants, "bytes": bytes, "min": min, "max": max, "__builtins__": {}}
    exec(compile(source, f"<{name}>", "exec"), namespace)
    return namespace[name]
