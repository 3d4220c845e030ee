"""Plots of the family of time."""

from __future__ import annotations

from datetime import date, time

from attrs import evolve
from support.plots.records import DAY, NORTH, POSTS, UNITS, on

from grassroots.model import CalendarDay, Case, JointCall, Step
from grassroots.testing.planted import Plot
from grassroots.values import CaseId, PostId, UnitId

OPENED = CalendarDay(id="open", calendar="office", on=date(2024, 5, 11), works=True, name="shifted")
LEAK = Case(
    id=CaseId("leak"),
    unit=NORTH,
    category="repair",
    topic="housing",
    channel="phone",
    steps=(
        Step(state="received", on=on("06-03"), at=time(9)),
        Step(state="replied", on=on("06-03"), at=time(15), outcome="solved"),
    ),
)
CALL = JointCall(
    id="call",
    unit=UnitId("R"),
    number="call",
    called=UnitId("south"),
    kind="emergency",
    steps=(
        Step(state="called", on=on("05-06"), at=time(9)),
        Step(state="arrived", on=on("05-06"), at=time(9, 20)),
    ),
)
LATER = Step(state="replied", on=on("06-28"), at=time(9), outcome="solved")


def lengthened(ground: str | None, by: str, when: str = "06-13") -> Case:
    asked = Step(state="returned", on=on(when), ground=ground)
    return evolve(LEAK, steps=(LEAK.steps[0], asked, Step(state="dispatched", on=on(when), by=PostId(by)), LATER))


CLOCK = Plot(
    day=DAY,
    records=(*UNITS, *POSTS, OPENED, LEAK, CALL),
    faults={
        "not answered in time": (evolve(LEAK, steps=LEAK.steps[:1]),),
        "answered late": (evolve(LEAK, steps=(LEAK.steps[0], LATER)),),
        "first step late": (evolve(LEAK, steps=(LEAK.steps[0], evolve(LATER, on=on("06-07")))),),
        "nobody came": (evolve(CALL, steps=CALL.steps[:1]),),
        "came late": (evolve(CALL, steps=(CALL.steps[0], Step(state="arrived", on=on("05-06"), at=time(15)))),),
        "an extension that nobody may grant": (lengthened("expert", "secretary"),),
        "an extension without a ground": (lengthened(None, "chair"),),
        "an extension asked for too late": (lengthened("expert", "chair", "06-26"),),
    },
)
CALENDAR = Plot(
    day=DAY,
    records=(*UNITS, OPENED),
    faults={"two days that do not agree": (evolve(OPENED, id="shut", works=False),)},
)

PLOTS = {"clock": CLOCK, "calendar": CALENDAR}
