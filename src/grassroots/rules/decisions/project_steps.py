"""The steps of a count of projects: each says which was looked at, what it had and cost, what money was left, and why it was taken or not."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from attrs import frozen

from grassroots.errors import InvalidArgument
from grassroots.rules.decisions.project_vote_rule import Method, ProjectTie, ProjectVoteRule, Score
from grassroots.rules.decisions.votes import say
from grassroots.values import Language, rounded


@frozen
class Option:
    """A project that can be chosen. `cost` is more than 0. Of those with the same `group` one at most is taken; empty: it excludes none.

    Raises:
        InvalidArgument: the cost is not more than 0.
    """

    id: str
    cost: Decimal
    name: str = ""
    group: str = ""

    def __attrs_post_init__(self) -> None:
        if not self.cost.is_finite() or self.cost <= 0:
            raise InvalidArgument(f"the project {self.id!r} costs {self.cost}; write what it costs, more than 0")


@frozen
class Paper:
    """`papers` papers that say the same: the options in the order of preference, each with its points where papers give points.

    >>> Paper(("r-1", "r-2")).points
    ()
    """

    options: tuple[str, ...]
    points: tuple[int, ...] = ()
    papers: int = 1


class Why(StrEnum):
    """Why a project was taken, or not."""

    TAKEN = "taken"
    OPTIMAL = "optimal"
    """Part of the best that the money pays for together."""
    SHARED = "shared"
    """Those who want it paid for it from their equal shares."""
    TOO_LITTLE_SUPPORT = "too_little_support"
    DOES_NOT_FIT = "does_not_fit"
    AFTER_STOP = "after_stop"
    """An earlier one did not fit, and the count stopped there."""
    ENOUGH = "enough"
    """As many as the rule allows are taken."""
    EXCLUDED = "excluded"
    """Another that excludes it is taken."""
    NOT_OPTIMAL = "not_optimal"
    NOT_SHARED = "not_shared"
    """Those who want it have too little left of their shares."""


_TAKES = (Why.TAKEN, Why.OPTIMAL, Why.SHARED)


@frozen(kw_only=True)
class CountStep:
    """One step of a count. `left`: the money before it. `tied`: the projects with the same score, between which the rule's tie-break chose.

    `price`: for equal shares, what one unit of support paid; its decimals are rounded only in words.
    """

    project: str
    name: str
    votes: int
    score: int
    cost: Decimal
    left: Decimal
    why: Why
    tied: tuple[str, ...] = ()
    price: Fraction | None = None
    priced: bool = True

    @property
    def taken(self) -> bool:
        """Whether the project is taken."""
        return self.why in _TAKES

    def explain(self, language: Language = "en") -> str:
        """The step in words."""
        price = None if self.price is None else rounded(self.price, 2)
        return say(
            "count-step" if self.priced else "count-step-votes",
            language,
            named=f"{self.project} {self.name}".rstrip(),
            votes=self.votes,
            points=say("count-points", language, score=self.score) if self.score != self.votes else "",
            tied=say("count-tied", language, others=self.tied) if self.tied else "",
            cost=self.cost,
            left=self.left,
            why=say(f"why-{self.why}", language, price=price),
        )


class Table:
    """What every method works on: options with votes, points and scores, in the order of the rule."""

    def __init__(
        self,
        known: Mapping[str, Option],
        votes: Mapping[str, int],
        points: Mapping[str, int],
        papers: int,
        budget: Decimal,
        rule: ProjectVoteRule,
    ) -> None:
        self.known, self.votes, self.points, self.budget, self.rule = known, votes, points, budget, rule
        self.scores = votes if rule.score is Score.VOTES else points
        supports = self.scores if rule.support_of is None else votes if rule.support_of is Score.VOTES else points
        share = Fraction(0) if rule.support_share is None else rule.support_share
        self.order = sorted(known, key=self.rank)
        self.supported = {
            id: supports[id] >= rule.support and votes[id] > 0 and Fraction(votes[id]) >= share * papers for id in known
        }

    def rank(self, id: str) -> tuple[Any, ...]:
        """Where a project stands: the highest score first, then what the rule says of ties, then its number."""
        ties = {
            ProjectTie.LOWER_COST: self.known[id].cost,
            ProjectTie.HIGHER_COST: -self.known[id].cost,
            ProjectTie.MORE_VOTES: -self.votes[id],
        }
        return (-self.scores[id], *(ties[tie] for tie in self.rule.tie), id)

    def step(self, id: str, left: Decimal, why: Why, price: Fraction | None = None) -> CountStep:
        """A step about one project."""
        option = self.known[id]
        tied = tuple(other for other in self.order if other != id and self.scores[other] == self.scores[id])
        return CountStep(
            project=id,
            name=option.name,
            votes=self.votes[id],
            score=self.scores[id],
            cost=option.cost,
            left=left,
            why=why,
            tied=tied,
            price=price,
            priced=self.rule.method is not Method.MOST_VOTES,
        )


def greedy(table: Table, order: Sequence[str], left: Decimal, taken: int, groups: Collection[str]) -> Iterator[CountStep]:
    """What is taken from money that is left, in the order of the rule."""
    return _greedy(table, order, left, taken, groups)


def steps_of(table: Table) -> Iterator[CountStep]:
    """The steps by which projects are taken in the order of the rule, or as the best set."""
    if table.rule.method is Method.KNAPSACK:
        yield from _knapsack(table)
    else:
        yield from _greedy(table, table.order, table.budget, 0)


def _greedy(table: Table, order: Sequence[str], left: Decimal, taken: int, groups: Collection[str] = ()) -> Iterator[CountStep]:
    """One project after the other in the order of the rule. `taken`: how many are taken already; `groups`: of which groups one is."""
    stopped = False
    rule = table.rule
    groups = set(groups)
    for id in order:
        cost, group = table.known[id].cost, table.known[id].group
        if not table.supported[id]:
            yield table.step(id, left, Why.TOO_LITTLE_SUPPORT)
        elif group in groups:
            yield table.step(id, left, Why.EXCLUDED)
        elif rule.most_projects is not None and taken >= rule.most_projects:
            yield table.step(id, left, Why.ENOUGH)
        elif stopped:
            yield table.step(id, left, Why.AFTER_STOP)
        elif cost > left:
            yield table.step(id, left, Why.DOES_NOT_FIT)
            stopped = rule.method is Method.STOP
        else:
            yield table.step(id, left, Why.TAKEN)
            left -= cost
            taken += 1
            groups |= {group} - {""}


def _knapsack(table: Table) -> Iterator[CountStep]:
    """The set with the highest sum of scores; of several the cheapest, then that of those which the rule ranks first."""
    best = _best_set(table)
    groups = {table.known[id].group for id in best} - {""}
    left = table.budget
    for id in table.order:
        if id in best:
            yield table.step(id, left, Why.OPTIMAL)
            left -= table.known[id].cost
        else:
            why = Why.NOT_OPTIMAL if table.supported[id] else Why.TOO_LITTLE_SUPPORT
            yield table.step(id, left, Why.EXCLUDED if table.known[id].group in groups else why)


def _best_set(table: Table) -> frozenset[str]:
    # For each number of projects and sum of scores the cheapest set: sums are whole, so that this stays small and exact.
    most = table.rule.most_projects
    places = {id: place for place, id in enumerate(table.order)}
    kept: dict[tuple[int, int], tuple[Decimal, tuple[int, ...]]] = {(0, 0): (Decimal(0), ())}
    together: dict[str, list[str]] = {}
    for id in table.order:
        if table.supported[id]:
            together.setdefault(table.known[id].group or f"={id}", []).append(id)
    for group in together.values():
        # Of a group one at most is added to what was there before it.
        for (number, total), (spent, chosen) in sorted(kept.items(), reverse=True):
            for id in group:
                key = (number + 1 if most is not None else 0, total + table.scores[id])
                made = (spent + table.known[id].cost, tuple(sorted((*chosen, places[id]))))
                if made[0] <= table.budget and (most is None or key[0] <= most) and (key not in kept or made < kept[key]):
                    kept[key] = made
    highest = max(total for _, total in kept)
    _, chosen = min(made for (_, total), made in kept.items() if total == highest)
    return frozenset(table.order[place] for place in chosen)
