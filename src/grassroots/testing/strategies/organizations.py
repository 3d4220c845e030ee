"""Strategies for whole organizations: records that agree with one another on every day, and such as have exactly one fault."""

from __future__ import annotations

from collections import Counter
from datetime import date

from attrs import frozen
from hypothesis import strategies as st

from grassroots.charter import Charter
from grassroots.fields import in_short
from grassroots.model import Record, noun_of
from grassroots.snapshot import Snapshot
from grassroots.testing.charters import small_charter
from grassroots.testing.strategies.builders import builders
from grassroots.testing.strategies.office import Furnished
from grassroots.testing.strategies.records import usable_nouns
from grassroots.testing.strategies.tree import Dice, DrawnTree
from grassroots.testing.strategies.values import days

BUILDERS = builders()
FEW = 12


@frozen(kw_only=True, repr=False)
class Organization:
    """Records of an organization as of a day, in an order in which each comes after those that it needs, with their charter."""

    as_of: date
    records: tuple[Record, ...]
    charter: Charter

    _repr_pretty_ = in_short

    def __repr__(self) -> str:
        """The records themselves where they are few, as in what a failure shrinks to; else how many there are of each noun."""
        if len(self.records) <= FEW:
            return f"Organization(as_of={self.as_of!r}, records={self.records!r})"
        numbers = Counter(noun_of(record) for record in self.records)
        return f"Organization(as_of={self.as_of}, {', '.join(f'{number} {noun}' for noun, number in numbers.items())})"

    def snapshot(self, as_of: date | None = None) -> Snapshot:
        """The records as a snapshot, as of its own day or another."""
        return Snapshot.of(self.records, self.charter, as_of=self.as_of if as_of is None else as_of)


@st.composite
def organizations(
    draw: st.DrawFn,
    charter: Charter | None = None,
    as_of: date | None = None,
    *,
    max_units: int = 8,
    max_events: int = 6,
    max_records: int = 4,
) -> Organization:
    """Sound organizations: `snapshot().problems` is empty.

    There is a tree of units that are founded, moved, merged, absorbed, split, succeeded and dissolved between 1,000 days before
    and 90 days after `as_of`, and records of every noun for which the charter has words, with lives that its workflows allow. Some
    records lie in the future, some units end later than `as_of`, and some books still name a parent that ended.

    Args:
        draw: given by Hypothesis.
        charter: the words and workflows; the small charter of `testing.charters` without one.
        as_of: the day; any day from 2010 to 2030 without one.
        max_units: how many units are there at the beginning, at most; 1 or more.
        max_events: how many things happen to them, at most.
        max_records: how many records of a noun there are, at most; of persons, memberships and cases twice as many.
    """
    known = small_charter() if charter is None else charter
    day = draw(days(date(2010, 1, 1), date(2030, 12, 31))) if as_of is None else as_of
    dice = Dice(draw, day)
    tree = DrawnTree(dice, known)
    tree.grow(max_units, max_events)
    office = furnished(dice, known, tree, max_records)
    return Organization(as_of=day, records=(*tree.records(), *tree.events, *office.records()), charter=known)


def furnished(dice: Dice, charter: Charter, tree: DrawnTree, most: int) -> Furnished:
    """Draws up to `most` records of each noun for which the charter has words; of persons, memberships and cases twice as many."""
    office = Furnished(dice, charter, tree)
    usable = usable_nouns(charter)
    for noun, build in BUILDERS.items():
        if noun not in usable:
            continue
        for number in range(1, dice.number(0, most * (2 if noun in ("person", "membership", "case") else 1)) + 1):
            made = build(office, f"{noun[:2]}{number}")
            if made is not None:
                office.drawn.setdefault(noun, []).append(office.more(made))
    return office
