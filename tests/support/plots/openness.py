"""Plots of the family of openness."""

from __future__ import annotations

from typing import Any

from attrs import evolve
from support.plots.records import DAY, NORTH, POSTS, UNITS, household, on, steps

from grassroots.model import Answer, Case, Comment, Consent, Finding, Hold, Mandate, Notice, Project, Survey
from grassroots.testing.planted import Plot
from grassroots.values import CaseId, ConsentId, HoldId, MandateId, NoticeId, PostId, ProjectId, Ref, SurveyId, UnitId

AGREED = Consent(
    id=ConsentId("yes"),
    unit=NORTH,
    giver=Ref("household", "h1"),
    purpose="recognition",
    start=on("01-01"),
    end=on("2026-01-01"),
)
STAR = Notice(
    id=NoticeId("star"),
    unit=NORTH,
    kind="star_household",
    about=Ref("household", "h1"),
    by_consent=ConsentId("yes"),
    end=on("2025-01-01"),
    steps=steps("drafted 02-01", "published 02-10"),
)
RATED = Notice(
    id=NoticeId("rated"),
    unit=NORTH,
    kind="rating",
    about=Ref("unit", "south"),
    steps=steps("drafted 05-01", "announced 05-02", "published 05-10"),
)
SITE = Notice(
    id=NoticeId("site"),
    unit=NORTH,
    kind="demonstration_site",
    about=Ref("unit", "south"),
    end=on("2024-12-31"),
    steps=steps("published 02-10"),
)
PUBLICATION = Plot(
    day=DAY,
    records=(*UNITS, *POSTS, household("h1"), AGREED, STAR, RATED, SITE),
    beside=("rubric",),
    faults={
        "published without consent": (evolve(STAR, by_consent=None),),
        "consent of somebody else": (household("h2"), evolve(AGREED, giver=Ref("household", "h2"))),
        "consent taken back": (evolve(AGREED, end=on("06-01"), revoked=True),),
        "announced for too few days": (evolve(RATED, steps=steps("drafted 05-01", "announced 05-02", "published 05-04")),),
        "published without announcement": (evolve(RATED, steps=steps("drafted 05-01", "published 05-10")),),
        "shown beyond its end": (evolve(STAR, end=on("06-01")),),
        "shown for longer than allowed": (evolve(STAR, end=on("2026-06-01")),),
        "not looked at again": (evolve(SITE, steps=steps("published 2023-12-10"), end=on("2024-12-01")),),
        "a warning about a household": (evolve(STAR, kind="warning", legal_basis="statute"),),
    },
)

DESKS = Mandate(
    id=MandateId("desks"),
    unit=UnitId("R"),
    target=UnitId("north"),
    ordered_by=PostId("chair"),
    first=on("04-01"),
    last=on("04-10"),
    steps=steps("ordered 03-30", "carried_out 04-05", "disclosed 04-20"),
)
SEEN = Finding(
    id="seen",
    unit=NORTH,
    subject=Ref("unit", "north"),
    mandate=MandateId("desks"),
    owner=PostId("secretary"),
    steps=steps("found 04-05", "in_hand 05-05", "fixed 05-20", "closed 05-25"),
)
COVERT = Plot(
    day=DAY,
    records=(*UNITS, *POSTS, DESKS, SEEN),
    faults={
        "never disclosed": (evolve(DESKS, steps=DESKS.steps[:2]),),
        "disclosed late": (
            evolve(DESKS, steps=steps("ordered 03-30", "carried_out 04-05", "disclosed 05-30")),
            evolve(SEEN, steps=steps("found 04-05", "in_hand 06-15")),
        ),
        "carried out after its days": (evolve(DESKS, steps=steps("ordered 03-30", "carried_out 04-15", "disclosed 04-20")),),
        "aimed at a larger unit": (evolve(DESKS, target=UnitId("R")),),
        "ordered by whoever may not": (evolve(POSTS[0], kind="representative"),),  # type: ignore[call-arg]
        "longer than allowed": (evolve(DESKS, last=on("04-30")),),
        "never used": (evolve(DESKS, steps=DESKS.steps[:1]), ("finding", "seen")),
        "a finding of another day": (evolve(SEEN, steps=steps("found 04-15")),),
        "acted upon before it was disclosed": (evolve(SEEN, steps=steps("found 04-05", "in_hand 04-08")),),
    },
)

