"""Steps that were asked for by somebody who may not take them: proposed to whoever may, with what the record has gone through since."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from grassroots.model import ChangeRequest, Record, Step, key_of, noun_of
from grassroots.model.labels import named_noun
from grassroots.problems import Named, Problem
from grassroots.rules.kind import At, Kind
from grassroots.rules.proposed import Carried, Proposed
from grassroots.rules.worded import kind_label
from grassroots.texts import in_each

NAME = "change_requests"


def step_of(request: ChangeRequest) -> Step:
    """The step that is asked for.

    >>> from datetime import date
    >>> from grassroots.values import Ref, UnitId
    >>> asked = ChangeRequest(id="q", unit=UnitId("v"), target=Ref("case", "c"), state="approved", on=date(2024, 4, 5))
    >>> step_of(asked).state
    'approved'
    """
    return Step(
        state=request.state,
        on=request.on,
        unit=request.handler,
        outcome=request.outcome,
        ground=request.ground,
        due=request.due,
        by=request.post,
    )


def open_requests(at: At) -> Iterator[tuple[ChangeRequest, Record]]:
    """The requests that nobody has decided by a day, each with its record."""
    for one in at.snapshot.all(ChangeRequest).values():
        record = at.snapshot.get(one.target.noun, one.target.id)
        if record is not None and one.accepted is None and (one.decided is None or one.decided > at.day):
            yield one, record


def _proposals(_: None, at: At) -> Iterator[Proposed]:
    for one, record in open_requests(at):
        accepted = Carried(noun="change_request", id=one.id, fields={"accepted": True, "decided": at.day})
        taken = Carried(noun=one.target.noun, id=one.target.id, step=step_of(one))
        yield Proposed(
            what="request",
            record=key_of(one),
            day=at.day,
            reason=_asked(one, record, at),
            rule=NAME,
            labels=in_each(lambda language: kind_label(NAME, language)),
            changes=(taken, accepted),
        )


def _asked(request: ChangeRequest, record: Record, at: At) -> Problem:
    steps: tuple[Step, ...] = getattr(record, "steps", ())
    since = steps[-1] if steps else None
    details: dict[str, Any] = {
        "noun": named_noun(noun_of(record)),
        "id": record.id,
        "state": _state(record, request.state, at),
        "day": request.on,
        "now": _state(record, since.state, at) if since else "-",
    }
    return Problem("step-asked-for", source=at.snapshot.sources.get(key_of(request)), details=details)


def _state(record: Record, state: str, at: At) -> Named:
    flow = at.snapshot.charter.workflow_of(record)
    found = flow.states.get(state) if flow is not None else None
    return Named(state, found.labels if found is not None else {})


def request_problems(_: None, at: At) -> Iterator[Problem]:
    """Requests that are written down as accepted, and the step was not taken."""
    for one in at.snapshot.all(ChangeRequest).values():
        record = at.snapshot.get(one.target.noun, one.target.id)
        taken = {(step.state, step.on) for step in getattr(record, "steps", ())}
        if one.accepted and record is not None and (one.state, one.on) not in taken:
            details = {"noun": named_noun(noun_of(record)), "id": record.id, "state": _state(record, one.state, at)}
            yield Problem("request-not-taken", source=at.snapshot.sources.get(key_of(one)), value=one.id, details=details)


KIND: Kind[None] = Kind(
    name=NAME,
    form=None,
    finds=request_problems,
    proposes=_proposals,
    untyped="whether a step was taken is the step itself",
)
