"""Matters found by name, by pinyin initials, or by code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pypinyin import Style, pinyin

from ..rulebook import Rulebook
from ..vocabulary.words import Words


@dataclass(frozen=True)
class Matter:
    """A matter 事项 with its domain."""

    code: str
    domain: str
    label: Words

    @cached_property
    def initials(self) -> tuple[frozenset[str], ...]:
        """For each Chinese sign of the name the first letters of its readings: 重 is z or c."""
        readings = pinyin(self.label.zh, style=Style.FIRST_LETTER, heteronym=True, errors="ignore")
        return tuple(frozenset(each.lower() for each in sign) for sign in readings)

    def rank(self, sought: str) -> int | None:
        """How well it fits, 0 best; None where it does not. `sought` is in small letters."""
        names = (self.label.zh, self.label.en.lower(), self.code)
        if sought in (self.code, self.label.zh):
            return 0
        if any(name.startswith(sought) for name in (*names, self.code.partition("/")[2])):
            return 1
        if any(sought in name for name in names):
            return 2
        return 3 if sought.isascii() and sought.isalnum() and self._spells(sought) else None

    def _spells(self, letters: str) -> bool:
        starts = range(len(self.initials) - len(letters) + 1)
        return any(all(letters[i] in self.initials[at + i] for i in range(len(letters))) for at in starts)

    def told(self) -> dict[str, Any]:
        """The matter as JSON."""
        return {"code": self.code, "domain": self.domain, "label": {"zh": self.label.zh, "en": self.label.en}}


class MatterIndex:
    """All matters of a rulebook."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook

    @cached_property
    def all(self) -> tuple[Matter, ...]:
        return tuple(self._found())

    def search(self, sought: str, domain: str | None, limit: int) -> list[Matter]:
        """The matters that fit, the best first; for an empty text all of a domain."""
        text = sought.strip().lower()
        fitting = [
            (rank, each.code, each)
            for each in self.all
            if (domain is None or each.domain == domain) and (rank := each.rank(text)) is not None
        ]
        return [each for _, _, each in sorted(fitting, key=lambda found: found[:2])][:limit]

    def _found(self) -> Iterator[Matter]:
        for domain in self._rulebook.domains():
            for code, label in self._rulebook.matters(domain).items():
                yield Matter(code, domain, label)
