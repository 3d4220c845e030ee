"""A small office with clocks, and the holidays of China that the tests count by, typed as an office would."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from functools import cache

from grassroots.charter import Charter
from grassroots.charter.loading import load
from grassroots.charter.work_calendar import WorkCalendar
from grassroots.model import CalendarDay, Case, Post, Record, Step, Unit
from grassroots.reading import At
from grassroots.rules.registry import KINDS
from grassroots.rules.time.clock_run import ClockRun
from grassroots.rules.time.clocks import run_of
from grassroots.snapshot import Snapshot
from grassroots.values import CaseId, PostId, UnitId

HEAD = """
id = "office"
languages = ["en", "zh"]
label = { en = "Office", zh = "机关" }
[words.unit]
office = { en = "office", zh = "机关" }
[words.post]
director = { en = "director", zh = "主任" }
clerk = { en = "clerk", zh = "科员" }
[words.category]
plain = { en = "plain", zh = "一般" }
urgent = { en = "urgent", zh = "紧急" }
complex = { en = "complex", zh = "复杂" }
[words.ground]
expert = { en = "needs an expert", zh = "需专业鉴定" }
weather = { en = "weather", zh = "天气" }
[custom.case.days]
en = "days promised"
zh = "承诺天数"
kind = "number"
privacy = "public"
[workflow.case.state]
received = { kind = "open", en = "received", zh = "受理", next = ["paused", "asked", "extended", "reminded", "replied", "returned", "dropped"] }
paused = { kind = "waiting", en = "paused", zh = "暂停", next = ["received", "replied"] }
asked = { kind = "open", en = "asked for more time", zh = "申请延期", next = ["extended", "replied"] }
extended = { kind = "open", en = "extended", zh = "延期", next = ["asked", "extended", "paused", "reminded", "replied"] }
reminded = { kind = "open", en = "reminded", zh = "已催办", next = ["replied"] }
returned = { kind = "open", en = "handed back", zh = "退回", next = ["received", "replied"] }
replied = { kind = "done", en = "answered", zh = "答复", next = ["received"] }
dropped = { kind = "dropped", en = "dropped", zh = "撤回" }
[calendar.office]
en = "office"
zh = "工作日历"
hours = { any = "08:30-12:00 13:30-17:00" }
"""

# The notices of the State Council for 2025: what is not worked, and the days of weekends that are.
FREE = (
    "2025-01-01 2025-01-28 2025-01-29 2025-01-30 2025-01-31 2025-02-03 2025-02-04 2025-04-04 2025-05-01 2025-05-02 2025-05-05 2025-06-02 "
    "2025-10-01 2025-10-02 2025-10-03 2025-10-06 2025-10-07 2025-10-08"
)
WORKED = "2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11"
DAYS: tuple[Record, ...] = tuple(
    CalendarDay(id=day, calendar="office", on=date.fromisoformat(day), works=works, name="" if works else "公休")
    for works, days in ((False, FREE), (True, WORKED))
    for day in days.split()
)
UNITS: tuple[Record, ...] = (
    Unit(id=UnitId("u"), kind="office", name="Office"),
    Post(id=PostId("boss"), unit=UnitId("u"), kind="director"),
    Post(id=PostId("clerk"), unit=UnitId("u"), kind="clerk"),
)


def clock(text: str, name: str = "reply") -> str:
    """A clock of the office as text."""
    return f'[clock.{name}]\nen = "answer"\nzh = "答复"\n{text}\n'


PLAIN = clock('from = ["received"]\npauses = ["paused"]\nlimit = [{ days = 5, time = "working" }]')


@cache
def office(text: str = PLAIN) -> Charter:
    """The charter of the office with these clocks."""
    return load({"charter.toml": HEAD + text}, kinds=KINDS)


def step(written: str, **more: object) -> Step:
    """A step from `state day` or `state day time`."""
    state, day, *at = written.split()
    return Step(state=state, on=date.fromisoformat(day), at=time.fromisoformat(at[0]) if at else None, **more)  # type: ignore[arg-type]


def case(*steps: str | Step, category: str = "plain", **more: object) -> Case:
    """A case with these steps."""
    made = tuple(one if isinstance(one, Step) else step(one) for one in steps)
    return Case(id=CaseId("c"), category=category, unit=UnitId("u"), steps=made, **more)  # type: ignore[arg-type]


def shot(
    *records: Record,
    charter: Charter | None = None,
    as_of: str = "2030-12-31",
    days: tuple[Record, ...] = DAYS,
    calendars: Mapping[str, WorkCalendar] | None = None,
) -> Snapshot:
    """The records of the office side by side."""
    on = date.fromisoformat(as_of)
    return Snapshot.of([*UNITS, *days, *records], charter or office(), as_of=on, check=False, calendars=calendars)


def run(
    record: Case,
    text: str = PLAIN,
    *,
    on: str = "2030-12-31",
    now: str = "",
    name: str = "reply",
    days: tuple[Record, ...] = DAYS,
) -> ClockRun:
    """The latest run of a clock over a case on a day."""
    at = At.of(shot(record, charter=office(text), as_of=on, days=days))
    found = run_of(record, name, at, time.fromisoformat(now) if now else None)
    assert found is not None
    return found
