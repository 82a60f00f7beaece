"""The vocabulary: all circumstances that the rules and cases of a domain may speak of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from pydantic import ValidationError

from ..errors import Fault, RulesetRefused, quoted
from .circumstance import Circumstance


class Vocabulary:
    """All circumstances of a domain, by name and by every alias. Immutable."""

    def __init__(self, circumstances: Iterable[Circumstance], source: str = "vocabulary") -> None:
        self._by_name: dict[str, Circumstance] = {}
        self._spelled: dict[str, str] = {}
        faults: list[Fault] = []
        for circumstance in circumstances:
            if circumstance.name in self._by_name:
                faults.append(Fault(circumstance.name, "declared twice", remedy="keep one declaration"))
            self._by_name[circumstance.name] = circumstance
            for word in (circumstance.name, circumstance.label.zh, *circumstance.aliases):
                if self._spelled.setdefault(word, circumstance.name) != circumstance.name:
                    clash = f"also means {self._spelled[word]}"
                    faults.append(Fault(circumstance.name, clash, quoted(word), "choose another label or alias"))
        faults += [fault for each in self._by_name.values() for fault in _faults_in(each)]
        if faults:
            raise RulesetRefused(source, faults)

    @classmethod
    def from_documents(cls, documents: Mapping[str, object]) -> Vocabulary:
        """Read `{source: document}`; every fault of every document is reported at once."""
        found: list[Circumstance] = []
        for source, document in documents.items():
            entries = document.get("circumstances") if isinstance(document, Mapping) else None
            if not isinstance(entries, list) or set(document) != {"circumstances"}:  # type: ignore[call-overload]
                raise RulesetRefused(source, [Fault("", "a vocabulary is `circumstances: [ … ]`")])
            faults: list[Fault] = []
            for index, entry in enumerate(entries):
                try:
                    found.append(Circumstance.model_validate(entry))
                except ValidationError as error:
                    faults += faults_of(error, f"circumstances[{index}]")
            if faults:
                raise RulesetRefused(source, faults)
        return cls(found, ", ".join(documents))

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def __getitem__(self, name: str) -> Circumstance:
        return self._by_name[name]

    def get(self, name: str) -> Circumstance | None:
        return self._by_name.get(name)

    def __iter__(self) -> Any:
        return iter(self._by_name.values())

    def __len__(self) -> int:
        return len(self._by_name)

    def resolve(self, word: str) -> Circumstance | None:
        """The circumstance of a name, a Chinese label or an alias."""
        name = self._spelled.get(word)
        return None if name is None else self._by_name[name]

    @property
    def spellings(self) -> Iterable[str]:
        return self._spelled


def _faults_in(circumstance: Circumstance) -> list[Fault]:
    faults = []
    if (circumstance.type in ("enum", "set")) != bool(circumstance.values):
        faults.append(Fault(circumstance.name, "`values` belong to enums and sets, and to them only"))
    stated = [("presumption", circumstance.presumption and circumstance.presumption.value)]
    stated += [("changeable", circumstance.changeable.to)] if circumstance.changeable else []
    stated += [(f"definition[{i}]", case.value) for i, case in enumerate(circumstance.definition)]
    for key, value in stated:
        if value is None and key == "presumption":
            continue
        try:
            circumstance.parse(value)
        except ValueError as error:
            faults.append(Fault(f"{circumstance.name}.{key}", "wrong value", quoted(value), str(error)))
    if circumstance.presumption and circumstance.judgement:
        faults.append(Fault(circumstance.name, "a judgement is never presumed", remedy="drop the presumption"))
    return faults


_FINDINGS: Final[Mapping[str, str]] = {
    "extra_forbidden": "unknown key", "missing": "is missing", "model_type": "not a mapping of keys",
    "dict_type": "not a mapping of keys", "tuple_type": "not a list", "string_type": "not a text",
    "bool_type": "neither true nor false", "bool_parsing": "neither true nor false", "int_type": "not a whole number",
}  # fmt: skip
_REMEDIES: Final[Mapping[str, str]] = {
    "extra_forbidden": "remove it, or see docs/formats.md for the keys",
    "model_type": "write `key: value` lines below it",
    "dict_type": "write `key: value` lines below it", "tuple_type": "write `[ … ]`, or lines that begin with `- `",
    "string_type": "put it in quotes",
}  # fmt: skip


def faults_of(error: ValidationError, path: str = "") -> list[Fault]:
    """Pydantic's findings in the project's words."""
    faults = []
    for item in error.errors(include_url=False):
        where = path + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in item["loc"])
        remedy = _REMEDIES.get(item["type"])
        message = _FINDINGS.get(item["type"], item["msg"])
        shown = None if item["type"] == "missing" else quoted(item["input"])
        if item["type"] == "extra_forbidden":
            shown = quoted(str(item["loc"][-1]))
        faults.append(Fault(where.lstrip("."), message, shown, remedy))
    return faults
