"""Entries: what the docket holds, for those who may see it; the party is masked."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from fastapi import Query as Parameter
from fastapi import Request
from pydantic import Field

from ..entrance import ThePrincipal
from ..office import TheOffice
from ..registry.entries import detail_of, page_of
from ..registry.entry_shapes import EntryDetail, EntryPage
from ..registry.selection import Number, Selection, Seq, Text
from ..routing import guarded_router
from ..visit import visit_of

router: Final = guarded_router("/v1/entries", "docket")


class EntrySelection(Selection):
    """Which entries. `after`: in order from behind that entry; else the newest first, those before `before`."""

    kind: Literal["advice", "disposition"] | None = None
    case: Text | None = None
    party: Annotated[str, Field(pattern="^hmac-sha256:[0-9a-f]{64}$")] | None = None
    outcome: Annotated[str, Field(pattern="^[a-z_]{1,20}$")] | None = None
    recorder: Text | None = None
    refers_to: Number | None = None
    corrects: Number | None = None
    after: Annotated[int, Field(ge=0, le=2**53 - 1)] | None = None
    before: Number | None = None
    limit: Annotated[int, Field(ge=1, le=500)] = 50


@router.get("")
def list_entries(
    office: TheOffice, principal: ThePrincipal, asked: Annotated[EntrySelection, Parameter()]
) -> EntryPage:
    """案卷记录检索。 Entries in sight: of one's own authority; of the jurisdiction for auditors."""
    return page_of(office, principal, asked.query(), limit=asked.limit, after=asked.after, before=asked.before)


@router.get("/{seq}")
def show_entry(request: Request, office: TheOffice, principal: ThePrincipal, seq: Seq) -> EntryDetail:
    """一条案卷记录及其验证状态。 One entry with its body, and whether it still is what was recorded."""
    visit_of(request.scope).object = str(seq)
    return detail_of(office, principal, seq)
