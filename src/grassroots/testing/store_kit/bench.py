"""What the laws of a store are tried with, and what comes of trying."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from attrs import field, frozen

from grassroots.model import (
    NOUNS,
    Attachment,
    Case,
    Custom,
    ExternalId,
    Person,
    Record,
    Step,
    noun_of,
)
from grassroots.store import BadRow, Batch, Bringer, Change, Erasure, Key, Message, Store, Versioned
from grassroots.values import CaseId, PartialDate, PersonId, Quality, Quantity, Source, UnitId

MakeStore = Callable[[Path], Store]
"""Opens the store of a folder, making it where there is none; the same folder gives the same store again."""


NOW = datetime(2014, 6, 30, 9, 0, tzinfo=UTC)


@frozen
class Bench:
    """Where laws are tried: how to make a store, and fresh folders for it."""

    make: MakeStore
    root: Path
    lasting: bool = True
    newer: Callable[[Path], None] | None = None
    reading: MakeStore | None = None
    examples: int = 20
    shrink: bool = True
    _numbers: count[int] = field(factory=count)

    def place(self) -> Path:
        """A fresh, empty folder."""
        place = self.root / str(next(self._numbers))
        place.mkdir()
        return place

    def store(self) -> Store:
        """A fresh, empty store."""
        return self.make(self.place())


E = TypeVar("E", bound=Exception)


def person(id: str = "p-1", name: str | None = "Ann Example", **more: Any) -> Person:
    """A person, invented."""
    return Person(id=PersonId(id), name=name, **more)


def case(id: str = "c-1", text: str | None = "The lamp is broken.", *states: str, **more: Any) -> Case:
    """A case with a step a state, a day apart."""
    steps = tuple(Step(state=state, on=date(2014, 3, day)) for day, state in enumerate(states or ("received",), 1))
    return Case(id=CaseId(id), category="opinion", unit=UnitId("b7"), text=text, steps=steps, **more)


def batch(id: str, *records: Record, withdraw: Sequence[Key] = (), **more: Any) -> Batch:
    """A batch that stores these records and withdraws those."""
    source = more.pop("source", None)
    changes = [Change(noun=noun_of(one), id=one.id, record=one, source=source) for one in records]
    gone = [Change(noun=noun, id=id, record=None) for noun, id in withdraw]
    return Batch(id=id, changes=(*changes, *gone), **{"actor": "office", "reason": "test", "at": NOW, **more})


def erasure(id: str, keys: Sequence[Key], **more: Any) -> Erasure:
    """An erasure of the personal part of these records."""
    return Erasure(id=id, keys=tuple(keys), **{"actor": "office", "reason": "asked for", **more})


def message(key: str = "m-1", **more: Any) -> Message:
    """A notice."""
    texts = {"channel": "console", "to": "ann@example.org", "subject": "Hello", "body": "The lamp is mended."}
    return Message(key=key, **{**texts, **more})


def bad_row(row: int = 3, sheet: str = "", by: Bringer = Bringer()) -> BadRow:
    """A row that could not be read."""
    problems = ({"code": "not-a-date", "column": "joined", "value": "2 Jan"},)
    return BadRow(
        ledger="members", source=Source("members.csv", sheet, row), cells=(("joined", "2 Jan\0"),), problems=problems, by=by
    )


def raises(kind: type[E], call: Callable[[], Any], what: str) -> E:
    """Demands that a call raises an error of this kind, and gives the error."""
    try:
        given = call()
    except kind as error:
        return error
    raise AssertionError(f"{what}: {kind.__name__} was to be raised, but it gave {given!r}")


def everything(store: Store, known_at: int | None = None, nouns: Iterable[str] = NOUNS) -> dict[Key, Versioned]:
    """All that stands of every noun or of these, as known at a head, read in small pages."""
    found: dict[Key, Versioned] = {}
    for noun in nouns:
        after = ""
        while page := store.scan(noun, after, 2, known_at):
            found |= {(one.noun, one.id): one for one in page}
            after = page[-1].id
    return found


def traces(store: Store) -> tuple[Any, ...]:
    """All that a refused batch must leave as it was."""
    return store.head(), store.since(0), everything(store), store.outbox(), store.bad_rows()


def damaged_amount() -> Quantity:
    """An amount that somebody wrote, and nobody can read as a number."""
    return Quantity(raw="654.38+10,000", measured_in="CNY", quality=Quality.DAMAGED)


def full_person(mark: str = "") -> Person:
    """A person with something in every kind of field; `mark` stands in all that is personal."""
    return person(
        name=f"Ann {mark}Example",
        birth=PartialDate(1971, 3),
        phone=f"{mark}0100",
        education="college",
        attachments=(
            Attachment(digest="sha256:00", name=f"{mark}letter.pdf", keep_until=date(2024, 1, 1)),
            Attachment(digest="sha256:01"),
        ),
        custom=(
            Custom(name="floor", number=Decimal(3)),
            Custom(name="nickname", text=f"{mark}Annie", private=True),
            Custom(name="moved", day=date(2014, 1, 1), private=True),
        ),
        external_ids=(ExternalId(scheme="register", value="0042"),),
    )
