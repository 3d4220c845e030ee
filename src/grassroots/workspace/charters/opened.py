"""Charters by name, through the charter door, or from a folder of files."""

from __future__ import annotations

import os
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from attrs import evolve

from grassroots.charter import Charter
from grassroots.charter.kind import KindForm, Kinds
from grassroots.charter.toml import MOST_LETTERS, Document, parse
from grassroots.charter.work_calendar import WorkCalendar
from grassroots.errors import CharterInvalid, InvalidArgument, NoPlugin, NotFound, PluginError
from grassroots.hooks import CharterFiles
from grassroots.plugins import Plugins
from grassroots.problems import Problem, nearest
from grassroots.rules.time.calendars import CalendarRule
from grassroots.values import Source
from grassroots.workspace.charters.kept import digest_of, shelf

MOST_KNOWN = 16
"""So many charters are kept once they are loaded: the same texts over the same charters make the same charter, and a charter never changes."""

_Key = tuple[str, tuple[int, ...]]
"""What a charter is made of: the digest of its own files, and the kinds of rule that plugins bring for them."""

_Known = tuple[Charter, dict[str, _Key]]
"""A charter, and of what those are made that it extends, near or far, by name."""

_KNOWN: OrderedDict[_Key, _Known] = OrderedDict()


def open_charter(charter: str | Path, plugins: Plugins | None = None) -> Charter:
    """Loads a charter: by its name or from a file of another format, through the charter door, or from a folder of TOML files (or a single file).

    Raises:
        NoPlugin: nobody has a charter of that name.
        NotFound: no such folder, or no TOML file in it.
        CharterInvalid: it cannot be used; `problems` names file, line and cure of each fault.

    >>> open_charter("association").id
    'association'
    """
    adapters = plugins or Plugins.installed()
    kept = shelf(_kinds)
    entry_of = cache(kept.take)
    opening: list[str] = []
    loaded: dict[str, _Known] = {}
    keys: dict[str, _Key] = {}

    @cache
    def files_of(name: str) -> CharterFiles:
        return adapters.open_charter(name)

    def key_of(name: str) -> _Key | None:
        with suppress(NoPlugin):
            if name not in keys:
                keys[name] = made_of(files_of(name).files, part=files_of(name).part)
            return keys[name]
        return None

    def made_of(files: Mapping[str, str], *, part: bool) -> _Key:
        digest = digest_of(files, part)
        # What is kept was made with the library's own kinds of rule alone, which no plugin replaces.
        own = (digest, ()) in _KNOWN or entry_of(digest) is not None
        return digest, () if own else tuple(id(kind) for kind in _brought(files, adapters).values())

    def parent(name: str) -> _Known:
        if name in opening:
            round_about = " > ".join([*opening, name])
            raise InvalidArgument.of(Problem("extends-itself", value=name, details={"way": round_about}))
        if name not in loaded:
            opening.append(name)
            try:
                found = files_of(name)
                keys[name] = made_of(found.files, part=found.part)
                loaded[name] = known(found.files, found.place, part=found.part)
            finally:
                opening.pop()
        return loaded[name]

    def known(files: Mapping[str, str], place: str, *, part: bool = False) -> _Known:
        key = made_of(files, part=part)
        found = _KNOWN.get(key)
        if found is None or not unchanged(found[1]):
            found = _KNOWN[key] = from_shelf(files, place, key, part=part) or from_files(files, place, key, part=part)
            while len(_KNOWN) > MOST_KNOWN:
                _KNOWN.popitem(last=False)
        if key in _KNOWN:
            _KNOWN.move_to_end(key)
        return found

    def unchanged(under: Mapping[str, _Key]) -> bool:
        return all(key_of(name) == one for name, one in under.items())

    def from_shelf(files: Mapping[str, str], place: str, key: _Key, *, part: bool) -> _Known | None:
        digest, brought = key
        entry = None if brought else entry_of(digest)
        if entry is None:
            return None
        under: dict[str, _Key] = {name: (one, ()) for name, one in entry.over.items()}
        if not unchanged(under):
            return None
        charter = kept.open(entry, lambda: from_files(files, place, key, part=part)[0])
        return (charter, under) if charter else None

    def from_files(files: Mapping[str, str], place: str, key: _Key, *, part: bool) -> _Known:
        from grassroots.charter.loading import load

        under: dict[str, _Key] = {}

        def noted(name: str) -> Charter:
            charter, beneath = parent(name)
            under.update({name: keys[name], **beneath})
            return charter

        kinds = {**_kinds(), **_kinds_of_parents(files, noted), **_brought(files, adapters)}
        charter = load(files, kinds=kinds, parent=noted, place=place, part=part)
        if not key[1] and not any(brought for _, brought in under.values()):
            kept.keep(key[0], charter, {name: digest for name, (digest, _) in under.items()})
        return charter, under

    path = Path(charter)
    if path.is_file() and path.suffix != ".toml":
        return parent(str(charter))[0]
    if isinstance(charter, Path) or path.is_dir() or path.suffix == ".toml":
        return known(charter_files(path), str(path))[0]
    try:
        return parent(str(charter))[0]
    except NoPlugin:
        if "/" in str(charter) or os.sep in str(charter):
            return known(charter_files(path), str(path))[0]
        raise


