"""Sight: which entries of the docket somebody sees. Officers and reviewers: their own authority's. Auditors: those of
their jurisdiction."""

from __future__ import annotations

from dataclasses import replace

from ...docket import Entry, Query
from ...errors import EntryUnknown
from ..office import Office
from ..principal import Principal
from ..problems import Problem, problem_of


def sees_all(principal: Principal) -> bool:
    """Whether every authority of the jurisdiction is in sight."""
    return principal.via == "embedded" or not principal.roles.isdisjoint(("auditor", "keeper"))


def in_sight(principal: Principal, query: Query) -> Query:
    """The query narrowed to what the principal sees. Raises Problem where it asks for what is out of sight."""
    asked, place = query.jurisdiction or "", principal.jurisdiction
    if not (asked.startswith(place) or place.startswith(asked)):
        raise Problem("out_of_sight")
    narrowed = replace(query, jurisdiction=max(asked, place, key=len) or None)
    if sees_all(principal):
        return narrowed
    if query.authority not in (None, principal.authority) or principal.authority is None:
        raise Problem("out_of_sight")
    return replace(narrowed, authority=principal.authority)


def check_entry(principal: Principal, entry: Entry) -> None:
    """Raise Problem unless the entry is in sight: an entry that names no authority is for auditors only."""
    header = entry.header
    if not principal.sees(header.jurisdiction, header.authority or ""):
        raise Problem("out_of_sight")


def entry_of(office: Office, principal: Principal, seq: int, kind: str | None = None) -> Entry:
    """An entry in sight, of a kind. Raises Problem."""
    with office.docket.reading() as view:
        found = view.entry(seq)
    if found is None or kind not in (None, found.header.kind):
        raise problem_of(EntryUnknown(seq, kind or "entry"))
    check_entry(principal, found)
    return found
