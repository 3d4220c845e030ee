"""The adapters in use: the built-in ones and the plugins, all through the same doors. There is no global manager.

A plugin is a module (or any object) with functions marked `@hookimpl` that bear the names of `grassroots.hooks`. A distribution
offers it under the entry-point group `grassroots`. Plugins are asked before the built-ins; the first that takes an address wins.
What a plugin does wrong stays with it: it is named in a `PluginError`, and the others go on working.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import logging
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

import pluggy
from attrs import evolve, field, frozen

from grassroots import hooks
from grassroots.charter.work_calendar import DayKind, WorkCalendar
from grassroots.errors import GrassrootsError, InvalidArgument, NoPlugin, PluginError
from grassroots.hooks import PROJECT, Channel, CharterFiles, Rows, Writer
from grassroots.ledgers.table import Row, Sheet, Table
from grassroots.problems import nearest
from grassroots.store import Message, Store
from grassroots.values import Period

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from grassroots.reports import Rendered, Report

GROUP = "grassroots"
"""The entry-point group under which distributions offer plugins."""

log = logging.getLogger("grassroots")

INSTALL: Mapping[str, str] = MappingProxyType(
    {
        ".xlsx": "grassroots-xlsx",
        ".xlsm": "grassroots-xlsx",
        ".xls": "grassroots-xlsx",
        ".ods": "grassroots-xlsx",
        ".docx": "grassroots-docx",
        "cn-": "grassroots-charters-cn",
        "holidays:": "grassroots-calendar",
    }
)
"""Which distribution takes what: the ending of a path, or the beginning of a charter's name or of a calendar's address."""

_HOOKS = (
    "grassroots_open_rows",
    "grassroots_open_store",
    "grassroots_open_channel",
    "grassroots_open_writer",
    "grassroots_open_charter",
    "grassroots_open_calendar",
)

T = TypeVar("T")


@frozen(kw_only=True)
class PluginInfo:
    """What is known of one plugin: its name, where it comes from, the hooks it has, and why it is not in use (empty: it is)."""

    name: str
    distribution: str = ""
    version: str = ""
    builtin: bool = False
    hooks: tuple[str, ...] = ()
    failure: str = ""


@frozen
class _Offer:
    """A plugin that may be loaded: its name, how to get it, where it comes from."""

    name: str
    load: Callable[[], object]
    distribution: str = ""
    version: str = ""
    builtin: bool = False


class Plugins:
    """The adapters in use: those of `Plugins.installed()`, or exactly those given to `Plugins.of()`; the built-ins always last.

    Nothing is imported before the first door is opened.

    >>> plugins = Plugins.of()
    >>> "csv" in plugins.names()
    True
    """

    def __init__(self, offers: Iterable[_Offer], *, strict: bool) -> None:
        self._offers = tuple(offers)
        self._strict = strict
        self._manager: pluggy.PluginManager | None = None
        self._infos: dict[str, PluginInfo] = {}
        self._failures: dict[str, PluginError] = {}

    def __repr__(self) -> str:
        return f"<Plugins: {', '.join(offer.name for offer in self._offers)}>"

    @classmethod
    def installed(cls) -> Plugins:
        """Every plugin that an installed distribution offers. One that cannot be used is listed with the reason, and left aside."""
        from importlib.metadata import entry_points

        found = sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value))
        return cls([*(_from_entry_point(point) for point in found), *_builtins()], strict=False)

    @classmethod
    def of(cls, *plugins: object) -> Plugins:
        """Exactly these plugins (modules or objects), asked in this order, and the built-ins.

        Raises:
            PluginError: one of them misspells a hook, or takes other arguments than the hook gives.
        """
        offers = [_Offer(_name_of(plugin), functools.partial(_itself, plugin)) for plugin in plugins]
        given = cls([*offers, *_builtins()], strict=True)
        if plugins:
            given._ready()
        return given

    # -- what there is --

    def names(self) -> tuple[str, ...]:
        """The names of the plugins in use, in the order in which they are asked."""
        self._ready()
        return tuple(name for name, info in self._infos.items() if not info.failure)

    def infos(self) -> tuple[PluginInfo, ...]:
        """Every plugin, also those that could not be used (with the reason), in the order in which they are asked."""
        self._ready()
        return tuple(self._infos.values())

    @property
    def failures(self) -> Mapping[str, PluginError]:
        """What went wrong so far, by the name of the plugin: on loading, or in a hook that another plugin then answered."""
        self._ready()
        return MappingProxyType(self._failures)

    # -- the doors --

    def open_rows(self, address: str | Path, **options: Any) -> Rows:
        """Opens a file of tables. `encoding` overrides what the reader finds.

        Raises:
            NoPlugin: nobody reads such a file; says what to install.
            PluginError: the plugin that reads such files failed.
        """
        name, rows = self._open("grassroots_open_rows", str(address), options, ("tables", "write"))
        return _ContainedRows(name, rows)

    def open_store(self, address: str | Path, **options: Any) -> Store:
        """Opens a store, making it where there is none.

        Raises:
            NoPlugin: nobody keeps records at such an address.
            PluginError: the plugin that does failed.
        """
        methods = (
            "append",
            "head",
            "head_at",
            "read",
            "scan",
            "since",
            "redact",
            "columns",
            "lease",
            "sent",
            "failed",
            "close",
        )
        store: Store = self._open("grassroots_open_store", str(address), options, methods)[1]
        return store

    def open_channel(self, address: str, **options: Any) -> Channel:
        """Opens a way out for notices.

        Raises:
            NoPlugin: nobody sends to such an address.
            PluginError: the plugin that does failed.
        """
        name, channel = self._open("grassroots_open_channel", address, options, ("send",))
        return _ContainedChannel(name, channel)

    def open_writer(self, address: str | Path, **options: Any) -> Writer:
        """Finds the writer for a document by the ending of its path.

        Raises:
            NoPlugin: nobody writes such a document; says what to install.
            PluginError: the plugin that does failed.
        """
        name, writer = self._open("grassroots_open_writer", str(address), options, ("write",))
        return _ContainedWriter(name, writer)

    def open_charter(self, address: str, **options: Any) -> CharterFiles:
        """Finds the files of a charter by its name.

        Raises:
            NoPlugin: nobody has it; says what to install.
            PluginError: the plugin that has it failed.
        """
        name, found = self._open("grassroots_open_charter", address, options, ())
        if not isinstance(found, CharterFiles) or not all(
            isinstance(part, str) for pair in found.files.items() for part in pair
        ):
            raise _wrong_type(name, "grassroots_open_charter", found, "CharterFiles, with texts by file name")
        return found

    def open_calendar(self, address: str, **options: Any) -> WorkCalendar:
        """Finds the working days that an address names.

        Raises:
            NoPlugin: nobody has such a calendar; says what to install.
            PluginError: the plugin that has it failed.
        """
        hook = "grassroots_open_calendar"
        name, found = self._open(hook, address, options, ("kind",))
        called, covers = _contained(name, hook, lambda: (found.name, found.covers))
        if not isinstance(called, str) or not isinstance(covers, Period):
            raise _wrong_type(name, hook, found, "a calendar with a name and the Period that it covers")
        return _ContainedCalendar(name, found, called, covers)

    # -- how a door works --

    def _open(self, hook: str, address: str, options: Mapping[str, Any], methods: Sequence[str]) -> tuple[str, Any]:
        """Asks each plugin in turn; gives the name of the one that took the address, and its adapter."""
        if not address or "\0" in address:
            raise InvalidArgument(f"{address!r} is no address; give a path, a name or a URL")
        frozen_options = MappingProxyType(dict(options))
        failed: PluginError | None = None
        for name, ask in self._asked(hook):
            try:
                adapter = _contained(name, hook, ask, address, frozen_options)
            except PluginError as error:
                if isinstance(error.__cause__, KeyboardInterrupt):
                    raise
                self._failures[name] = error
                log.warning("%s", error)
                failed = failed or error
                continue
            if adapter is None:
                continue
            if not all(callable(getattr(adapter, method, None)) for method in methods):
                raise _wrong_type(name, hook, adapter, "an adapter with " + ", ".join(f"{method}()" for method in methods))
            return name, adapter
        if failed is not None:
            raise failed
        raise self._no_plugin(hook, address)

    def _asked(self, hook: str) -> Iterator[tuple[str, Callable[[str, Mapping[str, Any]], Any]]]:
        manager = self._ready()
        for one in reversed(getattr(manager.hook, hook).get_hookimpls()):
            yield one.plugin_name, _by_name(one.function, one.argnames)

    def _no_plugin(self, hook: str, address: str) -> NoPlugin:
        what = {
            "grassroots_open_rows": "reads",
            "grassroots_open_store": "keeps records at",
            "grassroots_open_channel": "sends to",
            "grassroots_open_writer": "writes",
            "grassroots_open_charter": "has the charter",
            "grassroots_open_calendar": "has the calendar",
        }[hook]
        usable = ", ".join(self.names()) or "none"
        lines = [f"no plugin {what} {address!r}. Loaded: {usable}."]
        ending = Path(address).suffix.lower()
        wanted = next(
            (
                dist
                for key, dist in INSTALL.items()
                if (
                    address.startswith(key)
                    if hook in ("grassroots_open_charter", "grassroots_open_calendar")
                    else ending == key
                )
            ),
            None,
        )
        if wanted:
            lines.append(f"Install it: python -m pip install {wanted}")
        lines += [str(error) for error in self._failures.values()]
        return NoPlugin(" ".join(lines), "", hook)

    def _ready(self) -> pluggy.PluginManager:
        """Loads what is offered, once. The built-ins are registered first, because the last registered is asked first."""
        if self._manager is not None:
            return self._manager
        manager = pluggy.PluginManager(PROJECT)
        manager.add_hookspecs(hooks)
        infos: dict[str, PluginInfo] = {}
        for offer in reversed(self._offers):
            name, failure = offer.name, ""
            names: tuple[str, ...] = ()
            try:
                if manager.has_plugin(name):
                    raise PluginError(f"the plugin {name!r} is left aside: another of that name is in use", name)
                names = _register(manager, offer)
            except PluginError as error:
                if self._strict or offer.builtin or isinstance(error.__cause__, KeyboardInterrupt):
                    raise
                log.warning("%s", error)
                failure = str(error)
                if name in infos:
                    name = f"{name} ({offer.distribution})"
                self._failures[name] = error
            infos[name] = PluginInfo(
                name=name,
                distribution=offer.distribution,
                version=offer.version,
                builtin=offer.builtin,
                hooks=names,
                failure=failure,
            )
        self._infos = dict(reversed(infos.items()))
        self._manager = manager
        return manager


def _from_entry_point(point: EntryPoint) -> _Offer:
    dist = point.dist
    return _Offer(point.name, point.load, dist.name if dist else "", dist.version if dist else "")


def _builtins() -> Iterator[_Offer]:
    """Our own adapters: every module of `grassroots.builtin` that has a hook."""
    import grassroots.builtin as builtin

    for module in sorted(pkgutil.iter_modules(builtin.__path__), key=lambda module: module.name):
        path = f"{builtin.__name__}.{module.name}"
        yield _Offer(module.name, functools.partial(importlib.import_module, path), "grassroots", builtin=True)


def _itself(plugin: object) -> object:
    return plugin


def _name_of(plugin: object) -> str:
    name = getattr(plugin, "__name__", None) or type(plugin).__name__
    return str(name).removeprefix("grassroots_")


def _register(manager: pluggy.PluginManager, offer: _Offer) -> tuple[str, ...]:
    """Loads one plugin and puts it in use; refuses it whole if a hook of it is misspelt."""
    name = offer.name
    plugin = _contained(name, "", offer.load)
    marked = [found for found in _contained(name, "", lambda: dir(plugin)) if _is_hook(manager, plugin, found)]
    for found in marked:
        if found not in _HOOKS:
            near = nearest(found, _HOOKS, most=1)[0]
            raise PluginError(
                f"the plugin {name!r} has a hook {found!r} that does not exist; did you mean {near!r}?", name, found
            )
        if manager.parse_hookimpl_opts(plugin, found) is None:
            raise PluginError(
                f"the plugin {name!r} has {found!r} without @hookimpl; mark it, or it is never asked", name, found
            )
    try:
        manager.register(plugin, name)
        manager.check_pending()
    except (pluggy.PluginValidationError, ValueError) as error:
        if manager.has_plugin(name):
            manager.unregister(name=name)
        raise PluginError(
            f"the plugin {name!r} does not fit: {' '.join(str(error).split())}. A hook takes `address` and `options`.", name
        ) from error
    for one in marked:
        if any(
            impl.plugin_name == name and (impl.wrapper or impl.hookwrapper)
            for impl in getattr(manager.hook, one).get_hookimpls()
        ):
            manager.unregister(name=name)
            raise PluginError(f"the plugin {name!r} wraps {one!r}; a door has no wrappers", name, one)
    return tuple(marked)


def _is_hook(manager: pluggy.PluginManager, plugin: object, name: str) -> bool:
    """Whether this attribute is a hook, or is meant as one: it is marked, or begins as the hooks do."""
    try:
        value = inspect.getattr_static(plugin, name)
    except AttributeError:
        return False
    if isinstance(value, property):
        return False
    return (name.startswith("grassroots_open_") and inspect.isroutine(value)) or bool(
        inspect.isroutine(value) and manager.parse_hookimpl_opts(plugin, name)
    )


def _by_name(function: Callable[..., Any], names: Sequence[str]) -> Callable[[str, Mapping[str, Any]], Any]:
    """A hook may leave out an argument that it does not need."""

    def call(address: str, options: Mapping[str, Any]) -> Any:
        given = {"address": address, "options": options}
        return function(*(given[name] for name in names))

    return call


# -- containment: what a plugin does wrong stays with it --


def _contained(name: str, hook: str, call: Callable[..., T], *args: Any) -> T:
    """Calls into a plugin. What it raises on purpose (a `GrassrootsError`) passes; anything else becomes a `PluginError`.

    That includes what would end the program (SystemExit, KeyboardInterrupt): a plugin does not decide that.
    """
    try:
        return call(*args)
    except GrassrootsError:
        raise
    except BaseException as error:
        where = f"failed in {hook}" if hook else "cannot be loaded"
        raise PluginError(f"the plugin {name!r} {where}: {type(error).__name__}: {_said(error)}", name, hook) from error


def _said(error: BaseException) -> str:
    try:
        return " ".join(str(error).split())[:500]
    except Exception:  # an exception whose own text cannot be made says nothing
        return "(no text)"


def _wrong_type(name: str, hook: str, found: object, wanted: str) -> PluginError:
    return PluginError(f"the plugin {name!r} gave {type(found).__name__} for {hook}; it must give {wanted}", name, hook)


@frozen
class _ContainedRows:
    """Tables of a plugin, each checked as it comes."""

    plugin: str
    inner: Rows = field(repr=False)

    def tables(self) -> Iterator[Table]:
        hook = "grassroots_open_rows"
        for table in _each(self.plugin, hook, _contained(self.plugin, hook, self.inner.tables)):
            if not isinstance(table, Table):
                raise _wrong_type(self.plugin, hook, table, "tables of type Table")
            yield evolve(table, rows=self._rows(table.rows))

    def _rows(self, rows: Iterable[Row]) -> Iterator[Row]:
        hook = "grassroots_open_rows"
        for row in _each(self.plugin, hook, rows):
            if not isinstance(row, Row) or type(row.cells) is not tuple or not all(isinstance(cell, str) for cell in row.cells):
                raise _wrong_type(self.plugin, hook, row, "rows of type Row, whose cells are a tuple of texts")
            yield row

    def write(self, sheets: Sequence[Sheet]) -> None:
        _contained(self.plugin, "grassroots_open_rows", self.inner.write, tuple(sheets))


def _each(plugin: str, hook: str, items: Any) -> Iterator[Any]:
    iterator = _contained(plugin, hook, iter, items)
    end = object()
    while (item := _contained(plugin, hook, next, iterator, end)) is not end:
        yield item


@frozen
class _ContainedChannel:
    plugin: str
    inner: Channel = field(repr=False)

    def send(self, message: Message) -> None:
        _contained(self.plugin, "grassroots_open_channel", self.inner.send, message)


@frozen
class _ContainedWriter:
    plugin: str
    inner: Writer = field(repr=False)

    def write(self, report: Report, rendered: Rendered, target: Path) -> None:
        _contained(self.plugin, "grassroots_open_writer", self.inner.write, report, rendered, target)


@frozen
class _ContainedCalendar:
    """A calendar of a plugin, each answer checked as it comes."""

    plugin: str
    inner: WorkCalendar = field(repr=False)
    name: str
    covers: Period

    def kind(self, day: date) -> DayKind:
        hook = "grassroots_open_calendar"
        found = _contained(self.plugin, hook, self.inner.kind, day)
        if not isinstance(found, DayKind) or type(found.works) is not bool or type(found.provisional) is not bool:
            raise _wrong_type(self.plugin, hook, found, "answers of type DayKind")
        return found
