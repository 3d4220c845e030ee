"""Promises: cases with a day by which they are to be answered, written in their own row, where no clock runs over them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from grassroots.charter import StateKind
from grassroots.model import Case, key_of
from grassroots.problems import Problem
from grassroots.reading.lifecycle import Promise, Status
from grassroots.rules.kind import At, Kind
from grassroots.rules.time.clock_state import ClockState
from grassroots.rules.todo import ToDo, by_day
from grassroots.rules.worded import unit_name


def promised(at: At) -> Iterator[tuple[Case, Status, date]]:
    """The cases that are not done and name a last day of their own, with where they stand."""
    clocked = {
        one.record.id
        for one in at.snapshot.derived("clock_state", at.day).values()
        if isinstance(one, ClockState) and one.record.noun == "case" and one.ended is None
    }
    for case in at.snapshot.all(Case).values():
        written = any(step.due is not None and step.on <= at.day for step in case.steps)
        if written and case.id not in clocked:
            status = at.reader.status(case, at.day)
            if status is not None and status.due is not None and status.state_kind in (StateKind.OPEN, StateKind.WAITING):
                yield case, status, status.due


def _problem(code: str, case: Case, status: Status, due: date, at: At) -> Problem:
    told = {"id": case.id, "unit": unit_name(status.handler or case.unit, at)}
    return Problem(code, source=at.snapshot.sources.get(key_of(case)), value=str(due), details=told)


def _problems(_: None, at: At) -> Iterator[Problem]:
    for case, status, due in promised(at):
        if status.promise is Promise.OVERDUE:
            yield _problem("promise-overdue", case, status, due, at)


def _to_dos(_: None, at: At) -> Iterator[ToDo]:
    for case, status, due in promised(at):
        code = "promise-overdue" if status.promise is Promise.OVERDUE else "promise-due"
        reason, unit = _problem(code, case, status, due, at), status.handler or case.unit
        yield ToDo.about(case, at, kind="case_promise", urgency=by_day(due, at.day), reason=reason, day=due, unit=unit)


KIND: Kind[None] = Kind(name="case_promise", form=None, finds=_problems, todo=_to_dos)
