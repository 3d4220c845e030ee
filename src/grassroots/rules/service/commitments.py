"""Promises to the public: which may be shown on a day, and what is wrong with them. Whether one was kept in time is read from its steps."""

from __future__ import annotations

from datetime import date

from grassroots.charter import StateKind
from grassroots.model import Commitment, Consent, key_of
from grassroots.problems import Problem
from grassroots.reading.lifecycle import Promise, status_on
from grassroots.rules.kind import Kind
from grassroots.snapshot import Snapshot
from grassroots.values import UnitId


def published_on(snapshot: Snapshot, day: date, unit: UnitId | None = None) -> tuple[Commitment, ...]:
    """The promises that may be shown on a day, of a unit and all under it (of all, without one), in the order of their ids.

    Published, and not withdrawn; what a person promised only while that person agrees. Nothing else is ever shown.
    """
    under = None if unit is None else snapshot.under(unit, day)
    return tuple(
        one
        for one in _commitments(snapshot)
        if _out(one, snapshot, day) and _agreed(one, snapshot, day) and (under is None or snapshot.home(one) in under)
    )


def commitment_problems(snapshot: Snapshot, day: date) -> tuple[Problem, ...]:
    """Promises of persons that are out without their consent, promises that are behind, and such as nothing shows to have been kept."""
    found = []
    for one in _commitments(snapshot):
        standing = status_on(one.steps, snapshot.charter.workflow_of(one), day)
        if standing is None:
            continue
        if _out(one, snapshot, day) and not _agreed(one, snapshot, day):
            found.append(_told("commitment-no-consent", one, snapshot, one.promiser.id))
        if standing.state_kind is StateKind.DONE and one.evidence is None and not one.attachments:
            found.append(_told("commitment-no-evidence", one, snapshot, one.id))
        if standing.promise is Promise.OVERDUE and standing.state_kind is not StateKind.DROPPED:
            found.append(_told("commitment-behind", one, snapshot, standing.due or "—"))
    return tuple(found)


def _commitments(snapshot: Snapshot) -> list[Commitment]:
    return [one for one in snapshot.all("commitment").values() if isinstance(one, Commitment)]


def _out(one: Commitment, snapshot: Snapshot, day: date) -> bool:
    """Whether a promise was published by a day and has not been withdrawn: a state of waiting is one in which it is out."""
    workflow = snapshot.charter.workflow_of(one)
    standing = status_on(one.steps, workflow, day)
    if workflow is None or standing is None or standing.state_kind is StateKind.DROPPED:
        return False
    states = [workflow.states.get(step.state) for step in one.steps if step.on <= day]
    return any(state is not None and state.kind is StateKind.WAITING for state in states)


def _agreed(one: Commitment, snapshot: Snapshot, day: date) -> bool:
    """Whether whoever promised agrees to its being shown. Only of persons it is asked."""
    if one.promiser.noun != "person":
        return True
    consent = snapshot.get("consent", one.by_consent) if one.by_consent else None
    return (
        isinstance(consent, Consent)
        and consent.giver.noun == "person"
        and snapshot.person(consent.giver.id) == snapshot.person(one.promiser.id)
        and snapshot.counts_on(consent, day)
    )


def _told(code: str, one: Commitment, snapshot: Snapshot, value: object) -> Problem:
    details = {"id": one.id, "unit": one.unit}
    return Problem(code, source=snapshot.sources.get(key_of(one)), value=str(value), details=details)


KIND: Kind[None] = Kind(name="commitment", form=None, finds=lambda _, at: commitment_problems(at.snapshot, at.day))
