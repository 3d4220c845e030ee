"""Posts: staffing, terms, pay, promotion, training, teams."""

from __future__ import annotations

from typing import Any

from grassroots.rules.kind import Kind
from grassroots.rules.posts import pay_told, posts, promotion, staffing, training, vacancies
from grassroots.rules.posts.pay import pay_account
from grassroots.rules.posts.promotion import eligible_on
from grassroots.rules.posts.staffing import staffing_on
from grassroots.rules.posts.terms import term_problems, terms_on
from grassroots.rules.posts.training import rotation
from grassroots.rules.posts.turns import turns_ahead, turns_of
from grassroots.rules.posts.vacancies import vacancies_on

__all__ = [
    "KINDS",
    "eligible_on",
    "pay_account",
    "rotation",
    "staffing_on",
    "term_problems",
    "terms_on",
    "turns_ahead",
    "turns_of",
    "vacancies_on",
]

KINDS: tuple[Kind[Any], ...] = (
    staffing.KIND,
    pay_told.KIND,
    promotion.KIND,
    training.FRAMEWORK,
    training.TRAINING,
    posts.MOVES,
    vacancies.KIND,
)
"""Its kinds."""
