"""The kinds of rule of this family."""

from __future__ import annotations

from typing import Any

from grassroots.rules.kind import Kind
from grassroots.rules.organization import dissolution, formation, requirements, territory, unit_income

KINDS: tuple[Kind[Any], ...] = (
    formation.KIND,
    requirements.KIND,
    dissolution.KIND,
    territory.KIND,
    unit_income.KIND,
)
"""The kinds of this family."""
