"""Claims: how much of a need is taken up, and of an offer given away, on a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from attrs import field, frozen

from grassroots.charter import StateKind
from grassroots.fields import described, public
from grassroots.model import Claim, Consent, Derived, Need, Offer, derived_noun, key_of
from grassroots.model.labels import named_noun
from grassroots.problems import Problem
from grassroots.rules.kind import At, Derivation, Held, Kind, Typed
from grassroots.rules.proposed import Proposed, step_to
from grassroots.rules.todo import ToDo, Urgency
from grassroots.rules.worded import kind_label, unit_name
from grassroots.snapshot.records import Records
from grassroots.texts import languages
from grassroots.values import NeedId, Quantity


def free_on(offer: Offer, at: At) -> Decimal:
    """How much of an offer no claim has taken on a day; never below 0."""
    return max(amount_of(offer.amount) - _taken(claims_on(offer, at), at), Decimal(0))


def open_on(need: Need, at: At) -> Decimal:
    """How much of a need no claim has taken up on a day; never below 0."""
    return max(amount_of(need.amount) - _taken(claims_on(need, at), at), Decimal(0))


def overdrawn(at: At) -> Iterator[Problem]:
    """Offers of which more is claimed on a day than there is, and claims of an offer that is not measured as they are."""
    for offer in at.snapshot.all(Offer).values():
        claims = claims_on(offer, at)
        taken, amount = _taken(claims, at), amount_of(offer.amount)
        if taken > amount:
            details = {"id": offer.id, "taken": taken, "amount": amount, "claims": [one.id for one in claims]}
            yield Problem("offer-overdrawn", source=at.snapshot.sources.get(key_of(offer)), value=offer.id, details=details)


def has_guardian(need: Need, groups: Iterable[str], at: At) -> bool:
    """Whether a need may be published as far as guardians go: it comes from none of these groups, or the consent of a guardian stands on the day."""
    if need.group not in tuple(groups):
        return True
    consent = at.snapshot.get(Consent, need.guardian_consent) if need.guardian_consent else None
    return consent is not None and consent.guardian is not None and at.snapshot.counts_on(consent, at.day)


def claims_on(record: Need | Offer, at: At) -> list[Claim]:
    """The claims of a need, or of an offer, that stand on a day. One that came before its need was published is none."""
    found = at.snapshot.referrers(Claim, "need" if isinstance(record, Need) else "offer", key_of(record))
    return [one for one in found if at.snapshot.counts_on(one, at.day) and not _too_early(one, at)]


def _too_early(claim: Claim, at: At) -> bool:
    need = at.snapshot.get(Need, claim.need)
    return need is not None and bool(need.steps) and claim.on < need.steps[0].on


def amount_of(quantity: Quantity | None) -> Decimal:
    """How much it is; without a quantity one, of a damaged one nothing is known and nothing counted."""
    if quantity is None:
        return Decimal(1)
    return max(quantity.value or Decimal(0), Decimal(0))


def _taken(claims: Iterable[Claim], at: At) -> Decimal:
    return sum((_claimed(one, at) for one in claims), Decimal(0))


def _claimed(claim: Claim, at: At) -> Decimal:
    if claim.amount is not None:
        return amount_of(claim.amount)
    need = at.snapshot.get(Need, claim.need)
    return amount_of(need.amount if need else None)


def claimed_twice(claim: Claim, records: Records) -> Iterator[Problem]:
    """A claim of a need that others took up before, so that nothing of it is left on the day of the claim."""
    need = records.get(Need, claim.need)
    if need is None or (need.amount is not None and need.amount.value is None):
        return
    before = [
        one
        for one in records.referrers(Claim, "need", key_of(need))
        if (one.on, one.id) < (claim.on, claim.id) and (one.end is None or claim.on < one.end)
    ]
    taken = sum((amount_of(one.amount or need.amount) for one in before), Decimal(0))
    if before and taken + amount_of(claim.amount or need.amount) > amount_of(need.amount):
        others = sorted(one.id for one in before)
        details = {"noun": named_noun("claim"), "id": claim.id, "need": need.id, "others": others}
        yield Problem("claimed-twice", source=records.sources.get(key_of(claim)), value=need.id, details=details)


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class NeedBalance(Derived):
    """How much of a need is taken up on a day.

    >>> NeedBalance(id="w-1", need=NeedId("w-1"), asked=Decimal(1), taken=Decimal(0), left=Decimal(1)).left
    Decimal('1')
    """

    need: NeedId = field(metadata=public("the need", ref="need", home=True))
    asked: Decimal = field(metadata=public("how much is needed; 0 or more"))
    taken: Decimal = field(metadata=public("how much claims take up; 0 or more"))
    left: Decimal = field(metadata=public("how much nobody has taken up; 0 or more"))


def _balances(_: None, at: At) -> Iterator[NeedBalance]:
    for need in at.snapshot.all(Need).values():
        if need.steps and need.steps[0].on <= at.day:
            taken = _taken((one for one in claims_on(need, at) if one.on <= at.day), at)
            asked = amount_of(need.amount)
            yield NeedBalance(id=need.id, need=need.id, asked=asked, taken=taken, left=max(asked - taken, Decimal(0)))


def course_problems(at: At) -> Iterator[Problem]:
    """Needs whose steps say something else than their claims. An office that keeps no claims is told nothing."""
    if not at.snapshot.all(Claim):
        return
    for need in at.snapshot.all(Need).values():
        status = at.reader.status(need, at.day)
        if status is None:
            continue
        held = at.snapshot.referrers(Claim, "need", key_of(need))
        stand = claims_on(need, at)
        for one in held:
            if _too_early(one, at):
                yield _told("claim-before", need, at, one.id, day=one.on, first=need.steps[0].on)
        if status.state_kind is StateKind.DONE and not [one for one in held if one.on <= at.day]:
            yield _told("need-nobody", need, at, need.id)
        if status.state_kind is StateKind.WAITING and not stand:
            yield _told("need-unclaimed", need, at, need.id)
        if status.state_kind is StateKind.OPEN and stand and open_on(need, at) <= 0 and not _of_its_row(stand, need, at):
            yield _told("need-claimed", need, at, stand[0].id)


def _of_its_row(claims: Sequence[Claim], need: Need, at: At) -> bool:
    """Whether the row of a need says itself who took it up: then nothing is to be entered a second time."""
    row = at.snapshot.sources.get(key_of(need))
    return row is not None and all(at.snapshot.sources.get(key_of(one)) == row for one in claims)


def _proposals(_: None, at: At) -> Iterator[Proposed]:
    """The step that a need's claims ask for: on, where it is taken up whole; back, where the claim has ended."""
    for one in course_problems(at):
        kind = {"need-claimed": StateKind.WAITING, "need-unclaimed": StateKind.OPEN}.get(one.code)
        if kind is None:
            continue
        need = at.snapshot.all(Need)[NeedId(str(one.details["id"]))]
        labels = {language: kind_label("claimed", language) for language in languages()}
        yield Proposed(
            what="step", record=key_of(need), day=at.day, reason=one, rule="", labels=labels, changes=step_to(need, kind, at)
        )


