"""Records in PostgreSQL: an office is a schema of a database, `postgresql://user@host/database?office=street`.

Tables by the model, as in the store of one file; every version is kept. Writers take turns at the head of the log, so that changes have numbers without
gaps in the order of their commits; readers wait for nobody.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from grassroots.hooks import hookimpl
from grassroots.store import LogStore, Store

__all__ = ["SqlStore", "grassroots_open_store"]


class SqlStore(LogStore):
    """Keeps batches in a schema of a PostgreSQL database, by the contract of `grassroots.store.Store`.

    Any number of threads, forks and machines may use one office at once.

    Args:
        address: `postgresql://user:password@host:port/database?office=NAME`; without a name, the office is called `office`.
        busy_seconds: how long to wait while somebody else writes.
        create: whether the schema of the office is made where there is none. The database must exist.
        read_only: whether it is only read; then every change is refused.
        salts: gives 16 fresh bytes a call; unguessable ones unless a test says otherwise.

    Raises:
        NewerStore: a newer version wrote the office; it is not changed.
        NotFound: there is no such office, and none is to be made.
        StoreError: the database cannot be reached, or there is no right to it.
    """

    def __init__(
        self,
        address: str,
        *,
        busy_seconds: float = 10.0,
        create: bool = True,
        read_only: bool = False,
        salts: Callable[[], bytes] = lambda: secrets.token_bytes(16),
    ) -> None:
        from grassroots_sql.database import Database

        super().__init__(Database(address, create=create, read_only=read_only, busy_seconds=busy_seconds), salts=salts)


@hookimpl
def grassroots_open_store(address: str, options: Mapping[str, Any]) -> Store | None:
    """Opens `postgresql://…`."""
    return SqlStore(address, **options) if address.startswith(("postgresql://", "postgres://")) else None
