"""What leaves as data: the records that one reader sees on a day for a purpose, told in one language. An export is given this and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from attrs import field, frozen

from grassroots.access import Withheld
from grassroots.charter import Charter
from grassroots.ledgers import Sheet
from grassroots.model import Consent, Noun, Person, Unit
from grassroots.snapshot import Snapshot
from grassroots.values import Language, Period, Ref

__all__ = ["Entry", "Filed", "Leaving"]

N = TypeVar("N", bound=Noun)


@frozen(kw_only=True)
class Entry:
    """Something to be done, as an entry of a calendar: `key` tells it from others, `about` is the record (noun, id), `day` the last day in time."""

    key: str
    about: tuple[str, str]
    day: date
    title: str
    text: str


@frozen(kw_only=True)
class Filed:
    """A ledger with all that its reader sees of it. `name`: in the charter; `key`: the headings by which a row is known; `leads`: heading → the ledgers to
    whose keys its cells may lead."""

    name: str
    sheet: Sheet
    key: tuple[str, ...] = ()
    leads: tuple[tuple[str, tuple[str, ...]], ...] = ()


@frozen(kw_only=True, eq=False, slots=False)
class Leaving:
    """Records as they leave.

    What the reader's purpose closes is not there: a field that must have a value and is closed reads `WITHHELD`, which `told` gives as None; what refers to
    a record out of view leads nowhere (`there`). `period`: what is dated and lies outside stays behind. `consent`: a word of the list `consent`; of persons
    only those leave who agree to it on the day.

    >>> house = Unit(id=UnitId("b7"), kind="house", name="House 7")
    >>> leaving = Leaving(snapshot=Snapshot.of([house], Charter(id="club", labels={}), as_of=date(2024, 6, 30)))
    >>> leaving.unit("b7"), leaving.unit("elsewhere"), [one.id for one in leaving.all(Unit)]
    ('House 7', None, ['b7'])
    """

    snapshot: Snapshot
    language: Language = "en"
    period: Period | None = None
    consent: str = ""
    _ledgers: Callable[[], tuple[Filed, ...]] = field(default=tuple, repr=False, alias="ledgers")
    _entries: Callable[[], tuple[Entry, ...]] = field(default=tuple, repr=False, alias="entries")

    @property
    def day(self) -> date:
        """The last day that counts."""
        return self.snapshot.as_of

    @property
    def charter(self) -> Charter:
        """The words and rules of the records."""
        return self.snapshot.charter

    @cached_property
    def ledgers(self) -> tuple[Filed, ...]:
        """The ledgers that hold something, in the order of the charter."""
        return self._ledgers()

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """What the rules say is to be done by a day; nothing where the purpose closes a part of what they read."""
        return self._entries()

    def all(self, noun: type[N]) -> Iterator[N]:
        """The records of a noun in the order of their ids; of persons only those who agree, where that is asked for."""
        for record in self.snapshot.all(noun).values():
            if not isinstance(record, Person) or self.leaves(record.id):
                yield record

    def leaves(self, person: str) -> bool:
        """Whether a person may leave: who did not agree does not, where that is asked for."""
        return not self.consent or person in self._agreed

    @cached_property
    def _agreed(self) -> frozenset[str]:
        return frozenset(
            one.giver.id
            for one in self.snapshot.all(Consent).values()
            if one.purpose == self.consent
            and one.giver.noun == "person"
            and one.start <= self.day
            and (one.end is None or one.end > self.day)
        )

    def told(self, value: Any) -> Any:
        """A value as it may be told: None where it is closed or empty."""
        return None if isinstance(value, Withheld) or value == "" else value

    def there(self, noun: type[Noun], id: Any) -> str | None:
        """The id of a record, if it leaves as well."""
        told = self.told(id)
        if told is None or self.snapshot.get(noun, told) is None:
            return None
        return str(told) if noun is not Person or self.leaves(told) else None

    def refers(self, ref: Ref | None, noun: type[Noun], name: str) -> str | None:
        """The id to which a reference leads, if it leads to a record of a noun that leaves as well."""
        told = self.told(ref)
        return self.there(noun, told.id) if told is not None and told.noun == name else None

    def label(self, words: str, name: Any) -> str | None:
        """What a word of the charter is called."""
        told = self.told(name)
        return None if told is None else self.charter.label(words, told, self.language)

    def unit(self, id: Any) -> str | None:
        """What a unit is called in the language; None where it is out of view."""
        found = None if self.told(id) is None else self.snapshot.get(Unit, id)
        return None if found is None else self.called(found)

    def called(self, one: Any) -> str:
        """What a record with names in several languages is called in this one; its id where it has no name."""
        return next((name.text for name in one.names if name.language == self.language), "") or one.name or one.id

    def begun(self, first: date | None) -> bool:
        """Whether something that begins on a day has begun; what has no first day has."""
        return first is None or first <= self.day

    def within(self, first: date, last: date | None = None) -> bool:
        """Whether days lie in the period, in part at least."""
        if self.period is None:
            return True
        return first < self.period.end and (last or first) >= self.period.start
