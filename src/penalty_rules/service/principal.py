"""Principal: who asks, in which roles, for which place and authority."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from .permissions import ROLES, Operation, Role


@dataclass(frozen=True, slots=True)
class Principal:
    """Someone signed in. `jurisdiction`: a GB/T 2260 prefix, empty for the whole country. `scopes`: those of an API
    token, None for a person. `csrf`: what a browser must send back with every change."""

    account: str
    roles: frozenset[Role]
    jurisdiction: str
    authority: str | None
    scopes: frozenset[str] | None = None
    csrf: str | None = None
    via: Literal["session", "token", "embedded"] = "session"

    def may(self, operation: Operation) -> bool:
        """Whether a role allows it and, for a token, a scope."""
        scoped = self.scopes is None or operation.scope in self.scopes
        return scoped and not self.roles.isdisjoint(operation.roles)

    def sees(self, jurisdiction: str, *authority: str | None) -> bool:
        """Whether a case of a place and authority (its code, its name) is in sight.

        Auditors and keepers see their jurisdiction; officers and reviewers in it their own authority, and what names
        none.
        """
        if not jurisdiction.startswith(self.jurisdiction):
            return False
        if self.via == "embedded" or not self.roles.isdisjoint(("auditor", "keeper")):
            return True
        named = [each for each in authority if each is not None]
        return not named or self.authority in named

    def may_review(self, recorder: str) -> bool:
        """A reviewer reviews what others recorded, never their own."""
        return "reviewer" in self.roles and self.account != recorder


LOCAL: Final = Principal("local", frozenset(ROLES) - {"administrator"}, "", None, via="embedded")
