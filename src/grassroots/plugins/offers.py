"""What may be loaded: plugins of installed distributions, modules and objects that are given, and our own adapters."""

from __future__ import annotations

import functools
import importlib
import inspect
import os
import pkgutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar

import pluggy
from attrs import frozen

from grassroots.errors import InvalidArgument, PluginError
from grassroots.plugins.contained import contained
from grassroots.plugins.doors import DOORS
from grassroots.problems import Problem, nearest
from grassroots.texts import points_of

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint


GROUP = "grassroots"
"""The entry-point group under which distributions offer plugins."""


@frozen
class Offer:
    """A plugin that may be loaded: its name, how to get it, where it comes from."""

    name: str
    load: Callable[[], object]
    distribution: str = ""
    version: str = ""
    builtin: bool = False


def installed() -> tuple[Offer, ...]:
    """What installed distributions offer. They are looked through again only where a folder in which some lie has changed."""
    places = []
    for place in sys.path:
        with suppress(OSError):
            places.append((place, os.stat(place or ".").st_mtime_ns))
    return _installed(tuple(places))


@functools.lru_cache(maxsize=4)
def _installed(places: tuple[tuple[str, int], ...]) -> tuple[Offer, ...]:
    return tuple(map(from_entry_point, sorted(points_of(GROUP), key=lambda point: (point.name, point.value))))


def from_entry_point(point: EntryPoint) -> Offer:
    """What an installed distribution offers."""
    dist = point.dist
    return Offer(point.name, point.load, dist.name if dist else "", dist.version if dist else "")


def chosen(offers: Sequence[Offer], without: Sequence[str], prefer: Sequence[str]) -> list[Offer]:
    """The offers without some, and those that are preferred first, in that order.

    Raises:
        InvalidArgument: there is none of such a name.
    """
    known = dict.fromkeys(one.name for one in offers)
    for name in (*without, *prefer):
        if name not in known:
            raise InvalidArgument.of(Problem("no-such-plugin", value=name, details={"near": nearest(name, known)}))
    rank = {name: at for at, name in enumerate(prefer)}
    return sorted((one for one in offers if one.name not in without), key=lambda one: rank.get(one.name, len(rank)))


def said_to_choose(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a text says of plugins: which are left out, and which come first.

    >>> said_to_choose("mine, -other")
    (('other',), ('mine',))
    """
    names = [name.strip() for name in text.split(",") if name.strip()]
    return tuple(name[1:].strip() for name in names if name.startswith("-")), tuple(
        name for name in names if not name.startswith("-")
    )


@functools.cache
def builtins() -> tuple[Offer, ...]:
    """Our own adapters: every module of `grassroots.builtin` that has a hook."""
    import grassroots.builtin as builtin

    return tuple(_modules_of(builtin))


def _modules_of(builtin: ModuleType) -> Iterator[Offer]:
    for module in sorted(pkgutil.iter_modules(builtin.__path__), key=lambda module: module.name):
        path = f"{builtin.__name__}.{module.name}"
        yield Offer(module.name, functools.partial(importlib.import_module, path), "grassroots", builtin=True)


def given(plugin: object) -> Offer:
    """A module or object that somebody gives, under its own name.

    Raises:
        PluginError: it is a class, a text, a list or nothing.
    """
    if plugin is None or isinstance(plugin, type | str | bytes | list | tuple | set | dict):
        cure = "give the module itself, or an object with hooks" + (", made of this class" if isinstance(plugin, type) else "")
        raise PluginError(f"{plugin!r} is no plugin; {cure}")
    name = getattr(plugin, "__name__", None) or type(plugin).__name__
    return Offer(str(name).removeprefix("grassroots_"), lambda: plugin)


def register(manager: pluggy.PluginManager, offer: Offer) -> tuple[str, ...]:
    """Loads one plugin and puts it in use; refuses it whole if a hook of it is misspelt."""
    name = offer.name
    plugin = contained(name, "", offer.load)
    if isinstance(plugin, ModuleType) and (offer.builtin or offer.distribution):
        module = plugin
        plugin = contained(name, "", lambda: _Hooks.of(manager, module))
    marked = [found for found in contained(name, "", lambda: dir(plugin)) if _is_hook(manager, plugin, found)]
    if not marked and not offer.builtin:
        raise PluginError(f"the plugin {name!r} has no hook; its functions bear the names of grassroots.hooks", name)
    for found in marked:
        if found not in DOORS:
            near = nearest(found, DOORS, most=1)[0]
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


class _Hooks:
    """The hooks of a module, and nothing else: what a module is made of need not be looked through for every office."""

    __package__: str
    """Where the charters of the adapter lie."""
    _known: ClassVar[dict[ModuleType, _Hooks]] = {}

    @classmethod
    def of(cls, manager: pluggy.PluginManager, plugin: ModuleType) -> _Hooks:
        """The hooks of a module."""
        if plugin not in cls._known:
            cls._known[plugin] = found = cls()
            found.__dict__.update({name: getattr(plugin, name) for name in dir(plugin) if _is_hook(manager, plugin, name)})
            found.__package__ = getattr(plugin, "__package__", "")
        return cls._known[plugin]

    def __dir__(self) -> list[str]:
        return list(self.__dict__)


def _is_hook(manager: pluggy.PluginManager, plugin: object, name: str) -> bool:
    """Whether this attribute is a hook, or is meant as one: it is marked, or begins as the hooks do."""
    value = vars(plugin).get(name) if isinstance(plugin, ModuleType) else inspect.getattr_static(plugin, name, None)
    if isinstance(value, property):
        return False
    return (name.startswith("grassroots_open_") and inspect.isroutine(value)) or bool(
        inspect.isroutine(value) and manager.parse_hookimpl_opts(plugin, name)
    )


def by_name(function: Callable[..., Any], names: Sequence[str]) -> Callable[[str, Mapping[str, Any]], Any]:
    """A hook may leave out an argument that it does not need."""

    def call(address: str, options: Mapping[str, Any]) -> Any:
        given = {"address": address, "options": options}
        return function(*(given[name] for name in names))

    return call
