"""What changed code of cells went unnoticed by: each was found by changing a line and seeing no test near it fail."""

from __future__ import annotations

from datetime import date

import pytest

from grassroots.errors import HasProblems
from grassroots.ledgers.cells import Around, Fault, amounts, days, numerals
from grassroots.ledgers.cells.encodings import decode
from grassroots.ledgers.cells.measures import Measured, names_measure
from grassroots.ledgers.cells.periods import period
from grassroots.values import Period

TODAY = date(2014, 6, 5)


def months(first: str, last: str) -> Period:
    return Period(Period.month(*map(int, first.split("-"))).start, Period.month(*map(int, last.split("-"))).end)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("今年", "2014-1", "2014-12"),
        ("本年", "2014-1", "2014-12"),
        ("this year", "2014-1", "2014-12"),
        ("去年", "2013-1", "2013-12"),
        ("上年", "2013-1", "2013-12"),
        ("last year", "2013-1", "2013-12"),
        ("本月", "2014-6", "2014-6"),
        ("这个月", "2014-6", "2014-6"),
        ("this month", "2014-6", "2014-6"),
        ("上月", "2014-5", "2014-5"),
        ("上个月", "2014-5", "2014-5"),
        ("last month", "2014-5", "2014-5"),
        ("2013上半年", "2013-1", "2013-6"),
        ("下半年", "2014-7", "2014-12"),
        ("2013H1", "2013-1", "2013-6"),
        ("2013H2", "2013-7", "2013-12"),
        ("2013年三季度", "2013-7", "2013-9"),
        ("2013Q4", "2013-10", "2013-12"),
        ("十二月", "2014-12", "2014-12"),
        ("十一月", "2014-11", "2014-11"),
        ("十月", "2014-10", "2014-10"),
        ("二月", "2014-2", "2014-2"),
        ("june 2013", "2013-6", "2013-6"),
        ("jun", "2014-6", "2014-6"),
        ("2013.1 至 2014.3", "2013-1", "2014-3"),
    ],
)
def test_a_period_in_words_is_what_it_says(text: str, first: str, last: str) -> None:
    assert period(text, TODAY) == months(first, last)


def test_the_month_before_january_is_that_of_the_year_before() -> None:
    assert period("上月", date(2014, 1, 31)) == months("2013-12", "2013-12")


@pytest.mark.parametrize("text", ["ju", "ma", "bald"])
def test_a_month_that_could_be_two_is_none(text: str) -> None:
    with pytest.raises(Fault, match="not-a-period"):
        period(text, TODAY)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一", 1), ("十", 10), ("一十", 10), ("十一", 11), ("廿五", 25), ("卅", 30), ("一百一十", 110), ("二百零一", 201), ("二千零三", 2003), ("壹佰贰拾叁", 123),
        ("九千九百九十九", 9999), ("一万", 10_000), ("一亿零一", 100_000_001), ("四肆", 44), ("二百三", None), ("一千一", None), ("百", None), ("十百", None), ("廿百", None),
    ],
)  # fmt: skip
def test_a_number_in_characters_is_what_it_says_or_none(text: str, number: int | None) -> None:
    assert numerals.number(text) == number


@pytest.mark.parametrize(
    ("text", "code"),
    [("约若干", "not-a-number"), ("约10", "rough-number"), ("约10人", "rough-number"), ("10余人", "rough-number")],
)
def test_only_what_is_a_number_is_a_rough_one(text: str, code: str) -> None:
    with pytest.raises(Fault) as caught:
        amounts.integer(text)
    assert caught.value.code == code


def test_a_month_written_as_text_lost_no_nought() -> None:
    assert days.day("2014.1", Around(nature="t"), ["%Y-%m"]) == date(2014, 1, 1)
    for nature in ("", "n"):
        with pytest.raises(Fault, match="ambiguous-month"):
            days.day("2014.1", Around(nature=nature), ["%Y-%m"])


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("2.5元", True),
        ("5余元", True),
        ("10余元", True),
        ("10多元", True),
        ("-5元", True),
        ("5元元", False),
        ("元", False),
        ("余元", False),
        ("5余", False),
    ],
)
def test_a_measure_is_named_behind_a_number_and_nothing_else(text: str, named: bool) -> None:
    assert names_measure(text, Measured("CNY", ("CNY", "元"))) is named


def test_a_cell_that_goes_on_for_ever_is_no_period() -> None:
    assert period("2014.1" + " " * 40 + "至 2014.3", TODAY) == months("2014-1", "2014-3")
    with pytest.raises(Fault, match="not-a-period"):
        period("2014.1" + " " * 60 + "至 2014.3", TODAY)


@pytest.mark.parametrize("text", ["5 June", "June 24", "6-5", "5日"])
def test_a_day_that_was_read_by_what_stands_around_it_is_counted(text: str) -> None:
    around = Around(year=2014, month=6)
    days.day(text, around)
    days.day("2014-06-05", around)
    assert around.taken == 1


def test_a_text_in_a_doubtful_encoding_is_told_with_its_first_words_beyond_ascii() -> None:
    shown = "".join(chr(code) for code in range(0x3400, 0x3400 + 40))
    with pytest.raises(HasProblems) as told:
        decode(("name," + shown).encode("gb18030"), file="x.csv")
    (problem,) = told.value.problems
    assert (problem.code, problem.details["sample"]) == ("doubtful-encoding", shown[:12])
