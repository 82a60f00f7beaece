"""Sessions of people who signed in: the browser holds a signed random text, the database its digest."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from itsdangerous import BadSignature, Signer
from sqlalchemy import Engine, Row, delete, insert, select, update

from ...docket.database import transaction
from ..clock import Clock, stamp
from ..principal import Principal
from .tables import ACCOUNTS, SESSIONS


@dataclass(frozen=True, slots=True)
class Begun:
    """A session that has just begun: what the cookie holds, and what must be sent back with every change."""

    cookie: str
    csrf: str


class Sessions:
    """The sessions of a database. They end when left idle, at the end of a working day, or by signing out."""

    def __init__(self, engine: Engine, now: Clock, secret: str, idle_minutes: int, session_hours: int) -> None:
        self._engine, self._now = engine, now
        self._signer = Signer(secret, salt="penalty-rules session", digest_method=hashlib.sha256)
        self._idle, self._whole = timedelta(minutes=idle_minutes), timedelta(hours=session_hours)

    def begin(self, account: str) -> Begun:
        """A new session; those that have ended are swept away."""
        token, csrf, now = secrets.token_urlsafe(32), secrets.token_urlsafe(32), self._now()
        with transaction(self._engine, writes=True) as connection:
            gone = (SESSIONS.c.ends_at <= stamp(now)) | (SESSIONS.c.seen_at <= stamp(now - self._idle))
            connection.execute(delete(SESSIONS).where(gone))
            row = {"begun_at": stamp(now), "seen_at": stamp(now), "ends_at": stamp(now + self._whole)}
            connection.execute(insert(SESSIONS).values(digest=_digest(token), account=account, csrf=csrf, **row))
        return Begun(self._signer.sign(token).decode(), csrf)

    def find(self, cookie: str) -> Principal | None:
        """Who holds the cookie; None where it is forged, ended, left idle, or the account is disabled."""
        digest = self._opened(cookie)
        if digest is None:
            return None
        now = self._now()
        both = SESSIONS.join(ACCOUNTS, SESSIONS.c.account == ACCOUNTS.c.name)
        alive = (SESSIONS.c.ends_at > stamp(now)) & (SESSIONS.c.seen_at > stamp(now - self._idle))
        with transaction(self._engine) as connection:
            found = select(ACCOUNTS, SESSIONS.c.csrf, SESSIONS.c.seen_at).select_from(both)
            row = connection.execute(found.where(SESSIONS.c.digest == digest, alive)).first()
        if row is None or row.disabled:
            return None
        if row.seen_at < stamp(now - self._idle / 30):  # a write a minute is enough to know who is idle
            with transaction(self._engine, writes=True) as connection:
                connection.execute(update(SESSIONS).where(SESSIONS.c.digest == digest).values(seen_at=stamp(now)))
        return _principal(row)

    def end(self, cookie: str) -> None:
        """End a session; the cookie is worth nothing any more."""
        with transaction(self._engine, writes=True) as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.digest == self._opened(cookie)))

    def end_all(self, account: str) -> None:
        """End every session of an account."""
        with transaction(self._engine, writes=True) as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.account == account))

    def _opened(self, cookie: str) -> str | None:
        try:
            return _digest(self._signer.unsign(cookie).decode())
        except (BadSignature, UnicodeError):
            return None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _principal(row: Row[Any]) -> Principal:
    roles = frozenset(row.roles.split())
    return Principal(row.name, roles, row.jurisdiction, row.authority, csrf=row.csrf)
