"""Verification: the page on which the whole docket is verified, and its signed head taken away to be kept elsewhere."""

from __future__ import annotations

from typing import Any, Final

from fastapi import Request, Response

from ...explanation.speech import Speech
from ..registry.verifying import Verification
from ..routes.figures import beside
from .audit_tabs import tabs
from .finding_words import finding_words
from .page import Page, page_router
from .record_words import FINDINGS

router: Final = page_router()
_SHOWN: Final = 100


@router.get("/audit/verification")
async def examine_docket(request: Request, run: str = "") -> Response:
    """链条验证。 What holds of the whole docket; it is gone through where `run` is asked for."""
    page = Page(request)
    found = await beside(page.office, page.office.verifier.verification) if run else None
    with page.office.docket.reading() as view:
        head = view.head()
    told = None if found is None else verification_values(found, page.say)
    return page.html("audit_verification.html", **tabs(page), found=told, head=head)


def verification_values(found: Verification, say: Speech) -> dict[str, Any]:
    """What a verification showed, the first bad entry before all."""
    report = found.report
    findings = [
        {"seq": each.seq, "kind": say.word(FINDINGS, each.kind), "what": finding_words(say, each.what)}
        for each in report.findings[:_SHOWN]
    ]
    return {
        "at": found.at[:19].replace("T", " "), "holds": report.ok, "count": report.count, "docket": report.docket,
        "findings": findings, "first": findings[0] if findings else None,
        "more": report.more + max(0, len(report.findings) - _SHOWN),
    }  # fmt: skip
