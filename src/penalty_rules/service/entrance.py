"""Entrance: the one door to every route. It finds out who asks and whether the table of permissions lets them in."""

from __future__ import annotations

import secrets
from typing import Annotated, Final

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from .office import Office
from .permissions import OPERATIONS
from .principal import LOCAL, Principal
from .problems import Problem
from .visit import visit_of

COOKIE: Final = "penalty_rules_session"
CSRF_HEADER: Final = "x-csrf-token"
CSRF_FIELD: Final = "csrf_token"
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
_BEARER: Final = {"www-authenticate": 'Bearer realm="penalty-rules"'}


async def entrance(request: Request, operation: str) -> None:
    """Let the visit in, or raise Problem: not signed in, not permitted, no CSRF token."""
    visit, office = visit_of(request.scope), request.app.state.office
    visit.operation = operation
    row = OPERATIONS[operation]
    if row.open:
        return
    visit.principal = principal = await _identified(request, office)
    if not principal.may(row):
        raise Problem("forbidden")
    if principal.via == "session" and request.method not in _SAFE:
        await _check_csrf(request, principal)


async def principal_of(request: Request) -> Principal:
    """Who asks. Raises Problem where nobody is signed in."""
    principal = visit_of(request.scope).principal
    if principal is None:
        raise Problem("not_signed_in", headers=_BEARER)
    return principal


ThePrincipal = Annotated[Principal, Depends(principal_of)]


async def _identified(request: Request, office: Office) -> Principal:
    if office.settings.embedded:
        return LOCAL
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    cookie = request.cookies.get(COOKIE)
    found = None
    if kind.lower() == "bearer":
        found = office.tokens.remembered(token) or await run_in_threadpool(office.tokens.find, token)
    elif cookie is not None:
        found = await run_in_threadpool(office.sessions.find, cookie)
    if found is None:
        raise Problem("not_signed_in", headers=_BEARER)
    return found


async def _check_csrf(request: Request, principal: Principal) -> None:
    """A change asked for with a cookie must bring the token of the session, in a header or in a field of the form."""
    sent: object = request.headers.get(CSRF_HEADER)
    if sent is None and request.headers.get("content-type", "").startswith(_FORMS):
        sent = (await request.form()).get(CSRF_FIELD)
    if not isinstance(sent, str) or not secrets.compare_digest(sent.encode(), (principal.csrf or "").encode()):
        await request.close()  # a file that was sent along is let go
        raise Problem("csrf")
