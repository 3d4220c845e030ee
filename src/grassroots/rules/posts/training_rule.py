"""Competence and training: what a framework comprises, and who is to hold it, or to have been through which courses, by when."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from attrs import field, frozen

from grassroots.charter.condition import Condition
from grassroots.charter.length import years_with
from grassroots.charter.rule import Rule, between, names, needed, of_noun, word
from grassroots.problems import nearest
from grassroots.rules.posts.worded import Faults
from grassroots.rules.time.terms import term_on
from grassroots.values import Period

if TYPE_CHECKING:
    from grassroots.charter.charter import Charter


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

    competences: tuple[str, ...] = field(metadata=needed() | word("competence"))
    levels: tuple[str, ...] = field(default=(), metadata=word("level"))

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
    `months`: how many months the time has in which it is to be reached. It begins on the day `since`, and with `again` anew when it is over, rotation after
    rotation; without `since` it ends with the year of the day that is asked about, so that it goes along: 12 months are that year, 36 that and the two before.

    >>> rule = TrainingRule(name="main", framework="five", since=date(2014, 1, 1), months=36)
    >>> rule.who.value, rule.again
    ('tenure', False)
    """

    who: Learner = Learner.TENURE
    where: Condition | None = field(default=None, metadata=of_noun("who"))
    framework: str = field(default="", metadata=names("framework"))
    level: str = ""
    renewed: bool = False
    course: Condition | None = field(default=None, metadata=of_noun("=activity"))
    times: int = field(default=1, metadata=between(1, 1000))
    hours: Decimal = field(default=Decimal(0), metadata=between(0, 10_000))
    presence: tuple[str, ...] = ("present", "remote")
    since: date | None = None
    months: int = field(metadata=between(1, 1200))
    again: bool = False

    def time_on(self, day: date) -> Period | None:
        """The time in which it is to be reached, as it stands on a day; None before it begins.

        >>> str(TrainingRule(name="main", months=36).time_on(date(2024, 5, 1)).start)
        '2022-01-01'
        """
        if self.since is not None:
            # What does not come round again is judged in its one time, however long ago.
            return None if day < self.since else term_on(self.since, self.months, day if self.again else self.since)[1]
        return years_with(day, self.months)


def unsound_training(rule: TrainingRule, charter: Charter) -> Faults:
    """What is unsound in a training: nothing to be trained in, a level that the framework has not, words that go with no framework or no course."""
    if not rule.framework and rule.course is None:
        yield (), "charter-missing", "", {"key": "framework"}
    for text in charter.rules_of(FrameworkRule):
        if text.known_as == rule.framework and rule.level and rule.level not in text.levels:
            yield ("level",), "charter-word", rule.level, {"words": "level", "known": nearest(rule.level, text.levels)}
    for key in ("level", "renewed"):
        if getattr(rule, key) and not rule.framework:
            yield (key,), "charter-missing", "", {"key": "framework"}
    for key, given in (("times", rule.times != 1), ("hours", bool(rule.hours))):
        if given and rule.course is None:
            yield (key,), "charter-missing", "", {"key": "course"}
    # Without a course nobody asks who was there, and the charter needs no words for it.
    if rule.course is not None:
        if not rule.presence:
            yield ("presence",), "charter-missing", "", {"key": "presence"}
        known = charter.words.get("presence", {})
        for at, name in enumerate(rule.presence):
            if name not in known:
                yield ("presence",), "charter-word", name, {"words": "presence", "known": nearest(name, known)}
            elif name in rule.presence[:at]:
                yield ("presence",), "charter-word-twice", name, {}
