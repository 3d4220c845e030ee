"""Clocks: limits in working and calendar time, read from steps and a day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.clocks import DAYS, HEAD, PLAIN, case, clock, office, run, shot, step

from grassroots.charter.work_calendar import WeekCalendar
from grassroots.figures import evaluate
from grassroots.model import CalendarDay, Case, Custom
from grassroots.reading import At
from grassroots.reading.lifecycle import Promise
from grassroots.reading.reader import Reader
from grassroots.rules.findings import problems_by_rules
from grassroots.rules.time.calendars import CalendarRule, OfficeCalendar
from grassroots.rules.time.clock_course import Course, Pause
from grassroots.rules.time.clock_rule import Counts, Limit, Time
from grassroots.rules.time.clocks import escalations, run_of, runs_of
from grassroots.values import Period

# -- the vectors --


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        ("2025-01-24", 1, "2025-01-26"),
        ("2025-01-24", 3, "2025-02-05"),
        ("2025-01-24", 5, "2025-02-07"),
        ("2025-09-26", 5, "2025-10-10"),
        ("2025-09-26", 15, "2025-10-23"),
    ],
)
def test_working_days_count_from_the_day_after_over_holidays_and_days_worked_instead(
    received: str, days: int, due: str
) -> None:
    text = clock(f'from = ["received"]\nlimit = [{{ days = {days}, time = "working" }}]')
    found = run(case(f"received {received}"), text)
    assert (str(found.due), found.due_at, found.amount) == (due, None, days)
    assert sum(one.counted for one in found.stretches) == days


def test_a_clock_reads_in_time_late_overdue_and_running_from_the_steps_and_a_day() -> None:
    open_ = case("received 2025-01-24")
    assert [run(open_, on=day).promise for day in ("2025-01-24", "2025-02-07", "2025-02-08")] == [
        "running",
        "running",
        "overdue",
    ]
    assert run(case("received 2025-01-24", "replied 2025-02-07")).promise is Promise.KEPT
    late = case("received 2025-01-24", "replied 2025-02-08")
    assert [run(late, on=day).promise for day in ("2025-02-07", "2025-02-08")] == ["running", "late"]
    assert run(case("received 2025-01-24", "dropped 2025-06-01")).promise is Promise.NONE


def test_a_record_keeps_no_word_of_being_overdue() -> None:
    from attrs import fields

    from grassroots.model import Case, Step

    names = {one.name for cls in (Case, Step) for one in fields(cls)}
    assert not names & {"overdue", "late", "promise", "expired", "breached"}


# -- opening hours --

MOMENT = 'from = ["received"]\npauses = ["paused"]\nlimit = [{{ {limit}, time = "working"{more} }}]'


def moment(limit: str, counts: bool = False) -> str:
    return clock(MOMENT.format(limit=limit, more=', counts = "moment"' if counts else ""))


@pytest.mark.parametrize(
    ("received", "limit", "due"),
    [
        ("2025-03-03 09:00", "hours = 2", "2025-03-03 11:00"),
        ("2025-03-03 11:00", "hours = 2", "2025-03-03 14:30"),  # the break at noon does not count
        ("2025-03-03 16:30", "hours = 2", "2025-03-04 10:00"),
        ("2025-03-07 16:30", "hours = 1", "2025-03-10 09:00"),  # over the weekend
        ("2025-03-08 10:00", "minutes = 30", "2025-03-10 09:00"),  # on a Saturday: from the next opening
        ("2025-01-25 20:00", "hours = 1", "2025-01-26 09:30"),  # the Sunday is worked
        ("2025-03-03 15:00", "hours = 2", "2025-03-03 17:00"),
    ],
)
def test_hours_count_while_the_office_is_open(received: str, limit: str, due: str) -> None:
    found = run(case(f"received {received}"), moment(limit))
    assert f"{found.due} {found.due_at:%H:%M}" == due


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2025-03-03 10:15", "2025-03-04 10:15"),
        ("2025-03-03 17:02", "2025-03-05 08:30"),
        ("2025-03-08 12:00", "2025-03-11 08:30"),
    ],
)
def test_a_working_day_from_the_moment_ends_at_the_same_time_of_a_later_day(received: str, due: str) -> None:
    found = run(case(f"received {received}"), moment("days = 1", counts=True))
    assert f"{found.due} {found.due_at:%H:%M}" == due


def test_what_lies_on_the_day_that_is_due_is_told_by_the_moment_where_one_is_given() -> None:
    text, open_ = moment("hours = 2"), case("received 2025-03-03 09:00")
    assert [run(open_, text, on="2025-03-03", now=at).promise for at in ("10:59", "11:00", "11:01")] == [
        "running",
        "running",
        "overdue",
    ]
    assert run(open_, text, on="2025-03-03").promise is Promise.OVERDUE
    assert run(open_, text, on="2025-03-03", now="10:00").counted == 1
    assert run(case("received 2025-03-03 09:00", "replied 2025-03-03 11:00"), text).promise is Promise.KEPT
    assert run(case("received 2025-03-03 09:00", "replied 2025-03-03 11:01"), text).promise is Promise.LATE


def test_what_was_not_written_down_makes_nobody_late() -> None:
    text = moment("hours = 2")
    assert (
        run(case("received 2025-03-03", "replied 2025-03-04 10:30"), text).promise is Promise.KEPT
    )  # it came at the day's end
    assert run(case("received 2025-03-03 09:00", "replied 2025-03-03"), text).promise is Promise.KEPT  # it was done as it began


# -- pauses --


def test_a_pause_does_not_count_and_what_counted_before_it_does() -> None:
    steps = ("received 2025-03-03", "paused 2025-03-05", "received 2025-03-10")
    found = run(case(*steps))
    assert [str(one.day) for one in found.stretches if one.counted] == [
        f"2025-03-{day}" for day in ("04", "10", "11", "12", "13")
    ]
    assert (str(found.due), found.stood_still) == ("2025-03-13", 5)
    still = run(case(*steps[:2]), on="2026-01-01")
    assert (still.promise, still.due, still.paused, still.counted, still.left) == (Promise.RUNNING, None, True, 1, 4)


def test_a_pause_after_the_limit_has_run_out_saves_nothing() -> None:
    steps = ("received 2025-03-03", "paused 2025-03-11")
    assert run(case(*steps), on="2025-03-31").promise is Promise.OVERDUE
    assert run(case(*steps, "received 2025-03-20", "replied 2025-03-21")).promise is Promise.LATE


def test_hours_stop_at_the_minute_of_a_pause_and_go_on_at_the_minute_of_its_end() -> None:
    record = case("received 2025-03-03 09:00", "paused 2025-03-03 10:00", "received 2025-03-04 15:00")
    found = run(record, moment("hours = 2"))
    assert f"{found.due} {found.due_at:%H:%M}" == "2025-03-04 16:00"


# -- extensions --

EXTENDED = clock("""from = ["received"]
pauses = ["paused"]
limit = [{ days = 5, time = "working" }]
[clock.reply.extension]
asked = "asked"
granted = "extended"
most = 1
days = 5
grounds = ["expert"]
by = ["director"]""")


def granted(on: str, ground: str | None = "expert", by: str | None = "boss", **more: object) -> object:
    return step(f"extended {on}", ground=ground, by=by, **more)


@pytest.mark.parametrize(
    ("steps", "due", "fault"),
    [
        (("asked 2025-03-07", granted("2025-03-12")), "2025-03-17", ""),
        (("asked 2025-03-10", granted("2025-03-10")), "2025-03-17", ""),
        (("asked 2025-03-11", granted("2025-03-11")), "2025-03-10", "clock-extension-late"),
        ((granted("2025-03-07"),), "2025-03-10", "clock-extension-unasked"),
        (("asked 2025-03-07", granted("2025-03-07", ground=None)), "2025-03-10", "clock-extension-ground"),
        (("asked 2025-03-07", granted("2025-03-07", ground="weather")), "2025-03-10", "clock-extension-ground"),
        (("asked 2025-03-07", granted("2025-03-07", by="clerk")), "2025-03-10", "clock-extension-by"),
        (("asked 2025-03-07", granted("2025-03-07", by=None)), "2025-03-10", "clock-extension-by"),
        (("asked 2025-03-07", granted("2025-03-07", due=date(2025, 3, 13))), "2025-03-13", ""),
        (("asked 2025-03-07", granted("2025-03-07", due=date(2025, 4, 1))), "2025-03-17", "clock-extension-long"),
        (
            ("asked 2025-03-06", granted("2025-03-06"), "asked 2025-03-12", granted("2025-03-12")),
            "2025-03-17",
            "clock-extension-often",
        ),
    ],
)
def test_an_extension_counts_if_it_was_asked_for_in_time_on_a_ground_and_granted_by_who_may(
    steps: tuple[object, ...], due: str, fault: str
) -> None:
    found = run(case("received 2025-03-03", *steps), EXTENDED, on="2025-03-20")  # type: ignore[arg-type]
    assert str(found.due) == due
    assert [problem.code for problem in found.problems] == ([fault] if fault else [])
    assert sum(one.counted for one in found.stretches) == found.amount == 5 + sum(one.amount for one in found.extensions)
    for problem in found.problems:
        assert problem.text("en") and problem.text("zh")


def test_an_extension_keeps_the_time_that_was_paused() -> None:
    steps = ("received 2025-03-03", "paused 2025-03-04", "received 2025-03-06")
    assert str(run(case(*steps), EXTENDED).due) == "2025-03-12"
    assert str(run(case(*steps, "asked 2025-03-07", granted("2025-03-07")), EXTENDED).due) == "2025-03-19"  # type: ignore[arg-type]


# -- a rule that changes midway --

CHANGED = """
[clock.reply_a]
en = "answer"
zh = "答复"
named = "reply"
from = ["received"]
pauses = ["paused"]
limit = [{ days = 10, time = "working" }]
valid_until = 2025-03-10
[clock.reply_b]
en = "answer"
zh = "答复"
named = "reply"
from = ["received"]
limit = [{ days = 5, time = "working" }]
valid_from = 2025-03-10
"""


def test_what_has_begun_ends_under_the_text_under_which_it_began_unless_the_new_one_takes_it() -> None:
    record = case("received 2025-03-05")
    assert str(run(record, CHANGED).due) == "2025-03-19"
    assert str(run(case("received 2025-03-10"), CHANGED).due) == "2025-03-17"
    takes = CHANGED + "takes_running = true\n"
    assert str(run(record, takes).due) == "2025-03-12"
    assert str(run(case("received 2025-03-05", "replied 2025-03-07"), takes).due) == "2025-03-19"


def test_a_promise_that_is_changed_midway_keeps_the_time_that_was_paused() -> None:
    takes = CHANGED + "takes_running = true\n"
    # The new text knows no pause; what stood still before it came does so for ever.
    found = run(case("received 2025-03-03", "paused 2025-03-05", "received 2025-03-07"), takes)
    assert (found.amount, str(found.due), found.stood_still) == (5, "2025-03-12", 2)


# -- classes, several clocks, numbers from records --


def test_each_class_of_matters_has_its_own_limit_and_the_first_that_fits_counts() -> None:
    text = clock("""from = ["received"]
