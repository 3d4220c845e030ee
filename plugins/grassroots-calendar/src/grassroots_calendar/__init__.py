"""Working days of countries, through the calendar door: `holidays:CN`, `holidays:DE-BY`."""

from __future__ import annotations

from datetime import date
from functools import cache, cached_property
from importlib.metadata import version
from typing import Any

from grassroots.charter.work_calendar import DayKind, Why, WorkCalendar
from grassroots.errors import InvalidArgument, NotFound
from grassroots.hooks import hookimpl
from grassroots.values import Period

ADDRESS = "holidays:"


@hookimpl
def grassroots_open_calendar(address: str) -> WorkCalendar | None:
    """Takes `holidays:COUNTRY` and `holidays:COUNTRY-PART`, by their ISO codes.

    Raises:
        InvalidArgument: the package knows no such country or part of it.
    """
    return _opened(address.removeprefix(ADDRESS)) if address.startswith(ADDRESS) else None


@cache
def _opened(country: str) -> CountryCalendar:
    # Making one reads a hundred and fifty years; it never changes.
    return CountryCalendar(country)


class CountryCalendar:
    """The working days of a country, or of a part of it.

    Where days of a weekend are worked instead of others, a year is announced if such days are known for it or for a later one, and covered from the first such year
    on. A year after the last is provisional.

    >>> china = CountryCalendar("CN")
    >>> china.kind(date(2025, 1, 26)).why.value, china.kind(date(2027, 1, 4)).provisional
    ('made_up', True)
    """

    def __init__(self, country: str) -> None:
        import holidays

        code, _, part = country.partition("-")
        try:
            cls = type(holidays.country_holidays(code, subdiv=part or None))
        except NotImplementedError as error:
            raise InvalidArgument(
                f"no holidays are known for {country!r}; write an ISO code as in holidays:CN or holidays:DE-BY"
            ) from error
        self._code, self._part = code, part or None
        self._languages = {
            "en": next((one for one in cls.supported_languages if one.startswith("en")), cls.default_language),
            "zh": next((one for one in ("zh_CN", "zh_TW") if one in cls.supported_languages), None),
        }
        self._first, self._last = cls.start_year, cls.end_year
        self._years: dict[int, tuple[frozenset[date], dict[str, dict[date, str]]]] = {}
        self._weekend: frozenset[int] = frozenset(holidays.country_holidays(code, subdiv=part or None, years=2024).weekend)
        self.name = f"{country}, holidays {version('holidays')}"

    @cached_property
    def _announced(self) -> tuple[int, int] | None:
        """The first and the last year of which it is known which days of a weekend are worked; None where there is no such custom."""
        years = sorted({day.year for day in self._made(range(self._first, self._last + 1), "en").weekend_workdays})
        return (years[0], years[-1]) if years else None

    @cached_property
    def covers(self) -> Period:
        """The years of which the package has the holidays."""
        first = max(self._announced[0], self._first) if self._announced else self._first
        return Period(date(first, 1, 1), date(self._last + 1, 1, 1))

    def kind(self, day: date) -> DayKind:
        """What a day is.

        Raises:
            NotFound: nothing is known of its year.
        """
        if day not in self.covers:
            raise NotFound(f"the calendar {self.name!r} covers {self.covers}; it has no {day}")
        worked, names = self._year(day.year)
        provisional = self._announced is not None and day.year > self._announced[1]
        labels = {language: found[day] for language, found in names.items() if day in found}
        if day in worked:
            return DayKind(works=True, why=Why.MADE_UP, provisional=provisional)
        if any(day in found for found in names.values()):
            return DayKind(works=False, why=Why.HOLIDAY, labels=labels, provisional=provisional)
        weekend = day.weekday() in self._weekend
        return DayKind(works=not weekend, why=Why.WEEKEND if weekend else Why.WORKDAY, provisional=provisional)

    def festival(self, name: str, year: int) -> date:
        """The day of a festival in a year, the lunar ones among them: see `grassroots_calendar.lunar`.

        Raises:
            NotFound: no such festival, or no lunar dates are there.
        """
        from grassroots_calendar.lunar import festival

        return festival(name, year)

    def _year(self, year: int) -> tuple[frozenset[date], dict[str, dict[date, str]]]:
        if year not in self._years:
            made = {
                language: self._made([year], language)
                for language, known in self._languages.items()
                if known or language == "en"
            }
            worked = frozenset(day for day in made["en"].weekend_workdays if day.year == year)
            self._years[year] = worked, {language: dict(found) for language, found in made.items()}
        return self._years[year]

    def _made(self, years: Any, language: str) -> Any:
        import holidays

        return holidays.country_holidays(
            self._code, subdiv=self._part, years=years, language=self._languages[language], expand=False
        )
