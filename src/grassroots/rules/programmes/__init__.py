"""Programmes: duties, tasks, gates, horizons, tallies."""

from __future__ import annotations

from typing import Any

from grassroots.rules.kind import Kind
from grassroots.rules.programmes import (
    aims,
    checklists,
    duties,
    gates,
    headcounts,
    pairs,
    relations,
    rounds,
    series,
    tallies,
    targets,
    tasks,
)
from grassroots.rules.programmes.duties import behind
from grassroots.rules.programmes.duty_opening import duties_of
from grassroots.rules.programmes.tallies import conflicts

__all__ = ["KINDS", "behind", "conflicts", "duties_of"]

KINDS: tuple[Kind[Any], ...] = (
    duties.KIND,
    duties.DUES,
    tasks.KIND,
    rounds.KIND,
    gates.KIND,
    aims.KIND,
    checklists.KIND,
    pairs.KIND,
    targets.KIND,
    targets.TARGETS,
    tallies.KIND,
    series.KIND,
    headcounts.KIND,
    relations.KIND,
)
"""Its kinds."""
