"""Comments: whether each was looked at, and what is held back has its ground. Nothing here reads what somebody said."""

from __future__ import annotations

from collections.abc import Iterator

from grassroots.charter import StateKind
from grassroots.model import Comment, key_of
from grassroots.problems import Problem
from grassroots.rules.kind import At, Kind
from grassroots.rules.todo import ToDo, Urgency


def _findings(_: None, at: At) -> Iterator[Problem]:
    for one in at.snapshot.all(Comment).values():
        status = at.reader.status(one, at.day)
        if status is not None and status.state_kind is StateKind.DROPPED and status.ground is None:
            yield _problem("comment-no-ground", one, at)


def _to_dos(_: None, at: At) -> Iterator[ToDo]:
    for one in at.snapshot.all(Comment).values():
        status = at.reader.status(one, at.day)
        if status is not None and status.state_kind is StateKind.OPEN:
            reason = _problem("comment-waits", one, at)
            yield ToDo.about(one, at, kind="comment", urgency=Urgency.DECIDE, reason=reason, day=status.since)


def _problem(code: str, one: Comment, at: At) -> Problem:
    days = [step.on for step in one.steps if step.on <= at.day]
    details = {"id": one.id, "about": one.about.id, "since": days[0] if days else at.day}
    return Problem(code, source=at.snapshot.sources.get(key_of(one)), value=one.id, details=details)


KIND: Kind[None] = Kind(
    name="comment",
    form=None,
    finds=_findings,
    todo=_to_dos,
    untyped="whether a comment is shown is what people decide and type, with its ground",
)
