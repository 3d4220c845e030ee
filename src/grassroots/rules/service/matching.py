"""Matching: which needs which offers can meet, as many as can be, with a reason for each pair and for each need that is left over.

A matching is proposed. It becomes a claim when somebody decides so. It looks at kinds, groups, units, days and amounts, never at a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from math import gcd
from typing import Any

from attrs import define, field, frozen

from grassroots.charter import StateKind
from grassroots.fields import DECIMAL_PLACES
from grassroots.model import Claim, Consent, Facility, Need, Offer, key_of
from grassroots.problems import Problem
from grassroots.reading.reader import Reader
from grassroots.rules.kind import Kind
from grassroots.rules.service.flow import cheapest_flow
from grassroots.rules.service.match_rule import Amounts, By, MatchRule, unsound_match
from grassroots.snapshot import Snapshot
from grassroots.values import NeedId, OfferId, Quantity, Ref, UnitId

SCALE = 10**DECIMAL_PLACES


@frozen(kw_only=True)
class Pair:
    """A need and an offer that go together: how much of it, and what each preference of the rule came to (a place in the order of groups, days, steps).

    `kept`: whether the two were together before.
    """

    need: NeedId
    offer: OfferId
    amount: Decimal
    measured_in: str = ""
    kind: Mapping[str, str] = field(factory=dict, hash=False)
    by: tuple[tuple[By, int], ...] = ()
    kept: bool = False

    def explain(self, language: str = "en") -> str:
        """The reason in a sentence."""
        zh = language == "zh"
        kind, amount = self.kind.get(language, ""), f"{self.amount.normalize():f} {self.measured_in}".rstrip()
        said = [_SAID[one][zh].format(number) for one, number in self.by]
        if self.kept:
            said.append("与上次相同" if zh else "as before")
        if zh:
            return (
                f"需求{self.need}由资源{self.offer}满足（{amount}）：类别“{kind}”相符，"
                + "".join(f"{one}，" for one in said)
                + "条件均符合。"
            )
        return (
            f"need {self.need} with offer {self.offer} ({amount}): {kind}; "
            + "".join(f"{one}; " for one in said)
            + "every condition holds."
        )


_SAID = {
    By.GROUP: ("place {} in the order of groups", "人群次序第{}位"),
    By.WAITING: ("{} days waited", "已等候{}天"),
    By.DISTANCE: ("{} steps apart in the tree", "组织树上相距{}级"),
}


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
    labels: Mapping[str, str] = field(factory=dict, hash=False)
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

    def explain(self, language: str = "en") -> tuple[str, ...]:
        """The rule, every pair and every need that is left over, each with its reason, in lines."""
        zh = language == "zh"
        named, source = self.labels.get(language, self.rule), self.source or ("未注明" if zh else "not stated")
        return (
            f"{named}（依据：{source}），{self.day}：配对{len(self.pairs)}项，尚缺{len(self.left)}项。由人决定，此处仅为建议。"
            if zh
            else f"{named} (source: {source}) on {self.day}: {len(self.pairs)} pairs, {len(self.left)} left over. Proposed; people decide.",
            *(one.explain(language) for one in self.pairs),
            *(one.reason.text(language) for one in self.left),
            *(
                f"不再配对：需求{need}与资源{offer}。" if zh else f"together no more: need {need} and offer {offer}."
                for need, offer in self.dropped
            ),
        )


def match(rule: MatchRule, snapshot: Snapshot, day: date, before: Matching | None = None) -> Matching:
    """Matches the needs and offers that are open at the end of a day.

    What claims have taken stays theirs. Of the rest as much is met as can be; of all ways to do so one is chosen that is best by the first preference,
    among these by the second, and so on; then one that changes least of `before`, counted by how much moves. What is still equal is settled by the
    order of the ids, so that the same records always give the same pairs.

    Args:
        rule: which take part, what may go together, what is preferred.
        snapshot: the records.
        day: the day.
        before: an earlier matching, whose pairs are kept where that costs nothing.
    """
    return _Matcher(rule=rule, snapshot=snapshot, day=day).matched(before)


def free_on(offer: Offer, snapshot: Snapshot, day: date) -> Decimal:
    """How much of an offer no claim has taken on a day; never below 0."""
    whole = _amount(offer.amount)
    taken = sum((_claimed(claim, snapshot) for claim in _claims("offer", offer, snapshot, day)), Decimal(0))
    return max(whole - taken, Decimal(0))


def open_on(need: Need, snapshot: Snapshot, day: date) -> Decimal:
    """How much of a need no claim has taken up on a day; never below 0."""
    taken = sum((_claimed(claim, snapshot) for claim in _claims("need", need, snapshot, day)), Decimal(0))
    return max(_amount(need.amount) - taken, Decimal(0))


def overdrawn(snapshot: Snapshot, day: date) -> tuple[Problem, ...]:
    """Offers of which more is claimed on a day than there is, and claims of an offer that is not measured as they are."""
    found = []
    for offer in snapshot.all("offer").values():
        if not isinstance(offer, Offer):
            continue
        claims = _claims("offer", offer, snapshot, day)
        taken = sum((_claimed(claim, snapshot) for claim in claims), Decimal(0))
        if taken > _amount(offer.amount):
            found.append(
                Problem(
                    "offer-overdrawn",
                    source=snapshot.sources.get(key_of(offer)),
                    value=offer.id,
                    details={
                        "id": offer.id,
                        "taken": taken,
                        "amount": _amount(offer.amount),
                        "claims": [one.id for one in claims],
                    },
                )
            )
    return tuple(found)


def has_guardian(need: Need, groups: Iterable[str], snapshot: Snapshot, day: date) -> bool:
    """Whether a need may be published as far as guardians go: it comes from none of these groups, or the consent of a guardian stands on the day."""
    if need.group not in tuple(groups):
        return True
    consent = snapshot.get("consent", need.guardian_consent) if need.guardian_consent else None
    return isinstance(consent, Consent) and consent.guardian is not None and snapshot.counts_on(consent, day)


def _claims(noun: str, record: Need | Offer, snapshot: Snapshot, day: date) -> list[Claim]:
    found = snapshot.referrers("claim", noun, key_of(record))
    return [one for one in found if isinstance(one, Claim) and snapshot.counts_on(one, day)]


def _claimed(claim: Claim, snapshot: Snapshot) -> Decimal:
    if claim.amount is not None:
        return _amount(claim.amount)
    need = snapshot.get("need", claim.need)
    return _amount(need.amount if isinstance(need, Need) else None)


def _amount(quantity: Quantity | None) -> Decimal:
    """How much it is; without a quantity one, of a damaged one nothing is known and nothing counted."""
    if quantity is None:
        return Decimal(1)
    return max(quantity.value or Decimal(0), Decimal(0))


@define
class _Matcher:
    rule: MatchRule
    snapshot: Snapshot
    day: date
    reader: Reader = field(init=False)
    distances: dict[tuple[UnitId | None, UnitId | None], int] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.reader = Reader(self.snapshot)

    def matched(self, before: Matching | None) -> Matching:
        needs, offers = self.needs, self.offers
        together = {(one.need, one.offer): one.amount for one in before.pairs} if before else {}
        ready = [need for need in needs if self.barred(need) is None]
        fits: dict[str, list[Offer]] = {
            need.id: [offer for offer in offers if self.hindrance(need, offer) is None] for need in ready
        }
        pairs = self.pairs(ready, offers, fits, together)
        met: dict[str, Decimal] = {}
        used: dict[str, Decimal] = {}
        for one in pairs:
            met[one.need] = met.get(one.need, Decimal(0)) + one.amount
            used[one.offer] = used.get(one.offer, Decimal(0)) + one.amount
        left = []
        for need in needs:
            lacking = self.asked(need) - met.get(need.id, Decimal(0))
            if lacking > 0 or self.barred(need) is not None:
                left.append(self.left(need, lacking, fits.get(need.id, []), pairs))
        have = {offer.id: self.has(offer) - used.get(offer.id, Decimal(0)) for offer in offers}
        return Matching(
            rule=self.rule.name,
            day=self.day,
            pairs=pairs,
            left=tuple(left),
            spare={id: amount for id, amount in have.items() if amount > 0},
            dropped=tuple(sorted(set(together) - {(one.need, one.offer) for one in pairs})),
            whole=self.rule.amounts is Amounts.WHOLE,
            labels=self.rule.labels,
            source=self.rule.source,
            providers={offer.id: offer.provider for offer in offers},
        )

    # -- who takes part --

    @cached_property
    def needs(self) -> list[Need]:
        found = [
            one for one in self.snapshot.all("need").values() if isinstance(one, Need) and self.is_open(one, self.rule.needs)
        ]
        return [need for need in found if open_on(need, self.snapshot, self.day) > 0 or _damaged(need.amount)]

    @cached_property
    def offers(self) -> list[Offer]:
        found = [one for one in self.snapshot.all("offer").values() if isinstance(one, Offer)]
        return [
            one
            for one in found
            if (one.end is None or one.end > self.day) and self.is_open(one, self.rule.offers) and self.has(one) > 0
        ]

    def is_open(self, record: Need | Offer, where: Any) -> bool:
        standing = self.reader.status(record, self.day)
        if standing is None or standing.state_kind not in (StateKind.OPEN, StateKind.WAITING):
            return False
        return where is None or self.reader.holds(record, where, self.day)

    def asked(self, need: Need) -> Decimal:
        """How much of it is to be met; in whole offers, one."""
        if self.rule.amounts is Amounts.WHOLE:
            return Decimal(1)
        return open_on(need, self.snapshot, self.day)

    def has(self, offer: Offer) -> Decimal:
        """How much of it there is to give; in whole offers, one that nobody has claimed."""
        if self.rule.amounts is Amounts.WHOLE:
            return Decimal(0 if _claims("offer", offer, self.snapshot, self.day) else 1)
        return free_on(offer, self.snapshot, self.day)

    # -- what may go together --

    def barred(self, need: Need) -> str | None:
        """Why a need takes part with no offer, whatever is offered."""
        if not has_guardian(need, self.rule.guardian, self.snapshot, self.day):
            return "match-guardian"
        if _damaged(need.amount):
            return "match-damaged"
        if need.wanted_until is not None and need.wanted_until < self.day:
            return "match-over"
        return None

    def hindrance(self, need: Need, offer: Offer) -> str | None:
        """The first condition by which the two do not go together; None if they do."""
        return next((code for code, check in _CHECKS if not check(self, need, offer)), None)

    def same_kind(self, need: Need, offer: Offer) -> bool:
        return offer.kind == need.kind or any(one.need == need.kind and offer.kind in one.offers for one in self.rule.meets)

    def skilled(self, need: Need, offer: Offer) -> bool:
        return need.skill is None or offer.skill == need.skill

    def for_group(self, need: Need, offer: Offer) -> bool:
        return offer.group is None or offer.group == need.group

    def in_place(self, need: Need, offer: Offer) -> bool:
        if offer.within is None:
            return True
        place, within = (self.snapshot.tree.place(unit, self.day) for unit in (need.unit, offer.within))
        return place is not None and within is not None and self.snapshot.tree_on(self.day).is_under(place, within)

    def in_time(self, need: Need, offer: Offer) -> bool:
        first = max(self.day, need.wanted_from or self.day, offer.start or self.day)
        return (need.wanted_until is None or first <= need.wanted_until) and (offer.end is None or first < offer.end)

    def alike(self, need: Need, offer: Offer) -> bool:
        """Whether both are measured alike; those without an amount are counted by the piece. A whole offer does for a need that states no size."""
        if need.amount is None and self.rule.amounts is Amounts.WHOLE:
            return True
        return _measure(need.amount) == _measure(offer.amount)

    def large_enough(self, need: Need, offer: Offer) -> bool:
        if need.amount is None or self.rule.amounts is Amounts.SHARE:
            return True
        return _amount(offer.amount) >= _amount(need.amount)

    # -- the choice --

    def pairs(
        self,
        needs: Sequence[Need],
        offers: Sequence[Offer],
        fits: Mapping[str, Sequence[Offer]],
        together: Mapping[tuple[NeedId, OfferId], Decimal],
    ) -> tuple[Pair, ...]:
        asked = [int(self.asked(need) * SCALE) for need in needs]
        has = [int(self.has(offer) * SCALE) for offer in offers]
        kept = {pair: int(amount * SCALE) for pair, amount in together.items()}
        step = gcd(*asked, *has, *kept.values()) or 1
        number = {offer.id: at for at, offer in enumerate(offers)}
        moves = min(sum(asked), sum(has)) // step
        costs: dict[tuple[int, int], tuple[int, ...]] = {}
        for at, need in enumerate(needs):
            for offer in fits[need.id]:
                costs[at, number[offer.id]] = tuple(self.cost(one, need, offer) for one in self.rule.prefer)
        # One number for all preferences: the last place for changes, each other place worth more than all behind it can come to.
        worth = [2 * moves + 2]
        for place in reversed(range(len(self.rule.prefer))):
            most = max((cost[place] for cost in costs.values()), default=0)
            worth.append(worth[-1] * (most * moves + 1))
        ways = []
        for (at, other), cost in costs.items():
            whole = sum(number * base for number, base in zip(cost, reversed(worth[:-1]), strict=True))
            most = min(asked[at], has[other]) // step
            same = min(kept.get((needs[at].id, offers[other].id), 0) // step, most)
            ways += [(at, other, amount, price) for amount, price in ((same, whole), (most - same, whole + 1)) if amount]
        found = cheapest_flow([one // step for one in asked], [one // step for one in has], ways)
        return tuple(
            self.pair(needs[at], offers[other], Decimal(amount * step) / SCALE, together)
            for (at, other), amount in found.items()
        )

    def cost(self, preference: Any, need: Need, offer: Offer) -> int:
        """What a preference says against a pair; less is better."""
        number = self.number(preference, need, offer)
        if preference.by is not By.WAITING:
            return number
        return self.longest - number

    @cached_property
    def longest(self) -> int:
        return max((self.waited(need) for need in self.needs), default=0)

    def number(self, preference: Any, need: Need, offer: Offer) -> int:
        if preference.by is By.GROUP:
            order = preference.order
            return order.index(need.group) + 1 if need.group in order else len(order) + 1
        if preference.by is By.WAITING:
            return self.waited(need)
        return self.distance(need.unit, self.place(offer))

    def waited(self, need: Need) -> int:
        return (self.day - need.steps[0].on).days

    def place(self, offer: Offer) -> UnitId:
        facility = self.snapshot.get("facility", offer.facility) if offer.facility else None
        return facility.unit if isinstance(facility, Facility) else offer.unit

    def distance(self, one: UnitId, other: UnitId) -> int:
        """The steps in the tree from one unit to the other; units of trees apart are as far as over a root above both."""
        if (one, other) not in self.distances:
            tree = self.snapshot.tree_on(self.day)
            places = [self.snapshot.tree.place(unit, self.day) for unit in (one, other)]
            up, down = ([] if place is None else [place, *tree.ancestors(place)] for place in places)
            common = next((unit for unit in up if unit in down), None)
            steps = up.index(common) + down.index(common) if common is not None else len(up) + len(down)
            self.distances[one, other] = steps
        return self.distances[one, other]

    # -- the reasons --

    def pair(self, need: Need, offer: Offer, amount: Decimal, together: Mapping[tuple[NeedId, OfferId], Decimal]) -> Pair:
        charter = self.snapshot.charter
        measure = need.amount or offer.amount
        return Pair(
            need=need.id,
            offer=offer.id,
            amount=amount,
            measured_in=measure.measured_in if measure and self.rule.amounts is Amounts.SHARE else "",
            kind={language: charter.label("need", need.kind, language) for language in ("en", "zh")},
            by=tuple((one.by, self.number(one, need, offer)) for one in self.rule.prefer),
            kept=(need.id, offer.id) in together,
        )

    def left(self, need: Need, lacking: Decimal, fits: Sequence[Offer], pairs: Sequence[Pair]) -> Left:
        code = self.barred(need)
        taken: tuple[NeedId, ...] = ()
        details: dict[str, Any] = {}
        if code is None and not fits:
            code, details = self.why_none(need)
        elif code is None:
            code = "match-taken"
            could = {offer.id for offer in fits}
            claimed = {
                claim.need for offer in self.all_that_fit(need) for claim in _claims("offer", offer, self.snapshot, self.day)
            }
            taken = tuple(sorted(({one.need for one in pairs if one.offer in could} | claimed) - {need.id}))
            details = {"offers": sorted(could), "needs": taken}
        charter = self.snapshot.charter
        told = {
            "id": need.id,
            "amount": f"{lacking.normalize():f}",
            "rule": self.rule.labels.get("en", self.rule.name),
            "rule_zh": self.rule.labels.get("zh", self.rule.name),
            "kind": charter.label("need", need.kind, "en"),
            "kind_zh": charter.label("need", need.kind, "zh"),
        }
        problem = Problem(code, source=self.snapshot.sources.get(key_of(need)), value=need.id, details={**told, **details})
        return Left(need=need.id, amount=lacking, reason=problem, taken_by=taken)

    def why_none(self, need: Need) -> tuple[str, dict[str, Any]]:
        """The condition at which the last offers fell away, and the offers that had got so far."""
        rest = list(self.offers)
        for code, check in _CHECKS:
            through = [offer for offer in rest if check(self, need, offer)]
            if not through:
                claimed = sorted(
                    {
                        claim.need
                        for offer in self.all_that_fit(need)
                        for claim in _claims("offer", offer, self.snapshot, self.day)
                    }
                )
                if claimed:
                    return "match-taken", {"offers": sorted(one.id for one in self.all_that_fit(need)), "needs": claimed}
                return code, {"offers": sorted(offer.id for offer in rest)}
            rest = through
        raise AssertionError("an offer fits")

    def all_that_fit(self, need: Need) -> list[Offer]:
        """The offers that would fit, whether or not something is left of them."""
        listed = [one for one in self.snapshot.all("offer").values() if isinstance(one, Offer)]
        return [
            one
            for one in listed
            if (one.end is None or one.end > self.day)
            and self.is_open(one, self.rule.offers)
            and self.hindrance(need, one) is None
        ]


_CHECKS = (
    ("match-no-kind", _Matcher.same_kind),
    ("match-no-measure", _Matcher.alike),
    ("match-no-skill", _Matcher.skilled),
    ("match-not-for-group", _Matcher.for_group),
    ("match-not-in-place", _Matcher.in_place),
    ("match-not-in-time", _Matcher.in_time),
    ("match-too-small", _Matcher.large_enough),
)
"""What must hold for a need and an offer to go together, in the order in which it is told what hinders them."""


def _measure(quantity: Quantity | None) -> str:
    return "" if quantity is None else quantity.measured_in


def _damaged(quantity: Quantity | None) -> bool:
    return quantity is not None and (quantity.value is None or quantity.value <= 0)


KIND = Kind(name="match", form=MatchRule, sound=unsound_match, silent="TODO")
CLAIMED: Kind[None] = Kind(name="claimed", form=None, finds=lambda _, at: overdrawn(at.snapshot, at.day))
"""What was claimed of an offer beyond what it has."""
