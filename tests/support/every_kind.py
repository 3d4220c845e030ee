"""The neutral charter with a rule of every kind."""

from __future__ import annotations

from functools import cache

from support.clubs import association
from support.kind_rules import KIND_RULES
from support.rule_examples import EXAMPLES

from grassroots.charter import Charter
from grassroots.charter.loading import load, overlay
from grassroots.rules.registry import KINDS


@cache
def every_kind() -> Charter:
    """The neutral charter with a rule of every kind."""
    return overlay(load(association(), kinds=KINDS), {"examples.toml": EXAMPLES, "kinds.toml": KIND_RULES})
