"""Calendars of an office: what a calendar of the charter, the working days that come through the door, and the office's own exceptions say of a day."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.kind import Fault
from grassroots.charter.rule import Rule, free
from grassroots.charter.work_calendar import ADDRESS, WEEKDAYS, DayKind, WeekCalendar, Why, WorkCalendar, opening, seconds_open
from grassroots.errors import InvalidValue, NotFound
from grassroots.model import CalendarDay
from grassroots.problems import Problem
from grassroots.rules.kind import At, Kind
from grassroots.texts import languages
from grassroots.values import FOREVER

ANY_DAY = "any"
"""The hours of every weekday that is not named."""


@frozen(kw_only=True)
class CalendarRule(Rule):
    """A calendar of the office: `[calendar.NAME]`.

    `address`: where the working days come from, through the calendar door (`weekdays:mon-fri`, `holidays:CN`). Exceptions that the office keeps itself
    (records of `calendar_day`) come before it.
    `hours`: the hours of a weekday (`mon` ... `sun`; `any` for those not named) as `08:30-12:00 13:30-17:00`; without any, the whole day. A day that is worked
    instead of another has the hours of its weekday if it has some, else those of the first day of the week that has.
    `zone`: the time zone by its name, `Asia/Shanghai`; without one, every day has 24 hours.
    `tabled`: its holidays come from the office's own table alone, so that a year without a row in it is provisional.

    >>> rule = CalendarRule(name="office", hours={"any": "08:30-12:00 13:30-17:00"})
    >>> [str(start) for start, _ in rule.hours_of(0)]
    ['08:30:00', '13:30:00']
    """

    address: str = field(default=ADDRESS, metadata=free())
    hours: Mapping[str, str] = field(factory=dict, hash=False)
    zone: str = ""
    tabled: bool = False

    def hours_of(self, weekday: int) -> tuple[tuple[time, time | None], ...]:
        """The opening hours of a weekday that is worked, Monday being 0; an end of None is the end of the day.

        Raises:
            InvalidValue: they cannot be read.
        """
        if not self.hours:
            return ((time.min, None),)
        text = self.hours.get(WEEKDAYS[weekday], self.hours.get(ANY_DAY))
        if text is None:
            text = next((self.hours[name] for name in WEEKDAYS if name in self.hours), "")
        return opening(text)


def unsound_calendar(rule: CalendarRule, charter: Charter) -> Iterator[Fault]:
    """What is unsound in a calendar: hours that cannot be read or that nobody works, weekdays and time zones that there are not."""
    if rule.address.startswith(ADDRESS):
        try:
            WeekCalendar.of(rule.address)
        except InvalidValue as error:
            yield ("address",), "charter-calendar", rule.address, {"why": str(error)}
    for name, text in rule.hours.items():
        if name not in (*WEEKDAYS, ANY_DAY):
            yield ("hours", name), "charter-choice", name, {"known": (*WEEKDAYS, ANY_DAY)}
        try:
            opening(text)
        except InvalidValue as error:
            yield ("hours", name), "charter-calendar", text, {"why": str(error)}
            return
    if rule.hours and not any(seconds_open(opening(text)) for text in rule.hours.values()):
        yield ("hours",), "charter-calendar-closed", rule.name, {}
    if rule.zone:
        try:
            ZoneInfo(rule.zone)
        except (ValueError, LookupError, OSError):
            yield ("zone",), "charter-calendar-zone", rule.zone, {}


END = datetime.combine(FOREVER, time.max)
"""The last moment that there is."""

T = TypeVar("T")

Span = tuple[datetime, datetime]
"""From a moment to another, in local time without a zone."""

PLAIN = CalendarRule(name="")
"""The calendar of a charter that has none: Monday to Friday, the whole day."""


class Running:
    """A number for each day, added up once: what a stretch of days comes to is then one subtraction.

    >>> Running(lambda day: day.day).between(date(2024, 1, 1), date(2024, 1, 3))
    6
    """

    def __init__(self, of: Callable[[date], Any]) -> None:
        self._of = of
        self._sums: dict[int, Any] = {}
        self._low = self._high = 0

    def between(self, first: date, last: date) -> Any:
        """What the days from one to another, both counted, come to."""
        low, high = first.toordinal() - 1, last.toordinal()
        if low >= high:
            return 0
        if not self._sums:
            self._sums[low], self._low, self._high = 0, low, low
        try:
            while self._high < high:
                self._sums[self._high + 1] = self._sums[self._high] + self._of(date.fromordinal(self._high + 1))
                self._high += 1
            while self._low > low:
                self._sums[self._low - 1] = self._sums[self._low] - self._of(date.fromordinal(self._low))
                self._low -= 1
        except NotFound:
            # A day between these and those asked for before may be one that nobody knows.
            return sum(self._of(date.fromordinal(number)) for number in range(low + 1, high + 1))
        return self._sums[high] - self._sums[low]


@frozen(kw_only=True)
class OfficeCalendar:
    """A calendar as it counts for an office: the office's own exceptions come first, then what came through the door.

    >>> OfficeCalendar(rule=PLAIN, base=WeekCalendar()).kind(date(2025, 1, 25)).why.value
    'weekend'
    """

    rule: CalendarRule
    base: WorkCalendar
    exceptions: Mapping[date, CalendarDay] = field(factory=dict, hash=False)
    _known: dict[date, DayKind] = field(factory=dict, init=False, repr=False, eq=False, hash=False)
    _running: dict[str, Running] = field(factory=dict, init=False, repr=False, eq=False, hash=False)

    _kept: dict[Hashable, Any] = field(factory=dict, init=False, repr=False, eq=False, hash=False)

    @property
    def name(self) -> str:
        """The name of the rule, and of what came through the door."""
        return f"{self.rule.name} ({self.base.name})" if self.rule.name else self.base.name

    @property
    def zone(self) -> ZoneInfo | None:
        """The time zone, if it has one."""
        return ZoneInfo(self.rule.zone) if self.rule.zone else None

    def kind(self, day: date) -> DayKind:
        """What a day is.

        Raises:
            NotFound: no exception says so, and the calendar behind does not reach that day.
        """
        if day not in self._known:
            self._known[day] = self._kind(day)
        return self._known[day]

    def worked(self, first: date, last: date) -> int:
        """How many of the days from one to another, both counted, are worked.

        Raises:
            NotFound: the calendar does not reach one of them.
        """
        found: int = self.running("worked", lambda day: int(self.kind(day).works)).between(first, last)
        return found

    def known(self, key: Hashable, of: Callable[[], T]) -> T:
        """What follows from this calendar and the key alone, worked out when it is first asked for."""
        if key not in self._kept:
            self._kept[key] = of()
        found: T = self._kept[key]
        return found

    def running(self, name: str, of: Callable[[date], Any]) -> Running:
        """What is added up over the days of this calendar, kept by a name."""
        if name not in self._running:
            self._running[name] = Running(of)
        return self._running[name]

    def _kind(self, day: date) -> DayKind:
        found = self.exceptions.get(day)
        if found is None:
            kind = self.base.kind(day)
            return DayKind(works=kind.works, why=kind.why, labels=kind.labels, provisional=self._provisional(day, kind))
        labels = dict.fromkeys(languages(), found.name) if found.name else {}
        if not found.works:
            return DayKind(works=False, why=Why.HOLIDAY, labels=labels)
        usual = day.weekday() < 5
        return DayKind(works=True, why=Why.WORKDAY if usual else Why.MADE_UP, labels=labels)

    def _provisional(self, day: date, kind: DayKind) -> bool:
        """A year that the office's own table announces is announced: by any row where the table is all there is, else by a day worked instead."""
        own = [one for on, one in self.exceptions.items() if on.year == day.year]
        if self.rule.tabled and not own:
            return True
        return kind.provisional and not any(one.works for one in own)

    def windows(self, day: date) -> tuple[Span, ...]:
        """The opening hours of a day, none on a day that is not worked.

        Raises:
            NotFound: the calendar does not reach that day.
            InvalidValue: the hours cannot be read.
        """
        return self.known(("windows", day), lambda: self._windows(day))

    def _windows(self, day: date) -> tuple[Span, ...]:
        if not self.kind(day).works:
            return ()
        own = self.exceptions.get(day)
        hours = opening(own.opening) if own is not None and own.opening else self.rule.hours_of(day.weekday())
        return tuple(
            (datetime.combine(day, start), datetime.combine(day, end) if end is not None else midnight_after(day))
            for start, end in hours
        )

    def hours_between(self, start: datetime, end: datetime) -> Fraction:
        """How many hours pass from one local moment to another: real hours, also where clocks are put forward or back between them."""
        if self.zone is None:
            return _hours(end - start)
        return _hours(_instant(end, self.zone) - _instant(start, self.zone))

    def hours_after(self, start: datetime, hours: Fraction) -> datetime:
        """The local moment so many real hours after another."""
        more = timedelta(microseconds=int(hours * 3_600_000_000))
        if self.zone is None:
            return start + more
        return (_instant(start, self.zone) + more).astimezone(self.zone).replace(tzinfo=None)


