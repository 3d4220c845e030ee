"""Agreements with partners: what somebody who uses a place, or is given something, owes in return, and how much may be earned by it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.measure import Condition
from grassroots.charter.rule import Rule, of_noun
from grassroots.charter.toml import Path
from grassroots.problems import nearest

MOST = 100
"""No agreement is asked for more services than this."""


@frozen(kw_only=True)
class AgreementRule(Rule):
    """What holds for agreements: the links of the kind `link` for which `where` holds.

    `ceiling`: the largest share of its income that the partner may keep after its costs: a low margin. `income` and `costs`: the kinds of tally, each
    about an agreement, that say what came in and what was spent. `services`: how many services in return it must list, as offers under it.

    >>> AgreementRule(name="rooms", ceiling=Fraction(1, 10), income="income", costs="costs").services
    0
    """

    link: str = "agreement"
    where: Condition | None = field(default=None, metadata=of_noun("=link"))
    ceiling: Fraction | None = None
    income: str = ""
    costs: str = ""
    services: int = 0


def unsound_agreement(rule: AgreementRule, charter: Charter) -> Iterator[tuple[Path, str, str, dict[str, Any]]]:
    """What is unsound: unknown words, a ceiling that is no share or that nothing is held against."""
    asked = [(("link",), "link", rule.link)]
    if rule.ceiling is not None:
        if not 0 <= rule.ceiling < 1:
            yield ("ceiling",), "charter-share", str(rule.ceiling), {}
        asked += [((key,), "tally", name) for key, name in (("income", rule.income), ("costs", rule.costs))]
    for keys, words, word in asked:
        known = charter.words.get(words, {})
        if word not in known:
            yield keys, "charter-word", word, {"words": words, "known": nearest(word, known)}
    if not 0 <= rule.services <= MOST:
        yield ("services",), "charter-not-whole", str(rule.services), {}
