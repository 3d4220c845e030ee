"""At: a day in a snapshot, seen from a unit. What every function of a rule is given beside the rule."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.reading.reader import Reader, reader_of
from grassroots.snapshot import Snapshot
from grassroots.values import UnitId


@frozen
class At:
    """The records of a snapshot, the last day that counts, and the unit at and under which is asked (None: everywhere).

    >>> from grassroots.charter import Charter
    >>> at = At.of(Snapshot.of([], Charter(id="club", labels={}), as_of=date(2014, 6, 30)))
    >>> at.day, at.reader is at.reader
    (datetime.date(2014, 6, 30), True)
    """

    snapshot: Snapshot
    day: date
    scope: UnitId | None = None
    _given: Reader | None = field(default=None, eq=False, repr=False, alias="given")

    @classmethod
    def of(cls, snapshot: Snapshot, day: date | None = None, scope: UnitId | None = None) -> At:
        """A day of a snapshot; without one, its last."""
        return cls(snapshot, day or snapshot.as_of, scope)

    @classmethod
    def read_by(cls, reader: Reader, day: date) -> At:
        """A day as a reader reads it: what computes the value of a path goes on with the reader that asked, and its steps as they count."""
        return cls(reader.snapshot, day, given=reader)

    @property
    def reader(self) -> Reader:
        """Reads paths and conditions of these records: one for all rules, which remembers what it has read."""
        return self._given or reader_of(self.snapshot)
