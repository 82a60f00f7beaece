"""A visit: one request as the access log and the metrics see it, filled in on its way through the house."""

from __future__ import annotations

import re
import secrets
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

from .accounts.accesses import AccessRecord
from .permissions import OPERATIONS, Operation
from .principal import Principal

_KEY: Final = "penalty_rules.visit"
_MADE: Final = count(1)
_PROCESS: Final = secrets.token_hex(5)
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")
_NOWHERE: Final = Operation(frozenset())
Scope = MutableMapping[str, Any]


@dataclass(slots=True)
class Visit:
    """What is known so far. `object`: what it is about, by its identifier; never a party. `body`: what was sent."""

    request: str
    address: str | None
    operation: str = "nowhere"
    principal: Principal | None = None
    object: str | None = None
    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = field(default=b"", repr=False)

    @property
    def row(self) -> Operation:
        return OPERATIONS.get(self.operation, _NOWHERE)

    @property
    def result(self) -> str:
        return "ok" if self.status < 400 else "failed" if self.status >= 500 else "refused"

    def record(self, happened_at: str) -> AccessRecord:
        """The visit as the access log keeps it."""
        who = self.principal
        return AccessRecord(
            happened_at, None if who is None else who.account, "" if who is None else " ".join(sorted(who.roles)),
            None if who is None else who.jurisdiction, self.operation, self.object, self.result, self.status,
            "none" if who is None else who.via, self.address, self.request,
        )  # fmt: skip


def begin_visit(scope: Scope) -> Visit:
    """The visit of a request: its id is that of the caller, if it names a plain one."""
    asked = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"").decode("latin-1")
    request = asked if _REQUEST_ID.fullmatch(asked) else f"{_PROCESS}-{next(_MADE):06x}"
    client = scope.get("client")
    visit: Visit = Visit(request, client[0] if client else None)
    scope[_KEY] = visit
    return visit


def visit_of(scope: Scope) -> Visit:
    """The visit that a request belongs to."""
    visit: Visit = scope[_KEY]
    return visit
