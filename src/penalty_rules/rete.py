"""Productions run on durable-rules, which is imported here and nowhere else.

Only a small part of that library can be trusted (docs/decisions/0002). So it sees positive rules over codes of our
own, s0, s1 …, never a word from a case; one session lives at a time; every return code is checked; and nobody relies
on it alone: `doctrine` compares it with a plain fixpoint.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any

from penalty_rules.errors import DoctrineRefused, PenaltyRulesError, quoted

try:
    import durable_rules_engine as _engine

    _VERSION, _IMPORT_FAULT = version("durable_rules"), None
except Exception as fault:  # not built, or built for another Python: whatever it raises, the fixpoint serves alone
    _engine, _VERSION = None, "(none)"
    _IMPORT_FAULT = f"durable_rules cannot be imported ({type(fault).__name__}: {fault})"

PREMISES_LIMIT = 12  # the engine's frames hold 16
RULES_LIMIT = 60  # the engine holds 64, one of which is the primer
CODES_LIMIT = 500  # past 511 the engine writes outside its table

_SYMBOL = re.compile(r"[a-z0-9._]+")
_PRIMER = "primer"
_SESSION = "c"
_FACT = f'{{"k": "code", "code": "%s", "id": %d, "sid": "{_SESSION}"}}'

_TWELVE = "t0 t1 t2 t3 t4 t5 t6 t7 t8 t9 t10 t11"
_KNOWN_RULES = {"a": "b", "b c": "d e", "e": "a", _TWELVE: "all", "all d": "end"}
_KNOWN_ANSWERS = {
    "a c": "a b c d e",
    "c e": "a b c d e",
    _TWELVE[:-4]: _TWELVE[:-4],
    _TWELVE: f"{_TWELVE} all",
    f"{_TWELVE} b c": f"{_TWELVE} a b c d e all end",
}


class EngineFault(PenaltyRulesError):
    """durable-rules cannot be used, or did what it must not do; no conclusion is drawn."""

    def __str__(self) -> str:
        return (
            f"durable-rules: {self.args[0]}. Reinstall durable_rules with the compiler flags named in the README, or"
            " remove it: the fixpoint then serves alone and every advice says so."
        )


@dataclass(frozen=True, slots=True)
class Production:
    """Where all premises (1 to 12) hold, all conclusions (1 or more) hold. Raises DoctrineRefused."""

    id: str
    premises: tuple[str, ...]
    conclusions: tuple[str, ...]

    def __post_init__(self) -> None:
        for part, symbols in (("premise", self.premises), ("conclusion", self.conclusions)):
            if not isinstance(symbols, tuple) or not symbols:
                raise DoctrineRefused(f"at least one {part} is needed, as a tuple of symbols", self.id)
            refuse_bad_symbols(symbols, self.id)
        if len(set(self.premises)) > PREMISES_LIMIT:
            raise DoctrineRefused(f"more than {PREMISES_LIMIT} premises; join some in a `local.` symbol", self.id)


class Rete:
    """The same productions run on durable-rules; safe to share between threads."""

    def __init__(self, productions: Sequence[Production]) -> None:
        if _engine is None:
            raise EngineFault(str(_IMPORT_FAULT))
        ordered = sorted(set(productions), key=lambda p: (p.id, p.premises, p.conclusions))
        self._rulesets = tuple(_ruleset(chunk) for chunk in _chunks(ordered))

    @property
    def name(self) -> str:
        """The engine and its version, as an advice names it."""
        return f"durable-rules {_VERSION}"

    def close(self, symbols: frozenset[str]) -> frozenset[str]:
        """All symbols that follow, the given ones included. Raises DoctrineRefused, EngineFault."""
        refuse_bad_symbols(symbols)
        known = frozenset(symbols)
        closed: list[frozenset[str]] = [frozenset()] * len(self._rulesets)
        growing = True
        while growing:
            growing = False
            for number, ruleset in enumerate(self._rulesets):
                given = known & ruleset.premises
                if given != closed[number]:
                    known |= ruleset.derive(given)
                    closed[number] = known & ruleset.premises
                    growing = True
        return known


def available() -> bool:
    """Whether durable-rules can be imported and passes a small self-test."""
    return unavailable_reason() is None


@cache
def unavailable_reason() -> str | None:
    """Why durable-rules does not serve here; None where it does. Settled once per process."""
    if _engine is None:
        return _IMPORT_FAULT
    return self_test(Rete)


def self_test(engine: type[Rete]) -> str | None:
    """What is wrong with the answers of an engine to questions whose answers are known; None if nothing is."""
    rules = [Production(given, tuple(given.split()), tuple(right.split())) for given, right in _KNOWN_RULES.items()]
    try:
        rete = engine(rules)
        for given, right in _KNOWN_ANSWERS.items():
            answer = rete.close(frozenset(given.split()))
            if answer != set(right.split()):
                return f"durable_rules fails its self-test: from “{given}” it concludes “{' '.join(sorted(answer))}”"
    except Exception as fault:
        return f"durable_rules fails its self-test ({type(fault).__name__}: {fault})"
    return None


def refuse_bad_symbols(symbols: Iterable[str], production_id: str = "") -> None:
    """Symbols are our own ASCII identifiers. Raises DoctrineRefused for anything else."""
    for symbol in symbols:
        if not isinstance(symbol, str) or _SYMBOL.fullmatch(symbol) is None:
            raise DoctrineRefused(f"“{quoted(symbol)}” is not a symbol: use a–z, 0–9, `.` and `_` only", production_id)


def refuse_collisions(names: Iterable[str]) -> None:
    """The engine compares 32-bit FNV hashes of some names instead of the names. Raises EngineFault."""
    seen: dict[int, str] = {}
    for name in names:
        other = seen.setdefault(_fnv(name), name)
        if other != name:
            raise EngineFault(f"“{name}” and “{other}” have the same hash")


def _fnv(name: str) -> int:
    """FNV-1a, 32 bits, as the engine computes it."""
    value = 0x811C9DC5
    for byte in name.encode("ascii"):
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value


def _chunks(productions: Iterable[Production]) -> Iterator[tuple[Production, ...]]:
    """The productions in as many groups as the limits of one ruleset demand."""
    chunk: list[Production] = []
    codes: set[str] = set()
    for production in productions:
        wider = codes.union(production.premises)
        if len(chunk) == RULES_LIMIT or len(wider) > CODES_LIMIT:
            yield tuple(chunk)
            chunk, wider = [], set(production.premises)
        chunk.append(production)
        codes = wider
    if chunk:
        yield tuple(chunk)


@cache
def _ruleset(productions: tuple[Production, ...]) -> _Ruleset:
    """One ruleset per group and process: the engine's memory for a ruleset is never given back."""
    return _Ruleset(productions)


