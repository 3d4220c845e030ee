"""A store in a file by the SQLite that apsw brings, `apsw:office.db`: the same file as ever, with a write-ahead log where Python's own SQLite must not use one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import apsw

from grassroots.builtin.sqlite import BUILDS, Build, SqliteStore
from grassroots.hooks import hookimpl
from grassroots.store import Store

__all__ = ["APSW", "ApswStore", "grassroots_open_store"]

_FLAGS = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE | apsw.SQLITE_OPEN_URI


def _connect(uri: str, seconds: float) -> apsw.Connection:
    db = apsw.Connection(uri, flags=_FLAGS, statementcachesize=512)
    db.set_busy_timeout(round(seconds * 1000))
    return db


def _copy(one: apsw.Connection, to: apsw.Connection) -> None:
    with to.backup("main", one, "main") as copying:
        copying.step()


_MAJOR, _MINOR, _PATCH = map(int, apsw.sqlite_lib_version().split("."))
APSW = Build("apsw:", (_MAJOR, _MINOR, _PATCH), _connect, _copy, apsw.Error)
"""The build of SQLite that apsw has in it."""

BUILDS.append(APSW)

ApswStore = partial(SqliteStore, build=APSW)
"""Opens a store in a file by it; takes what `grassroots.builtin.sqlite.SqliteStore` takes."""


@hookimpl
def grassroots_open_store(address: str, options: Mapping[str, Any]) -> Store | None:
    """Opens `apsw:PATH`."""
    return ApswStore(address.removeprefix(APSW.address), **options) if address.startswith(APSW.address) else None
