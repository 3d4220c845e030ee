"""Plots of the family of programmes."""

from __future__ import annotations

from decimal import Decimal

from attrs import evolve
from support.plots.records import ASSOCIATION, DAY, NORTH, SOUTH, UNITS, on, person, steps

from grassroots.model import (
    Activity,
    Attendance,
    Case,
    ContactPoint,
    Due,
    Membership,
    Programme,
    Record,
    Stage,
    Tally,
    Target,
    Task,
)
from grassroots.testing.planted import Plot
from grassroots.values import ActivityId, CaseId, PersonId, ProgrammeId, Quantity, StageId, UnitId

CAMPAIGN = Programme(id=ProgrammeId("c"), unit=ASSOCIATION, kind="campaign", name="Campaign", start=on("01-01"))
FIRST, SECOND, THIRD = (
    Stage(id=StageId(f"c-{number}"), programme=ProgrammeId("c"), number=number, start=on(start), end=on(end))
    for number, start, end in ((1, "01-01", "03-01"), (2, "03-01", "06-01"), (3, "06-01", "09-01"))
)
STAGES = (CAMPAIGN, FIRST, SECOND, THIRD)


def paper(unit: str, *given: str, **more: object) -> Task:
    told = {"id": f"papers:c-2:{unit}", "stage": StageId("c-2"), **more}
    first, *rest = given
    life = (*steps(first, due=on("03-21")), *(steps(*rest) if rest else ()))
    return Task(unit=UnitId(unit), programme=ProgrammeId("c"), kind="self_inspection", steps=life, **told)  # type: ignore[arg-type]


PAPERS = tuple(paper(unit, "opened 03-01", "drafted 03-10", "final 03-20") for unit in ("north", "south"))
OPEN = paper("north", "opened 03-01", "drafted 03-10")
HELD = Activity(id=ActivityId("m"), unit=ASSOCIATION, kind="meeting", on=on("04-10"), stage=StageId("c-2"))
GATE = Plot(
    day=DAY,
    records=(*UNITS, *STAGES, *PAPERS, HELD),
    faults={
        "a task that is not final": (OPEN,),
        "no meeting in the stage": (evolve(HELD, on=on("02-10"), stage=StageId("c-1")),),
        "the next stage is begun before the gate opens": (
            evolve(SECOND, end=on("08-01")),
            OPEN,
            paper("south", "opened 06-02", id="t3", stage=StageId("c-3")),
        ),
        "a meeting of the next stage while the gate is shut": (
            OPEN,
            evolve(HELD, id=ActivityId("m3"), on=on("06-10"), stage=StageId("c-3")),
        ),
        "too few are final": (OPEN, paper("south", "opened 03-01")),
    },
    open={"a stage without a last day": (evolve(SECOND, end=None), ("stage", "c-3"))},
)
TASK = Plot(
    day=DAY,
    records=(*UNITS, *STAGES, *PAPERS),
    faults={"one unit that got none": (("task", "papers:c-2:south"),)},
    open={"a stage that runs": (evolve(SECOND, end=on("09-01")), ("stage", "c-3"), *(("task", one.id) for one in PAPERS))},
)
ROUND = paper("north", "opened 04-01", "final 05-01", id="papers:c-2:north#2", round=2)
ROUNDS = Plot(
    day=DAY,
    records=(*UNITS, *STAGES, OPEN, PAPERS[1], ROUND),
    faults={
        "overdue, and nobody looked back": (("task", ROUND.id),),
        "the round before it was due": (evolve(ROUND, steps=steps("opened 03-02", "final 05-01")),),
        "the round twice": (
            evolve(ROUND, id="again#2"),
            evolve(OPEN, id="again"),
            evolve(ROUND, id="papers:c-2:north#2", round=1),
        ),
        "the last round left open": (evolve(ROUND, steps=steps("opened 04-01")),),
    },
)

