"""The laws of a calendar, for whoever brings one. One line in a test suite:

    check_calendar(grassroots_open_calendar, "holidays:CN", knows={date(2025, 1, 26): True, date(2025, 1, 28): False})

Each law is a function of `LAWS` that says in its first line what it demands. `BROKEN` has a twin for each law: a finder around a sound one that breaks just
this one. The kit rejects every one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta

from attrs import evolve, field, frozen

from grassroots.charter.work_calendar import DayKind, WeekCalendar, Why, WorkCalendar, days_between
from grassroots.errors import NotFound
from grassroots.testing.laws import Outcome, by_name, demand, try_laws
from grassroots.values import Period

OpenCalendar = Callable[[str], WorkCalendar | None]
"""The door: `grassroots_open_calendar` of the plugin, asked by its address alone."""


@frozen(kw_only=True)
class Setting:
    """What the laws are tried on: the door, an address, days of which it is known whether they are worked, and the years that are looked at."""

    open: OpenCalendar
    address: str
    knows: Mapping[date, bool] = field(factory=dict, hash=False)
    years: tuple[int, ...] = ()

    def calendar(self) -> WorkCalendar:
        """A calendar, opened anew."""
        found = self.open(self.address)
        demand(found is not None, f"nothing was found under {self.address!r}")
        assert found is not None
        return found

    def looked_at(self) -> Iterator[date]:
        """Every day of the years, as far as they are covered."""
        covers = self.calendar().covers
        for year in self.years:
            for day in days_between(date(year, 1, 1), date(year, 12, 31)):
                if day in covers:
                    yield day


def others_are_left_alone(setting: Setting) -> None:
    """An address that is somebody else's is answered by None, so that the next plugin is asked."""
    for address in ("somebody-elses:XX", "xholidays:", "days.xlsx"):
        demand(setting.open(address) is None, f"{address!r} was taken")


def it_has_a_name_and_covers_days(setting: Setting) -> None:
    """It is called something, and covers at least one day."""
    calendar = setting.calendar()
    demand(bool(calendar.name.strip()), "it has no name")
    demand(isinstance(calendar.covers, Period) and calendar.covers.days > 0, f"it covers {calendar.covers}")


def each_day_that_it_covers_has_an_answer(setting: Setting) -> None:
    """Every day from the first to the last that it covers has an answer."""
    calendar = setting.calendar()
    for day in (calendar.covers.start, calendar.covers.last - timedelta(days=1), *setting.looked_at()):
        try:
            calendar.kind(day)
        except NotFound as error:
            raise AssertionError(f"{day} is covered and has no answer: {error}") from error


def nothing_is_guessed(setting: Setting) -> None:
    """A day before the first or after the last that it covers is an error, never a guess."""
    calendar = setting.calendar()
    outside = [calendar.covers.start - timedelta(days=1)] if calendar.covers.start > date.min else []
    outside += [calendar.covers.end] if calendar.covers.end < date.max else []
    for day in outside:
        try:
            found = calendar.kind(day)
        except NotFound:
            continue
        raise AssertionError(f"{day} is not covered, and was answered by {found}")


def the_same_day_has_the_same_answer(setting: Setting) -> None:
    """Asked again, also of a calendar opened anew, a day has the same answer."""
    first, second = setting.calendar(), setting.calendar()
    for day in setting.looked_at():
        demand(first.kind(day) == first.kind(day) == second.kind(day), f"{day} had two answers")


def the_reason_fits_the_answer(setting: Setting) -> None:
    """A workday and a day worked instead are worked; a weekend and a holiday are not."""
    calendar = setting.calendar()
    for day in setting.looked_at():
        kind = calendar.kind(day)
        demand(kind.works == (kind.why in (Why.WORKDAY, Why.MADE_UP)), f"{day}: {kind}")


def a_year_is_provisional_as_a_whole(setting: Setting) -> None:
    """A year is provisional from its first to its last day or not at all, and no year after a provisional one is announced."""
    calendar = setting.calendar()
    before = False
    for year in sorted(setting.years):
        found = {calendar.kind(day).provisional for day in setting.looked_at() if day.year == year}
        demand(len(found) <= 1, f"{year} is provisional in part")
        demand(not (before and found == {False}), f"{year} is announced, and a year before it is not")
        before = before or True in found


def a_provisional_year_knows_no_day_worked_instead(setting: Setting) -> None:
    """In a year that was not announced no day can be known to be worked instead of another."""
    calendar = setting.calendar()
    for day in setting.looked_at():
        kind = calendar.kind(day)
        demand(not (kind.provisional and kind.why is Why.MADE_UP), f"{day} is worked instead of another, in a provisional year")


