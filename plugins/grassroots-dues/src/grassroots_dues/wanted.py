"""What is to be taken from whom: the periods that a dues rule leaves unpaid, by the mandate in force, in instalments where a plan was agreed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from hashlib import sha256

from attrs import frozen

from grassroots.charter import Charter
from grassroots.charter.length import Length
from grassroots.model import BankReturn, Collection, DebitMandate, DuesLine, Membership, PaymentPlan, key_of
from grassroots.rules import DuesRule, account_on
from grassroots.rules.kind import At
from grassroots_dues.numbers import bank_day, is_iban, is_number
from grassroots_dues.rule import DebitRule


@frozen(kw_only=True)
class Wanted:
    """Dues of one period that are to be taken from one account on a day."""

    id: str
    membership: Membership
    mandate: DebitMandate
    month: date
    amount: Decimal
    due: date


def dues_rule(name: str, at: At) -> DuesRule | None:
    """The dues rule of a name that is in force on the day."""
    return next((one for one in at.snapshot.charter.rules_of(DuesRule, at.day) if one.known_as == name), None)


def wanted(rule: DebitRule, at: At) -> Iterator[Wanted]:
    """What is to be taken, member by member, the earliest period first."""
    dues = dues_rule(rule.dues, at)
    if dues is None or not at.snapshot.all(DebitMandate):
        return
    horizon = rule.ahead.after(at.day)
    due = bank_day(horizon)
    for membership in at.snapshot.all(Membership).values():
        mandate = _mandate(membership, rule, due, at)
        if mandate is None:
            continue
        every = list(at.snapshot.referrers(Collection, "membership", key_of(membership)))
        taken = taken_by(rule, every, at.snapshot.charter, at.day)
        plan = _plan(membership, at)
        left_of_plan = None if plan is None else _instalments(plan, horizon) - _paid(plan, at) - _out(plan, every, dues, at)
        for one in account_on(membership, dues, at).periods:
            of_period = [other for other in taken if other.month == one.start]
            left = one.left
            if one.settled or one.unclear or left is None or one.due > horizon or not _may_be_tried(of_period, rule, at):
                continue
            out = [other for other in of_period if _is_out(other, at)]
            if any(other.amount.value is None for other in out):
                continue
            left -= sum((_value(other) for other in out), Decimal(0))
            if plan is not None and left_of_plan is not None and one.due < plan.start:
                left = min(left, left_of_plan)
                left_of_plan -= max(left, Decimal(0))
            if left > 0:
                yield Wanted(
                    id=_id(rule.known_as, membership.id, one.start, len(of_period)),
                    membership=membership,
                    mandate=mandate,
                    month=one.start,
                    amount=left,
                    due=due,
                )


def _id(rule: str, membership: str, month: date, number: int) -> str:
    """A number for the bank that says nothing about whose it is."""
    return "dd-" + sha256(f"{rule}\0{membership}\0{month}\0{number}".encode()).hexdigest()[:24]


def taken_by(rule: DebitRule, taken: Iterable[Collection], charter: Charter, day: date) -> list[Collection]:
    """What was taken by a rule, of collections in any order: their numbers tell it. A number that is of no rule is left to the first."""
    known = list(dict.fromkeys(one.known_as for one in charter.rules_of(DebitRule, day)))
    listed = list(taken)
    if len(known) < 2:
        return listed
    number = Counter((one.membership, one.month) for one in listed)

    def by(name: str, one: Collection) -> bool:
        times = range(number[one.membership, one.month])
        return any(one.id == _id(name, one.membership, one.month, time) for time in times)

    return [one for one in listed if next((name for name in known if by(name, one)), known[0]) == rule.known_as]


def last_used(mandate: DebitMandate, at: At) -> date | None:
    """The last day on which dues were taken by a mandate, or on which it was signed."""
    used = [step.on for one in at.snapshot.referrers(Collection, "debit_mandate", key_of(mandate)) for step in one.steps]
    return max([*used, *([mandate.start] if mandate.start else [])], default=None)


def _mandate(membership: Membership, rule: DebitRule, due: date, at: At) -> DebitMandate | None:
    """The mandate by which dues may be taken: in force until the day, with an account, used of late; of several the last that was signed."""
    found = []
    for one in at.snapshot.referrers(DebitMandate, "membership", key_of(membership)):
        last = last_used(one, at)
        whole = one.start is not None and one.iban is not None and is_iban(one.iban) and is_number(one.id)
        in_force = all(at.snapshot.counts_on(one, day) for day in (at.day, due))
        if whole and in_force and last is not None and rule.idle.after(last) > at.day:
            found.append(one)
    return max(found, key=lambda one: (one.start or date.min, one.id), default=None)


def _may_be_tried(taken: list[Collection], rule: DebitRule, at: At) -> bool:
    """Whether dues of a period that came back may be taken again."""
    back = [
        one for other in taken for one in at.snapshot.referrers(BankReturn, "collection", key_of(other)) if one.on <= at.day
    ]
    return len({one.collection for one in back}) < rule.tries and all(one.returned_for in rule.again for one in back)


def _is_out(taken: Collection, at: At) -> bool:
    """Whether it is with the bank: neither booked nor sent back."""
    status = at.reader.status(taken, at.day)
    return status is not None and status.state == "presented"


def _value(taken: Collection) -> Decimal:
    return taken.amount.value or Decimal(0)


# -- plans -------------------------------------------------------------------------------------------------------------------------


def _plan(membership: Membership, at: At) -> PaymentPlan | None:
    """The plan that holds, also before its first day; one that was given up, or whose last instalment was due, is none."""
    for one in at.snapshot.referrers(PaymentPlan, "membership", key_of(membership)):
        if (one.end is None or one.end > at.day) and (_last(one) >= at.day or not is_sound(one)):
            return one
    return None


def is_sound(plan: PaymentPlan) -> bool:
    """Whether it says how much and how often. By one that does not, nothing is taken of what it is for."""
    return plan.times >= 1 and plan.instalment.value is not None and plan.instalment.value > 0


def _last(plan: PaymentPlan) -> date:
    return _due(plan, max(plan.times, 1))


def _due(plan: PaymentPlan, number: int) -> date:
    """The day of an instalment, counted from 0."""
    return Length(months=1).after(plan.start, number)


def _begun(plan: PaymentPlan, until: date) -> int:
    """How many instalments are due until a day."""
    return sum(1 for number in range(min(plan.times, 1200)) if _due(plan, number) <= until)


def _instalments(plan: PaymentPlan, until: date) -> Decimal:
    """How much of a plan is due until a day."""
    return _begun(plan, until) * (plan.instalment.value or Decimal(0)) if is_sound(plan) else Decimal(0)


def _is_of(plan: PaymentPlan, month: date, dues: DuesRule) -> bool:
    """Whether dues of a month are among what the plan is for: what was due before its first day."""
    return dues.due_for(month) < plan.start


def _paid(plan: PaymentPlan, at: At) -> Decimal:
    found = at.snapshot.referrers(DuesLine, "membership", ("membership", plan.membership))
    rules = list(at.snapshot.charter.rules_of(DuesRule, at.day))
    paid = (
        one
        for one in found
        if plan.start <= one.on <= at.day and any(one.kind in rule.payments and _is_of(plan, one.month, rule) for rule in rules)
    )
    return sum((one.amount.value or Decimal(0) for one in paid if one.amount), Decimal(0))


def _out(plan: PaymentPlan, taken: list[Collection], dues: DuesRule, at: At) -> Decimal:
    return sum((_value(one) for one in taken if _is_of(plan, one.month, dues) and _is_out(one, at)), Decimal(0))


def plan_behind(plan: PaymentPlan, rule: DebitRule, at: At) -> Decimal:
    """How much of a plan is late: due for longer than it takes to settle, and neither paid nor with the bank."""
    dues = dues_rule(rule.dues, at)
    if dues is None or (plan.end is not None and plan.end <= at.day) or plan.start > at.day or not is_sound(plan):
        return Decimal(0)
    late = sum(1 for number in range(min(plan.times, 1200)) if rule.settles.after(_due(plan, number)) < at.day)
    taken = list(at.snapshot.referrers(Collection, "membership", ("membership", plan.membership)))
    owed = late * (plan.instalment.value or Decimal(0)) - _paid(plan, at) - _out(plan, taken, dues, at)
    return max(owed, Decimal(0))
