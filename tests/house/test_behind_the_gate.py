"""Nothing above the gate holds a store: neither what an office hands out nor the files of the rooms above."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache, partial
from types import FunctionType, MethodType, ModuleType
from typing import Any

import attrs
import pytest
from support.house import MODULES, nodes

import grassroots as gr
from grassroots.charter import Charter
from grassroots.model import Case, Person, Step, Unit
from grassroots.store import Store
from grassroots.values import CaseId, PersonId, UnitId

BEHIND = ("grassroots.access.", "grassroots.store.", "grassroots.builtin.")
"""Where a store may be held."""


def parts(one: Any) -> Iterator[Any]:
    """What an object holds: its attributes, its items, what its functions remember."""
    if isinstance(one, Mapping):
        yield from one.keys()
        yield from one.values()
    elif isinstance(one, list | tuple | set | frozenset):
        yield from one
    if isinstance(one, MethodType):
        yield one.__self__
    if isinstance(one, partial):
        yield from (one.func, *one.args, *one.keywords.values())
    if isinstance(one, FunctionType):
        yield from (cell.cell_contents for cell in one.__closure__ or () if cell != type(cell)())
        yield from (*(one.__defaults__ or ()), *(one.__kwdefaults__ or {}).values())
    yield from getattr(one, "__dict__", {}).values() if not isinstance(one, type) else ()
    for cls in type(one).__mro__:
        slots = cls.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if name not in ("__dict__", "__weakref__") and hasattr(one, name):
                yield getattr(one, name)


PLAIN = (str, bytes, int, float, date, type(None), type, ModuleType, Charter)


METHODS = [name for name, one in vars(Store).items() if isinstance(one, FunctionType) and not name.startswith("_")]


@cache
def is_store(cls: type) -> bool:
    """Whether the objects of a class do what a store does."""
    return all(hasattr(cls, name) for name in METHODS)


def holders(first: Any) -> set[str]:
    """The classes of what holds a store, reachable from an object; a container counts as what holds it."""
    found: set[str] = set()
    seen: dict[int, Any] = {}
    left: list[tuple[Any, str]] = [(first, type(first).__module__)]
    while left:
        one, owner = left.pop()
        if id(one) in seen or isinstance(one, PLAIN):
            continue
        seen[id(one)] = one
        for part in parts(one):
            # Who has a method has what it is of; a function holds for itself.
            module = part.__module__ if isinstance(part, FunctionType) else type(part).__module__
            if is_store(type(part)):
                if not owner.startswith(BEHIND):
                    found.add(f"{owner}: {type(one).__name__}")
                continue
            left.append((part, module if str(module).startswith("grassroots") else owner))
    return found


@attrs.define
class Holding:
    """What must not be."""

    kept: Any


@pytest.fixture(scope="module")
def office() -> Iterator[gr.Office]:
    with gr.open("memory:", plugins=gr.Plugins.of(), create=True) as opened:
        opened.add(
            Unit(id=UnitId("a"), kind="association", name="A"),
            Person(id=PersonId("p"), name="P"),
            Case(
                id=CaseId("c"),
                unit=UnitId("a"),
                category="request",
                requester=PersonId("p"),
                steps=(Step(state="received", on=date(2024, 1, 1)),),
            ),
            reason="begin",
        )
        yield opened


def test_nothing_that_an_office_gives_holds_a_store_but_the_gate(office: gr.Office) -> None:
    day = date(2024, 12, 31)
    clerk = office.seen_by(gr.Actor.at("clerk", "a"))
    for one in (office, clerk):
        given = [
            one,
            one.view,
            one.snapshot(day),
            one.figures(day),
            one.check(day),
            one.todo(day),
            one.find("P"),
            one.rows("cases"),
        ]
        given += [one.history("case", "c"), *one.figures(day).values(), one.head]
        assert holders(given) == set()


def test_a_store_that_is_held_above_the_gate_is_found(office: gr.Office) -> None:
    store = office.view._store
    for kept in (store, [store], {"a": (store,)}, store.append, lambda: store, partial(print, store)):
        Holding.__module__ = "grassroots.workspace.made_up"
        assert holders(Holding(kept)), kept


ABOVE = ("workspace", "cli", "rules", "reports", "figures", "reading")
OPENS = {"grassroots.workspace.opening", "grassroots.workspace.copies"}
"""The files that open a store: one hands it to the gate, one copies it and lets go of it."""


def test_no_room_above_the_gate_knows_a_store() -> None:
    wrong = []
    for name, path in MODULES.items():
        if name.split(".")[0] != "grassroots" or name.split(".")[1:2] == [] or name.split(".")[1] not in ABOVE:
            continue
        for node in nodes(path):
            if isinstance(node, ast.Attribute) and node.attr == "_store":
                wrong.append(f"{name}:{node.lineno} takes ._store")
            if isinstance(node, ast.Attribute) and node.attr == "open_store" and name not in OPENS:
                wrong.append(f"{name}:{node.lineno} opens a store")
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("grassroots.store"):
                known = {alias.name for alias in node.names} & {"Store", "Remembered", "LogStore", "walk", "Copying"}
                if known and name not in OPENS:
                    wrong.append(f"{name}:{node.lineno} imports {', '.join(sorted(known))}")
    assert wrong == []
