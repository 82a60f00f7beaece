"""Accounts: who may come in, in which roles, for which place and authority. Kept by the administrator, who does no
other work here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Final

from fastapi import Path, Query, Request
from pydantic import Field, StrictBool

from ...errors import Fault
from ..accounts.people import NAME, Account
from ..entrance import ThePrincipal
from ..office import Office, TheOffice
from ..permissions import Role
from ..problems import Problem
from ..routing import guarded_router
from ..shapes import Shape
from ..visit import visit_of
from .sign_in import Password

router: Final = guarded_router("/v1", "accounts")

_NO_ZERO: Final = r"^[^\x00]*$"  # PostgreSQL takes no zero byte
AccountName = Annotated[str, Path(pattern=NAME)]
Title = Annotated[str, Field(max_length=120, pattern=_NO_ZERO, description="how the person is shown")]
Roles = Annotated[list[Role], Field(min_length=1, max_length=5)]
Jurisdiction = Annotated[
    str, Field(pattern="^([0-9]{2,6})?$", description="GB/T 2260 digits; empty: the whole country")
]
Authority = Annotated[str, Field(max_length=200, pattern=_NO_ZERO, description="code or name")]
Subject = Annotated[
    str, Field(max_length=255, pattern=_NO_ZERO, description="by what the identity provider knows the person")
]


class NewAccount(Shape):
    """An account; without a password it comes in by the identity provider."""

    name: str = Field(pattern=NAME)
    title: Title | None = None
    roles: Roles
    jurisdiction: Jurisdiction = ""
    authority: Authority | None = None
    subject: Subject | None = None
    password: Password | None = None


class AccountChange(Shape):
    """What is given is changed; a change also lifts a lock."""

    title: Title | None = None
    roles: Roles | None = None
    jurisdiction: Jurisdiction | None = None
    authority: Authority | None = None
    subject: Subject | None = None
    password: Password | None = None
    disabled: StrictBool | None = None


class Access(Shape):
    """One access, or one refusal."""

    id: int
    happened_at: str
    account: str | None
    roles: str
    jurisdiction: str | None
    operation: str
    object: str | None
    result: str
    status: int
    via: str
    address: str | None
    request: str


class AccessPage(Shape):
    """A page of the access log, the newest first; `next`: what to pass as `before` for older ones."""

    accesses: list[Access]
    next: int | None


@router.get("/accounts")
def list_accounts(office: TheOffice) -> list[Account]:
    """账号列表。 Every account."""
    return office.people.all()


@router.post("/accounts", status_code=201)
def create_account(request: Request, office: TheOffice, given: NewAccount) -> Account:
    """新建账号。 A new account."""
    made = office.people.create(**_plain(given))
    visit_of(request.scope).object = made.name
    return made


@router.get("/accounts/{name}")
def show_account(request: Request, office: TheOffice, name: AccountName) -> Account:
    """账号。 One account."""
    return _found(request, office.people.find(name))


@router.patch("/accounts/{name}")
def change_account(request: Request, office: TheOffice, name: AccountName, given: AccountChange) -> Account:
    """修改、停用、解锁账号。 Change, disable or unlock an account; its sessions end."""
    return changed(request, office, name, **_plain(given))


@router.get("/accesses", tags=["audit"])
def list_accesses(
    office: TheOffice,
    principal: ThePrincipal,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    account: Annotated[str | None, Query(max_length=64)] = None,
) -> AccessPage:
    """访问日志。 Who did what, when, from where, with what result; of the auditor's jurisdiction."""
    found = office.accesses.page(principal.jurisdiction, before=before, limit=limit, account=account)
    rows = [Access(**each) for each in found]
    return AccessPage(accesses=rows, next=rows[-1].id if len(rows) == limit else None)


def changed(request: Request, office: Office, name: str, known: Iterable[Fault] = (), **given: Any) -> Account:
    """The account with what is given changed; its sessions end. Raises Problem, AccountRefused with `known` too."""
    account = _found(request, office.people.change(name, known=known, **given))
    office.sessions.end_all(name)
    office.tokens.forget()
    return account


def _found(request: Request, account: Account | None) -> Account:
    if account is None:
        raise Problem("not_found")
    visit_of(request.scope).object = account.name
    return account


def _plain(given: Shape) -> dict[str, Any]:
    told = given.model_dump(exclude_none=True)
    if "password" in told:
        told["password"] = told["password"].get_secret_value()
    return told
