"""Charters for grassroots: `uk-union-branch` and `tenants-association`, after published rule books of the United Kingdom."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from grassroots.hooks import CharterFiles, hookimpl

__all__ = ["grassroots_open_charter"]

_FOLDERS = {"tenants-association": "tenants_association", "uk-union-branch": "uk_union_branch"}


@hookimpl
def grassroots_open_charter(address: str, options: Mapping[str, Any]) -> CharterFiles | None:
    """Gives the files of a charter that this distribution brings, and None for any other name.

    >>> found = grassroots_open_charter("uk-union-branch", {})
    >>> found.name, "charter.toml" in found.files
    ('uk-union-branch', True)
    >>> grassroots_open_charter("association", {}) is None
    True
    """
    if address not in _FOLDERS:
        return None
    folder = files(__name__) / _FOLDERS[address]
    texts = {
        entry.name: entry.read_text(encoding="utf-8")
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".toml")
    }
    return CharterFiles(name=address, place=f"{__name__}/{_FOLDERS[address]}", files=texts)
