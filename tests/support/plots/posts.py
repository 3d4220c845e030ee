"""Plots of the family of posts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from attrs import evolve
from support.plots.records import ASSOCIATION, DAY, NORTH, UNITS, on, person, steps

from grassroots.model import (
    Activity,
    Allowance,
    Application,
    Assessment,
    Attendance,
    Person,
    Post,
    Qualification,
    Record,
    Seat,
    Tally,
    Team,
    Tenure,
)
from grassroots.testing.planted import Plot
from grassroots.values import ActivityId, AssessmentId, PersonId, PostId, Quantity, Ref, TeamId, UnitId


def post(id: str, unit: str, kind: str, **more: Any) -> Post:
    return Post(id=PostId(id), unit=UnitId(unit), kind=kind, **more)


def term(id: str, post: str, who: str, start: str = "01-01", **more: Any) -> Tenure:
    return Tenure(id=id, post=PostId(post), person=PersonId(who), start=on(start), **more)


NAMES = ("ann", "bo", "cy", "di", "ed", "flo")
PEOPLE: tuple[Record, ...] = tuple(person(id) for id in NAMES)
CHAIRS = tuple(post(f"chair-{unit}", unit, "chair") for unit in ("R", "north", "south"))
CHAIR, CHAIR_NORTH, CHAIR_SOUTH = (
    term(f"t-{unit}", f"chair-{unit}", who) for unit, who in (("R", "ann"), ("north", "bo"), ("south", "cy"))
)
TEAMS = tuple(Team(id=TeamId(f"team-{unit}"), unit=UnitId(unit), kind="working_group") for unit in ("R", "north", "south"))
READY = Seat(id="ready", team=TeamId("team-R"), person=PersonId("di"), start=on("2023-01-01"))
DEPUTY = term("t-deputy", "deputy", "di", method="appointed")
AUDITOR = post("auditor", "R", "auditor")
# Who has gone round longest ago is in turn; those who never were, in the order of their posts' ids.
FIRST, SECOND = term("t-q1", "auditor", "bo", end=on("04-01")), term("t-q2", "auditor", "cy", "04-01")
STAFFING = Plot(
    day=DAY,
    records=(
        *UNITS,
        *PEOPLE,
        *CHAIRS,
        CHAIR,
        CHAIR_NORTH,
        CHAIR_SOUTH,
        *TEAMS,
        READY,
        post("deputy", "R", "deputy"),
        DEPUTY,
        AUDITOR,
        FIRST,
        SECOND,
    ),
    faults={
        "a unit without a chair": (("tenure", "t-south"),),
        "a chair who only acts": (evolve(CHAIR_SOUTH, method="acting"),),
        "somebody who has acted for too long": (evolve(DEPUTY, method="acting", start=on("2023-09-01")),),
        "two chairs": (post("more", "south", "chair"), term("t-more", "more", "flo")),
        "a unit without its team": (evolve(TEAMS[1], end=on("06-01")),),
        "a term that is over": (evolve(CHAIR_NORTH, start=on("2023-01-01")),),
        "from a pool without having sat in it": (evolve(READY, person=PersonId("ed")),),
        "out of turn": (evolve(FIRST, person=PersonId("cy")), evolve(SECOND, person=PersonId("bo"))),
        "a stranger in a turn": (evolve(SECOND, person=PersonId("flo")),),
        "a post that goes round and that nobody has": (("tenure", "t-q2"),),
    },
)
VACANCY = Plot(
    day=DAY,
    records=(*UNITS, *PEOPLE, *CHAIRS, CHAIR, CHAIR_NORTH, CHAIR_SOUTH),
    faults={
        "two in a post of one seat": (term("t-more", "chair-south", "flo"),),
        "a term in a post that ended": (evolve(CHAIRS[2], end=on("06-01")),),
    },
)

MONTHS = range(1, 6)
PARTS = {"ladder": ("1000", "R"), "supplement": ("300", "north"), "base": ("100", "R")}


def pay(part: str, month: int, amount: str = "", **more: Any) -> Allowance:
    owed, payer = PARTS[part]
    told = {"kind": "paid", "payer": UnitId(payer), "level": 1 if part == "ladder" else None, **more}
    return Allowance(
        id=f"{part}-{month}",
        tenure="t",
        part=part,
        month=on(f"{month:02}-01"),
        on=on(f"{month:02}-28"),
        amount=Quantity.of(Decimal(amount or owed), "CNY"),
        **told,
    )


SERVED = term("t", "office", "ann")
PAY = Plot(
    day=DAY,
    records=(
        *UNITS,
        *PEOPLE,
        post("office", "north", "secretary"),
        SERVED,
        Tally(id="income", unit=ASSOCIATION, kind="residents", on=on("2023-12-31"), amount=Quantity.of(2400, "CNY")),
        *(pay(part, month) for part in PARTS for month in MONTHS),
    ),
    faults={
        "a month not paid": (("allowance", "supplement-3"),),
        "too little": (pay("supplement", 3, "30"),),
        "too much": (pay("supplement", 3, "9999"),),
        "below the floor": (pay("base", 2, "99.99"),),
        "by another payer": (pay("supplement", 3, payer=UnitId("south")),),
        "in another currency": (evolve(pay("supplement", 3), amount=Quantity.of(300, "EUR")),),
        "a level that the class does not have": (pay("ladder", 5, level=4),),
        "another level to begin with": tuple(pay("ladder", month, "1100", level=2) for month in MONTHS),
        "a rise before its time": (pay("ladder", 5, "1100", level=2),),
        "pay for a month in which nobody served": (evolve(SERVED, start=on("03-01")),),
        "performance without a judgement": (evolve(pay("supplement", 5), id="p", part="performance"),),
        "the value behind the floor unknown": (("tally", "income"),),
    },
    open={
        "two years on a level": (
            evolve(SERVED, start=on("2022-01-01")),
            *(
                evolve(pay("ladder", 1), id=f"early-{year}-{month}", month=date(year, month, 1), on=date(year, month, 28))
                for year in (2022, 2023)
                for month in range(1, 13)
            ),
        ),
    },
)

COURSE = Activity(id=ActivityId("course"), unit=ASSOCIATION, kind="training", on=on("03-01"))
WENT = Attendance(id="went", activity=COURSE.id, person=PersonId("ann"), presence="present", hours=Decimal(6))
HELD = Qualification(
    id="held", unit=ASSOCIATION, person=PersonId("ann"), competence="casework", level="basic", start=on("2023-05-01")
)
TRAINING = Plot(
    day=DAY,
    records=(*UNITS, *PEOPLE, CHAIRS[0], CHAIR, COURSE, WENT, HELD),
    beside=("framework",),
    faults={
        "a course without hours": (evolve(WENT, hours=None),),
        "nothing held when the time is over": (("qualification", "held"),),
        "a certificate that ran out": (evolve(HELD, end=on("06-01")),),
        "somebody else's certificate": (evolve(HELD, person=PersonId("bo")),),
        "one who came later without it": (CHAIRS[1], CHAIR_NORTH),
    },
)


def good(id: str, month: str) -> Assessment:
    return Assessment(
        id=AssessmentId(id),
        unit=ASSOCIATION,
        subject=Ref("person", "eve"),
        rubric="office",
        first=on(f"{month}-01"),
        last=on(f"{month}-28"),
        grade="good",
        decided_by=PersonId("ann"),
        steps=steps(f"proposed {month}-28", f"decided {month}-28"),
    )


EVE = Person(id=PersonId("eve"), name="Eve", education="bachelor")
TRIAL = Application(
    id="trial",  # type: ignore[arg-type]
    kind="volunteer",
    person=EVE.id,
    unit=NORTH,
    steps=steps("taken_on 2023-01-10", unit=NORTH),
)
LONG = Tenure(id="long", post=PostId("second"), person=EVE.id, start=on("2019-01-01"))
RISEN = Tenure(id="risen", post=PostId("chair-R"), person=EVE.id, start=on("06-01"))
PROMOTION = Plot(
    day=DAY,
    records=(
        *UNITS,
        *PEOPLE,
        EVE,
        CHAIRS[0],
        post("second", "R", "deputy"),
        LONG,
        RISEN,
        TRIAL,
        good("g1", "02"),
        good("g2", "03"),
    ),
    beside=("rubric", "pathway"),
    faults={
        "too short in the post before": (evolve(LONG, start=on("2022-01-01")),),
        "judged otherwise than it takes": (evolve(good("g2", "03"), grade="average"),),
        "without the degree": (evolve(EVE, education="primary"),),
    },
)

PLOTS: dict[str, Plot] = {
    "staffing": STAFFING,
    "vacancy": VACANCY,
    "pay": PAY,
    "training": TRAINING,
    "promotion": PROMOTION,
}
