"""Reviewing: a reviewer says of an advice whether it holds; never of one that they recorded themselves."""

from __future__ import annotations

from ...docket import Query
from ...errors import Fault
from ..office import Office
from ..principal import Principal
from ..problems import Problem
from .reviews import Result, Review
from .sight import entry_of


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
