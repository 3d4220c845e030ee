"""Engines: what counts the records of a snapshot another way than one by one. The reference evaluator is the judge: an engine agrees with it to the last
digit, or leaves a question to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol, runtime_checkable

from attrs import field, frozen

from grassroots.figures.facts import Gathered
from grassroots.figures.figure import Question
from grassroots.reading.reader import Reader
from grassroots.snapshot import Snapshot, Traced
from grassroots.values import UnitId


@frozen(kw_only=True)
class Counts:
    """What the facts of one question come to at each standing unit with all under it, in the order of the tree: each number stands at the place of its unit.

    `different`: how many different keys, of a measure that asks for them; `sums`: the sum of the numbers, of a measure that adds them up, and None where there
    are none; both are empty for other measures.
    """

    hits: Sequence[int]
    misses: Sequence[int]
    different: Sequence[int] = ()
    sums: Sequence[Decimal | None] = ()
    left_out: Mapping[str, Sequence[int]] = field(factory=dict, hash=False)


class Plane(Protocol):
    """The records of one snapshot as an engine holds them. None, from each of these: that is left to the reference.

    Records as the evaluator reads them are those of `reader.snapshot`, their steps those of `reader.steps`.
    """

    def gathered(self, question: Question) -> Gathered | None:
        """What the labelled records behind the answer to a question come to."""
        ...

    def parts(self, question: Question, path: str) -> frozenset[str] | None:
        """The values that occur at a split of the measure of a question, among all that it labels: its part is not asked."""
        ...

    def firsts(self, noun: str) -> Mapping[UnitId | None, date] | None:
        """Home → the first day of the records of a noun that count there; `date.min` for always."""
        ...

    def counts(self, questions: Sequence[Question]) -> Sequence[Counts | None] | None:
        """The same as `gathered` of many questions at once, and of each for every unit that stands on the as-of day, by the tree of that day; the scope of a
        question is not asked. None among them: that one is left to the reference."""
        ...


@runtime_checkable
class Engine(Protocol):
    """What comes through the door of engines. One that says `apart = True` is asked to lay out the records anew for each noun that is counted, so that what it
    has of one goes on where an edit touched another."""

    def over(self, reader: Reader) -> Plane:
        """Lays out the records that a reader reads, when they are first asked for."""
        ...


class TracedPlane:
    """The records of one snapshot as an engine holds them, of which it is noted from which nouns something was read. It may go on in a later state in which
    none of these is another; then this one leaves everything to the reference."""

    def __init__(self, plane: Plane, traced: Traced) -> None:
        self._plane: Plane | None = plane
        self._traced = traced

    @property
    def read(self) -> frozenset[str]:
        """The nouns of which something was read so far."""
        return frozenset(self._traced.read)

    def carried_to(self, after: Snapshot, changed: Collection[str]) -> TracedPlane | None:
        """The same of a later state in which these nouns are not the same; None where something of them was read."""
        with self._traced.alone():
            plane = self._plane
            if plane is None or not self.read.isdisjoint(changed):
                return None
            self._plane = None
            self._traced.rebased(after)
        return TracedPlane(plane, self._traced)

    def gathered(self, question: Question) -> Gathered | None:
        """What the labelled records behind the answer to a question come to."""
        with self._traced.tracing():
            return None if self._plane is None else self._plane.gathered(question)

    def parts(self, question: Question, path: str) -> frozenset[str] | None:
        """The values that occur at a split of the measure of a question."""
        with self._traced.tracing():
            return None if self._plane is None else self._plane.parts(question, path)

    def firsts(self, noun: str) -> Mapping[UnitId | None, date] | None:
        """Home → the first day of the records of a noun that count there."""
        with self._traced.tracing():
            return None if self._plane is None else self._plane.firsts(noun)

    def counts(self, questions: Sequence[Question]) -> Sequence[Counts | None] | None:
        """The same as `gathered` of many questions at once."""
        with self._traced.tracing():
            return None if self._plane is None else self._plane.counts(questions)


def lies_apart(engine: object) -> bool:
    """Whether an engine lays out the records for each noun that is counted."""
    return getattr(engine, "apart", False) is True


def plane_of(reader: Reader) -> Plane | None:
    """How the engine of a snapshot, if it has one, holds its records: once for all who ask."""
    engine = reader.snapshot.engine
    return reader.kept("plane", engine.over) if isinstance(engine, Engine) else None
