"""Derived values: what a path may read of a record beside its fields, by the rules that compute it. Who computes one registers it here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from importlib import import_module
from typing import Any, Protocol

from grassroots.charter import Literal
from grassroots.model import Record

HOMES = ("pathways", "voting_rights", "clocks", "mobility", "budgets")
"""The modules of this room that compute one; in the next house every family, by the registry of kinds."""


class Asks(Protocol):
    """How a rule asks on: the reader for which the value is computed, with the snapshot that it reads."""

    @property
    def snapshot(self) -> Any: ...


Value = Callable[[Any, Record, tuple[str, ...], date], Literal | None]
"""(reader, record, what stands behind the head of the path, day) → the value; None where there is none."""


@cache
def derived() -> Mapping[str, Value]:
    """Every derived value by the head of its path."""
    found: dict[str, Value] = {}
    for home in HOMES:
        found |= import_module(f"grassroots.rules.{home}").DERIVED
    return found
