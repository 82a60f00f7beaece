"""Shelf: a docket as the audit reads it, and a docket filled with a demonstration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import islice
from typing import Any, Final

from ..docket import Docket, Entry, Query, Store
from ..docket.lawbook import ArchivedRulebook
from ..docket.store import Submission
from .basis import Source, sources_of
from .decided import Decided, decided
from .demonstration import Demonstration

BATCH: Final = 500


class Shelf:
    """The entries of a docket that a query asks for; it can be gone through more than once, in flat memory."""

    def __init__(self, store: Store, query: Query | None = None) -> None:
        self.store, self.query = store, query

    def __iter__(self) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        with self.store.reading() as view:
            for entry in view.entries(self.query):
                yield entry.header._asdict(), entry.told()

    def decided(self) -> Iterator[Decided]:
        """The cases, each with the disposition that stands for it."""
        return decided(self)

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


def _recorded(docket: Docket, submissions: list[Submission]) -> list[Entry]:
    entries = []
    for each in docket.store.append(submissions):
        if not isinstance(each, Entry):
            raise each
        entries.append(each)
    return entries
