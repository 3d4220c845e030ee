"""Matching: which needs which offers can meet, as many as can be. People decide what comes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from math import gcd
from typing import Any

from attrs import define, field, frozen

from grassroots.charter import StateKind
from grassroots.fields import DECIMAL_PLACES, described, public
from grassroots.model import Claim, Derived, Facility, Need, Offer, derived_noun
from grassroots.problems import Named, Problem
from grassroots.rules.kind import At, Derivation, Kind
from grassroots.rules.proposed import Carried, Proposed
from grassroots.rules.service.claims import amount_of, claims_on, free_on, has_guardian, open_on
from grassroots.rules.service.flow import cheapest_flow
from grassroots.rules.service.match_result import Left, Matching, Pair
from grassroots.rules.service.match_rule import Amounts, By, MatchRule, Preference, unsound_match
from grassroots.rules.service.wishes import publishable
from grassroots.rules.todo import ToDo, Urgency
from grassroots.rules.worded import problem_by
from grassroots.values import Language, NeedId, OfferId, Quantity, UnitId

SCALE = 10**DECIMAL_PLACES


def match(rule: MatchRule, at: At, before: Matching | None = None) -> Matching:
    """Matches the needs and offers that are open at the end of a day.

    What claims have taken stays theirs. Of the rest as much is met as can be; of all ways to do so one is chosen that is best by the first preference,
    among these by the second, and so on; then one that changes least of `before`, counted by how much moves. What is still equal is settled by the
    order of the ids, so that the same records always give the same pairs.

    Args:
        rule: which take part, what may go together, what is preferred.
        at: the records, and the day.
        before: an earlier matching, whose pairs are kept where that costs nothing.
    """
    return _Matcher(rule=rule, at=at).matched(before)


@define
class _Matcher:
    rule: MatchRule
    at: At
    distances: dict[tuple[UnitId | None, UnitId | None], int] = field(factory=dict)
    fits: dict[tuple[Any, ...], list[Sequence[tuple[int, Offer]]]] = field(factory=dict)
    """Sort of need → the sorts of offers that fit."""

    def matched(self, before: Matching | None) -> Matching:
        needs, offers = self.needs, self.offers
        together = {(one.need, one.offer): one.amount for one in before.pairs} if before else {}
        ready = [need for need in needs if self.barred(need) is None]
        fits: dict[str, list[Offer]] = {need.id: self.fitting(need, self.sorts_of_offers) for need in ready}
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
            day=self.at.day,
            pairs=pairs,
            left=tuple(left),
            spare={id: amount for id, amount in have.items() if amount > 0},
            dropped=tuple(sorted(set(together) - {(one.need, one.offer) for one in pairs})),
            whole=self.rule.amounts is Amounts.WHOLE,
            title=self.rule.title,
            source=self.rule.source,
            providers={offer.id: offer.provider for offer in offers},
        )

    # -- who takes part --

    @cached_property
    def needs(self) -> list[Need]:
        found = [one for one in self.at.snapshot.all(Need).values() if self.is_open(one, self.rule.needs)]
        return [need for need in found if open_on(need, self.at) > 0 or _damaged(need.amount)]

    @cached_property
    def offers(self) -> list[Offer]:
        return [one for one in self.standing if self.has(one) > 0]

    @cached_property
    def standing(self) -> list[Offer]:
        """The offers that take part, whether or not something is left of them."""
        listed = self.at.snapshot.all(Offer).values()
        return [one for one in listed if (one.end is None or one.end > self.at.day) and self.is_open(one, self.rule.offers)]

    def is_open(self, record: Need | Offer, where: Any) -> bool:
        status = self.at.reader.status(record, self.at.day)
        if status is None or status.state_kind not in (StateKind.OPEN, StateKind.WAITING):
            return False
        return where is None or self.at.reader.holds(record, where, self.at.day)

    def asked(self, need: Need) -> Decimal:
        """How much of it is to be met; in whole offers, one."""
        if self.rule.amounts is Amounts.WHOLE:
            return Decimal(1)
        return open_on(need, self.at)

    def has(self, offer: Offer) -> Decimal:
        """How much of it there is to give; in whole offers, one that nobody has claimed."""
        if self.rule.amounts is Amounts.WHOLE:
            return Decimal(0 if claims_on(offer, self.at) else 1)
        return free_on(offer, self.at)

    # -- what may go together --

    def barred(self, need: Need) -> str | None:
        """Why a need takes part with no offer, whatever is offered."""
        if not has_guardian(need, self.rule.guardian, self.at):
            return "match-guardian"
        if _damaged(need.amount):
            return "match-damaged"
        if need.wanted_until is not None and need.wanted_until < self.at.day:
            return "match-over"
        return None

    def fitting(self, need: Need, sorts: Mapping[str | None, Sequence[Sequence[tuple[int, Offer]]]]) -> list[Offer]:
        """The offers that go together with a need, in their order. Whether the sort of an offer fits is asked once for needs of one sort."""
        sort = (id(sorts), need.kind, need.skill, need.group, need.amount is None, _measure(need.amount))
        if sort not in self.fits:
            listed = sorts.get(need.skill, ())
            self.fits[sort] = [one for one in listed if all(check(self, need, one[0][1]) for _, check in _CHECKS[:BY_SORT])]
        found = [
            (number, offer)
            for one in self.fits[sort]
            for number, offer in one
            if all(check(self, need, offer) for _, check in _CHECKS[BY_SORT:])
        ]
        return [offer for _, offer in sorted(found, key=lambda pair: pair[0])]

    @cached_property
    def sorts_of_offers(self) -> dict[str | None, list[list[tuple[int, Offer]]]]:
        return _sorts(self.offers)

    @cached_property
    def sorts_standing(self) -> dict[str | None, list[list[tuple[int, Offer]]]]:
        return _sorts(self.standing)

    def same_kind(self, need: Need, offer: Offer) -> bool:
        return offer.kind == need.kind or any(one.need == need.kind and offer.kind in one.offers for one in self.rule.meets)

    def skilled(self, need: Need, offer: Offer) -> bool:
        return need.skill is None or offer.skill == need.skill

    def for_group(self, need: Need, offer: Offer) -> bool:
        return offer.group is None or offer.group == need.group

    def in_place(self, need: Need, offer: Offer) -> bool:
        if offer.within is None:
            return True
        place, within = (self.at.snapshot.tree.place(unit, self.at.day) for unit in (need.unit, offer.within))
        return place is not None and within is not None and self.at.snapshot.tree_on(self.at.day).is_under(place, within)

    def in_time(self, need: Need, offer: Offer) -> bool:
        first = max(self.at.day, need.wanted_from or self.at.day, offer.start or self.at.day)
        return (need.wanted_until is None or first <= need.wanted_until) and (offer.end is None or first < offer.end)

    def alike(self, need: Need, offer: Offer) -> bool:
        """Whether both are measured alike; those without an amount are counted by the piece. A whole offer does for a need that states no size."""
        if need.amount is None and self.rule.amounts is Amounts.WHOLE:
            return True
        return _measure(need.amount) == _measure(offer.amount)

    def large_enough(self, need: Need, offer: Offer) -> bool:
        if need.amount is None or self.rule.amounts is Amounts.SHARE:
            return True
        return amount_of(offer.amount) >= amount_of(need.amount)

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

    def cost(self, preference: Preference, need: Need, offer: Offer) -> int:
        """What a preference says against a pair; less is better."""
        number = self.number(preference, need, offer)
        if preference.by is not By.WAITING:
            return number
        return self.longest - number

    @cached_property
    def longest(self) -> int:
        return max((self.waited(need) for need in self.needs), default=0)

    def number(self, preference: Preference, need: Need, offer: Offer) -> int:
        if preference.by is By.GROUP:
            order = preference.order
            return order.index(need.group) + 1 if need.group in order else len(order) + 1
        if preference.by is By.WAITING:
            return self.waited(need)
        return self.distance(need.unit, self.place(offer))

    def waited(self, need: Need) -> int:
        return (self.at.day - need.steps[0].on).days

    def place(self, offer: Offer) -> UnitId:
        facility = self.at.snapshot.get(Facility, offer.facility) if offer.facility else None
        return facility.unit if facility else offer.unit

    def distance(self, one: UnitId, other: UnitId) -> int:
        """The steps in the tree from one unit to the other; units of trees apart are as far as over a root above both."""
        if (one, other) not in self.distances:
            tree = self.at.snapshot.tree_on(self.at.day)
            places = [self.at.snapshot.tree.place(unit, self.at.day) for unit in (one, other)]
            up, down = ([] if place is None else [place, *tree.ancestors(place)] for place in places)
            common = next((unit for unit in up if unit in down), None)
            steps = up.index(common) + down.index(common) if common is not None else len(up) + len(down)
            self.distances[one, other] = steps
        return self.distances[one, other]

    # -- the reasons --

    def pair(self, need: Need, offer: Offer, amount: Decimal, together: Mapping[tuple[NeedId, OfferId], Decimal]) -> Pair:
        measure = need.amount or offer.amount
        return Pair(
            need=need.id,
            offer=offer.id,
            amount=amount,
            measured_in=measure.measured_in if measure and self.rule.amounts is Amounts.SHARE else "",
            kind=self.kind(need),
            by=tuple((one.by, self.number(one, need, offer)) for one in self.rule.prefer),
            kept=(need.id, offer.id) in together,
        )

    def kind(self, need: Need) -> Named:
        word = self.at.snapshot.charter.word("need", need.kind)
        labels = word.labels if word else {}
        return Named(labels.get("en", need.kind), labels)

    def left(self, need: Need, lacking: Decimal, fits: Sequence[Offer], pairs: Sequence[Pair]) -> Left:
        code = self.barred(need)
        taken: tuple[NeedId, ...] = ()
        details: dict[str, Any] = {}
        if code is None and not fits:
            code, details = self.why_none(need)
        elif code is None:
            code = "match-taken"
            could = {offer.id for offer in fits}
            claimed = self.claimers(need)
            taken = tuple(sorted(({one.need for one in pairs if one.offer in could} | claimed) - {need.id}))
            details = {"offers": sorted(could), "needs": taken}
        told = {"amount": f"{lacking.normalize():f}", "kind": self.kind(need), **details}
        return Left(
            need=need.id,
            amount=lacking,
            reason=problem_by(self.rule, need, self.at, code, need.id, **told),
            taken_by=taken,
        )

    def why_none(self, need: Need) -> tuple[str, dict[str, Any]]:
        """The condition at which the last offers fell away, and the offers that had got so far."""
        rest = list(self.offers)
        for code, check in _CHECKS:
            through = [offer for offer in rest if check(self, need, offer)]
            if not through:
                if claimed := sorted(self.claimers(need)):
                    return "match-taken", {"offers": sorted(one.id for one in self.all_that_fit(need)), "needs": claimed}
                return code, {"offers": sorted(offer.id for offer in rest)}
            rest = through
        raise AssertionError("an offer fits")

    def all_that_fit(self, need: Need) -> list[Offer]:
        """The offers that would fit, whether or not something is left of them."""
        return self.fitting(need, self.sorts_standing)

    def claimers(self, need: Need) -> set[NeedId]:
        """The needs whose claims stand on what would fit."""
        return {claim.need for offer in self.all_that_fit(need) for claim in claims_on(offer, self.at)}


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

BY_SORT = 4
"""The first so many of them look only at what makes the sort of an offer, and of a need."""


def _sorts(offers: Sequence[Offer]) -> dict[str | None, list[list[tuple[int, Offer]]]]:
    """Offers of one kind, measure, skill and group together, each with its number: those of each skill, and under None all, for needs that ask for none."""
    found: dict[tuple[str | None, ...], list[tuple[int, Offer]]] = {}
    for number, one in enumerate(offers):
        found.setdefault((one.kind, _measure(one.amount), one.skill, one.group), []).append((number, one))
    sorts: dict[str | None, list[list[tuple[int, Offer]]]] = {None: list(found.values())}
    for (_, _, skill, _), listed in found.items():
        if skill is not None:
            sorts.setdefault(skill, []).append(listed)
    return sorts


def _measure(quantity: Quantity | None) -> str:
    return "" if quantity is None else quantity.measured_in


def _damaged(quantity: Quantity | None) -> bool:
    return quantity is not None and (quantity.value is None or quantity.value <= 0)


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class Match(Derived):
    """A need that is open on a day, and the offer with which a rule would meet it, or part of it; without an offer, what is left over, and why.

    >>> Match(id="wishes:w-1", need=NeedId("w-1"), rule="wishes", amount=Decimal(1), lacks="match-no-kind").offer is None
    True
    """

    need: NeedId = field(metadata=public("the need", ref="need", home=True))
    offer: OfferId | None = field(
        default=None, metadata=public("the offer that would meet it; none: it is left over", ref="offer")
    )
    rule: str = field(metadata=public("the rule of the charter"))
    amount: Decimal = field(metadata=public("how much of it; 0 or more"))
    lacks: str | None = field(default=None, metadata=public("why it is left over, as the code of a problem"))


def _matching(rule: MatchRule, at: At) -> Matching:
    return at.snapshot.kept(f"match:{rule.name}:{at.day}", lambda _: match(rule, At.of(at.snapshot, at.day)))


def _matches(rule: MatchRule, at: At) -> Iterator[Match]:
    found = _matching(rule, at)
    for one in found.pairs:
        key = f"{rule.name}:{one.need}:{one.offer}"
        yield Match(id=key, need=one.need, offer=one.offer, rule=rule.known_as, amount=one.amount)
    for left in found.left:
        key = f"{rule.name}:{left.need}"
        yield Match(id=key, need=left.need, rule=rule.known_as, amount=max(left.amount, Decimal(0)), lacks=left.reason.code)


def _told(one: Match, rule: MatchRule, at: At, language: Language) -> Iterator[str]:
    found = _matching(rule, at)
    yield from (pair.explain(language) for pair in found.pairs if (pair.need, pair.offer) == (one.need, one.offer))
    yield from (left.reason.text(language) for left in found.left if one.offer is None and left.need == one.need)


def _problems(rule: MatchRule, at: At) -> Iterator[Problem]:
    """Needs that may not be published, and such as nobody can meet any more."""
    yield from publishable(rule, at).problems
    yield from (one.reason for one in _matching(rule, at).left if one.reason.code in ("match-over", "match-damaged"))


def _to_dos(rule: MatchRule, at: At) -> Iterator[ToDo]:
    """Needs for which nothing is offered, and those of which the day passed on which they were wanted."""
    for one in _matching(rule, at).left:
        need = at.snapshot.all(Need)[one.need]
        over = one.reason.code == "match-over"
        urgency = Urgency.OVERDUE if over else Urgency.LACKING
        yield ToDo.about(need, at, kind="match", rule=rule, urgency=urgency, reason=one.reason, day=need.wanted_until)


def _proposals(rule: MatchRule, at: At) -> Iterator[Proposed]:
    """The pairs, each as a claim that somebody may make."""
    found = _matching(rule, at)
    for one, claim in zip(found.pairs, found.claims(at.day), strict=True):
        need = at.snapshot.all(Need)[one.need]
        amount = f"{one.amount.normalize():f} {one.measured_in}".rstrip()
        reason = problem_by(rule, need, at, "match-pair", one.need, offer=one.offer, amount=amount, kind=one.kind)
        made = () if at.snapshot.get(Claim, claim.id) else (Carried.adds(claim),)
        yield Proposed.by(rule, need, at, "claim", reason, made)


KIND = Kind(
    name="match",
    form=MatchRule,
    sound=unsound_match,
    derives=(Derivation(Match, _matches, _told),),
    finds=_problems,
    todo=_to_dos,
    proposes=_proposals,
    untyped="what is chosen among possible pairs is a claim, which any offer may take up",
)
