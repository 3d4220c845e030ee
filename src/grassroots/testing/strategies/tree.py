"""A tree of units with a past and a future, drawn event by event in the order of the days, so that it is sound on every day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TypeVar

from attrs import define, field
from hypothesis import strategies as st

from grassroots.charter import Charter
from grassroots.errors import InvalidArgument
from grassroots.model import ChangeEvent, Heir, LocalName, Origin, Placement, Unit
from grassroots.values import UnitId

T = TypeVar("T")

FIRST = -1000
"""The first day of a drawn organization, counted from the as-of day."""
LAST = 90
"""The last day on which something happens in it: there are planned things, too."""
EVENTS = ("found", "move", "merge", "absorb", "split", "give", "succeed", "dissolve")
"""What happens to units. Two merge into a new one; one is absorbed by another that goes on; one splits into two, or gives a part to a new
one and goes on; one is succeeded by another; one is dissolved, without heir."""


_BYTES = 16
_POOLS = st.binary(min_size=_BYTES, max_size=_BYTES)


@define
class Dice:
    """Draws in few words; every choice shrinks to its first.

    A draw costs far more than what is made of it. So a number that is drawn stands for several small ones, which are its digits. Bytes,
    because a large whole number is seldom drawn from the whole of its bounds.
    """

    draw: st.DrawFn
    as_of: date
    _pool: int = field(default=0, init=False)
    _room: int = field(default=1, init=False)

    def number(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`; `low` if there is no room."""
        if high <= low:
            return low
        width = high - low + 1
        if self._room < width << 8:  # so that none of them comes noticeably more often than another
            self._pool, self._room = int.from_bytes(self.draw(_POOLS), "little"), 1 << 8 * _BYTES
        self._pool, digit = divmod(self._pool, width)
        self._room //= width
        return low + digit

    def one(self, things: Sequence[T]) -> T:
        """One of the things."""
        return things[self.number(0, len(things) - 1)]

    def flag(self) -> bool:
        """Yes or no."""
        return self.number(0, 1) == 1

    def maybe(self, things: Sequence[T]) -> T | None:
        """One of the things, or none."""
        at = self.number(0, len(things))
        return things[at - 1] if at else None

    def some(self, things: Sequence[T], most: int) -> tuple[T, ...]:
        """Up to so many of the things, none twice."""
        found = [self.one(things) for _ in range(self.number(0, most))] if things else []
        return tuple(dict.fromkeys(found))

    def day(self, number: int) -> date:
        """The day that lies so many days after the as-of day."""
        return self.as_of + timedelta(days=number)


@define
class Growing:
    """A unit while it is drawn. Days are numbers, counted from the as-of day; `above` is where it really stands today."""

    id: str
    kind: str
    since: int
    start: int | None
    places: list[tuple[int, str | None]]
    above: str | None
    sector: str | None = None
    names: tuple[LocalName, ...] = ()
    end: int | None = None


