"""The tables of a docket. Plain SQL types, short names, no reserved words: they port to other databases.

Every column of `entries` is covered by the digest of the entry; nothing that decides is derived or kept twice.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, MetaData, String, Table, Text

METADATA: Final = MetaData()
_NUMBER: Final = BigInteger().with_variant(Integer, "sqlite")

DOCKET: Final = Table(
    "docket", METADATA,
    Column("id", Integer, CheckConstraint("id = 1"), primary_key=True, autoincrement=False),
    Column("docket", String(36), nullable=False),
    Column("created", String(27), nullable=False),
    Column("algorithm", String(16), nullable=False),
)  # fmt: skip
ENTRIES: Final = Table(  # the columns in the order of `Header`, then the digest and the two parts
    "entries", METADATA,
    Column("authority", Text),
    Column("body_digest", String(80), nullable=False),
    Column("case_id", Text, nullable=False),
    Column("clock", String(27)),
    Column("corrects", _NUMBER),
    Column("decided", String(10), nullable=False),
    Column("domain", Text, nullable=False),
    Column("identity_digest", String(80)),
    Column("jurisdiction", String(6), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("matters", Text, nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("party", String(80)),
    Column("previous", String(80), nullable=False),
    Column("recorded_at", String(27), nullable=False),
    Column("recorder", Text, nullable=False),
    Column("refers_to", _NUMBER),
    Column("request", String(80)),
    Column("seq", _NUMBER, primary_key=True, autoincrement=False),
    Column("digest", String(80), nullable=False),
    Column("body", Text, nullable=False),
    Column("identity_part", Text),
    Index("entries_case", "case_id"),
)  # fmt: skip
for _name, _unique in (("party", False), ("refers_to", False), ("corrects", False), ("request", True)):
    _stated = ENTRIES.c[_name].is_not(None)  # most entries state none: to index those costs each recording
    Index(f"entries_{_name}", ENTRIES.c[_name], unique=_unique, sqlite_where=_stated, postgresql_where=_stated)
HEADS: Final = Table(
    "heads", METADATA,
    Column("count", _NUMBER, primary_key=True, autoincrement=False),
    Column("digest", String(80), nullable=False),
    Column("time", String(27), nullable=False),
    Column("key_id", String(40), nullable=False),
    Column("signature", String(120), nullable=False),
)  # fmt: skip
ARCHIVE: Final = Table(
    "archive", METADATA,
    Column("digest", String(80), primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("name", Text, nullable=False),
    Column("content", Text, nullable=False),
    Index("archive_name", "kind", "name"),
)  # fmt: skip
