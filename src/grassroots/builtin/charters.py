"""Charters as folders of TOML: those that come with the library, by name, and folders of the office's own, by path."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from attrs import evolve

from grassroots.errors import NotFound
from grassroots.hooks import CharterFiles, hookimpl

BUILTIN = ("association",)
"""The charters that come with the library."""

PIECE = "module.toml"
"""The piece of the neutral charter that a family of rules keeps beside its code: its words, life cycles, ledgers and measures."""


@hookimpl
def grassroots_open_charter(address: str, options: Mapping[str, Any]) -> CharterFiles | None:
    """Finds a charter that comes with the library, or a module of it, by its name, or a folder of TOML files, by its path.

    Raises:
        NotFound: the folder holds no TOML file, or one that is not UTF-8 text; the charter has no such module.

    >>> sorted(grassroots_open_charter("association", {}).files)[:3]
    ['appraisal.toml', 'casework.toml', 'charter.toml']
    >>> grassroots_open_charter("nowhere", {}) is None
    True
    """
    name, _, module = address.partition("/")
    if name in BUILTIN:
        found = _read(name, f"grassroots, {name}", files("grassroots.builtin") / name)
        whole = evolve(found, files={**found.files, **_pieces(found.place)})
        return _module(whole, module) if module else whole
    folder = Path(address)
    return _read(folder.name, str(folder), folder) if address and folder.is_dir() else None


def charter_of(package: str, address: str, names: Collection[str]) -> CharterFiles | None:
    """What a distribution of charters answers at the charter door: the files of the charter `address`, if it is one of its `names`.

    Each lies in a folder of the package that is called like it, with `_` for `-`. A file that says `[module.NAME]` may be asked for by itself, as
    `CHARTER/NAME`: then it comes with the modules that it needs, and with the files that belong to no module.

    >>> charter_of("grassroots.builtin", "association", ("association",)).place
    'grassroots.builtin/association'
    >>> charter_of("grassroots.builtin", "no-such", ("association",)) is None
    True
    """
    name, _, module = address.partition("/")
    if name not in names:
        return None
    folder = name.replace("-", "_")
    found = _read(name, f"{package}/{folder}", files(package) / folder)
    return _module(found, module) if module else found


def _module(charter: CharterFiles, name: str) -> CharterFiles:
    """A module of a charter, with what it needs.

    Raises:
        NotFound: the charter has no such module.
    """
    known = {file: tomllib.loads(text).get("module", {}) for file, text in charter.files.items()}
    file_of = {module: file for file, modules in known.items() for module in modules}
    if name not in file_of:
        raise NotFound(f"{charter.name} has no module {name!r}; it has {', '.join(sorted(file_of)) or 'none'}")
    taken: list[str] = []
    waiting = [name]
    while waiting:
        file = file_of.get(waiting.pop(), "")
        if file and file not in taken:
            taken.append(file)
            waiting += [need for module in known[file].values() for need in module.get("needs", ())]
    kept = {file: text for file, text in charter.files.items() if file in taken or not known[file]}
    return evolve(charter, name=f"{charter.name}/{name}", files=kept, part=True)


def _read(name: str, place: str, folder: Traversable) -> CharterFiles:
    found = sorted((one for one in folder.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name)
    if not found:
        raise NotFound(f"{place} holds no TOML file; a charter is a folder of them")
    return CharterFiles(name=name, place=place, files={one.name: _text(one, place) for one in found})


def _pieces(place: str) -> dict[str, str]:
    """The pieces of the families of rules, each by the name of its family."""
    families = sorted(files("grassroots.rules").iterdir(), key=lambda one: one.name)
    pieces = {one.name: one / PIECE for one in families if one.is_dir()}
    return {f"{family}.toml": _text(piece, place) for family, piece in pieces.items() if piece.is_file()}


def _text(file: Traversable, place: str) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotFound(f"{file.name} in {place} is not UTF-8 text; save it as UTF-8") from None
