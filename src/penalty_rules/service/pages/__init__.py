"""Pages: what people work on, rendered by the server; everything works without script, under a sub-path, offline."""

from typing import Final

from . import (
    accesses,
    accounts,
    audit_tabs,
    cases,
    check,
    docket,
    figures,
    front,
    own_account,
    publishing,
    replaying,
    rulesets,
    verification,
)
from .problem_pages import ProblemPages

ROOMS: Final = (
    front, check, cases, docket, audit_tabs, figures, replaying, verification, rulesets, accounts, own_account,
    accesses, publishing,
)  # fmt: skip

__all__ = ["ROOMS", "ProblemPages"]