LAMP = Finding(
    id="lamp",
    unit=NORTH,
    subject=Ref("unit", "north"),
    kind="defect",
    owner=PostId("secretary"),
    steps=steps("found 2023-09-01", "fixed 2023-10-01", "watched 2023-12-20", "watched 03-10", "watched 06-01"),
)
RECHECK = Plot(
    day=DAY,
    records=(*UNITS, *POSTS, LAMP),
    faults={
        "not looked at again in time": (evolve(LAMP, steps=LAMP.steps[:-1]),),
        "looked at again before it was put right": (evolve(LAMP, steps=(LAMP.steps[0], *steps("watched 06-01"))),),
        "closed too soon": (evolve(LAMP, steps=(*LAMP.steps[:3], *steps("closed 01-10"))),),
        "the day that a step names has passed": (
            evolve(LAMP, steps=(*LAMP.steps[:3], *steps("watched 06-01", due=on("06-20")))),
        ),
    },
)

YEARLY = Survey(
    id=SurveyId("yearly"), unit=NORTH, kind="satisfaction", on=on("03-01"), until=on("03-31"), issued=100, returned=80
)


def answered(choice: str, number: int, **more: Any) -> Answer:
    return Answer(id=f"a-{choice}", survey=SurveyId("yearly"), item="overall", choice=choice, number=number, **more)


SURVEY = Plot(
    day=DAY,
    records=(*UNITS, YEARLY, answered("satisfied", 60), answered("dissatisfied", 15)),
    faults={
        "more answers than papers": (answered("satisfied", 90),),
        "more papers than were given out": (evolve(YEARLY, returned=120),),
        "it is over, and nobody entered what came back": (evolve(YEARLY, returned=None),),
        "no answers": (evolve(YEARLY, id=SurveyId("other"), unit=UnitId("south")),),
        "one way to answer twice": (evolve(answered("satisfied", 5), id="again"),),
        "so few that they are known": (answered("satisfied", 2), answered("dissatisfied", 1)),
    },
)
OLD = Case(
    id=CaseId("old"), unit=NORTH, category="request", text="a lamp", steps=steps("received 2020-09-01", "declined 2020-10-01")
)
RETENTION = Plot(
    day=DAY,
    records=(*UNITS, evolve(OLD, text=None), evolve(OLD, id=CaseId("new"), steps=steps("received 02-01"))),
    faults={
        "kept for too long": (OLD,),
        "kept for too long after a hold": (
            OLD,
            Hold(id=HoldId("hold"), unit=NORTH, about=Ref("case", "old"), start=on("2023-01-01"), end=on("2024-01-01")),
        ),
    },
)
BENCH = Project(id=ProjectId("bench"), unit=NORTH, kind="practical", name="Bench", steps=steps("proposed 02-01"))
SAID = Comment(
    id="said", unit=NORTH, about=Ref("project", "bench"), text="Well done.", steps=steps("received 03-01", "shown 03-02")
)
HELD = evolve(SAID, id="held", steps=(*steps("received 03-01"), *steps("held_back 03-02", ground="off_topic")))
COMMENT = Plot(
    day=DAY,
    records=(*UNITS, BENCH, SAID, HELD),
    faults={"held back without a ground": (evolve(HELD, steps=steps("received 03-01", "held_back 03-02")),)},
)
PLOTS = {
    "retention": RETENTION,
    "publication": PUBLICATION,
    "covert_check": COVERT,
    "recheck": RECHECK,
    "survey": SURVEY,
    "comment": COMMENT,
}
