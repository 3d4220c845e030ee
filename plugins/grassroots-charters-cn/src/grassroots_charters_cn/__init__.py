"""Charters for grassroots: `cn-street`, a street office with its committees, branches, villages and communities; `cn-party-branch`, a branch;
`cn-hotline` with the deadlines of a city, a bureau and another city in charters that extend it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grassroots.builtin.charters import charter_of
from grassroots.hooks import CharterFiles, hookimpl

__all__ = ["grassroots_open_charter"]

CHARTERS = ("cn-hotline", "cn-hotline-beijing", "cn-hotline-bureau", "cn-hotline-shenyang", "cn-party-branch", "cn-street")
"""The charters that this distribution brings."""


@hookimpl
def grassroots_open_charter(address: str, options: Mapping[str, Any]) -> CharterFiles | None:
    """Gives the files of a charter that this distribution brings, and None for any other name.

    >>> found = grassroots_open_charter("cn-street", {})
    >>> found.name, "charter.toml" in found.files
    ('cn-street', True)
    >>> grassroots_open_charter("association", {}) is None
    True
    """
    return charter_of(__name__, address, CHARTERS)
