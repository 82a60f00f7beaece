"""Difference: what changed between two bodies of one advice, in words of rules and conditions, not of bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Final

Layouts = Callable[[str], Mapping[str, Any] | None]
_SIGNS: Final = {"+": "met", "-": "not met", "?": "open"}
_TRUTHS: Final = ("false", "true", "unknown")
_CODED: Final = frozenset({"vector", "findings", "layout"})


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs: where, what was recorded, what comes out now (JSON values; None: absent)."""

    path: str
    recorded: Any
    now: Any

    def __str__(self) -> str:
        return f"{self.path}: {_shown(self.recorded)} → {_shown(self.now)}"


def differences(recorded: Mapping[str, Any], now: Mapping[str, Any], layouts: Layouts) -> Iterator[Change]:
    """The changes, those of outcomes first, then rules, then conditions, then the rest."""
    for key in ("outcome", "determined", "total_fine"):
        if recorded[key] != now[key]:
            yield Change(key, recorded[key], now[key])
    for old, new in zip_longest(recorded["violations"], now["violations"]):
        if old is None or new is None:
            yield Change("violations", old and old["id"], new and new["id"])
        elif old != new:
            yield from _of_violation(old, new, layouts)


def _of_violation(old: Mapping[str, Any], new: Mapping[str, Any], layouts: Layouts) -> Iterator[Change]:
    name = old["id"]
    before, after = layouts(old["layout"]), layouts(new["layout"])
    yield from _leaves(f"{name}.outcomes", old["outcomes"], new["outcomes"])
    if before is not None:
        now = after or before
        yield from _pairs(name, _findings(old, before), _findings(new, now))
        yield from _pairs(name, _truths(old, before), _truths(new, now))
    for key in sorted({*old, *new} - _CODED - {"outcomes"}):
        yield from _leaves(f"{name}.{key}", old.get(key), new.get(key))


def _findings(told: Mapping[str, Any], layout: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for index, (signs, branch) in enumerate(zip(told["findings"], layout["branches"], strict=False)):
        for sign, rule in zip(signs, branch["rules"], strict=False):
            found[f"rule {rule['rule']} (branch {index})"] = _SIGNS[sign]
    return found


def _truths(told: Mapping[str, Any], layout: Mapping[str, Any]) -> dict[str, str]:
    vector = bytes.fromhex(told["vector"])
    return {
        f"condition {text}": _TRUTHS[byte & 3] + (" (presumed)" if byte & 4 else "")
        for text, byte in zip(layout["predicates"], vector, strict=False)
    }


def _pairs(name: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for key in dict.fromkeys([*old, *new]):
        if old.get(key) != new.get(key):
            yield Change(f"{name}: {key}", old.get(key), new.get(key))


def _leaves(path: str, old: Any, new: Any) -> Iterator[Change]:
    """The smallest parts that differ."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in sorted({*old, *new}):
            yield from _leaves(f"{path}.{key}", old.get(key), new.get(key))
    elif old != new:
        yield Change(path, old, new)


def _shown(value: Any) -> str:
    text = "—" if value is None else value if isinstance(value, str) else repr(value)
    return text if len(text) <= 200 else text[:199] + "…"
