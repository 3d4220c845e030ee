"""Popolo for grassroots: its JSON read as ledgers and written from records, and `popolo`, the charter that says what it means."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grassroots.builtin.charters import charter_of
from grassroots.builtin.exports import export_of
from grassroots.hooks import CharterFiles, Export, Rows, hookimpl
from grassroots_popolo.rows import PopoloRows, is_popolo

__all__ = ["PopoloRows", "grassroots_open_charter", "grassroots_open_export", "grassroots_open_rows"]


@hookimpl
def grassroots_open_charter(address: str, options: Mapping[str, Any]) -> CharterFiles | None:
    """Gives the files of `popolo`, and None for any other name.

    >>> found = grassroots_open_charter("popolo", {})
    >>> found.name, "charter.toml" in found.files
    ('popolo', True)
    """
    return charter_of(__name__, address, ("popolo",))


@hookimpl(tryfirst=True)
def grassroots_open_rows(address: str, options: Mapping[str, Any]) -> Rows | None:
    """Takes paths that end in `.json` and hold Popolo: an object with persons, organizations or the like. Other JSON is left to others."""
    path = Path(address)
    return PopoloRows(path) if address.lower().endswith(".json") and is_popolo(path) else None


@hookimpl
def grassroots_open_export(address: str, options: Mapping[str, Any]) -> Export | None:
    """Gives the format `popolo`, and None for any other name. No options."""
    if address != "popolo":
        return None
    from grassroots_popolo.export import Popolo

    return export_of({"popolo": Popolo}, address, options)
