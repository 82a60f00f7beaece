"""Audit tabs: the parts of the audit, as far as somebody may see them."""

from __future__ import annotations

from typing import Any, Final

from fastapi import Request, Response

from ..permissions import OPERATIONS
from .page import Page, page_router

router: Final = page_router()
_TABS: Final = (
    ("count_cases", "/audit/statistics", "统计", "Statistics"),
    ("choose_replay", "/audit/replays", "重放与影响", "Replay and impact"),
    ("compare_cases", "/audit/like-cases", "同类案件", "Like cases"),
    ("review_files", "/audit/files", "案卷评查", "File review"),
    ("examine_docket", "/audit/verification", "链条验证", "Verification"),
)  # fmt: skip


@router.get("/audit")
def show_audit(request: Request) -> Response:
    """执法监督。 The first part of the audit that is open to whoever asks."""
    page = Page(request)
    return page.go(tabs(page)["tabs"][0][0])


def tabs(page: Page) -> dict[str, Any]:
    """The tabs that are open to whoever asks, and whether entries are."""
    open_ = [(path, page.say(zh, en)) for name, path, zh, en in _TABS if page.asker.may(OPERATIONS[name])]
    return {"tabs": open_, "sees_docket": page.asker.may(OPERATIONS["read_entry"])}
