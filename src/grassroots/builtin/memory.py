"""The store in memory: the model that other stores are measured against. Gone when it is closed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from secrets import token_bytes
from typing import Any

from grassroots.errors import InvalidArgument
from grassroots.hooks import hookimpl
from grassroots.store import Keyed, LogStore, Place, Store, Value


class Memory:
    """Values under keys, in tables that lie open."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, Any]] = {name: {} for name in ("head", "batch", "log", "post", "waiting")}

    def __str__(self) -> str:
        return f"{len(self.tables['log'])} changes"

    def held(self, *, writing: bool) -> AbstractContextManager[None]:
        """Only threads can meet here, and they are kept apart before."""
        return nullcontext()

    def get(self, place: Place) -> Value | None:
        """The value there."""
        table, key = place
        value: Value | None = self.tables[table].get(key)
        return value

    def all(self, table: str) -> Iterable[Value]:
        """The values of a table."""
        return list(self.tables[table].values())

    def put(self, values: Mapping[Place, Value | None]) -> None:
        """Keeps these."""
        for (table, key), value in values.items():
            if value is None:
                self.tables[table].pop(key, None)
            else:
                self.tables[table][key] = value

    def close(self) -> None:
        """Nothing to let go of."""


class MemoryStore(LogStore):
    """Keeps batches in memory, by the contract of `grassroots.store.Store`. Safe to share among threads.

    Args:
        salts: gives 16 fresh bytes a call; unguessable ones unless a test says otherwise.

    >>> from grassroots.model import Unit
    >>> from grassroots.store import Batch, Change
    >>> from grassroots.values import UnitId
    >>> store = MemoryStore()
    >>> branch = Unit(id=UnitId("b7"), kind="branch", name="Seventh branch")
    >>> store.append(Batch(id="one", changes=(Change(noun="unit", id="b7", record=branch),))).seq
    1
    >>> store.read([("unit", "b7")])["unit", "b7"].version
    1
    """

    def __init__(self, *, salts: Callable[[], bytes] = lambda: token_bytes(16)) -> None:
        self.memory = Memory()
        super().__init__(Keyed(self.memory), salts=salts)


@hookimpl
def grassroots_open_store(address: str, options: Mapping[str, Any]) -> Store | None:
    """Opens `memory:`, which is always a new one, and has nothing to be read only."""
    if address != "memory:":
        return None
    if options.get("read_only"):
        raise InvalidArgument(
            "a store in memory is empty when it is opened: there is nothing to read; open it without read_only"
        )
    return MemoryStore(**{name: value for name, value in options.items() if name not in ("create", "read_only")})
