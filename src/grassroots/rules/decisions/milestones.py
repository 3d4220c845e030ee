"""Milestones: how far a project is, and which of its parts are late."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from attrs import field, frozen

from grassroots.charter import StateKind
from grassroots.fields import described, public
from grassroots.model import Derived, Milestone, Project, derived_noun, key_of
from grassroots.problems import Problem
from grassroots.rules.kind import At, Derivation, Kind
from grassroots.rules.todo import ToDo, by_day
from grassroots.values import ProjectId

OPEN = (StateKind.OPEN, StateKind.WAITING)


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class ProjectProgress(Derived):
    """How far a project with milestones is at the end of a day. Milestones that were dropped do not count.

    >>> ProjectProgress(id="r-1", project=ProjectId("r-1"), milestones=4, milestones_reached=1, done_percent=Decimal("25.0")).milestones_late
    0
    """

    project: ProjectId = field(metadata=public("the project", ref="project", home=True))
    milestones: int = field(metadata=public("how many milestones it has; 1 or more"))
    milestones_reached: int = field(metadata=public("how many were reached; 0 or more"))
    milestones_late: int = field(default=0, metadata=public("how many are late; 0 or more"))
    done_percent: Decimal = field(metadata=public("how much of it is reached, by the parts of its milestones, in per cent"))


def _planned(project: Project, at: At) -> list[tuple[Milestone, StateKind | None, bool]]:
    """The milestones of a project that count: each with where it stands, and whether it is late."""
    found: list[tuple[Milestone, StateKind | None, bool]] = []
    for one in sorted(at.snapshot.referrers(Milestone, "project", key_of(project)), key=lambda one: one.id):
        status = at.reader.status(one, at.day)
        if status is not None and status.state_kind is not StateKind.DROPPED:
            late = status.state_kind in OPEN and status.due is not None and status.due < at.day
            found.append((one, status.state_kind, late))
    return found


def _progress(_: None, at: At) -> Iterator[ProjectProgress]:
    for project in at.snapshot.all(Project).values():
        planned = _planned(project, at)
        if not planned:
            continue
        whole = sum(max(one.share, 1) for one, _, _ in planned)
        reached = [max(one.share, 1) for one, kind, _ in planned if kind is StateKind.DONE]
        percent = (Decimal(100) * sum(reached) / whole).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
        yield ProjectProgress(
            id=project.id,
            project=project.id,
            milestones=len(planned),
            milestones_reached=len(reached),
            milestones_late=sum(late for _, _, late in planned),
            done_percent=percent,
        )


def _findings(_: None, at: At) -> Iterator[Problem]:
    for project in at.snapshot.all(Project).values():
        status = at.reader.status(project, at.day)
        over = status is not None and status.state_kind is StateKind.DONE
        for one, kind, late in _planned(project, at):
            if late:
                yield _behind(one, project, at)
            if over and kind in OPEN:
                yield _problem("milestone-open", one, project, at)
            if one.share < 1:
                yield _problem("milestone-share", one, project, at, share=one.share)


def _to_dos(_: None, at: At) -> Iterator[ToDo]:
    for project in at.snapshot.all(Project).values():
        for one, kind, late in _planned(project, at):
            status = at.reader.status(one, at.day)
            if kind in OPEN and status is not None and status.due is not None:
                reason = _behind(one, project, at) if late else _problem("milestone-due", one, project, at, due=status.due)
                yield ToDo.about(one, at, kind="milestone", urgency=by_day(status.due, at.day), reason=reason, day=status.due)


def _behind(one: Milestone, project: Project, at: At) -> Problem:
    status = at.reader.status(one, at.day)
    return _problem("milestone-behind", one, project, at, due=status.due if status else None)


def _problem(code: str, one: Milestone, project: Project, at: At, **more: object) -> Problem:
    details = {"id": one.id, "title": one.title or one.id, "project": project.name or project.id, **more}
    return Problem(code, source=at.snapshot.sources.get(key_of(one)), value=one.id, details=details)


KIND: Kind[None] = Kind(
    name="milestone",
    form=None,
    derives=(Derivation(ProjectProgress, _progress),),
    finds=_findings,
    todo=_to_dos,
    untyped="how far a project is follows from its milestones, and is typed nowhere",
)