def what_is_known_comes_out(setting: Setting) -> None:
    """The days that the author knows are answered so."""
    calendar = setting.calendar()
    for day, works in setting.knows.items():
        demand(calendar.kind(day).works == works, f"{day} is {'not ' if works else ''}worked, it says")


Law = Callable[[Setting], None]

LAWS = by_name(
    others_are_left_alone, it_has_a_name_and_covers_days, each_day_that_it_covers_has_an_answer, nothing_is_guessed,
    the_same_day_has_the_same_answer, the_reason_fits_the_answer, a_year_is_provisional_as_a_whole,
    a_provisional_year_knows_no_day_worked_instead, what_is_known_comes_out,
)  # fmt: skip
"""Law → its check."""


def check_calendar(
    open_calendar: OpenCalendar,
    address: str,
    *,
    knows: Mapping[date, bool],
    years: tuple[int, ...] = (2024, 2025, 2026, 2027, 2028),
    laws: Iterable[str] = (),
) -> tuple[Outcome, ...]:
    """Tries every law, and says what came of each.

    Args:
        open_calendar: the door of the plugin.
        address: a calendar that it has.
        knows: days of which you know whether they are worked, from elsewhere.
        years: the years whose every day is looked at.
        laws: names of `LAWS`; all of them without any.

    Raises:
        LawBroken: laws are broken; says which, and how.

    >>> from grassroots.builtin.weekdays import grassroots_open_calendar
    >>> outcomes = check_calendar(grassroots_open_calendar, "weekdays:mon-fri", knows={date(2025, 1, 25): False})
    >>> {one.result for one in outcomes}
    {'kept'}
    """
    setting = Setting(open=open_calendar, address=address, knows=knows, years=years)
    return try_laws(LAWS, lambda law: law(setting), laws)


# -- broken twins --


@frozen(kw_only=True)
class _Twin:
    """A sound calendar of a few years, and what is changed of it."""

    name: str = "twin"
    covers: Period = field(factory=lambda: Period(date(2024, 1, 1), date(2028, 1, 1)))
    change: Callable[[date, DayKind], DayKind] = lambda day, kind: kind
    reaches: Callable[[date], bool] | None = None

    def kind(self, day: date) -> DayKind:
        if not (self.reaches(day) if self.reaches else day in self.covers):
            raise NotFound(f"no {day}")
        return self.change(day, evolve(WeekCalendar().kind(day), provisional=day.year >= 2027))


def sound(address: str) -> WorkCalendar | None:
    """A door behind which stands a calendar that keeps every law: `twin:`."""
    return _Twin() if address == "twin:" else None


def _behind(twin: _Twin) -> OpenCalendar:
    return lambda address: twin if address == "twin:" else None


def _restless() -> OpenCalendar:
    asked: list[str] = []

    def opened(address: str) -> WorkCalendar | None:
        if address != "twin:":
            return None
        asked.append(address)
        odd = len(asked) % 2
        return _Twin(change=lambda day, kind: evolve(kind, labels={"en": "odd"}) if odd and day.day == 1 else kind)

    return opened


def _worked(day: date, kind: DayKind) -> DayKind:
    return evolve(kind, works=True, why=Why.MADE_UP) if day == date(2027, 2, 6) else kind


BROKEN: Mapping[str, OpenCalendar] = {
    "others_are_left_alone": lambda address: _Twin(),
    "it_has_a_name_and_covers_days": _behind(_Twin(name=" ")),
    "each_day_that_it_covers_has_an_answer": _behind(
        _Twin(covers=Period(date(2023, 1, 1), date(2028, 1, 1)), reaches=lambda day: date(2023, 1, 1) < day < date(2028, 1, 1))
    ),
    "nothing_is_guessed": _behind(_Twin(reaches=lambda day: True)),
    "the_same_day_has_the_same_answer": _restless(),
    "the_reason_fits_the_answer": _behind(
        _Twin(change=lambda day, kind: evolve(kind, why=Why.HOLIDAY) if day.day == 2 else kind)
    ),
    "a_year_is_provisional_as_a_whole": _behind(_Twin(change=lambda day, kind: evolve(kind, provisional=day.month > 6))),
    "a_provisional_year_knows_no_day_worked_instead": _behind(_Twin(change=_worked)),
    "what_is_known_comes_out": _behind(
        _Twin(change=lambda day, kind: evolve(kind, works=True, why=Why.MADE_UP) if day == date(2025, 1, 25) else kind)
    ),
}
"""Law → a door that breaks it, tried with the address `twin:` and `knows={date(2025, 1, 25): False}`."""
