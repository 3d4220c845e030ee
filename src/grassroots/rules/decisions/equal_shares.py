"""Equal shares: every paper has an equal share of the money, and a project is taken when those who want it can pay for it; exact to the last fraction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from heapq import heapify, heappop, heapreplace
from typing import Any

from grassroots.rules.decisions.project_steps import CountStep, Table, Why, greedy
from grassroots.rules.decisions.project_vote_rule import Completion, Gain, Score

Papers = Sequence[tuple[Mapping[str, int], int]]
"""Papers that say the same, with their number: they pay the same, and keep one purse."""

Bought = list[tuple[str, Fraction]]
"""What is taken, in order, and what one unit of gain paid for it."""


def equal_shares(table: Table, valid: Papers) -> Iterator[CountStep]:
    """The steps of the method, with what a paper gains from a project as the rule says."""
    rule = table.rule
    bought = _raised(table, valid) if rule.completion is Completion.ADD1 else _buy(table, valid, Fraction(0))
    left, groups = table.budget, set[str]()
    for id, price in bought:
        yield table.step(id, left, Why.SHARED, price)
        left -= table.known[id].cost
        groups |= {table.known[id].group} - {""}
    taken = {id for id, _ in bought}
    rest = [id for id in table.order if id not in taken]
    if rule.completion is Completion.SKIP:
        yield from greedy(table, rest, left, len(bought), groups)
        return
    enough = rule.most_projects is not None and len(bought) >= rule.most_projects
    for id in rest:
        if not table.supported[id]:
            why = Why.TOO_LITTLE_SUPPORT
        elif table.known[id].group in groups:
            why = Why.EXCLUDED
        else:
            why = Why.ENOUGH if enough else Why.NOT_SHARED
        yield table.step(id, left, why)


def _raised(table: Table, valid: Papers) -> Bought:
    """Each paper has one more, until what would be taken costs more than there is, or nothing more fits."""
    found, more = _buy(table, valid, Fraction(0)), 0
    while True:
        spent = sum((table.known[id].cost for id, _ in found), Decimal(0))
        taken = {id for id, _ in found}
        groups = {table.known[id].group for id in taken} - {""}
        fits = any(
            table.supported[id]
            and id not in taken
            and table.known[id].group not in groups
            and table.known[id].cost <= table.budget - spent
            for id in table.order
        )
        if not fits or (table.rule.most_projects is not None and len(found) >= table.rule.most_projects):
            return found
        more += 1
        following = _buy(table, valid, Fraction(more))
        if sum((table.known[id].cost for id, _ in following), Decimal(0)) > table.budget:
            return found
        found = following


def _buy(table: Table, valid: Papers, more: Fraction) -> Bought:
    """What the papers buy, each with its share and so much more.

    What a project asks of each only rises as purses grow emptier: the price that it had when it was last looked at is a bound, and only the project with
    the lowest bound is looked at again. Purses are whole numbers of a part of the money, which grows finer with each price.
    """
    rule, total = table.rule, sum(number for _, number in valid)
    if not total:
        return []
    share = Fraction(table.budget) / total + more
    fine, purses = share.denominator, [share.numerator] * len(valid)
    backers: dict[str, list[tuple[int, int, int]]] = {id: [] for id in table.order if table.supported[id]}
    for at, (scored, number) in enumerate(valid):
        for id, points in scored.items():
            if points and id in backers:
                gain = (
                    int(table.known[id].cost * 10**6) if rule.gain is Gain.COST else points if rule.score is Score.POINTS else 1
                )
                backers[id].append((at, gain, number))
    waiting: list[tuple[Fraction, Any, str]] = [(Fraction(0), table.rank(id), id) for id in backers]
    heapify(waiting)
    sure: set[str] = set()
    groups: set[str] = set()
    bought: Bought = []
    while waiting and not (rule.most_projects is not None and len(bought) >= rule.most_projects):
        bound, rank, id = waiting[0]
        if id not in sure:
            price = (
                None if table.known[id].group in groups else _price(Fraction(table.known[id].cost) * fine, purses, backers[id])
            )
            if price is None:
                heappop(waiting)
            else:
                sure.add(id)
                heapreplace(waiting, (price / fine, rank, id))
            continue
        heappop(waiting)
        due = bound * fine
        if due.denominator > 1:
            fine *= due.denominator
            purses = [purse * due.denominator for purse in purses]
        for at, gain, _ in backers[id]:
            purses[at] -= min(purses[at], due.numerator * gain)
        bought.append((id, bound * (10**6 if rule.gain is Gain.COST else 1)))
        groups |= {table.known[id].group} - {""}
        sure.clear()
    return bought


def _price(cost: Fraction, purses: Sequence[int], backers: Sequence[tuple[int, int, int]]) -> Fraction | None:
    """What one unit of gain must pay so that those who want a project pay its cost; None if they cannot."""
    # Those with the same purse and gain stand together: there are far fewer of them than of papers.
    alike: dict[tuple[int, int], int] = {}
    for at, gain, number in backers:
        if purse := purses[at]:
            alike[purse, gain] = alike.get((purse, gain), 0) + number
    owed, finer = cost.numerator, cost.denominator
    if sum(purse * number for (purse, _), number in alike.items()) * finer < owed:
        return None
    weight = sum(gain * number for (_, gain), number in alike.items())
    equal = len({gain for _, gain in alike}) == 1
    for purse, gain in sorted(alike, key=None if equal else _limit):
        # Whoever can pay less than an even price pays all there is; the others share what is still owed.
        if purse * finer * weight >= owed * gain:
            return Fraction(owed, weight * finer)
        owed -= purse * finer * alike[purse, gain]
        weight -= gain * alike[purse, gain]
    return None


def _limit(one: tuple[int, int]) -> Fraction:
    return Fraction(*one)
