"""From symbols to conclusions and a verdict, under one doctrine; remembered, since many cases share their symbols.

Symbols are numbered here, so that a set of them is an int with one bit for each.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ..doctrine import Doctrine
from ..memory import Memory
from ..outcome import Verdict, levels, pick

MEMORY: Final = 4096


@dataclass(frozen=True, slots=True)
class Symbols:
    """What holds for certain, and what holds for certain or is still open."""

    certain: frozenset[str]
    possible: frozenset[str]


@dataclass(frozen=True, slots=True)
class Consequence:
    """The symbols asserted, what both doctrine engines conclude from them, and the verdict on that.

    It is large: who keeps many keeps an `Asserted` and asks again.
    """

    symbols: Symbols
    conclusions: Symbols
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Asserted:
    """Symbols asserted under a doctrine, in small: `certain` and `possible` as masks."""

    under: Consequences
    certain: int
    possible: int

    @property
    def consequence(self) -> Consequence:
        """What follows from them; remembered, or worked out again."""
        return self.under.of(self.certain, self.possible)


class Consequences:
    """Everything that follows under one doctrine. Safe to share between threads."""

    def __init__(self, doctrine: Doctrine) -> None:
        self.doctrine = doctrine
        self._symbols: list[str] = []
        self._bits: dict[str, int] = {}
        self._lock = threading.Lock()
        self._memory: Memory[Consequence] = Memory(MEMORY)

    def mask(self, symbols: Iterable[str]) -> int:
        """The set of symbols as an int."""
        found = 0
        with self._lock:
            for symbol in symbols:
                bit = self._bits.get(symbol)
                if bit is None:
                    bit = self._bits[symbol] = 1 << len(self._symbols)
                    self._symbols.append(symbol)
                found |= bit
        return found

    def of(self, certain: int, possible: int) -> Consequence:
        """What follows where `certain` holds and `possible` may hold. Raises EnginesDisagree."""
        key = (certain, possible)
        return self._memory.get(key) or self._memory.keep(key, self._conclude(certain, possible))

    def _conclude(self, certain: int, possible: int) -> Consequence:
        symbols = Symbols(self._set(certain), self._set(possible))
        sure = self.doctrine.conclude(symbols.certain)
        conclusions = Symbols(sure, sure if certain == possible else self.doctrine.conclude(symbols.possible))
        return Consequence(symbols, conclusions, pick(levels(conclusions.certain, conclusions.possible)))

    def _set(self, mask: int) -> frozenset[str]:
        return frozenset(self._symbols[at] for at, bit in enumerate(bin(mask)[:1:-1]) if bit == "1")
