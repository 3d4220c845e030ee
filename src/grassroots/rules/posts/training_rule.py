"""Competence and training: what a framework comprises, and who is to hold it, or to have been through which courses, by when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from attrs import field, frozen

from grassroots.charter.measure import Condition
from grassroots.charter.rule import Rule, of_noun
from grassroots.charter.toml import Path
from grassroots.problems import nearest

Faults = Iterator[tuple[Path, str, str, dict[str, Any]]]


class Learner(StrEnum):
    """By what somebody falls under a training: a post held, a seat in a team (a reserve pool, a class), a membership."""

    TENURE = "tenure"
    SEAT = "seat"
    MEMBERSHIP = "membership"


@frozen(kw_only=True)
class FrameworkRule(Rule):
    """A framework of competences, such as "five understandings". Its text of another year is another rule with the same `named` and its own days.

    `competences`: words of the list `competence`. `levels`: words of the list `level`, from the lowest; without any, a competence has no levels.

    >>> FrameworkRule(name="first_steps", competences=("first_aid", "accounts")).levels
    ()
    """

    competences: tuple[str, ...]
    levels: tuple[str, ...] = ()

    def reaches(self, level: str | None, least: str) -> bool:
        """Whether a level is as high as another, or higher; where none is asked, any will do."""
        if not least:
            return True
        return level in self.levels and least in self.levels and self.levels.index(level) >= self.levels.index(least)


@frozen(kw_only=True)
class TrainingRule(Rule):
    """Who is to be trained, in what, by when. Each tier of learners has a rule of its own.

    `who`, `where`: who falls under it on a day, by a post held, a seat or a membership. Each person counts once.
    `framework`, `level`: every competence of that framework, at that level or a higher one, held on the day. `renewed`: only what was given in the
    time of the rule counts, so that everything is upgraded each time round.
    `course`: which activities count, `times`: how many of them (by sessions), `hours`: how many hours in all; `presence`: what counts as being there.
    `since`, `months`: the time in which it is to be reached begins on that day and has so many months. `again`: then it begins anew, rotation after
    rotation.

    >>> rule = TrainingRule(name="main", framework="five", since=date(2014, 1, 1), months=36)
    >>> rule.who.value, rule.again
    ('tenure', False)
    """

    who: Learner = Learner.TENURE
    where: Condition | None = field(default=None, metadata=of_noun("who"))
    framework: str = ""
    level: str = ""
    renewed: bool = False
    course: Condition | None = field(default=None, metadata=of_noun("=activity"))
    times: int = 1
    hours: Decimal = Decimal(0)
    presence: tuple[str, ...] = ("present", "remote")
    since: date
    months: int
    again: bool = False


def unsound_framework(rule: FrameworkRule, charter: Any) -> Faults:
    """What is unsound in a framework: words that there are not, or that stand twice, and nothing in it."""
    if not rule.competences:
        yield ("competences",), "charter-missing", "", {"key": "competences"}
    for key, words, names in (("competences", "competence", rule.competences), ("levels", "level", rule.levels)):
        yield from _words(charter, key, words, names)


def unsound_training(rule: TrainingRule, charter: Any) -> Faults:
    """What is unsound in a training: nothing to be trained in, a framework or level that there is not, lengths that are none."""
    if not rule.framework and rule.course is None:
        yield (), "charter-missing", "", {"key": "framework"}
    if rule.framework:
        texts = [one for one in charter.rules.get("framework", {}).values() if one.known_as == rule.framework]
        if not texts:
            known = {one.known_as for one in charter.rules.get("framework", {}).values()}
            yield ("framework",), "charter-training-framework", rule.framework, {"known": nearest(rule.framework, known)}
        for text in texts:
            if rule.level and rule.level not in text.levels:
                yield ("level",), "charter-word", rule.level, {"words": "level", "known": nearest(rule.level, text.levels)}
    for key in ("level", "renewed"):
        if getattr(rule, key) and not rule.framework:
            yield (key,), "charter-missing", "", {"key": "framework"}
    for key, given in (("times", rule.times != 1), ("hours", bool(rule.hours))):
        if given and rule.course is None:
            yield (key,), "charter-missing", "", {"key": "course"}
    for key, low in (("times", 1), ("months", 1), ("hours", 0)):
        if getattr(rule, key) < low:
            yield (key,), "charter-not-whole", str(getattr(rule, key)), {}
    if rule.course is not None and not rule.presence:
        yield ("presence",), "charter-missing", "", {"key": "presence"}
    if rule.course is not None:
        yield from _words(charter, "presence", "presence", rule.presence)


def _words(charter: Any, key: str, words: str, names: tuple[str, ...]) -> Faults:
    known = charter.words.get(words, {})
    for at, name in enumerate(names):
        if name not in known:
            yield (key,), "charter-word", name, {"words": words, "known": nearest(name, known)}
        elif name in names[:at]:
            yield (key,), "charter-word-twice", name, {}
