"""Dues: what is owed for a base, what of it is paid, who is in arrears on a day, and what is then proposed. Exact; nothing is ever applied."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from attrs import define, evolve, frozen

from grassroots.charter import StateKind
from grassroots.charter.length import Length, months_between, stretch_start
from grassroots.model import DuesLine, Membership, Unit, key_of
from grassroots.problems import Problem
from grassroots.reading.lifecycle import status_on
from grassroots.rules.kind import At, Derivation, Held, Kind, ToDo, Typed, Urgency
from grassroots.rules.members.account import DuesAccount
from grassroots.rules.members.charge import Charge, charge_for
from grassroots.rules.members.dues_rule import DuesPeriod, DuesRule, DuesTable, unsound_dues
from grassroots.rules.proposed import Proposed
from grassroots.rules.worded import headed, rule_details
from grassroots.texts import catalogue
from grassroots.values import Language, Quantity, UnitId


@frozen(kw_only=True)
class Owed:
    """One period of a member's account. `charged`: what is owed, None if nobody knows; `paid`, `waived`: what came of it until the day.

    `settled`: nothing more is owed. `unclear`: a line of it cannot be read, and nobody is in arrears by what cannot be read.
    `due`: the day by which it is due; `late_from`: the first day on which it is in arrears.
    """

    start: date
    due: date
    late_from: date
    charged: Decimal | None
    paid: Decimal
    waived: Decimal | None
    unclear: bool = False

    @property
    def settled(self) -> bool:
        """Whether nothing more is owed."""
        if self.waived is None:
            return True
        if self.charged is None:
            return self.paid > 0
        return self.paid + self.waived >= self.charged

    @property
    def left(self) -> Decimal | None:
        """What is still owed; None if nobody knows."""
        if self.settled:
            return Decimal(0)
        return None if self.charged is None else self.charged - self.paid - (self.waived or 0)

    @property
    def over(self) -> Decimal:
        """What was paid beyond what is owed; 0 where nobody knows what is."""
        if self.charged is None or self.unclear:
            return Decimal(0)
        owed = Decimal(0) if self.waived is None else max(self.charged - self.waived, Decimal(0))
        return max(self.paid - owed, Decimal(0))

    def in_arrears(self, day: date) -> bool:
        """Whether it is in arrears on a day."""
        return day >= self.late_from and not self.settled and not self.unclear


@frozen(kw_only=True)
class Account:
    """A member's account under a dues rule at the end of a day: each period owed, what is in arrears, and what is proposed."""

    rule: DuesRule
    membership: str
    day: date
    periods: tuple[Owed, ...] = ()
    problems: tuple[Problem, ...] = ()
    proposed: Proposed | None = None

    @property
    def arrears(self) -> tuple[Owed, ...]:
        """The periods in arrears, the earliest first."""
        return tuple(one for one in self.periods if one.in_arrears(self.day))

    @property
    def amount(self) -> Decimal | None:
        """The amount in arrears; None where of some period nobody knows it."""
        left = [one.left for one in self.arrears]
        return None if any(one is None for one in left) else sum((one for one in left if one is not None), Decimal(0))

    @property
    def running(self) -> int:
        """How many periods in a row are in arrears, counted back from the last that could be."""
        number = 0
        for one in reversed([one for one in self.periods if self.day >= one.late_from]):
            if not one.in_arrears(self.day):
                break
            number += 1
        return number

    def explain(self, language: Language = "en") -> tuple[str, ...]:
        """The account in lines, with the rule and its source."""
        said = catalogue("grassroots.rules.members").say

        def shown(amount: Decimal | None, currency: str = "") -> str:
            return said("amount-unknown", language) if amount is None else f"{amount} {currency}".rstrip()

        lines = [headed(self.rule.title, self.rule.source, language)]
        amount = shown(self.amount, self.rule.currency)
        lines.append(said("account-arrears", language, day=self.day, number=len(self.arrears), amount=amount))
        for one in self.arrears:
            lines.append(said("account-period", language, start=one.start, due=one.due, left=shown(one.left)))
        lines += [problem.text(language) for problem in self.problems]
        lines += self.proposed.explain(language) if self.proposed else ()
        return tuple(lines)


