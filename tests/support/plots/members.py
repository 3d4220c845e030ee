"""Plots of the family of members."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from attrs import evolve
from support.plots.records import ASSOCIATION, DAY, NORTH, SOUTH, UNITS, on, person, steps

from grassroots.model import Application, Circumstance, Contact, DuesLine, Membership, Override, Person, Record
from grassroots.testing.planted import Plot
from grassroots.values import PartialDate, PersonId, Quantity, Ref, UnitId

PEOPLE: tuple[Record, ...] = tuple(person(id) for id in ("ann", "bo", "cy"))


def member(id: str, unit: str = "north", since: str = "01-01", **more: Any) -> Membership:
    told = {"steps": steps(f"full {since}"), **more}
    return Membership(id=f"m-{id}", person=PersonId(id), unit=UnitId(unit), **told)


def line(kind: str, month: int, amount: str, **more: Any) -> DuesLine:
    told = {"membership": "m-ann", "on": on(f"{month:02}-05"), **more}
    return DuesLine(
        id=f"{kind}-{month}", kind=kind, month=on(f"{month:02}-01"), amount=Quantity.of(Decimal(amount), "CNY"), **told
    )


ANN = member("ann")
CHARGES = tuple(line("charge", month, "15", base=Quantity.of(3000, "CNY")) for month in range(1, 7))
PAID = tuple(line("payment", month, "15") for month in range(1, 7))
DUES = Plot(
    day=DAY,
    records=(*UNITS, *PEOPLE, ANN, *CHARGES, *PAID),
    faults={
        "two months not paid": (("dues_line", "payment-3"), ("dues_line", "payment-4")),
        "too little": (line("payment", 3, "5"),),
        "too much": (line("payment", 3, "150"),),
        "another charge than the table gives": (line("charge", 3, "9", base=Quantity.of(3000, "CNY")), line("payment", 3, "9")),
        "paid for a time before joining": (evolve(ANN, steps=steps("full 03-01")),),
        "an amount in another currency": (evolve(PAID[2], amount=Quantity.of(15, "EUR")),),
        "a line for no period": (evolve(PAID[2], month=on("03-15")),),
    },
)

GIVEN = Override(
    id="given",
    unit=ASSOCIATION,
    about=Ref("membership", "m-ann"),
    what="vote",
    set_to="no",
    ground="expert",
    decided_by=PersonId("bo"),
    start=on("06-01"),
    end=on("12-01"),
)
RIGHT = Plot(
    day=DAY,
    records=(*UNITS, *PEOPLE, ANN, GIVEN),
    faults={
        "neither yes nor no": (evolve(GIVEN, set_to="perhaps"),),
        "decided by the member": (evolve(GIVEN, decided_by=PersonId("ann")),),
        "two that contradict one another": (evolve(GIVEN, id="again", set_to="yes"),),
    },
)

CARED = Circumstance(id="away", membership="m-ann", kind="hardship", start=on("01-01"))
CALLS = tuple(
    Contact(
        id=f"call-{month}", unit=NORTH, on=on(f"{month:02}-20"), target=Ref("person", "ann"), code="reached", purpose="help"
    )  # type: ignore[arg-type]
    for month in (2, 4, 6)
)
MOVED = member(
    "bo",
    steps=(
        *steps("full 2023-01-01", "asked 02-01", unit=SOUTH),
        *steps("approved 02-10", unit=ASSOCIATION),
        *steps("ended 02-20"),
    ),
)
THERE = evolve(member("bo", "south", "03-01"), id="m-bo-south")
SERVICE = evolve(member("cy", "south", "02-01"), id="m-cy-service", registration="service")
MOBILITY = Plot(
    day=DAY,
    records=(*UNITS, *PEOPLE, ANN, CARED, *CALLS, MOVED, THERE, member("cy"), SERVICE),
    faults={
        "home in two branches": (evolve(ANN, id="m-ann-south", unit=SOUTH),),
        "a second registration without a home": (("membership", "m-cy"),),
        "left without approval": (evolve(MOVED, steps=(*MOVED.steps[:2], MOVED.steps[3])),),
        "approved by a unit that is not above": (
            evolve(MOVED, steps=(*MOVED.steps[:2], evolve(MOVED.steps[2], unit=SOUTH), MOVED.steps[3])),
        ),
        "taken up elsewhere": (evolve(THERE, unit=ASSOCIATION),),
        "not taken up in time": (("membership", "m-bo-south"),),
        "taken up too late": (evolve(THERE, steps=steps("full 06-20")),),
        "nobody called": tuple(("contact", one.id) for one in CALLS[1:]),
    },
)

WAY = Application(
    id="way",  # type: ignore[arg-type]
    kind="volunteer",
    person=PersonId("cy"),
    unit=NORTH,
    steps=steps("signed_up 01-10", "introduced 01-20", "trained 02-10"),
)
PATHWAY = Plot(
    day=on("02-12"),
    records=(*UNITS, *PEOPLE, WAY),
    faults={
        "a step before those that come first": (
            evolve(WAY, steps=steps("signed_up 01-10", "trained 01-20", "taken_on 02-10")),
        ),
        "a step too soon": (
            evolve(
                WAY,
                steps=steps(
                    "signed_up 2023-12-01", "introduced 2023-12-10", "trained 2023-12-20", "trial 01-10", "taken_on 02-01"
                ),
            ),
        ),
        "overdue, and it might have been taken": (
            evolve(WAY, steps=steps("signed_up 2023-10-01", "introduced 2023-10-10", "trained 2023-10-20", "trial 2023-11-01")),
        ),
        "a step too late": (evolve(WAY, steps=steps("signed_up 2023-10-10")),),
        "too young": (person("cy", birth=None), evolve(WAY, steps=steps("trained 01-10"))),
    },
)

KNOWN = tuple(Person(id=PersonId(id), name="Eve Example", birth=PartialDate(1980, 5, 6)) for id in ("eve", "eva"))
MATCHING = Plot(
    day=DAY,
    records=(*UNITS, *PEOPLE, KNOWN[0], member("eve")),
    faults={},
    open={"the same person again": (KNOWN[1], member("eva"))},
)

PLOTS: dict[str, Plot] = {"matching": MATCHING, "dues": DUES, "voting_right": RIGHT, "mobility": MOBILITY, "pathway": PATHWAY}
