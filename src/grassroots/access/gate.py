"""The gate of an office: it alone holds the store, and gives views of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from grassroots.access.actors import Actor, Purpose
from grassroots.access.shared import Shared
from grassroots.access.view import View
from grassroots.charter import Charter
from grassroots.charter.work_calendar import WorkCalendar
from grassroots.errors import InvalidArgument
from grassroots.problems import Problem
from grassroots.store import LogStore, Remembered, Store, bare
from grassroots.values import UnitId


class Gate:
    """A store with what is carried of it, and what counts its records for figures if somebody brought that: shared by all views."""

    def __init__(self, store: Store, engine: object = None) -> None:
        self._store, self._engine = Remembered(store), engine

    def __repr__(self) -> str:
        return repr(self._store)

    def view(
        self,
        charter: Charter,
        actor: Actor,
        scope: UnitId | None,
        purpose: Purpose,
        calendars: Mapping[str, WorkCalendar],
        today: Callable[[], date],
        own: Charter | None = None,
        shared: Shared | None = None,
    ) -> View:
        """What one actor may read and change, within a scope, for a purpose. `own`: the office's charter, where another is tried; `shared`: what those who
        are given a view under this charter keep together."""
        return View(self._store, charter, actor, scope, purpose, calendars, today, self._engine, own, shared)

    def copied_into(self, store: Store) -> Gate:
        """A gate before a copy of the store, as it stands at one moment.

        Raises:
            InvalidArgument: the store is none that can be copied so.
        """
        own, copy = bare(self._store), bare(store)
        if not isinstance(own, LogStore) or not isinstance(copy, LogStore):
            raise InvalidArgument.of(Problem("no-copy"))
        own.copy_into(copy)
        return Gate(store, self._engine)

    def close(self) -> None:
        """Lets go of the store."""
        self._store.close()
