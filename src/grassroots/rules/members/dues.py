"""Dues: what is owed for a base, what of it is paid, who is in arrears on a day, and what is then proposed. Exact; nothing is ever applied."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from attrs import define, frozen

from grassroots.charter import StateKind
from grassroots.charter.length import Length
from grassroots.model import DuesLine, Membership, key_of
from grassroots.problems import Problem
from grassroots.reading.lifecycle import status_on
from grassroots.reading.reader import Reader
from grassroots.rules.kind import At, Kind
from grassroots.rules.members.dues_rule import DuesPeriod, DuesRule, DuesTable, Rounding, Slab, unsound_dues
from grassroots.rules.proposed import Proposed
from grassroots.snapshot import Snapshot
from grassroots.values import Quantity


@frozen(kw_only=True)
class Charge:
    """What is owed for a base: the table and the slab in which the base lies, the exact amount, and the amount as the rule rounds it."""

    rule: DuesRule
    table: DuesTable
    slab: Slab
    base: Decimal
    exact: Fraction
    amount: Decimal

    def explain(self, language: str = "en") -> tuple[str, ...]:
        """The computation in lines, with the rule and its source."""
        zh = language == "zh"
        rule, slab = self.rule, self.slab
        source = self.table.source or rule.source or ("未注明" if zh else "not stated")
        named = rule.labels.get(language, rule.name)
        table = self.table.labels.get(language, self.table.name)
        upper = ("以上" if zh else " and more") if slab.up_to is None else f" – {slab.up_to}"
        over = f"{slab.over}{upper}"
        if slab.rate is None:
            how = f"定额{slab.amount}" if zh else f"fixed at {slab.amount}"
        else:
            share = f"{slab.rate * 100:f}".rstrip("0").rstrip(".") if "." in f"{slab.rate * 100:f}" else f"{slab.rate * 100:f}"
            how = f"全额{self.base} × {share}%" if zh else f"{self.base} as a whole × {share} %"
        head = f"{named}，{table}（依据：{source}）" if zh else f"{named}, {table} (source: {source})"
        return (
            head,
            f"{over}：{how} = {self.amount} {rule.currency}".rstrip()
            if zh
            else f"{over}: {how} = {self.amount} {rule.currency}".rstrip(),
        )


def charge(rule: DuesRule, base: Decimal | int, *, table: str | None = None) -> Charge | Problem:
    """What is owed for a base under a table of the rule (its first, without a name); a Problem where the rule has no answer.

    >>> slabs = (Slab(up_to=Decimal(3000), rate=Decimal("0.005")), Slab(over=Decimal(3000), rate=Decimal("0.01")))
    >>> rule = DuesRule(name="dues", since=("full",), tables=(DuesTable(name="all", slabs=slabs),))
    >>> [str(charge(rule, Decimal(base)).amount) for base in ("3000", "3000.01")]
    ['15.00', '30.00']
    """
    found = next((one for one in rule.tables if table in (None, one.name)), None)
    number = Decimal(base)
    told = {"rule": rule.labels.get("en", rule.name), "rule_zh": rule.labels.get("zh", rule.name), "source": rule.source or "—"}
    if found is None or not number.is_finite() or number < 0:
        return Problem("dues-no-slab", value=str(base), details={**told, "table": table or ""})
    slab = next((one for one in found.slabs if one.holds(number)), None)
    if slab is None:
        return Problem("dues-no-slab", value=str(base), details={**told, "table": found.name})
    exact = Fraction(slab.amount) if slab.amount is not None else Fraction(number) * Fraction(slab.rate or 0)
    return Charge(
        rule=rule, table=found, slab=slab, base=number, exact=exact, amount=rounded_by(exact, rule.places, rule.rounding)
    )


def rounded_by(value: Fraction, places: int, rounding: Rounding) -> Decimal:
    """A number of 0 or more rounded to `places` places, exactly.

    >>> [str(rounded_by(Fraction(25, 1000), 2, way)) for way in Rounding]
    ['0.03', '0.02', '0.03', '0.02']
    """
    scaled = value * 10**places
    whole, rest = scaled.__floor__(), scaled - scaled.__floor__()
    half = Fraction(1, 2)
    up = {
        Rounding.UP: rest > 0,
        Rounding.DOWN: False,
        Rounding.HALF_UP: rest >= half,
        Rounding.HALF_EVEN: rest > half or (rest == half and whole % 2 == 1),
    }[rounding]
    return (
        Decimal(whole + up).scaleb(-places) if abs(whole) < 10**20 else Decimal((0, tuple(map(int, str(whole + up))), -places))
    )


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

    def explain(self, language: str = "en") -> tuple[str, ...]:
        """The account in lines, with the rule and its source."""
        zh = language == "zh"
        source = self.rule.source or ("未注明" if zh else "not stated")
        named = self.rule.labels.get(language, self.rule.name)
        lines = [f"{named}（依据：{source}）" if zh else f"{named} (source: {source})"]
        amount = (
            ("金额不详" if zh else "amount not known")
            if self.amount is None
            else f"{self.amount} {self.rule.currency}".rstrip()
        )
        number = len(self.arrears)
        lines.append(f"{self.day}欠缴{number}期，{amount}" if zh else f"on {self.day}: {number} periods in arrears, {amount}")
        for one in self.arrears:
            left = ("金额不详" if zh else "amount not known") if one.left is None else str(one.left)
            lines.append(f"{one.start}起的一期，{one.due}到期：{left}" if zh else f"from {one.start}, due {one.due}: {left}")
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
    return date(day.year, (day.month - 1) // every.months * every.months + 1, 1)


def table_of(membership: Membership, rule: DuesRule, reader: Reader, day: date) -> DuesTable | None:
    """The table under which a member pays on a day: the first whose condition holds."""
    return next((table for table in rule.tables if reader.holds(membership, table.where, day)), None)


def account_on(
    membership: Membership, rule: DuesRule, snapshot: Snapshot, day: date, *, reader: Reader | None = None
) -> Account:
    """A member's account at the end of a day. Lines of a later day do not count; neither does what was decided later.

    Args:
        membership: the membership.
        rule: the dues rule in force.
        snapshot: the records: lines of dues, the life of the membership, units above.
        day: the day.
        reader: one that has read the snapshot already.
    """
    read = reader or Reader(snapshot)
    problems: list[Problem] = []
    starts = tuple(_periods(membership, rule, snapshot, day)) if read.holds(membership, rule.where, day) else ()
    sums = _sums(membership, rule, snapshot, day, problems)
    length = Length(months=rule.every.months)
    table = table_of(membership, rule, read, day)
    fixed = table.slabs[0].amount if table is not None and len(table.slabs) == 1 else None
    periods = []
    for start in starts:
        due = rule.due.after(start) if rule.due else length.after(start) - timedelta(days=1)
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
    account = Account(rule=rule, membership=membership.id, day=day, periods=tuple(periods), problems=tuple(problems))
    return Account(
        rule=rule,
        membership=membership.id,
        day=day,
        periods=account.periods,
        problems=account.problems,
        proposed=_lapse(account, membership, snapshot),
    )


def _periods(membership: Membership, rule: DuesRule, snapshot: Snapshot, day: date) -> Iterator[date]:
    """The first days of the periods owed until a day."""
    workflow = snapshot.charter.workflow_of(membership)
    begun: date | None = None
    ended: date | None = None
    for step in membership.steps:
        if step.on > day:
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
    while start <= (ended or day):
        standing = status_on(membership.steps, workflow, min(max(start, begun), day))
        if standing is None or standing.state not in rule.not_in:
            yield start
        start = length.after(start)


def _sums(membership: Membership, rule: DuesRule, snapshot: Snapshot, day: date, problems: list[Problem]) -> dict[date, _Sums]:
    sums: dict[date, _Sums] = {}
    for line in snapshot.referrers("dues_line", "membership", key_of(membership)):
        if not isinstance(line, DuesLine) or line.on > day:
            continue
        if line.month != period_start(line.month, rule.every):
            problems.append(_told("dues-month", line, rule, snapshot, right=period_start(line.month, rule.every)))
        one = sums.setdefault(period_start(line.month, rule.every), _Sums())
        amount = _amount(line.amount, line, rule, snapshot, problems)
        if line.kind in rule.charges:
            one.charged = (one.charged or Decimal(0)) + amount if amount is not None else one.charged
            one.unclear |= amount is None
        elif line.kind in rule.payments:
            one.paid += amount or Decimal(0)
            one.unclear |= amount is None
            back = (line.on.year - line.month.year) * 12 + line.on.month - line.month.month
            if rule.back_most and back > rule.back_most * rule.every.months:
                problems.append(_told("dues-far-back", line, rule, snapshot, most=rule.back_most))
        elif line.kind in rule.waivers:
            home = snapshot.home(membership)
            above = snapshot.ancestors(home, line.on) if home else ()
            if rule.waiver_above and line.consent not in above:
                problems.append(_told("dues-waiver", line, rule, snapshot))
            elif line.amount is None:
                one.waived = None
            elif amount is not None and one.waived is not None:
                one.waived += amount
    return sums


def _amount(
    amount: Quantity | None, line: DuesLine, rule: DuesRule, snapshot: Snapshot, problems: list[Problem]
) -> Decimal | None:
    if amount is None:
        if line.kind not in rule.waivers:
            problems.append(_told("dues-amount", line, rule, snapshot))
        return None
    other = rule.currency and amount.measured_in and amount.measured_in != rule.currency
    if amount.value is None or amount.value < 0 or other:
        problems.append(_told("dues-amount", line, rule, snapshot))
        return None
    return amount.value


def _told(code: str, line: DuesLine, rule: DuesRule, snapshot: Snapshot, **details: object) -> Problem:
    named = {
        "rule": rule.labels.get("en", rule.name),
        "rule_zh": rule.labels.get("zh", rule.name),
        "source": rule.source or "—",
    }
    told = {**named, "id": line.id, "month": line.month, **details}
    value = line.amount.raw if line.amount else ""
    return Problem(code, source=snapshot.sources.get(key_of(line)), value=value, details=told)


def _lapse(account: Account, membership: Membership, snapshot: Snapshot) -> Proposed | None:
    """The end that the rule proposes; of a membership that has not ended."""
    rule, lapse = account.rule, account.rule.lapse
    standing = status_on(membership.steps, snapshot.charter.workflow_of(membership), account.day)
    if lapse is None or standing is None or standing.state_kind is StateKind.DROPPED:
        return None
    if lapse.periods:
        reached = account.running >= lapse.periods
    else:
        reached = any(lapse.after is not None and lapse.after.after(one.due) <= account.day for one in account.arrears)
    if not reached:
        return None
    told = {
        "rule": rule.labels.get("en", rule.name),
        "rule_zh": rule.labels.get("zh", rule.name),
        "id": membership.id,
        "periods": len(account.arrears),
        "first": account.arrears[0].start,
        "day": account.day,
        "source": lapse.source or rule.source or "—",
    }
    return Proposed(
        what="lapse",
        record=key_of(membership),
        day=account.day,
        reason=Problem("dues-lapse", details=told),
        rule=rule.name,
        source=lapse.source or rule.source,
        body=lapse.body,
        labels=lapse.labels or rule.labels,
    )


def lapses_on(rule: DuesRule, snapshot: Snapshot, day: date) -> tuple[Proposed, ...]:
    """Every end that a dues rule proposes on a day, in the order of the memberships. The memberships themselves stay as they are."""
    reader = Reader(snapshot)
    found = []
    for membership in snapshot.all("membership").values():
        if isinstance(membership, Membership):
            account = account_on(membership, rule, snapshot, day, reader=reader)
            if account.proposed is not None:
                found.append(account.proposed)
    return tuple(found)


def _problems(rule: DuesRule, at: At) -> Iterator[Problem]:
    """Arrears, where accounts are kept at all: of an office that writes no payment down, nobody knows who has paid."""
    if not at.snapshot.all("dues_line"):
        return
    for membership in at.snapshot.all("membership").values():
        if not isinstance(membership, Membership):
            continue
        account = account_on(membership, rule, at.snapshot, at.day, reader=at.reader)
        yield from account.problems
        if account.arrears:
            amount = account.amount
            yield Problem(
                "dues-arrears",
                source=at.snapshot.sources.get(key_of(membership)),
                value=membership.id,
                details={
                    "id": membership.id,
                    "rule": rule.labels.get("en", rule.name),
                    "rule_zh": rule.labels.get("zh", rule.name),
                    "source": rule.source or "—",
                    "periods": len(account.arrears),
                    "first": account.arrears[0].start,
                    "amount": "—" if amount is None else f"{amount} {rule.currency}".rstrip(),
                    "day": at.day,
                },
            )


KIND = Kind(name="dues", form=DuesRule, sound=unsound_dues, finds=_problems)
