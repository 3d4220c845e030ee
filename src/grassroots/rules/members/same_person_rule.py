"""Matching: by what two records of persons may be proposed to be one person. Declared keys that must be equal; nothing is weighed or guessed."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.kind import Fault
from grassroots.charter.rule import Rule, needed

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

    keys: tuple[MatchKey, ...] = field(metadata=needed())


def unsound_matching(rule: MatchingRule, charter: Charter) -> Iterator[Fault]:
    """What is unsound: a key that compares what must not be compared, or what many share."""
    for at, key in enumerate(rule.keys):
        for name in key.of:
            if name not in KEYS:
                yield ("keys", at, "of"), "charter-choice", name, {"known": KEYS}
        if len(key.of) < 2 and set(key.of) <= set(WEAK):
            yield ("keys", at, "of"), "charter-match-weak", ", ".join(key.of), {}
