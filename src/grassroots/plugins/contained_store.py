"""The store of a plugin: what it raises is named, and each answer is believed only if it has the promised form and answers what was asked."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, cast

from grassroots.errors import PluginError
from grassroots.plugins.contained import contained
from grassroots.plugins.promised import fits, promises, said_of
from grassroots.store import Batch, Head, Key, Leased, Logged, Store, Versioned

HOOK = "grassroots_open_store"


class ContainedStore:
    """A store of a plugin. Its methods are those of the protocol `Store`, made below."""

    def __init__(self, plugin: str, store: Any) -> None:
        self.plugin = plugin
        self.store = store

    def __repr__(self) -> str:
        return repr(self.store)


def contained_store(plugin: str, store: Any) -> Store:
    """A store of a plugin within its walls."""
    return cast(Store, ContainedStore(plugin, store))


def _wrong(held: ContainedStore, name: str, what: str) -> PluginError:
    return PluginError(f"the store of the plugin {held.plugin!r} cannot be used: {name} {what}", held.plugin, HOOK)


def _method(name: str, form: Any) -> Callable[..., Any]:
    signature = inspect.signature(getattr(Store, name))
    sound = _SOUND.get(name)

    def call(self: ContainedStore, *args: Any, **kwargs: Any) -> Any:
        found = contained(self.plugin, f"{HOOK}: {name}", partial(getattr(self.store, name), *args, **kwargs))
        if not fits(found, form):
            raise _wrong(self, name, f"gave {type(found).__name__}, not {said_of(form)}")
        if sound is not None:
            given = signature.bind(self, *args, **kwargs)
            given.apply_defaults()
            if wrong := sound(self, found, **{key: one for key, one in given.arguments.items() if key != "self"}):
                raise _wrong(self, name, wrong)
        return found

    call.__name__, call.__doc__ = name, getattr(Store, name).__doc__
    return call


# -- whether an answer is one to what was asked --


def _read(held: ContainedStore, found: Mapping[Key, Versioned], keys: Sequence[Key], **_: Any) -> str:
    wrong = [key for key, one in found.items() if key not in keys or (one.noun, one.id) != key]
    return f"gave {wrong[0]!r}, which was not asked for" if wrong else ""


def _scan(held: ContainedStore, found: list[Versioned], noun: str, after: str, limit: int, **_: Any) -> str:
    ids = [after, *(one.id for one in found)]
    if len(found) > limit or any(one.noun != noun for one in found) or any(two <= one for one, two in pairwise(ids)):
        return f"gave other records than those of {noun!r} above {after!r}, in the order of their ids, {limit} at most"
    return ""


def _since(held: ContainedStore, found: list[Logged], seq: int, limit: int) -> str:
    wanted = list(range(max(seq, 0) + 1, max(seq, 0) + 1 + len(found)))
    if len(found) > max(limit, 0) or [one.seq for one in found] != wanted:
        return f"gave other entries than those after {seq}, gapless and in order, {limit} at most"
    return ""


def _history(held: ContainedStore, found: list[Logged], key: Key) -> str:
    return "gave entries of other records" if any((one.noun, one.id) != key for one in found) else ""


def _lease(held: ContainedStore, found: list[Leased], limit: int, **_: Any) -> str:
    return f"gave more than {limit} messages" if len(found) > max(limit, 0) else ""


def _append(held: ContainedStore, found: Head, batch: Batch) -> str:
    for change in batch.changes[:1]:
        kept = contained(held.plugin, f"{HOOK}: read", held.store.read, [change.key])
        if change.key not in kept or found.seq < len(batch.changes):
            return "did not store what it was given; look at the store before you go on"
    return ""


_SOUND: Mapping[str, Callable[..., str]] = {
    "read": _read, "scan": _scan, "since": _since, "history": _history, "lease": _lease, "append": _append,
}  # fmt: skip

for _name, _form in promises(Store).items():
    setattr(ContainedStore, _name, _method(_name, _form))
