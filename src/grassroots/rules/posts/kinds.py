"""The kinds of rule of this family."""

from __future__ import annotations

from typing import Any

from grassroots.rules.kind import Kind
from grassroots.rules.posts import pay_told, posts, promotion, staffing, training, vacancies

KINDS: tuple[Kind[Any], ...] = (
    staffing.KIND,
    pay_told.KIND,
    promotion.KIND,
    training.FRAMEWORK,
    training.TRAINING,
    posts.MOVES,
    vacancies.KIND,
)
"""The kinds of this family."""
