"""Replays as jobs of the service."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "replays",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("jurisdiction", sa.String(6), nullable=False),
        sa.Column("mode", sa.String(10), nullable=False),
        sa.Column("query", sa.Text, nullable=False),
        sa.Column("day", sa.Integer),
        sa.Column("draft", sa.Text),
        sa.Column("made_at", sa.String(29), nullable=False),
        sa.Column("marked_at", sa.String(29), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("done", sa.BigInteger, nullable=False),
        sa.Column("total", sa.BigInteger, nullable=False),
        sa.Column("result", sa.Text),
        sa.Column("problem", sa.String(64)),
    )
    op.create_index("replays_made", "replays", ["made_at"])