class _Ruleset:
    """At most 60 productions and 500 codes in one durable ruleset; one session at a time."""

    def __init__(self, productions: tuple[Production, ...]) -> None:
        self.premises = frozenset(symbol for production in productions for symbol in production.premises)
        codes = {symbol: f"s{number}" for number, symbol in enumerate(sorted(self.premises))}
        self._facts = {symbol: _FACT % (code, number) for number, (symbol, code) in enumerate(codes.items(), start=1)}
        self._conclusions = {f"r{number}": frozenset(rule.conclusions) for number, rule in enumerate(productions)}
        refuse_collisions([_PRIMER, *codes.values()])
        refuse_collisions([f"sid-{_SESSION}", *map(str, range(len(codes) + 1))])
        rules = {_PRIMER: _rule([_PRIMER])}
        for number, production in enumerate(productions):
            rules[f"r{number}"] = _rule(sorted(codes[symbol] for symbol in set(production.premises)))
        self._lock = threading.Lock()
        with _told():
            self._handle = _engine.create_ruleset("doctrine", json.dumps(rules))
            self._prime()

    def derive(self, given: frozenset[str]) -> frozenset[str]:
        """What the productions conclude from the given premises: at least one, all from `premises`."""
        with _told(), self._lock:
            try:
                return self._run(given)
            finally:
                _engine.delete_state(self._handle, _SESSION)

    def _run(self, given: frozenset[str]) -> frozenset[str]:
        state = [self._assert(self._facts[symbol]) for symbol in sorted(given)][-1]
        asserted, derived, waiting = set(given), set[str](), set(self._conclusions)
        for rule in self._fired(state):
            if rule not in waiting:
                raise EngineFault(f"rule {quoted(rule)} is unknown or fired twice")
            waiting.remove(rule)
            derived |= self._conclusions[rule]
            for symbol in sorted((self._conclusions[rule] & self.premises) - asserted):
                self._assert(self._facts[symbol])
                asserted.add(symbol)
        return frozenset(derived)

    def _prime(self) -> None:
        """Fire once before any delete: a session slot that never fired frees an uninitialised pointer."""
        if list(self._fired(self._assert(_FACT % (_PRIMER, 0)))) != [_PRIMER]:
            raise EngineFault("the primer did not fire exactly once")
        _engine.delete_state(self._handle, _SESSION)

    def _assert(self, fact: str) -> int:
        code, state = _engine.assert_fact(self._handle, fact)
        if code != 0:  # 1: no rule wants it; 2: known already; neither can be true here
            raise EngineFault(f"a fact was not taken (code {code})")
        return int(state)

    def _fired(self, state: int) -> Iterator[str]:
        """The rules as they fire; what is asserted between two of them takes part."""
        started = _engine.start_action_for_state(self._handle, state)
        message = None if started is None else started[1]
        while message is not None:
            yield message.split('"', 2)[1]
            message = _engine.complete_and_start_action(self._handle, state)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except _engine.error as fault:
        raise EngineFault(str(fault)) from fault


def _rule(codes: list[str]) -> dict[str, Any]:
    return {"all": [{f"m_{number}": {"code": code}} for number, code in enumerate(codes)]}
