"""A bounded memory of results, shared between threads: what was not asked for lately is forgotten first.

And `loading`, which keeps the garbage collector from going through what is being loaded, again and again.
"""

from __future__ import annotations

import gc
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

V = TypeVar("V")


class Memory(Generic[V]):
    """At most `size` values by key, in two generations: when the young one is full, the old one is forgotten.

    Every step is one operation on a dict, so threads need no lock; at worst they work out a value twice.
    """

    def __init__(self, size: int) -> None:
        self._half = size // 2
        self._young: dict[Any, V] = {}
        self._old: dict[Any, V] = {}

    def __len__(self) -> int:
        return len(self._young) + len(self._old)

    def get(self, key: Hashable) -> V | None:
        """The value of a key, or None."""
        found = self._young.get(key)
        if found is None and (found := self._old.get(key)) is not None:
            self.keep(key, found)
        return found

    def keep(self, key: Hashable, value: V) -> V:
        """The value, which is now remembered."""
        if len(self._young) >= self._half:
            self._old, self._young = self._young, {}
        self._young[key] = value
        return value


@contextmanager
def loading() -> Iterator[None]:
    """Nothing that is loaded is garbage: meanwhile none is looked for, and then all of it counts as old."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.unfreeze()
        gc.enable()