@define
class _Sums:
    charged: Decimal | None = None
    paid: Decimal = Decimal(0)
    waived: Decimal | None = Decimal(0)
    unclear: bool = False


def period_start(day: date, every: DuesPeriod) -> date:
    """The first day of the period in which a day lies.

    >>> period_start(date(2024, 5, 17), DuesPeriod.QUARTER)
    datetime.date(2024, 4, 1)
    """
    return stretch_start(day, every.months)


def table_of(membership: Membership, rule: DuesRule, at: At) -> DuesTable | None:
    """The table under which a member pays on a day: the first whose condition holds."""
    return next((table for table in rule.tables if at.reader.holds(membership, table.where, at.day)), None)


def account_on(membership: Membership, rule: DuesRule, at: At) -> Account:
    """A member's account at the end of a day. Lines of a later day do not count; neither does what was decided later."""
    problems: list[Problem] = []
    starts = tuple(_periods(membership, rule, at)) if at.reader.holds(membership, rule.where, at.day) else ()
    sums = _sums(membership, rule, at, problems)
    table = table_of(membership, rule, at)
    fixed = table.slabs[0].amount if table is not None and len(table.slabs) == 1 else None
    periods = []
    for start in starts:
        due = rule.due_for(start)
        late = (rule.grace.after(due) if rule.grace else due) + timedelta(days=1)
        one = sums.get(start, _Sums())
        periods.append(
            Owed(
                start=start,
                due=due,
                late_from=late,
                charged=fixed if one.charged is None else one.charged,
                paid=one.paid,
                waived=one.waived,
                unclear=one.unclear,
            )
        )
    owed = {one.start for one in periods}
    for line in at.snapshot.referrers(DuesLine, "membership", key_of(membership)):
        start = period_start(line.month, rule.every)
        if line.kind in rule.payments and line.on <= at.day and start <= at.day and start not in owed:
            problems.append(_problem("dues-stray", line, rule, at))
        elif line.kind in rule.charges and line.on <= at.day and table is not None:
            problems += _charged(line, table, rule, at)
    for period in periods:
        if period.over:
            over = f"{period.over} {rule.currency}".rstrip()
            told = {**rule_details(rule), "id": membership.id, "month": period.start, "over": over}
            problems.append(Problem("dues-over", source=at.snapshot.sources.get(key_of(membership)), details=told))
    account = Account(rule=rule, membership=membership.id, day=at.day, periods=tuple(periods), problems=tuple(problems))
    return evolve(account, proposed=_lapse(account, membership, at))


def _periods(membership: Membership, rule: DuesRule, at: At) -> Iterator[date]:
    """The first days of the periods owed until a day."""
    workflow = at.snapshot.charter.workflow_of(membership)
    begun: date | None = None
    ended: date | None = None
    for step in membership.steps:
        if step.on > at.day:
            continue
        found = workflow.states.get(step.state) if workflow else None
        if found is not None and found.kind is StateKind.DROPPED:
            ended = step.on
        elif step.state in rule.since and (begun is None or ended is not None):
            begun, ended = step.on, None
    if begun is None:
        return
    length = Length(months=rule.every.months)
    start = period_start(begun, rule.every)
    if not rule.first:
        start = length.after(start)
    # Without a table only the lines say what is owed: nobody knows of the time before the office kept any.
    if not rule.tables and (kept := _kept_since(at)) is not None:
        start = max(start, period_start(kept, rule.every))
    while start <= (ended or at.day):
        status = status_on(membership.steps, workflow, min(max(start, begun), at.day))
        if status is None or status.state not in rule.not_in:
            yield start
        start = length.after(start)


def _kept_since(at: At) -> date | None:
    """The first month of which the office keeps a line of dues."""
    return at.snapshot.kept(
        "dues-kept-since", lambda shot: min((one.month for one in shot.all(DuesLine).values()), default=None)
    )


