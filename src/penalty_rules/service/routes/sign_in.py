"""Sign-in: by name and password, or at the identity provider (OIDC); the session, and its end."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field, SecretStr
from starlette.concurrency import run_in_threadpool

from ...errors import Fault
from ..accounts.passwords import LONGEST
from ..accounts.people import Account
from ..doorkeeper import clear_cookie, set_cookie
from ..entrance import COOKIE, ThePrincipal
from ..office import Office, TheOffice
from ..permissions import Role
from ..principal import Principal
from ..problems import Problem
from ..routing import guarded_router
from ..shapes import Shape
from ..visit import visit_of

router: Final = guarded_router("/v1/session", "sign-in")
Password = Annotated[SecretStr, Field(min_length=1, max_length=LONGEST)]


class Credentials(Shape):
    """Name and password."""

    name: str = Field(min_length=1, max_length=64)
    password: Password


class NewPassword(Shape):
    old: Password
    new: Password


class Session(Shape):
    """Who is signed in. `csrf`: to be sent back as `X-CSRF-Token` with every change; null for tokens."""

    account: str
    roles: list[Role]
    jurisdiction: str
    authority: str | None
    csrf: str | None
    via: str


@router.post("")
async def sign_in(request: Request, response: Response, office: TheOffice, given: Credentials) -> Session:
    """登录。 Sign in; the session is a cookie. After repeated failures the account is locked for a while."""
    _several_people(office)
    account = await run_in_threadpool(office.people.signed_in, given.name, given.password.get_secret_value())
    if account is None:
        known = await run_in_threadpool(office.people.find, given.name)
        visit_of(request.scope).object = None if known is None else known.name  # other words may be a password
        remedy = f"after {office.settings.failures_allowed} failures wait {office.settings.lock_minutes} minutes"
        raise Problem("sign_in_failed", f"name or password wrong, or the account is locked or disabled; {remedy}")
    principal = await run_in_threadpool(_begun, request, response, office, account)
    return _session(principal)


@router.get("")
async def show_session(principal: ThePrincipal) -> Session:
    """当前登录人。 Who is signed in."""
    return _session(principal)


@router.delete("", status_code=204)
def sign_out(request: Request, response: Response, office: TheOffice) -> None:
    """退出。 End the session; its cookie is worth nothing any more."""
    office.sessions.end(request.cookies.get(COOKIE, ""))
    clear_cookie(response, office.settings)


@router.put("/password", status_code=204)
def change_password(office: TheOffice, principal: ThePrincipal, given: NewPassword) -> None:
    """修改本人密码。 Change one's own password; every session of the account ends."""
    _by_a_person(principal)
    if office.people.signed_in(principal.account, given.old.get_secret_value()) is None:
        raise Problem("refused", None, [Fault("old", "wrong password")])
    office.people.change(principal.account, password=given.new.get_secret_value())
    office.sessions.end_all(principal.account)


@router.get("/oidc", status_code=302, response_class=RedirectResponse)
async def start_oidc(
    request: Request, office: TheOffice, then: Annotated[str, Query(alias="next", max_length=500)] = "/"
) -> Response:
    """统一身份认证登录。 Go to the identity provider to sign in."""
    return await office.provider().start(request, then)


@router.get("/oidc/callback", status_code=302, response_class=RedirectResponse)
async def finish_oidc(request: Request, office: TheOffice) -> Response:
    """统一身份认证返回。 Come back from the identity provider."""
    subject, then = await office.provider().finish(request)
    account = await run_in_threadpool(office.people.by_subject, subject)
    if account is None:
        raise Problem(
            "sign_in_failed", "the identity provider knows you, but no account here does: ask the administrator"
        )
    response = RedirectResponse(f"{office.settings.root_path}{then}", 302)
    await run_in_threadpool(_begun, request, response, office, account)
    office.provider().forget(response)
    return response


def _begun(request: Request, response: Response, office: Office, account: Account) -> Principal:
    """The session of an account begins; the browser gets its cookie."""
    begun = office.sessions.begin(account.name)
    set_cookie(response, COOKIE, begun.cookie, office.settings)
    principal = Principal(
        account.name, frozenset(account.roles), account.jurisdiction, account.authority, csrf=begun.csrf
    )  # fmt: skip
    visit_of(request.scope).principal = principal
    return principal


def _session(principal: Principal) -> Session:
    return Session(
        account=principal.account, roles=sorted(principal.roles), jurisdiction=principal.jurisdiction,
        authority=principal.authority, csrf=principal.csrf, via=principal.via,
    )  # fmt: skip


def _several_people(office: Office) -> None:
    if office.settings.embedded:
        raise Problem("not_found", "embedded mode knows no sign-in")


def _by_a_person(principal: Principal) -> None:
    if principal.via != "session":
        raise Problem("forbidden", "only a person who signed in may do this")
