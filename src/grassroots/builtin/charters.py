"""Charters as folders of TOML: those that come with the library, by name, and folders of the office's own, by path."""

from __future__ import annotations

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
    """Finds a charter that comes with the library, by its name, or a folder of TOML files, by its path.

    Raises:
        NotFound: the folder holds no TOML file, or one that is not UTF-8 text.

    >>> sorted(grassroots_open_charter("association", {}).files)[:3]
    ['appraisal.toml', 'casework.toml', 'charter.toml']
    >>> grassroots_open_charter("nowhere", {}) is None
    True
    """
    if address in BUILTIN:
        found = _read(address, f"grassroots, {address}", files("grassroots.builtin") / address)
        return evolve(found, files={**found.files, **_pieces(found.place)})
    folder = Path(address)
    return _read(folder.name, str(folder), folder) if address and folder.is_dir() else None


def charter_of(package: str, address: str, names: Collection[str]) -> CharterFiles | None:
    """What a distribution of charters answers at the charter door: the files of the charter `address`, if it is one of its `names`.

    Each lies in a folder of the package that is called like it, with `_` for `-`.

    >>> charter_of("grassroots.builtin", "association", ("association",)).place
    'grassroots.builtin/association'
    >>> charter_of("grassroots.builtin", "no-such", ("association",)) is None
    True
    """
    if address not in names:
        return None
    folder = address.replace("-", "_")
    return _read(address, f"{package}/{folder}", files(package) / folder)


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
