"""What an open office holds, and what all its parts use."""

from __future__ import annotations

import os
import secrets
import shutil
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from functools import wraps
from itertools import count
from pathlib import Path
from threading import RLock, local
from types import TracebackType
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Self, TypeVar

from grassroots.access.actors import PURPOSES, Actor, Purpose
from grassroots.access.gate import Gate
from grassroots.access.scope import LAST_DAY
from grassroots.access.shared import Shared
from grassroots.access.view import View
from grassroots.charter import Charter
from grassroots.charter.work_calendar import WorkCalendar
from grassroots.errors import Conflict, InvalidArgument, refused
from grassroots.logs import log
from grassroots.plugins import Plugins
from grassroots.problems import Problem, one_of
from grassroots.values import UnitId
from grassroots.workspace.mapped.kept import Mappings

if TYPE_CHECKING:
    from grassroots.ledgers import Sheet
    from grassroots.reports import Rendered, Report


class Held:
    """What an office and all views of it share: the charter, the gate, the plugins, the calendars, the clock."""

    def __init__(
        self,
        gate: Gate,
        charter: Charter,
        plugins: Plugins,
        calendars: Mapping[str, WorkCalendar],
        clock: Callable[[], datetime] | None,
        read_only: bool,
        memory: Path | None,
        mappings: Mappings | None,
        own: Charter | None = None,
    ) -> None:
        self.gate = gate
        self.charter = charter
        self.own = own
        self.plugins = plugins
        self.calendars = calendars
        self.clock = clock
        self.read_only = read_only
        self.memory = memory
        self.mappings = mappings
        self.closed = False
        self.tried = False
        self.lock = RLock()
        self.editing = RLock()
        self._views: OrderedDict[tuple[Actor, UnitId | None, Purpose], View] = OrderedDict()
        self._shared = Shared()

    def goes_on_under(self, charter: Charter, calendars: Mapping[str, WorkCalendar]) -> None:
        """Whoever is given a view from now on has it under this charter."""
        with self.lock:
            self.charter, self.calendars = charter, calendars
            self._views.clear()
            self._shared = Shared()

    def tried_under(self, charter: Charter, calendars: Mapping[str, WorkCalendar]) -> Held:
        """The same store and plugins under another charter, for reading only; what is closed, and who has which rights, this office's own charter says."""
        own = self.own or self.charter
        return Held(self.gate, charter, self.plugins, calendars, self.clock, True, None, None, own)

    def tried_on(self, gate: Gate) -> Held:
        """The same charter and plugins over a copy of the store, from which nothing is sent."""
        made = Held(
            gate, self.charter, self.plugins, self.calendars, self.clock, False, None, Mappings.beside("memory:"), self.own
        )
        made.tried = True
        return made

    def today(self) -> date:
        """The day by whose tree rights are decided; without a clock, they follow the tree as it stands after every dated change."""
        return LAST_DAY if self.clock is None else self.clock().date()

    def view(self, actor: Actor, scope: UnitId | str | None, purpose: Purpose) -> View:
        """The view of one reader: the same again, with the snapshots that it has, while it is one of the last few that were asked for."""
        wanted = (actor, None if scope is None else UnitId(scope), purpose)
        with self.lock:
            found = self._views.pop(wanted, None)
            if found is None:
                found = self.gate.view(
                    self.charter, actor, wanted[1], purpose, self.calendars, self.today, self.own, self._shared
                )
            found.require_read()
            self._views[wanted] = found
            while len(self._views) > MOST_VIEWS:
                self._views.popitem(last=False)
        return found


MOST_VIEWS = 32
"""The views of so many readers are kept, the last ones asked for."""


