"""What the service keeps beside the docket: accounts, sessions, API tokens, accesses, legal reviews."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    _accounts()
    _sessions_and_tokens()
    _accesses()
    _reviews()


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("roles", sa.String(80), nullable=False),
        sa.Column("jurisdiction", sa.String(6), nullable=False),
        sa.Column("authority", sa.Text),
        sa.Column("subject", sa.Text),
        sa.Column("password_hash", sa.Text),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("locked_until", sa.String(29)),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.String(29), nullable=False),
    )
    op.create_index("accounts_subject", "accounts", ["subject"], unique=True)


def _sessions_and_tokens() -> None:
    op.create_table(
        "sign_in_sessions",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("csrf", sa.String(64), nullable=False),
        sa.Column("begun_at", sa.String(29), nullable=False),
        sa.Column("seen_at", sa.String(29), nullable=False),
        sa.Column("ends_at", sa.String(29), nullable=False),
    )
    op.create_index("sessions_account", "sign_in_sessions", ["account"])
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("label", sa.String(120), nullable=False),
        sa.Column("scopes", sa.Text, nullable=False),
        sa.Column("created_at", sa.String(29), nullable=False),
        sa.Column("expires_at", sa.String(29), nullable=False),
        sa.Column("revoked_at", sa.String(29)),
    )
    op.create_index("tokens_digest", "api_tokens", ["digest"], unique=True)
    op.create_index("tokens_account", "api_tokens", ["account"])


def _accesses() -> None:
    op.create_table(
        "accesses",
        sa.Column("id", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("happened_at", sa.String(29), nullable=False),
        sa.Column("account", sa.String(64)),
        sa.Column("roles", sa.String(80), nullable=False),
        sa.Column("jurisdiction", sa.String(6)),
        sa.Column("operation", sa.String(64), nullable=False),
        sa.Column("object", sa.Text),
        sa.Column("result", sa.String(12), nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("via", sa.String(12), nullable=False),
        sa.Column("address", sa.String(64)),
        sa.Column("request", sa.String(64), nullable=False),
    )
    op.create_index("accesses_happened", "accesses", ["happened_at"])
    op.create_index("accesses_account", "accesses", ["account"])


def _reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("advice", _NUMBER, nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("result", sa.String(12), nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("reviewed_at", sa.String(29), nullable=False),
    )
    op.create_index("reviews_advice", "reviews", ["advice"])
