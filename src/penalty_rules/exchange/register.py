"""Register: rows become entries of a docket, and the decisions of a docket become rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Final

import orjson

from ..canonical import canonical, checked
from ..docket import Docket, Entry, Query, Store, View
from ..docket.entry import Draft
from .decision import decision_of, identity_of, row_of
from .row import PublicityRow
from .writing import cells_of

BATCH: Final = 1000


def record_rows(
    docket: Docket, rows: Iterable[PublicityRow], *, recorder: str, domain: str, jurisdiction: str
) -> tuple[int, int]:
    """Record past decisions; how many are new, and how many the docket had already, row for row the same.

    `jurisdiction` is for rows that name no area. Raises DocketUnavailable, DocketBroken, NotCanonical.
    """
    waiting, new, known = iter(rows), 0, 0
    while batch := list(islice(waiting, BATCH)):
        with docket.reading() as view:
            end = view.end(docket.store.genesis).seq
        drafts = [_draft(docket, row, recorder, domain, jurisdiction) for row in batch]
        for result in docket.record_all(drafts):
            if not isinstance(result, Entry):
                raise result
            new += result.seq > end
            known += result.seq <= end
    return new, known


def rows_of(store: Store, query: Query, agency: Mapping[str, Any]) -> Iterator[PublicityRow]:
    """The decisions that stand, as rows; `agency`: name and code of the authority where the entry has none."""
    with store.reading() as view:
        for entry in view.entries(query):
            if entry.header.kind == "disposition" and not _corrected(view, entry):
                yield _row(view, entry, agency)


def _draft(docket: Docket, row: PublicityRow, recorder: str, domain: str, jurisdiction: str) -> Draft:
    """The same row has the same request key: a sheet that comes twice is recorded once."""
    stated = canonical(checked({code: cell for code, cell in cells_of(row).items() if cell is not None}))
    place, key = row.area_code or jurisdiction, "import:" + hashlib.sha256(stated).hexdigest()
    return docket.imported(
        decision_of(row), identity_of(row), recorder=recorder, jurisdiction=place, domain=domain,
        authority=row.agency_name, request=key,
    )  # fmt: skip


def _corrected(view: View, entry: Entry) -> bool:
    return next(view.entries(Query(corrects=entry.seq), limit=1), None) is not None


def _row(view: View, entry: Entry, agency: Mapping[str, Any]) -> PublicityRow:
    advice = None if entry.header.refers_to is None else view.entry(entry.header.refers_to)
    holder = advice if advice is not None else entry
    identity = None if holder.identity is None else orjson.loads(holder.identity)
    told = {"name": entry.header.authority, **{key: value for key, value in agency.items() if value}}
    return row_of(entry.told(), None if advice is None else advice.told(), identity, told)
