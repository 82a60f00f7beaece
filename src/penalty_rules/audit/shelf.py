"""Shelf: a docket as the audit reads it, and a docket filled with a demonstration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from typing import Any, Final

from ..docket import Docket, Entry, Query, Store
from ..docket.kin import Tie, entries_among, kin, ties
from ..docket.lawbook import ArchivedRulebook
from ..docket.store import Submission
from .basis import Source, sources_of
from .decided import Decided, decided
from .demonstration import Demonstration

BATCH: Final = 500
Told = tuple[Mapping[str, Any], Mapping[str, Any]]


class Shelf:
    """The entries of a docket that a query asks for; it can be gone through more than once, in flat memory."""

    def __init__(self, store: Store, query: Query | None = None) -> None:
        self.store, self.query = store, query or Query()

    def __iter__(self) -> Iterator[Told]:
        with self.store.reading() as view:
            yield from map(_read, view.entries(self.query))

    def decided(self) -> Iterator[Decided]:
        """The cases, each with the disposition that stands for it."""
        return decided(self, self._ties())

    def cases_of(self, seqs: Iterable[int]) -> list[Decided]:
        """The cases that have one of these entries."""
        wanted = frozenset(seqs)
        return [case for case in decided(self._kin(wanted)) if not wanted.isdisjoint(case.entries)]

    def changes(self, since: int, last: int) -> tuple[list[Decided], list[Decided]]:
        """The cases that stood after entry `since` and after entry `last` do no more; those that then stand instead."""
        entries = [each for each in self._kin(range(since + 1, last + 1)) if each[0]["seq"] <= last]
        before = {case.entries: case for case in decided([each for each in entries if each[0]["seq"] <= since])}
        after = {case.entries: case for case in decided(entries)}
        gone = [case for name, case in before.items() if name not in after]
        return gone, [case for name, case in after.items() if name not in before]

    def _kin(self, seqs: Iterable[int]) -> list[Told]:
        """These entries, and those that they are tied to."""
        with self.store.reading() as view:
            return [_read(each) for each in entries_among(view, self.query, kin(view, seqs))]

    def _ties(self) -> Iterator[Tie]:
        with self.store.reading() as view:
            yield from ties(view, self.query)

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """What the archived rulesets are: titles, kinds, first-violation items. Raises RulesetMissing."""
        with self.store.reading() as view:
            laws = [each.digest for each in view.documents("law")]
            return sources_of(each for law in laws for each in ArchivedRulebook(law, view.document).all_rulesets())


def record_demonstration(docket: Docket, demonstration: Demonstration, *, recorder: str) -> int:
    """Record every case of a demonstration and its disposition, as any case is recorded; how many cases."""
    pairs = demonstration.pairs()
    count = 0
    while batch := list(islice(pairs, BATCH)):
        advices = _recorded(docket, [Submission(docket.prepare(case, recorder=recorder)[1]) for case, _ in batch])
        answers = [{**told, "advice": entry.seq} for entry, (_, told) in zip(advices, batch, strict=True)]
        _recorded(docket, [docket.submission(each, recorder=recorder) for each in answers])
        count += len(batch)
    return count


def _read(entry: Entry) -> Told:
    return entry.header._asdict(), entry.told()


def _recorded(docket: Docket, submissions: list[Submission]) -> list[Entry]:
    entries = []
    for each in docket.store.append(submissions):
        if not isinstance(each, Entry):
            raise each
        entries.append(each)
    return entries
