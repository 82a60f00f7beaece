"""Pages: what people work on, rendered by the server; everything works without script, under a sub-path, offline."""

from typing import Final

from . import audit_tabs, cases, check, docket, figures, front, replaying, rulesets, verification
from .problem_pages import ProblemPages

ROOMS: Final = (front, check, cases, docket, audit_tabs, figures, replaying, verification, rulesets)

__all__ = ["ROOMS", "ProblemPages"]