def _to_dos(_: None, at: At) -> Iterator[ToDo]:
    """Needs that are not wholly taken up: by their claims, where there are any, else by where they stand."""
    for need in at.snapshot.all(Need).values():
        status = at.reader.status(need, at.day)
        if status is None or status.state_kind in (StateKind.DONE, StateKind.DROPPED):
            continue
        left = open_on(need, at)
        if left > 0 and (status.state_kind is StateKind.OPEN or claims_on(need, at)):
            measured = at.snapshot.charter.named("measured_in", need.amount.measured_in if need.amount else None)
            reason = _told("need-open", need, at, need.id, left=left, measured_in=measured, unit=unit_name(need.unit, at))
            yield ToDo.about(need, at, kind="claimed", urgency=Urgency.LACKING, reason=reason)


def _told(code: str, need: Need, at: At, value: str, **details: object) -> Problem:
    return Problem(code, source=at.snapshot.sources.get(key_of(need)), value=value, details={"id": need.id, **details})


def _problems(_: None, at: At) -> Iterator[Problem]:
    yield from overdrawn(at)
    yield from course_problems(at)


def _typed(_: None, at: At) -> Iterator[Held]:
    """The step of a need that is taken up whole and still open."""
    for need in at.snapshot.all(Need).values():
        status = at.reader.status(need, at.day)
        if status is not None and status.state_kind is StateKind.OPEN and claims_on(need, at) and open_on(need, at) <= 0:
            for one in step_to(need, StateKind.WAITING, at):
                yield Held(record=need, gives=(*need.steps, one.step), other=need.steps)


KIND: Kind[None] = Kind(
    name="claimed",
    form=None,
    together={"claim": ("need",)},
    checks={"claim": claimed_twice},
    derives=(Derivation(NeedBalance, _balances),),
    finds=_problems,
    proposes=_proposals,
    todo=_to_dos,
    typed=(Typed(noun=Need, field="steps", told={"need-claimed": "id"}, of=_typed),),
)
"""What was claimed of a need that was taken up, and of an offer beyond what it has."""