MEETING = Activity(id=ActivityId("g1"), unit=NORTH, kind="general_meeting", on=on("03-10"))
OWED = Due(
    id="general:2024-01-01:north",
    unit=NORTH,
    duty="general",
    kind="meeting",
    first=on("01-01"),
    last=on("03-31"),
    steps=steps("owed 01-01", due=on("03-31")),
)
DUE = Plot(
    day=DAY,
    records=(*UNITS, MEETING, OWED),
    beside=("duty",),
    faults={
        "not held": (("activity", "g1"),),
        "held too late": (evolve(MEETING, on=on("05-10")),),
        "held by another": (evolve(MEETING, unit=SOUTH),),
        "said to be done": (("activity", "g1"), evolve(OWED, steps=(*OWED.steps, *steps("done 03-20")))),
        "of a duty that there is not": (evolve(OWED, id="x", duty="nothing"),),
    },
)

PART = Target(
    id="z1",
    unit=ASSOCIATION,
    theme="venues",
    measure="tasks_final",
    value=Quantity.of(Decimal("0.3")),
    start=on("2023-01-01"),
    end=on("2026-01-01"),
)
WHOLE = (
    PART,
    evolve(PART, id="z2", measure="duties_done"),
    evolve(PART, id="z3", measure="duties_in_time", value=Quantity.of(Decimal("0.4"))),
)
HORIZON = Plot(
    day=DAY,
    records=(*UNITS, *WHOLE),
    faults={
        "another share": (evolve(PART, value=Quantity.of(Decimal("0.5"))),),
        "a part that nobody set": (("target", "z2"),),
        "a longer time": (evolve(PART, end=on("2027-01-01")),),
    },
)
SET = Target(
    id="s",
    unit=ASSOCIATION,
    theme="cases",
    measure="tasks_final",
    value=Quantity.of(Decimal("0.9")),
    start=on("01-01"),
    end=on("06-01"),
)
TARGET = Plot(
    day=DAY,
    records=(*UNITS, *STAGES, *PAPERS, SET),
    faults={
        "missed": (OPEN,),
        "by a measure that there is not": (evolve(SET, measure="nothing"),),
    },
)
TOLD = Tally(id="t", unit=ASSOCIATION, kind="counted", on=on("06-01"), amount=Quantity.of(3), measure="units")
TALLY = Plot(
    day=DAY,
    records=(*UNITS, TOLD),
    faults={
        "another number": (evolve(TOLD, amount=Quantity.of(5)),),
        "two readings": (evolve(TOLD, measure=None, low=Quantity.of(2), high=Quantity.of(20)),),
    },
)


def held(id: str, kind: str, day: str, unit: UnitId = NORTH, **more: int) -> Activity:
    return Activity(id=ActivityId(id), unit=unit, kind=kind, on=on(day), **more)


def came(activity: str, who: str, presence: str = "present") -> Attendance:
    return Attendance(id=f"{activity}-{who}", activity=ActivityId(activity), person=PersonId(who), presence=presence)


