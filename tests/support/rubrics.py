"""A charter with rubrics over the association, and records to judge by them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache

from support.clubs import neutral

from grassroots.charter import Charter
from grassroots.charter.loading import load
from grassroots.model import Assessment, Membership, Person, Placement, Rating, Record, Step, Unit
from grassroots.reading import At
from grassroots.rules.appraisal.consequences import proposed_uses
from grassroots.rules.appraisal.rubric_rule import Rubric
from grassroots.rules.proposed import Proposed
from grassroots.rules.registry import KINDS
from grassroots.snapshot import Snapshot
from grassroots.values import Period, PersonId, Ref, UnitId

YEAR = Period.year(2013)
AS_OF = date(2014, 3, 31)


@cache
def charter(toml: str) -> Charter:
    """The neutral charter with more tables; read once, for a charter never changes."""
    head = 'id = "judging"\nextends = "association"\nlanguages = ["en", "zh"]\nlabel = { en = "Judging", zh = "考评" }\n'
    return load({"charter.toml": head + toml}, kinds=KINDS, parent=lambda name: neutral())


def rubric(toml: str, name: str = "yearly") -> Rubric:
    """A rubric of that charter, by the tables that stand under `[rubric.NAME]`."""
    found = charter(toml).rule("rubric", name)
    assert isinstance(found, Rubric)
    return found


def units(*ids: str) -> list[Record]:
    """Branches under one association."""
    top = Unit(id=UnitId("top"), kind="association", name="Top")
    place = (Placement(since=date(2000, 1, 1), parent=UnitId("top")),)
    return [top, *(Unit(id=UnitId(id), kind="branch", name=id, parents=place) for id in ids)]


def members(*ids: str, unit: str = "top") -> list[Record]:
    """Persons who are members of a unit."""
    found: list[Record] = []
    for id in ids:
        steps = (Step(state="full", on=date(2010, 1, 1)),)
        found += [Person(id=PersonId(id)), Membership(id=f"m-{id}", person=PersonId(id), unit=UnitId(unit), steps=steps)]
    return found


def mark(
    subject: Ref, item: str, value: str, *, evaluator: str | None = None, returns: int = 1, rubric: str = "yearly"
) -> Rating:
    """A mark, given in January; marks of one subject on one item need different values or groups."""
    return Rating(
        id=f"{subject.id}-{item}-{evaluator or 'all'}-{value}-{returns}",
        unit=UnitId(subject.id if subject.noun == "unit" else "top"),
        subject=subject,
        rubric=rubric,
        item=item,
        on=date(2014, 1, 20),
        evaluator=evaluator,
        value=Decimal(value),
        returns=returns,
    )


def ballots(
    subject: Ref, item: str, choice: str, number: int, *, evaluator: str | None = None, issued: int | None = None
) -> Rating:
    """How many ballots one choice got."""
    return Rating(
        id=f"{subject.id}-{item}-{evaluator or 'all'}-{choice}",
        unit=UnitId(subject.id if subject.noun == "unit" else "top"),
        subject=subject,
        rubric="yearly",
        item=item,
        on=date(2014, 1, 20),
        evaluator=evaluator,
        choice=choice,
        ballots=number,
        issued=issued,
    )


def snapshot(records: Iterable[Record], under: Charter, as_of: date = AS_OF) -> Snapshot:
    """The records side by side; they are sound."""
    taken = Snapshot.of(records, under, as_of=as_of)
    assert [str(problem) for problem in taken.problems] == []
    return taken


def unit(id: str) -> Ref:
    """A reference to a unit."""
    return Ref("unit", id)


def person(id: str) -> Ref:
    """A reference to a person."""
    return Ref("person", id)


def all_proposed_uses(at: At) -> list[Proposed]:
    """What is proposed on a day because of any judgement."""
    return [use for one in at.snapshot.all(Assessment).values() for use in proposed_uses(one, at)]
