"""A message is kept with a digest of what it says; the version stands where Alembic looks for it, no longer in `_layout`."""

from __future__ import annotations

from alembic import op

revision = "2"
down_revision = "1"


def upgrade() -> None:
    """Adds the digest, where it is not there yet; of messages that were kept before, it stays empty."""
    op.execute('ALTER TABLE _outbox ADD COLUMN IF NOT EXISTS digest TEXT COLLATE "C"')
    op.execute("DROP TABLE IF EXISTS _layout")
