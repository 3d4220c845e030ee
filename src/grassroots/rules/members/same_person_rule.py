"""Matching: by what two records of persons may be proposed to be one person. Declared keys that must be equal; nothing is weighed or guessed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import frozen

from grassroots.charter.rule import Rule
from grassroots.charter.toml import Path

KEYS = ("name", "birth", "phone", "email", "number", "external")
"""What may be compared: fields of a person, the number of a membership, and what another system calls the person."""

WEAK = ("name", "birth")
"""What many people share: neither is enough by itself."""


@frozen(kw_only=True)
class MatchKey:
    """What must all be equal: one key. `of`: names of `KEYS`."""

    of: tuple[str, ...]


@frozen(kw_only=True)
class MatchingRule(Rule):
    """The keys of which one is enough to propose that two records are one person. People decide.

    >>> MatchingRule(name="person", keys=(MatchKey(of=("name", "birth")),)).keys[0].of
    ('name', 'birth')
    """

    keys: tuple[MatchKey, ...]


def unsound_matching(rule: MatchingRule, charter: Any) -> Iterator[tuple[Path, str, str, dict[str, Any]]]:
    """What is unsound: no key, or one that compares what must not be compared, or what many share."""
    if not rule.keys:
        yield (), "charter-missing", "", {"key": "keys"}
    for at, key in enumerate(rule.keys):
        for name in key.of:
            if name not in KEYS:
                yield ("keys", at, "of"), "charter-choice", name, {"known": KEYS}
        if len(key.of) < 2 and set(key.of) <= set(WEAK):
            yield ("keys", at, "of"), "charter-match-weak", ", ".join(key.of), {}
