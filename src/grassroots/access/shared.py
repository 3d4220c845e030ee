"""What all views of an office keep together: records side by side, as a purpose closes them, for whoever reads them next."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable, Mapping
from threading import RLock
from typing import Any, TypeVar

from attrs import frozen

from grassroots.model import NOUNS, Case, Derived, Noun, Record, home_field, key_of, references
from grassroots.snapshot import Snapshot, cases_of
from grassroots.store import Key
from grassroots.values import Source, UnitId

MOST_SHARED = 16
"""So many states are kept, those asked for last."""

T = TypeVar("T")


class Shared:
    """What is kept of some states of the records. It hangs on nothing that differs between those who share it but what they ask by."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Hashable, Hashable], Any] = OrderedDict()
        self._lock = RLock()

    def of(self, kind: Hashable, state: Hashable, make: Callable[[list[T]], T]) -> T:
        """One kind of thing in one state: of many threads that ask for it, one makes it, given those of the same kind that are there."""
        with self._lock:
            found: T
            if (kind, state) in self._kept:
                found = self._kept.pop((kind, state))
            else:
                found = make([one for (other, _), one in self._kept.items() if other == kind])
            self._kept[kind, state] = found
            while len(self._kept) > MOST_SHARED:
                self._kept.popitem(last=False)
        return found

    def forget(self) -> None:
        """Keeps nothing any more: after an erasure no word of what was erased stays in memory here."""
        with self._lock:
            self._kept.clear()


@frozen(eq=False)
class Closed:
    """All records as a purpose closes them."""

    records: list[Record]
    sources: Mapping[Key, Source]
    """The rows that brought them, but those that are told to nobody."""
    gone: frozenset[Key]
    """What the purpose withholds."""
    cases: Mapping[Key, tuple[str, ...]]
    """To which cases a record belongs, also where the purpose closes the field that says so; asked for only where a category is restricted."""
    confidential: frozenset[str]
    """The cases that are closed to all."""


@frozen(eq=False)
class Everything:
    """The records of everybody side by side on a day, as a purpose closes them: from these a reader of a part gets that part."""

    snapshot: Snapshot
    closed: Closed

    def in_view(
        self, mine: frozenset[UnitId], restricted: Mapping[str, frozenset[UnitId]], today: Mapping[str, Record | None]
    ) -> tuple[list[Record], Callable[[Record | Derived], bool]]:
        """The records with a home that are in view, and whether any record is: its unit is, and so is each restricted case that it is or belongs to, or that
        what it is derived from does. `restricted`: the units in view, for each restricted category; `today`: the cases as they are now, of an older state."""
        homes, home_of = self.snapshot.kept("homes", _homes), self.snapshot.home
        near = (record for unit in mine.union(*restricted.values()) for record in homes.get(unit, ()))
        if not restricted:
            return list(near), lambda record: home_of(record) in mine
        cases = self.snapshot.all("case")

        def belongs(record: Record | Derived) -> tuple[str, ...]:
            if isinstance(record, Case):
                return (record.id,)
            if isinstance(record, Noun):
                return self.closed.cases.get(key_of(record), ())
            return (*cases_of(record), *(one for key in references(record) for one in self.closed.cases.get(key, ())))

        def visible(record: Record | Derived) -> bool:
            ids = belongs(record)
            closed = {getattr(one, "category", "") for id in ids for one in (cases.get(id), today.get(id))} & restricted.keys()
            if not closed:
                return home_of(record) in mine
            own = [home_of(cases[id]) for id in ids if id in cases]
            return all(home in restricted[one] for one in closed for home in (home_of(record), *own))

        return list(filter(visible, near)), visible


def _homes(snapshot: Snapshot) -> dict[UnitId | None, list[Record]]:
    found: dict[UnitId | None, list[Record]] = defaultdict(list)
    for noun in NOUNS:
        info = home_field(noun)
        own = info.name if info is not None and info.refs[0] == "unit" else None
        for record in snapshot.all(noun).values():
            # Nearly all name their unit; of the rest it is asked.
            found[(own and getattr(record, own)) or snapshot.home(record)].append(record)
    return found
