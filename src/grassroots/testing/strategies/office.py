"""The records of a drawn organization, noun by noun: each fits those drawn before it."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

from attrs import define, evolve, field

from grassroots.charter import Charter, StateKind, Workflow
from grassroots.model import Custom, ExternalId, Record, Step, noun_of
from grassroots.testing.strategies.tree import FIRST, LAST, Dice, DrawnTree
from grassroots.values import Quality, Quantity, Ref, UnitId

Span = tuple[int | None, int | None]
MOST_STEPS = 6


@define
class Furnished:
    """Draws records that agree with one another and follow the charter. `drawn` keeps them by noun, in the order of drawing."""

    dice: Dice
    charter: Charter
    tree: DrawnTree
    drawn: dict[str, list[Any]] = field(factory=dict)
    spans: dict[tuple[str, str], Span] = field(factory=dict)
    ended: dict[tuple[str, str, str], int | None] = field(factory=dict)
    busy: dict[str, list[Span]] = field(factory=dict)

    def records(self) -> list[Record]:
        """Every record but the units and their changes."""
        return [record for found in self.drawn.values() for record in found]

    # What the records are made of.

    def word(self, words: str) -> str:
        """A word of a list."""
        return self.dice.one(list(self.charter.words[words]))

    def maybe_word(self, words: str) -> str | None:
        """A word of a list, or none; none if the charter lacks the list."""
        return self.dice.maybe(list(self.charter.words.get(words, {})))

    def unit(self, day: int) -> UnitId:
        """A unit that stands on a day."""
        return UnitId(self.dice.one(self.tree.status(day)))

    def day(self) -> tuple[int, date]:
        """Any day, as a number and as a date."""
        number = self.dice.number(FIRST, LAST)
        return number, self.dice.day(number)

    def of(self, noun: str) -> Any:
        """One of the records of a noun, or None if there are none."""
        found = self.drawn.get(noun)
        return self.dice.one(found) if found else None

    def maybe_of(self, noun: str) -> Any:
        """The id of one of the records of a noun, or None."""
        found = self.dice.maybe(self.drawn.get(noun, []))
        return None if found is None else found.id

    def ref(self, *nouns: str) -> Ref | None:
        """A reference to a record of one of these nouns, or None if there is none."""
        things = [Ref("unit", unit) for unit in self.tree.units] if "unit" in nouns else []
        things += [Ref(noun, record.id) for noun in nouns for record in self.drawn.get(noun, [])]
        return self.dice.one(things) if things else None

    def span(self, noun: str, id: str, within: Span = (None, None)) -> tuple[date | None, date | None]:
        """A start and an end, either of which may be open, inside another span."""
        low, high = within
        first = FIRST if low is None else low
        last = LAST if high is None else high
        start: int | None = self.dice.number(first, last) if self.dice.flag() or low is not None else None
        end: int | None = None
        if self.dice.flag() or high is not None:
            end = self.dice.number(min((first if start is None else start) + 1, last), last)
        self.spans[noun, id] = (start, end)
        return (None if start is None else self.dice.day(start), None if end is None else self.dice.day(end))

    def home(self, within: date | None) -> UnitId:
        """A unit that stands on the first day of what is drawn."""
        return self.unit(FIRST if within is None else (within - self.dice.as_of).days)

    def amount(self, measured_in: str = "CNY") -> Quantity:
        """A number that somebody wrote: most are exact, some rough, repaired or damaged."""
        number = Decimal(self.dice.number(0, 99_999)).scaleb(-self.dice.number(0, 2))
        match self.dice.number(0, 5):
            case 3:
                return Quantity(raw=f"more than {number}", value=number, measured_in=measured_in, quality=Quality.ROUGH)
            case 4:
                return Quantity(raw=f"{number} +", measured_in=measured_in, quality=Quality.DAMAGED)
            case 5:
                return Quantity(raw=f" {number:,}", value=number, measured_in=measured_in, quality=Quality.REPAIRED)
        return Quantity.of(number, measured_in)

    def life(self, workflow: Workflow | None, day: int, apart: int = 60) -> tuple[Step, ...]:
        """A walk through the workflow from `day` on: any state that may follow, or another day in the same state; `apart`: at most so many days between two steps."""
        if workflow is None:
            return ()
        steps: list[Step] = []
        state = self.dice.one(workflow.starts)
        while True:
            steps.append(self._step(workflow, state, day, steps[-1] if steps else None))
            following = self.dice.maybe([*workflow.states[state].next, state])
            if following is None or len(steps) == MOST_STEPS:
                return tuple(steps)
            state = following
            day += self.dice.number(0, apart)

    def _step(self, workflow: Workflow, state: str, day: int, before: Step | None) -> Step:
        dice, on = self.dice, self.dice.day(day)
        kind = workflow.states[state].kind
        settles = kind in (StateKind.DONE, StateKind.DROPPED) or dice.number(0, 5) == 5
        step = Step(state=state, on=on)
        if before is None or before.on < on or before.at is None:
            step = evolve(step, at=dice.maybe([time(8, 30), time(12), time(17, 45)]))
        if settles:
            step = evolve(step, outcome=dice.maybe(workflow.outcomes), rating=dice.maybe(workflow.ratings))
        if dice.number(0, 5) == 5:
            step = evolve(step, ground=self.maybe_word("ground"), by=self.maybe_of("post"))
        if not settles and dice.flag():
            due = dice.maybe([dice.day(day + 1), dice.day(day + 10), dice.day(day + 40), on])
            step = evolve(step, unit=self.unit(day), due=due, due_at=dice.maybe([time(12), time(17)]) if due else None)
        return step

    def more(self, record: Record) -> Record:
        """Now and then, the fields that the charter adds, and what another system calls the record."""
        if self.dice.number(0, 3) < 3:
            return record
        noun = noun_of(record)
        if noun in ("ballot", "answer"):  # carry nothing that could lead to a person
            return record
        custom = []
        for one in (one for one in self.charter.custom if one.noun == noun):
            private = one.privacy in ("personal", "special")
            if not self.dice.flag():
                continue
            if one.kind == "number":
                custom.append(Custom(name=one.name, number=Decimal(self.dice.number(0, 30)), private=private))
            elif one.kind == "day":
                custom.append(Custom(name=one.name, day=self.day()[1], private=private))
            else:
                text = self.word(one.words) if one.kind == "word" else "an example"
                custom.append(Custom(name=one.name, text=text, private=private))
        outside = (ExternalId(scheme="register", value=f"{noun}/{record.id}"),)
        return evolve(record, custom=tuple(custom), external_ids=outside)
