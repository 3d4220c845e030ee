"""Surveys: which answers say that somebody is satisfied, how many must have come back, what is to be reached, and what is too few to be shown."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from attrs import frozen

from grassroots.charter.rule import Rule
from grassroots.charter.toml import Path
from grassroots.model.openness.answer import FEWEST
from grassroots.problems import nearest
from grassroots.values import CONFIDENCES

Faults = Iterator[tuple[Path, str, str, dict[str, Any]]]


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

    kind: str
    item: str
    satisfied: tuple[str, ...]
    counted: tuple[str, ...]
    returns: int = 0
    response: Fraction = Fraction(0)
    over: Fraction | None = None
    confidence: int = 95
    fewest: int = FEWEST


def unsound_survey(rule: SurveyRule, charter: Any) -> Faults:
    """What is unsound: words that there are not, satisfied answers that do not count, shares and numbers that nothing reaches."""
    for key, words, names in (
        ("kind", "survey", (rule.kind,)),
        ("item", "question", (rule.item,)),
        ("satisfied", "choice", rule.satisfied),
        ("counted", "choice", rule.counted),
    ):
        known = charter.words.get(words, {})
        for at, name in enumerate(names):
            if name not in known:
                yield (key,), "charter-word", name, {"words": words, "known": nearest(name, known)}
            elif name in names[:at]:
                yield (key,), "charter-word-twice", name, {}
    for key in ("satisfied", "counted"):
        if not getattr(rule, key):
            yield (key,), "charter-missing", "", {"key": key}
    for name in rule.satisfied:
        if name not in rule.counted:
            yield ("satisfied",), "charter-survey-uncounted", name, {}
    if rule.counted and set(rule.counted) <= set(rule.satisfied):
        yield ("counted",), "charter-survey-all", "", {}
    if not 0 <= rule.response <= 1:
        yield ("response",), "charter-share", str(rule.response), {}
    if rule.over is not None and not 0 <= rule.over < 1:
        yield ("over",), "charter-share", str(rule.over), {}
    if rule.confidence not in CONFIDENCES:
        yield ("confidence",), "charter-survey-confidence", str(rule.confidence), {"known": tuple(map(str, CONFIDENCES))}
    for key, low in (("returns", 0), ("fewest", FEWEST)):
        if getattr(rule, key) < low:
            yield (key,), "charter-survey-few", str(getattr(rule, key)), {"least": low}
