"""Charters for grassroots: `roberts-rules`, meetings and votes after Robert's Rules of Order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grassroots.builtin.charters import charter_of
from grassroots.hooks import CharterFiles, hookimpl

__all__ = ["grassroots_open_charter"]

CHARTERS = ("roberts-rules",)
"""The charters that this distribution brings."""


@hookimpl
def grassroots_open_charter(address: str, options: Mapping[str, Any]) -> CharterFiles | None:
    """Gives the files of a charter that this distribution brings, and None for any other name.

    >>> found = grassroots_open_charter("roberts-rules", {})
    >>> found.name, "decisions.toml" in found.files
    ('roberts-rules', True)
    >>> grassroots_open_charter("association", {}) is None
    True
    """
    return charter_of(__name__, address, CHARTERS)
