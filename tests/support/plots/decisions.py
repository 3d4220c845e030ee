"""Plots of the family of decisions."""

from __future__ import annotations

from typing import Any

from attrs import evolve
from support.plots.records import ASSOCIATION, DAY, NORTH, POSTS, UNITS, on, person, steps

from grassroots.model import (
    Activity,
    Attendance,
    Candidacy,
    Count,
    Membership,
    Milestone,
    Motion,
    Post,
    Project,
    Record,
    Step,
    Tenure,
    Vote,
)
from grassroots.testing.planted import Plot
from grassroots.values import ActivityId, MotionId, PersonId, PostId, ProjectId, Quantity, Ref, VoteId


def count(id: str, votes: int, **more: Any) -> Count:
    return Count(id=id, vote=VoteId("v"), votes=votes, **more)


MEETING = Activity(id=ActivityId("meeting"), unit=ASSOCIATION, kind="meeting", on=on("03-10"))
MOTION = Motion(
    id=MotionId("m"),
    unit=ASSOCIATION,
    title="Paint the stair",
    activity=MEETING.id,
    steps=(*steps("put 03-01"), Step(state="decided", on=on("03-10"), outcome="adopted")),
)
VOTE = Vote(
    id=VoteId("v"),
    unit=ASSOCIATION,
    kind="decision",
    on=on("03-10"),
    rule="simple",
    activity=MEETING.id,
    motion=MOTION.id,
    eligible=12,
    present=10,
    ballots=10,
)
REGISTER = tuple(
    one
    for who in ("ann", "bo", "cy")
    for one in (
        person(who),
        Membership(id=f"m-{who}", person=PersonId(who), unit=NORTH, registration="home", steps=steps("full 2023-01-01")),
    )
)
ASSEMBLY = Activity(id=ActivityId("assembly"), unit=NORTH, kind="meeting", on=on("03-20"))
BY_REGISTER = evolve(
    VOTE,
    id=VoteId("w"),
    unit=NORTH,
    on=ASSEMBLY.on,
    rule="register",
    activity=ASSEMBLY.id,
    motion=None,
    eligible=3,
    present=2,
    ballots=2,
)
LISTED = tuple(
    Attendance(id=f"w-{who}", activity=ASSEMBLY.id, person=PersonId(who), presence="present") for who in ("ann", "bo")
)
WENT_FOR = evolve(count("w-yes", 2, choice="yes"), vote=BY_REGISTER.id)
YES, NO = count("yes", 7, choice="yes"), count("no", 3, choice="no")
DECIDED: tuple[Record, ...] = (*UNITS, MEETING, MOTION, VOTE, YES, NO)
BOTH: tuple[Record, ...] = (*DECIDED, *REGISTER, ASSEMBLY, BY_REGISTER, *LISTED, WENT_FOR)
DECISION = Plot(
    day=DAY,
    records=BOTH,
    faults={
        "adopted against the vote": (evolve(YES, votes=3), evolve(NO, votes=7)),
        "declined against the vote": (evolve(MOTION, steps=(MOTION.steps[0], evolve(MOTION.steps[1], outcome="declined"))),),
        "more votes than papers": (evolve(YES, votes=31),),
        "more papers than voters": (evolve(VOTE, ballots=25, present=None), evolve(YES, votes=22)),
        "more there than entitled": (evolve(VOTE, present=15),),
        "more may vote than the register has": (evolve(BY_REGISTER, eligible=4),),
        "fewer there than on the list": (evolve(BY_REGISTER, present=1, ballots=1), evolve(WENT_FOR, votes=1)),
        "less than no votes": (evolve(NO, votes=-3),),
        "declared against the vote": (evolve(NO, votes=8, choice="no"), evolve(YES, votes=2, adopted=True)),
    },
    open={"an outcome that nobody entered": (evolve(MOTION, steps=MOTION.steps[:1]),)},
)
ORDER = Plot(
    day=DAY,
    records=DECIDED,
    beside=("decision",),
    faults={
        "decided before the discussion": (evolve(MOTION, steps=(MOTION.steps[0], evolve(MOTION.steps[1], on=on("03-05")))),),
        "decided before the vote": (
            evolve(MOTION, activity=None, steps=(MOTION.steps[0], evolve(MOTION.steps[1], on=on("03-05")))),
        ),
        "a vote before its meeting": (evolve(VOTE, on=on("03-09")), evolve(MOTION, activity=None)),
        "a vote before its motion": (evolve(VOTE, on=on("02-01"), activity=None),),
        "a vote by an unknown rule": (evolve(VOTE, rule="acclaim"),),
    },
)

