"""What an open workspace holds, and what all its parts use."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from grassroots.access.view import View
from grassroots.charter import Charter
from grassroots.errors import InvalidArgument
from grassroots.figures import Evaluator
from grassroots.plugins import Plugins
from grassroots.store import Store
from grassroots.values import Language, UnitId
from grassroots.workspace.mappings import Mappings

if TYPE_CHECKING:
    from grassroots.reports import Rendered, Report


class Opened:
    """A charter, a store and plugins opened together, for one actor, scope and purpose."""

    def __init__(
        self,
        store: Store,
        charter: Charter,
        plugins: Plugins,
        view: View,
        clock: Callable[[], datetime] | None = None,
        memory: Path | None = None,
        mappings: Mappings | None = None,
    ) -> None:
        self.charter = charter
        self.plugins = plugins
        self.view = view
        self._store = store
        self._clock = clock
        self._memory = memory
        self._mappings = mappings
        self._closed = False
        self._evaluator: Evaluator | None = None
        self._rendered: list[tuple[Report, Language, Rendered]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Workspace {self.charter.id}: {self._store!r}, {self.view!r}{', closed' if self._closed else ''}>"

    def close(self) -> None:
        """Lets go of the store. Figures made here can no longer show their records."""
        if not self._closed:
            self._closed = True
            self._store.close()

    def _open(self) -> Store:
        if self._closed:
            raise InvalidArgument("this workspace is closed; open it again")
        return self._store

    def _under(self, charter: Charter) -> None:
        """Goes on under a charter that says more."""
        from grassroots.workspace.charters import open_calendars

        view = self.view
        self.charter = charter
        calendars = open_calendars(charter, self.plugins)
        self.view = View(self._store, charter, view.actor, view.scope, view.purpose, calendars, view.today)
        self._evaluator = None

    def _scope(self, scope: str | None) -> UnitId | None:
        return self.view.scope if scope is None else UnitId(scope)

    def _actor(self, actor: str) -> str:
        return actor.strip() or self.view.actor.name

    def _reason(self, reason: str) -> str:
        if not reason.strip():
            raise InvalidArgument("say why: a change needs a reason, which the log keeps")
        return reason

    def _now(self) -> datetime | None:
        if self._clock is None:
            return None
        now = self._clock()
        if now.tzinfo is None:
            raise InvalidArgument("the clock gives a time without a time zone; use datetime.now(timezone.utc)")
        return now


def day_of(day: date | str) -> date:
    """A day from a date or from `YYYY-MM-DD`.

    Raises:
        InvalidArgument: it is no day, or a date with a time.

    >>> day_of("2014-06-30")
    datetime.date(2014, 6, 30)
    """
    if isinstance(day, date) and not isinstance(day, datetime):
        return day
    try:
        if isinstance(day, str) and len(day) == 10:
            return date.fromisoformat(day)
    except ValueError:
        pass
    raise InvalidArgument(f"{day!r} is no day; write it as 2014-06-30")


def batch_id(kind: str, *parts: str) -> str:
    """The same change of the same state has the same id: sent twice, it is stored once."""
    return f"{kind}:{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:32]}"
