"""Time: calendars, clocks and terms."""

from __future__ import annotations

from typing import Any

from grassroots.rules.kind import Kind
from grassroots.rules.time import calendars, clocks
from grassroots.rules.time.clocks import escalations, run_of, whole_of

__all__ = ["KINDS", "escalations", "run_of", "whole_of"]

KINDS: tuple[Kind[Any], ...] = (
    calendars.KIND,
    clocks.KIND,
)
"""Its kinds."""
