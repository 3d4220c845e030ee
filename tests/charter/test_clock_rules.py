"""Clocks and calendars in a charter: sound ones load without a word, and each fault is found where it stands."""

from __future__ import annotations

from datetime import date, time

import pytest
from support.clocks import HEAD
from support.clubs import problems_of

from grassroots.charter.loading import load
from grassroots.charter.paths import leaves
from grassroots.charter.work_calendar import WeekCalendar, opening
from grassroots.errors import InvalidValue, NotFound
from grassroots.fields import Column
from grassroots.rules.registry import KINDS
from grassroots.rules.time.calendars import CalendarRule
from grassroots.rules.time.clocks import CLOCK_PARTS
from grassroots.values import Period

SOUND = (
    HEAD
    + """
zone = "Asia/Shanghai"
[clock.sign]
en = "signing"
zh = "签收"
from = ["received"]
to = ["asked", "replied"]
void = ["returned"]
inside = "reply"
limit = [{ hours = 8, time = "working" }]
[clock.reply]
en = "answer"
zh = "答复"
from = ["received"]
pauses = ["paused"]
whole = true
calendar = "office"
limit = [
  { where = { category = "urgent" }, minutes = 90 },
  { where = { category = "complex" }, days = 15, time = "working" },
  { days = 7, counts = "moment" },
]
[clock.reply.extension]
asked = "asked"
granted = "extended"
most = 2
days = 3
hours = "0.5"
grounds = ["expert"]
by = ["director"]
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
[measure.kept]
en = "kept"
zh = "按期率"
rate = "case"
dated = "clock.reply.ended"
hit = { "clock.reply.promise" = "kept", "clock.sign.missed" = 0 }
"""
)

FAULTS = [
    ('hours = { any = "08:30-12:00 13:30-17:00" }', 'hours = { any = "8.30-12.00" }', "charter-calendar"),
    ('hours = { any = "08:30-12:00 13:30-17:00" }', 'hours = { any = "13:30-17:00 08:30-12:00" }', "charter-calendar"),
    ('hours = { any = "08:30-12:00 13:30-17:00" }', 'hours = { any = "12:00-08:30" }', "charter-calendar"),
    ('hours = { any = "08:30-12:00 13:30-17:00" }', 'hours = { any = "", mon = "" }', "charter-calendar-closed"),
    ('hours = { any = "08:30-12:00 13:30-17:00" }', 'hours = { monday = "08:30-12:00" }', "charter-choice"),
    ('zone = "Asia/Shanghai"', 'zone = "Asia/Shanghia"', "charter-calendar-zone"),
    ('zone = "Asia/Shanghai"', 'address = "weekdays:mo-fr"', "charter-calendar"),
    ('from = ["received"]\npauses', 'from = ["recieved"]\npauses', "charter-choice"),
    ('from = ["received"]\npauses', "from = []\npauses", "charter-missing"),
    ('pauses = ["paused"]', 'pauses = ["pausd"]', "charter-choice"),
    ('pauses = ["paused"]', 'pauses = ["received"]', "charter-clock-state"),
    ('void = ["returned"]', 'void = ["replied"]', "charter-clock-state"),
    ('void = ["returned"]', 'void = ["gone"]', "charter-choice"),
    ('granted = "extended"', 'granted = "granted"', "charter-choice"),
    ('state = "reminded"', 'state = "told"', "charter-choice"),
    ("{ days = 7, counts", "{ days = 7, hours = 2, counts", "charter-clock-limit"),
    ("{ days = 7, counts", "{ days = 0, counts", "charter-clock-limit"),
    ("{ days = 7, counts", "{ days = -7, counts", "charter-clock-limit"),
    ("{ days = 7, counts", '{ days_at = "category", counts', "charter-clock-number"),
    ('{ where = { category = "urgent" }, minutes = 90 }', "{ minutes = 90 }", "charter-clock-shadows"),
    ('{ where = { category = "urgent" }', '{ where = { category = "urgnt" }', "charter-word"),
    ('calendar = "office"', 'calendar = "offices"', "charter-named"),
    ("most = 2", "most = 0", "charter-not-whole"),
    ("days = 3\nhours", "days = 4\nhours", "charter-clock-extension"),
    ('days = 3\nhours = "0.5"', "", "charter-clock-extension-none"),
    ("after = 1", "after = -1", "charter-not-whole"),
    ('on = "reminder"', 'on = "remind"', "charter-choice"),
    ("after = 1\n", 'after = 1\non = "reprimand"\n', "charter-clock-circle"),
    ('inside = "reply"', 'inside = "replies"', "charter-clock-unknown"),
    ('limit = [{ hours = 8, time = "working" }]', "limit = [{ days = 16 }]", "charter-clock-inside"),
    ('limit = [{ hours = 8, time = "working" }]', 'limit = [{ days = 16, time = "working" }]', "charter-clock-inside"),
    ('limit = [{ hours = 8, time = "working" }]', 'limit = [{ hours = 120, time = "working" }]', "charter-clock-inside"),
    ('"clock.reply.promise" = "kept"', '"clock.replies.promise" = "kept"', "charter-path-near"),
    ('"clock.reply.promise" = "kept"', '"clock.reply.promise" = "good"', "charter-choice"),
    ('dated = "clock.reply.ended"', 'dated = "clock.reply.promise"', "charter-dated"),
    ('calendar = "office"\nlimit', '[calendar.other]\nen = "x"\nzh = "x"\n[clock.reply.x]\nlimit', "charter-missing"),
]


