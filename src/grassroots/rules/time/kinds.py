"""The kinds of rule of this family."""

from __future__ import annotations

from typing import Any

from grassroots.rules.kind import Kind
from grassroots.rules.time import calendars, clocks

KINDS: tuple[Kind[Any], ...] = (
    calendars.KIND,
    clocks.KIND,
)
"""The kinds of this family."""
