"""A snapshot as figures read it: of which nouns something was read for each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from threading import RLock
from typing import Any, TypeVar

from grassroots.model import DERIVED, NOUNS, Derived, noun_name
from grassroots.snapshot.records import Key
from grassroots.snapshot.snapshot import Apart, Snapshot, _Noted

T = TypeVar("T")


class Traced(Apart):
    """Notes of which nouns something is read while something is worked out (`tracing`).

    What was kept on the way answers later without being read again. So whoever is answered out of it is taken to have read all that was ever read for
    what is kept here.
    """

    def __init__(self, whole: Snapshot) -> None:
        super().__init__(whole)
        self._beneath: set[str] = set()
        self._one = RLock()

    @contextmanager
    def tracing(self) -> Iterator[set[str]]:
        """Gives a set that has, on leaving, the nouns of which something was read within. Others wait meanwhile."""
        with self._one:
            before, found = set(self.read), set[str]()
            self.read.clear()
            try:
                yield found
            finally:
                found |= self.read
                self.read |= before

    def alone(self) -> AbstractContextManager[object]:
        """Within, nobody else reads."""
        return self._one

    def rebased(self, whole: Snapshot) -> None:
        """Goes on in a later state in which nothing of what was read is another."""
        with self._one:
            self.__dict__.update(
                _whole=whole,
                _records=_Noted(whole._records, self.read),
                sources=_Noted(whole.sources, self.read),
                known_at=whole.known_at,
                head=whole.head,
            )

    def aside(self, make: Callable[[], T]) -> T:
        """Works out something that is kept, or finds it where it was kept."""
        with self._one:
            before = set(self.read)
            self.read.clear()
            try:
                return make()
            finally:
                self._beneath |= self.read
                self.read |= before | self._beneath

    def kept(self, name: str, make: Callable[[Any], T]) -> T:
        """What somebody makes of these records and keeps with them."""
        return self.aside(lambda: super(Traced, self).kept(name, make))

    def said(self, kind: str, part: str, make: Callable[[Any], T]) -> T:
        """What a kind of rule says in one part of it."""
        return self.aside(lambda: super(Traced, self).said(kind, part, make))

    def derived(self, noun: str, day: date) -> Any:
        """What rules derive, as the whole has it, with all that they read for it."""
        whole: Snapshot = self.__dict__["_whole"]
        found = whole.derived(noun, day)
        for kind in self.charter.kinds.values():
            if noun not in self.withheld and kind.makes(noun):
                read, _ = whole._said[kind.name, f"derived:{noun}:{day}"]
                self.read.update(NOUNS if read is None else read)
        return found

    def referrers(self, noun: Any, field: str, target: Key, day: date | None = None) -> list[Any]:
        """The records of a noun that refer to a record."""
        name = noun if isinstance(noun, str) else noun_name(noun)
        if name not in DERIVED:
            return super().referrers(name, field, target, day)
        self.derived(name, day or self.as_of)
        whole: Snapshot = self.__dict__["_whole"]
        found: list[Derived] = whole.referrers(name, field, target, day)  # type: ignore[assignment]
        return found
