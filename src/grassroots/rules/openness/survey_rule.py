"""Surveys: which answers say that somebody is satisfied, how many must have come back, what is to be reached, and what is too few to be shown."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.kind import Fault
from grassroots.charter.rule import Rule, needed, share, word
from grassroots.model.openness.answer import FEWEST
from grassroots.values import CONFIDENCES


@frozen(kw_only=True)
class SurveyRule(Rule):
    """How the surveys of one kind are read.

    `kind`: a word of the list `survey`; `item`: the question that counts, a word of the list `question`.
    `satisfied`: the choices that are satisfied; `counted`: those that say so or the contrary. Other answers (abstained) are in neither number.
    `returns`, `response`: with fewer answers than this, or a smaller share of those asked, the result is shown and decides nothing.
    `over`: the share that is to be exceeded.
    `confidence`: of the interval, in percent: 90, 95 or 99.
    `fewest`: a group of an anonymous survey with fewer counted answers is not shown, nor what would tell it by subtraction.

    >>> rule = SurveyRule(name="public", kind="satisfaction", item="overall", satisfied=("satisfied",), counted=("satisfied", "dissatisfied"))
    >>> rule.confidence, rule.fewest
    (95, 5)
    """

    kind: str = field(metadata=word("survey") | needed())
    item: str = field(metadata=word("question") | needed())
    satisfied: tuple[str, ...] = field(metadata=word("choice") | needed())
    counted: tuple[str, ...] = field(metadata=word("choice") | needed())
    returns: int = 0
    response: Fraction = field(default=Fraction(0), metadata=share())
    over: Fraction | None = field(default=None, metadata=share(open_above=True))
    confidence: int = 95
    fewest: int = FEWEST


def unsound_survey(rule: SurveyRule, charter: Charter) -> Iterator[Fault]:
    """What is unsound: satisfied answers that do not count, and numbers that are too small."""
    for name in rule.satisfied:
        if name not in rule.counted:
            yield ("satisfied",), "charter-survey-uncounted", name, {}
    if rule.counted and set(rule.counted) <= set(rule.satisfied):
        yield ("counted",), "charter-survey-all", "", {}
    if rule.confidence not in CONFIDENCES:
        yield ("confidence",), "charter-survey-confidence", str(rule.confidence), {"known": tuple(map(str, CONFIDENCES))}
    for key, low in (("returns", 0), ("fewest", FEWEST)):
        if getattr(rule, key) < low:
            yield (key,), "charter-survey-few", str(getattr(rule, key)), {"least": low}
