"""What changed code of clocks went unnoticed by: each was found by changing a line and seeing no test near it fail."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest
from support.clocks import HEAD, PLAIN, case, clock, run, shot, step
from support.clubs import problems_of

from grassroots.charter.work_calendar import WeekCalendar
from grassroots.errors import NotFound
from grassroots.model import Step
from grassroots.reading import At
from grassroots.rules.findings import problems_by_rules, to_dos
from grassroots.rules.time.calendars import CalendarRule, OfficeCalendar, Running, calendar_named
from grassroots.rules.time.clocks import run_of
from grassroots.values import UnitId

NO_HOURS, NO_CALENDAR = HEAD.split("hours =")[0], HEAD.split("[calendar")[0]
HOURS = clock("""from = ["received"]
limit = [{ hours = 4, time = "working" }]
[clock.reply.extension]
granted = "extended"
hours = 2""")


def test_a_sum_of_days_is_that_of_the_days_and_of_none_it_is_0() -> None:
    def of(day: date) -> int:
        if day == date(2024, 1, 10):
            raise NotFound("nobody knows this day")
        return day.day

    running = Running(of)
    assert running.between(date(2024, 1, 5), date(2024, 1, 4)) == 0
    assert running.between(date(2024, 1, 5), date(2024, 1, 7)) == 5 + 6 + 7
    assert running.between(date(2024, 1, 3), date(2024, 1, 3)) == 3
    # a day that nobody knows lies between these and those before
    assert running.between(date(2024, 1, 12), date(2024, 1, 14)) == 12 + 13 + 14
    with pytest.raises(NotFound):
        running.between(date(2024, 1, 9), date(2024, 1, 11))


def test_a_calendar_is_the_one_of_the_charter_by_its_name_or_without_one() -> None:
    at = At.of(shot())
    for name in ("office", ""):
        found = calendar_named(name, at)
        assert [found.kind(date(2025, 1, day)).works for day in (24, 25, 26, 28)] == [True, False, True, False]
    with pytest.raises(NotFound, match="nowhere"):
        calendar_named("nowhere", at)


def test_a_holiday_is_called_by_its_name_where_a_day_is_told_not_to_count() -> None:
    told = run(case("received 2025-01-24")).explain("zh")
    holidays = [line for line in told if line.startswith(("2025-01-28", "2025-01-30"))]
    assert holidays
    assert all("公休" in line for line in holidays)
    weekend = next(line for line in told if line.startswith("2025-01-25"))
    assert "公休" not in weekend


def test_what_is_asked_at_a_time_of_day_is_not_what_is_asked_of_the_day() -> None:
    record = case("received 2025-03-03", "replied 2025-03-04 16:00")
    at = At.of(shot(record, as_of="2025-03-04"))
    for asked, ended in (
        (time(9), None),
        (None, date(2025, 3, 4)),
        (time(9), None),
        (time(17), date(2025, 3, 4)),
        (None, date(2025, 3, 4)),
    ):
        found = run_of(record, "reply", at, asked)
        assert found is not None
        assert found.ended == ended


@pytest.mark.parametrize(
    ("until", "due", "fault"),
    [
        ("10:00", "2025-03-04 10:00", ""),
        ("11:30", "2025-03-04 11:30", ""),
        ("11:31", "2025-03-04 11:30", "clock-extension-long"),
        ("17:00", "2025-03-04 11:30", "clock-extension-long"),
    ],
)
def test_a_limit_in_hours_is_lengthened_until_the_minute_that_is_named_and_no_longer_than_may_be(
    until: str, due: str, fault: str
) -> None:
    named = step("extended 2025-03-03 16:00", ground="expert", due=date(2025, 3, 4), due_at=time.fromisoformat(until))
    found = run(case("received 2025-03-03 14:00", named), HOURS, on="2025-03-05")
    assert f"{found.due} {found.due_at:%H:%M}" == due
    assert [one.code for one in found.problems] == ([fault] if fault else [])


def test_a_step_that_is_no_end_by_what_it_says_leaves_the_clock_running() -> None:
    void = PLAIN.replace("pauses =", 'void = ["returned"]\nstays = { state = "returned", ground = "weather" }\npauses =')
    stays = case("received 2025-03-03", step("returned 2025-03-04", ground="weather"))
    ends = case("received 2025-03-03", step("returned 2025-03-04", ground="expert"))
    assert [run(one, void, on="2025-03-05").promise for one in (stays, ends)] == ["running", "none"]


def test_an_extension_is_given_at_most_a_hundred_times() -> None:
    def loaded(most: int) -> list[str]:
        text = clock(
            f'from = ["received"]\nlimit = [{{ days = 500 }}]\n[clock.reply.extension]\ngranted = "extended"\nmost = {most}\ndays = 1'
        )
        return [problem.code for problem in problems_of({"charter.toml": HEAD + text})]

    assert loaded(100) == []
    assert loaded(101) != []
    assert loaded(0) != []


@pytest.mark.parametrize(
    ("head", "inner", "whole", "en", "zh"),
    [
        (HEAD, '{ hours = 14, time = "working" }', '{ days = 2, time = "working" }', "", ""),
        (HEAD, '{ hours = "14.5", time = "working" }', '{ days = 2, time = "working" }', "14.5 hours", "14.5小时"),
        (HEAD, '{ hours = 8, time = "working" }', '{ days = 1, time = "working" }', "8 hours", "8小时"),
        (HEAD, '{ days = 2 }', '{ days = 1 }', "2 days", "2日"),
        (NO_HOURS, '{ hours = 48, time = "working" }', '{ days = 2, time = "working" }', "", ""),
        (NO_HOURS, '{ hours = 49, time = "working" }', '{ days = 2, time = "working" }', "49 hours", "49小时"),
        (NO_CALENDAR, '{ hours = 48, time = "working" }', '{ days = 2, time = "working" }', "", ""),
    ],
)  # fmt: skip
def test_a_limit_that_cannot_be_within_the_whole_is_told_with_both_in_words(
    head: str, inner: str, whole: str, en: str, zh: str
) -> None:
    text = clock(f'from = ["received"]\ninside = "reply"\nlimit = [{inner}]', "sign") + clock(
        f'from = ["received"]\nlimit = [{whole}]'
    )
    found = problems_of({"charter.toml": head + text})
    assert [problem.code for problem in found] == (["charter-clock-inside"] if en else [])
    for problem in found:
        one = "1 day" if "1 " in whole or "= 1" in whole else "2 days"
        assert f"'{en}'" in problem.text("en") and f"{one}." in problem.text("en")
        assert zh in problem.text("zh")


def test_a_clock_whose_calendar_nobody_brought_adds_nothing_up() -> None:
    text = (
        PLAIN.replace("[clock", '[calendar.land]\nen = "x"\nzh = "x"\naddress = "holidays:CN"\n[clock') + 'calendar = "land"\n'
    )
    told = run(case("received 2025-03-03"), text).explain()
    assert any(line.startswith("Limit: 5 working days") for line in told)
    assert not any(line.startswith("Together") for line in told)
    assert any(line.startswith("Together") for line in run(case("received 2025-03-03")).explain())


@pytest.mark.parametrize(
    ("steps", "on", "codes"),
    [
        (("received 2025-03-03", "replied 2025-03-07"), "2025-03-20", []),
        (("received 2025-03-03", "replied 2025-03-11"), "2025-03-20", ["clock-late"]),
        (("received 2025-03-03", "replied 2025-03-11"), "2025-04-11", ["clock-late"]),
        (("received 2025-03-03", "replied 2025-03-11"), "2025-04-12", []),
        (("received 2025-03-03", step("replied 2025-03-11", ground="weather")), "2025-03-20", []),
        (("received 2025-03-03",), "2025-03-10", []),
        (("received 2025-03-03",), "2025-03-11", ["clock-overdue"]),
    ],
)
def test_what_is_overdue_is_told_and_what_was_done_late_for_a_month_unless_a_step_says_why(
    steps: tuple[Any, ...], on: str, codes: list[str]
) -> None:
    assert [problem.code for problem in problems_by_rules(shot(case(*steps), as_of=on))] == codes


def test_who_has_a_case_in_hand_is_asked_for_what_its_clock_runs_for() -> None:
    def asked(*steps: str | Step) -> list[str | None]:
        return [one.unit for one in to_dos(shot(case(*steps), as_of="2025-03-04")) if one.kind == "clock"]

    assert asked("received 2025-03-03") == ["u"]
    assert asked(step("received 2025-03-03", unit=UnitId("v"))) == ["v"]


def test_a_moment_that_the_clocks_leave_out_is_to_the_microsecond_the_one_at_which_they_are_put_forward() -> None:
    calendar = OfficeCalendar(rule=CalendarRule(name="z", zone="Europe/Berlin"), base=WeekCalendar())
    before, never, after = (datetime.combine(date(2025, 3, 30), at) for at in (time(1), time(2, 30), time(3)))
    assert calendar.hours_between(before, never) == 1
    assert calendar.hours_between(never, after) == 0
