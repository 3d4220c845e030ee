"""Cells: what is plainly a value becomes it; everything else is a fault with a code. Nothing is guessed."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, time, timedelta
from decimal import Decimal
from unicodedata import category, normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grassroots.ledgers import cells
from grassroots.ledgers.cells import Fault, amounts, days
from grassroots.ledgers.cells.measures import Measured
from grassroots.problems import wordings
from grassroots.values import PartialDate, Quality, Quantity

FEW = settings(max_examples=60)
JUNE = date(2014, 6, 5)


def fault(read: object, *args: object, **more: object) -> str:
    with pytest.raises(Fault) as caught:
        read(*args, **more)  # type: ignore[operator]
    return caught.value.code


@pytest.mark.parametrize(
    "text",
    [
        "2014-06-05",
        "2014-6-5",
        "2014/06/05",
        "2014/6/5",
        "2014.6.5",
        "2014.06.05",
        "2014年6月5日",
        "2014年06月05日",
        "2014年6月5",
        "２０１４年６月５日",
        "２０１４-０６-０５",
        "２０１４／６／５",
        " 2014-06-05 ",
        "2014 年 6 月 5 日",
        "\u30002014-06-05",
        "2014-06-05 00:00:00",
        "2014-06-05T00:00",
    ],
)
def test_a_day_written_in_the_usual_ways_is_that_day(text: str) -> None:
    assert days.day(text) == JUNE


@pytest.mark.parametrize(("text", "at"), [("00:00", time()), ("0:00", None), ("00:00:00", None), ("00:00:01", time(second=1))])
def test_midnight_is_written_in_minutes_and_is_otherwise_what_programs_write_behind_a_day(text: str, at: time | None) -> None:
    assert days.moment(f"2014-06-05 {text}") == days.Moment(JUNE, at)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("03/04/2026", "ambiguous-date"),
        ("3.4.26", "ambiguous-date"),
        ("25/12/2026", "ambiguous-date"),
        ("14-06-05", "ambiguous-date"),
        ("2014-02-30", "impossible-date"),
        ("2014年2月29日", "impossible-date"),
        ("2014-13-01", "impossible-date"),
        ("2014-00-10", "impossible-date"),
        ("31.02.2014", "impossible-date"),
        ("30/02/2014", "impossible-date"),
        ("29.02.2013", "impossible-date"),
        ("29.02.2012", "ambiguous-date"),
        ("0000-01-01", "impossible-date"),
        ("2014-06-31", "impossible-date"),
        ("2014", "no-whole-date"),
        ("2014年", "no-whole-date"),
        ("2014-06", "no-whole-date"),
        ("2014年6月", "no-whole-date"),
        ("2014.6", "no-whole-date"),
        ("41795", "serial-number"),
        ("2014.06-08", "several-days"),
        ("2014-06-051", "not-a-date"),
        ("2 Jan", "no-year"),
        ("tomorrow", "not-a-date"),
        ("2014-06-05 25:00", "time-of-day"),
        ("2014-06-05 noon", "time-of-day"),
        ("2014-06-05 13:03", "time-of-day"),
        ("2014-06-05 2014-06-06", "several-days"),
        ("2014.6.5-6.8", "several-days"),
        ("6月5日、6日", "several-days"),
        ("2013.5至2014.5", "several-days"),
        ("2014年6月初", "no-whole-date"),
        ("去年底", "no-whole-date"),
        ("2014年上半年", "no-whole-date"),
        ("June 2014", "no-whole-date"),
        ("Juno 2014", "not-a-date"),
        ("6/5/2014 0:00", "ambiguous-date"),
        ("x" * 10_000, "not-a-date"),
        ("1" * 10_000, "not-a-date"),
        ("²014-06-05", "not-a-date"),
    ],
)
def test_what_is_no_day_says_what_is_wrong(text: str, code: str) -> None:
    assert fault(days.day, text) == code


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2014-06-05 13:03", time(13, 3)),
        ("2014-06-05 13:03:21", time(13, 3, 21)),
        ("2014-06-05T13:03:21", time(13, 3, 21)),
        ("2014/6/5 9:05", time(9, 5)),
        ("2014年6月5日13:03", time(13, 3)),
        ("2014年6月5日 13：03", time(13, 3)),
        ("2014-06-05 13:03:21.817", time(13, 3, 21, 817_000)),
        ("2014-06-05", None),
    ],
)
def test_a_moment_has_its_time_of_day(text: str, at: time | None) -> None:
    assert days.moment(text) == days.Moment(JUNE, at)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("60", "not-a-date"),
        ("0", "no-year"),
        ("6.5", "no-year"),
        ("6月5日", "no-year"),
        ("20", "no-year"),
        ("2014", "no-whole-date"),
        ("201406", "no-whole-date"),
        ("2010.7", "no-whole-date"),
        ("41795", "serial-number"),
        ("41795.5", "serial-number"),
        ("-5", "not-a-date"),
        ("1e5", "not-a-date"),
        ("20141305", "impossible-date"),
    ],
)
def test_a_bare_number_is_no_day(text: str, code: str) -> None:
    assert fault(days.day, text) == code


JULY_2014 = cells.Around(year=2014, month=7)


@pytest.mark.parametrize(
    "text", ["6.5", "6月5日", "06.05", "6月5号", "6 月 5 日", "６．５", "6.5日", "14.6.5", "14.06.05", "14年6月5日"]
)
def test_the_year_comes_from_what_stands_around(text: str) -> None:
    assert days.day(text, JULY_2014) == JUNE


@pytest.mark.parametrize(
    "text",
    ["20140605", "14.6.5", "2014.6.5日", "2014年06月05号", "2014、6、5", "2014 年 6 月 5 日", "2014—6—5", "2014-06-05（周四）"],
)
def test_a_day_is_read_as_an_office_writes_it(text: str) -> None:
    assert days.day(text) == JUNE


def test_a_day_alone_takes_month_and_year_from_what_stands_around() -> None:
    assert days.day("15", JULY_2014) == days.day("15日", JULY_2014) == date(2014, 7, 15)
    assert fault(days.day, "15", cells.Around(year=2014)) == "no-month"
    assert fault(days.day, "31", cells.Around(year=2014, month=6)) == "impossible-date"
    assert fault(days.day, "32", JULY_2014) == "not-a-date"


@pytest.mark.parametrize(
    ("text", "order", "found"),
    [
        ("03/04/2026", "day_first", date(2026, 4, 3)),
        ("03/04/2026", "month_first", date(2026, 3, 4)),
        ("3.4.26", "day_first", date(2026, 4, 3)),
        ("25-12-2026", "day_first", date(2026, 12, 25)),
        ("2026-04-03", "day_first", date(2026, 4, 3)),
        ("19.12.20", "year_first", date(2019, 12, 20)),
        ("20-02-29", "year_first", date(2020, 2, 29)),
        ("99/1/2", "year_first", date(1999, 1, 2)),
        ("2026/4/3", "year_first", date(2026, 4, 3)),
    ],
)
def test_where_the_office_says_in_which_order_it_writes_days_they_are_read_so(text: str, order: str, found: date) -> None:
    around = cells.Around(day_order=order)
    assert days.day(text, around) == found
    assert days.moment(f"{text} 13:03", around) == days.Moment(found, time(13, 3))


def test_the_order_of_days_decides_nothing_else() -> None:
    around = cells.Around(2024, day_order="day_first")
    assert fault(days.day, "04/14/2026", around) == "impossible-date"
    assert days.day("5/6", around) == date(2024, 6, 5)
    assert fault(days.day, "5.1", around) == "ambiguous-date"
    assert days.partial("03/04/1955", around) == PartialDate(1955, 4, 3)
    assert fault(days.partial, "03/04/22", around) == "ambiguous-date"
    first = cells.Around(2024, day_order="year_first")
    assert days.day("5/6", first) == date(2024, 5, 6)
    assert fault(days.day, "03/04/2026", first) == fault(days.partial, "03/04/22", first) == "ambiguous-date"
    assert fault(days.day, "19.13.20", first) == "impossible-date"


def test_a_number_that_may_have_lost_a_zero_is_no_day() -> None:
    assert fault(days.day, "6.1", JULY_2014) == "ambiguous-date"
    assert days.day("6.1", cells.Around(year=2014, nature="t")) == date(2014, 6, 1)
    assert fault(days.day, "6/5", JULY_2014) == "ambiguous-date"
    assert days.day("7/5", JULY_2014) == date(2014, 7, 5)


def test_a_moment_with_an_offset_is_one_of_the_charters_zone() -> None:
    shanghai = cells.Around(zone="Asia/Shanghai")
    same = ("2014-06-04T23:30:00Z", "2014-06-05T07:30:00+08:00", "2014-06-04 18:30:00-0500")
    assert {days.moment(text, shanghai) for text in same} == {days.Moment(JUNE, time(7, 30))}
    assert fault(days.moment, same[0]) == "offset-without-zone"


@pytest.mark.parametrize(
    ("text", "formats", "day"),
    [
        ("03/04/2026", ("%d/%m/%Y",), date(2026, 4, 3)),
        ("03/04/2026", ("%m/%d/%Y",), date(2026, 3, 4)),
        ("2026-04-03", ("%d/%m/%Y",), date(2026, 4, 3)),
        ("20140605", ("%Y%m%d",), JUNE),
        ("05/06/2014 13:03", ("%d/%m/%Y %H:%M",), JUNE),
    ],
)
def test_a_columns_own_format_settles_the_day(text: str, formats: tuple[str, ...], day: date) -> None:
    assert days.day(text, formats=formats) == day


def test_formats_that_contradict_one_another_settle_nothing() -> None:
    assert fault(days.day, "03/04/2026", cells.ALONE, ("%d/%m/%Y", "%m/%d/%Y")) == "ambiguous-date"
    assert days.day("13/04/2026", formats=("%d/%m/%Y", "%m/%d/%Y")) == date(2026, 4, 13)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1971", "1971"),
        ("1971年", "1971"),
        ("1971-03", "1971-03"),
        ("1971.3", "1971-03"),
        ("1971年3月", "1971-03"),
        ("1971-03-02", "1971-03-02"),
        ("１９７１", "1971"),
    ],
)
def test_a_date_may_be_known_in_part(text: str, meant: str) -> None:
    assert days.partial(text) == PartialDate.of(meant)


def test_october_may_have_lost_its_zero() -> None:
    assert fault(days.partial, "1971.1") == "ambiguous-month"
    assert days.partial("1971.1", cells.Around(nature="t")) == PartialDate(1971, 1)
    assert days.partial("1971") == PartialDate(1971)
    assert fault(days.partial, "1971-13") == "impossible-date"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("7", 7),
        ("007", 7),
        ("1,500", 1500),
        ("12,345,678", 12_345_678),
        ("３９", 39),
        ("3.0", 3),
        ("+4", 4),
        (" 5 ", 5),
    ],
)
def test_a_whole_number_is_read(text: str, value: int) -> None:
    assert amounts.integer(text) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("3.9", "not-a-whole-number"),
        ("-3", "negative-number"),
        ("true", "not-a-number"),
        ("True", "not-a-number"),
        ("1e5", "not-a-number"),
        ("1900,000", "not-a-number"),
        ("1,23", "not-a-number"),
        ("12,34,567", "not-a-number"),
        ("4 120", "space-in-number"),
        ("4\u00a0120", "space-in-number"),
        ("十二", "not-a-number"),
        ("①", "not-a-number"),
        ("10²", "not-a-number"),
        ("½", "not-a-number"),
        ("nan", "not-a-number"),
        ("inf", "not-a-number"),
        ("0x10", "not-a-number"),
        ("1_000", "not-a-number"),
        ("٣", "not-a-number"),
        ("12 people", "not-a-number"),
        ("9" * 100, "not-a-number"),
    ],
)
def test_what_is_no_whole_number_says_what_is_wrong(text: str, code: str) -> None:
    assert fault(amounts.integer, text) == code


@pytest.mark.parametrize(("texts", "expected"), [(["1,00", "98"], "ambiguous-number"), (["1.200,00", "1,00"], None)])
def test_a_count_with_decimals_behind_a_comma_is_asked_about_where_nothing_else_says_so(
    texts: list[str], expected: str | None
) -> None:
    around = cells.Around(style=amounts.style_of(texts))
    if expected:
        assert fault(lambda text: amounts.integer(text, around), "1,00") == expected
    else:
        assert amounts.integer("1,00", around) == 1


def test_a_number_is_exact_to_four_places_and_never_rounded() -> None:
    assert amounts.decimal("0.1") + amounts.decimal("0.2") == Decimal("0.3")
    assert amounts.decimal("1.23450000") == Decimal("1.2345")
    assert fault(amounts.decimal, "1.23456") == "too-fine"
    assert amounts.decimal("−2.5") == Decimal("-2.5")


YUAN = Measured("CNY", ("CNY", "yuan", "元"))


def test_what_cannot_be_read_is_kept_as_it_was_typed_whatever_the_heading_says() -> None:
    kept = amounts.quantity("35户", Measured("CNY", ("CNY", "元"), heading="万元"))
    assert (kept.raw, kept.value, kept.quality) == ("35户", None, Quality.DAMAGED)
    assert amounts.quantity("35", Measured("CNY", ("CNY", "元"), heading="万元")).raw == "35万元"


@pytest.mark.parametrize(
    ("text", "value", "quality"),
    [
        ("5", "5", Quality.EXACT),
        ("12,500.50", "12500.50", Quality.EXACT),
        ("12,500.50元", "12500.50", Quality.EXACT),
        ("300 yuan", "300", Quality.EXACT),
        ("5万元", "50000", Quality.EXACT),
        ("3000余万元", "30000000", Quality.ROUGH),
        ("3千余万元", None, Quality.DAMAGED),
        ("5+万元", None, Quality.DAMAGED),
        ("1.5亿", "150000000", Quality.EXACT),
        ("more than 230", "230", Quality.ROUGH),
        ("230余", "230", Quality.ROUGH),
        ("230余元", "230", Quality.ROUGH),
        ("230多", "230", Quality.ROUGH),
        ("230+", "230", Quality.ROUGH),
        ("约230", "230", Quality.ROUGH),
        ("about 1,200", "1200", Quality.ROUGH),
        ("1200元整", "1200", Quality.EXACT),
        ("￥500", "500", Quality.EXACT),
        ("¥1,200.00", "1200.00", Quality.EXACT),
        ("人民币500元", "500", Quality.EXACT),
        ("约￥500", "500", Quality.ROUGH),
        ("3千元", "3000", Quality.EXACT),
        ("$500", None, Quality.DAMAGED),
        ("500整", None, Quality.DAMAGED),
        ("500/人", None, Quality.DAMAGED),
        ("50%", None, Quality.DAMAGED),
        ("500-600", None, Quality.DAMAGED),
        ("4 120", None, Quality.DAMAGED),
        ("654.38+10,000", None, Quality.DAMAGED),
        ("1900,000", None, Quality.DAMAGED),
        ("■■0 元", None, Quality.DAMAGED),
        ("1.900.000", None, Quality.DAMAGED),
    ],
)
def test_a_quantity_keeps_its_text_and_how_far_it_can_be_trusted(text: str, value: str | None, quality: Quality) -> None:
    found = amounts.quantity(text, YUAN)
    assert found == Quantity(raw=text, value=None if value is None else Decimal(value), measured_in="CNY", quality=quality)


def test_a_quantity_without_a_digit_is_no_number() -> None:
    assert fault(amounts.quantity, "many") == "not-a-number"
    assert fault(amounts.quantity, "若干") == "not-a-number"


def test_a_quantity_that_the_charter_says_how_to_read_is_repaired() -> None:
    found = amounts.quantity("4 120", repaired="4120")
    assert (found.raw, found.value, found.quality) == ("4 120", Decimal(4120), Quality.REPAIRED)


@pytest.mark.parametrize("text", ["", " ", "-", "－", "—", "--", "#", "＃", "\u3000"])
def test_a_dash_or_hash_is_missing_and_not_zero(text: str) -> None:
    assert cells.is_missing(text)


@pytest.mark.parametrize("text", ["NULL", "null", "undefined", "\\N", "nan", "NaT", "<NA>", "---", "/ /", "……", "…"])
def test_what_programs_write_for_nothing_is_missing(text: str) -> None:
    assert cells.is_missing(text)


@pytest.mark.parametrize("text", ["0", "０", "无", "Nan Null", "-0", "=", "n/a", ".", "-1", "N"])
def test_what_says_something_is_not_missing(text: str) -> None:
    assert not cells.is_missing(text)


def test_yes_and_no_are_read_in_many_ways_and_nothing_else_is() -> None:
    assert all(cells.flag(text) for text in ("yes", "Y", "TRUE", "是", "1", "１", "√"))
    assert not any(cells.flag(text) for text in ("no", "N", "false", "否", "0", "×"))
    assert {fault(cells.flag, text) for text in ("2", "maybe", "oui", "1.0", "")} == {"not-a-flag"}


def test_an_identifier_stays_text() -> None:
    assert [cells.identifier(text) for text in ("007", "1e5", "３０１", " a-1 ", "1.0")] == ["007", "1e5", "301", "a-1", "1.0"]


@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "a\ufffdb", "\ud800"])
def test_a_character_that_cannot_be_read_is_a_fault(text: str) -> None:
    assert fault(cells.text_value, text) == "unreadable-character"
    assert fault(cells.identifier, text) == "unreadable-character"


def test_text_keeps_lines_wide_characters_and_inner_spaces() -> None:
    text = "示例：第一行，\n第二行\t１２  ３ 𠮷 👩‍👩‍👧"
    assert cells.text_value(f"  {text}  ") == text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Received on", " received-ON:"),
        ("受理日期", "受 理 日 期"),
        ("Ｎｏ．", "No."),
        ("e-mail", "E mail"),
        ("（单位）", "单位"),
    ],
)
def test_headings_are_alike_whatever_their_case_width_spaces_and_marks(one: str, other: str) -> None:
    assert cells.fold(one) == cells.fold(other)


READERS = [
    days.day,
    days.moment,
    days.partial,
    days.clock,
    amounts.integer,
    amounts.decimal,
    cells.flag,
    amounts.quantity,
    cells.text_value,
    cells.identifier,
]


@given(st.text(max_size=80) | st.text("0123456789 .,:-/年月日+万约#TZ", max_size=40), st.sampled_from(["", "t", "n"]))
@settings(max_examples=300)
def test_no_text_makes_a_reader_raise_anything_but_a_fault(text: str, nature: str) -> None:
    for read in READERS:
        around = cells.Around(2014, 6, "Asia/Shanghai", cells.Style(comma=True), nature)
        set_in = read in (days.day, days.moment, days.partial, amounts.decimal, amounts.integer)
        with suppress(Fault):
            read(text, around) if set_in else read(text)  # type: ignore[operator]


def answered(read: object, text: str) -> bool:
    """Whether a reader gives a value, or a fault that can be told."""
    try:
        read(text)  # type: ignore[operator]
    except Fault as fault:
        return fault.code in wordings()
    return True


@pytest.mark.parametrize(
    "text", ["1" * 400_000, " " * 400_000, "1,111" * 80_000, "年 月 " * 80_000, "约" * 400_000, "a" * 400_000 + "+"]
)
def test_no_text_takes_long_to_be_refused(text: str) -> None:
    # What backtracks would hang here; nothing is timed.
    assert all(answered(read, text) for read in READERS)


@given(st.dates(), st.none() | st.times())
@FEW
def test_a_moment_is_read_as_it_is_written(day: date, at: time | None) -> None:
    text = day.isoformat() + (f" {at.isoformat()}" if at else "")
    found = days.moment(text)
    assert (found.day, found.at or None) == (day, at or None)


@given(st.decimals(-(10**9), 10**9, places=4))
@FEW
def test_a_number_is_read_as_it_is_written_with_and_without_commas(value: Decimal) -> None:
    assert amounts.decimal(f"{value:f}") == value
    assert amounts.decimal(f"{value:,f}") == value


def test_the_last_day_of_all_has_no_day_after_it() -> None:
    assert days.day("9999-12-31") == date.max
    assert days.day("9999-12-30") + timedelta(days=1) == date.max


MONTHS = ("%Y-%m", "%Y-%m-%d")


@pytest.mark.parametrize(
    "text",
    ["2014-06", "2014年6月", "201406", "2014.6", "2014/06", "六月", "6月份", "6", "14年6月", "June 2014", "二〇一四年六月"],
)
def test_a_column_of_months_takes_a_month_however_it_is_written(text: str) -> None:
    assert days.day(text, cells.Around(year=2014), MONTHS) == date(2014, 6, 1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1-6月", "not-a-month"),
        ("第二季度", "not-a-month"),
        ("6月、7月", "not-a-month"),
        ("2014", "not-a-month"),
        ("13", "impossible-date"),
    ],
)
def test_what_is_no_month_is_told_as_such(text: str, code: str) -> None:
    assert fault(lambda one: days.day(one, cells.Around(year=2014), MONTHS), text) == code
    assert fault(lambda one: days.day(one, formats=MONTHS), "6月") == "no-year"
    assert fault(lambda one: days.day(one, formats=MONTHS), "2014.1") == "ambiguous-month"


def test_a_column_of_years_takes_a_year() -> None:
    assert [days.day(text, formats=("%Y", "%Y-%m-%d")) for text in ("2014", "2014年", "2014年度")] == [date(2014, 1, 1)] * 3
    assert fault(lambda one: days.day(one, formats=("%Y",)), "2013-2014") == "not-a-year"


@given(st.text(st.characters(max_codepoint=127), max_size=12))
def test_plain_letters_are_folded_as_any_others(text: str) -> None:
    """The short way of ASCII beside what is done with every other text."""
    normal = normalize("NFKC", text).casefold().strip()
    bare = "".join(one for one in normal if category(one)[0] not in "PZCS")
    assert cells.fold_name(text) == (bare or normal)