def midnight_after(day: date) -> datetime:
    """The end of a day."""
    return END if day == FOREVER else datetime.combine(day + timedelta(days=1), time.min)


def whole_day(day: date) -> tuple[Span, ...]:
    """A day from midnight to midnight."""
    return ((datetime.combine(day, time.min), midnight_after(day)),)


def calendar_named(name: str, at: At) -> OfficeCalendar:
    """The calendar of that name, as the charter has it on the day; without a name, the only one that the charter has, or Monday to Friday.

    Raises:
        NotFound: the charter has no such calendar, or nobody brought the working days that it asks for.
    """
    return calendar_of(calendar_rule(name, at), at)


def calendar_rule(name: str, at: At) -> CalendarRule:
    """The text of a calendar that is in force on the day; without a name, of the only one that the charter has.

    Raises:
        NotFound: the charter has no such calendar, or several and no name was given.
    """
    charter = at.snapshot.charter
    if not name:
        names = {rule.known_as for rule in charter.rules_of(CalendarRule)}
        if not names:
            return PLAIN
        if len(names) > 1:
            raise NotFound(f"the charter {charter.id!r} has several calendars; name one of {', '.join(sorted(names))}")
        name = next(iter(names))
    rule = charter.rule("calendar", name, at.day)
    return rule if isinstance(rule, CalendarRule) else PLAIN


