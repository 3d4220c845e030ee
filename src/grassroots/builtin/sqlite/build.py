"""Which build of SQLite opens a file, and which files this process has open by which.

The locks of a file belong to the whole process: whoever closes it, however it was opened, lets go of those that the others hold. SQLite minds that among its
own connections. So a file that is open here is opened past SQLite by nobody, nor by a second build of it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from threading import RLock
from typing import Any, Protocol
from weakref import finalize

from attrs import define, frozen

from grassroots.errors import StoreError
from grassroots.problems import Problem


class Connection(Protocol):
    """What the store asks of a connection to a file."""

    @property
    def in_transaction(self) -> bool:
        """Whether something is under way."""

    def execute(self, sql: str, values: Any = ..., /) -> Any:
        """Runs one statement; gives its rows."""

    def executemany(self, sql: str, values: Any, /) -> Any:
        """Runs one statement with each of these values."""

    def close(self) -> None:
        """Lets go of the file."""


@frozen(eq=False)
class Build:
    """One build of SQLite.

    Args:
        address: how the addresses of stores begin that it opens.
        version: which one it is.
        connect: opens a file by its URI, waiting so many seconds for others; statements run in no transaction but those that are begun.
        copy: copies all of one connection's file into another's.
        errors: what it raises; the code of SQLite stands in `sqlite_errorcode`, or in `result`.
    """

    address: str
    version: tuple[int, int, int]
    connect: Callable[[str, float], Connection]
    copy: Callable[[Any, Any], None]
    errors: type[Exception]


def _connect(uri: str, seconds: float) -> Connection:
    return sqlite3.connect(uri, uri=True, timeout=seconds, isolation_level=None, cached_statements=512, check_same_thread=False)


PYTHON = Build("sqlite:", sqlite3.sqlite_version_info, _connect, sqlite3.Connection.backup, sqlite3.Error)
"""The build that Python has here."""

BUILDS = [PYTHON]
"""The builds that there are, those of plugins once these are loaded."""


@define(eq=False)
class _Open:
    build: Build
    many: int = 0


_turn = RLock()
"""One file after the other; a store that is forgotten may go at any moment, also while this thread is within."""

_open: dict[tuple[int, int], _Open] = {}
"""Each file that is open here, by what the system knows it."""


def held(holder: object, path: Path, build: Build, look: Callable[[], None]) -> Callable[[], object]:
    """Notes that a file is open by this build, until `holder` is gone or what is given is called. Of a file that is not open here `look` is asked first: it makes
    it where there is none, and may open and close it.

    Raises:
        StoreError: it is open here by another build.
    """
    with _turn:
        if not path.exists() or _key(path) not in _open:
            look()
        key = _key(path)
        one = _open.get(key) or _Open(build)
        if one.build is not build:
            raise StoreError.of(Problem("store-two-builds", value=str(path), details={"other": one.build.address}))
        one.many += 1
        _open[key] = one
    return finalize(holder, _let_go, key)


def _key(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino


def _let_go(key: tuple[int, int]) -> None:
    with _turn:
        one = _open[key]
        one.many -= 1
        if not one.many:
            del _open[key]


def _begin_anew() -> None:
    """In a fork is none of the threads whose turn it was."""
    global _turn
    _turn = RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)
