"""Reading the facts of a case: every key resolved by the vocabulary, every value parsed, every fault reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ..condition.history import SCOPES, StatedFirst
from ..errors import Fault, quoted
from ..moments import parse_duration
from ..reading import nearest
from ..vocabulary import Vocabulary
from ..vocabulary.circumstance import STATED_UNKNOWN, Circumstance
from . import Statement

FIRST: Final = ("first_violation", "初次违法", "首次违法")
_STATED_KEYS: Final = frozenset({"value", "evidence", "reason", "note", "within", "same"})


class StatementReader:
    """Reads stated facts; `natural` False refuses circumstances that only a natural person can have."""

    def __init__(self, vocabulary: Vocabulary, natural: bool, faults: list[Fault]) -> None:
        self.vocabulary, self.natural, self.faults = vocabulary, natural, faults

    def fault(self, path: str, message: str, raw: object = None, remedy: str | None = None) -> None:
        self.faults.append(Fault(path, message, None if raw is None else quoted(raw), remedy))

    def statements(self, raw: Mapping[str, Any], path: str) -> Iterator[tuple[str, Statement]]:
        """Every fact of a (possibly nested) mapping, resolved and parsed."""
        seen: dict[str, str] = {}
        for word, value, where in _flat(raw, path, self.vocabulary):
            if word in FIRST:
                name, statement = "first_violation", self.first(value, where)
            else:
                circumstance = self.resolve(word, where)
                if circumstance is None:
                    continue
                name, statement = circumstance.name, self.statement(circumstance, value, where)
            if name in seen:
                self.fault(where, f"the same circumstance is stated at {seen[name]}", word, "keep one of the two")
            seen[name] = where
            if statement is not None:
                yield name, statement

    def resolve(self, word: str, path: str) -> Circumstance | None:
        circumstance = self.vocabulary.resolve(word)
        if circumstance is None:
            near = ", ".join(nearest(word, self.vocabulary.spellings))
            remedy = f"did you mean {near}?" if near else "see `penalty-rules schema vocabulary` for the circumstances"
            self.fault(path, "no such circumstance", word, remedy)
        elif circumstance.system:
            self.fault(path, "is taken from the case itself and may not be stated", word)
            return None
        return circumstance

    def statement(self, circumstance: Circumstance, raw: object, path: str) -> Statement | None:
        evidence: tuple[str, ...] = ()
        reason = None
        value = raw
        if isinstance(raw, Mapping) and "value" in raw:
            if extra := set(raw) - _STATED_KEYS:
                self.fault(path, "unknown key", ", ".join(map(str, extra)), "keys: value, evidence, reason, note")
            value, reason = raw["value"], raw.get("reason") or raw.get("note")
            evidence = _proofs(raw.get("evidence"))
        if value is None and circumstance.type != "enum":
            value = "unknown"
        if circumstance.applies_to == "natural_person" and not self.natural:
            self.fault(path, "only a natural person has this circumstance", circumstance.name, "check party.kind")
        try:
            return Statement(
                circumstance.name, circumstance.parse(value), evidence, None if reason is None else str(reason)
            )
        except ValueError as error:
            self.fault(path, f"wrong value for {circumstance.name} ({circumstance.type})", value, str(error))
            return None

    def first(self, raw: object, path: str) -> Statement | None:
        """`true`, `false`, `unknown`, or `{value: true, within: {years: 3}, same: domain}`.

        A plain `true`: nothing earlier is known that any rule would count; a plain `false`: the same was done before.
        """
        given = raw if isinstance(raw, Mapping) else {"value": raw}
        scope = given.get("same")
        try:
            if set(given) - _STATED_KEYS or scope not in (None, *SCOPES):
                raise ValueError("keys: value, within, same (matter, provision, domain, any), evidence, reason")
            within = None if given.get("within") is None else parse_duration(given["within"])
            value = _TRUTH.parse(given.get("value"))
        except ValueError as error:
            self.fault(path, "wrong value for first_violation", raw, str(error))
            return None
        if value is STATED_UNKNOWN:
            return Statement("first_violation", STATED_UNKNOWN)
        proofs = _proofs(given.get("evidence"))
        first = StatedFirst(bool(value), within, scope or ("any" if value else "matter"))
        return Statement(
            "first_violation", first, proofs, None if given.get("reason") is None else str(given["reason"])
        )


def _proofs(given: object) -> tuple[str, ...]:
    """The pieces of evidence that a statement names: none, one, or a list."""
    if not given:
        return ()
    return tuple(map(str, given)) if isinstance(given, list) else (str(given),)


def _flat(
    raw: Mapping[str, Any], path: str, vocabulary: Vocabulary, prefix: str = ""
) -> Iterator[tuple[str, Any, str]]:
    for key, value in raw.items():
        word = f"{prefix}{key}"
        if word in FIRST or vocabulary.resolve(word) is not None or not isinstance(value, Mapping) or "value" in value:
            yield word, value, f"{path}.{key}"
        else:
            yield from _flat(value, f"{path}.{key}", vocabulary, f"{word}.")


_WORDS: Final = {"zh": "事实", "en": "fact"}
_TRUTH: Final = Circumstance.model_validate({"name": "truth", "type": "boolean", "label": _WORDS, "question": _WORDS})
