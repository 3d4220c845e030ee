"""Pay told: what is wrong with it, what is still to be paid, and whether each payment is what was owed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from grassroots.model import Allowance, Tenure
from grassroots.problems import Problem
from grassroots.rules.kind import At, Derivation, Held, Kind, ToDo, Typed, Urgency
from grassroots.rules.posts.pay import PayAccount, money, month_of, off_the_ladder, pay_accounts, when
from grassroots.rules.posts.pay_line import PayLine, PaymentState
from grassroots.rules.posts.pay_rule import PayRule, unsound_pay
from grassroots.rules.posts.rises import rises
from grassroots.rules.posts.worded import named, source_of
from grassroots.values import Quantity


def _accounts(rule: PayRule, at: At) -> tuple[PayAccount, ...]:
    """The accounts, where it is recorded at all what was granted or paid by the rule, and that is in view."""
    if not at.snapshot.all(Allowance) or "allowance" in at.snapshot.withheld:
        return ()
    accounts = pay_accounts(rule, at)
    return accounts if any(line.by or line.level is not None for one in accounts for line in one.lines) else ()


def _found(rule: PayRule, at: At) -> Iterator[Problem]:
    """What is wrong with pay."""
    accounts = _accounts(rule, at)
    yield from (problem for one in accounts for problem in one.problems)
    yield from off_the_ladder(rule, at) if accounts else ()


def _to_dos(rule: PayRule, at: At) -> Iterator[ToDo]:
    """Pay that is late, where pay is recorded at all."""
    late = ("pay-unpaid", "pay-short")
    parts = {part.name: part for part in rule.parts}
    for account in _accounts(rule, at):
        tenure = at.snapshot.all(Tenure)[account.tenure]
        waiting: list[tuple[Urgency, date | None, Problem]] = [
            (Urgency.OVERDUE, None, problem) for problem in account.problems if problem.code in late
        ]
        for line in account.lines:
            told_already = bool(line.by) and any(problem.details.get("lines") == line.by for problem in account.problems)
            if line.short and line.late_from is not None and line.late_from > at.day and not told_already:
                last, part = line.late_from - timedelta(days=1), parts[line.part]
                told: dict[str, object] = {
                    "id": tenure.id,
                    "part": named(part),
                    "month": when(part, line.month),
                    "source": source_of(rule, part),
                }
                told |= {"short": money(line.short, rule.places), "last": last}
                reason = Problem("pay-due", source=at.snapshot.sources.get(("tenure", tenure.id)), details=told)
                waiting.append((Urgency.DUE, last, reason))
        for urgency, day, reason in waiting:
            yield ToDo.about(tenure, at, rule=rule, kind="pay", urgency=urgency, day=day, reason=reason)


def _payments(rule: PayRule, at: At) -> Iterator[PaymentState]:
    """Each payment on record: right, if what was paid for its line is what is owed; never for a month in which the post was not held."""
    for account in pay_accounts(rule, at):
        for line in account.lines:
            right = None if line.owed is None or line.paid is None else line.full and (line.floor or line.paid == line.owed)
            for id in line.by:
                yield PaymentState(
                    id=f"{rule.name}:{id}",
                    allowance=id,
                    tenure=line.tenure,
                    rule=rule.known_as,
                    part=line.part,
                    month=line.month,
                    right=right,
                )
        for one in account.stray:
            yield PaymentState(
                id=f"{rule.name}:{one.id}",
                allowance=one.id,
                tenure=account.tenure,
                rule=rule.known_as,
                part=one.part,
                month=month_of(one),
                right=False,
            )


def _typed(rule: PayRule, at: At) -> Iterator[Held]:
    """What was paid in one sum for a line of which it is known what is owed."""
    for account in _accounts(rule, at):
        for line in account.lines:
            if line.owed and not line.floor and len(line.by) == 1 and line.late_from is not None:
                paid, owed = at.snapshot.all(Allowance)[line.by[0]], Quantity.of(line.owed, rule.currency)
                yield Held(record=paid, gives=owed, other=Quantity.of(line.owed + 1, rule.currency))


KIND: Kind[PayRule] = Kind(
    name="pay",
    form=PayRule,
    sound=unsound_pay,
    derives=(
        Derivation(PayLine, lambda rule, at: (line for one in _accounts(rule, at) for line in one.lines)),
        Derivation(PaymentState, _payments),
    ),
    finds=_found,
    todo=_to_dos,
    proposes=rises,
    typed=(Typed(noun=Allowance, field="amount", told={"pay-over": "lines", "pay-short": "lines"}, of=_typed),),
)
