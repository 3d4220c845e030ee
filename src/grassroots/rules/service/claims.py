"""Claims: how much of a need is taken up, and of an offer given away, on a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from grassroots.model import Claim, Consent, Need, Offer, key_of
from grassroots.model.labels import named_noun
from grassroots.problems import Problem
from grassroots.rules.kind import At, Kind
from grassroots.snapshot.records import Records
from grassroots.values import Quantity


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
    """The claims of a need, or of an offer, that stand on a day."""
    found = at.snapshot.referrers(Claim, "need" if isinstance(record, Need) else "offer", key_of(record))
    return [one for one in found if at.snapshot.counts_on(one, at.day)]


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


KIND: Kind[None] = Kind(name="claimed", form=None, checks={"claim": claimed_twice}, finds=lambda _, at: overdrawn(at))
"""What was claimed of a need that was taken up, and of an offer beyond what it has."""
