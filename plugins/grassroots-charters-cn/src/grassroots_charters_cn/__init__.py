"""Charters for grassroots: `cn-street`, a street office with its committees, branches, villages and communities; `cn-party-branch`, a branch;
`cn-hotline` with the deadlines of a city, a bureau and another city in charters that extend it."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from grassroots.hooks import CharterFiles, hookimpl

__all__ = ["grassroots_open_charter"]

_FOLDERS = {
    "cn-hotline": "cn_hotline",
    "cn-hotline-beijing": "cn_hotline_beijing",
    "cn-hotline-bureau": "cn_hotline_bureau",
    "cn-hotline-shenyang": "cn_hotline_shenyang",
    "cn-party-branch": "cn_party_branch",
    "cn-street": "cn_street",
}


@hookimpl
def grassroots_open_charter(address: str, options: Mapping[str, Any]) -> CharterFiles | None:
    """Gives the files of a charter that this distribution brings, and None for any other name.

    >>> found = grassroots_open_charter("cn-street", {})
    >>> found.name, "charter.toml" in found.files
    ('cn-street', True)
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
