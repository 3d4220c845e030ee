"""The doors: hook specifications and the protocols of what comes through them. Nothing else is open to plugins.

Each door has one shape: an address in, an adapter or None out; the first plugin that takes the address wins.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import pluggy
from attrs import field, frozen

from grassroots.charter.work_calendar import WorkCalendar
from grassroots.figures.engine import Engine
from grassroots.leaving import Leaving
from grassroots.ledgers.outward.mending import Mending
from grassroots.ledgers.table import Sheet, Table
from grassroots.reports import Rendered, Report
from grassroots.rules.kind import Kind
from grassroots.store import Message, Store

__all__ = [
    "Channel",
    "CharterFiles",
    "Export",
    "Mender",
    "Rows",
    "Writer",
    "grassroots_open_calendar",
    "grassroots_open_channel",
    "grassroots_open_charter",
    "grassroots_open_engine",
    "grassroots_open_export",
    "grassroots_open_kind",
    "grassroots_open_rows",
    "grassroots_open_store",
    "grassroots_open_writer",
    "hookimpl",
]

PROJECT = "grassroots"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


class Rows(Protocol):
    """A file of tables: CSV, XLSX ..."""

    def tables(self) -> Iterator[Table]:
        """The tables in it, one a sheet, in order."""
        ...

    def write(self, sheets: Sequence[Sheet]) -> None:
        """Writes tables: templates, ledgers of what was rejected."""
        ...


@runtime_checkable
class Mender(Protocol):
    """A file of tables that can hold marks: what `grassroots mend` writes."""

    def mend(self, path: Path, tables: Sequence[Table], mending: Mending) -> None:
        """Writes the ledger at `path` (or, of another format, its tables) with the bad cells marked and a sheet of mistakes."""
        ...


class Channel(Protocol):
    """A way out for notices."""

    def send(self, message: Message) -> None:
        """Hands the message over, or raises."""
        ...


class Writer(Protocol):
    """A format for reports."""

    def write(self, report: Report, rendered: Rendered, target: Path) -> None:
        """Writes the report to `target`. The same report gives the same bytes."""
        ...


class Export(Protocol):
    """A format in which records leave as data."""

    @property
    def ending(self) -> str:
        """How a file of this format ends: `.ics`."""
        ...

    def write(self, leaving: Leaving, target: Path) -> None:
        """Writes the records to `target`. The same records give the same bytes, and nothing leaves that is not in `leaving`."""
        ...


@frozen(kw_only=True)
class CharterFiles:
    """A charter as files: name → TOML text. `place` is told in problems. `part`: these are some modules of a charter, not all of it."""

    name: str
    place: str
    files: Mapping[str, str] = field(hash=False)
    part: bool = False


@hookspec(firstresult=True)
def grassroots_open_rows(address: str, options: Mapping[str, Any]) -> Rows | None:
    """Opens a file of tables. Added in 0.1.

    Args:
        address: a path.
        options: `encoding`: overrides what the reader finds.

    Returns:
        The tables, or None for an address of another kind.
    """


@hookspec(firstresult=True)
def grassroots_open_store(address: str, options: Mapping[str, Any]) -> Store | None:
    """Opens a store. Added in 0.1.

    Args:
        address: `memory:`, a path that ends in `.db`, or a URL.
        options: `create`: whether to make it where there is none (`NotFound` otherwise); `read_only`: whether it is only read, and every change
            refused; and what the adapter documents.

    Returns:
        The store, or None for an address of another kind.
    """


@hookspec(firstresult=True)
def grassroots_open_channel(address: str, options: Mapping[str, Any]) -> Channel | None:
    """Opens a way out for notices. Added in 0.1.

    Args:
        address: `console:`, `smtp://host:port`, or another URL.
        options: what the adapter documents.

    Returns:
        The channel, or None for an address of another kind.
    """


@hookspec(firstresult=True)
def grassroots_open_writer(address: str, options: Mapping[str, Any]) -> Writer | None:
    """Finds the writer for a report. Added in 0.1.

    Args:
        address: the path of the document; its ending names the format.
        options: what the adapter documents.

    Returns:
        The writer, or None for an address of another kind.
    """


@hookspec(firstresult=True)
def grassroots_open_export(address: str, options: Mapping[str, Any]) -> Export | None:
    """Finds a format in which records leave as data. Added in 0.1.

    Args:
        address: the name of the format: `icalendar`, `datapackage`.
        options: what the format documents; one that it does not know is refused.

    Returns:
        The format, or None for a name of somebody else's.
    """


@hookspec(firstresult=True)
def grassroots_open_calendar(address: str, options: Mapping[str, Any]) -> WorkCalendar | None:
    """Finds the working days of a country or an office. Added in 0.1.

    Args:
        address: `weekdays:mon-fri`, `holidays:CN`.
        options: what the adapter documents.

    Returns:
        The calendar, or None for an address of another kind.
    """


@hookspec(firstresult=True)
def grassroots_open_kind(address: str, options: Mapping[str, Any]) -> Kind[Any] | None:
    """Finds a kind of rule that the library itself does not have. Added in 0.1.

    Args:
        address: the name of the kind: of the table `[NAME.RULE]` in which a charter writes its rules.
        options: nothing today.

    Returns:
        The kind, with its form and all that follows from its rules, or None for a name of somebody else's.
    """


@hookspec(firstresult=True)
def grassroots_open_engine(address: str, options: Mapping[str, Any]) -> Engine | None:
    """Finds what counts records for figures in place of the reference evaluator, with the same answers. Added in 0.1.

    Args:
        address: `figures`.
        options: nothing of its own; what the engine documents.

    Returns:
        The engine, or None for an address of another kind.
    """


@hookspec(firstresult=True)
def grassroots_open_charter(address: str, options: Mapping[str, Any]) -> CharterFiles | None:
    """Finds a charter by its name. Added in 0.1.

    Args:
        address: the charter's id: `association`, `cn-street`.
        options: nothing today.

    Returns:
        Its files, or None for a charter of somebody else's.
    """
