"""The sample on which formats are tried: an association of two houses, with records of all that formats tell of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from functools import cache
from typing import Any

from attrs import evolve

from grassroots.charter import Charter
from grassroots.fields import Column, fields_of
from grassroots.model import (
    Activity,
    Area,
    Ballot,
    Case,
    ChangeEvent,
    Consent,
    ContactPoint,
    Count,
    Due,
    Heir,
    Mark,
    Membership,
    Motion,
    Origin,
    Person,
    Placement,
    Post,
    Project,
    Record,
    Service,
    Step,
    Tenure,
    Unit,
    Vote,
    noun_of,
)
from grassroots.model.meetings.ballot import tallied
from grassroots.rules import ProjectVoteRule
from grassroots.values import Quantity, Ref, UnitId
from grassroots.workspace import open_charter

DAY = date(2024, 6, 30)


@cache
def sample_charter() -> Charter:
    """The neutral charter, with a rule for votes on projects."""
    charter = open_charter("association")
    return evolve(charter, rules={**charter.rules, "project_vote": {"projects": ProjectVoteRule(name="projects")}})


def sample_records(*houses: str) -> list[Record]:
    """An association of two houses, `a` and `b` (or of those that are named), with records of all that formats tell of; every free text of them says its class and its house: `personal~a~...`."""
    made: list[Record] = [Unit(id=UnitId("all"), kind="association", name="All houses")]
    for place, name in enumerate(houses or ("House A", "House B")):
        house = "ab"[place] if place < 2 else f"x{place}"
        made += [_marked(record, house) for record in _of_house(house, name)]
    first, last = made[1].id, made[-1].id.partition("-")[0]
    event = ChangeEvent(
        id="merger", kind="merge", on=date(2020, 1, 1), before=(Origin(unit=UnitId(last)),), after=(Heir(unit=UnitId(first)),)
    )
    return [*made, event]


def _of_house(house: str, name: str) -> Iterator[Any]:
    def id(kind: str) -> Any:
        return f"{house}-{kind}"

    steps = (Step(state="received", on=date(2024, 3, 4), at=time(9), due=date(2024, 7, 8)),)
    yield Unit(id=UnitId(house), kind="house", name=name, parents=(Placement(since=date(2019, 1, 1), parent=UnitId("all")),))
    for number in (1, 2):
        yield Person(id=id(f"person{number}"), name=f"personal~{house}~name{number}")
        yield Membership(
            id=id(f"member{number}"), person=id(f"person{number}"), unit=UnitId(house), registration="home",
            steps=(Step(state="full", on=date(2020, 1, 1)),),
        )  # fmt: skip
    yield Post(id=id("post"), unit=UnitId(house), kind="chair", seats=1)
    yield Tenure(id=id("term"), post=id("post"), person=id("person1"), start=date(2020, 1, 1))
    yield Tenure(id=id("term2"), post=id("post"), person=id("person2"), start=date(2021, 1, 1))
    yield Consent(
        id=id("consent"), unit=UnitId(house), giver=Ref("person", id("person1")), purpose="promise", start=date(2020, 1, 1)
    )
    yield Activity(id=id("meeting"), unit=UnitId(house), kind="meeting", on=date(2024, 5, 6), at=time(19), until_at=time(21))
    yield Due(id=id("due"), unit=UnitId(house), duty="meeting", first=date(2024, 4, 1), last=date(2024, 6, 30), steps=steps)
    yield Area(id=id("area"), unit=UnitId(house), kind="territory", geometry='{"type": "Point", "coordinates": [1.50, 2]}')
    yield ContactPoint(id=id("phone"), unit=UnitId(house), kind="hotline", start=date(2020, 1, 1), end=date(2030, 1, 1))
    yield Service(id=id("service"), unit=UnitId(house), number="", name="Lamps")
    yield Case(
        id=id("case"), category="opinion", unit=UnitId(house), service=id("service"), requester=id("person2"), steps=steps
    )
    yield Motion(id=id("motion"), unit=UnitId(house), title="", mover=id("person1"), steps=steps)
    yield Vote(id=id("vote"), unit=UnitId(house), kind="decision", on=date(2024, 3, 4), motion=id("motion"), eligible=9)
    yield Count(id=id("yes"), vote=id("vote"), choice="yes", votes=5)
    if house == "a":  # one vote on projects: a format that tells of one need not be told which
        budget = Quantity(raw="100", value=Decimal(100), measured_in="CNY")
        yield Vote(id=id("projects"), unit=UnitId(house), kind="projects", on=date(2024, 3, 4), rule="projects", budget=budget)
        for number in (1, 2):
            cost = Quantity(raw="60", value=Decimal(60), measured_in="CNY")
            yield Project(id=id(f"project{number}"), unit=UnitId(house), kind="works", name="", budget=cost)
        marks = [Mark(option=Ref("project", id(f"project{number}"))) for number in (1, 2)]
        yield from tallied(id("projects"), [marks, marks[:1], marks[:1]])


def _marked(record: Any, house: str) -> Record:
    """The record with a mark in each free text that it has none in."""
    said = {
        info.name: f"{info.privacy.value}~{house}~{noun_of(record)}~{info.name}~{record.id}"
        for info in fields_of(type(record))
        if info.kind is Column.TEXT and not (info.refs or info.words or info.rules or info.enum or info.many)
        if info.name not in ("id", "rule", "duty", "set_to") and getattr(record, info.name) in ("", None)
    }
    marked: Record = record if isinstance(record, Ballot) else evolve(record, **said)
    return marked
