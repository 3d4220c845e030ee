"""The books of a synthetic organization: members, meetings, households, cases, wishes, tallies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from decimal import Decimal
from itertools import count

from grassroots.model import (
    Activity,
    Attendance,
    Budget,
    Case,
    Claim,
    Contact,
    Household,
    Membership,
    Need,
    Person,
    Post,
    Provision,
    Record,
    Reply,
    Step,
    Tally,
    Tenure,
)
from grassroots.testing.synthetic import words
from grassroots.testing.synthetic.dice import Dice
from grassroots.testing.synthetic.tree import Tree
from grassroots.values import (
    ActivityId,
    BudgetId,
    CaseId,
    HouseholdId,
    NeedId,
    PartialDate,
    PersonId,
    PostId,
    Quality,
    Quantity,
    Ref,
    UnitId,
)


class Books:
    """One run: the dice, the units, and the number of the next visit."""

    def __init__(self, seed: int, months: int) -> None:
        self.dice = Dice(seed, months)
        self.tree = Tree(self.dice)
        self._households = 0
        self._visits = count(1)

    def organization(
        self, units: int, members: int, cases: int, households: int, *, meetings: int | None = None
    ) -> Iterator[Record]:
        """Everything, in an order in which each record comes after those that it refers to."""
        yield from self.tree.grow(units)
        yield from self._people(members)
        yield from self._meetings(len(self.tree.branches) * self.dice.months if meetings is None else meetings, members)
        yield from self._homes(households, members)
        yield from self._cases(cases, members)
        yield from self._wishes(cases // 20, members)
        yield from self._tallies()
        yield from self._budgets()

    def _people(self, members: int) -> Iterator[Record]:
        for number in range(1, members + 1):
            person = PersonId(f"p-{number}")
            born = PartialDate(1940 + self.dice.below(60), None if self.dice.below(4) else 1 + self.dice.below(12))
            yield Person(
                id=person,
                name=words.CHINESE["member"].format(number=number),
                birth=born,
                phone=f"000-{number:08}",
                education=self.dice.one(words.EDUCATION) if self.dice.below(5) else None,
            )
            late = self.dice.below(8) == 0
            joined = self.dice.below(self.dice.length) if late else 0
            steps = [Step(state="full", on=self.dice.days[joined] if late else self.dice.long_ago(12))]
            if late and self.dice.below(2):
                steps.insert(0, Step(state="applied", on=self.dice.days[max(0, joined - 90)]))
            fate = self.dice.below(40)
            later = joined + self.dice.below(self.dice.length - joined)
            if fate < 2:
                steps.append(Step(state="ended", on=self.dice.days[later]))
            elif fate == 2:
                steps.append(Step(state="suspended", on=self.dice.days[later]))
                steps.append(Step(state="full", on=self.dice.days[min(later + 30, self.dice.length - 1)]))
            unit = self.tree.place(joined)
            yield Membership(
                id=person,
                person=person,
                unit=unit,
                registration="home" if number % 25 else "service",
                number=f"{number:06}",
                steps=tuple(steps),
            )
        for number, branch in enumerate(self.tree.branches, 1):
            post = PostId(f"c-{number}")
            yield Post(id=post, unit=branch, kind="chair")
            if number * 2 > members:
                continue
            change = self.dice.below(self.dice.length)
            first, second = PersonId(f"p-{number * 2 - 1}"), PersonId(f"p-{number * 2}")
            yield Tenure(
                id=f"t-{number}",
                post=post,
                person=first,
                start=self.dice.long_ago(3),
                end=self.dice.days[change],
                method="elected",
            )
            if number % 5:
                yield Tenure(id=f"t-{number}-2", post=post, person=second, start=self.dice.days[change], method="elected")

    def _meetings(self, meetings: int, members: int) -> Iterator[Record]:
        for number in range(1, meetings + 1):
            activity = ActivityId(f"k-{number}")
            branch = self.tree.branches[number % len(self.tree.branches)] if self.tree.branches else self.tree.place(0)
            counted = self.dice.below(3) == 0
            kind = self.dice.one(words.ACTIVITIES)
            yield Activity(
                id=activity,
                unit=branch,
                kind=kind,
                at=time(9) if kind == "volunteering" else None,
                on=self.dice.days[number * self.dice.length // (meetings + 1)],
                audience=self.dice.one(words.AUDIENCES),
                place=words.CHINESE["room"],
                headcount=5 + self.dice.below(40) if counted else None,
            )
            first = self.dice.below(members) if members else 0
            for seat in range(0 if counted else min(4, members)):
                presence = words.PRESENCE[self.dice.below(10)]
                yield Attendance(
                    id=f"k-{number}-{seat}",
                    activity=activity,
                    person=PersonId(f"p-{(first + seat) % members + 1}"),
                    presence=presence,
                    hours=Decimal(2) if kind == "training" and presence in ("present", "remote") else None,
                )

    def _homes(self, households: int, members: int) -> Iterator[Record]:
        self._households = households
        for number in range(1, households + 1):
            home, unit = HouseholdId(f"h-{number}"), self.tree.place(0)
            yield Household(
                id=home,
                unit=unit,
                address=words.CHINESE["address"].format(number=number % 997),
                key_family=self.dice.below(25) == 0,
            )
            if self.dice.below(100) < 73:
                yield self._visit(number, members)
                if self.dice.below(12) == 0:
                    yield self._relief(home, unit, number)

    def _relief(self, home: HouseholdId, unit: UnitId, number: int) -> Provision:
        yuan = Decimal(self.dice.below(200_000)).scaleb(-2)
        amount = Quantity(raw=words.CHINESE["about"].format(number=yuan), value=yuan, measured_in="CNY", quality=Quality.ROUGH)
        return Provision(
            id=f"r-{number}",
            unit=unit,
            kind="relief",
            on=self.dice.any_day(),
            household=home,
            amount=amount if number % 7 == 0 else Quantity.of(yuan, "CNY"),
        )

    def _visit(self, household: int, members: int) -> Contact:
        day = self.dice.below(self.dice.length)
        return Contact(
            id=f"v-{next(self._visits)}",
            unit=self.tree.place(day),
            on=self.dice.days[day],
            target=Ref("household", f"h-{household}"),
            code=words.CODES[self.dice.below(10)],
            by=PersonId(f"p-{1 + self.dice.below(members)}") if members else None,
            purpose=self.dice.one(words.PURPOSES),
        )

    def visits(self) -> Iterator[Record]:
        """Further visits without end; none where there are no households."""
        while self._households:
            yield self._visit(1 + self.dice.below(self._households), 0)

    def _cases(self, cases: int, members: int) -> Iterator[Record]:
        for number in range(1, cases + 1):
            # Received evenly over the time, so that every month has its share and some are still open at the end.
            day = number * self.dice.length // (cases + 1)
            case = CaseId(f"o-{number}")
            dispute = number % 40 == 0
            steps = self._quarrel(day) if dispute else self._life(day)
            confidential = self.dice.below(20) == 0
            yield Case(
                id=case,
                category="dispute" if dispute else self.dice.one(words.CATEGORIES),
                unit=self.tree.place(day),
                channel=self.dice.one(words.CHANNELS),
                topic=self.dice.one(words.TOPICS),
                requester=None
                if confidential or not members or self.dice.below(3)
                else PersonId(f"p-{1 + self.dice.below(members)}"),
                confidential=confidential,
                text=words.CHINESE["matter"].format(number=number, matter=self.dice.one(words.MATTERS)),
                steps=steps,
            )
            if steps[-1].state == "replied" and self.dice.below(10) < 7:
                yield Reply(id=f"o-{number}", case=case, on=steps[-1].on, measures=words.CHINESE["reply"])

    def _quarrel(self, day: int) -> tuple[Step, ...]:
        """A dispute, and how it was settled."""
        met, settled = (min(day + later, self.dice.length - 1) for later in (3, 12))
        return (
            Step(state="received", on=self.dice.days[day]),
            Step(state="mediation", on=self.dice.days[met]),
            Step(state="closed", on=self.dice.days[settled], outcome="settled"),
        )

    def _life(self, day: int) -> tuple[Step, ...]:
        last = self.dice.length - 1
        received = Step(state="received", on=self.dice.days[day], due=self.dice.days[day + 13])
        fate = self.dice.below(100)
        if fate < 3:
            return (received, Step(state="declined", on=self.dice.days[min(day + 2, last)], outcome="declined"))
        sent = day + self.dice.below(4)
        if fate < 6 or sent > last:
            return (received,)
        steps = [received, Step(state="dispatched", on=self.dice.days[sent], unit=self.tree.place(sent))]
        if fate < 10 and sent + 3 <= last:
            sent += 3
            steps.append(Step(state="returned", on=self.dice.days[sent - 1]))
            steps.append(Step(state="dispatched", on=self.dice.days[sent], unit=self.tree.place(sent)))
        done = sent + 1 + self.dice.below(16 if self.dice.below(5) else 45)
        if done > last:
            return tuple(steps)
        steps.append(self._answer(done))
        again = done + 5
        if fate > 96 and again + 10 <= last:
            steps.append(Step(state="dispatched", on=self.dice.days[again], due=self.dice.days[again + 13]))
            steps.append(self._answer(again + 10))
        return tuple(steps)

    def _answer(self, day: int) -> Step:
        rating = words.RATINGS[self.dice.below(10)]
        return Step(state="replied", on=self.dice.days[day], outcome=words.OUTCOMES[self.dice.below(10)], rating=rating)

    def _wishes(self, wishes: int, members: int) -> Iterator[Record]:
        for number in range(1, wishes + 1):
            day = number * self.dice.length // (wishes + 1)
            need = NeedId(f"w-{number}")
            steps = [Step(state="published", on=self.dice.days[day])]
            taken = self.dice.below(5) > 0 and members > 0 and day + 20 < self.dice.length
            if taken:
                steps.append(Step(state="claimed", on=self.dice.days[day + 7]))
                if self.dice.below(3):
                    later = self.dice.days[min(day + 30, self.dice.length - 1)]
                    steps += [Step(state="granted", on=self.dice.days[day + 20])]
                    steps += [Step(state="thanked", on=later)] if number % 2 else []
            yield Need(
                id=need,
                unit=self.tree.place(day),
                kind="wish" if number % 3 else "help",
                group=self.dice.one(words.GROUPS),
                text=words.CHINESE["wish"],
                steps=tuple(steps),
            )
            if taken:
                by = Ref("person", f"p-{1 + self.dice.below(members)}")
                yield Claim(id=f"w-{number}", need=need, on=self.dice.days[day + 7], by=by)

    def _tallies(self) -> Iterator[Record]:
        for number, branch in enumerate(self.tree.branches, 1):
            amount = Quantity.of(50 + self.dice.below(400), "household")
            yield Tally(
                id=f"y-{number}",
                unit=branch,
                kind="households_registered",
                on=self.dice.days[self.dice.length - 1],
                amount=amount,
            )

    def _budgets(self) -> Iterator[Record]:
        """A line for training of each branch: what was paid in, and what of it was spent."""
        for number, branch in enumerate(self.tree.branches, 1):
            line = BudgetId(f"b-{number}")
            planned, start, last = Quantity.of(600, "CNY"), self.dice.days[0], self.dice.days[self.dice.length - 1]
            yield Budget(id=line, unit=branch, fund="running", line="training", start=start, planned=planned)
            yield Provision(id=f"{line}-in", unit=branch, kind="allocation", on=start, amount=planned, into_budget=line)
            spent = Quantity.of(100 + self.dice.below(400), "CNY")
            yield Provision(id=f"{line}-out", unit=branch, kind="expense", on=last, amount=spent, from_budget=line)
