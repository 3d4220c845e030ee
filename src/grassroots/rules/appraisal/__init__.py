"""Assessment: readings of figures, marks and ballots become scores, scores become grades, grades bring plans. Pure, exact, and explained.

What touches persons is refused unless the rule was published before and humans are named; and nothing here decides: it only proposes.
"""

from __future__ import annotations

from typing import Any

from grassroots.rules.appraisal import index, judged
from grassroots.rules.appraisal.consequences import proposed_uses
from grassroots.rules.appraisal.grade import grade_all, what_cost
from grassroots.rules.kind import Kind

__all__ = ["KINDS", "grade_all", "proposed_uses", "what_cost"]

KINDS: tuple[Kind[Any], ...] = (judged.KIND, judged.UNKNOWN, index.KIND)
"""Its kinds."""
