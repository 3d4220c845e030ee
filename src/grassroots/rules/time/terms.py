"""Terms of office: when a term ends and is due for renewal, counted in calendar months from the day on which the first one began."""

from __future__ import annotations

from datetime import date

from grassroots.charter.length import Length, months_between
from grassroots.errors import InvalidValue
from grassroots.values import Period


def term(start: date, months: int, number: int = 1) -> Period:
    """The `number`-th term of so many months, counted from the first, which began on `start`.

    Each ends on the day before the next begins. All are counted from the first day of the first term, so that a term that began on 31 January or
    on 29 February comes back to that day in every month that has it; in one that has not, it begins on the last day of that month.

    Raises:
        InvalidValue: less than one month, or a term before the first.

    >>> str(term(date(2020, 2, 29), 12)), str(term(date(2020, 2, 29), 12, 5))
    ('2020-02-29 to 2021-02-27', '2024-02-29 to 2025-02-27')
    """
    if months < 1 or number < 1:
        raise InvalidValue("a term has a month or more, and the first has the number 1")
    length = Length(months=months)
    return Period(length.after(start, number - 1), length.after(start, number))


def term_on(start: date, months: int, day: date) -> tuple[int, Period]:
    """The term in which a day lies, with its number.

    Raises:
        InvalidValue: the day lies before the first term.

    >>> term_on(date(2020, 2, 29), 36, date(2023, 2, 28))[0]
    2
    """
    if day < start:
        raise InvalidValue(f"{day} lies before the first term, which began on {start}")
    number = months_between(start, day) // months + 1
    found = term(start, months, number)
    # In the month in which a term ends, its last days still belong to it.
    if day < found.start:
        number -= 1
    return number, term(start, months, number)