def _sums(membership: Membership, rule: DuesRule, at: At, problems: list[Problem]) -> dict[date, _Sums]:
    sums: dict[date, _Sums] = {}
    for line in at.snapshot.referrers(DuesLine, "membership", key_of(membership)):
        if line.on > at.day:
            continue
        if line.month != period_start(line.month, rule.every):
            problems.append(_problem("dues-month", line, rule, at, right=period_start(line.month, rule.every)))
        one = sums.setdefault(period_start(line.month, rule.every), _Sums())
        amount = _amount(line.amount, rule)
        if amount is None and not (line.amount is None and line.kind in rule.waivers):
            problems.append(_problem("dues-amount", line, rule, at))
        if line.kind in rule.charges:
            one.charged = (one.charged or Decimal(0)) + amount if amount is not None else one.charged
            one.unclear |= amount is None
        elif line.kind in rule.payments:
            one.paid += amount or Decimal(0)
            one.unclear |= amount is None
            back = months_between(line.month, line.on)
            if rule.back_most and back > rule.back_most * rule.every.months:
                problems.append(_problem("dues-far-back", line, rule, at, most=rule.back_most))
        elif line.kind in rule.waivers:
            home = at.snapshot.home(membership)
            above = at.snapshot.ancestors(home, line.on) if home else ()
            if rule.waiver_above and line.consent not in above:
                problems.append(_problem("dues-waiver", line, rule, at))
            elif line.amount is None:
                one.waived = None
            elif amount is not None and one.waived is not None:
                one.waived += amount
    return sums


def _charged(line: DuesLine, table: DuesTable, rule: DuesRule, at: At) -> Iterator[Problem]:
    """A charge that is another than the table gives for its base."""
    base, amount = line.base.value if line.base else None, _amount(line.amount, rule)
    made = None if base is None or amount is None else charge_for(rule, base, table=table.name)
    if isinstance(made, Charge) and made.amount != amount:
        yield _problem("dues-charge", line, rule, at, right=made.amount)


def _amount(amount: Quantity | None, rule: DuesRule) -> Decimal | None:
    """The amount of a line, if it can be counted."""
    if amount is None or amount.value is None or amount.value < 0:
        return None
    other = rule.currency and amount.measured_in and amount.measured_in != rule.currency
    return None if other else amount.value


def _problem(code: str, line: DuesLine, rule: DuesRule, at: At, **details: object) -> Problem:
    value = line.amount.raw if line.amount else ""
    more = {**rule_details(rule), "id": line.id, "month": line.month, **details}
    return Problem(code, source=at.snapshot.sources.get(key_of(line)), value=value, details=more)


def _lapse(account: Account, membership: Membership, at: At) -> Proposed | None:
    """The end that the rule proposes; of a membership that has not ended."""
    rule, lapse = account.rule, account.rule.lapse
    status = status_on(membership.steps, at.snapshot.charter.workflow_of(membership), at.day)
    if lapse is None or status is None or status.state_kind is StateKind.DROPPED:
        return None
    if lapse.periods:
        reached = account.running >= lapse.periods
    else:
        reached = any(lapse.after is not None and lapse.after.after(one.due) <= at.day for one in account.arrears)
    if not reached:
        return None
    details = {
        **rule_details(rule, lapse.source),
        "id": membership.id,
        "periods": len(account.arrears),
        "first": account.arrears[0].start,
        "day": at.day,
    }
    own: dict[str, Any] = {"source": lapse.source or rule.source, "body": lapse.body, "labels": lapse.labels or rule.labels}
    return Proposed.by(rule, membership, at, "lapse", Problem("dues-lapse", details=details), **own)


def accounts_on(rule: DuesRule, at: At) -> Iterator[Account]:
    """The accounts of all memberships under a rule, in the order of the memberships."""
    for membership in at.snapshot.all(Membership).values():
        yield account_on(membership, rule, at)


def lapses_on(rule: DuesRule, at: At) -> tuple[Proposed, ...]:
    """Every end that a dues rule proposes on a day, in the order of the memberships. The memberships themselves stay as they are."""
    return tuple(account.proposed for account in accounts_on(rule, at) if account.proposed is not None)


