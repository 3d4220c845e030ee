"""The embedded store: one SQLite file, by the standard library only.

Tables by the model (`grassroots.codec.columns_of`): the facts of a noun in a table of its name, its personal part in `NOUN__personal`, rows
of a field in `rows__FIELD` (owner: the number of the change that brought the record). Every version is kept, with the first change at
which it held (`from_seq`) and the first at which it no longer did (`to_seq`). Tables whose name starts with `_` are the log.

Durable on return: writers take turns (BEGIN IMMEDIATE), and the journal is chosen by the version of SQLite, since those without the
fix of the WAL-reset bug (before 3.51.3, but for 3.50.7 and 3.44.6) can lose commits in WAL mode when several programs write. They keep a rollback journal beside
the file (`-journal`) and overwrite it; when something is erased it goes with the commit.
Not for network file systems: their locks do not hold.
"""

import re
from collections.abc import Mapping
from typing import Any

from grassroots.builtin.sqlite.build import BUILDS, PYTHON, Build, Connection
from grassroots.builtin.sqlite.file import journal_for
from grassroots.builtin.sqlite.schema import APPLICATION_ID, LAYOUT
from grassroots.builtin.sqlite.store import SqliteStore
from grassroots.hooks import hookimpl
from grassroots.store import Store

__all__ = [
    "APPLICATION_ID",
    "BUILDS",
    "LAYOUT",
    "PYTHON",
    "Build",
    "Connection",
    "SqliteStore",
    "grassroots_open_store",
    "journal_for",
]

_OTHERS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
"""How the address of another keeper of records begins; one letter alone is a drive of Windows."""


@hookimpl
def grassroots_open_store(address: str, options: Mapping[str, Any]) -> Store | None:
    """Opens `sqlite:PATH`, or a path that ends in `.db`; what begins like the address of another keeper is no path."""
    if address.startswith("sqlite:"):
        return SqliteStore(address.removeprefix("sqlite:"), **options)
    return SqliteStore(address, **options) if address.endswith(".db") and not _OTHERS.match(address) else None
