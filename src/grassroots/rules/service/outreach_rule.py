"""Outreach: how often who is to be visited, and by whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.checking.refusals import REFUSED
from grassroots.charter.condition import Condition
from grassroots.charter.kind import Fault
from grassroots.charter.length import Length
from grassroots.charter.rule import Rule, between, length, names, needed, noun, of_noun, word

TARGETS = ("household", "partner", "unit", "person")
"""The nouns of those to whom a visit can be paid."""

FARTHEST = 60
"""A visit so many days before a festival, or after it, is no visit for the festival."""


@frozen(kw_only=True)
class Interval:
    """How often those for whom `where` holds (all others, without one) are to be visited."""

    where: Condition | None = field(default=None, metadata=of_noun("noun"))
    every: Length = field(metadata=length())


@frozen(kw_only=True)
class Window:
    """From which day to which a visit is one for a festival; both count."""

    first: date
    last: date


@frozen(kw_only=True)
class Festival:
    """A festival: a word of the list `festival`. `month`, `day`: its day by the calendar everybody uses; without them the calendar of the rule says it,
    and where that does not know it, the one of `days` in the year. `before`, `after`: where it has other days than the rule gives to all.
    `windows`: in place of all these, the days of each year as the office laid them down; the last one is taken for the day of the festival.

    >>> spring = Festival(name="spring", windows=(Window(first=date(2021, 2, 1), last=date(2021, 2, 18)),))
    >>> rule = OutreachRule(name="families", festivals=(spring,))
    >>> rule.around("spring", date(2021, 2, 18))[0].days
    17
    """

    name: str = field(metadata=word("festival") | needed())
    month: int = 0
    day: int = 0
    days: tuple[date, ...] = ()
    before: int | None = field(default=None, metadata=between(0, FARTHEST))
    after: int | None = field(default=None, metadata=between(0, FARTHEST))
    windows: tuple[Window, ...] = ()

    @property
    def dated(self) -> bool:
        """Whether it names a day that every year has."""
        try:
            date(2023, self.month, self.day)  # 29 February does not come every year.
        except ValueError:
            return False
        return True


@frozen(kw_only=True)
class OutreachRule(Rule):
    """A plan of visits over a register.

    `noun`, `where`: whom it is about, and which of them. `intervals`: the first that fits says how often somebody is to be visited.
    `festivals`: on which festivals, with a visit counting from so many days `before` to so many `after`. `calendar`: where days of festivals come from.
    `link`: the kind of link whose holder visits, to the household itself or to its unit; without one, the unit does.
    `purposes`: for what the visit is (any, if none is named). `counts`: the codes by which somebody was met. `refused`: those by which somebody did
    not wish a visit; then nobody comes again before the next one is due, and no list says why.
    `registered`, `estimated`: tallies with how many there are by the register of others, and as an estimate.
    `keep`: for how long a visit is kept; at least as long as the longest interval.

    >>> OutreachRule(name="families", intervals=(Interval(every=Length(months=1)),)).noun
    'household'
    """

    noun: str = field(default="household", metadata=noun(*TARGETS) | needed())
    where: Condition | None = field(default=None, metadata=of_noun("noun"))
    intervals: tuple[Interval, ...] = ()
    festivals: tuple[Festival, ...] = ()
    before: int = field(default=0, metadata=between(0, FARTHEST))
    after: int = field(default=0, metadata=between(0, FARTHEST))
    calendar: str = field(default="", metadata=names("calendar"))
    link: str = field(default="", metadata=word("link"))
    purposes: tuple[str, ...] = field(default=(), metadata=word("contact_purpose"))
    counts: tuple[str, ...] = field(default=("reached",), metadata=word("contact_code") | needed())
    refused: tuple[str, ...] = field(default=(REFUSED,), metadata=word("contact_code") | needed())
    registered: str = field(default="", metadata=word("tally"))
    estimated: str = field(default="", metadata=word("tally"))
    keep: Length | None = field(default=None, metadata=length())

    def around(self, festival: str, day: date) -> tuple[timedelta, timedelta]:
        """From how long before a festival on a day to how long after it a visit is one for it."""
        own = next((one for one in self.festivals if one.name == festival), None)
        for window in own.windows if own else ():
            if window.last == day:
                return day - window.first, timedelta(0)
        before = self.before if own is None or own.before is None else own.before
        after = self.after if own is None or own.after is None else own.after
        return timedelta(days=before), timedelta(days=after)


def unsound_outreach(rule: OutreachRule, charter: Charter) -> Iterator[Fault]:
    """What is unsound: no day on which to visit, intervals that never come, festivals without a day, a visit that is thrown away before the next is due."""
    if not rule.intervals and not rule.festivals:
        yield (), "charter-missing", "", {"key": "intervals"}
    yield from _intervals(rule)
    yield from _festivals(rule)
    for code in rule.counts:
        if code in rule.refused:
            yield ("refused",), "outreach-refused-counts", code, {}
    if rule.registered and rule.registered == rule.estimated:
        yield ("estimated",), "charter-word-twice", rule.estimated, {}


def _intervals(rule: OutreachRule) -> Iterator[Fault]:
    for at, one in enumerate(rule.intervals):
        if rule.keep is not None and rule.keep.sound and one.every.sound and rule.keep.least_days < one.every.most_days:
            yield ("keep",), "outreach-keep", str(rule.keep), {"every": str(one.every)}
        if one.where is None and at + 1 < len(rule.intervals):
            yield ("intervals", at + 1), "outreach-never", str(at + 2), {"before": at + 1}
        if any(one == other or one.where == other.where for other in rule.intervals[:at]):
            yield ("intervals", at, "where"), "outreach-never", str(at + 1), {"before": at}


def _festivals(rule: OutreachRule) -> Iterator[Fault]:
    for at, one in enumerate(rule.festivals):
        if one.name in [other.name for other in rule.festivals[:at]]:
            yield ("festivals", at, "name"), "charter-word-twice", one.name, {}
        if (one.month or one.day) and not one.dated:
            yield ("festivals", at, "day"), "outreach-day", f"{one.month}-{one.day}", {"name": one.name}
        if not one.month and not one.day and not one.days and not one.windows and not rule.calendar:
            yield ("festivals", at), "outreach-no-calendar", one.name, {}
        for number, window in enumerate(one.windows):
            if window.last < window.first:
                yield ("festivals", at, "windows", number), "outreach-window", str(window.last), {"first": window.first}
            elif any(window.last.year == other.last.year for other in one.windows[:number]):
                yield ("festivals", at, "windows", number), "charter-word-twice", str(window.last.year), {}
    for key in ("before", "after"):
        if getattr(rule, key) and not rule.festivals:
            yield (key,), "charter-not-whole", str(getattr(rule, key)), {}