limit = [
  { where = { category = "urgent" }, hours = 2 },
  { where = { category = "complex" }, days = 15 },
  { days = 7 },
]""")
    due = {
        category: run(case("received 2025-03-03 22:30", category=category), text) for category in ("urgent", "complex", "plain")
    }
    assert {name: f"{one.due} {one.due_at}" for name, one in due.items()} == {
        "urgent": "2025-03-04 00:30:00",
        "complex": "2025-03-18 None",
        "plain": "2025-03-10 None",
    }


def test_a_limit_may_be_a_number_of_the_record() -> None:
    text = clock('from = ["received"]\nlimit = [{ days_at = "custom.days", time = "working" }]')
    record = case("received 2025-01-24", custom=(Custom(name="days", number=Decimal(3)),))
    assert str(run(record, text).due) == "2025-02-05"
    for number in (None, Decimal("2.5"), Decimal(-1)):
        custom = (Custom(name="days", number=number),) if number is not None else ()
        found = run(case("received 2025-01-24", custom=custom), text)
        assert (found.promise, found.due, [one.code for one in found.problems]) == (None, None, ["clock-number"])


def test_a_matter_that_is_opened_again_starts_its_clock_anew_and_what_was_missed_before_stays() -> None:
    record = case("received 2025-03-03", "replied 2025-03-20", "received 2025-03-24", "replied 2025-03-25")
    at = At.of(shot(record))
    assert [one.promise for one in runs_of(record, "reply", at)] == ["late", "kept"]
    parts = [at.reader.value(record, f"clock.reply.{part}", at.day) for part in ("promise", "runs", "missed")]
    assert parts == ["kept", 2, 1]


def test_a_step_of_the_way_has_a_clock_of_its_own_and_handing_back_is_no_failure() -> None:
    text = PLAIN + clock(
        'from = ["received"]\nto = ["asked"]\nvoid = ["returned"]\nlimit = [{ days = 1 }]\ninside = "reply"', "sign"
    )
    assert run(case("received 2025-03-03", "asked 2025-03-04"), text, name="sign").promise is Promise.KEPT
    assert run(case("received 2025-03-03", "asked 2025-03-05"), text, name="sign").promise is Promise.LATE
    back = case("received 2025-03-03", "returned 2025-03-04", "received 2025-03-10")
    at = At.of(shot(back, charter=office(text), as_of="2025-03-11"))
    assert [one.promise for one in runs_of(back, "sign", at)] == ["none", "running"]


# -- calendars --


def test_a_calendar_that_nobody_brought_or_that_ends_is_told_and_nothing_is_guessed() -> None:
    text = (
        PLAIN.replace("[clock", '[calendar.land]\nen = "x"\nzh = "x"\naddress = "holidays:CN"\n[clock') + 'calendar = "land"\n'
    )
    found = run(case("received 2025-03-03"), text)
    assert (found.promise, found.due, [one.code for one in found.problems]) == (None, None, ["clock-calendar"])

    def read(record: Case) -> At:
        calendars = {"holidays:CN": WeekCalendar(covers=Period.year(2025))}
        return At.of(shot(record, charter=office(text), calendars=calendars))

    record = case("received 2025-12-24")
    (one,) = runs_of(record, "reply", read(record))
    assert (str(one.due), one.promise) == ("2025-12-31", Promise.OVERDUE)
    assert read(record).reader.value(record, "clock.reply.taken", date(2030, 12, 31)) is None
    record = case("received 2025-12-29")
    (one,) = runs_of(record, "reply", read(record))
    assert (one.promise, [problem.code for problem in one.problems]) == (None, ["clock-not-covered"])
    assert "2026-01-01" in str(one.problems[0])


def test_a_year_that_is_not_announced_makes_the_due_day_provisional_and_the_office_may_announce_it() -> None:
    text = PLAIN.replace("[clock", '[calendar.land]\nen = "x"\nzh = "x"\ntabled = true\n[clock') + 'calendar = "land"\n'
    record = case("received 2025-12-29")
    sylvester = CalendarDay(id="a", calendar="land", on=date(2025, 1, 1), works=False)
    found = run(record, text, days=(sylvester,))
    assert found.provisional
    assert "provisional" in "\n".join(found.explain())
    assert "暂定" in "\n".join(found.explain("zh"))
    next_year = CalendarDay(id="b", calendar="land", on=date(2026, 1, 1), works=False)
    told = run(record, text, days=(sylvester, next_year))
    assert (told.provisional, str(told.due)) == (False, "2026-01-06")


def test_two_rows_for_one_day_that_do_not_agree_are_told() -> None:
    rows = tuple(
        CalendarDay(id=id, calendar="office", on=date(2025, 1, 1), works=works) for id, works in (("a", True), ("b", False))
    )
    (problem,) = problems_by_rules(shot(days=rows))
    assert problem.code == "calendar-day-twice"


def test_a_day_may_have_hours_of_its_own() -> None:
    short = CalendarDay(id="eve", calendar="office", on=date(2025, 3, 3), works=True, opening="08:30-11:00")
    found = run(case("received 2025-03-03 10:00"), moment("hours = 2"), days=(short,))
    assert f"{found.due} {found.due_at:%H:%M}" == "2025-03-04 09:30"


# -- time zones --


@pytest.mark.parametrize(
    ("received", "hours", "due"),
    [
        ("2025-03-08 12:00", 24, "2025-03-09 13:00"),  # clocks go forward at two
        ("2025-11-01 12:00", 24, "2025-11-02 11:00"),  # and back
        ("2025-03-09 01:30", 1, "2025-03-09 03:30"),
        ("2025-03-09 02:30", 1, "2025-03-09 04:00"),  # a time that never was is the moment at which it is left out
        ("2025-11-02 00:30", 2, "2025-11-02 01:30"),
    ],
)
def test_hours_are_real_hours_where_clocks_are_put_forward_or_back(received: str, hours: int, due: str) -> None:
    zoned = HEAD.replace('"08:30-12:00 13:30-17:00" }', '"08:30-12:00 13:30-17:00" }\nzone = "America/New_York"')
    text = clock(f'from = ["received"]\nlimit = [{{ hours = {hours} }}]')
    from grassroots.charter.loading import load
    from grassroots.rules.registry import KINDS

    record = case(f"received {received}")
    found = run_of(record, "reply", At.of(shot(record, charter=load({"c.toml": zoned + text}, kinds=KINDS))))
    assert found is not None
    assert f"{found.due} {found.due_at:%H:%M}" == due


def test_days_are_days_by_the_clock_on_the_wall_where_clocks_are_put_forward() -> None:
    text = clock('from = ["received"]\nlimit = [{ days = 1, counts = "moment" }]\ncalendar = "ny"').replace(
        "[clock", '[calendar.ny]\nen = "x"\nzh = "x"\nzone = "America/New_York"\n[clock'
    )
    found = run(case("received 2025-03-08 12:00"), text)
    assert f"{found.due} {found.due_at:%H:%M}" == "2025-03-09 12:00"


def test_the_twenty_ninth_of_february_is_a_day_like_any_other() -> None:
    text = clock('from = ["received"]\nlimit = [{ days = 2 }]')
    assert str(run(case("received 2024-02-28"), text).due) == "2024-03-01"
    assert str(run(case("received 2025-02-28"), text).due) == "2025-03-02"
    assert str(run(case("received 2024-02-29"), PLAIN, days=()).due) == "2024-03-07"


@pytest.mark.parametrize("at", ["", " 00:00", " 00:01", " 23:59"])
def test_the_day_of_a_beginning_is_its_own_day_at_midnight_too(at: str) -> None:
    text = clock('from = ["received"]\npauses = ["paused"]\nlimit = [{ days = 2 }]')
    assert str(run(case(f"received 2025-03-03{at}"), text).due) == "2025-03-05"
    paused = case("received 2025-03-03 10:00", "paused 2025-03-04 10:00", f"received 2025-03-06{at}")
    assert (str(run(paused, text).due), run(paused, text).stood_still) == ("2025-03-07", 2)


@pytest.mark.parametrize(
    ("received", "time", "due"),
    [
        ("2025-03-03 09:00", "calendar", "2025-03-03"),
        ("2025-03-03 00:00", "calendar", "2025-03-03"),
        ("2025-03-08 09:00", "calendar", "2025-03-08"),
        ("2025-03-08 09:00", "working", "2025-03-10"),  # on a Saturday: the first day that is worked
    ],
)
def test_the_same_day_is_until_its_end_and_not_24_hours(received: str, time: str, due: str) -> None:
    text = clock(f'from = ["received"]\nlimit = [{{ days = 1, time = "{time}", counts = "same_day" }}]')
    found = run(case(f"received {received}"), text, on=received.split()[0])
    assert (str(found.due), found.due_at, found.promise) == (due, None, Promise.RUNNING)
    assert sum(one.counted for one in found.stretches) == 1
    assert "itself being the first" in found.explain()[1]
    assert "当日起算" in found.explain("zh")[1]
    assert run(case(f"received {received}", f"replied {due} 23:59"), text).promise is Promise.KEPT
    assert run(case(f"received {received}", "replied 2025-03-11 00:00"), text).promise is Promise.LATE


def test_a_number_of_no_days_is_the_day_itself_and_one_that_is_not_there_is_no_limit() -> None:
    from grassroots.model import Custom

    text = clock('from = ["received"]\nlimit = [{ days_at = "custom.days" }]')
    none = (Custom(name="days", number=Decimal(0)),)
    assert [run(case("received 2025-03-07", custom=none), text, on=f"2025-03-0{day}").promise for day in (7, 8)] == [
        Promise.RUNNING,
        Promise.OVERDUE,
    ]
    assert run(case("received 2025-03-07"), text).explain()[1] == "No limit is set for it."


# -- laws, and an oracle that counts minute by minute --

SHORT = CalendarRule(name="short", hours={"any": "09:00-11:00 12:00-13:00", "wed": "10:00-10:30"})
CALENDAR = OfficeCalendar(rule=SHORT, base=WeekCalendar(), exceptions={date(2025, 3, 8): DAYS[-1], date(2025, 3, 6): DAYS[0]})  # type: ignore[dict-item]
FIRST = datetime.combine(date(2025, 3, 3), time.min)
MINUTES = 8 * 24 * 60

limits = st.sampled_from(
    [
        Limit(hours=Decimal(1), time=Time.WORKING),
        Limit(hours=Decimal(1), time=Time.CALENDAR),
        Limit(days=1, time=Time.WORKING, counts=Counts.MOMENT),
        Limit(days=1, time=Time.CALENDAR, counts=Counts.MOMENT),
        Limit(days=1, time=Time.WORKING),
        Limit(days=1, time=Time.CALENDAR),
        Limit(days=1, time=Time.WORKING, counts=Counts.SAME_DAY),
        Limit(days=1, time=Time.CALENDAR, counts=Counts.SAME_DAY),
    ]
)
moments = st.integers(0, MINUTES).map(lambda minutes: FIRST + timedelta(minutes=minutes))


@st.composite
def courses(draw: st.DrawFn) -> Course:
    cuts = sorted(draw(st.sets(st.integers(0, MINUTES), max_size=4)))
    pauses = [
        Pause(start=FIRST + timedelta(minutes=a), end=FIRST + timedelta(minutes=b))
        for a, b in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    if len(cuts) % 2:
        pauses.append(Pause(start=FIRST + timedelta(minutes=cuts[-1])))
    return Course(limit=draw(limits), calendar=CALENDAR, start=draw(moments), pauses=tuple(pauses))


def open_at(minute: datetime) -> bool:
    """Whether the office is open in the minute that begins here: written anew, by the hours as they stand."""
    day = minute.date()
    if day == date(2025, 3, 6) or (day.weekday() > 4 and day != date(2025, 3, 8)):
        return False
    if day.weekday() == 2:
        return time(10) <= minute.time() < time(10, 30)
    return time(9) <= minute.time() < time(11) or time(12) <= minute.time() < time(13)


def by_the_minute(course: Course, until: datetime) -> Fraction:
    """How much counts, minute by minute."""
    working = course.limit.time is Time.WORKING
    open_minutes = {day: 30 if (FIRST + timedelta(days=day)).weekday() == 2 else 180 for day in range(9)}
    total, minute = Fraction(0), FIRST
    while minute < until:
        stands = any(pause.start <= minute and (pause.end is None or minute < pause.end) for pause in course.pauses)
        if minute >= course.start and not stands and (not working or open_at(minute)):
            if course.limit.hours:
                total += Fraction(1, 60)
            else:
                total += Fraction(1, open_minutes[(minute - FIRST).days] if working else 1440)
        minute += timedelta(minutes=1)
    return total


def by_the_day(course: Course, last: date) -> Fraction:
    """How many days count, day by day."""
    total = 0
    for number in range(-1, 10):
        day = FIRST.date() + timedelta(days=number)
        ends = datetime.combine(day, time(23, 59))
        begun = course.start.date() if course.start.time() != time.min else course.start.date() - timedelta(days=1)
        works = course.limit.time is Time.CALENDAR or any(open_at(datetime.combine(day, time(hour))) for hour in range(24))
        stands = any(pause.start <= ends and (pause.last is None or day < pause.last) for pause in course.pauses)
        first = begun if course.limit.counts is Counts.SAME_DAY else begun + timedelta(days=1)
        total += first <= day <= last and works and not stands
    return Fraction(total)


@settings(max_examples=40, deadline=None)
@given(courses(), moments)
def test_what_counts_is_what_an_oracle_counts_minute_by_minute(course: Course, until: datetime) -> None:
    if course.limit.by_day:
        assert course.counted(until.date()) == by_the_day(course, until.date())
    else:
        assert course.counted(until) == by_the_minute(course, until)


@settings(max_examples=60, deadline=None)
@given(courses(), moments, moments)
def test_a_clock_never_runs_backwards(course: Course, one: datetime, other: datetime) -> None:
    assert 0 <= course.counted(min(one, other)) <= course.counted(max(one, other))


@settings(max_examples=60, deadline=None)
@given(courses(), moments, moments)
def test_what_counts_adds_up_over_the_moments_in_between(course: Course, one: datetime, other: datetime) -> None:
    from attrs import evolve

    middle, last = sorted((max(one, course.start), max(other, course.start)))
    if course.limit.by_day:
        middle = datetime.combine(middle.date(), time(12))
        last = max(middle, last)
    # Where the day of the beginning counts itself, the rest begins on the day after.
    counted = course.limit.by_day and course.limit.counts is Counts.SAME_DAY
    rest = evolve(course, start=middle + timedelta(days=1) if counted else middle)
    assert course.counted(middle) + rest.counted(last) == course.counted(last)


@settings(max_examples=60, deadline=None)
@given(courses(), st.integers(1, 4))
def test_by_the_due_moment_the_limit_has_counted_and_not_more(course: Course, amount: int) -> None:
    due = course.due(Fraction(amount))
    if due is None:
        return
    listed = list(course.stretches(Fraction(amount), due, due))
    assert sum(one.counted for one in listed) == amount
    assert course.counted(due.date() if course.limit.by_day else due) == amount


@settings(max_examples=40, deadline=None)
@given(
    st.permutations(
        ["received 2025-03-03 09:00", "paused 2025-03-04 10:00", "received 2025-03-06 11:00", "replied 2025-03-12 15:00"]
    )
)
def test_a_clock_is_unmoved_by_the_order_in_which_events_were_recorded(steps: list[str]) -> None:
    for text in (PLAIN, moment("hours = 40")):
        found = run(case(*steps), text)
        sorted_ = run(case(*sorted(steps, key=lambda one: one.split()[1:])), text)
        assert (found.due, found.due_at, found.promise, found.counted) == (
            sorted_.due,
            sorted_.due_at,
            sorted_.promise,
            sorted_.counted,
        )
        assert found.promise is Promise.KEPT


@settings(max_examples=30, deadline=None)
@given(
    st.integers(0, 400),
    st.integers(1, 400),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe"]),
)
def test_real_hours_between_local_moments_are_those_of_the_world(start: int, hours: int, zone: str) -> None:
    calendar = OfficeCalendar(rule=CalendarRule(name="z", zone=zone), base=WeekCalendar())
    begun = datetime.combine(date(2025, 3, 1), time(12)) + timedelta(days=start)
    end = calendar.hours_after(begun, Fraction(hours))
    utc = ZoneInfo("UTC")
    passed = begun.replace(tzinfo=ZoneInfo(zone)).astimezone(utc) + timedelta(hours=hours)
    assert end == passed.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if passed.astimezone(ZoneInfo(zone)).fold == 0:
        assert calendar.hours_between(begun, end) == hours


# -- the explanation --


def test_the_explanation_lists_every_day_with_what_counted_or_why_not_in_both_languages() -> None:
    found = run(case("received 2025-01-24", "paused 2025-01-27", "received 2025-02-06", "replied 2025-02-13"))
    assert found.explain() == (
        "answer of case c: done late on 2030-12-31.",
        "Limit: 5 working days, counted from the day after 2025-01-24.",
        "2025-01-24 Fri: not counted, the day on which it began.",
        "2025-01-25 Sat: not counted, weekend.",
        "2025-01-26 Sun: 1 day, worked instead of another day.",
        "2025-01-27 Mon to 2025-02-05 Wed: not counted, the clock stood still.",
        "2025-02-06 Thu: 1 day.",
        "2025-02-07 Fri: 1 day.",
        "2025-02-08 Sat: 1 day, worked instead of another day.",
        "2025-02-09 Sun: not counted, weekend.",
        "2025-02-10 Mon: 1 day.",
        "Together 5 days: due by the end of 2025-02-10.",
        "Ended on 2025-02-13 (answered).",
        "Calendar: office.",
    )
    assert found.explain("zh")[4] == "2025-01-26周日：1日，调休上班。"
    assert found.explain("zh")[-2:] == ("结束：2025-02-13（答复）。", "日历：工作日历。")
    assert len(found.explain("zh")) == len(found.explain())


def test_what_a_clock_finds_wrong_is_told_in_the_readers_words() -> None:
    text = (
        PLAIN
        + '[clock.reply.extension]\nasked = "asked"\ngranted = "extended"\ndays = 2\ngrounds = ["expert"]\nby = ["director"]\n'
    )
    unasked = run(case("received 2025-03-03", step("extended 2025-03-04", ground="expert")), text).problems[0]
    other = run(case("received 2025-03-03", "asked 2025-03-04", step("extended 2025-03-04", ground="weather")), text).problems[
        0
    ]
    clerk = step("extended 2025-03-04", ground="expert", by="clerk")
    by = run(case("received 2025-03-03", "asked 2025-03-04", clerk), text).problems[0]
    assert "事项 c" in unasked.text("zh") and "“答复”" in unasked.text("zh") and "申请延期" in unasked.text("zh")
    assert "天气" in other.text("zh") and "需专业鉴定" in other.text("zh")
    assert "科员" in by.text("zh") and "主任" in by.text("zh")
    assert not any(
        word in one.text("zh") for one in (unasked, other, by) for word in ("reply", "case", "asked", "expert", "clerk")
    )


# -- figures --

MEASURES = """
[measure.answers]
en = "answers"
zh = "答复"
count = "case"
by = { "clock.reply.promise" = {} }
[measure.promises]
en = "promises"
zh = "承诺"
count = "case"
by = { promise = {} }
[measure.answered_in_time]
en = "in time"
zh = "按期率"
rate = "case"
dated = "clock.reply.ended"
hit = { "clock.reply.promise" = "kept" }
[measure.days_taken]
en = "days taken"
zh = "用时"
spread = "case"
value = "clock.reply.taken"
where = { "clock.reply.ended" = { at_least = 2025-01-01 }, "clock.reply.extended" = 0 }
"""


def test_a_measure_reads_what_a_clock_says_and_the_clock_of_the_whole_fills_the_promise() -> None:
    whole = PLAIN.replace('from = ["received"]', 'whole = true\nfrom = ["received"]') + MEASURES
    cases = [
        case("received 2025-03-03", "replied 2025-03-05"),
        case("received 2025-03-03", "replied 2025-03-25"),
        case("received 2025-03-03"),
        case(step("received 2025-03-03", due=date(2025, 12, 31))),
    ]
    from attrs import evolve

    records = [evolve(one, id=f"c{number}") for number, one in enumerate(cases)]
    snapshot = shot(*records, charter=office(whole), as_of="2025-03-31")
    figures = evaluate(["answers", "promises", "answered_in_time", "days_taken"], snapshot, period=Period.year(2025))
    parts = {name: figure.value for name, figure in figures.items() if "." in name and figure.value}
    assert parts == {
        "answers.kept": 1, "answers.late": 1, "answers.overdue": 2, "promises.kept": 1, "promises.late": 1, "promises.overdue": 1, "promises.running": 1,
    }  # fmt: skip
    assert figures["answered_in_time"].value == Fraction(1, 2)
    assert figures["days_taken"].value is not None
    assert (figures["days_taken"].value.least, figures["days_taken"].value.most) == (2, 16)  # type: ignore[union-attr]
    reader = Reader(snapshot)
    assert reader.value(records[2], "due", date(2025, 3, 31)) == date(2025, 3, 10)
    assert reader.value(records[3], "due", date(2025, 3, 31)) == date(2025, 12, 31)


# -- the ladder --

LADDER = (
    PLAIN
    + """
