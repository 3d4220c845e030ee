"""The kinds of rule of this family."""

from __future__ import annotations

from typing import Any

from grassroots.rules.kind import Kind
from grassroots.rules.members import dues, mobility, pathways, same_persons, voting_rights

KINDS: tuple[Kind[Any], ...] = (
    pathways.KIND,
    dues.KIND,
    voting_rights.KIND,
    same_persons.KIND,
    mobility.KIND,
)
"""The kinds of this family."""
