"""API tokens for other systems: 256 random bits, kept as SHA-256, with scopes, an end, and a way to revoke them."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Any, Final

from sqlalchemy import Engine, Row, insert, select, update

from ...docket.database import transaction
from ...memory import Memory
from ..clock import Clock, stamp
from ..principal import Principal
from .tables import ACCOUNTS, TOKENS

PREFIX: Final = "prt_"
REMEMBERED_SECONDS: Final = 2.0  # so long another worker may still honour a token that was revoked


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of a token; the token itself is told once, when it is made. `used_on`: the last day of use."""

    id: str
    account: str
    label: str
    scopes: tuple[str, ...]
    created_at: str
    expires_at: str
    revoked_at: str | None
    used_on: str | None


class Tokens:
    """The API tokens of a database."""

    def __init__(self, engine: Engine, now: Clock) -> None:
        self._engine, self._now = engine, now
        self._remembered: Memory[tuple[float, str, Principal]] = Memory(4096)

    def create(self, account: str, label: str, scopes: Iterable[str], days: int) -> tuple[str, Token]:
        """A new token in clear, and what is kept of it."""
        clear, now = PREFIX + secrets.token_urlsafe(32), self._now()
        end = stamp(now + timedelta(days=days))
        made = Token(secrets.token_hex(8), account, label, tuple(scopes), stamp(now), end, None, None)
        with transaction(self._engine, writes=True) as connection:
            connection.execute(
                insert(TOKENS).values(
                    id=made.id, digest=_digest(clear), account=account, label=label, scopes=" ".join(made.scopes),
                    created_at=made.created_at, expires_at=made.expires_at,
                )
            )  # fmt: skip
        return clear, made

    def all(self, account: str) -> list[Token]:
        """The tokens of an account, the newest first."""
        found = select(TOKENS).where(TOKENS.c.account == account).order_by(TOKENS.c.created_at.desc(), TOKENS.c.id)
        with transaction(self._engine) as connection:
            return [_token(row) for row in connection.execute(found)]

    def revoke(self, account: str, token: str) -> bool:
        """Revoke a token of an account; False where it has no such token."""
        mine = (TOKENS.c.id == token) & (TOKENS.c.account == account)
        with transaction(self._engine, writes=True) as connection:
            known = connection.execute(select(TOKENS.c.id).where(mine)).first() is not None
            change = update(TOKENS).where(mine, TOKENS.c.revoked_at.is_(None)).values(revoked_at=stamp(self._now()))
            connection.execute(change)
        self.forget()
        return known

    def forget(self) -> None:
        """Look every token up anew."""
        self._remembered = Memory(4096)

    def remembered(self, clear: str) -> Principal | None:
        """Who holds the token, if it was looked up a moment ago."""
        found = self._remembered.get(clear)
        if found is None or found[0] < monotonic() or found[1] <= stamp(self._now()):
            return None
        return found[2]

    def find(self, clear: str) -> Principal | None:
        """Who holds the token; None where it is forged, expired, revoked, or the account is disabled."""
        both = TOKENS.join(ACCOUNTS, TOKENS.c.account == ACCOUNTS.c.name)
        found = select(ACCOUNTS, TOKENS.c.scopes, TOKENS.c.expires_at, TOKENS.c.used_on).select_from(both)
        now = stamp(self._now())
        valid, this = TOKENS.c.revoked_at.is_(None) & (TOKENS.c.expires_at > now), TOKENS.c.digest == _digest(clear)
        with transaction(self._engine) as connection:
            row = connection.execute(found.where(this, valid)).first()
        if row is None or row.disabled:
            return None
        if row.used_on != now[:10]:  # a write a day is enough to know which tokens nobody needs any more
            with transaction(self._engine, writes=True) as connection:
                connection.execute(update(TOKENS).where(this).values(used_on=now[:10]))
        scopes, roles = frozenset(row.scopes.split()), frozenset(row.roles.split())
        principal = Principal(row.name, roles, row.jurisdiction, row.authority, scopes, via="token")
        self._remembered.keep(clear, (monotonic() + REMEMBERED_SECONDS, row.expires_at, principal))
        return principal


def _digest(clear: str) -> str:
    return hashlib.sha256(clear.encode()).hexdigest()


def _token(row: Row[Any]) -> Token:
    scopes = tuple(row.scopes.split())
    return Token(row.id, row.account, row.label, scopes, row.created_at, row.expires_at, row.revoked_at, row.used_on)
