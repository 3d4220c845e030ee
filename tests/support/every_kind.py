"""The neutral charter with a rule of every kind."""

from __future__ import annotations

from functools import cache

from support.clubs import neutral
from support.kind_rules import KIND_RULES
from support.rule_examples import EXAMPLES

from grassroots.charter import Charter
from grassroots.charter.loading import overlay


@cache
def every_kind() -> Charter:
    """The neutral charter with a rule of every kind."""
    return overlay(neutral(), {"examples.toml": EXAMPLES, "kinds.toml": KIND_RULES})
