"""A batch says how much it brought that stands beside the log; of those that were kept before, it is not known."""

from __future__ import annotations

from alembic import op

revision = "3"
down_revision = "2"


def upgrade() -> None:
    """Adds what it says."""
    op.execute('ALTER TABLE _batch ADD COLUMN beside TEXT COLLATE "C"')