class Opened:
    """A charter, a store and plugins opened together, seen by one actor within a scope for a purpose."""

    def __init__(self, held: Held, view: View, *, whole: bool = True) -> None:
        self.charter = held.charter
        self.plugins = held.plugins
        self.view = view
        self._held = held
        self._owner = whole
        self._clock = held.clock
        self._closed = False
        self._edit = local()
        self._rendered: list[tuple[Report, tuple[str, str, str, str], Rendered]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        return (
            f"<{type(self).__name__} {self.charter.id}: {self._held.gate!r}, {self.view!r}{', closed' if self._closed else ''}>"
        )

    def seen_by(self, actor: str | Actor, *, scope: str | None = None, purpose: str | Purpose = "office") -> Self:
        """The same office as another actor sees it: cheap, made for each request, and it needs no closing. Store, plugins and what was read are shared.

        Args:
            actor: a name (may do everything), or an actor with grants.
            scope: a unit; then only what lies at or under it is read and changed.
            purpose: what it is read for: `office`, `statistics`, `publication`, or a purpose of your own.

        Raises:
            Refused: the actor may read nothing.
            InvalidArgument: no such purpose, or the actor has no name.
        """
        self._open()
        return type(self)(self._held, self._held.view(actor_of(actor), scope, purpose_of(purpose)), whole=False)

    def close(self) -> None:
        """Lets go of the store, and with it of every view of the office; a view lets go of itself only. Figures can no longer show their records."""
        self._closed = True
        if self._owner and not self._held.closed:
            self._held.closed = True
            self._held.gate.close()

    def _open(self) -> None:
        """Checks that the office is open."""
        if self._closed or self._held.closed:
            raise InvalidArgument("this office is closed; open it again")

    def _changing(self) -> None:
        """Checks that the office may be changed."""
        if self._held.read_only:
            raise refused(Problem("read-only"))
        self._open()

    def _under(self, charter: Charter) -> None:
        """Goes on under a charter that says more."""
        from grassroots.workspace.charters import open_calendars

        self._held.goes_on_under(charter, open_calendars(charter, self.plugins))
        self.charter = charter
        self.view = self._held.view(self.view.actor, self.view.scope, self.view.purpose)

    def _write_table(self, sheet: Sheet, address: str | Path) -> Path:
        """Writes a table; the ending of the path names the format. The file appears whole or not at all; one of that name is replaced."""
        with written_whole(address) as part:
            self.plugins.open_rows(address)  # who writes such a table is asked by the name that was given
            self.plugins.open_rows(part).write([sheet])
        return Path(address)

    def _scope(self, scope: str | None) -> UnitId | None:
        return self.view.scope if scope is None else UnitId(scope)

    def _actor(self, actor: str) -> str:
        return self.view.signing(actor.strip())

    def _reason(self, reason: str) -> str:
        if not reason.strip():
            raise InvalidArgument.of(Problem("no-reason"))
        return reason

    def _now(self) -> datetime | None:
        if self._clock is None:
            return None
        now = self._clock()
        if now.tzinfo is None:
            raise InvalidArgument("the clock gives a time without a time zone; use datetime.now(timezone.utc)")
        return now

    @property
    def _seen(self) -> int | None:
        """The change after which nothing may have happened when what is being worked out is stored."""
        return getattr(self._edit, "seen", None)


@contextmanager
def written_whole(address: str | Path) -> Iterator[Path]:
    """A file that appears whole or not at all: what is written to the path that is given stands at the address once all went well.

    Raises:
        InvalidArgument: its folder does not exist or may not be written in, it is a folder, or records of an office lie in it.
    """
    target = Path(address)
    if not target.parent.is_dir():
        raise InvalidArgument.of(Problem("no-folder", value=str(target.parent)))
    if target.is_dir():
        raise InvalidArgument.of(Problem("file-is-folder", value=str(target)))
    if not os.access(target.parent, os.W_OK):
        raise InvalidArgument.of(Problem("folder-closed", value=str(target.parent)))
    if _is_store(target):
        raise InvalidArgument.of(Problem("file-is-store", value=str(target)))
    part = target.with_name(f".{target.stem}.part{target.suffix}")
    try:
        yield part
        os.replace(part, target)
    finally:
        if part.is_dir():  # of a writer that did not write a file
            shutil.rmtree(part)
        part.unlink(missing_ok=True)


def _is_store(path: Path) -> bool:
    """Whether a file is a database: whatever it is called, what lies in it is not written over."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\0"


O = TypeVar("O", bound=Opened)  # noqa: E741
P = ParamSpec("P")
T = TypeVar("T")

TRIES = 100
"""So often an edit is worked out again when somebody else changed something meanwhile. Of those who meet, one always gets through."""


def judged_whole(edit: Callable[Concatenate[O, P], T]) -> Callable[Concatenate[O, P], T]:
    """Makes an edit serializable: what it is judged by is what the store still holds when it is stored. Where somebody else was faster, rights and checks
    are worked out again from what holds then. Threads of one office take turns; other programs are noticed by the store."""

    @wraps(edit)
    def run(self: O, /, *args: P.args, **kwargs: P.kwargs) -> T:
        if self._seen is not None:  # an edit within an edit
            return edit(self, *args, **kwargs)
        self._changing()
        with self._held.editing:
            self._edit.first = {}
            for tried in count(1):
                self._edit.seen = self.view.head().seq
                try:
                    return edit(self, *args, **kwargs)
                except Conflict as error:
                    log.info("conflict: %s, attempt %d of %d", edit.__name__, tried, TRIES)
                    if tried >= TRIES or error.final or self.view.head().seq == self._edit.seen:
                        raise
                finally:
                    self._edit.seen = None
        raise AssertionError  # pragma: no cover

    return run


def actor_of(actor: str | Actor) -> Actor:
    """An actor from a name, which may do everything.

    Raises:
        InvalidArgument: it has no name.
    """
    who = Actor.everywhere(actor) if isinstance(actor, str) else actor
    if not isinstance(who, Actor):
        raise InvalidArgument(f"{actor!r} is no actor; give a name, or an Actor with grants")
    if not who.name.strip():
        raise InvalidArgument("an actor needs a name: the log keeps it")
    return who


def purpose_of(purpose: str | Purpose) -> Purpose:
    """A purpose from its name.

    Raises:
        InvalidArgument: there is none of that name.
    """
    return purpose if isinstance(purpose, Purpose) else PURPOSES[one_of(purpose, PURPOSES, "purpose")]


def batch_id(kind: str) -> str:
    """The id of a batch: what kind of change it is, and nothing of its content, which could be guessed from it once it is erased.

    A change that is asked for again changes nothing, for what it would bring is there.
    """
    return f"{kind}:{secrets.token_hex(16)}"