def _problems(rule: DuesRule, at: At) -> Iterator[Problem]:
    """Arrears, where accounts are kept at all: of an office that writes no payment down, nobody knows who has paid."""
    if at.snapshot.all(DuesLine):
        for account in accounts_on(rule, at):
            yield from account.problems
            if account.arrears:
                yield _arrears(account, rule, at)


def _to_dos(rule: DuesRule, at: At) -> Iterator[ToDo]:
    for account in accounts_on(rule, at) if at.snapshot.all(DuesLine) else ():
        if account.arrears:
            membership = at.snapshot.all(Membership)[account.membership]
            yield ToDo.by(
                rule,
                kind="dues",
                urgency=Urgency.OVERDUE,
                record=key_of(membership),
                unit=membership.unit,
                day=account.arrears[0].due,
                reason=_arrears(account, rule, at),
            )

    yield from _coming(rule, at) if at.snapshot.all(DuesLine) else ()


def _coming(rule: DuesRule, at: At) -> Iterator[ToDo]:
    """Dues that are to come in and are not late yet: one to-do a unit and day, for it is the unit that collects them."""
    due: dict[tuple[UnitId, date], int] = {}
    for account in accounts_on(rule, at):
        unit = at.snapshot.all(Membership)[account.membership].unit
        for one in account.periods:
            if not one.settled and not one.unclear and at.day < one.late_from:
                due[unit, one.due] = due.get((unit, one.due), 0) + 1
    for (unit, day), number in sorted(due.items()):
        kept = at.snapshot.get(Unit, unit)
        if kept is not None:
            details = {**rule_details(rule), "number": number, "day": day, "unit": kept.name or unit}
            yield ToDo.by(
                rule,
                kind="dues",
                urgency=Urgency.DUE,
                record=("unit", unit),
                unit=unit,
                day=max(day, at.day),
                reason=Problem("dues-due", value=unit, details=details),
            )


def _arrears(account: Account, rule: DuesRule, at: At) -> Problem:
    amount = account.amount
    details = {
        **rule_details(rule),
        "id": account.membership,
        "periods": len(account.arrears),
        "first": account.arrears[0].start,
        "amount": "—" if amount is None else f"{amount} {rule.currency}".rstrip(),
        "day": at.day,
    }
    source = at.snapshot.sources.get(("membership", account.membership))
    return Problem("dues-arrears", source=source, value=account.membership, details=details)


def _lapses(rule: DuesRule, at: At) -> tuple[Proposed, ...]:
    return lapses_on(rule, at) if at.snapshot.all(DuesLine) else ()


def _records(rule: DuesRule, at: At) -> Iterator[DuesAccount]:
    if at.snapshot.all(DuesLine):
        for one in accounts_on(rule, at):
            yield DuesAccount(
                id=f"{rule.name}:{one.membership}",
                membership=one.membership,
                rule=rule.known_as,
                periods=len(one.periods),
                arrears=len(one.arrears),
                running=one.running,
                since=one.arrears[0].start if one.arrears else None,
                amount=one.amount,
                over=sum((period.over for period in one.periods), Decimal(0)),
                lapse=one.proposed is not None,
            )


def _typed(rule: DuesRule, at: At) -> Iterator[Held]:
    """What was charged on a base for which the table says how much it is."""
    for membership in at.snapshot.all(Membership).values():
        table = table_of(membership, rule, at)
        for line in at.snapshot.referrers(DuesLine, "membership", key_of(membership)) if table is not None else ():
            base = line.base.value if line.base and line.kind in rule.charges and line.on <= at.day else None
            made = None if base is None or table is None else charge_for(rule, base, table=table.name)
            if isinstance(made, Charge):
                right, wrong = (Quantity.of(one, rule.currency) for one in (made.amount, made.amount + 1))
                yield Held(record=line, gives=right, other=wrong)


KIND = Kind(
    name="dues",
    form=DuesRule,
    sound=unsound_dues,
    derives=(Derivation(DuesAccount, _records),),
    finds=_problems,
    proposes=_lapses,
    todo=_to_dos,
    typed=(Typed(noun=DuesLine, field="amount", told={"dues-charge": "id"}, of=_typed),),
)
