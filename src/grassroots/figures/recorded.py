"""What an office has recorded: where it never recorded what a measure counts, a figure has no value, and is not 0."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from attrs import evolve

from grassroots.charter import ALWAYS, AllOf, AnyOf, Condition, Has, Is, Measure, Within
from grassroots.fields import fields_of
from grassroots.figures.engine import Plane, TracedPlane
from grassroots.figures.figure import Question
from grassroots.model import DERIVED, Tally, Unit, noun_class
from grassroots.reading.reader import Reader
from grassroots.snapshot import Snapshot, Traced
from grassroots.values import UnitId

Place = UnitId | None


class Recorded:
    """Of which nouns a snapshot has records, where, and from which day on."""

    def __init__(self, reader: Reader, plane: Callable[[str], Plane | None]) -> None:
        self._snapshot, self._reader, self._plane = reader.snapshot, reader, plane
        self._first: dict[str, Mapping[Place, date]] = {}
        self._read: dict[str, frozenset[str]] = {}
        self._below: dict[str, dict[Place, date]] = {}
        self._firsts: dict[str, tuple[tuple[UnitId, ...], list[date], dict[date, tuple[bool, ...]]]] = {}
        self._over: dict[UnitId, frozenset[UnitId]] = {}
        self._by_rule: dict[tuple[str, Condition, date], bool] = {}

    def counted(self, question: Question, found: bool = False) -> bool:
        """Whether anything is recorded, by the last day that counts, of what a question asks for: records of the noun at the scope or below it; and in the
        office, of each noun of which a record must be there for one to count. How much a rule derives from records is known where these are.
        `found`: that some are there is known already."""
        return (found or self._population(question)) and self._all_there(question.measure, question.day)

    def at_each(self, question: Question, units: tuple[UnitId, ...]) -> tuple[bool, tuple[bool, ...]]:
        """The same at each of some units, whatever the scope of the question; before it, whether it would be so at a unit where some are found."""
        measure, day = question.measure, question.day
        if not self._all_there(measure, day):
            return False, (False,) * len(units)
        if measure.noun == "tally" or measure.noun in DERIVED:
            return True, tuple(self._population(evolve(question, scope=unit)) for unit in units)
        if measure.noun not in self._firsts or self._firsts[measure.noun][0] is not units:
            below = self._from(measure.noun)
            self._firsts[measure.noun] = units, [below.get(unit, date.max) for unit in units], {}
        _, firsts, known = self._firsts[measure.noun]
        if day not in known:
            known[day] = tuple([first <= day for first in firsts])
        return True, known[day]

    def _all_there(self, measure: Measure, day: date) -> bool:
        """Whether there is a record of each noun of which there must be one for a record to count."""
        return not any(
            not any(self._is_there(noun, named, day) for noun, named in way)
            for condition in (measure.where, measure.hit)
            for way in needed(condition)
        )

    def _population(self, question: Question) -> bool:
        noun, day = question.measure.noun, question.day
        if noun == "tally":
            return any(self._lies_in(place, question) for place in self._totals(question.measure, day))
        if noun not in DERIVED:
            return self._from(noun).get(question.scope, date.max) <= day
        if self._is_there(noun, naming(question.measure.where, BY_RULE), day):
            return True
        told, needed_too = behind(noun)
        return all(self._from(one).get(None, date.max) <= day for one in needed_too) and any(
            self._from(one).get(question.scope, date.max) <= day for one in told
        )

    def _is_there(self, noun: str, named: Condition, day: date) -> bool:
        """Whether there is a record of a noun; of a derived one, by the rule that is named."""
        if noun in DERIVED:
            derived = self._snapshot.derived(noun, day).values()
            key = (noun, named, day)
            if key not in self._by_rule:
                self._by_rule[key] = any(self._reader.holds(one, named, day) for one in derived)
            return self._by_rule[key]
        return self._from(noun).get(None, date.max) <= day

    def _totals(self, measure: Measure, day: date) -> Iterator[Place]:
        """Where the totals are of which a measure counts: each is of what it names, and says nothing of another."""
        named = naming(measure.where, OF_TOTAL)
        for tally in self._snapshot.all(Tally).values():
            if tally.on <= day and self._reader.holds(tally, named, day):
                yield tally.unit

    def _days(self, noun: str) -> Mapping[Place, date]:
        """Home → the first day of its records of a noun."""
        if noun not in self._first:
            plane = self._plane(noun)
            given = plane.firsts(noun) if plane else None
            if given is not None:
                self._first[noun] = given
                if isinstance(plane, TracedPlane):
                    self._read[noun] = plane.read
            elif isinstance(self._snapshot, Traced):
                with self._snapshot.tracing() as read:
                    self._first[noun] = self._firsts_of(self._snapshot, noun)
                self._read[noun] = frozenset(read)
            else:
                self._first[noun] = self._firsts_of(self._snapshot, noun)
        return self._first[noun]

    @staticmethod
    def _firsts_of(snapshot: Snapshot, noun: str) -> dict[Place, date]:
        found: dict[Place, date] = {}
        for record in snapshot.all(noun).values():
            home, first = snapshot.home(record), snapshot.begins(record) or date.min
            found[home] = min(first, found.get(home, first))
        return found

    def carry(self, earlier: Recorded, before: Snapshot, changed: Mapping[str, frozenset[str]]) -> None:
        """Takes over what is known of an earlier state, where it is still so: of a noun of which records are others, if none of them was the first."""
        same_tree = {"unit", "change_event"}.isdisjoint(changed)
        self._over = earlier._over if same_tree else {}
        for noun, read in earlier._read.copy().items():
            found = earlier._first[noun]
            if not (read - {noun}).isdisjoint(changed):
                continue
            if ids := changed.get(noun):
                old, new = (
                    {id: one for id in ids if (one := shot.get(noun, id)) is not None} for shot in (before, self._snapshot)
                )
                places = [(before.home(one), before.begins(one) or date.min) for one in old.values()]
                if any(found[home] == first for home, first in places):
                    continue
                found = dict(found)
                for one in new.values():
                    home, first = self._snapshot.home(one), self._snapshot.begins(one) or date.min
                    found[home] = min(first, found.get(home, first))
            elif same_tree and noun in earlier._below:
                self._below[noun] = earlier._below[noun]
            self._first[noun], self._read[noun] = found, read

    def _from(self, noun: str) -> dict[Place, date]:
        """Unit → the first day of the records of a noun at it or below it; None → that of all."""
        if noun not in self._below:
            found: dict[Place, date] = {}
            for home, first in self._days(noun).items():
                for place in (None, *(self._above(home) if home is not None else ())):
                    found[place] = min(first, found.get(place, first))
            self._below[noun] = found
        return self._below[noun]

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


OF_TOTAL = ("kind", "measure")
"""What a total is of."""
BY_RULE = ("rule", "clock", "duty")
"""By which rule a derived record came to be."""


def behind(noun: str) -> tuple[set[str], set[str]]:
    """The stored nouns of whose records a derived record tells, and those of them without which it says nothing: what each names, and what it is summed of.
    What may be about any of several kinds of record says nothing of one."""
    found = [info for info in fields_of(noun_class(noun)) if len(info.refs) == 1 and info.refs[0] != "unit"]
    needed_too = {info.refs[0] for info in found if info.many or not info.optional}
    return {info.refs[0] for info in found if not info.many}, needed_too


def naming(condition: Condition, paths: tuple[str, ...]) -> Condition:
    """What a condition says at some paths, which name what a record is of."""
    if isinstance(condition, Is | Within) and condition.path in paths:
        return condition
    if isinstance(condition, AllOf):
        return AllOf(tuple(naming(part, paths) for part in condition.parts))
    if isinstance(condition, AnyOf):
        return AnyOf(tuple(naming(part, paths) for part in condition.parts))
    return ALWAYS


def needed(condition: Condition) -> Iterator[frozenset[tuple[str, Condition]]]:
    """For each related record that a condition cannot do without: of which nouns, and by which rule, one must be there."""
    if isinstance(condition, Has):
        yield frozenset(((condition.noun, naming(condition.where, BY_RULE)),))
        yield from needed(condition.where)
    elif isinstance(condition, AllOf):
        for part in condition.parts:
            yield from needed(part)
    elif isinstance(condition, AnyOf):
        ways = [frozenset().union(*needed(part)) for part in condition.parts]
        if ways and all(ways):
            yield frozenset().union(*ways)
