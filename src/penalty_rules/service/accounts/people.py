"""The accounts: made, changed and found; sign-in by password, with lock-out after failures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, get_args

from sqlalchemy import Connection, Engine, Row, func, insert, select, update

from ...docket.database import transaction
from ...errors import Fault, InputRefused, quoted
from ..clock import Clock, stamp
from ..permissions import Role, clash
from .passwords import fits, hashed, weakness
from .tables import ACCOUNTS

NAME: Final = r"^[A-Za-z0-9][A-Za-z0-9._@-]{1,63}$"
_SIGNS: Final = "take 2 to 64 letters, digits, dots, hyphens, @ or _; a letter or digit first"
_ROLES: Final[tuple[Role, ...]] = get_args(Role)


class AccountRefused(InputRefused):
    """An account, or a change to one, has faults."""

    noun = "account"


@dataclass(frozen=True, slots=True)
class Account:
    """One account. `subject`: by what the identity provider knows the person; `locked`: after failures, for a while;
    `changed_at`: by the administrator or, a new password, by the person."""

    name: str
    title: str
    roles: tuple[Role, ...]
    jurisdiction: str
    authority: str | None
    subject: str | None
    disabled: bool
    locked: bool
    has_password: bool
    created_at: str
    changed_at: str | None


class People:
    """The accounts of a database."""

    def __init__(self, engine: Engine, now: Clock, failures_allowed: int, lock_minutes: int) -> None:
        self._engine, self._now = engine, now
        self._failures_allowed, self._lock = failures_allowed, timedelta(minutes=lock_minutes)

    def all(self) -> list[Account]:
        """Every account, by name."""
        with transaction(self._engine) as connection:
            return [self._account(row) for row in connection.execute(select(ACCOUNTS).order_by(ACCOUNTS.c.name))]

    def count(self) -> int:
        """How many accounts there are."""
        with transaction(self._engine) as connection:
            return connection.execute(select(func.count()).select_from(ACCOUNTS)).scalar_one()

    def find(self, name: str) -> Account | None:
        """The account of that name."""
        with transaction(self._engine) as connection:
            row = _row(connection, name)
        return None if row is None else self._account(row)

    def by_subject(self, subject: str) -> Account | None:
        """The account of a person that the identity provider names; None where none may come in."""
        with transaction(self._engine) as connection:
            found = select(ACCOUNTS).where(ACCOUNTS.c.subject == subject, ACCOUNTS.c.disabled.is_(False))
            row = connection.execute(found).first()
        return None if row is None else self._account(row)

    def create(self, name: str, *, password: str | None = None, known: Iterable[Fault] = (), **given: Any) -> Account:
        """A new account. Raises AccountRefused with every fault, those `known` before first."""
        row: dict[str, Any] = {
            "title": name,
            "roles": (),
            "jurisdiction": "",
            "authority": None,
            "subject": None,
            "disabled": False,
        }
        row |= given
        with transaction(self._engine, writes=True) as connection:
            faults = [*known, *_faults(name, row), *_password_faults(password, name), *_clashes(connection, name, row)]
            if not re.fullmatch(NAME, name):
                faults.append(Fault("name", "cannot be the name of an account", quoted(name) or None, _SIGNS))
            elif _row(connection, name) is not None:
                faults.append(Fault("name", "an account has this name", quoted(name), "choose another"))
            if faults:
                raise AccountRefused("account", faults)
            hidden = None if password is None else hashed(password)
            row |= {"roles": " ".join(row["roles"]), "password_hash": hidden}
            made = {"name": name, "failures": 0, "locked_until": None, "created_at": stamp(self._now())}
            connection.execute(insert(ACCOUNTS).values(**row, **made))
            return self._account(_row(connection, name))

    def change(
        self, name: str, *, password: str | None = None, known: Iterable[Fault] = (), **given: Any
    ) -> Account | None:
        """The account with what is given changed, unlocked; None where there is none. Raises AccountRefused."""
        with transaction(self._engine, writes=True) as connection:
            row = _row(connection, name)
            if row is None:
                return None
            whole = {**row._mapping, "roles": tuple(row.roles.split()), **given}
            faults = [*known, *_faults(name, whole), *_password_faults(password, name)]
            faults += _clashes(connection, name, whole)
            if faults:
                raise AccountRefused("account", faults)
            changed = {key: " ".join(value) if key == "roles" else value for key, value in given.items()}
            changed |= {} if password is None else {"password_hash": hashed(password)}
            _set(connection, name, **changed, failures=0, locked_until=None, changed_at=stamp(self._now()))
            return self._account(_row(connection, name))

    def signed_in(self, name: str, password: str) -> Account | None:
        """The account, if the password is right and the account neither locked nor disabled; failures are counted."""
        with transaction(self._engine) as connection:
            row = _row(connection, name)
        right = fits(password, None if row is None else row.password_hash)
        if row is None or row.disabled or self._locked(row):
            return None
        with transaction(self._engine, writes=True) as connection:
            if right:
                _set(connection, name, failures=0, locked_until=None)
                return self._account(_row(connection, name))
            failures = (_row(connection, name) or row).failures + 1
            locked = failures >= self._failures_allowed
            until = stamp(self._now() + self._lock) if locked else None
            _set(connection, name, failures=0 if locked else failures, locked_until=until)
        return None

    def _locked(self, row: Row[Any]) -> bool:
        return row.locked_until is not None and row.locked_until > stamp(self._now())

    def _account(self, row: Row[Any] | None) -> Account:
        assert row is not None
        roles = tuple(role for role in _ROLES if role in row.roles.split())
        return Account(
            row.name, row.title, roles, row.jurisdiction, row.authority, row.subject, row.disabled,
            self._locked(row), row.password_hash is not None, row.created_at, row.changed_at,
        )  # fmt: skip


def _row(connection: Connection, name: str) -> Row[Any] | None:
    return connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.name == name)).first()


def _set(connection: Connection, name: str, **values: Any) -> None:
    connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.name == name).values(**values))


def _faults(name: str, row: dict[str, Any]) -> Iterable[Fault]:
    apart = clash(row["roles"])
    if apart is not None:
        yield Fault("roles", f"nobody is both {apart[0]} and {apart[1]}", remedy="make two accounts for two persons")
    if not row["roles"]:
        yield Fault("roles", "at least one role is needed", remedy=f"choose from {', '.join(_ROLES)}")
    if not {"officer", "reviewer"}.isdisjoint(row["roles"]) and row["authority"] is None:
        yield Fault("authority", "is missing", remedy="officers and reviewers belong to an authority: its code or name")


def _password_faults(password: str | None, name: str) -> Iterable[Fault]:
    if password is not None and (advice := weakness(password, name)) is not None:
        yield Fault("password", "too weak", remedy=advice)


def _clashes(connection: Connection, name: str, row: dict[str, Any]) -> Iterable[Fault]:
    if row["subject"] is not None:
        found = select(ACCOUNTS.c.name).where(ACCOUNTS.c.subject == row["subject"], ACCOUNTS.c.name != name)
        if connection.execute(found).first() is not None:
            yield Fault(
                "subject", "another account has this subject", quoted(row["subject"]), "one person, one account"
            )
