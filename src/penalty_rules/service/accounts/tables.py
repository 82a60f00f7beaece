"""The tables of accounts, sessions, API tokens and accesses. Plain SQL types, short names, no reserved words.

Times are the 29 characters of `clock.stamp`. Passwords are kept as scrypt, sessions and tokens as SHA-256.
The migrations of the docket make these tables; a test holds them against what is said here.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, String, Table, Text

METADATA: Final = MetaData()
_NUMBER: Final = BigInteger().with_variant(Integer, "sqlite")

ACCOUNTS: Final = Table(
    "accounts", METADATA,
    Column("name", String(64), primary_key=True),
    Column("title", String(120), nullable=False),
    Column("roles", String(80), nullable=False),
    Column("jurisdiction", String(6), nullable=False),
    Column("authority", Text),
    Column("subject", Text),
    Column("password_hash", Text),
    Column("failures", Integer, nullable=False),
    Column("locked_until", String(29)),
    Column("disabled", Boolean, nullable=False),
    Column("created_at", String(29), nullable=False),
    Column("changed_at", String(29)),
    Index("accounts_subject", "subject", unique=True),
)  # fmt: skip
SESSIONS: Final = Table(
    "sign_in_sessions", METADATA,
    Column("digest", String(64), primary_key=True),
    Column("account", String(64), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("begun_at", String(29), nullable=False),
    Column("seen_at", String(29), nullable=False),
    Column("ends_at", String(29), nullable=False),
    Index("sessions_account", "account"),
)  # fmt: skip
TOKENS: Final = Table(
    "api_tokens", METADATA,
    Column("id", String(16), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("account", String(64), nullable=False),
    Column("label", String(120), nullable=False),
    Column("scopes", Text, nullable=False),
    Column("created_at", String(29), nullable=False),
    Column("expires_at", String(29), nullable=False),
    Column("revoked_at", String(29)),
    Column("used_on", String(10)),
    Index("tokens_digest", "digest", unique=True),
    Index("tokens_account", "account"),
)  # fmt: skip
ACCESSES: Final = Table(
    "accesses", METADATA,
    Column("id", _NUMBER, primary_key=True, autoincrement=True),
    Column("happened_at", String(29), nullable=False),
    Column("account", String(64)),
    Column("roles", String(80), nullable=False),
    Column("jurisdiction", String(6)),
    Column("operation", String(64), nullable=False),
    Column("object", Text),
    Column("result", String(12), nullable=False),
    Column("status", Integer, nullable=False),
    Column("via", String(12), nullable=False),
    Column("address", String(64)),
    Column("request", String(64), nullable=False),
    Index("accesses_happened", "happened_at"),
    Index("accesses_account", "account"),
)  # fmt: skip
