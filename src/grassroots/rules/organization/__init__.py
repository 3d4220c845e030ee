"""Organization: formation, dissolution, territory."""

from __future__ import annotations

from typing import Any

from grassroots.rules.kind import Kind
from grassroots.rules.organization import alone, dissolution, formation, requirements, territory, unit_income
from grassroots.rules.organization.dissolution import settlements
from grassroots.rules.organization.formation import Formation
from grassroots.rules.organization.partition import partition_of
from grassroots.rules.organization.territory import Territory, area_of

__all__ = ["KINDS", "Formation", "Territory", "area_of", "partition_of", "settlements"]

KINDS: tuple[Kind[Any], ...] = (
    formation.KIND,
    requirements.KIND,
    dissolution.KIND,
    territory.KIND,
    unit_income.KIND,
    alone.KIND,
)
"""Its kinds."""
