"""Kin: entries and those that they are tied to: a disposition names its advice, a correction what it corrects.

Headers alone say so: they are read without the bodies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

from sqlalchemy import and_, or_, select

from .entry import Entry
from .tables import ENTRIES
from .view import PAGE, Query, View, entry_of

_PAGE: Final = 5000  # ties are small


class Tie(NamedTuple):
    """What the header of an entry says of others."""

    seq: int
    kind: str
    refers_to: int | None
    corrects: int | None


_TIE: Final = [ENTRIES.c[name] for name in Tie._fields]


def ties(view: View, query: Query) -> Iterator[Tie]:
    """The ties of the entries that a query asks for, in order."""
    after = 0
    while True:
        fitting = and_(ENTRIES.c.seq > after, *query.clauses())
        found = view.connection.execute(select(*_TIE).where(fitting).order_by(ENTRIES.c.seq).limit(_PAGE)).all()
        yield from map(Tie._make, found)
        if len(found) < _PAGE:
            return
        after = found[-1].seq


def kin(view: View, seqs: Iterable[int]) -> list[int]:
    """These entries and all that are tied to them, directly or through others, in order."""
    found: set[int] = set()
    new = set(seqs)
    while new:
        found |= new
        new = {each for some in _parts(new) for each in _neighbours(view, some)} - found
    return sorted(found)


def entries_among(view: View, query: Query, seqs: Iterable[int]) -> Iterator[Entry]:
    """Those of these entries that a query asks for, in order within each part."""
    for some in _parts(seqs):
        fitting = and_(ENTRIES.c.seq.in_(some), *query.clauses())
        yield from map(entry_of, view.connection.execute(select(ENTRIES).where(fitting).order_by(ENTRIES.c.seq)))


def _neighbours(view: View, seqs: Sequence[int]) -> Iterator[int]:
    """What these entries name, and what names them."""
    seq, refers_to, corrects = ENTRIES.c.seq, ENTRIES.c.refers_to, ENTRIES.c.corrects
    named = select(refers_to, corrects).where(seq.in_(seqs), or_(refers_to.is_not(None), corrects.is_not(None)))
    for row in view.connection.execute(named):
        yield from (each for each in row if each is not None)
    for column in (refers_to, corrects):
        yield from view.connection.execute(select(seq).where(column.in_(seqs))).scalars()


def _parts(seqs: Iterable[int]) -> Iterator[list[int]]:
    """So many at a time as a statement takes."""
    left: Iterator[Any] = iter(seqs)
    while part := list(islice(left, PAGE)):
        yield part
