"""Reviewing: which advice waits for a legal review; a reviewer says whether it holds, never of what they recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import and_, exists, select

from ...docket import Query
from ...docket.tables import ENTRIES
from ...docket.view import entry_of as entry_in
from ...errors import Fault
from ..office import Office
from ..principal import Principal
from ..problems import Problem
from .entries import identity_of, shown_entry
from .entry_shapes import EntryPage
from .reviews import REVIEWS, Result, Review
from .sight import entry_of, in_sight

_DUTY: Final = "legal_review"
_LATER: Final = ENTRIES.alias("later")
_OPEN: Final = and_(
    ENTRIES.c.body.contains(f'"{_DUTY}"', autoescape=True),  # where it stands for something else is seen in the body
    ~exists().where(_LATER.c.refers_to == ENTRIES.c.seq),
    ~exists().where(_LATER.c.corrects == ENTRIES.c.seq),
    ~exists().where(REVIEWS.c.advice == ENTRIES.c.seq),
)


def calls_for_review(body: Mapping[str, Any]) -> bool:
    """Whether the body of an advice names legal review among the duties of an outcome that it permits (APL 58)."""
    return any(_DUTY in duties for each in body["violations"] for duties in each["duties"].values())


def waiting(office: Office, principal: Principal, query: Query, *, limit: int, before: int | None = None) -> EntryPage:
    """Advice in sight that calls for a legal review and has none, the newest first: nobody has disposed of it, no later
    advice takes its place. Raises Problem."""
    asked = in_sight(principal, replace(query, kind="advice"))
    earlier = () if before is None else (ENTRIES.c.seq < before,)
    found = select(ENTRIES).where(_OPEN, *earlier, *asked.clauses()).order_by(ENTRIES.c.seq.desc()).limit(limit)
    with office.docket.reading() as view:
        entries = [entry_in(row) for row in view.connection.execute(found)]
        shown = [shown_entry(each, identity_of(view, each)) for each in entries if calls_for_review(each.told())]
    return EntryPage(entries=shown, next=entries[-1].seq if len(entries) == limit else None)


def review(office: Office, principal: Principal, seq: int, result: Result, note: str | None) -> Review:
    """The review, kept for the disposition to come. Raises Problem."""
    entry = entry_of(office, principal, seq, "advice")
    if not principal.may_review(entry.header.recorder):
        raise Problem("own_work", "somebody else reviews what one recorded oneself")
    if result != "agreed" and not (note or "").strip():
        raise Problem("refused", None, [Fault("note", "say what is wrong, or what should be changed")])
    with office.docket.reading() as view:
        answer = next(view.entries(Query(kind="disposition", refers_to=seq), limit=1), None)
    if answer is not None:
        raise Problem("too_late", f"entry {answer.seq} has disposed of it")
    return office.reviews.add(seq, principal.account, result, note)
