"""Cases with a day of their own: what was promised for the matter itself, where no clock of the charter says so."""

from __future__ import annotations

from collections.abc import Iterator

from grassroots.charter import StateKind
from grassroots.model import Case, key_of
from grassroots.problems import Problem
from grassroots.reading.lifecycle import Promise, Status
from grassroots.rules.kind import At, Kind
from grassroots.rules.time.clocks import whole_of
from grassroots.rules.todo import ToDo, by_day
from grassroots.rules.worded import unit_name
from grassroots.values import UnitId


def promised(at: At) -> Iterator[tuple[Case, Status]]:
    """The open cases for which a step names the last day. Where a clock says by when the whole is to be done, the clock tells it."""
    for case in at.snapshot.all(Case).values():
        status = at.reader.status(case, at.day)
        if status is None or status.due is None or status.state_kind in (StateKind.DONE, StateKind.DROPPED):
            continue
        if whole_of(case, at) is None and not _answered_before(case, at):
            yield case, status


def _answered_before(case: Case, at: At) -> bool:
    """Whether it comes again after an earlier case that has its answer: that one is pointed to, and no day runs for it."""
    earlier = at.snapshot.get(Case, case.repeats) if case.repeats else None
    status = at.reader.status(earlier, at.day) if earlier is not None else None
    return status is not None and status.state_kind is StateKind.DONE


def _owner(case: Case, status: Status, at: At) -> UnitId | None:
    """Who has the case in hand: the handler, else the unit that received it."""
    return status.handler or at.snapshot.home(case)


def _problem(code: str, case: Case, status: Status, at: At) -> Problem:
    details = {"id": case.id, "unit": unit_name(_owner(case, status, at), at)}
    return Problem(code, source=at.snapshot.sources.get(key_of(case)), value=status.due, details=details)


def _problems(_: None, at: At) -> Iterator[Problem]:
    for case, status in promised(at):
        if status.promise is Promise.OVERDUE:
            yield _problem("case-overdue", case, status, at)


def _to_dos(_: None, at: At) -> Iterator[ToDo]:
    for case, status in promised(at):
        if status.due is not None:
            late = status.promise is Promise.OVERDUE
            reason = _problem("case-overdue" if late else "case-due", case, status, at)
            urgency, unit = by_day(status.due, at.day), _owner(case, status, at)
            yield ToDo.about(case, at, kind="case", urgency=urgency, reason=reason, day=status.due, unit=unit)


KIND: Kind[None] = Kind(
    name="case",
    form=None,
    finds=_problems,
    todo=_to_dos,
    untyped="the day that was promised is what people type",
)
"""What was promised for a case by its own row."""
