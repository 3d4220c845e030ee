"""Debits: what members with a mandate owe is proposed to be taken, what was taken to be booked, and what came back to be undone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from grassroots.charter import Charter
from grassroots.model import BankReturn, Collection, DebitMandate, DuesLine, Membership, PaymentPlan, Step, key_of
from grassroots.problems import Named, Problem
from grassroots.rules.kind import At, Fault, Kind
from grassroots.rules.proposed import Carried, Proposed
from grassroots.texts import catalogue, in_each
from grassroots.values import Quantity, Source
from grassroots_dues.numbers import is_creditor, is_iban, is_number
from grassroots_dues.rule import DebitRule
from grassroots_dues.wanted import Wanted, dues_rule, is_sound, last_used, plan_behind, taken_by, wanted


def _sound(rule: DebitRule, charter: Charter) -> Iterator[Fault]:
    if rule.iban and not is_iban(rule.iban):
        yield ("iban",), "grassroots_dues:iban", rule.iban, {}
    if rule.creditor and not is_creditor(rule.creditor):
        yield ("creditor",), "grassroots_dues:creditor", rule.creditor, {}
    for one in charter.rules.get("dues", {}).values():
        if one.known_as == rule.dues and getattr(one, "currency", "") != "EUR":
            yield ("dues",), "grassroots_dues:currency", rule.dues, {}


def _title(rule: DebitRule) -> dict[str, object]:
    return {"rule": rule.title}


def _taken(rule: DebitRule, at: At) -> Iterator[Collection]:
    """The collections by the rule, in the order of their ids."""
    if dues_rule(rule.dues, at) is not None:
        yield from taken_by(rule, at.snapshot.all(Collection).values(), at.snapshot.charter, at.day)


def _proposals(rule: DebitRule, at: At) -> Iterator[Proposed]:
    for one in wanted(rule, at):
        if at.snapshot.get(Collection, one.id) is None:
            yield _take(one, rule, at)
    for taken in _taken(rule, at):
        came_back = _came_back(taken, at)
        status = at.reader.status(taken, at.day)
        if status is None or taken.amount.value is None or any(step.on > at.day for step in taken.steps):
            continue
        if came_back is not None and status.state != "returned":
            yield _back(taken, came_back, rule, at)
        elif came_back is None and status.state == "presented" and rule.settles.after(_day_of(taken)) <= at.day:
            yield _booked(taken, rule, at)


def _take(one: Wanted, rule: DebitRule, at: At) -> Proposed:
    amount = Quantity.of(f"{one.amount:f}", "EUR")
    made = Collection(
        id=one.id,
        membership=one.membership.id,
        debit_mandate=one.mandate.id,
        month=one.month,
        amount=amount,
        steps=(Step(state="presented", on=at.day, due=one.due),),
    )
    details = {**_title(rule), "id": one.membership.id, "amount": _money(amount, at), "month": one.month, "due": one.due}
    reason = Problem("grassroots_dues:take", value=one.id, source=_place(one.membership, at), details=details)
    return Proposed.by(rule, one.membership, at, "collect", reason, (Carried.adds(made),))


def _booked(taken: Collection, rule: DebitRule, at: At) -> Proposed:
    kind = dues_rule(rule.dues, at)
    line = DuesLine(
        id=taken.id,
        membership=taken.membership,
        kind=kind.payments[0] if kind else "payment",
        month=taken.month,
        on=_day_of(taken),
        amount=taken.amount,
    )
    reason = _about("book", taken, rule, at, due=_day_of(taken))
    changes = (Carried(noun="collection", id=taken.id, step=Step(state="collected", on=at.day)), Carried.adds(line))
    return Proposed.by(rule, taken, at, "book", reason, changes if at.snapshot.get(DuesLine, line.id) is None else changes[:1])


def _back(taken: Collection, came_back: BankReturn, rule: DebitRule, at: At) -> Proposed:
    """What came back is undone; a payment that was booked stands at nothing from then on, and the log keeps what it was."""
    on = max(came_back.on, *(step.on for step in taken.steps)) if taken.steps else came_back.on
    changes = [Carried(noun="collection", id=taken.id, step=Step(state="returned", on=on))]
    line = at.snapshot.get(DuesLine, taken.id)
    if line is not None and line.amount is not None and line.amount.value:
        changes.append(Carried(noun="dues_line", id=line.id, fields={"amount": Quantity.of("0", line.amount.measured_in)}))
    why = at.snapshot.charter.named("return_reason", came_back.returned_for)
    reason = _about("came-back", taken, rule, at, on=came_back.on, why=why)
    return Proposed.by(rule, taken, at, "undo", reason, tuple(changes))


def _about(code: str, taken: Collection, rule: DebitRule, at: At, **details: object) -> Problem:
    more = {
        **_title(rule),
        "id": taken.id,
        "member": taken.membership,
        "amount": _money(taken.amount, at),
        "month": taken.month,
        **details,
    }
    return Problem(f"grassroots_dues:{code}", value=taken.id, source=_place(taken, at), details=more)


def _money(amount: Quantity, at: At) -> Named:
    """An amount with what its currency is called."""
    currency = at.snapshot.charter.named("measured_in", amount.measured_in)
    number = amount.raw if amount.value is None else f"{amount.value:f}"
    say = catalogue("grassroots_dues").say
    return Named(str(amount), in_each(lambda language: say("money", language, amount=number, measure=currency.text(language))))


def _place(record: Membership | Collection | DebitMandate | PaymentPlan | BankReturn, at: At) -> Source | None:
    return at.snapshot.sources.get(key_of(record))


def _day_of(taken: Collection) -> date:
    """The day on which the bank takes it."""
    return next((step.due for step in taken.steps if step.due is not None), taken.steps[0].on if taken.steps else taken.month)


def _came_back(taken: Collection, at: At) -> BankReturn | None:
    found = (one for one in at.snapshot.referrers(BankReturn, "collection", key_of(taken)) if one.on <= at.day)
    return min(found, key=lambda one: (one.on, one.id), default=None)


def _findings(rule: DebitRule, at: At) -> Iterator[Problem]:
    for mandate in at.snapshot.all(DebitMandate).values():
        if at.snapshot.counts_on(mandate, at.day):
            yield from _mandate(mandate, rule, at)
    for one in at.snapshot.all(BankReturn).values():
        taken = at.snapshot.get(Collection, one.collection)
        if taken is not None and one.amount is not None and one.on <= at.day and one.amount.value != taken.amount.value:
            yield _about("returned-amount", taken, rule, at, returned=_money(one.amount, at))
    for taken in _taken(rule, at):
        if taken.amount.value is None or taken.amount.value <= 0:
            yield _about("collection-amount", taken, rule, at)
    for plan in at.snapshot.all(PaymentPlan).values():
        if not is_sound(plan):
            yield Problem(
                "grassroots_dues:plan-unsound",
                value=plan.id,
                source=_place(plan, at),
                details={**_title(rule), "plan": plan.id},
            )
        owed = plan_behind(plan, rule, at)
        if owed:
            details = {
                **_title(rule),
                "id": plan.membership,
                "owed": _money(Quantity.of(f"{owed:f}", plan.instalment.measured_in), at),
                "plan": plan.id,
            }
            yield Problem("grassroots_dues:plan-behind", value=plan.id, source=_place(plan, at), details=details)


def _mandate(mandate: DebitMandate, rule: DebitRule, at: At) -> Iterator[Problem]:
    """What keeps dues from being taken by a mandate. The number of an account is told to nobody."""
    details = {**_title(rule), "id": mandate.id}

    def told(code: str, **more: object) -> Problem:
        return Problem(f"grassroots_dues:{code}", value=mandate.id, source=_place(mandate, at), details={**details, **more})

    if not is_number(mandate.id):
        yield told("mandate-number")
    if mandate.iban is not None and not is_iban(mandate.iban):
        yield told("mandate-iban")
    last = last_used(mandate, at)
    if last is not None and rule.idle.after(last) <= at.day:
        yield told("mandate-idle", last=last)


KIND = Kind(
    name="debit",
    form=DebitRule,
    sound=_sound,
    finds=_findings,
    proposes=_proposals,
    untyped="collections are added by carrying out what is proposed, and nobody types what to take",
)
