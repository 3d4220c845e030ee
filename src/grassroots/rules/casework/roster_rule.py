"""Rosters: who must be on duty, and when."""

from __future__ import annotations

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.measure import Condition
from grassroots.charter.rule import Rule, of_noun
from grassroots.rules.casework.handling_rule import Faults


@frozen(kw_only=True)
class RosterRule(Rule):
    """When contact points are to be staffed: `[roster.NAME]`.

    `where`: which contact points. `hours`: from when to when, as `00:00-24:00`. `weekdays`: on which, from 1 for Monday; none: every day.
    `most_hours`: how long one person may be on duty without a break; 0: as long as one likes.

    >>> RosterRule(name="hotline", hours="00:00-24:00").minutes
    (0, 1440)
    """

    where: Condition | None = field(default=None, metadata=of_noun("=contact_point"))
    hours: str
    weekdays: tuple[int, ...] = ()
    most_hours: int = 0

    @property
    def minutes(self) -> tuple[int, int] | None:
        """The hours as minutes of the day: the first that counts, and the first that does not; None if they cannot be read."""
        first, _, last = self.hours.partition("-")
        start, end = _minute(first), _minute(last)
        return None if start is None or end is None or start >= end else (start, end)


def _minute(text: str) -> int | None:
    hour, colon, minute = text.strip().partition(":")
    if not (colon and hour.isascii() and hour.isdigit() and minute.isascii() and minute.isdigit() and len(minute) == 2):
        return None
    found = int(hour) * 60 + int(minute)
    return found if int(minute) < 60 and found <= 24 * 60 else None


def unsound_roster(rule: RosterRule, charter: Charter) -> Faults:
    """What is unsound: hours that cannot be read, weekdays that there are not."""
    if rule.minutes is None:
        yield ("hours",), "charter-roster-hours", rule.hours, {}
    for number, day in enumerate(rule.weekdays):
        if not 1 <= day <= 7:
            yield ("weekdays", number), "charter-roster-weekday", str(day), {}
    if rule.most_hours < 0:
        yield ("most_hours",), "charter-not-whole", str(rule.most_hours), {}
