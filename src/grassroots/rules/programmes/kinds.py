"""The kinds of rule of this family."""

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
    rounds,
    series,
    tallies,
    targets,
    tasks,
)

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
)
"""The kinds of this family."""
