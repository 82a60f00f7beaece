"""Reading the facts of a case: every key resolved by the vocabulary, every value parsed, every fault reported."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from ..condition.history import SCOPES, StatedFirst
from ..errors import Fault, quoted
from ..memory import Memory
from ..moments import parse_duration
from ..reading import nearest
from ..vocabulary import Vocabulary
from ..vocabulary.circumstance import STATED_UNKNOWN, Circumstance
from . import Statement

FIRST: Final = ("first_violation", "初次违法", "首次违法")
_STATED_KEYS: Final = frozenset({"value", "evidence", "reason", "note", "within", "same"})
_SUPPORTED: Final = frozenset({"value", "evidence", "reason", "note"})
_PLAIN: Final = frozenset({str, bool, int, date})
_SHORT: Final = 40


class StatementReader:
    """Reads stated facts; `natural` False refuses circumstances that only a natural person can have.

    `known` remembers what was once read without a fault, by word and value: the cases of a docket say much the same.
    """

    def __init__(self, vocabulary: Vocabulary, natural: bool, faults: list[Fault], known: Memory[Statement]) -> None:
        self.vocabulary, self.natural, self.faults, self.known = vocabulary, natural, faults, known

    def fault(self, path: str, message: str, raw: object = None, remedy: str | None = None) -> None:
        self.faults.append(Fault(path, message, None if raw is None else quoted(raw), remedy))

    def statements(
        self, raw: Mapping[str, Any], path: str, shared: Mapping[str, Statement] | None = None
    ) -> dict[str, Statement]:
        """Every fact of a (possibly nested) mapping, resolved and parsed; with those of the whole case, `shared`."""
        found = dict(shared or {})
        self._collect(raw, path, "", found, shared or {}, {})
        return found

    def _collect(
        self,
        raw: Mapping[str, Any],
        path: str,
        prefix: str,
        found: dict[str, Statement],
        shared: Mapping[str, Statement],
        seen: dict[str, str],
    ) -> None:
        for key, value in raw.items():
            word = prefix + key
            statement = self.remembered(word, value)
            if statement is not None:
                name = statement.name
            elif self.is_group(word, value):
                self._collect(value, path, f"{word}.", found, shared, seen)
                continue
            else:
                named, statement = self.read(word, value, f"{path}.{word}")
                if named is None:
                    continue
                name = named
            if name in seen:
                twice = f"the same circumstance is stated at {path}.{seen[name]}"
                self.fault(f"{path}.{word}", twice, word, "keep one of the two")
            seen[name] = word
            if statement is not None:
                if name in shared and shared[name].value != statement.value:
                    self.fault(f"{path}.{name}", "stated differently for the whole case", None, "keep one statement")
                found[name] = statement

    def is_group(self, word: str, value: object) -> bool:
        """Whether a mapping states nothing itself, but holds facts whose names begin with its key."""
        return (
            isinstance(value, dict)
            and "value" not in value
            and word not in FIRST
            and self.vocabulary.resolve(word) is None
        )

    def read(self, word: str, value: object, path: str) -> tuple[str | None, Statement | None]:
        """The circumstance that a word names, None if there is none; what is stated of it, None if that is refused."""
        if word in FIRST:
            return "first_violation", self.remember(word, value, self.first(value, path))
        circumstance = self.resolve(word, path)
        if circumstance is None:
            return None, None
        return circumstance.name, self.remember(word, value, self.statement(circumstance, value, path))

    def remembered(self, word: str, value: object) -> Statement | None:
        """What a word with a plain value was read as before, without a fault; with the support that it has here."""
        kind = type(value)
        if kind in _PLAIN:
            return self.known.get((word, kind, value))
        if isinstance(value, dict) and "value" in value and value.keys() <= _SUPPORTED:
            bare = self.remembered_bare(word, value["value"])
            if bare is not None and bare.name != "first_violation":
                return Statement(bare.name, bare.value, *_support(value))
        return None

    def remembered_bare(self, word: str, value: object) -> Statement | None:
        kind = type(value)
        return self.known.get((word, kind, value)) if kind in _PLAIN else None

    def remember(self, word: str, value: object, read: Statement | None) -> Statement | None:
        """What was read, kept if the value is plain and short, and if every party may state it."""
        kind = type(value)
        if read is not None and kind in _PLAIN and len(str(value)) <= _SHORT:
            circumstance = self.vocabulary.get(read.name)
            if circumstance is None or circumstance.applies_to is None:
                self.known.keep((word, kind, value), read)
        return read

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
        value = raw
        evidence: tuple[str, ...] = ()
        reason = None
        if isinstance(raw, dict) and "value" in raw:
            if extra := set(raw) - _STATED_KEYS:
                self.fault(path, "unknown key", ", ".join(map(str, extra)), "keys: value, evidence, reason, note")
            value = raw["value"]
            evidence, reason = _support(raw)
        if value is None and circumstance.type != "enum":
            value = "unknown"
        if circumstance.applies_to == "natural_person" and not self.natural:
            self.fault(path, "only a natural person has this circumstance", circumstance.name, "check party.kind")
        try:
            inner = self.inner(circumstance, value)
        except ValueError as error:
            self.fault(path, f"wrong value for {circumstance.name} ({circumstance.type})", value, str(error))
            return None
        return Statement(circumstance.name, inner, evidence, reason)

    def inner(self, circumstance: Circumstance, value: object) -> object:
        """The inner value of what a file says, as `Circumstance.parse` gives it."""
        bare = self.remembered_bare(circumstance.name, value)
        if bare is None:
            bare = Statement(circumstance.name, circumstance.parse(value))
            self.remember(circumstance.name, value, bare)
        return bare.value

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


def _support(stated: Mapping[str, Any]) -> tuple[tuple[str, ...], str | None]:
    """Evidence and reason of a statement."""
    reason = stated.get("reason") or stated.get("note")
    return _proofs(stated.get("evidence")), None if reason is None else str(reason)


def _proofs(given: object) -> tuple[str, ...]:
    """The pieces of evidence that a statement names: none, one, or a list."""
    if not given:
        return ()
    return tuple(map(str, given)) if isinstance(given, list) else (str(given),)


_WORDS: Final = {"zh": "事实", "en": "fact"}
_TRUTH: Final = Circumstance.model_validate({"name": "truth", "type": "boolean", "label": _WORDS, "question": _WORDS})
