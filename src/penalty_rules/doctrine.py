"""From findings to conclusions: two engines close the same productions and must agree.

durable-rules is the first, a plain fixpoint the second opinion. Where they differ no conclusion leaves this module.
Where durable-rules cannot be used the fixpoint serves alone, and `engines` says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from types import EllipsisType

from penalty_rules import rete
from penalty_rules.errors import DoctrineRefused, EnginesDisagree
from penalty_rules.rete import Production, Rete

__all__ = ["Doctrine", "Production", "fixpoint"]


class Doctrine:
    """Productions closed by two engines that must agree; bounded memo by symbol set.

    `engine` is durable-rules where it is available; None leaves the fixpoint alone. Safe to share between threads.
    Raises DoctrineRefused where two different productions have one id.
    """

    def __init__(
        self,
        productions: Iterable[Production],
        *,
        engine: Rete | EllipsisType | None = ...,
        memo_size: int = 4096,
    ) -> None:
        self.productions = _canonical(productions)
        self._engine = _first_engine(self.productions) if isinstance(engine, EllipsisType) else engine
        self.engines: tuple[str, ...] = ("fixpoint",) if self._engine is None else ("fixpoint", self._engine.name)
        self._agreed = lru_cache(maxsize=memo_size)(self._both)

    def conclude(self, symbols: frozenset[str]) -> frozenset[str]:
        """All symbols that follow, the given ones included.

        Raises EnginesDisagree (no conclusion is returned), DoctrineRefused for a symbol that is not ours, and
        `rete.EngineFault`.
        """
        return self._agreed(symbols)

    def explain(self, symbols: frozenset[str]) -> tuple[tuple[str, frozenset[str]], ...]:
        """The productions that fired, with their conclusions: each after those that its premises need, then by id."""
        closed = self.conclude(symbols)
        waiting = [production for production in self.productions if closed.issuperset(production.premises)]
        known, fired = set(symbols), list[tuple[str, frozenset[str]]]()
        while waiting:
            wave = [production for production in waiting if known.issuperset(production.premises)]
            waiting = [production for production in waiting if not known.issuperset(production.premises)]
            fired += ((production.id, frozenset(production.conclusions)) for production in wave)
            known.update(symbol for production in wave for symbol in production.conclusions)
        return tuple(fired)

    def _both(self, symbols: frozenset[str]) -> frozenset[str]:
        rete.refuse_bad_symbols(symbols)
        second = fixpoint(self.productions, symbols)
        first = second if self._engine is None else self._engine.close(symbols)
        if first != second:
            raise EnginesDisagree(symbols, first, second)
        return second


def fixpoint(productions: Iterable[Production], symbols: frozenset[str]) -> frozenset[str]:
    """All symbols that follow, the given ones included: fire every production that can until nothing is new."""
    rules = tuple(productions)
    known = set(symbols)
    size = -1
    while len(known) > size:
        size = len(known)
        for rule in rules:
            if known.issuperset(rule.premises):
                known.update(rule.conclusions)
    return frozenset(known)


def _canonical(productions: Iterable[Production]) -> tuple[Production, ...]:
    """Each production once, by id, so that the order in which they are given cannot matter."""
    by_id: dict[str, Production] = {}
    for given in productions:
        production = Production(given.id, tuple(sorted(set(given.premises))), tuple(sorted(set(given.conclusions))))
        if by_id.setdefault(given.id, production) != production:
            raise DoctrineRefused("two different productions have this id; put the ruleset's id before it", given.id)
    return tuple(by_id[name] for name in sorted(by_id))


def _first_engine(productions: tuple[Production, ...]) -> Rete | None:
    return Rete(productions) if rete.available() else None
