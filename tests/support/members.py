"""A small organization with members, under a charter, for tests of pathways, dues and rights: its input stands in the test."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache

from grassroots.charter import Charter
from grassroots.model import DuesLine, Membership, Person, Placement, Record, Step, Unit
from grassroots.plugins import Plugins
from grassroots.snapshot import Snapshot
from grassroots.values import PartialDate, PersonId, Quantity, UnitId
from grassroots.workspace import open_charter

ABOVE, BRANCH, OTHER = UnitId("above"), UnitId("b1"), UnitId("b2")

UNITS: tuple[Record, ...] = (
    Unit(id=ABOVE, kind="association", name="Above"),
    Unit(id=BRANCH, kind="branch", name="Branch 1", parents=(Placement(since=date(1950, 1, 1), parent=ABOVE),)),
    Unit(id=OTHER, kind="branch", name="Branch 2", parents=(Placement(since=date(1950, 1, 1), parent=ABOVE),)),
)


@cache
def charter_named(name: str) -> Charter:
    """A charter of an installed distribution, or the library's own."""
    return open_charter(name, Plugins.installed())


def day(text: str) -> date:
    return date.fromisoformat(text)


def person(id: str = "p1", birth: str | None = "1980-05-04", **more: object) -> Person:
    return Person(id=PersonId(id), birth=PartialDate.of(birth) if birth else None, **more)  # type: ignore[arg-type]


def steps(*rows: tuple[str, str] | tuple[str, str, str]) -> tuple[Step, ...]:
    """Steps from (state, day) and (state, day, unit)."""
    return tuple(Step(state=row[0], on=day(row[1]), unit=UnitId(row[2]) if len(row) > 2 else None) for row in rows)


def member(
    *rows: tuple[str, str] | tuple[str, str, str], id: str = "m1", who: str = "p1", unit: str = BRANCH, **more: str
) -> Membership:
    return Membership(id=id, person=PersonId(who), unit=UnitId(unit), steps=steps(*rows), **more)  # type: ignore[arg-type]


def line(
    id: str, kind: str, month: str, on: str, amount: str | None = None, who: str = "m1", consent: str | None = None
) -> DuesLine:
    return DuesLine(
        id=id,
        membership=who,
        kind=kind,
        month=day(f"{month}-01"),
        on=day(on),
        amount=Quantity.of(Decimal(amount), "CNY") if amount else None,
        consent=UnitId(consent) if consent else None,
    )


def snapshot(charter: str | Charter, *records: Record, as_of: str = "2030-12-31") -> Snapshot:
    known = charter_named(charter) if isinstance(charter, str) else charter
    return Snapshot.of((*UNITS, *records), known, as_of=day(as_of))
