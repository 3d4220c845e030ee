"""Records on which plots stand: a few units, posts, persons; and short ways to write others."""

from __future__ import annotations

from datetime import date
from typing import Any

from grassroots.model import Household, Person, Placement, Post, Record, Step, Tenure, Unit
from grassroots.values import HouseholdId, PersonId, PostId, UnitId

DAY = date(2024, 6, 30)
"""The day on which the offices of the plots look."""

ASSOCIATION, NORTH, SOUTH = UnitId("R"), UnitId("north"), UnitId("south")


def on(text: str) -> date:
    return date.fromisoformat(text if len(text) > 5 else f"2024-{text}")


def steps(*given: str, **more: Any) -> tuple[Step, ...]:
    """Steps, each written `state 03-11` or `state 2023-03-11`; `more` is said of the last."""
    found = [Step(state=state, on=on(day)) for state, day in (one.split() for one in given)]
    if more:
        found[-1] = Step(state=found[-1].state, on=found[-1].on, **more)
    return tuple(found)


def unit(id: str, kind: str, parent: str = "R", **more: Any) -> Unit:
    parents = () if id == "R" else (Placement(since=date(2015, 1, 1), parent=UnitId(parent)),)
    return Unit(id=UnitId(id), kind=kind, name=f"Unit {id}", parents=parents, start=date(2015, 1, 1), **more)


def person(id: str, **more: Any) -> Person:
    return Person(id=PersonId(id), name=f"Person {id}", **more)


def holder(post: str, who: str, **more: Any) -> Tenure:
    return Tenure(id=f"t-{post}-{who}", post=PostId(post), person=PersonId(who), start=date(2023, 1, 1), **more)


def household(id: str, **more: Any) -> Household:
    told = {"address": f"Lane {id}", "start": date(2023, 12, 31), **more}
    return Household(id=HouseholdId(id), unit=NORTH, **told)


UNITS: tuple[Record, ...] = (unit("R", "association"), unit("north", "branch"), unit("south", "branch"))
POSTS: tuple[Record, ...] = (
    Post(id=PostId("chair"), unit=ASSOCIATION, kind="chair"),
    Post(id=PostId("secretary"), unit=NORTH, kind="secretary"),
    person("ann"),
    person("bo"),
    holder("chair", "ann"),
    holder("secretary", "bo"),
)
