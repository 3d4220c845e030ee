"""Plots of the family of appraisal."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from attrs import evolve
from support.plots.records import DAY, POSTS, UNITS, on, steps

from grassroots.model import Assessment, Membership, Merit, Rating
from grassroots.testing.planted import Plot
from grassroots.values import AssessmentId, PersonId, PostId, Ref, UnitId


def mark(id: str, mark: str, **more: Any) -> Rating:
    told = {"rubric": "branches", "item": "work", "on": on("01-10"), "value": Decimal(mark), **more}
    return Rating(id=f"mark-{id}", unit=UnitId(id), subject=Ref("unit", id), **told)


def judged(id: str, grade: str, **more: Any) -> Assessment:
    return Assessment(
        id=AssessmentId(f"a-{id}"),
        unit=UnitId(id),
        subject=Ref("unit", id),
        rubric="branches",
        first=date(2023, 1, 1),
        last=date(2023, 12, 31),
        grade=grade,
        decided_by=PersonId("ann"),
        post=PostId("chair"),
        steps=steps("proposed 01-20", "decided 01-31"),
        **more,
    )


MARKS = (mark("R", "40"), mark("north", "80"), mark("south", "50"))
NORTH, SOUTH, TOP = (judged("north", "good"), judged("south", "average"), judged("R", "average"))
OF_BO = evolve(NORTH, id=AssessmentId("a-bo"), subject=Ref("person", "bo"), rubric="office", post=None)
RUBRIC = Plot(
    day=DAY,
    records=(*UNITS, *POSTS, *MARKS, NORTH, SOUTH, evolve(TOP, decided_by=PersonId("ann"), post=None)),
    faults={
        "a mark above the scale": (mark("south", "160"),),
        "a mark below the scale": (mark("south", "-60"),),
        "a mark of an unknown item": (mark("south", "50", item="weather"),),
        "ballots where marks are asked for": (mark("south", "50", value=None, choice="good", ballots=3),),
        "more forms than were given out": (mark("south", "50", returns=9, issued=5),),
        "a better grade than the marks give": (evolve(NORTH, grade="average"), evolve(SOUTH, grade="good")),
        "a worse grade than the marks give": (evolve(NORTH, grade="average"),),
        "a grade above the quota": (evolve(SOUTH, grade="good"),),
        "a grade without marks": (("rating", "mark-south"),),
        "a grade that the rubric does not have": (evolve(SOUTH, grade="excellent"),),
        "another score than the marks give": (evolve(SOUTH, score=Decimal(55)),),
        "decided by nobody": (evolve(SOUTH, decided_by=None),),
        "decided by somebody without the post": (evolve(SOUTH, decided_by=PersonId("bo")),),
        "decided in the post of the judged": (evolve(NORTH, decided_by=PersonId("bo"), post=PostId("secretary")),),
        "decided on oneself": (evolve(OF_BO, decided_by=PersonId("bo")),),
        "judged by a rule that was not known before": (OF_BO,),
        "judged twice": (evolve(SOUTH, id=AssessmentId("again")),),
        "decided without a grade": (evolve(SOUTH, grade=None),),
        "another's judgement superseded": (evolve(SOUTH, supersedes=NORTH.id),),
    },
    open={
        "a grade that waits": (evolve(NORTH, steps=NORTH.steps[:1], decided_by=None, post=None),),
        "nobody was graded": (("assessment", NORTH.id), ("assessment", SOUTH.id)),
    },
)
JUDGEMENT = Plot(
    day=DAY,
    records=RUBRIC.records,
    beside=("rubric",),
    faults={
        "a judgement by an unknown rubric": (evolve(SOUTH, rubric="weather"),),
        "a mark by an unknown rubric": (mark("south", "50", rubric="weather"),),
        "judged before the rubric held": (evolve(OF_BO, first=date(2020, 1, 1), last=date(2020, 12, 31)),),
    },
)

MEMBER = Membership(id="m", person=PersonId("ann"), unit=UnitId("north"), steps=steps("full 2023-01-01"))


def merit(kind: str, amount: str, day: str = "02-10") -> Merit:
    return Merit(id=f"merit-{kind}", membership="m", kind=kind, amount=Decimal(amount), on=on(day))


DUTIES, VISITS = merit("duty", "3"), merit("visit", "12")
ENTERED = Assessment(
    id=AssessmentId("index"),
    unit=UnitId("north"),
    subject=Ref("person", "ann"),
    rubric="pioneer",
    first=on("01-01"),
    last=on("03-31"),
    score=Decimal(50),
    decided_by=PersonId("bo"),
    steps=steps("proposed 04-01", "decided 04-05"),
)
INDEX = Plot(
    day=DAY,
    records=(*UNITS, *POSTS, MEMBER, DUTIES, VISITS, ENTERED),
    faults={
        "another number": (evolve(ENTERED, score=Decimal(60)),),
        "visits counted beyond the most": (evolve(ENTERED, score=Decimal(54)),),
        "one duty less": (merit("duty", "2"),),
        "a duty of the next quarter": (merit("duty", "3", "04-02"),),
        "a duty that nobody entered": (("merit", "merit-duty"),),
    },
)

PLOTS: dict[str, Plot] = {"rubric": RUBRIC, "judgement": JUDGEMENT, "index": INDEX}
