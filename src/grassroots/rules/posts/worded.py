"""How the rules of this family and their parts are called in texts, and the line that begins an explanation."""

from __future__ import annotations

from typing import Any

from grassroots.charter.rule import Rule
from grassroots.problems import Named
from grassroots.texts import catalogue
from grassroots.values import Language


def say(code: str, language: Language, /, **details: Any) -> str:
    """A text of this family."""
    return catalogue("grassroots.rules.posts").say(code, language, **details)


def named(part: Any) -> Named:
    """What a rule or a part of one is called: its label, else its name."""
    return Named(part.labels.get("en", part.name), part.labels)


def source_of(rule: Rule, part: Any = None) -> str:
    """Where a part of a rule is written: its own source, else that of the rule, else the name of the rule."""
    return getattr(part, "source", "") or rule.source or rule.name


def headed(rule: Rule, language: Language) -> str:
    """A rule with its source, and whether that was read."""
    return say(
        "rule-unconfirmed" if rule.unconfirmed else "rule",
        language,
        rule=named(rule),
        source=rule.source or say("not-stated", language),
    )