@define
class DrawnTree:
    """Units with their moves, and the changes that made units out of units."""

    dice: Dice
    charter: Charter
    units: dict[str, Growing] = field(factory=dict)
    events: list[ChangeEvent] = field(factory=list)

    def grow(self, most_units: int, most_events: int) -> None:
        """Founds up to `most_units` units (1 or more), then lets up to `most_events` things happen to them."""
        words = self.charter.words.get("unit", {})
        roots = [kind for kind, word in words.items() if not word.under]
        if not roots:
            raise InvalidArgument(
                f"the charter {self.charter.id!r} has no kind of unit that stands at the top; give one without `under`"
            )
        self._found(self.dice.one(roots), None, FIRST)
        for _ in range(self.dice.number(0, most_units - 1)):
            self._founded(FIRST, {})
        day = FIRST
        changes = self.charter.words.get("unit_change", {})
        for _ in range(self.dice.number(0, most_events)):
            day += self.dice.number(1, 260)
            if day > LAST:
                break
            self._happen(self.dice.one(EVENTS), day, changes)
        # Few walks get past the as-of day by themselves; a change that is still to come is worth more draws than that.
        if most_events and self.dice.number(0, 3) == 3 and (ahead := max(day, 0) + self.dice.number(1, LAST)) <= LAST:
            self._happen(self.dice.one(EVENTS), ahead, changes)

    def status(self, day: int) -> list[str]:
        """The units that stand on a day, in the order in which they were founded."""
        return [
            unit.id
            for unit in self.units.values()
            if (unit.start is None or unit.start <= day) and (unit.end is None or day < unit.end)
        ]

    def records(self) -> list[Unit]:
        """The units as records."""
        day = self.dice.day
        return [
            Unit(
                id=UnitId(unit.id),
                kind=unit.kind,
                name=f"{unit.kind} {unit.id}",
                names=unit.names,
                parents=tuple(Placement(since=day(since), parent=UnitId(up) if up else None) for since, up in unit.places),
                sector=unit.sector,
                start=None if unit.start is None else day(unit.start),
                end=None if unit.end is None else day(unit.end),
            )
            for unit in self.units.values()
        ]

    def _happen(self, event: str, day: int, changes: Mapping[str, object]) -> None:
        happens = {
            "found": self._founded,
            "move": self._move,
            "merge": self._merge,
            "absorb": self._absorb,
            "split": self._split,
            "give": self._give,
            "succeed": self._succeed,
            "dissolve": self._dissolve,
        }
        happens[event](day, changes)

    # What is so today.

    def _today(self) -> list[Growing]:
        return [unit for unit in self.units.values() if unit.end is None]

    def _kinds_under(self, kind: str) -> list[str]:
        return [name for name, word in self.charter.words["unit"].items() if kind in word.under]

    def _may_stand(self, kind: str, above: str) -> bool:
        word = self.charter.word("unit", kind)
        return word is not None and self.units[above].kind in word.under

    def _is_under(self, unit: str | None, above: str) -> bool:
        while unit is not None:
            if unit == above:
                return True
            unit = self.units[unit].above
        return False

    # What happens.

    def _found(self, kind: str, above: str | None, day: int) -> Growing:
        number = len(self.units) + 1
        start = day if day > FIRST or (above and self.units[above].start is not None) or self.dice.flag() else None
        names = (LocalName(language="zh", text=f"单位{number}"),) if self.dice.flag() else ()
        sector = self.dice.maybe(list(self.charter.words.get("sector", {})))
        places = [(day, above)] if above or self.dice.flag() else []
        made = Growing(f"u{number}", kind, day, start, places, above, sector, names)
        self.units[made.id] = made
        return made

    def _founded(self, day: int, changes: Mapping[str, object]) -> None:
        above = self.dice.one(self._today())
        if kinds := self._kinds_under(above.kind):
            self._found(self.dice.one(kinds), above.id, day)

    def _end(self, unit: Growing, heir: Growing | None, day: int) -> None:
        """Ends a unit. Those under it move to its heir, or stay behind in the books and come to stand where it went."""
        unit.end = day
        goes_on = heir.id if heir else unit.above
        for child in self._today():
            if child.above == unit.id:
                if goes_on is not None and self._may_stand(child.kind, goes_on) and self.dice.flag():
                    child.places.append((day, goes_on))
                child.above = goes_on

    def _tell(self, kind: str, day: int, before: list[Growing], after: list[Growing]) -> None:
        self.events.append(
            ChangeEvent(
                id=f"e{len(self.events) + 1}",
                kind=kind,
                on=self.dice.day(day),
                before=tuple(Origin(unit=UnitId(unit.id)) for unit in before),
                after=tuple(Heir(unit=UnitId(unit.id)) for unit in after),
            )
        )

    def _move(self, day: int, changes: Mapping[str, object]) -> None:
        unit = self.dice.one(self._today())
        places = [
            other.id
            for other in self._today()
            if self._may_stand(unit.kind, other.id) and other.id != unit.above and not self._is_under(other.id, unit.id)
        ]
        if places:
            unit.above = self.dice.one(places)
            unit.places.append((day, unit.above))

    def _pair(self) -> tuple[Growing, Growing] | None:
        """Two units of one kind, neither at the top nor under the other."""
        pairs = [
            (a, b)
            for a in self._today()
            for b in self._today()
            if a.id != b.id
            and a.kind == b.kind
            and a.above
            and b.above
            and not self._is_under(a.id, b.id)
            and not self._is_under(b.id, a.id)
        ]
        return self.dice.one(pairs) if pairs else None

    def _alike(self, unit: Growing, day: int) -> Growing | None:
        """A new unit of the same kind at the same place, if it may stand there."""
        if unit.above is not None and not self._may_stand(unit.kind, unit.above):
            return None
        return self._found(unit.kind, unit.above, day)

    def _merge(self, day: int, changes: Mapping[str, object]) -> None:
        pair = self._pair() if "merge" in changes else None
        heir = self._alike(pair[0], day) if pair else None
        if pair and heir:
            self._tell("merge", day, list(pair), [heir])
            for unit in pair:
                self._end(unit, heir, day)

    def _absorb(self, day: int, changes: Mapping[str, object]) -> None:
        pair = self._pair() if "merge" in changes else None
        if pair:
            self._tell("merge", day, [pair[0]], [pair[1]])
            self._end(pair[0], pair[1], day)

    def _split(self, day: int, changes: Mapping[str, object]) -> None:
        unit = self.dice.one(self._today())
        first = self._alike(unit, day) if "split" in changes and unit.above else None
        second = self._alike(unit, day) if first else None
        if first and second:
            self._tell("split", day, [unit], [first, second])
            self._end(unit, first, day)

    def _give(self, day: int, changes: Mapping[str, object]) -> None:
        unit = self.dice.one(self._today())
        other = self._alike(unit, day) if "split" in changes and unit.above else None
        if other:
            self._tell("split", day, [unit], [unit, other])

    def _succeed(self, day: int, changes: Mapping[str, object]) -> None:
        unit = self.dice.one(self._today())
        heir = self._alike(unit, day) if "succeed" in changes else None
        if heir:
            self._tell("succeed", day, [unit], [heir])
            self._end(unit, heir, day)

    def _dissolve(self, day: int, changes: Mapping[str, object]) -> None:
        unit = self.dice.one(self._today())
        if len(self._today()) > 1 and unit.above and "dissolve" in changes:
            self._tell("dissolve", day, [unit], [])
            self._end(unit, None, day)
