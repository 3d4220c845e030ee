"""Plots of the family of casework."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal

from attrs import evolve
from support.plots.records import DAY, NORTH, POSTS, SOUTH, UNITS, on, steps

from grassroots.model import Activity, Attendance, Case, ChangeRequest, ContactPoint, Finding, Service, Shift, Step
from grassroots.testing.planted import Plot
from grassroots.values import ActivityId, CaseId, PersonId, PostId, Ref, ServiceId, UnitId


def case(id: str, *given: str, **more: object) -> Case:
    told = {"category": "request", "topic": "noise", "channel": "phone", "unit": NORTH, **more}
    return Case(id=CaseId(id), steps=steps(*given), **told)  # type: ignore[arg-type]


ENTRY = Service(id=ServiceId("s"), unit=UnitId("R"), number="1", name="Noise", topic="noise", responsible=SOUTH)
NOISE = evolve(
    case("noise", "received 05-01"),
    steps=(
        *steps("received 05-01"),
        Step(state="dispatched", on=on("05-02"), unit=SOUTH),
        *steps("replied 05-10", outcome="solved"),
    ),
)
HANDED = evolve(NOISE, steps=(*steps("received 05-01"), Step(state="dispatched", on=on("05-02"), unit=SOUTH)))
ROUTING = Plot(
    day=DAY,
    records=(*UNITS, *POSTS, ENTRY, HANDED),
    faults={
        "handed to another": (evolve(HANDED, steps=(HANDED.steps[0], evolve(HANDED.steps[1], unit=NORTH)), unit=UnitId("R")),),
        "handed on by the wrong unit": (
            evolve(HANDED, steps=(*HANDED.steps, Step(state="dispatched", on=on("05-03"), unit=UnitId("north")))),
        ),
        "with nobody": (evolve(HANDED, steps=HANDED.steps[:1]),),
    },
)
CATALOGUE = Plot(
    day=DAY,
    records=(*UNITS, ENTRY, evolve(ENTRY, id=ServiceId("road"), number="9", name="Roads", topic="traffic", responsible=NORTH)),
    faults={
        "a number twice": (evolve(ENTRY, id=ServiceId("t")),),
        "a clock that there is not": (evolve(ENTRY, clock="nothing"),),
        "entries in a circle": (
            evolve(ENTRY, parent=ServiceId("t")),
            evolve(ENTRY, id=ServiceId("t"), number="2", parent=ServiceId("s")),
        ),
        "nobody answers for it": (evolve(ENTRY, responsible=None),),
        "a unit that is no more": (evolve(UNITS[2], end=on("05-01")),),  # type: ignore[call-arg]
    },
)
OTHER = evolve(NOISE, id=CaseId("other"), steps=tuple(evolve(one, on=one.on + timedelta(days=3)) for one in NOISE.steps))
AGAIN = case("again", "received 05-04", "replied 05-12", merged_into=CaseId("noise"))
LEAD = case("noise", "received 05-01", "replied 05-10")
HANDLING = Plot(
    day=DAY,
    records=(*UNITS, *POSTS, LEAD, AGAIN),
    faults={
        "merged, and not answered": (evolve(AGAIN, steps=AGAIN.steps[:1]),),
        "an outcome without an answer": (
            evolve(LEAD, steps=steps("received 05-01", outcome="solved")),
            evolve(AGAIN, merged_into=None),
        ),
        "rated before it was answered": (evolve(LEAD, steps=(*steps("received 05-01", rating="satisfied"), LEAD.steps[1])),),
    },
)
DUPLICATES = Plot(
    day=DAY,
    records=(*UNITS, case("one", "received 05-01"), case("two", "received 01-01")),
    faults={"the same matter again": (case("three", "received 05-05"),)},
)
MERGED = Plot(
    day=DAY,
    records=(*UNITS, LEAD, AGAIN),
    faults={"in a circle": (evolve(LEAD, merged_into=CaseId("again")),)},
)
POINT = ContactPoint(id="desk", unit=NORTH, kind="window", start=on("2023-01-01"), end=date(9999, 12, 31))
SHIFTS = tuple(
    Shift(
        id=f"s-{half}-{day}",
        point="desk",
        person=PersonId(who),
        on=on("06-01") + timedelta(days=day),
        at=time(first),
        until=on("06-01") + timedelta(days=day),
        until_at=time(last),
    )
    for day in range(30)
    for half, who, first, last in (("a", "ann", 8, 14), ("b", "bo", 14, 20))
)
ROSTER = Plot(
    day=DAY,
    records=(*UNITS, *POSTS, POINT, *SHIFTS),
    faults={
        "nobody on a day": (("shift", "s-a-10"),),
        "one left early": (evolve(SHIFTS[20], until_at=time(13)),),
        "one person all day": (evolve(SHIFTS[21], person=PersonId("ann")),),
        "two places at once": (
            evolve(POINT, id="north-desk"),
            *(evolve(one, id=f"n-{one.id}", point="north-desk") for one in SHIFTS),
        ),
    },
)
SERVED = Activity(id=ActivityId("a"), unit=NORTH, kind="volunteering", on=on("05-04"), at=time(8), until_at=time(12))
WENT = Attendance(
    id="w",
    activity=ActivityId("a"),
    person=PersonId("ann"),
    presence="present",
    hours=Decimal(4),
    confirmed_by=PostId("secretary"),
)
HOURS = Plot(
    day=DAY,
    records=(*UNITS, *POSTS, POINT, SHIFTS[0], SERVED, WENT),
    faults={
        "more hours than it lasted": (evolve(WENT, hours=Decimal(14)),),
        "hours below nothing": (evolve(WENT, hours=Decimal(-1)),),
        "a duty that ends before it begins": (evolve(SHIFTS[0], until_at=time(7)),),
        "hours of somebody absent": (evolve(WENT, presence="absent"),),
        "confirmed by oneself": (evolve(WENT, person=PersonId("ann"), confirmed_by=PostId("chair")),),
    },
)
FIXED = Finding(
    id="f",
    unit=NORTH,
    subject=Ref("unit", "north"),
    owner=PostId("secretary"),
    steps=steps("found 05-01", "in_hand 05-02", "fixed 05-20", "closed 05-25"),
)
MATTERS = Plot(
    day=DAY,
    records=(*UNITS, *POSTS, FIXED),
    faults={
        "nobody puts it right": (evolve(FIXED, owner=None, steps=FIXED.steps[:2]),),
        "the post of its owner is empty": (
            evolve(POSTS[5], end=on("06-01")),  # type: ignore[call-arg]
            evolve(FIXED, steps=FIXED.steps[:2]),
        ),
        "closed, and nobody put it right": (evolve(FIXED, steps=steps("found 05-01", "in_hand 05-02", "closed 05-25")),),
        "its last day has passed": (evolve(FIXED, steps=(*steps("found 05-01", due=on("05-20")),)),),
    },
)

ASKED = ChangeRequest(id="asked", unit=NORTH, target=Ref("case", "noise"), state="replied", on=on("06-01"), asker="bo")
REQUESTS = Plot(
    day=DAY,
    records=(*UNITS, *POSTS, HANDED),
    faults={"accepted, and the step was not taken": (evolve(ASKED, accepted=True, decided=on("06-02")),)},
    open={"a step that is asked for": (ASKED,)},
)

PLOTS = {
    "change_requests": REQUESTS,
    "routing": ROUTING,
    "catalogue": CATALOGUE,
    "handling": HANDLING,
    "duplicates": DUPLICATES,
    "merged": MERGED,
    "roster": ROSTER,
    "hours": HOURS,
    "finding": MATTERS,
}