SEAT = Post(id=PostId("seat"), unit=ASSOCIATION, kind="deputy")
STOOD = tuple(Candidacy(id=f"k-{who}", vote=VoteId("v"), person=PersonId(who), post=SEAT.id) for who in ("cy", "di"))
ELECTED = evolve(VOTE, kind="election", rule="board", motion=None, seats=1, issued=10)
CY, DI = (count(f"c-{who}", votes, option=Ref("person", who), adopted=who == "cy") for who, votes in (("cy", 7), ("di", 3)))
TERM = Tenure(id="t-cy", post=SEAT.id, person=PersonId("cy"), start=on("04-01"), method="elected")
ELECTION = Plot(
    day=DAY,
    records=(*UNITS, *POSTS, person("cy"), person("di"), MEETING, SEAT, ELECTED, *STOOD, CY, DI, TERM),
    faults={
        "the loser declared elected": (evolve(CY, adopted=False), evolve(DI, adopted=True)),
        "the loser holds the post": (evolve(TERM, person=PersonId("di")),),
        "more votes than papers": (evolve(CY, votes=31),),
        "more papers than voters": (evolve(ELECTED, issued=25, ballots=25, present=None),),
        "more papers than were given out": (evolve(ELECTED, ballots=11), evolve(CY, votes=8)),
        "fewer candidates than seats": (evolve(ELECTED, seats=3),),
    },
    open={
        "nobody declared anything": (
            evolve(CY, adopted=False),
            evolve(TERM, person=PersonId("bo"), start=on("2020-01-01"), method=None),
        ),
    },
)

LIST = tuple(
    Project(
        id=ProjectId(id),
        unit=ASSOCIATION,
        kind="practical",
        name=f"Project {id}",
        budget=Quantity.of(60, "CNY"),
        steps=steps("proposed 02-01", f"{state} 04-01"),
    )
    for id, state in (("lamps", "adopted"), ("bench", "declined"))
)
CHOICE = evolve(VOTE, kind="project_choice", rule="yearly", motion=None, budget=Quantity.of(100, "CNY"), issued=12)
LAMPS, BENCH = (
    count(f"c-{id}", votes, option=Ref("project", id), adopted=id == "lamps") for id, votes in (("lamps", 8), ("bench", 2))
)
PROJECT_VOTE = Plot(
    day=DAY,
    records=(*UNITS, MEETING, *LIST, CHOICE, LAMPS, BENCH),
    faults={
        "the project with fewer votes declared": (evolve(LAMPS, adopted=False), evolve(BENCH, adopted=True)),
        "a project taken up that was not chosen": (evolve(LIST[1], steps=steps("proposed 02-01", "adopted 04-01")),),
        "more votes than papers": (evolve(LAMPS, votes=31),),
        "more papers than voters": (evolve(CHOICE, ballots=25, issued=25, present=None),),
        "a project without its cost": (evolve(LIST[0], budget=None),),
        "no money": (evolve(CHOICE, budget=None),),
    },
    open={
        "nobody declared anything": (evolve(LAMPS, adopted=False),),
        "nobody entered what was taken": (evolve(LIST[0], steps=LIST[0].steps[:1]),),
    },
)


def member(who: str) -> tuple[Record, Record]:
    home = {"unit": NORTH, "registration": "home", "steps": steps("full 2023-01-01")}
    return person(who), Membership(id=f"m-{who}", person=PersonId(who), **home)  # type: ignore[arg-type]


GENERAL = Activity(id=ActivityId("g"), unit=NORTH, kind="general_meeting", on=on("03-10"))
CAME, AWAY = (
    Attendance(id=f"g-{who}", activity=GENERAL.id, person=PersonId(who), presence=presence)
    for who, presence in (("ann", "present"), ("bo", "excused"))
)
QUORUM = Plot(
    day=DAY,
    records=(*UNITS, *member("ann"), *member("bo"), GENERAL, CAME, AWAY),
    faults={
        "one who did not come": (evolve(CAME, presence="absent"),),
        "a number that is too small": (evolve(GENERAL, headcount=0),),
        "a member more": member("cy"),
    },
)

PIPES = Milestone(
    id="pipes",
    project=LIST[0].id,
    title="pipes laid",
    steps=(*steps("planned 04-02", due=on("05-31")), *steps("reached 05-20")),
)
PAVED = Milestone(id="paved", project=LIST[0].id, title="paved", steps=steps("planned 04-02", due=on("12-01")))
MILESTONES = Plot(
    day=DAY,
    records=(*UNITS, LIST[0], PIPES, PAVED),
    faults={
        "one is late": (evolve(PIPES, steps=PIPES.steps[:1]),),
        "the project is finished without one": (evolve(LIST[0], steps=(*LIST[0].steps, *steps("finished 06-10"))),),
        "one is no part of it": (evolve(PIPES, share=0),),
    },
)

PLOTS: dict[str, Plot] = {
    "decision": DECISION,
    "motion": ORDER,
    "election": ELECTION,
    "project_vote": PROJECT_VOTE,
    "quorum": QUORUM,
    "milestone": MILESTONES,
}
