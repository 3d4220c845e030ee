"""Opening: from an address and the name of a charter to a workspace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from grassroots.access.actors import PURPOSES, Actor, Purpose
from grassroots.access.view import View
from grassroots.charter import Charter
from grassroots.errors import InvalidArgument
from grassroots.plugins import Plugins
from grassroots.workspace.charters import open_calendars, open_charter, with_kinds
from grassroots.workspace.mappings import Mappings
from grassroots.workspace.workspace import Workspace

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
) -> Workspace:
    """Opens a store under a charter. As `grassroots.open` it is the way in for most users.

    Without more it reads and changes everything, as the actor `office`, for the purpose `office`: that is meant for the office that
    keeps the records itself. Give an `Actor` with grants, a `scope` or another `purpose` for anybody else.

    Args:
        address: where the records are: a path that ends in `.db` (SQLite, made if it does not exist), `memory:`, or what a plugin takes.
        charter: the name of a charter, the path of a folder of TOML files, or a charter made in Python.
        plugins: the adapters to use; without them, those that are installed.
        actor: who works with it: a name (may do everything), or an actor with grants.
        scope: a unit; then only what lies at or under it is read and changed.
        purpose: what it is read for: `office`, `statistics`, `publication`, or a purpose of your own.
        clock: gives the time of a change, with a time zone, for the log; without one, changes bear no time.

    Raises:
        NoPlugin: nobody has such a charter, or keeps records at such an address.
        CharterInvalid: the charter cannot be used; `problems` says why.
        NewerStore: a newer version of the library wrote the store.
        Refused: the actor may read nothing.

    >>> with open_workspace("memory:") as office:
    ...     office.charter.id
    'association'
    """
    adapters = plugins or Plugins.installed()
    if isinstance(purpose, str):
        if purpose not in PURPOSES:
            raise InvalidArgument(f"no purpose {purpose!r}; there is {', '.join(PURPOSES)}")
        purpose = PURPOSES[purpose]
    who = Actor.everywhere(actor) if isinstance(actor, str) else actor
    if not who.name.strip():
        raise InvalidArgument("an actor needs a name: the log keeps it")
    mappings = Mappings.beside(address)
    rules = with_kinds(charter) if isinstance(charter, Charter) else open_charter(charter, adapters)
    rules = mappings.over(rules) if mappings else rules
    store = adapters.open_store(address)
    today = None if clock is None else lambda: clock().date()
    try:
        view = View(store, rules, who, scope, purpose, open_calendars(rules, adapters), today)
        return Workspace(store, rules, adapters, view, clock, _memory(address), mappings)
    except BaseException:
        store.close()
        raise


def _memory(address: str | Path) -> Path | None:
    """Where what the office said of its ledgers is kept: beside a store that is a file."""
    path = Path(address)
    return path.with_suffix(".learned.toml") if path.suffix == ".db" else None
