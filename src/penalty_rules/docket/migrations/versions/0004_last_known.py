"""When an account was last changed, and on which day an API token was last used."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("accounts", sa.Column("changed_at", sa.String(29)))
    op.add_column("api_tokens", sa.Column("used_on", sa.String(10)))
