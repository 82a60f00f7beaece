"""Entries as they are shown: headers, bodies and who the party is, masked; whether an entry still is what was recorded.

A name or number of the party that somebody wrote into a text of the case is masked there too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from ...docket import Entry, Query, View
from ...docket.chain import examine
from ...identifiers import mask_identifier, mask_name
from ..office import Office
from ..principal import Principal
from .entry_shapes import EntryDetail, EntryPage, EntryShown, ReviewShown, Verified
from .sight import entry_of, in_sight


def page_of(
    office: Office, principal: Principal, query: Query, *, limit: int, after: int | None = None,
    before: int | None = None,
) -> EntryPage:  # fmt: skip
    """Entries in sight: behind `after` in order, or else the newest first, before `before`. Raises Problem."""
    asked = in_sight(principal, query)
    with office.docket.reading() as view:
        if after is None:
            found = list(view.newest(asked, before=before, limit=limit))
        else:
            found = list(view.entries(asked, after=after, limit=limit))
        shown = [shown_entry(each, identity_of(view, each)) for each in found]
    return EntryPage(entries=shown, next=shown[-1].seq if len(shown) == limit else None)


def detail_of(office: Office, principal: Principal, seq: int) -> EntryDetail:
    """One entry in sight, whole, with its place in the chain. Raises Problem."""
    entry = entry_of(office, principal, seq)
    with office.docket.reading() as view:
        identity = identity_of(view, entry)
        answers = [each.seq for each in view.entries(Query(refers_to=seq))]
        corrections = [each.seq for each in view.entries(Query(corrects=seq))]
        verified = _verified(office, view, entry)
    reviews = [] if entry.header.kind != "advice" else [ReviewShown.of(each) for each in office.reviews.of(seq)]
    return EntryDetail(
        entry=shown_entry(entry, identity), previous=entry.header.previous, clock=entry.header.clock,
        body=masked(_readable(entry), identity), verified=verified, reviews=reviews, answered_by=answers,
        corrected_by=corrections,
    )  # fmt: skip


def shown_entry(entry: Entry, identity: Mapping[str, str]) -> EntryShown:
    """An entry in short, the party masked."""
    header = entry.header
    return EntryShown(
        seq=entry.seq, kind=header.kind, digest=entry.digest, recorded_at=header.recorded_at,
        recorder=header.recorder, case=header.case, jurisdiction=header.jurisdiction, domain=header.domain,
        authority=header.authority, matters=header.matters.split(), decided=header.decided or None,
        outcome=header.outcome, refers_to=header.refers_to, corrects=header.corrects, party=header.party,
        identity={name: _mask(name, value) for name, value in identity.items()} or None,
    )  # fmt: skip


def identity_of(view: View, entry: Entry) -> dict[str, str]:
    """Who the party of an entry is, in clear, without salt; that of a disposition stands in its advice."""
    holder = entry if entry.header.refers_to is None else view.entry(entry.header.refers_to)
    if holder is None or holder.identity is None:
        return {}
    return {key: value for key, value in orjson.loads(holder.identity).items() if key != "salt"}


def masked(told: Any, identity: Mapping[str, str]) -> Any:
    """Plain values in which no text names the party."""
    secrets = {value: _mask(name, value) for name, value in identity.items() if len(value) > 1}
    return _without(told, secrets) if secrets else told


def _without(told: Any, secrets: Mapping[str, str]) -> Any:
    if isinstance(told, str):
        for secret, shown in secrets.items():
            told = told.replace(secret, shown)
        return told
    if isinstance(told, Mapping):
        return {key: _without(value, secrets) for key, value in told.items()}
    return [_without(each, secrets) for each in told] if isinstance(told, list) else told


def _readable(entry: Entry) -> Any:
    """The body; empty where it was altered into something that is none: that is seen, and told as not verified."""
    try:
        told = entry.told()
    except orjson.JSONDecodeError:
        return {}
    return told if isinstance(told, dict) else {}


def _mask(name: str, value: str) -> str:
    return mask_name(value) if name == "name" else mask_identifier(value)


def _verified(office: Office, view: View, entry: Entry) -> Verified:
    """Of this entry alone: its digests, its link to the one before, whether a signed head covers it."""
    store = office.docket.store
    stretch, head = examine(view.connection, store.genesis, entry.seq - 1, entry.seq), view.head()
    covered = head is not None and head.count >= entry.seq and head.verifies(store.keyring)
    return Verified(holds=covered and not stretch.findings, findings=[each.what for each in stretch.findings],
                    covered_by=head.count if head is not None and covered else None)  # fmt: skip
