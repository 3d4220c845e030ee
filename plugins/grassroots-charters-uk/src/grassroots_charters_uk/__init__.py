"""Charters for grassroots: `uk-union-branch` and `tenants-association`, after published rule books of the United Kingdom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grassroots.builtin.charters import charter_of
from grassroots.hooks import CharterFiles, hookimpl

__all__ = ["grassroots_open_charter"]

CHARTERS = ("tenants-association", "uk-union-branch")
"""The charters that this distribution brings."""


@hookimpl
def grassroots_open_charter(address: str, options: Mapping[str, Any]) -> CharterFiles | None:
    """Gives the files of a charter that this distribution brings, and None for any other name.

    >>> found = grassroots_open_charter("uk-union-branch", {})
    >>> found.name, "charter.toml" in found.files
    ('uk-union-branch', True)
    >>> grassroots_open_charter("association", {}) is None
    True
    """
    return charter_of(__name__, address, CHARTERS)
