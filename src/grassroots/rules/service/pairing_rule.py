"""Pairing: who is to be helped, who helps, how many each, and how often they are in touch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.length import Length
from grassroots.charter.measure import Condition
from grassroots.charter.rule import Rule, of_noun
from grassroots.charter.toml import Path
from grassroots.problems import nearest

MOST = 100
"""Nobody is asked to help more households than this."""


@frozen(kw_only=True)
class PairingRule(Rule):
    """Households in hardship and their helpers: a register per unit that holds a household only for as long as the reason lasts.

    `register`: the households on it. `link`: the kind of link from a helper to a household. `helpers`: the tenures whose holders must each help
    `least` of them. `every`: how often a helper is in touch, as a contact with one of the `purposes` (any, if none is named).

    >>> PairingRule(name="hardship", every=Length(months=3)).least
    1
    """

    link: str = "pairing"
    register: Condition | None = field(default=None, metadata=of_noun("=household"))
    helpers: Condition | None = field(default=None, metadata=of_noun("=tenure"))
    least: int = 1
    every: Length | None = None
    purposes: tuple[str, ...] = ()


def unsound_pairing(rule: PairingRule, charter: Charter) -> Iterator[tuple[Path, str, str, dict[str, Any]]]:
    """What is unsound: unknown words, a length that is none, a number below zero."""
    for keys, words, names in ((("link",), "link", (rule.link,)), (("purposes",), "contact_purpose", rule.purposes)):
        known = charter.words.get(words, {})
        for name in names:
            if name not in known:
                yield keys, "charter-word", name, {"words": words, "known": nearest(name, known)}
    if not 0 <= rule.least <= MOST:
        yield ("least",), "charter-not-whole", str(rule.least), {}
    if rule.every is not None and not rule.every.sound:
        yield ("every",), "charter-path-length", str(rule.every), {}
