"""What an office has recorded: where it never recorded what a measure counts, a figure has no value, and is not 0."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from grassroots.charter import ALWAYS, AllOf, AnyOf, Condition, Has, Is, Measure
from grassroots.fields import fields_of
from grassroots.figures.figure import Question
from grassroots.model import DERIVED, Tally, Unit, noun_class
from grassroots.reading.reader import Reader
from grassroots.snapshot import Snapshot
from grassroots.values import UnitId

Place = UnitId | None


class Recorded:
    """Of which nouns a snapshot has records, where, and from which day on."""

    def __init__(self, snapshot: Snapshot, reader: Reader) -> None:
        self._snapshot, self._reader = snapshot, reader
        self._first: dict[str, dict[Place, date]] = {}
        self._over: dict[UnitId, frozenset[UnitId]] = {}

    def counted(self, question: Question, found: bool = False) -> bool:
        """Whether anything is recorded, by the last day that counts, of what a question asks for: records of the noun at the scope or below it; and in the
        office, of each noun of which a record must be there for one to count. How much a rule derives from records is known where these are.
        `found`: that some are there is known already."""
        measure, day = question.measure, question.day
        return (found or self._population(question)) and not any(
            not any(self._is_there(noun, day) for noun in way)
            for condition in (measure.where, measure.hit)
            for way in needed(condition)
        )

    def _population(self, question: Question) -> bool:
        noun, day = question.measure.noun, question.day
        if noun == "tally":
            return any(self._lies_in(place, question) for place in self._totals(question.measure, day))
        if noun not in DERIVED:
            return any(first <= day and self._lies_in(place, question) for place, first in self._days(noun).items())
        if any(self._snapshot.derived(noun, day)):
            return True
        return any(
            first <= day and self._lies_in(place, question) for one in behind(noun) for place, first in self._days(one).items()
        )

    def _is_there(self, noun: str, day: date) -> bool:
        if noun in DERIVED:
            return any(self._snapshot.derived(noun, day))
        return any(first <= day for first in self._days(noun).values())

    def _totals(self, measure: Measure, day: date) -> Iterator[Place]:
        """Where the totals are of which a measure counts: each is of what it names, and says nothing of another."""
        named = naming(measure.where)
        for tally in self._snapshot.all(Tally).values():
            if tally.on <= day and self._reader.holds(tally, named, day):
                yield tally.unit

    def _days(self, noun: str) -> dict[Place, date]:
        """Home → the first day of its records of a noun."""
        if noun not in self._first:
            found: dict[Place, date] = {}
            for record in self._snapshot.all(noun).values():
                home, first = self._snapshot.home(record), self._snapshot.begins(record) or date.min
                found[home] = min(first, found.get(home, first))
            self._first[noun] = found
        return self._first[noun]

    def _lies_in(self, home: Place, question: Question) -> bool:
        return question.scope is None or (home is not None and question.scope in self._above(home))

    def _above(self, home: UnitId) -> frozenset[UnitId]:
        """A unit and what stands or ever stood above it, or above what goes on in its place."""
        if home not in self._over:
            found, left = set(), [home]
            while left:
                id = left.pop()
                if id not in found:
                    found.add(id)
                    unit, place = self._snapshot.get(Unit, id), self._snapshot.tree.place(id, self._snapshot.as_of)
                    left += [one.parent for one in unit.parents if one.parent] if unit else []
                    left += [place] if place else []
            self._over[home] = frozenset(found)
        return self._over[home]


def behind(noun: str) -> set[str]:
    """The stored nouns of whose records a derived record tells."""
    return {ref for info in fields_of(noun_class(noun)) for ref in info.refs} - {"unit"}


def naming(condition: Condition) -> Condition:
    """What a condition says of that which a total is of: its kind, its measure."""
    if isinstance(condition, Is) and condition.path in ("kind", "measure"):
        return condition
    if isinstance(condition, AllOf):
        return AllOf(tuple(map(naming, condition.parts)))
    if isinstance(condition, AnyOf):
        return AnyOf(tuple(map(naming, condition.parts)))
    return ALWAYS


def needed(condition: Condition) -> Iterator[frozenset[str]]:
    """For each related record that a condition cannot do without: of which nouns one must be there."""
    if isinstance(condition, Has):
        yield frozenset((condition.noun,))
        yield from needed(condition.where)
    elif isinstance(condition, AllOf):
        for part in condition.parts:
            yield from needed(part)
    elif isinstance(condition, AnyOf):
        ways = [frozenset().union(*needed(part)) for part in condition.parts]
        if ways and all(ways):
            yield frozenset().union(*ways)
