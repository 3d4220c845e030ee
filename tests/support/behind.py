"""The store behind the gate of an office, for tests that look at what lies in it or put something in its way."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

import grassroots as gr
from grassroots.access import Actor, View
from grassroots.access.shared import Shared
from grassroots.charter import Charter
from grassroots.store import Remembered, Store

SHARED: WeakKeyDictionary[Store, dict[int, tuple[Charter, Shared]]] = WeakKeyDictionary()


def store_of(office: gr.Office) -> Remembered:
    """The store of an office."""
    held: Any = office._held
    found = held.gate._store
    assert isinstance(found, Remembered)
    return found


def view_of(store: Store, charter: Charter, actor: Actor, *args: Any, **more: Any) -> View:
    """A view that keeps what it reads together with all others of the store under this charter, as those of an office do."""
    _, shared = SHARED.setdefault(store, {}).setdefault(id(charter), (charter, Shared()))
    return View(store, charter, actor, *args, shared=shared, **more)
