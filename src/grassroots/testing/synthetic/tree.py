"""The units of a synthetic organization: four levels, some of which move, merge or end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from grassroots.model import ChangeEvent, Heir, LocalName, Origin, Placement, Record, Unit
from grassroots.testing.synthetic import words
from grassroots.testing.synthetic.dice import Dice
from grassroots.values import UnitId


@frozen
class Place:
    """A unit that people belong to: until when it stands (the number of a day) and who takes over."""

    id: UnitId
    until: int
    heir: UnitId | None


class Tree:
    """The units; `branches` and `places` are filled while `grow` runs."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self.places: list[Place] = []
        self.branches: list[UnitId] = []

    def place(self, day: int) -> UnitId:
        """A unit at which something happens on a day."""
        place = self.dice.one(self.places)
        return place.id if day < place.until or place.heir is None else place.heir

    def grow(self, units: int) -> Iterator[Record]:
        """Units of four levels and what became of them."""
        founded = date(2010, 1, 1)
        root = UnitId("a-1")
        yield Unit(
            id=root,
            kind="association",
            name=words.ENGLISH["association"],
            names=_zh(words.CHINESE["association"]),
            start=founded,
        )
        districts: list[UnitId] = []
        for number in range(1, units // 40 + 2):
            if number >= units:
                break
            districts.append(UnitId(f"d-{number}"))
            yield self._unit(districts[-1], "district", number, founded, root)
        for number in range(1, max(0, units - 1 - len(districts)) // 5 + 1):
            branch = UnitId(f"b-{number}")
            self.branches.append(branch)
            home = self.dice.one(districts)
            moves: list[tuple[date, UnitId]] = []
            if self.dice.below(100) < 5 and len(districts) > 1:
                moves.append((self.dice.any_day(), self.dice.one([other for other in districts if other != home])))
            yield self._unit(branch, "branch", number, founded, home, *moves)
            self.places.append(Place(branch, self.dice.length + 60, None))
        yield from self._groups(units - 1 - len(districts) - len(self.branches), founded)
        if not self.places:
            self.places.append(Place(root, self.dice.length + 60, None))

    def _groups(self, groups: int, founded: date) -> Iterator[Record]:
        """Groups under the branches. Of every fifty, two merge into a third, and one ends without an heir."""
        parents = self.branches
        number = 0
        changes = 0
        while number < groups and parents:
            number += 1
            group, branch = UnitId(f"g-{number}"), self.dice.one(parents)
            kind = "house" if self.dice.below(3) else "group"
            fate = number % 50
            if fate == 9 and number + 1 < groups:
                day = self.dice.below(self.dice.length)
                other, heir = UnitId(f"g-{number + 1}"), UnitId(f"g-{number}-{number + 1}")
                number += 1
                changes += 1
                for one in (group, other):
                    yield self._unit(one, kind, one, founded, branch, end=self.dice.days[day])
                    self.places.append(Place(one, day, heir))
                yield self._unit(heir, kind, heir, self.dice.days[day], branch)
                yield ChangeEvent(
                    id=f"e-{changes}",
                    kind="merge",
                    on=self.dice.days[day],
                    before=(Origin(unit=group), Origin(unit=other)),
                    after=(Heir(unit=heir),),
                )
            elif fate == 30:
                day = self.dice.below(self.dice.length)
                changes += 1
                yield self._unit(group, kind, group, founded, branch, end=self.dice.days[day])
                yield ChangeEvent(id=f"e-{changes}", kind="dissolve", on=self.dice.days[day], before=(Origin(unit=group),))
                self.places.append(Place(group, day, branch))
            else:
                yield self._unit(group, kind, group, founded, branch)
                self.places.append(Place(group, self.dice.length + 60, None))

    def _unit(
        self,
        id: UnitId,
        kind: str,
        number: int | str,
        start: date,
        parent: UnitId,
        *moves: tuple[date, UnitId],
        end: date | None = None,
    ) -> Unit:
        code = kind if kind in ("district", "branch") else "group"
        places = (Placement(since=start, parent=parent), *(Placement(since=day, parent=above) for day, above in moves))
        return Unit(
            id=id,
            kind=kind,
            name=words.ENGLISH[code].format(number=number),
            names=_zh(words.CHINESE[code].format(number=number)),
            parents=places,
            sector=self.dice.one(words.SECTORS),
            start=start,
            end=end,
        )


def _zh(text: str) -> tuple[LocalName, ...]:
    return (LocalName(language="zh", text=text),)
