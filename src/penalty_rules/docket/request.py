"""Requests: a key tells one that is sent again, so that it is answered once."""

from __future__ import annotations

import hashlib

from ..errors import PenaltyRulesError


def request_key(account: str, key: str) -> str:
    """What tells a repeated request of an account, without keeping its words."""
    return "sha256:" + hashlib.sha256(f"{account}\n{key}".encode()).hexdigest()


class RequestReused(PenaltyRulesError):
    """A request key came again with other content."""

    def __init__(self, seq: int) -> None:
        self.seq = seq
        super().__init__(seq)

    def __str__(self) -> str:
        return (
            f"this request key was answered by entry {self.seq}, for other content → take a new key for a new request"
        )
