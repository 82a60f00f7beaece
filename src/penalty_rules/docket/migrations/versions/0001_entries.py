"""The docket, its entries, signed heads and archive."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    _docket()
    _entries()
    _heads_and_archive()


def _docket() -> None:
    op.create_table(
        "docket",
        sa.Column("id", sa.Integer, sa.CheckConstraint("id = 1"), primary_key=True, autoincrement=False),
        sa.Column("docket", sa.String(36), nullable=False),
        sa.Column("created", sa.String(27), nullable=False),
        sa.Column("algorithm", sa.String(16), nullable=False),
    )


def _entries() -> None:
    op.create_table(
        "entries",
        sa.Column("authority", sa.Text),
        sa.Column("body_digest", sa.String(80), nullable=False),
        sa.Column("case_id", sa.Text, nullable=False),
        sa.Column("clock", sa.String(27)),
        sa.Column("corrects", _NUMBER),
        sa.Column("decided", sa.String(10), nullable=False),
        sa.Column("domain", sa.Text, nullable=False),
        sa.Column("identity_digest", sa.String(80)),
        sa.Column("jurisdiction", sa.String(6), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("matters", sa.Text, nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("party", sa.String(80)),
        sa.Column("previous", sa.String(80), nullable=False),
        sa.Column("recorded_at", sa.String(27), nullable=False),
        sa.Column("recorder", sa.Text, nullable=False),
        sa.Column("refers_to", _NUMBER),
        sa.Column("request", sa.String(80)),
        sa.Column("seq", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("digest", sa.String(80), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("identity_part", sa.Text),
    )
    op.create_index("entries_case", "entries", ["case_id"])
    for name in ("party", "refers_to", "corrects", "request"):
        stated = sa.text(f"{name} IS NOT NULL")
        unique = name == "request"
        op.create_index(
            f"entries_{name}", "entries", [name], unique=unique, sqlite_where=stated, postgresql_where=stated
        )


def _heads_and_archive() -> None:
    op.create_table(
        "heads",
        sa.Column("count", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("digest", sa.String(80), nullable=False),
        sa.Column("time", sa.String(27), nullable=False),
        sa.Column("key_id", sa.String(40), nullable=False),
        sa.Column("signature", sa.String(120), nullable=False),
    )
    op.create_table(
        "archive",
        sa.Column("digest", sa.String(80), primary_key=True),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_index("archive_name", "archive", ["kind", "name"])
