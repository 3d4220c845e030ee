"""The kinds of rule of this family."""

from __future__ import annotations

from typing import Any

from grassroots.rules.kind import Kind
from grassroots.rules.posts import pay, promotion, staffing, training

KINDS: tuple[Kind[Any], ...] = (
    staffing.KIND,
    pay.KIND,
    promotion.KIND,
    training.FRAMEWORK,
    training.TRAINING,
)
"""The kinds of this family."""
