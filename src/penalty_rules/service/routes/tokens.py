"""API tokens of one's own account."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Path, Request
from pydantic import Field

from ..accounts.tokens import Token
from ..entrance import ThePrincipal
from ..office import TheOffice
from ..permissions import Scope
from ..problems import Problem
from ..routing import guarded_router
from ..shapes import Shape, WholeNumber
from ..visit import visit_of

router: Final = guarded_router("/v1/tokens", "sign-in")


class TokenWish(Shape):
    """What a token shall be for: its scopes, and for how many days."""

    label: str = Field(min_length=1, max_length=120)
    scopes: list[Scope] = Field(min_length=1, max_length=20)
    days: WholeNumber = Field(90, ge=1, le=366)


class MadeToken(Shape):
    """`token` is told this once; only its digest is kept."""

    token: str
    about: Token


@router.get("")
def list_tokens(office: TheOffice, principal: ThePrincipal) -> list[Token]:
    """本人的接口令牌。 One's own tokens, the newest first."""
    return office.tokens.all(principal.account)


@router.post("", status_code=201)
def create_token(request: Request, office: TheOffice, principal: ThePrincipal, wish: TokenWish) -> MadeToken:
    """新建接口令牌。 A token for another system; it can do no more than the account, and only within its scopes."""
    if principal.via != "session":
        raise Problem("forbidden", "only a person who signed in may make a token")
    clear, made = office.tokens.create(principal.account, wish.label, dict.fromkeys(wish.scopes), wish.days)
    visit_of(request.scope).object = made.id
    return MadeToken(token=clear, about=made)


@router.delete("/{token}", status_code=204)
def revoke_token(
    request: Request, office: TheOffice, principal: ThePrincipal,
    token: Annotated[str, Path(pattern="^[0-9a-f]{16}$")],
) -> None:  # fmt: skip
    """吊销接口令牌。 Revoke a token: at once here, within two seconds at other workers."""
    visit_of(request.scope).object = token
    if not office.tokens.revoke(principal.account, token):
        raise Problem("not_found")
