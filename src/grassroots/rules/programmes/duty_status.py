"""Where a thing due stands on a day, and the derived record that says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from attrs import field, frozen

from grassroots.fields import described, public
from grassroots.model import Derived, Due, derived_noun
from grassroots.rules.programmes.duty_rule import DutyRule
from grassroots.texts import catalogue
from grassroots.values import Language

ROOM = "grassroots.rules.programmes"
"""The room whose catalogue says how duties and gates stand."""

Key = tuple[str, str]


class DutyState(StrEnum):
    """Where a thing due stands on a day."""

    OWED = "owed"
    """Not done, and still in time."""
    DONE = "done"
    """Done in time."""
    LATE = "late"
    """Done, after the last day."""
    BEHIND = "behind"
    """Not done, and the last day has passed."""
    EXCUSED = "excused"
    """Excused, with a reason."""
    WAIVED = "waived"
    """Fallen away: decided, or whoever owed it is no more."""


@frozen(kw_only=True)
class DutyStatus:
    """Where a thing due stands at the end of a day, and what shows it.

    `last`: the last day in time, grace included. `done_on`: the day on which the last of the records that it takes (`need`) was there; `have` how
    many there are, and `by` which they are. `before`: duties that had to come first and were not done when a record was there that would have counted.
    """

    due: Due
    rule: DutyRule | None
    day: date
    state: DutyState
    last: date | None
    done_on: date | None = None
    have: int = 0
    need: int = 1
    by: tuple[Key, ...] = ()
    before: tuple[str, ...] = ()

    def explain(self, language: Language = "en") -> tuple[str, ...]:
        """Why it stands so, line by line."""
        return tuple(self._lines(language))

    def _lines(self, language: Language) -> Iterator[str]:
        say, due, rule = catalogue(ROOM).say, self.due, self.rule
        name, state = (rule.labels.get(language) if rule else None) or due.duty, say(f"duty-{self.state}", language)
        yield say("duty", language, name=name, who=bearer_of(due), first=due.first, last=due.last, state=state, day=self.day)
        if self.last is not None:
            yield say("duty-last", language, last=self.last)
        if rule is not None and rule.owes:
            yield say("duty-takes", language, need=self.need, have=self.have, by=tuple(id for _, id in self.by))
        if self.done_on is not None:
            yield say("duty-done-on", language, day=self.done_on)
        if due.excuse and self.state is DutyState.EXCUSED:
            yield say("duty-excuse", language, excuse=due.excuse)
        if self.before:
            yield say("duty-before", language, names=self.before)
        if rule is not None and rule.source:
            yield say("source", language, source=rule.source)


def bearer_of(due: Due) -> str:
    """The id of the post, the team or the unit that owes a thing due.

    >>> from grassroots.values import UnitId
    >>> bearer_of(Due(id="d-1", unit=UnitId("b7"), duty="lesson", first=date(2014, 1, 1), last=date(2014, 12, 31)))
    'b7'
    """
    return due.post or due.team or due.unit


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class DutyOutcome(Derived):
    """What became of a thing due by a day, as the records that do it show.

    >>> DutyOutcome(id="d-1", due="d-1", duty="lesson", state=DutyState.BEHIND).state.value
    'behind'
    """

    due: str = field(metadata=public("the thing due", ref="due", home=True))
    duty: str = field(metadata=public("the duty of the charter from which it comes"))
    state: DutyState = field(metadata=public("owed, done, late, behind, excused or waived"))
    last: date | None = field(default=None, metadata=public("the last day in time, grace included"))
    done_on: date | None = field(default=None, metadata=public("the day on which the last record that it takes was there"))
    have: int = field(default=0, metadata=public("how many records do it so far; 0 or more"))
    need: int = field(default=1, metadata=public("how many it takes; 1 or more"))
