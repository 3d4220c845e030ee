"""Casework: routing, duplicates, handling, rosters."""

from __future__ import annotations

from typing import Any

from grassroots.rules.casework import (
    calls,
    contact_points,
    duplicates,
    handling,
    hours,
    matters,
    promises,
    replies,
    requests,
    rosters,
    routing,
)
from grassroots.rules.casework.duplicates import likely_duplicates, merged, unanswered
from grassroots.rules.casework.handling import handling_problems
from grassroots.rules.casework.rosters import roster_of
from grassroots.rules.casework.routing import Route, route
from grassroots.rules.kind import Kind

__all__ = ["KINDS", "Route", "handling_problems", "likely_duplicates", "merged", "roster_of", "route", "unanswered"]

KINDS: tuple[Kind[Any], ...] = (
    routing.KIND,
    routing.CATALOGUE,
    duplicates.KIND,
    duplicates.MERGED,
    handling.KIND,
    rosters.KIND,
    contact_points.KIND,
    requests.KIND,
    hours.KIND,
    matters.KIND,
    promises.KIND,
    calls.KIND,
    replies.KIND,
)
"""Its kinds."""
