"""What leaves as data: the records that one reader sees on a day for a purpose, told in one language. An export is given this and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time
from functools import cached_property
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from attrs import evolve, field, frozen

from grassroots.access import Withheld
from grassroots.access.actors import OFFICE
from grassroots.charter import Charter
from grassroots.errors import NotFound
from grassroots.fields import fields_of
from grassroots.ledgers import Sheet
from grassroots.model import Consent, Noun, Person, Unit, noun_name
from grassroots.problems import Problem
from grassroots.reading.lifecycle import Status, status_on
from grassroots.snapshot import Snapshot
from grassroots.values import Language, Period, Ref

__all__ = ["Entry", "Filed", "Leaving"]

N = TypeVar("N", bound=Noun)
T = TypeVar("T")


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
    leads: Mapping[str, tuple[str, ...]] = field(factory=dict, hash=False)


@frozen(kw_only=True, eq=False, slots=False)
class Leaving:
    """Records as they leave.

    What the reader's purpose closes is not there: a field that must have a value and is closed reads `WITHHELD`, which `told` gives as None; what refers to
    a record out of view leads nowhere (`there`). `period`: what is dated and lies outside stays behind. `consent`: a word of the list `consent`; of persons
    only those leave who agree to it on the day, and what is of a person leaves with them alone.

    >>> from grassroots.values import UnitId
    >>> house = Unit(id=UnitId("b7"), kind="house", name="House 7")
    >>> leaving = Leaving(snapshot=Snapshot.of([house], Charter(id="club", labels={}), as_of=date(2024, 6, 30)))
    >>> leaving.unit("b7"), leaving.unit("elsewhere"), [one.id for one in leaving.all(Unit)]
    ('House 7', None, ['b7'])
    """

    snapshot: Snapshot
    language: Language = "en"
    purpose: str = ""
    period: Period | None = None
    consent: str = ""
    _ledgers: Callable[[], tuple[Filed, ...]] = field(default=tuple, repr=False, alias="ledgers")
    _entries: Callable[[], tuple[Entry, ...]] = field(default=tuple, repr=False, alias="entries")
    remark: Callable[[Problem], object] = field(default=lambda _told: None, repr=False)
    """Told what a format leaves behind that somebody may look for, and why."""

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
        """The records of a noun as they leave, in the order of their ids."""
        return self.of(self.snapshot.all(noun).values())

    def of(self, records: Iterable[N]) -> Iterator[N]:
        """Records as they leave: where agreement is asked for, persons who did not agree do not, nor what is of such a person; what only names one does not name
        them."""
        for record in records:
            if not self.consent:
                yield record
            elif (found := self._agreed_of(record)) is not None:
                yield found

    def _agreed_of(self, record: N) -> N | None:
        if isinstance(record, Person):
            return record if self.leaves(record.id) else None
        unnamed: dict[str, Any] = {}
        for info in fields_of(type(record)):
            if "person" not in info.refs:
                continue
            named = self.told(getattr(record, info.name))
            if isinstance(named, Ref):
                named = named.id if named.noun == "person" else None
            if named is not None and not self.leaves(named):
                if not info.optional:
                    return None
                unnamed[info.name] = None
        return evolve(record, **unnamed) if unnamed else record

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

    def some(self, found: Iterable[T]) -> list[T]:
        """What leaves in a format, once it is found.

        Raises:
            NotFound: nothing does: an empty file would say that there is nothing.
        """
        listed = list(found)
        if not listed:
            everything = self.purpose in ("", OFFICE.name)
            raise NotFound.of(Problem("nothing-leaves") if everything else Problem("nothing-leaves-for", value=self.purpose))
        return listed

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

    def number(self, noun: type[Noun], id: str) -> str:
        """By what a record is known outside: its number in its ledger, where the numbers of a noun tell its records apart; else its id."""
        name = noun_name(noun)
        if name not in self._numbers:
            prefixes = sorted((rule.prefix for rule in self.charter.ledgers.values() if rule.nouns[0] == name), key=len)
            of = {
                one: one.removeprefix(next((p for p in reversed(prefixes) if one.startswith(p)), ""))
                for one in self.snapshot.all(noun)
            }
            self._numbers[name] = of if len({*of.values()} - {""}) == len(of) else {}
        return self._numbers[name].get(id, id)

    @cached_property
    def _numbers(self) -> dict[str, Mapping[str, str]]:
        return {}

    def moment(self, day: date, at: time | None) -> str:
        """A time of a day as it is written for others: with its offset, which only a charter that names a time zone knows; else the day alone."""
        if at is None or not self.charter.zone:
            return day.isoformat()
        return datetime.combine(day, at, ZoneInfo(self.charter.zone)).isoformat()

    def status(self, record: Any) -> Status | None:
        """Where a record with steps stands at the end of the day; None where its life has not begun."""
        return status_on(record.steps, self.charter.workflow_of(record), self.day)

    def begun(self, first: date | None) -> bool:
        """Whether something that begins on a day has begun; what has no first day has."""
        return first is None or first <= self.day

    def within(self, first: date, last: date | None = None) -> bool:
        """Whether days lie in the period, in part at least."""
        if self.period is None:
            return True
        return first < self.period.end and (last or first) >= self.period.start
