"""The store of one file: the log that every store keeps, on pages of SQLite."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from secrets import token_bytes

from grassroots.builtin.sqlite.build import PYTHON, Build
from grassroots.builtin.sqlite.file import SqliteFile
from grassroots.errors import StoreError
from grassroots.store import LogStore


class SqliteStore(LogStore):
    """Keeps batches in one SQLite file, by the contract of `grassroots.store.Store`.

    Any number of threads may share one object, and any number of programs may open the same file; after a fork, both sides go on. What is erased leaves
    no byte in the files.

    Args:
        path: the file; its folder must exist.
        busy_seconds: how long to wait while somebody else writes.
        create: whether the file is made where there is none.
        read_only: whether it is only read; then every change is refused, and not a byte of the file is touched.
        salts: gives 16 fresh bytes a call; unguessable ones unless a test says otherwise.
        build: which SQLite opens the file; Python's own unless another is named. One process opens a file by one of them.

    Raises:
        NewerStore: the file was written by a newer version; it is not changed.
        DamagedStore: the file is no store; it is not changed.
        NotFound: there is no such file, and none is to be made.
        StoreError: no such folder, no right to write.

    >>> import tempfile
    >>> from grassroots.store import Batch
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     store = SqliteStore(Path(folder) / "street.db")
    ...     store.append(Batch(id="one")).seq
    ...     store.close()
    0
    """

    def __init__(
        self,
        path: str | Path,
        *,
        busy_seconds: float = 10.0,
        create: bool = True,
        read_only: bool = False,
        salts: Callable[[], bytes] = lambda: token_bytes(16),
        build: Build = PYTHON,
    ) -> None:
        self._file = SqliteFile(Path(path).absolute(), busy_seconds, create=create, read_only=read_only, build=build)
        super().__init__(self._file, salts=salts)

    def files(self) -> list[Path]:
        """The files in which the store lies at this moment."""
        return self._file.files()

    def copy_to(self, path: Path) -> None:
        """Writes all of the store, as it stands at one moment, into a new file; others may go on writing meanwhile.

        Raises:
            StoreError: there is such a file, or it cannot be written.
        """
        if path.exists():
            raise StoreError(f"there is a file {path} already")
        self._file.copy_to(path)
