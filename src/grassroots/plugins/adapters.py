"""The adapters in use: the built-in ones and the plugins, all through the same doors.

A plugin is a module (or any object) with functions marked `@hookimpl` that bear the names of `grassroots.hooks`. A distribution
offers it under the entry-point group `grassroots`. Plugins are asked before the built-ins; the first that takes an address wins.
What a plugin does wrong stays with it: it is named in a `PluginError`, and the others go on working.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pluggy
from attrs import frozen

from grassroots import hooks
from grassroots.charter.work_calendar import WorkCalendar
from grassroots.errors import GrassrootsError, InvalidArgument, NoPlugin, PluginError
from grassroots.figures.engine import Engine
from grassroots.hooks import PROJECT, Channel, CharterFiles, Export, Rows, Writer
from grassroots.logs import log
from grassroots.plugins.contained import (
    ContainedCalendar,
    ContainedChannel,
    ContainedEngine,
    ContainedExport,
    ContainedRows,
    ContainedWriter,
    contained,
    wrong_type,
)
from grassroots.plugins.contained_store import contained_store
from grassroots.plugins.doors import DOORS, told_address
from grassroots.plugins.kinds import contained_kind
from grassroots.plugins.offers import Offer, builtins, by_name, chosen, given, installed, register, said_to_choose
from grassroots.problems import Named, Problem
from grassroots.rules.kind import Kind
from grassroots.store import Store
from grassroots.texts import Catalogue, catalogue, folder_of, in_each
from grassroots.values import Language, Period

Ask = Callable[[str, Mapping[str, Any]], Any]
"""Asks one plugin about an address."""

CHOICE = "GRASSROOTS_PLUGINS"
"""The environment variable that chooses among installed plugins."""


@frozen(kw_only=True)
class PluginInfo:
    """What is known of one plugin: its name, where it comes from, the hooks it has, and why it is not in use (empty: it is)."""

    name: str
    distribution: str = ""
    version: str = ""
    builtin: bool = False
    hooks: tuple[str, ...] = ()
    failure: str = ""


class Plugins:
    """The adapters in use: those of `Plugins.installed()`, or exactly those given to `Plugins.of()`; the built-ins always last.

    Nothing is imported before the first door is opened.

    >>> plugins = Plugins.of()
    >>> "csv" in plugins.names()
    True
    """

    def __init__(self, offers: Iterable[Offer], *, strict: bool, prefer: Iterable[str] = ()) -> None:
        self._offers = tuple(offers)
        self._strict = strict
        self._preferred = frozenset(prefer)
        self._claims: dict[tuple[str, str], tuple[str, ...]] = {}
        self._manager: pluggy.PluginManager | None = None
        self._infos: dict[str, PluginInfo] = {}
        self._failures: dict[str, PluginError] = {}

    def __repr__(self) -> str:
        return f"<Plugins: {', '.join(offer.name for offer in self._offers)}>"

    @classmethod
    def installed(cls, *, without: Iterable[str] = (), prefer: Iterable[str] = ()) -> Plugins:
        """Every plugin that an installed distribution offers. One that cannot be used is listed with the reason, and left aside.

        Where two would take the same address, the first by name takes it, and both are told (`claims`, the log). `GRASSROOTS_PLUGINS` chooses, too:
        `mine,-other` asks `mine` first, and leaves `other` out.

        Args:
            without: the names of those that are left out.
            prefer: the names of those that are asked first, in this order; built-in ones, too.

        Raises:
            InvalidArgument: there is no plugin of such a name.
        """
        out, first = said_to_choose(os.environ.get(CHOICE, ""))
        out, first = (*_names(without), *out), (*_names(prefer), *first)
        return cls(chosen([*installed(), *builtins()], out, first), strict=False, prefer=first)

    @classmethod
    def of(cls, *plugins: object) -> Plugins:
        """Exactly these plugins (modules or objects), asked in this order, and the built-ins.

        Raises:
            PluginError: one of them misspells a hook, or takes other arguments than the hook gives.
        """
        made = cls([*map(given, plugins), *builtins()], strict=True)
        if plugins:
            made._ready()
        return made

    # -- what there is --

    def names(self) -> tuple[str, ...]:
        """The names of the plugins in use, in the order in which they are asked."""
        self._ready()
        return tuple(name for name, info in self._infos.items() if not info.failure)

    def infos(self) -> tuple[PluginInfo, ...]:
        """Every plugin, also those that could not be used (with the reason), in the order in which they are asked."""
        self._ready()
        return tuple(self._infos.values())

    def charters(self) -> tuple[str, ...]:
        """The names of the charters that the plugins in use bring, in the order of their names."""
        from importlib.resources import files

        packages = {getattr(one, "__package__", "") for one in self._ready().get_plugins()} - {"", None}
        folders = (folder for package in packages for folder in files(str(package)).iterdir() if folder.is_dir())
        return tuple(sorted(one.name.replace("_", "-") for one in folders if one.joinpath("charter.toml").is_file()))

    def exports(self) -> Mapping[str, Named]:
        """The formats in which records leave that the plugins in use bring, by name, with what they are called: the texts `export-NAME` of their packages."""
        return {name: Named(name, in_each(partial(texts.say, f"export-{name}"))) for name, texts in self._export_texts()}

    def about_export(self, name: str, language: Language) -> str:
        """What a format holds, as its package says it (`about-export-NAME`); empty where it says nothing."""
        texts = dict(self._export_texts()).get(name)
        return texts.say(f"about-export-{name}", language) if texts is not None and f"about-export-{name}" in texts else ""

    def export_named(self, name: str) -> str:
        """A format by its name, or by what it is called in any language."""
        called = {text.casefold(): one for one, named in self.exports().items() for text in (one, *named.labels.values())}
        return called.get(name.strip().casefold(), name)

    def _export_texts(self) -> Iterator[tuple[str, Catalogue]]:
        packages = {getattr(one, "__package__", "") for one in self._ready().get_plugins()} - {"", None}
        for package in sorted(map(str, packages)):
            if folder_of(package).joinpath("texts.toml").is_file():
                texts = catalogue(package)
                yield from ((code.removeprefix("export-"), texts) for code in texts if code.startswith("export-"))

    @property
    def failures(self) -> Mapping[str, PluginError]:
        """What went wrong so far, by the name of the plugin: on loading, or in a hook that another plugin then answered."""
        self._ready()
        return MappingProxyType(self._failures)

    @property
    def claims(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """What more than one plugin would have taken so far, and nobody chose: the door and the ending or beginning of the address → the plugins, the one
        that took it first."""
        return MappingProxyType(self._claims)

    # -- the doors --

    def open_rows(self, address: str | Path, **options: Any) -> Rows:
        """Opens a file of tables. `encoding` overrides what the reader finds.

        Raises:
            NoPlugin: nobody reads such a file; says what to install.
            PluginError: the plugin that reads such files failed.
        """
        name, rows = self._open("grassroots_open_rows", str(address), options)
        return ContainedRows(name, rows)

    def open_store(self, address: str | Path, **options: Any) -> Store:
        """Opens a store. `create`: whether to make it where there is none; `read_only`: whether it is only read.

        Raises:
            NotFound: there is none, and it is not to be made.
            NoPlugin: nobody keeps records at such an address.
            PluginError: the plugin that does failed.
        """
        name, store = self._open("grassroots_open_store", str(address), options)
        return store if self._infos[name].builtin else contained_store(name, store)

    def open_channel(self, address: str, **options: Any) -> Channel:
        """Opens a way out for notices.

        Raises:
            NoPlugin: nobody sends to such an address.
            PluginError: the plugin that does failed.
        """
        name, channel = self._open("grassroots_open_channel", address, options)
        return ContainedChannel(name, channel)

    def open_writer(self, address: str | Path, **options: Any) -> Writer:
        """Finds the writer for a document by the ending of its path.

        Raises:
            NoPlugin: nobody writes such a document; says what to install.
            PluginError: the plugin that does failed.
        """
        name, writer = self._open("grassroots_open_writer", str(address), options)
        return ContainedWriter(name, writer)

    def open_export(self, address: str, **options: Any) -> Export:
        """Finds a format in which records leave by its name.

        Raises:
            NoPlugin: nobody exports so; says what there is.
            PluginError: the plugin that does failed.
            InvalidArgument: the format has no such option.
        """
        hook = "grassroots_open_export"
        name, export = self._open(hook, address, options)
        ending = contained(name, hook, lambda: export.ending)
        if not isinstance(ending, str) or not ending.startswith("."):
            raise wrong_type(name, hook, export, "a format with an ending such as .json")
        return ContainedExport(name, export, ending)

    def open_charter(self, address: str, **options: Any) -> CharterFiles:
        """Finds the files of a charter by its name.

        Raises:
            NoPlugin: nobody has it; says what to install.
            PluginError: the plugin that has it failed.
        """
        name, found = self._open("grassroots_open_charter", address, options)
        if not isinstance(found, CharterFiles) or not all(
            isinstance(part, str) for pair in found.files.items() for part in pair
        ):
            raise wrong_type(name, "grassroots_open_charter", found, "CharterFiles, with texts by file name")
        return found

    def open_calendar(self, address: str, **options: Any) -> WorkCalendar:
        """Finds the working days that an address names.

        Raises:
            NoPlugin: nobody has such a calendar; says what to install.
            PluginError: the plugin that has it failed.
        """
        hook = "grassroots_open_calendar"
        name, found = self._open(hook, address, options)
        called, covers = contained(name, hook, lambda: (found.name, found.covers))
        if not isinstance(called, str) or not isinstance(covers, Period):
            raise wrong_type(name, hook, found, "a calendar with a name and the Period that it covers")
        return ContainedCalendar(name, found, called, covers)

    def open_kind(self, address: str, **options: Any) -> Kind[Any]:
        """Finds a kind of rule by the name of its table.

        Raises:
            NoPlugin: nobody has such a kind.
            PluginError: the plugin that has it failed, gave something else, or declares what cannot be used.
        """
        name, found = self._open("grassroots_open_kind", address, options)
        if not isinstance(found, Kind) or found.name != address or found.form is None:
            raise wrong_type(name, "grassroots_open_kind", found, f"a Kind of the name {address!r} with a form")
        return contained_kind(name, found)

    def engine(self, address: str = "", **options: Any) -> Engine | None:
        """Finds what counts records for figures in place of the reference evaluator; None where nobody brought one, or where it cannot be used.

        Args:
            address: where is counted, `duckdb:` or another that a plugin takes; without one, whoever takes `figures` counts.
            options: for the plugin.

        Raises:
            NoPlugin: nobody counts at such an address.
        """
        hook = "grassroots_open_engine"
        if address:
            return ContainedEngine(*self._open(hook, address, options))
        if not any(self._asked(hook)):
            return None
        try:
            name, found = self._open(hook, "figures", options)
        except PluginError:
            return None
        return ContainedEngine(name, found)

    # -- how a door works --

    def _open(self, hook: str, address: str, options: Mapping[str, Any]) -> tuple[str, Any]:
        """Asks each plugin in turn; gives the name of the one that took the address, and its adapter."""
        if not address or "\0" in address:
            raise InvalidArgument(f"{address!r} is no address; give a path, a name or a URL")
        methods = DOORS[hook].methods
        frozen_options = MappingProxyType(dict(options))
        failed: PluginError | None = None
        asked = list(self._asked(hook))
        for at, (name, ask) in enumerate(asked):
            try:
                adapter = contained(name, hook, ask, address, frozen_options)
            except PluginError as error:
                self._failures[name] = error
                log.warning("the plugin %s failed in %s: %s", name, hook, type(error.__cause__).__name__)
                failed = failed or error
                continue
            if adapter is None:
                continue
            if not contained(name, hook, lambda found: all(callable(getattr(found, one, None)) for one in methods), adapter):
                raise wrong_type(name, hook, adapter, "an adapter with " + ", ".join(f"{method}()" for method in methods))
            self._note(hook, address, frozen_options, name, asked[at + 1 :])
            return name, adapter
        if failed is not None:
            raise failed
        raise self._no_plugin(hook, address)

    def _note(self, hook: str, address: str, options: Mapping[str, Any], name: str, others: Sequence[tuple[str, Ask]]) -> None:
        """Tells once of a kind of address that others would take as well, where nobody said which of them is to have it."""
        door = DOORS[hook]
        what = hook.removeprefix("grassroots_open_"), address.partition(":")[0] if door.named else Path(address).suffix
        if self._strict or door.once or name in self._preferred or self._infos[name].builtin or what in self._claims:
            return
        also = []
        for other, ask in others:
            with suppress(PluginError, GrassrootsError):
                if contained(other, hook, ask, address, options) is not None:
                    also.append(other)
        if also:
            self._claims[what] = (name, *also)
            log.warning("the plugin %s takes %s, which %s would take, too; %s chooses", name, what[1], ", ".join(also), CHOICE)

    def _asked(self, hook: str) -> Iterator[tuple[str, Ask]]:
        manager = self._ready()
        for one in reversed(getattr(manager.hook, hook).get_hookimpls()):
            yield one.plugin_name, by_name(one.function, one.argnames)

    def _no_plugin(self, hook: str, address: str) -> NoPlugin:
        door = DOORS[hook]
        if hook == "grassroots_open_charter" and (near := difflib.get_close_matches(address, self.charters(), cutoff=0.7)):
            alike = Problem("no-such-charter", value=address, details={"near": tuple(near)})
            return NoPlugin(alike.text(), "", hook, alike)
        usable = ", ".join(self.names()) or "none"
        told = told_address(address)
        lines = [f"no plugin {door.does} {told!r}. Loaded: {usable}."]
        if wanted := door.to_install(address):
            lines.append(f"Install it: python -m pip install {wanted}")
        lines += [str(error) for error in self._failures.values()]
        kinds = {
            "grassroots_open_rows": "no-reader",
            "grassroots_open_store": "no-keeper",
            "grassroots_open_channel": "no-sender",
            "grassroots_open_charter": "no-charter",
            "grassroots_open_export": "no-export",
            "grassroots_open_engine": "no-counter",
        }
        listed: dict[str, Callable[[], Iterable[str]]] = {
            "grassroots_open_charter": self.charters,
            "grassroots_open_export": lambda: self.exports().values(),
        }
        code = kinds.get(hook, "no-plugin") + ("" if wanted else "-known")
        details = {"install": wanted or "—"} if wanted or hook not in listed else {"known": tuple(listed[hook]())}
        problem = Problem(code, value=told, details=details)
        return NoPlugin(" ".join(lines), "", hook, problem)

    def _ready(self) -> pluggy.PluginManager:
        """Loads what is offered, once."""
        if self._manager is None:
            load = _loaded if self._strict else _loaded_of_installed
            self._manager, infos, failures = load(self._offers, self._strict)
            self._infos = dict(infos)
            self._failures.update(failures)
            if failures:
                _loaded_of_installed.cache_clear()
        return self._manager


_Loaded = tuple[pluggy.PluginManager, Mapping[str, PluginInfo], Mapping[str, PluginError]]


def _loaded(offers: Sequence[Offer], strict: bool) -> _Loaded:
    """What is offered, ready to be asked; all of it, and what cannot be used. The built-ins are registered first, because the last registered is asked first."""
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(hooks)
    infos: dict[str, PluginInfo] = {}
    failures: dict[str, PluginError] = {}
    for offer in reversed(offers):
        name, failure = offer.name, ""
        names: tuple[str, ...] = ()
        try:
            if manager.has_plugin(name):
                raise PluginError(f"the plugin {name!r} is left aside: another of that name is in use", name)
            names = register(manager, offer)
        except PluginError as error:
            if strict or offer.builtin:
                raise
            log.warning("the plugin %s is left aside", name)
            failure = str(error)
            if name in infos:
                name = f"{name} ({offer.distribution})"
            failures[name] = error
        infos[name] = PluginInfo(
            name=name,
            distribution=offer.distribution,
            version=offer.version,
            builtin=offer.builtin,
            hooks=names,
            failure=failure,
        )
    return manager, dict(reversed(infos.items())), failures


_loaded_of_installed = lru_cache(maxsize=2)(_loaded)
"""What distributions offer is the same for every office, and is registered once; what cannot be used is tried again."""


def _names(given: Iterable[str]) -> tuple[str, ...]:
    """Names of plugins.

    Raises:
        InvalidArgument: it is one text, or no names.
    """
    listed = tuple(given) if isinstance(given, Iterable) and not isinstance(given, str) else (None,)
    if not all(isinstance(one, str) for one in listed):
        raise InvalidArgument(f"{given!r}: a list of names of plugins is wanted here")
    return tuple(map(str, listed))
