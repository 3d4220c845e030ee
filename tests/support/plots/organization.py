"""Plots of the family of organization."""

from __future__ import annotations

from attrs import evolve
from support.plots.decisions import NO, YES
from support.plots.records import DAY, NORTH, SOUTH, UNITS, household, on, person, steps, unit

from grassroots.model import Area, Asset, ChangeEvent, Membership, Motion, Origin, Partner, Post, Record, Step, Tenure, Vote
from grassroots.testing.planted import Plot
from grassroots.values import AreaId, AssetId, MotionId, PartnerId, PersonId, PostId, Quantity, UnitId, VoteId

PEOPLE: tuple[Record, ...] = tuple(person(id) for id in ("ann", "bo", "cy", "di"))


def member(id: str, unit: str) -> Membership:
    return Membership(id=f"m-{id}", person=PersonId(id), unit=UnitId(unit), steps=steps("full 2023-01-01"))


CHAIRS = tuple(Post(id=PostId(f"chair-{unit}"), unit=UnitId(unit), kind="chair", seats=3) for unit in ("north", "south"))
TERMS = tuple(
    Tenure(id=f"t-{unit}", post=PostId(f"chair-{unit}"), person=PersonId(who), start=on("2023-01-01"))
    for unit, who in (("north", "ann"), ("south", "cy"))
)
FORMATION = Plot(
    day=DAY,
    records=(
        *UNITS,
        *PEOPLE,
        member("ann", "north"),
        member("bo", "north"),
        member("cy", "south"),
        member("di", "south"),
        *CHAIRS,
        *TERMS,
    ),
    faults={
        "too few members": (("membership", "m-di"),),
        "a branch without members": (("membership", "m-di"), ("membership", "m-cy")),
        "nobody who leads": (evolve(TERMS[1], end=on("06-01")),),
        "too many who lead": tuple(evolve(TERMS[1], id=f"t-{who}", person=PersonId(who)) for who in ("bo", "di")),
    },
)

GONE = unit("south", "branch", end=on("05-01"))
CHANGE = ChangeEvent(id="change", kind="dissolve", on=on("05-01"), before=(Origin(unit=SOUTH),))  # type: ignore[arg-type]
MOTION = Motion(
    id=MotionId("m"),
    unit=SOUTH,
    title="Dissolve",
    change="change",
    steps=(*steps("put 03-01"), Step(state="decided", on=on("03-10"), outcome="adopted")),
)
VOTE = Vote(
    id=VoteId("v"),
    unit=SOUTH,
    kind="decision",
    on=on("03-10"),
    rule="simple",
    motion=MOTION.id,
    eligible=12,
    present=10,
    ballots=10,
)
HALL = Asset(
    id=AssetId("hall"),
    unit=SOUTH,
    kind="building",
    name="Hall",
    value=Quantity.of(100, "CNY"),
    end=on("05-01"),
    disposal="written_off",
)
HEIR = Asset(
    id=AssetId("hall-north"),
    unit=NORTH,
    kind="building",
    value=Quantity.of(100, "CNY"),
    came_from=HALL.id,
    share=2,
    share_of=2,
    start=on("05-01"),
)
OVER = (evolve(CHANGE, after=(Origin(unit=NORTH),)), evolve(HALL, disposal="transferred"))
DISSOLUTION = Plot(
    day=on("08-30"),
    records=(UNITS[0], UNITS[1], GONE, CHANGE, MOTION, VOTE, YES, NO, HALL),
    beside=("formation", "decision"),
    faults={
        "ended without a decision": (("motion", "m"), ("vote", "v"), ("count", "yes"), ("count", "no")),
        "ended without a change": (
            ("change_event", "change"), ("motion", "m"), ("vote", "v"), ("count", "yes"), ("count", "no"), ("asset", "hall"),
        ),
        "decided after it": (evolve(MOTION, steps=(MOTION.steps[0], evolve(MOTION.steps[1], on=on("06-10")))),),
        "decided without a vote": (("vote", "v"), ("count", "yes"), ("count", "no")),
        "decided against the vote": (evolve(YES, votes=3), evolve(NO, votes=7)),
        "a line of the register left open": (evolve(HALL, end=None, disposal=None),),
        "a line without what became of it": (evolve(HALL, disposal=None),),
        "half of a line taken over": (*OVER, evolve(HEIR, share=1)),
        "a line taken over at another worth": (*OVER, evolve(HEIR, value=Quantity.of(60, "CNY"))),
        "a line that was written off and taken over": (HEIR,),
    },
)  # fmt: skip

LANE, SQUARE = (
    Area(id=AreaId(id), unit=at, kind="territory", name=id, addresses=text)
    for id, at, text in (("lane", NORTH, "Mill Lane 1-19 odd"), ("square", SOUTH, "Mill Lane 2-20 even; Bridge Square"))
)
HOME = household("h", address="Mill Lane 3")
TERRITORY = Plot(
    day=DAY,
    records=(*UNITS, LANE, SQUARE, HOME),
    faults={
        "two areas with one stretch": (evolve(SQUARE, addresses="Mill Lane 1-20"),),
        "a list that ends before it begins": (evolve(SQUARE, addresses="Mill Lane 20-2"),),
        "an area that says nothing": (evolve(SQUARE, addresses=""),),
        "a household kept at another unit than serves it": (evolve(HOME, unit=SOUTH),),
    },
)

FRIENDS = tuple(
    Partner(id=PartnerId(f"p-{id}"), unit=UnitId(id), kind="enterprise", name=id, start=on("2015-01-10"))
    for id in ("north", "south")
)
REQUIREMENT = Plot(
    day=DAY,
    records=(*UNITS, *FRIENDS),
    faults={
        "none": (("partner", "p-south"),),
        "one that has ended": (evolve(FRIENDS[1], end=on("05-01")),),
        "one that is still to come": (evolve(FRIENDS[1], start=on("08-01")),),
        "one of another sort": (evolve(FRIENDS[1], kind="agency"),),
        "both at one branch": (evolve(FRIENDS[1], unit=NORTH),),
    },
)

PLOTS: dict[str, Plot] = {
    "formation": FORMATION,
    "dissolution": DISSOLUTION,
    "territory": TERRITORY,
    "requirement": REQUIREMENT,
}
