"""Charters by name, through the charter door, or from a folder of files."""

from __future__ import annotations

import os
import re
import tomllib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from attrs import evolve

from grassroots.charter import Charter
from grassroots.charter.kind import KindForm
from grassroots.charter.work_calendar import WorkCalendar
from grassroots.errors import InvalidArgument, NoPlugin, NotFound, PluginError
from grassroots.plugins import Plugins
from grassroots.problems import nearest
from grassroots.rules.time.calendars import CalendarRule

MOST_KNOWN = 16
"""So many charters are kept once they are loaded: the same texts over the same charters make the same charter, and a charter never changes."""

_KNOWN: OrderedDict[tuple[str, tuple[tuple[str, str], ...], tuple[int, ...]], tuple[Charter, dict[str, Charter]]] = (
    OrderedDict()
)


def open_charter(charter: str | Path, plugins: Plugins | None = None) -> Charter:
    """Loads a charter: by its name or from a file of another format, through the charter door, or from a folder of TOML files (or a single file).

    Raises:
        NoPlugin: nobody has a charter of that name.
        NotFound: no such folder, or no TOML file in it.
        CharterInvalid: it cannot be used; `problems` names file, line and cure of each fault.

    >>> open_charter("association").id
    'association'
    """
    from grassroots.charter.loading import load
    from grassroots.rules.registry import KINDS

    adapters = plugins or Plugins.installed()
    opening: list[str] = []
    loaded: dict[str, Charter] = {}

    def parent(name: str) -> Charter:
        if name in opening:
            raise InvalidArgument(f"the charter {name!r} extends itself: {' > '.join([*opening, name])}")
        if name not in loaded:
            opening.append(name)
            found = adapters.open_charter(name)
            loaded[name] = known(found.files, found.place, part=found.part)
            opening.pop()
        return loaded[name]

    def known(files: Mapping[str, str], place: str, *, part: bool = False) -> Charter:
        kinds = {**KINDS, **_kinds_of_parents(files, parent), **_brought(files, adapters)}
        key = (place, tuple(sorted(files.items())), tuple(id(kind) for kind in kinds.values()))
        if key in _KNOWN:
            charter, parents = _KNOWN[key]
            if all(parent(name) is one for name, one in parents.items()):
                _KNOWN.move_to_end(key)
                return charter
        asked: dict[str, Charter] = {}

        def noted(name: str) -> Charter:
            return asked.setdefault(name, parent(name))

        charter = load(files, kinds=kinds, parent=noted, place=place, part=part)
        _KNOWN[key] = (charter, asked)
        while len(_KNOWN) > MOST_KNOWN:
            _KNOWN.popitem(last=False)
        return charter

    path = Path(charter)
    if path.is_file() and path.suffix != ".toml":
        return parent(str(charter))
    if isinstance(charter, Path) or path.is_dir() or path.suffix == ".toml":
        return known(charter_files(path), str(path))
    try:
        return parent(str(charter))
    except NoPlugin:
        if "/" in str(charter) or os.sep in str(charter):
            return known(charter_files(path), str(path))
        raise


_HEAD = re.compile(r"^[ \t]*\[{1,2}[ \t]*([a-z][a-z0-9_]*)[ \t]*\.", re.MULTILINE)
"""The first part of the name of a table, which in a charter says what is in it."""


def _brought(files: Mapping[str, str], adapters: Plugins) -> dict[str, KindForm[Any]]:
    """The kinds of rule that plugins bring for tables which the library does not know. What nobody has stays unknown, and the charter is told so."""
    from grassroots.charter.loading.files import TABLES
    from grassroots.rules.registry import KINDS

    heads = dict.fromkeys(head for _, text in sorted(files.items()) for head in _HEAD.findall(text))
    found: dict[str, KindForm[Any]] = {}
    for head in heads:
        if head not in TABLES and head not in KINDS:
            with suppress(NoPlugin):
                found[head] = adapters.open_kind(head)
    return found


def _kinds_of_parents(files: Mapping[str, str], parent: Callable[[str], Charter]) -> dict[str, KindForm[Any]]:
    """The kinds of rule of the charters that one extends. What is wrong with the files, or what is not there, is told when they are read."""
    found: dict[str, KindForm[Any]] = {}
    for text in files.values():
        with suppress(tomllib.TOMLDecodeError, NotFound, NoPlugin):
            given = tomllib.loads(text).get("extends", ()) if "extends" in text else ()
            for name in (given,) if isinstance(given, str) else given:
                found |= parent(name).kinds if isinstance(name, str) else {}
    return found


def with_kinds(charter: Charter) -> Charter:
    """A charter that was made in Python, with the kinds of rule that the library knows, if it was handed none."""
    from grassroots.rules.registry import KINDS

    return charter if charter.kinds else evolve(charter, kinds=KINDS)


def charter_files(path: Path) -> dict[str, str]:
    """The TOML files of a folder (or the one file), name → text.

    Raises:
        NotFound: there is no such folder, or no TOML file in it, or one of them is not UTF-8.
    """
    if path.is_dir():
        found = sorted(path.glob("*.toml"))
        if not found:
            raise NotFound(f"{path} holds no TOML file; a charter is a folder of them")
    elif path.is_file():
        found = [path]
    else:
        parent = path.parent if path.parent.is_dir() else Path()
        near = nearest(path.name, [one.name for one in parent.iterdir()])
        raise NotFound(f"there is no {path}" + (f"; the folder has {', '.join(near)}" if near else ""))
    files = {}
    for one in found:
        try:
            files[one.name] = one.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise NotFound(f"{one} is not UTF-8 text; save it as UTF-8") from None
    return files


def open_calendars(charter: Charter, plugins: Plugins) -> dict[str, WorkCalendar]:
    """The working days that the calendars of a charter name, by address, through the calendar door. What nobody has is left out: the clocks that need it
    say so, and so does `Office.notices`.

    >>> list(open_calendars(open_charter("association"), Plugins.of()))
    ['weekdays:mon-fri']
    """
    found: dict[str, WorkCalendar] = {}
    for rule in charter.rules_of(CalendarRule):
        if rule.address not in found:
            try:
                found[rule.address] = plugins.open_calendar(rule.address)
            except PluginError:
                continue
    return found
