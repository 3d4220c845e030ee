"""The ladder of a clock: who is reminded when a limit has run out, and what comes after. Whatever it is, it is only proposed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from grassroots.errors import NotFound
from grassroots.model import Record
from grassroots.problems import Named
from grassroots.reading.at import At
from grassroots.rules.proposed import Proposed
from grassroots.rules.time.calendars import OfficeCalendar
from grassroots.rules.time.clock_course import working_day_after
from grassroots.rules.time.clock_rule import Escalation, Time
from grassroots.rules.time.clock_run import ClockRun, problem_of
from grassroots.rules.time.clock_steps import in_order


def escalations_of(run: ClockRun, record: Record, at: At, calendar: OfficeCalendar | None) -> Iterator[Proposed]:
    """What the ladder of a clock that has run out proposes; `calendar`: by which working days count, None where nobody brought it."""
    assert run.due is not None
    steps, day = in_order(at.reader.steps(record)), at.day
    stepped: dict[str, date | None] = {}

    def reached(name: str, step: Escalation) -> date | None:
        base = run.due if not step.on else taken(step.on)
        if base is None:
            return None
        if step.time is Time.CALENDAR or calendar is None:
            return base + timedelta(days=step.after)
        return working_day_after(base, step.after, calendar)

    def taken(name: str) -> date | None:
        if name not in stepped:
            step = run.rule.ladder[name]
            stepped[name] = None
            on = reached(name, step)
            if on is not None and step.state:
                on = next((one.on for one in steps if one.state == step.state and run.started <= one.on <= day), None)
            stepped[name] = on
        return stepped[name]

    for name, step in run.rule.ladder.items():
        try:
            on = reached(name, step)
        except NotFound:
            continue
        if on is None or on > day or (step.state and taken(name) is not None):
            continue
        if step.unless is not None and at.reader.holds(record, step.unless, day):
            continue
        reason = problem_of(run, at, "clock-run-out", due=run.due, day=on, step=Named(step.labels.get("en", name), step.labels))
        yield Proposed(
            what=name,
            record=run.record,
            day=on,
            reason=reason,
            rule=run.rule.known_as,
            source=run.rule.source,
            body=step.body,
            labels=step.labels,
        )
