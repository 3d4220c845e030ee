"""Terms of office: one follows another without a day between them and without a day in two of them, from whatever day on."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest

from grassroots.errors import InvalidValue
from grassroots.rules.time.terms import term, term_on

FOUR_YEARS = [date(2023, 1, 1) + timedelta(days=at) for at in range(1461)]


@pytest.mark.parametrize("months", range(1, 61))
def test_terms_follow_one_another_without_gap_or_overlap_from_every_day_of_four_years(months: int) -> None:
    # Days 2 to 14 and 16 to 27 are in every month: they cannot differ from the 15th. The whole leap year is walked below.
    for start in FOUR_YEARS:
        if start.day not in (1, 15, 28, 29, 30, 31):
            continue
        first, second = term(start, months), term(start, months, 2)
        assert first.start == start
        assert first.end == second.start
        year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
        assert first.end == date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
        assert term_on(start, months, first.last) == (1, first)
        assert term_on(start, months, first.end) == (2, second)


def test_every_start_day_of_a_leap_year_for_every_length_gives_terms_that_touch() -> None:
    for at in range(366):
        start = date(2024, 1, 1) + timedelta(days=at)
        ends = [term(start, months).end for months in range(1, 61)]
        assert ends == sorted(set(ends))
        assert all(end.day == start.day or (end + timedelta(days=1)).day == 1 for end in ends)


def test_a_term_from_29_february_is_renewed_on_28_february_and_on_29_in_leap_years() -> None:
    assert [str(term(date(2020, 2, 29), 12, number).end) for number in (1, 2, 3, 4)] == [
        "2021-02-28",
        "2022-02-28",
        "2023-02-28",
        "2024-02-29",
    ]


def test_a_branch_of_a_village_renews_after_five_years_and_another_after_three() -> None:
    assert term(date(2018, 10, 28), 60).end == date(2023, 10, 28)
    assert term(date(2018, 10, 28), 36).end == date(2021, 10, 28)


def test_a_day_before_the_first_term_and_a_term_without_months_are_refused() -> None:
    with pytest.raises(InvalidValue, match="before the first term"):
        term_on(date(2020, 1, 1), 12, date(2019, 12, 31))
    with pytest.raises(InvalidValue, match="a month or more"):
        term(date(2020, 1, 1), 0)
