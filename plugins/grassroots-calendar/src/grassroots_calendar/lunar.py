"""Festivals by the lunar calendar, for visits that are due on them. Needs the extra `lunar`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from grassroots.errors import InvalidValue, NotFound

FESTIVALS: Mapping[str, tuple[int, int]] = {
    "spring_festival": (1, 1),
    "lantern_festival": (1, 15),
    "dragon_boat": (5, 5),
    "mid_autumn": (8, 15),
    "double_ninth": (9, 9),
}
"""Festival → lunar month and day."""

SOLAR: Mapping[str, tuple[int, int]] = {"new_year": (1, 1), "first_of_july": (7, 1), "national_day": (10, 1)}
"""Days of the year on which visits are usual as well."""


def solar_of(year: int, month: int, day: int, *, leap: bool = False) -> date:
    """The day of a lunar date. `leap`: of the leap month of that number.

    Raises:
        NotFound: borax is not installed.
        InvalidValue: there is no such lunar date.

    >>> solar_of(2025, 1, 1), solar_of(2025, 6, 1, leap=True)
    (datetime.date(2025, 1, 29), datetime.date(2025, 7, 25))
    """
    try:
        from borax.calendars.lunardate import LunarDate
    except ImportError as error:
        raise NotFound("lunar dates need borax; install grassroots-calendar[lunar]") from error
    try:
        found: date = LunarDate(year, month, day, 1 if leap else 0).to_solar_date()
    except (ValueError, LookupError) as error:
        raise InvalidValue(f"there is no lunar date {year}-{month}-{day}{', leap month' if leap else ''}") from error
    return found


def festival(name: str, year: int) -> date:
    """The day of a festival in a year: one of `FESTIVALS`, `SOLAR`, or `new_years_eve` (the day before the Spring Festival).

    Raises:
        NotFound: no such festival.

    >>> festival("spring_festival", 2024), festival("new_years_eve", 2024), festival("national_day", 2024)
    (datetime.date(2024, 2, 10), datetime.date(2024, 2, 9), datetime.date(2024, 10, 1))
    """
    if name in SOLAR:
        return date(year, *SOLAR[name])
    if name == "new_years_eve":
        return solar_of(year, 1, 1) - timedelta(days=1)
    if name not in FESTIVALS:
        raise NotFound(f"there is no festival {name!r}; there are {', '.join((*SOLAR, 'new_years_eve', *FESTIVALS))}")
    return solar_of(year, *FESTIVALS[name])
