"""Copies of a store: looked over, and put where the store was. A store is opened here for as long as it is copied, and kept by nobody."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from grassroots.access.gate import Gate
from grassroots.errors import InvalidArgument, NotFound
from grassroots.plugins import Plugins
from grassroots.problems import Problem
from grassroots.store import Copying, Head, LogStore, Store, bare


def looked_over(plugins: Plugins, copy: Path) -> tuple[Head, tuple[Problem, ...]]:
    """The head of a copy, and what is wrong with it."""
    with closing(plugins.open_store(copy)) as found:
        return found.head(), tuple(found.verify())


def made_at(plugins: Plugins, path: Path) -> Callable[[], Store]:
    """What makes a store there, to copy one into it that is no file."""
    return lambda: plugins.open_store(path, create=True)


def put_back(plugins: Plugins, copy: Path, store: Path, aside: Path) -> bool:
    """Puts a copy where a store is, or was; what is there is set aside under another name. Whether something was.

    Raises:
        InvalidArgument: it cannot be copied so.
    """
    part = store.with_name(f".{store.name}.part")
    part.unlink(missing_ok=True)
    _copied(plugins, copy, part)
    there = store.exists()
    if there:
        _copied(plugins, store, aside)
        for one in (store, store.with_name(f"{store.name}-wal"), store.with_name(f"{store.name}-shm")):
            one.unlink(missing_ok=True)
    part.rename(store)
    return there


def put_into(plugins: Plugins, copy: Path, address: str) -> None:
    """Takes a copy over into a store that is no file, such as an office in a database; it is made where there is none.

    Raises:
        InvalidArgument: there are records in it already, or it cannot be copied so.
    """
    with closing(plugins.open_store(copy, create=False)) as found, closing(plugins.open_store(address, create=True)) as made:
        whole, store = bare(found), bare(made)
        if not isinstance(whole, LogStore) or not isinstance(store, LogStore):
            raise InvalidArgument.of(Problem("no-copy"))
        whole.copy_into(store)


def in_memory(gate: Gate, plugins: Plugins) -> Gate:
    """A gate before a copy of a store in memory.

    Raises:
        InvalidArgument: it cannot be copied so.
    """
    store = plugins.open_store("memory:", create=True)
    try:
        return gate.copied_into(store)
    except BaseException:
        store.close()
        raise


def is_there(plugins: Plugins, address: str) -> bool:
    """Whether there is a store at an address: a file, or what a plugin keeps."""
    if ":" not in address or Path(address).exists():
        return Path(address).exists()
    try:
        plugins.open_store(address, create=False, read_only=True).close()
    except NotFound:
        return False
    return True


def _copied(plugins: Plugins, one: Path, to: Path) -> None:
    with closing(plugins.open_store(one)) as found:
        if not isinstance(store := bare(found), Copying):
            raise InvalidArgument.of(Problem("no-copy"))
        store.copy_to(to)


__all__ = ["in_memory", "is_there", "looked_over", "made_at", "put_back", "put_into"]
