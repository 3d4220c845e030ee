"""Pledges: how much of what was promised to a project came, and what is still to come by when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from attrs import field, frozen

from grassroots.charter import StateKind
from grassroots.fields import described, internal
from grassroots.model import Contribution, Derived, Pledge, derived_noun, key_of
from grassroots.problems import Problem
from grassroots.rules.kind import At, Derivation, Kind
from grassroots.rules.todo import ToDo, by_day
from grassroots.texts import Phrase


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class PledgeState(Derived):
    """How much of a pledge came by the end of a day, by the contributions that name it.

    >>> PledgeState(id="pl-1", pledge="pl-1", came_in=Decimal(200), to_come=Decimal(300)).late
    False
    """

    pledge: str = field(metadata=internal("the pledge", ref="pledge", home=True))
    came_in: Decimal = field(metadata=internal("how much came; 0 or more"))
    to_come: Decimal | None = field(
        default=None, metadata=internal("how much is still to come; none where nobody knows, 0 of one taken back")
    )
    due: date | None = field(default=None, metadata=internal("the day by which it is to come"))
    late: bool = field(default=False, metadata=internal("whether that day is over and something is still to come"))


def _gifts(pledge: Pledge, at: At) -> list[Contribution]:
    found = at.snapshot.referrers(Contribution, "pledge", key_of(pledge))
    return sorted((one for one in found if one.on <= at.day), key=lambda one: (one.on, one.id))


def _counts(gift: Contribution, pledge: Pledge) -> bool:
    """Whether a gift is measured as what was promised."""
    amount = gift.amount
    return (
        amount is not None
        and amount.value is not None
        and amount.value >= 0
        and amount.measured_in == pledge.amount.measured_in
    )


def _states(_: None, at: At) -> Iterator[PledgeState]:
    for pledge in at.snapshot.all(Pledge).values():
        status = at.reader.status(pledge, at.day)
        if status is None:
            continue
        gifts = (gift.amount.value for gift in _gifts(pledge, at) if gift.amount and _counts(gift, pledge))
        came = sum((value for value in gifts if value is not None), Decimal(0))
        promised, nothing = pledge.amount.value, Decimal(0)
        over = status.state_kind is StateKind.DROPPED
        yield PledgeState(
            id=pledge.id,
            pledge=pledge.id,
            came_in=came,
            to_come=nothing if over else None if promised is None else max(promised - came, nothing),
            due=status.due,
            late=not over and status.due is not None and status.due < at.day and promised is not None and came < promised,
        )


def _findings(_: None, at: At) -> Iterator[Problem]:
    for one in _states(None, at):
        pledge = at.snapshot.all(Pledge)[one.pledge]
        status = at.reader.status(pledge, at.day)
        if one.late:
            yield _problem("pledge-behind", pledge, at, left=_amount(one.to_come, pledge, at), due=one.due)
        if status is not None and status.state_kind is StateKind.DONE and one.to_come:
            yield _problem("pledge-not-given", pledge, at, left=_amount(one.to_come, pledge, at))
        for gift in _gifts(pledge, at):
            if gift.project != pledge.project:
                yield _problem("pledge-elsewhere", pledge, at, gift=gift.id, project=gift.project)
            if not _counts(gift, pledge):
                yield _problem("pledge-measure", pledge, at, gift=gift.id)


def _to_dos(_: None, at: At) -> Iterator[ToDo]:
    for one in _states(None, at):
        pledge = at.snapshot.all(Pledge)[one.pledge]
        if one.due is not None and one.to_come:
            code = "pledge-behind" if one.late else "pledge-due"
            reason = _problem(code, pledge, at, left=_amount(one.to_come, pledge, at), due=one.due)
            yield ToDo.about(pledge, at, kind="pledge", urgency=by_day(one.due, at.day), reason=reason, day=one.due)


def _amount(number: Decimal | None, pledge: Pledge, at: At) -> Phrase:
    measure = at.snapshot.charter.named("measured_in", pledge.amount.measured_in)
    return Phrase("grassroots.rules.service", "pledge-amount", number=f"{number or 0:f}", measure=measure)


def _problem(code: str, pledge: Pledge, at: At, **more: object) -> Problem:
    return Problem(code, source=at.snapshot.sources.get(key_of(pledge)), value=pledge.id, details={"id": pledge.id, **more})


KIND: Kind[None] = Kind(
    name="pledge",
    form=None,
    derives=(Derivation(PledgeState, _states),),
    finds=_findings,
    todo=_to_dos,
    untyped="what is left of a pledge is worked out from contributions, and typed nowhere",
)
