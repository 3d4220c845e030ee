"""Where Alembic runs the revisions: on the connection that is given, in the schema of its office."""

from __future__ import annotations

from alembic import context

from grassroots_sql.tables import META, revision

given = context.config.attributes
context.configure(
    connection=given["connection"], target_metadata=META, version_table=revision.name, version_table_schema=given["office"]
)
with context.begin_transaction():
    context.run_migrations()