def calendar_of(rule: CalendarRule, at: At) -> OfficeCalendar:
    """A calendar with the working days behind it and the office's own exceptions.

    Raises:
        NotFound: nobody brought the working days that it asks for.
    """
    exceptions = {one.on: one for one in _days(rule, at)}
    base: WorkCalendar | None = at.snapshot.calendars.get(rule.address)
    if base is None and rule.address.startswith(ADDRESS):
        base = WeekCalendar.of(rule.address)
    if base is None:
        raise NotFound(f"nobody brought the working days of {rule.address!r}")
    return OfficeCalendar(rule=rule, base=base, exceptions=exceptions)


def _days(rule: CalendarRule, at: At) -> Iterator[CalendarDay]:
    return (one for one in at.snapshot.all(CalendarDay).values() if one.calendar == rule.known_as)


def _contradictions(rule: CalendarRule, at: At) -> Iterator[Problem]:
    """Days that are there twice, and not the same."""
    known: dict[date, CalendarDay] = {}
    for one in _days(rule, at):
        other = known.setdefault(one.on, one)
        if (other.works, other.opening) != (one.works, one.opening):
            source = at.snapshot.sources.get(("calendar_day", one.id))
            yield Problem("calendar-day-twice", source=source, value=one.calendar, details={"day": one.on})
        known[one.on] = one


def _hours(length: timedelta) -> Fraction:
    return Fraction(length // timedelta(microseconds=1), 3_600_000_000)


def _instant(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment of the world that a local time names. Of an hour that comes twice, the first; an hour that never comes is the moment at which it is left out."""
    first = moment.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == moment:
        return first
    low, high = sorted((first, moment.replace(tzinfo=zone, fold=1).astimezone(UTC)))
    before = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)


KIND = Kind(
    name="calendar",
    form=CalendarRule,
    sound=unsound_calendar,
    judges_past=True,
    finds=_contradictions,
    untyped="the days are rows of the calendar itself, and two that contradict one another are told",
)
