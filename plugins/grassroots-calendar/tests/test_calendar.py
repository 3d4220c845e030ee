"""Working days of countries: what the plugin makes of the package behind it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

import grassroots as gr
from grassroots.charter.work_calendar import FestivalCalendar, Why, WorkCalendar
from grassroots.errors import InvalidArgument, InvalidValue, NotFound
from grassroots.testing.calendar_kit import check_calendar
from grassroots_calendar import grassroots_open_calendar
from grassroots_calendar.lunar import festival, solar_of

KNOWN = {
    date(2025, 1, 26): True,
    date(2025, 1, 28): False,
    date(2025, 2, 4): False,
    date(2025, 2, 8): True,
    date(2025, 9, 28): True,
    date(2025, 10, 11): True,
    date(2026, 2, 14): True,
    date(2026, 10, 10): True,
}


def opened(address: str) -> WorkCalendar:
    found = grassroots_open_calendar(address)
    assert found is not None
    return found


def test_our_calendars_keep_the_laws() -> None:
    check_calendar(grassroots_open_calendar, "holidays:CN", knows=KNOWN)
    check_calendar(grassroots_open_calendar, "holidays:GB-ENG", knows={date(2025, 12, 25): False, date(2025, 12, 24): True})
    check_calendar(grassroots_open_calendar, "holidays:DE-BY", knows={date(2025, 1, 6): False, date(2025, 1, 7): True})


@pytest.mark.parametrize(
    ("start", "number", "due"),
    [
        ("2025-01-24", 1, "2025-01-26"),
        ("2025-01-24", 3, "2025-02-05"),
        ("2025-01-24", 5, "2025-02-07"),
        ("2025-09-26", 5, "2025-10-10"),
        ("2025-09-26", 15, "2025-10-23"),
    ],
)
def test_working_days_of_china_count_the_days_worked_instead(start: str, number: int, due: str) -> None:
    china, day = opened("holidays:CN"), date.fromisoformat(start)
    for _ in range(60):
        day += timedelta(days=1)
        number -= china.kind(day).works
        if number == 0:
            break
    assert str(day) == due


def test_a_year_whose_days_worked_instead_are_not_announced_is_provisional_and_not_one_day_of_it_is_sure() -> None:
    import holidays

    announced = {day.year for day in holidays.country_holidays("CN", years=range(2001, 2031)).weekend_workdays}
    china = opened("holidays:CN")
    for year in range(2001, 2031):
        assert china.kind(date(year, 1, 1)).provisional == (year > max(announced)), year
    assert 2026 in announced
    nobody_makes_up = opened("holidays:GB-ENG")
    assert not nobody_makes_up.kind(date(2050, 1, 4)).provisional


def test_outside_the_years_that_are_known_is_an_error_never_a_guess() -> None:
    china = opened("holidays:CN")
    assert china.covers.start == date(2001, 1, 1)
    for day in (date(1999, 12, 31), china.covers.end):
        with pytest.raises(NotFound, match="covers"):
            china.kind(day)


def test_holidays_have_names_in_both_languages() -> None:
    kind = opened("holidays:CN").kind(date(2025, 1, 29))
    assert (kind.why, kind.labels["zh"], kind.labels["en"]) == (Why.HOLIDAY, "春节", "Chinese New Year (Spring Festival)")


def test_an_unknown_country_is_told_with_how_to_write_one() -> None:
    with pytest.raises(InvalidArgument, match="ISO code"):
        opened("holidays:XX")
    assert grassroots_open_calendar("weekdays:mon-fri") is None


def test_the_plugin_is_found_through_the_door() -> None:
    plugins = gr.Plugins.installed()
    assert plugins.open_calendar("holidays:CN").name.startswith("CN, holidays")


def test_festivals_fall_on_their_days_by_the_lunar_calendar() -> None:
    pytest.importorskip("borax")
    assert solar_of(2025, 6, 1, leap=True) == date(2025, 7, 25)
    assert [festival("spring_festival", year) for year in (2012, 2024, 2025, 2026)] == [
        date(2012, 1, 23), date(2024, 2, 10), date(2025, 1, 29), date(2026, 2, 17),
    ]  # fmt: skip
    with pytest.raises(InvalidValue):
        solar_of(2025, 7, 1, leap=True)
    with pytest.raises(NotFound, match="spring_festival"):
        festival("easter", 2025)


def test_the_spring_festival_of_the_lunar_calendar_is_a_holiday_of_the_other_package() -> None:
    pytest.importorskip("borax")
    china = opened("holidays:CN")
    for year in range(2001, 2051):
        assert china.kind(festival("spring_festival", year)).labels.get("zh") == "春节", year


def test_a_country_s_calendar_says_on_which_day_a_festival_falls_so_that_plans_of_visits_can_name_it() -> None:
    calendar = grassroots_open_calendar("holidays:CN")
    assert isinstance(calendar, FestivalCalendar)
    assert [str(calendar.festival(name, 2012)) for name in ("new_year", "spring_festival", "national_day")] == [
        "2012-01-01", "2012-01-23", "2012-10-01",
    ]  # fmt: skip
    with pytest.raises(NotFound, match="no festival 'spring'"):
        calendar.festival("spring", 2012)