def test_a_sound_charter_with_clocks_has_no_problem() -> None:
    assert [str(problem) for problem in problems_of({"clocks.toml": SOUND})] == []


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{code}-{new[:24]}" for _, new, code in FAULTS])
def test_a_fault_is_found_in_its_file_and_told_in_both_languages_with_a_cure(fault: tuple[str, str, str]) -> None:
    old, new, code = fault
    assert SOUND.count(old) >= 1
    problems = problems_of({"clocks.toml": SOUND.replace(old, new, 1)})
    assert code in {problem.code for problem in problems}, [str(problem) for problem in problems]
    for problem in problems:
        assert problem.source is not None
        assert problem.text("en") != problem.text("zh")
        assert problem.cure.strip()


def test_a_limit_that_is_not_surely_longer_is_let_pass() -> None:
    # Of calendar time against working time nobody can be sure: ten working days last two weeks, and longer over holidays.
    for limit in ("{ days = 7 }", '{ days = 7, time = "working" }', '{ hours = 48, time = "working" }', "{ hours = 168 }"):
        text = SOUND.replace('limit = [{ hours = 8, time = "working" }]', f"limit = [{limit}]", 1)
        text = text.replace('{ where = { category = "urgent" }, minutes = 90 },\n', "", 1)
        assert [str(problem) for problem in problems_of({"clocks.toml": text})] == [], limit


def test_a_calendar_of_weekdays_is_written_in_days_or_spans() -> None:
    assert WeekCalendar.of("weekdays:").works == {0, 1, 2, 3, 4}
    assert WeekCalendar.of("weekdays:sat-mon").works == {5, 6, 0}
    assert WeekCalendar.of("weekdays:mon,wed,fri-sat").works == {0, 2, 4, 5}
    with pytest.raises(InvalidValue):
        WeekCalendar.of("weekdays:funday")
    with pytest.raises(NotFound):
        WeekCalendar(covers=Period.year(2025)).kind(date(2026, 1, 1))


def test_the_hours_of_a_weekday_are_its_own_or_those_of_any_or_of_the_first_that_has_some() -> None:
    rule = CalendarRule(name="x", hours={"tue": "09:00-10:00", "sat": "09:00-24:00"})
    assert rule.hours_of(1) == rule.hours_of(6) == ((time(9), time(10)),)
    assert rule.hours_of(5) == ((time(9), None),)
    assert CalendarRule(name="x").hours_of(0) == ((time(0), None),)
    assert opening("") == ()


def test_each_part_of_a_clock_has_a_type() -> None:
    charter = load({"clocks.toml": SOUND}, kinds=KINDS)
    kinds = {part: leaf.kind for part in CLOCK_PARTS for leaf in leaves(charter, "case", f"clock.reply.{part}")}
    assert set(kinds) == set(CLOCK_PARTS)
    assert (kinds["due"], kinds["taken"], kinds["runs"], kinds["provisional"]) == (
        Column.DATE,
        Column.DECIMAL,
        Column.INTEGER,
        Column.FLAG,
    )
    assert leaves(charter, "case", "clock.reply.colour") == leaves(charter, "need", "clock.reply.due") == ()


def test_what_is_there_and_empty_is_told_by_its_table_and_its_line() -> None:
    text = SOUND.replace('from = ["received"]', "from = []", 1)
    (problem,) = (one for one in problems_of({"clocks.toml": text}) if one.code == "charter-missing")
    assert problem.details["at"].count(".") == 1 and "lacks 'from'" in problem.text("en")
