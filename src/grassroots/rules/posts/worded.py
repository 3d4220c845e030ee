"""How the rules of this family and their parts are called in texts, and the line that begins an explanation."""

from __future__ import annotations

from typing import Any

from grassroots.charter.charter import Charter
from grassroots.charter.rule import Rule
from grassroots.problems import Named
from grassroots.texts import TYPED, catalogue, in_each
from grassroots.values import Language


def say(code: str, language: Language, /, **details: Any) -> str:
    """A text of this family."""
    return catalogue("grassroots.rules.posts").say(code, language, **details)


def named(part: Any) -> Named:
    """What a rule or a part of one is called: its label, else its name."""
    return Named(part.labels.get("en", part.name), part.labels)


def named_word(charter: Charter, words: str, word: str) -> Named:
    """What the charter calls a word of a list."""
    labels = in_each(lambda language: charter.label(words, word, language))
    return Named(labels[TYPED], labels)


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
