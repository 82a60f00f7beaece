"""Running figures: what was gathered of a docket once is kept, and brought up to date by what was recorded since.

Entries never change, and a case changes only by an entry that is tied to it. So a visit reads the new entries with
those that they are tied to; it finds what a reading of the whole docket would find.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol, TypeVar

from ..docket import Query, Store, View
from ..docket.entry import Link
from .basis import Source
from .decided import Decided
from .shelf import Shelf

KEPT: Final = 250_000  # cases and rows in all: of what is larger nothing is kept, and each visit reads it whole
STRETCH: Final = 500  # entries at a time: memory stays flat, however long nobody asked


class Figures(Protocol):
    """What is gathered of cases one by one, in any order; its length is how much of it is kept in memory."""

    def add(self, case: Decided) -> None: ...

    def remove(self, case: Decided) -> None: ...

    def __len__(self) -> int: ...


F = TypeVar("F", bound=Figures)


@dataclass(slots=True)
class _Kept:
    """Figures up to an entry; None where there are none yet, or where bringing them up to date has failed."""

    figures: Any = None
    end: Link = field(default_factory=lambda: Link(0, "", ""))
    turn: threading.Lock = field(default_factory=threading.Lock)


class Running:
    """The figures of a docket that somebody asked for lately. Safe to share between threads."""

    def __init__(self, store: Store, most: int = KEPT) -> None:
        self._store, self._most = store, most
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._sources: tuple[tuple[str, ...], Mapping[str, Source]] = ((), {})
        self._change = threading.Lock()

    def __len__(self) -> int:
        """How much is kept, in cases and rows."""
        return sum(_size(each) for each in self._kept.values())

    @contextmanager
    def of(self, query: Query, make: Callable[[], F], *how: Hashable) -> Iterator[F]:
        """The figures of the cases that a query asks for, as the docket stands; meanwhile they are ours alone.

        `make` begins them, `how` says which they are. Raises DocketUnavailable, and what a body that was altered makes.
        """
        kept = self._asked((query, *how))
        with kept.turn:
            yield self._current(kept, query, make)
        self._shrink()

    def sources(self) -> tuple[tuple[str, ...], Mapping[str, Source]]:
        """The archived laws by digest, and what their rulesets are; read again only where a law has been added.

        Raises DocketUnavailable and RulesetMissing.
        """
        with self._store.reading() as view:
            laws = view.archived("law")
        if laws != self._sources[0]:
            self._sources = laws, Shelf(self._store).sources
        return self._sources

    def _asked(self, key: Hashable) -> _Kept:
        with self._change:
            kept = self._kept.setdefault(key, _Kept())
            self._kept.move_to_end(key)
            return kept

    def _current(self, kept: _Kept, query: Query, make: Callable[[], F]) -> F:
        figures: F | None = kept.figures
        kept.figures = None  # what fails half-way is begun anew
        with self._store.reading() as view:
            end = view.end(self._store.genesis)
            if figures is not None and not _holds(view, kept.end):
                figures = None
        shelf = Shelf(self._store, replace(query, last=min(end.seq, query.last or end.seq)))
        if figures is None:
            figures = make()
            for case in shelf.decided():
                figures.add(case)
        else:
            for since in range(kept.end.seq, end.seq, STRETCH):
                _bring(figures, *shelf.changes(since, min(since + STRETCH, end.seq)))
        kept.figures, kept.end = figures, end
        return figures

    def _shrink(self) -> None:
        """Forget what nobody asked for lately."""
        with self._change:
            while len(self) > self._most:
                self._kept.popitem(last=False)


def _bring(figures: Figures, gone: list[Decided], come: list[Decided]) -> None:
    for case in gone:
        figures.remove(case)
    for case in come:
        figures.add(case)


def _holds(view: View, end: Link) -> bool:
    """Whether the docket still goes on from there: a database may have been put back from an older backup."""
    if end.seq == 0:
        return True
    entry = view.entry(end.seq)
    return entry is not None and entry.digest == end.digest


def _size(kept: _Kept) -> int:
    return 1 + (0 if kept.figures is None else len(kept.figures))
