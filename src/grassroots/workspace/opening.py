"""Opening: from an address and the name of a charter to an office."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from grassroots.access.actors import Actor, Purpose
from grassroots.access.gate import Gate
from grassroots.charter import Charter
from grassroots.charter.checking.made import sound_charter
from grassroots.errors import InvalidArgument
from grassroots.plugins import Plugins
from grassroots.plugins.doors import file_of
from grassroots.workspace.arguments import path_that_may_be
from grassroots.workspace.charters import open_calendars, open_charter, with_kinds
from grassroots.workspace.mapped.kept import Mappings
from grassroots.workspace.opened import Held, actor_of, purpose_of
from grassroots.workspace.workspace import Office

Clock = Callable[[], datetime]


def open_workspace(
    address: str | Path,
    charter: str | Path | Charter = "association",
    *,
    plugins: Plugins | None = None,
    actor: str | Actor = "office",
    scope: str | None = None,
    purpose: str | Purpose = "office",
    clock: Clock | None = None,
    create: bool = False,
    read_only: bool = False,
    engine: str = "",
) -> Office:
    """Opens a store under a charter. As `grassroots.open` it is the way in for most users.

    What is opened may be shared by threads; `seen_by` gives it as another actor sees it.

    Without more it reads and changes everything, as the actor `office`, for the purpose `office`: that is meant for the office that
    keeps the records itself. Give an `Actor` with grants, a `scope` or another `purpose` for anybody else.

    Args:
        address: where the records are: a path that ends in `.db` (SQLite), `memory:`, or what a plugin takes.
        charter: the name of a charter, the path of a folder of TOML files, or a charter made in Python.
        plugins: the adapters to use; without them, those that are installed.
        actor: who works with it: a name (may do everything), or an actor with grants.
        scope: a unit; then only what lies at or under it is read and changed.
        purpose: what it is read for: `office`, `statistics`, `publication`, or a purpose of your own.
        clock: gives the time of a change, with a time zone, for the log; without one, changes bear no time.
        create: makes a store where there is none.
        read_only: every change is refused, and nothing of the store is touched.
        engine: where records are counted for figures: the address of a database, such as `duckdb:`, or what a plugin takes; without it, by the plugin that is
            installed for it, or one record after the other.

    Raises:
        NoPlugin: nobody has such a charter, keeps records at such an address, or counts at it.
        CharterInvalid: the charter cannot be used; `problems` says why.
        NotFound: there is no such store, and `create` was not said.
        NewerStore: a newer version of the library wrote the store.
        Refused: the actor may read nothing.

    >>> with open_workspace("memory:") as office:
    ...     office.charter.id
    'association'
    """
    adapters = plugins or Plugins.installed()
    if not isinstance(adapters, Plugins):
        raise InvalidArgument(f"plugins={plugins!r}: give Plugins.of(...) or Plugins.installed()")
    if clock is not None and not callable(clock):
        raise InvalidArgument("the clock is called for the time; give a function, such as lambda: datetime.now(timezone.utc)")
    for name, value in (
        ("address", address),
        ("charter", charter),
        ("scope", "" if scope is None else scope),
        ("engine", engine),
    ):
        if not isinstance(value, Charter):
            path_that_may_be(name, value)
    who, what_for = actor_of(actor), purpose_of(purpose)
    if create and read_only:
        raise InvalidArgument("a store that is made is not only read; say create=True or read_only=True, not both")
    rules = sound_charter(with_kinds(charter)) if isinstance(charter, Charter) else open_charter(charter, adapters)
    mappings = Mappings.beside(address)
    rules = mappings.over(rules) if mappings else rules
    # What nobody brings is refused before a store is made.
    counts, calendars = adapters.engine(engine), open_calendars(rules, adapters)
    store = adapters.open_store(address, create=create, read_only=read_only)
    try:
        held = Held(Gate(store, counts), rules, adapters, calendars, clock, read_only, _memory(address), mappings)
        return Office(held, held.view(who, scope, what_for))
    except BaseException:
        store.close()
        raise


def _memory(address: str | Path) -> Path | None:
    """Where what the office said of its ledgers is kept: beside a store that is a file."""
    path = file_of(address)
    return path.with_suffix(".learned.toml") if path.suffix == ".db" else None
