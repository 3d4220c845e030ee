"""Pay reckoned: what a holder of a post is owed for each month and year, by whom, what was paid, and what is short."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import frozen

from grassroots.charter.length import Length
from grassroots.model import Allowance, Assessment, PayLevel, Post, Tally, Tenure, Unit
from grassroots.problems import Problem
from grassroots.rules.kind import At
from grassroots.rules.members.charge import rounded_by
from grassroots.rules.members.dues_rule import Rounding
from grassroots.rules.posts.pay_line import PayLine
from grassroots.rules.posts.pay_rule import PayEvery, PayPart, PayRule, Rise
from grassroots.rules.posts.posts import holds_on
from grassroots.rules.posts.promotion import decided_on
from grassroots.rules.posts.worded import headed, named, named_word, say, source_of
from grassroots.values import FOREVER, Language, UnitId


@frozen(kw_only=True)
class PayAccount:
    """The pay of one holder of a post under a rule, as of the end of a day, line by line.

    `problems`: what is wrong: not paid, too little, by the wrong payer, without the value or judgement that it rests on.
    `stray`: what was paid for months in which the post was not held.
    """

    tenure: str
    rule: PayRule
    day: date
    lines: tuple[PayLine, ...]
    problems: tuple[Problem, ...] = ()
    stray: tuple[Allowance, ...] = ()

    @property
    def arrears(self) -> Decimal:
        """How much is late and still to be paid."""
        late = [one.short for one in self.lines if one.late_from is not None and one.late_from <= self.day]
        return sum(late, Decimal(0))

    def explain(self, language: Language = "en") -> tuple[str, ...]:
        """The rule with its source, then each line: what is owed by whom, what was paid."""
        parts = {part.name: part for part in self.rule.parts}
        return (
            headed(self.rule, language),
            *(_worded(one, parts[one.part], self.rule.places, language) for one in self.lines),
            *(problem.text(language) for problem in self.problems),
        )


def month_of(one: Allowance) -> date:
    """The first day of the month that an amount is for."""
    return one.month.replace(day=1)


def paid_in(one: Allowance) -> Decimal | None:
    """How much it is; None where no number is written."""
    return one.amount.value if one.amount is not None else None


def _worded(line: PayLine, part: PayPart, places: int, language: Language) -> str:
    unsettled = say("pay-unsettled", language)
    owed = unsettled if line.owed is None else money(line.owed, places)
    return say(
        "pay-line",
        language,
        when=when(part, line.month),
        part=named(part),
        owed=say("pay-least", language, amount=owed) if line.floor and line.owed is not None else owed,
        payer=line.payer or say("not-stated", language),
        paid=unsettled if line.paid is None else money(line.paid, places),
    )


def pay_account(tenure: Tenure, rule: PayRule, at: At) -> PayAccount:
    """What a term of office is owed and was paid at the end of a day.

    A month is owed once it is over, a year's part once its judgement is decided.
    """
    return Reckoner(rule, at).account(tenure)


def pay_accounts(rule: PayRule, at: At) -> tuple[PayAccount, ...]:
    """The accounts of all terms of office to which a pay rule applies, in the order of their ids."""
    reckoner = Reckoner(rule, at)
    within = None if at.scope is None else set(at.snapshot.under(at.scope, at.day))
    return tuple(
        reckoner.account(one)
        for one in at.snapshot.all(Tenure).values()
        if one.start <= at.day
        and (within is None or at.snapshot.home(one) in within)
        and at.reader.holds(one, rule.where, at.day)
    )


def starting_level(tenure: Tenure, rule: PayRule, at: At) -> int | None:
    """The level on which the rule would have somebody begin; None if it does not say. What holds is the level on record."""
    starts = rule.ladder.starts if rule.ladder else ()
    return next((one.level for one in starts if at.reader.holds(tenure, one.where, tenure.start)), None)


def off_the_ladder(rule: PayRule, at: At) -> Iterator[Problem]:
    """Levels on record that the ladder does not give: another than it starts with, and a rise before its time or by more than it allows."""
    reckoner = Reckoner(rule, at)
    for tenure in at.snapshot.all(Tenure).values() if rule.ladder else ():
        if tenure.start <= at.day and at.reader.holds(tenure, rule.where, at.day):
            yield from reckoner.jumps(tenure)


Reckoned = tuple[PayLine, tuple[Problem, ...]]
"""A line, and what is wrong with it."""


class Reckoner:
    """Reckons accounts under one rule as of one day."""

    def __init__(self, rule: PayRule, at: At) -> None:
        self._rule, self._at, self._snapshot, self._day = rule, at, at.snapshot, at.day
        self._kept = at.snapshot.kept(f"pay since:{rule.name}:{at.day}", lambda _: self._since())

    def _since(self) -> date:
        """The first day of the first year of which the office kept any pay by the rule: of those before nobody says that it is owed."""
        parts, known = {part.name for part in self._rule.parts}, list[date]()
        for one in self._snapshot.all(Allowance).values():
            tenure = self._snapshot.get(Tenure, one.tenure) if one.part in parts and one.on <= self._day else None
            if tenure is not None and self._at.reader.holds(tenure, self._rule.where, self._day):
                known.append(one.month)
        return min(known, default=date.min).replace(month=1, day=1)

    def account(self, tenure: Tenure) -> PayAccount:
        booked = self._booked(tenure)
        reckoned = [
            self._line(tenure, part, month, booked)
            for month in self._months(tenure)
            for part in self._rule.parts
            if part.every is PayEvery.MONTH
        ]
        monthly = [line for line, _ in reckoned]
        months = [*(one.month for one in monthly), *(one.month for one in booked)]
        for part in self._rule.parts:
            if part.every is PayEvery.YEAR:
                for year in sorted({month.year for month in months if month <= self._day}):
                    reckoned += self._year(tenure, part, year, monthly, booked)
        order = {part.name: place for place, part in enumerate(self._rule.parts)}
        reckoned.sort(key=lambda one: (one[0].month, order[one[0].part]))
        stray = tuple(self._stray(tenure, booked))
        parts = {part.name: part for part in self._rule.parts}
        told = (
            self._problem("pay-stray", tenure, parts[one.part], month_of(one), paid=paid_in(one), owed=Decimal(0))
            for one in stray
        )
        return PayAccount(
            tenure=tenure.id,
            rule=self._rule,
            day=self._day,
            lines=tuple(line for line, _ in reckoned),
            problems=(*(problem for _, problems in reckoned for problem in problems), *told),
            stray=stray,
        )

    def _stray(self, tenure: Tenure, booked: list[Allowance]) -> Iterator[Allowance]:
        """What was paid for months that are over and in which the holder did not hold the post on the first day: nothing is owed for them."""
        parts = {part.name for part in self._rule.parts if part.every is PayEvery.MONTH}
        for one in booked:
            month = month_of(one)
            if one.kind not in self._rule.paid or one.part not in parts or month > self._day or holds_on(tenure, month):
                continue
            if self._rule.holds_on(month) and paid_in(one):
                yield one

    def run(self, tenure: Tenure) -> tuple[int, date] | None:
        """The level on which a holder stands, and the first month of the unbroken run on it."""
        levels = [(one.month, one.level) for one in self._booked(tenure) if one.level is not None]
        if not levels:
            return None
        month, level = levels[-1]
        for earlier, other in reversed(levels):
            if other != level:
                break
            month = earlier
        return level, month

    def jumps(self, tenure: Tenure) -> Iterator[Problem]:
        """What is wrong with the levels on which a holder stood, one after the other."""
        ladder = self._rule.ladder
        levels = [(one.month, one.level) for one in self._booked(tenure) if one.level is not None]
        part = next((one for one in self._rule.parts if one.ladder), None)
        if ladder is None or part is None or not levels:
            return
        since, level = levels[0]
        starts = starting_level(tenure, self._rule, self._at)
        if starts is not None and level != starts and since <= next_month(tenure.start) and self._rule.holds_on(tenure.start):
            yield self._problem("pay-start", tenure, part, since, level=level, starts=starts)
        for month, higher in levels[1:]:
            if higher > level and self._rule.holds_on(month):
                rises = [one for one in ladder.rises if level + one.levels == higher and one.stay.after(since) <= month]
                if ladder.rises and not any(self.judged(tenure, one, since) for one in rises):
                    yield self._problem("pay-jump", tenure, part, month, level=level, higher=higher, since=since)
            if higher != level:
                since, level = month, higher

    def judged(self, tenure: Tenure, rise: Rise, since: date) -> bool:
        """Whether the judgement that a rise asks for was decided in the time on the level."""
        if not rise.rubric:
            return True
        return any(
            one.grade in rise.grades and one.last >= since and decided_on(one, self._at) is not None
            for one in self._judgements(tenure, rise.rubric)
        )

    def _months(self, tenure: Tenure) -> Iterator[date]:
        """The first days of the months that are over and count: those on which the holder held the post and the rule was in force."""
        begin = max(tenure.start, self._rule.valid_from or tenure.start, self._kept)
        month = begin.replace(day=1)
        while month <= self._day:
            following = next_month(month)
            if following > self._day and self._day != FOREVER and (following - self._day).days > 1:
                return
            if holds_on(tenure, month) and self._rule.holds_on(month):
                yield month
            if following == FOREVER or (tenure.end is not None and following >= tenure.end):
                return
            month = following

    def _booked(self, tenure: Tenure) -> list[Allowance]:
        words = (*self._rule.granted, *self._rule.paid)
        found = [
            one
            for one in self._snapshot.referrers(Allowance, "tenure", ("tenure", tenure.id))
            if one.on <= self._day and one.kind in words
        ]
        return sorted(found, key=lambda one: (one.month, one.on, one.id))

    def _line(self, tenure: Tenure, part: PayPart, month: date, booked: list[Allowance]) -> Reckoned:
        level = next((one.level for one in reversed(booked) if one.level is not None and one.month <= month), None)
        problems: list[Problem] = []
        owed, exact = self._owed(tenure, part, month, level, problems)
        own = [one for one in booked if one.part == part.name and one.kind in self._rule.paid and _same(one.month, month, part)]
        return self._settled(tenure, part, month, owed, exact, next_month(month), level, own, problems)

    def _owed(
        self, tenure: Tenure, part: PayPart, month: date, level: int | None, problems: list[Problem]
    ) -> tuple[Decimal | None, Fraction | None]:
        """What a monthly part comes to, rounded; and the exact value that it may not fall below, if it is a floor."""
        post = self._snapshot.get(Post, tenure.post)
        if part.amount is not None:
            return part.amount, None
        if part.reference is not None:
            value = self._published(part, tenure, month)
            if value is None:
                tally = named_word(self._snapshot.charter, "tally", part.reference.tally)
                problems.append(self._problem("pay-reference", tenure, part, month, tally=tally))
                return None, None
            exact = value * part.reference.portion / 12
            if part.reference.exact:
                return rounded_by(exact, self._rule.places, self._rule.rounding), None
            return rounded_by(exact, self._rule.places, Rounding.UP), exact
        own = self._rule.class_of(post.kind) if post else None
        amount = own.at(level) if own and level is not None else None
        if part.table:
            amount = self._tabled(post.kind if post else "", level, month)
        if amount is None:
            problems.append(self._problem("pay-level", tenure, part, month))
        return amount, None

    def _year(
        self, tenure: Tenure, part: PayPart, year: int, monthly: list[PayLine], booked: list[Allowance]
    ) -> Iterator[Reckoned]:
        """The yearly part: by the grade of the judgement whose period ends in the year, once that is decided."""
        month = date(year, 1, 1)
        own = [one for one in booked if one.part == part.name and one.kind in self._rule.paid and one.month.year == year]
        decided = [
            (one.last, one.id, one, on)
            for one in self._judgements(tenure, part.rubric)
            if one.last.year == year and (on := decided_on(one, self._at)) is not None
        ]
        if not decided:
            if own:
                unassessed = [self._problem("pay-unassessed", tenure, part, month)]
                yield self._settled(tenure, part, month, None, None, None, None, own, unassessed)
            return
        *_, judged, on = max(decided)
        brings = next((one for one in part.grades if one.grade == judged.grade), None)
        owed: Decimal | None = Decimal(0)
        if brings is not None and brings.amount is not None:
            owed = brings.amount
        elif brings is not None and brings.portion is not None:
            known = [one.owed for one in monthly if one.month.year == year]
            whole = sum((Fraction(one) for one in known if one is not None), Fraction(0))
            owed = None if None in known else rounded_by(whole * brings.portion, self._rule.places, self._rule.rounding)
        yield self._settled(tenure, part, month, owed, None, on + timedelta(days=1), None, own, [])

    def _settled(
        self,
        tenure: Tenure,
        part: PayPart,
        month: date,
        owed: Decimal | None,
        exact: Fraction | None,
        due: date | None,
        level: int | None,
        own: list[Allowance],
        problems: list[Problem],
    ) -> Reckoned:
        """A line with what was paid for it, and what is wrong with that."""
        amounts = [
            one.amount.value if one.amount is not None and one.amount.measured_in in (self._rule.currency, "") else None
            for one in own
        ]
        paid = None if None in amounts else sum((one for one in amounts if one is not None), Decimal(0))
        payer = self._payer(part, tenure, month)
        late = None if due is None else self._rule.grace.after(due) if self._rule.grace else due
        if paid is None:
            problems.append(self._problem("pay-amount", tenure, part, month, currency=self._rule.currency))
        elif owed is not None and late is not None:
            lines = tuple(one.id for one in own)
            if late <= self._day and owed and not own:
                problems.append(self._problem("pay-unpaid", tenure, part, month))
            elif late - timedelta(days=bool(own) and not self._rule.grace) <= self._day and (
                paid < owed if exact is None else Fraction(paid) < exact
            ):
                problems.append(self._problem("pay-short", tenure, part, month, paid=paid, owed=owed, lines=lines))
            elif exact is None and paid > owed:
                problems.append(self._problem("pay-over", tenure, part, month, paid=paid, owed=owed, lines=lines))
        for one in own:
            if payer is not None and one.payer not in (None, payer):
                problems.append(self._problem("pay-payer", tenure, part, month, payer=one.payer, right=payer))
        line = PayLine(
            id=f"{self._rule.name}:{tenure.id}:{part.name}:{month}",
            tenure=tenure.id,
            rule=self._rule.name,
            part=part.name,
            month=month,
            owed=owed,
            paid=paid,
            floor=part.reference is not None and not part.reference.exact,
            payer=payer,
            late_from=late,
            level=level if part.ladder else None,
            by=tuple(one.id for one in own),
        )
        return line, tuple(problems)

    def _published(self, part: PayPart, tenure: Tenure, month: date) -> Fraction | None:
        assert part.reference is not None
        unit = self._nearest(part.reference.of, tenure, month)
        known = [
            one
            for one in self._snapshot.referrers(Tally, "unit", ("unit", unit or ""))
            if one.kind == part.reference.tally and one.on <= month
        ]
        latest = max(known, key=lambda one: (one.on, one.id), default=None)
        value = latest.amount.value if latest is not None and latest.amount is not None else None
        return None if value is None else Fraction(value)

    def _tabled(self, kind: str, level: int | None, month: date) -> Decimal | None:
        """What the table of pay levels has for a kind of post and a level; of several lines that hold in the month, the latest."""
        lines = [
            one
            for one in self._snapshot.all(PayLevel).values()
            if (one.kind, one.level) == (kind, level) and self._snapshot.counts_on(one, month)
        ]
        latest = max(lines, key=lambda one: (one.start or date.min, one.id), default=None)
        return latest.amount.value if latest is not None else None

    def _payer(self, part: PayPart, tenure: Tenure, month: date) -> UnitId | None:
        return self._nearest(part.payer, tenure, month)

    def _nearest(self, kinds: tuple[str, ...], tenure: Tenure, day: date) -> UnitId | None:
        """The unit of the post, or the nearest above it, that is of one of the kinds."""
        post = self._snapshot.get(Post, tenure.post)
        if post is None:
            return None
        for id in (post.unit, *self._snapshot.ancestors(post.unit, day)):
            unit = self._snapshot.get(Unit, id)
            if unit is not None and unit.kind in kinds:
                return unit.id
        return None

    def _judgements(self, tenure: Tenure, rubric: str) -> list[Assessment]:
        person = self._snapshot.person(tenure.person)
        return [
            one
            for one in self._snapshot.all(Assessment).values()
            if one.rubric == rubric and one.subject.noun == "person" and self._snapshot.person(one.subject.id) == person
        ]

    def _problem(self, code: str, tenure: Tenure, part: PayPart, month: date, **details: Any) -> Problem:
        for key in ("paid", "owed"):
            if key in details:
                details[key] = money(details[key], self._rule.places)
        place = self._snapshot.sources.get(("allowance", details["lines"][-1])) if details.get("lines") else None
        which = {"id": tenure.id, "part": named(part), "month": when(part, month), "source": source_of(self._rule, part)}
        return Problem(code, source=place or self._snapshot.sources.get(("tenure", tenure.id)), details={**which, **details})


def money(amount: Decimal, places: int) -> str:
    """An amount with at least so many decimal places, and as many more as it has.

    >>> money(Decimal("133"), 2), money(Decimal("0.125"), 2)
    ('133.00', '0.125')
    """
    exponent = amount.normalize().as_tuple().exponent
    return f"{amount:.{max(places, -exponent if isinstance(exponent, int) else 0)}f}"


def when(part: PayPart, month: date) -> str:
    """The month, or the year, that a line is for, as it is written."""
    return f"{month:%Y}" if part.every is PayEvery.YEAR else f"{month:%Y-%m}"


def _same(month: date, other: date, part: PayPart) -> bool:
    return month.year == other.year and (part.every is PayEvery.YEAR or month.month == other.month)


def next_month(month: date) -> date:
    """The first day of the next one."""
    return Length(months=1).after(month.replace(day=1))
