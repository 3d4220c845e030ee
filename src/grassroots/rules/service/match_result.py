"""What comes of matching: pairs, what is left over, and why, with a reason for each pair and for each need that is left over.

A matching is proposed. It becomes a claim when somebody decides so. It looks at kinds, groups, units, days and amounts, never at a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from attrs import field, frozen

from grassroots.model import Claim
from grassroots.problems import Named, Problem
from grassroots.rules.service.match_rule import By
from grassroots.rules.worded import headed
from grassroots.texts import catalogue
from grassroots.values import Language, NeedId, OfferId, Quantity, Ref


@frozen(kw_only=True)
class Pair:
    """A need and an offer that go together: how much of it, and what each preference of the rule came to (a place in the order of groups, days, steps).

    `kept`: whether the two were together before.
    """

    need: NeedId
    offer: OfferId
    amount: Decimal
    measured_in: str = ""
    kind: Named
    by: tuple[tuple[By, int], ...] = ()
    kept: bool = False

    def explain(self, language: Language = "en") -> str:
        """The reason in a sentence."""
        said = catalogue("grassroots.rules.service").say
        reasons = [said(f"pair-{one.value}", language, number=number) for one, number in self.by]
        if self.kept:
            reasons.append(said("pair-kept", language))
        amount = f"{self.amount.normalize():f} {self.measured_in}".rstrip()
        details = {"need": self.need, "offer": self.offer, "amount": amount, "kind": self.kind, "reasons": "".join(reasons)}
        return said("pair", language, **details)


@frozen(kw_only=True)
class Left:
    """A need, or what remains of it, that no offer meets: how much, why, and which needs have what could have met it."""

    need: NeedId
    amount: Decimal
    reason: Problem
    taken_by: tuple[NeedId, ...] = ()


@frozen(kw_only=True)
class Matching:
    """What a rule makes of the needs and offers of a day. Nothing of it is done: `claims` gives what can be recorded once somebody has decided.

    `spare`: what remains of each offer. `dropped`: pairs of before that are together no more. `whole`: whether each pair takes the whole of an offer.
    """

    rule: str
    day: date
    pairs: tuple[Pair, ...]
    left: tuple[Left, ...]
    spare: Mapping[OfferId, Decimal] = field(factory=dict, hash=False)
    dropped: tuple[tuple[NeedId, OfferId], ...] = ()
    whole: bool = False
    title: Named
    source: str = ""
    providers: Mapping[OfferId, Ref] = field(factory=dict, hash=False, repr=False)

    def claims(self, on: date) -> tuple[Claim, ...]:
        """The claims that record the pairs, made on a day by those who offer: to be added by whoever decides."""
        return tuple(
            Claim(
                id=f"{one.need}:{one.offer}:{on}",
                need=one.need,
                on=on,
                by=self.providers[one.offer],
                offer=one.offer,
                amount=None if self.whole else Quantity.of(one.amount, one.measured_in),
            )
            for one in self.pairs
        )

    def explain(self, language: Language = "en") -> tuple[str, ...]:
        """The rule, every pair and every need that is left over, each with its reason, in lines."""
        said = catalogue("grassroots.rules.service").say
        head = headed(self.title.text(language), self.source, language)
        return (
            said("matching", language, head=head, day=self.day, pairs=len(self.pairs), left=len(self.left)),
            *(one.explain(language) for one in self.pairs),
            *(one.reason.text(language) for one in self.left),
            *(said("matching-dropped", language, need=need, offer=offer) for need, offer in self.dropped),
        )