[clock.reply.ladder.reminder]
en = "reminder"
zh = "催办"
after = 1
state = "reminded"
[clock.reply.ladder.reprimand]
en = "reprimand"
zh = "通报批评"
after = 6
time = "working"
on = "reminder"
unless = { has = { reply = "case" } }
body = ["office"]
"""
)


@pytest.mark.parametrize(
    ("steps", "day", "proposed"),
    [
        (("received 2025-03-03",), "2025-03-10", []),
        (("received 2025-03-03",), "2025-03-11", ["reminder"]),
        (("received 2025-03-03",), "2025-12-31", ["reminder"]),  # nobody was reminded: nobody is told off
        (("received 2025-03-03", "reminded 2025-03-12"), "2025-03-12", []),
        (("received 2025-03-03", "reminded 2025-03-12"), "2025-03-19", []),
        (("received 2025-03-03", "reminded 2025-03-12"), "2025-03-20", ["reprimand"]),
        (("received 2025-03-03", "reminded 2025-03-12", "replied 2025-03-13"), "2025-03-20", []),
    ],
)
def test_a_ladder_proposes_a_reminder_the_day_after_and_more_only_after_it(
    steps: tuple[str, ...], day: str, proposed: list[str]
) -> None:
    record = case(*steps)
    found = escalations(record, At.of(shot(record, charter=office(LADDER), as_of=day)))
    assert [one.what for one in found] == proposed
    for one in found:
        assert "until then nothing changes" in "\n".join(one.explain())


def test_reasons_that_were_given_keep_the_second_rung_away() -> None:
    from grassroots.model import Reply

    record = case("received 2025-03-03", "reminded 2025-03-12")
    reply = Reply(id="r", case=record.id, on=date(2025, 3, 14))
    assert escalations(record, At.of(shot(record, reply, charter=office(LADDER), as_of="2025-03-20"))) == ()