MEMBERS: tuple[Record, ...] = tuple(
    one
    for who in ("ann", "bo", "cy")
    for one in (
        person(who),
        Membership(id=f"m-{who}", person=PersonId(who), unit=NORTH, registration="home", steps=steps("full 2023-01-01")),
    )
)
TALKS = tuple(
    one
    for id, day, first, second in (("t1", "02-01", "ann", "bo"), ("t2", "02-02", "ann", "cy"), ("t3", "02-03", "bo", "cy"))
    for one in (held(id, "meeting", day), came(id, first), came(id, second))
)
GENERAL = held("g", "general_meeting", "03-10")
PAIRS = Plot(
    day=DAY,
    records=(*UNITS, *MEMBERS, *TALKS, GENERAL),
    faults={
        "two who never met": (("activity", "t3"), ("attendance", "t3-bo"), ("attendance", "t3-cy")),
        "one of them did not come": (came("t3", "cy", "excused"),),
        "a third was there": (came("t3", "ann"),),
        "a talk after the meeting": (held("t3", "meeting", "03-11"),),
        "a talk of the year before": (held("t3", "meeting", "2023-12-11"),),
        "another sort of meeting": (held("t3", "social", "02-03"),),
    },
)
SERIES = Plot(
    day=DAY,
    records=(*UNITS, *(held(f"c-{id}", "committee_meeting", "02-10", UnitId(id)) for id in ("north", "south")), GENERAL),
    faults={
        "the second before the first": (held("g", "general_meeting", "01-10"),),
        "the first after the second": (held("c-north", "committee_meeting", "04-10"),),
        "out of order in the year before": (
            held("g0", "general_meeting", "2023-02-01"),
            held("c0", "committee_meeting", "2023-03-01"),
        ),
    },
)
POINTS = tuple(
    ContactPoint(id=f"p-{id}", unit=UnitId(id), kind="hotline", address="12345", start=on("2023-01-01"))
    for id in ("north", "south")
)
CHECKLIST = Plot(
    day=DAY,
    records=(*UNITS, *POINTS),
    faults={
        "none": (("contact_point", "p-south"),),
        "one that has ended": (evolve(POINTS[1], end=on("05-01")),),
        "one that is still to come": (evolve(POINTS[1], start=on("08-01")),),
        "one of another unit": (evolve(POINTS[1], unit=ASSOCIATION),),
    },
)
COUNTED = held("g", "general_meeting", "03-10", headcount=2)
HEADCOUNT = Plot(
    day=DAY,
    records=(*UNITS, *MEMBERS, COUNTED, came("g", "ann"), came("g", "bo", "remote"), came("g", "cy", "excused")),
    faults={
        "more than the list has": (held("g", "general_meeting", "03-10", headcount=20),),
        "fewer than the list has": (held("g", "general_meeting", "03-10", headcount=1),),
        "one who did not come": (came("g", "bo", "absent"),),
        "one who is not counted": (came("g", "cy"),),
        "somebody listed twice": (evolve(came("g", "ann"), id="again"), ("attendance", "g-bo")),
    },
)
CLOSED = tuple(
    Case(id=CaseId(id), unit=NORTH, category="opinion", steps=steps("received 02-01", f"replied {day}"))
    for id, day in (("c1", "02-10"), ("c2", "03-10"), ("c3", "04-10"))
)
AIMED = evolve(SET, measure="cases_closed", value=Quantity.of(2))
AIM = Plot(
    day=DAY,
    records=(*UNITS, *CLOSED, AIMED),
    beside=("target",),
    faults={
        "reached, and not exceeded": (("case", "c3"),),
        "the last one after its time": (evolve(CLOSED[2], steps=steps("received 02-01", "replied 06-10")),),
        "as much is aimed at as there is": (evolve(AIMED, value=Quantity.of(3)),),
    },
)

EARLIER = tuple(evolve(one, id=CaseId(f"e-{one.id}"), steps=steps("received 01-10", "replied 01-20")) for one in CLOSED)
RELATION = Plot(
    day=DAY,
    records=(*UNITS, *CLOSED, *EARLIER),
    faults={
        "received the year before": (evolve(CLOSED[0], steps=steps("received 2023-12-20", "replied 02-10")),),
        "several of the year before": tuple(
            evolve(one, steps=steps("received 2023-12-20", "replied 02-10")) for one in (*CLOSED[:2], EARLIER[0])
        ),
    },
)

PLOTS: dict[str, Plot] = {
    "relation": RELATION,
    "pairs": PAIRS,
    "series": SERIES,
    "checklist": CHECKLIST,
    "headcount": HEADCOUNT,
    "aim": AIM,
    "gate": GATE,
    "task": TASK,
    "task_state": ROUNDS,
    "due": DUE,
    "horizon": HORIZON,
    "target": TARGET,
    "tally": TALLY,
}
