"""Promises to the public: which may be shown on a day, and what is wrong with them. Whether one was kept in time is read from its steps."""

from __future__ import annotations

from collections.abc import Iterator

from grassroots.charter import StateKind
from grassroots.model import Commitment, Consent, key_of
from grassroots.problems import Problem
from grassroots.reading.lifecycle import Promise, Status
from grassroots.rules.kind import At, Kind
from grassroots.rules.todo import ToDo, Urgency, by_day
from grassroots.rules.worded import unit_name


def published_on(at: At) -> tuple[Commitment, ...]:
    """The promises that may be shown on a day, of a unit and all under it (of all, without one), in the order of their ids.

    Published, and not withdrawn; what a person promised only while that person agrees. Nothing else is ever shown.
    """
    under = None if at.scope is None else at.snapshot.under(at.scope, at.day)
    return tuple(
        one
        for one in at.snapshot.all(Commitment).values()
        if _out(one, at) and _agreed(one, at) and (under is None or at.snapshot.home(one) in under)
    )


def commitment_problems(at: At) -> Iterator[Problem]:
    """Promises of persons that are out without their consent, promises that are behind, and such as nothing shows to have been kept."""
    for one in at.snapshot.all(Commitment).values():
        status = at.reader.status(one, at.day)
        if status is None:
            continue
        if _out(one, at) and not _agreed(one, at):
            yield _problem("commitment-no-consent", one, at, one.promiser.id)
        if status.state_kind is StateKind.DONE and not _shown(one):
            yield _problem("commitment-no-evidence", one, at, one.id)
        if status.promise is Promise.OVERDUE and status.state_kind is not StateKind.DROPPED:
            yield _problem("commitment-behind", one, at, status.due or "—")
        yield from _course(one, status, at)


def _course(one: Commitment, status: Status, at: At) -> Iterator[Problem]:
    """A promise that was kept late and nobody said why, or judged before it was kept."""
    workflow = at.snapshot.charter.workflow_of(one)
    states = workflow.states if workflow else {}
    steps = [step for step in one.steps if step.on <= at.day]
    done = next((step for step in steps if step.state in states and states[step.state].kind is StateKind.DONE), None)
    if status.promise is Promise.LATE and done is not None and all(step.ground is None for step in steps):
        yield _problem("commitment-late", one, at, done.on, due=status.due or "—")
    rated = next((step for step in steps if step.rating is not None), None)
    if rated is not None and (done is None or steps.index(rated) < steps.index(done)):
        yield _problem("commitment-rated", one, at, rated.on)


def _to_dos(_: None, at: At) -> Iterator[ToDo]:
    """The promises that are to be kept by a day, and such as were kept and are to be shown."""
    for one in at.snapshot.all(Commitment).values():
        status = at.reader.status(one, at.day)
        if status is None:
            continue
        if status.due is not None and status.promise in (Promise.OVERDUE, Promise.RUNNING):
            urgency = by_day(status.due, at.day)
            reason = _problem("commitment-due", one, at, status.due)
            yield ToDo.about(one, at, kind="commitment", urgency=urgency, reason=reason, day=status.due)
        if status.state_kind is StateKind.DONE and not _shown(one):
            reason = _problem("commitment-no-evidence", one, at, one.id)
            urgency = Urgency.LACKING if status.due is None else by_day(status.due, at.day)
            yield ToDo.about(one, at, kind="commitment", urgency=urgency, reason=reason, day=status.due)


def _shown(one: Commitment) -> bool:
    """Whether anything shows that a promise was kept: a record, a document, a paper or photo by what it is called."""
    return one.evidence is not None or bool(one.attachments or one.shown_by)


def _out(one: Commitment, at: At) -> bool:
    """Whether a promise was published by a day and has not been withdrawn: a state of waiting is one in which it is out."""
    workflow = at.snapshot.charter.workflow_of(one)
    status = at.reader.status(one, at.day)
    if workflow is None or status is None or status.state_kind is StateKind.DROPPED:
        return False
    states = [workflow.states.get(step.state) for step in one.steps if step.on <= at.day]
    return any(state is not None and state.kind is StateKind.WAITING for state in states)


def _agreed(one: Commitment, at: At) -> bool:
    """Whether whoever promised agrees to its being shown. Only of persons it is asked."""
    if one.promiser.noun != "person":
        return True
    consent = at.snapshot.get(Consent, one.by_consent) if one.by_consent else None
    return (
        consent is not None
        and consent.giver.noun == "person"
        and at.snapshot.person(consent.giver.id) == at.snapshot.person(one.promiser.id)
        and at.snapshot.counts_on(consent, at.day)
    )


def _problem(code: str, one: Commitment, at: At, value: object, **more: object) -> Problem:
    details = {"id": one.id, "unit": unit_name(one.unit, at), **more}
    return Problem(code, source=at.snapshot.sources.get(key_of(one)), value=value, details=details)


KIND: Kind[None] = Kind(
    name="commitment",
    form=None,
    finds=lambda _, at: commitment_problems(at),
    todo=_to_dos,
    untyped="whether a promise is kept is what people type, with the day and what shows it",
)