_HEAD = re.compile(r"^[ \t]*\[{1,2}[ \t]*([a-z][a-z0-9_]*)[ \t]*\.", re.MULTILINE)
"""The first part of the name of a table, which in a charter says what is in it."""


@lru_cache(maxsize=256)
def _heads(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_HEAD.findall(text)))


def _kinds() -> Kinds:
    """The kinds of rule that the library knows. They are loaded where a charter is read, or where something is asked of them."""
    from grassroots.rules.registry import KINDS

    return KINDS


def _brought(files: Mapping[str, str], adapters: Plugins) -> dict[str, KindForm[Any]]:
    """The kinds of rule that plugins bring for tables which the library does not know. What nobody has stays unknown, and the charter is told so."""
    from grassroots.charter.loading.files import TABLES

    kinds = _kinds()
    heads = dict.fromkeys(head for _, text in sorted(files.items()) for head in _heads(text))
    found: dict[str, KindForm[Any]] = {}
    for head in heads:
        if head not in TABLES and head not in kinds:
            with suppress(NoPlugin):
                found[head] = adapters.open_kind(head)
    return found


def _kinds_of_parents(files: Mapping[str, str], parent: Callable[[str], Charter]) -> dict[str, KindForm[Any]]:
    """The kinds of rule of the charters that one extends. What is wrong with the files, or what is not there, is told when they are read."""
    found: dict[str, KindForm[Any]] = {}
    for text in files.values():
        read = parse("", text) if "extends" in text else None
        with suppress(NotFound, NoPlugin):
            given = read.data.get("extends", ()) if isinstance(read, Document) else ()
            for name in (given,) if isinstance(given, str) else given:
                found |= parent(name).kinds if isinstance(name, str) else {}
    return found


def with_kinds(charter: Charter) -> Charter:
    """A charter that was made in Python, with the kinds of rule that the library knows, if it was handed none."""
    return charter if charter.kinds else evolve(charter, kinds=_kinds())


def charter_files(path: Path) -> dict[str, str]:
    """The TOML files of a folder (or the one file), name → text.

    Raises:
        NotFound: there is no such folder, or no TOML file in it, or one of them is not UTF-8.
        CharterInvalid: one of them is longer than any charter.
    """
    if path.is_dir():
        found = sorted(path.glob("*.toml"))
        if not found:
            raise NotFound.of(Problem("no-charter-file", value=str(path)))
    elif path.is_file():
        found = [path]
    else:
        parent = path.parent if path.parent.is_dir() else Path()
        near = nearest(path.name, [one.name for one in parent.iterdir()])
        raise NotFound.of(Problem("no-file", value=str(path), details={"near": near}))
    files = {}
    for one in found:
        if (size := one.stat().st_size) > 4 * MOST_LETTERS:  # bytes of as many letters
            long = Problem("charter-long", source=Source(one.name), value=str(size), details={"most": MOST_LETTERS})
            raise CharterInvalid(f"the charter in {path} cannot be used:", [long])
        try:
            files[one.name] = one.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise NotFound.of(Problem("not-utf-8", value=str(one))) from None
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
