"""Budgets: what was paid into each line and out of it by a day, and which lines are short."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.leaf import Leaf
from grassroots.fields import Column, described, public
from grassroots.model import Budget, Derived, Provision, Record, derived_noun, key_of
from grassroots.problems import Problem
from grassroots.rules.kind import At, Derivation, DerivedPath, Kind
from grassroots.rules.todo import ToDo, by_day
from grassroots.rules.worded import unit_name
from grassroots.values import BudgetId, UnitId


@frozen(kw_only=True)
class BudgetStatus:
    """A line of a budget at the end of a day: what was to be paid into it (None: not known), what was, and what was paid out of it.

    `unreadable`: payments without an amount that can be read, or measured in something else; they are not counted.
    """

    budget: Budget
    planned: Decimal | None
    paid: Decimal
    spent: Decimal
    unreadable: tuple[str, ...] = ()

    @property
    def in_full(self) -> bool | None:
        """Whether as much was paid in as was planned, or more; None where the plan has no number."""
        return None if self.planned is None else self.paid >= self.planned

    @property
    def lacking(self) -> Decimal:
        """What is still to be paid in; nothing where the plan has no number."""
        return max((self.planned or Decimal(0)) - self.paid, Decimal(0))

    @property
    def left(self) -> Decimal:
        """What was paid in and not spent; below nothing where more was spent than there was."""
        return self.paid - self.spent


def status_of_budget(budget: Budget, at: At) -> BudgetStatus:
    """Where a line stands at the end of a day. Payments count for it whatever their day, up to that one."""
    planned = budget.planned.value if budget.planned else None
    measured_in = budget.planned.measured_in if budget.planned else ""
    sums, unreadable = {"into_budget": Decimal(0), "from_budget": Decimal(0)}, []
    for side in sums:
        for one in at.snapshot.referrers(Provision, side, key_of(budget)):
            if one.on > at.day:
                continue
            if one.amount is None or one.amount.value is None or (measured_in and one.amount.measured_in != measured_in):
                unreadable.append(one.id)
            else:
                sums[side] += one.amount.value
    return BudgetStatus(
        budget=budget,
        planned=planned,
        paid=sums["into_budget"],
        spent=sums["from_budget"],
        unreadable=tuple(dict.fromkeys(unreadable)),
    )


def budgets_on(at: At) -> tuple[BudgetStatus, ...]:
    """The lines of a unit and all under it (of all, without one) whose time has begun by a day, in the order of their ids."""
    under = None if at.scope is None else at.snapshot.under(at.scope, at.day)
    return tuple(
        status_of_budget(one, at)
        for one in at.snapshot.all(Budget).values()
        if one.start <= at.day and (under is None or at.snapshot.home(one) in under)
    )


def budget_problems(at: At) -> Iterator[Problem]:
    """The lines whose time is over and that were not paid in full, those out of which more was paid than into them, and payments that cannot be read."""
    for one in budgets_on(at):
        yield from _problems(one, at)


def _problems(one: BudgetStatus, at: At) -> Iterator[Problem]:
    found: list[tuple[str, object, dict[str, object]]] = []
    ended = one.budget.end is not None and one.budget.end <= at.day
    told = {
        "id": one.budget.id,
        "unit": unit_name(one.budget.unit, at),
        "by": one.budget.paid_by.id if one.budget.paid_by else "—",
    }
    if ended and one.in_full is False:
        found.append(("budget-short", one.lacking, {"planned": one.planned, "paid": one.paid}))
    if one.left < 0:
        found.append(("budget-overspent", -one.left, {"spent": one.spent, "paid": one.paid}))
    for late in at.snapshot.referrers(Provision, "from_budget", key_of(one.budget)):
        if one.budget.end is not None and one.budget.end <= late.on <= at.day:
            found.append(("budget-after", late.id, {"day": late.on, "last": one.budget.end - timedelta(days=1)}))
        elif late.on < one.budget.start:
            found.append(("budget-before", late.id, {"day": late.on, "first": one.budget.start}))
    for id in one.unreadable:
        found.append(("budget-unreadable", id, {}))
    source = at.snapshot.sources.get(key_of(one.budget))
    for code, value, more in found:
        yield Problem(code, source=source, value=value, details={**told, **more})


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class BudgetLine(Derived):
    """Where a line of a budget stands at the end of a day, by the payments.

    >>> BudgetLine(id="b-1", budget=BudgetId("b-1"), paid=Decimal(0), spent=Decimal(0), lacking=Decimal(0)).ended
    False
    """

    budget: BudgetId = field(metadata=public("the line", ref="budget", home=True))
    paid: Decimal = field(metadata=public("how much was paid in; 0 or more"))
    spent: Decimal = field(metadata=public("how much was paid out; 0 or more"))
    lacking: Decimal = field(metadata=public("how much is still to be paid in; 0 or more"))
    overspent: Decimal = field(default=Decimal(0), metadata=public("how much more was spent than paid in; 0 or more"))
    in_full: bool | None = field(
        default=None, metadata=public("whether it was paid in full; none where nobody planned a number")
    )
    ended: bool = field(default=False, metadata=public("whether its time is over"))


def _lines(_: None, at: At) -> Iterator[BudgetLine]:
    for one in budgets_on(At.of(at.snapshot, at.day)):
        yield BudgetLine(
            id=one.budget.id,
            budget=one.budget.id,
            paid=max(one.paid, Decimal(0)),
            spent=max(one.spent, Decimal(0)),
            lacking=one.lacking,
            overspent=max(-one.left, Decimal(0)),
            in_full=one.in_full,
            ended=one.budget.end is not None and one.budget.end <= at.day,
        )


def _to_dos(_: None, at: At) -> Iterator[ToDo]:
    """What is still to be paid into lines, by the last day of their time."""
    for one in budgets_on(At.of(at.snapshot, at.day)):
        if one.in_full is False and one.budget.end is not None:
            last = one.budget.end - timedelta(days=1)
            by = one.budget.paid_by
            told = {
                "unit": unit_name(one.budget.unit, at),
                "by": by.id if by else "—",
                "planned": one.planned,
                "paid": one.paid,
            }
            source = at.snapshot.sources.get(key_of(one.budget))
            reason = Problem("budget-short", source=source, value=str(one.lacking), details={"id": one.budget.id, **told})
            payer = UnitId(by.id) if by is not None and by.noun == "unit" else one.budget.unit
            urgency = by_day(last, at.day)
            yield ToDo.about(one.budget, at, kind="budget", urgency=urgency, reason=reason, day=last, unit=payer)


def _in_full(reader: Any, record: Record, rest: tuple[str, ...], day: date) -> bool | None:
    return status_of_budget(record, At.of(reader.snapshot, day)).in_full if isinstance(record, Budget) and not rest else None


def _leaves(charter: Charter, noun: str, rest: str) -> Iterator[Leaf]:
    if noun == "budget" and not rest:
        yield Leaf(kind=Column.FLAG)


KIND: Kind[None] = Kind(
    name="budget",
    form=None,
    paths=(
        DerivedPath(
            head="in_full", rests=lambda charter, noun: [""] if noun == "budget" else [], leaves=_leaves, value=_in_full
        ),
    ),
    derives=(Derivation(BudgetLine, _lines),),
    finds=lambda _, at: budget_problems(at),
    todo=_to_dos,
    untyped="what is left of a line is worked out from payments, and typed nowhere",
)
