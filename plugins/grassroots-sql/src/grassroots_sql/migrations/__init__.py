"""How the tables of the log came to be, a revision a file, run by Alembic; the version that an office has stands in a table of its own schema.

A change of `grassroots_sql.tables` that is not of the model needs a revision here, and a file of the layout before it beside the tests. What the model
gains is added without one, since it follows from the model what that is.
"""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

__all__ = ["bring_up"]

_ONE = Lock()
"""Alembic hands a revision its connection by a name that the whole process shares."""


def bring_up(db: Connection, office: str, stands: str) -> None:
    """Brings an office to the newest layout, within the transaction of the connection; `stands`: where it stands, empty if there is nothing yet."""
    steps = Config()
    steps.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    steps.set_main_option("path_separator", "os")
    steps.attributes.update(connection=db, office=office)
    with _ONE:
        if stands:
            command.stamp(steps, stands)
        command.upgrade(steps, "head")
