"""Plots of the family of service."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from attrs import evolve
from support.plots.records import ASSOCIATION, DAY, NORTH, POSTS, UNITS, household, on, steps

from grassroots.model import (
    Budget,
    CalendarDay,
    Claim,
    Commitment,
    Consent,
    Contact,
    Contribution,
    Facility,
    Link,
    Need,
    Offer,
    Partner,
    Pledge,
    Project,
    Provision,
    Referral,
    Tally,
    Team,
)
from grassroots.testing.planted import Plot
from grassroots.values import BudgetId, ConsentId, NeedId, OfferId, PartnerId, PersonId, ProjectId, Quantity, Ref, TeamId


def visit(day: str, target: str = "h1", **more: Any) -> Contact:
    told = {"code": "reached", "purpose": "help", **more}
    return Contact(id=f"v-{target}-{day}", unit=NORTH, on=on(day), target=Ref("household", target), **told)


def money(number: str) -> Quantity:
    return Quantity.of(Decimal(number), "CNY")


SPRING = CalendarDay(id="spring", calendar="office", on=date(2024, 2, 10), works=False, name="Spring Festival")
HARD = household("h1", key_family=True)
VISITS = tuple(visit(day) for day in ("2023-12-31", "01-28", "02-09", "03-05", "04-01", "04-28", "05-25", "06-22"))
REGISTERED = Tally(
    id="known", unit=ASSOCIATION, kind="households_registered", on=on("01-05"), amount=Quantity.of(1, "household")
)
HELP = Link(
    id="help", unit=NORTH, kind="pairing", holder=Ref("person", "ann"), target=Ref("household", "h1"), start=on("01-01")
)

OUTREACH = Plot(
    day=DAY,
    records=(*UNITS, *POSTS, SPRING, HARD, *VISITS, REGISTERED, HELP),
    faults={
        "nobody came for months": tuple(("contact", one.id) for one in VISITS[4:]),
        "one month missed": (("contact", VISITS[5].id), ("contact", VISITS[4].id)),
        "a festival missed": (("contact", VISITS[2].id), ("contact", VISITS[1].id)),
        "nobody was met": (evolve(VISITS[-1], code="away"), evolve(VISITS[-2], code="away")),
        "visits of another purpose": tuple(evolve(one, purpose="information") for one in VISITS[5:]),
        "a household that nobody visits": (household("h2", key_family=True),),
        "the day of a festival unknown": (("calendar_day", "spring"),),
        "more known than registered": (household("h3", start=on("06-01")), household("h4", start=on("06-02"))),
    },
)

CALL = visit("05-25", by=PersonId("ann"))
PAIRING = Plot(
    day=DAY,
    records=(*UNITS, *POSTS, HARD, HELP, CALL),
    faults={
        "a household whose helper's link ended": (evolve(HELP, end=on("06-01")),),
        "a household without a helper": (household("h2", key_family=True),),
        "a helper who never came": (evolve(CALL, on=on("01-05")),),
        "a chair who helps nobody": (evolve(HELP, holder=Ref("person", "bo")),),
    },
    open={
        "a chair who helps nobody, and a household without a helper": (
            evolve(HELP, holder=Ref("person", "bo")),
            household("h2", key_family=True),
        )
    },
)

ROOM = Facility(id="room", unit=NORTH, kind="hall", name="Hall")  # type: ignore[arg-type]
LET = Link(
    id="let",
    unit=NORTH,
    kind="agreement",
    holder=Ref("unit", "south"),
    target=Ref("facility", "room"),
    start=on("2023-01-01"),
    end=on("2025-12-31"),
)
INCOME = Tally(
    id="in", unit=NORTH, kind="income", on=on("2023-12-31"), amount=Quantity.of(100, "CNY"), about=Ref("link", "let")
)
COSTS = evolve(INCOME, id="out", kind="costs", amount=Quantity.of(95, "CNY"))
RETURN = Offer(
    id=OfferId("return"),
    unit=NORTH,
    provider=Ref("unit", "south"),
    kind="service",
    agreement="let",
    start=on("2023-01-01"),
    steps=steps("listed 2023-01-01"),
)
AGREEMENT = Plot(
    day=DAY,
    records=(*UNITS, ROOM, LET, INCOME, COSTS, RETURN),
    faults={
        "a margin above the ceiling": (evolve(COSTS, amount=Quantity.of(50, "CNY")),),
        "no account": (("tally", "out"),),
        "nothing in return": (("offer", "return"),),
    },
)

LINE = Budget(
    id=BudgetId("line"), unit=NORTH, fund="running", line="training", planned=money("1000"), start=on("01-01"), end=on("06-01")
)
IN = Provision(
    id="p-in", unit=ASSOCIATION, kind="allocation", on=on("02-01"), amount=money("1000"), into_budget=BudgetId("line")
)
OUT = Provision(id="p-out", unit=NORTH, kind="expense", on=on("03-01"), amount=money("800"), from_budget=BudgetId("line"))
BUDGET = Plot(
    day=DAY,
    records=(*UNITS, LINE, IN, OUT),
    faults={
        "not paid in full": (evolve(IN, amount=money("700")), evolve(OUT, amount=money("600"))),
        "more spent than there was": (evolve(OUT, amount=money("1200")),),
        "another currency": (evolve(OUT, amount=Quantity.of(Decimal(800), "EUR")),),
        "spent after its time": (evolve(OUT, on=on("06-20")),),
    },
)

AGREED = Consent(
    id=ConsentId("yes"), unit=NORTH, giver=Ref("person", "ann"), purpose="promise", start=on("01-01"), end=on("2025-12-31")
)
PROMISE = Commitment(
    id="promise",
    unit=NORTH,
    promiser=Ref("person", "ann"),
    kind="service",
    title="Light the lane",
    by_consent=ConsentId("yes"),
    evidence=Ref("facility", "room"),
    steps=steps("made 01-05", "published 01-06", "fulfilled 03-01"),
)
COMMITMENT = Plot(
    day=DAY,
    records=(*UNITS, *POSTS, ROOM, AGREED, PROMISE),
    faults={
        "out without consent": (evolve(PROMISE, by_consent=None),),
        "consent taken back": (evolve(AGREED, end=on("05-01"), revoked=True),),
        "kept, and nothing shows it": (evolve(PROMISE, evidence=None),),
        "not kept in time": (evolve(PROMISE, evidence=None, steps=steps("made 01-05", "published 01-06", due=on("05-01"))),),
        "kept late": (
            evolve(PROMISE, steps=(*steps("made 01-05", "published 01-06", due=on("02-01")), *steps("fulfilled 03-01"))),
        ),
        "judged before it was kept": (
            evolve(PROMISE, steps=(*steps("made 01-05", "published 01-06", rating="satisfied"), *steps("fulfilled 03-01"))),
        ),
    },
)

WISH = Need(id=NeedId("wish"), unit=NORTH, kind="wish", group="families", text="a chair", steps=steps("published 05-01"))
GIFT = Offer(id=OfferId("gift"), unit=NORTH, provider=Ref("unit", "south"), kind="wish", steps=steps("listed 05-02"))
TAKEN = Claim(id="taken", need=NeedId("wish"), on=on("05-03"), by=Ref("unit", "south"), offer=OfferId("gift"))
GRANTED = evolve(WISH, steps=steps("published 05-01", "claimed 05-03", "granted 05-10"))
CLAIMED = Plot(
    day=DAY,
    records=(*UNITS, *POSTS, GRANTED, GIFT, TAKEN),
    faults={
        "claimed twice": (
            evolve(GRANTED, id=NeedId("other")),
            evolve(TAKEN, id="again", need=NeedId("other")),
        ),
        "granted, and nobody took it up": (evolve(GRANTED, id=NeedId("other")),),
        "taken up, and still published": (evolve(WISH, steps=steps("published 05-01")),),
        "a claim that ended, and the need is still claimed": (
            evolve(WISH, steps=steps("published 05-01", "claimed 05-03")),
            evolve(TAKEN, end=on("06-01")),
        ),
        "taken up before it was published": (evolve(TAKEN, on=on("04-01")),),
    },
)
MATCH = Plot(
    day=DAY,
    records=(*UNITS, *POSTS, WISH),
    faults={
        "a child's wish without a guardian": (evolve(WISH, group="children"),),
        "a wish that tells who": (evolve(WISH, text="Person ann needs a chair"),),
        "a number to call": (evolve(WISH, text="call 0532 1234567"),),
        "wanted by a day that has passed": (evolve(WISH, wanted_until=on("06-01")),),
    },
    open={"something is offered": (evolve(GIFT, kind="resource"),)},
)

TEAMS = tuple(
    Team(id=TeamId(id), unit=NORTH, kind="working_group", name=name, start=on("2023-01-01"))
    for id, name in (("safe", "working group"), ("green", "North gardeners"), ("song", "North singers"))
)
NOTED = Referral(id="note-1", team=TEAMS[1].id, topic="safety", to=TEAMS[0].id, steps=steps("noted 03-01", "passed 03-02"))
REFERRAL = Plot(
    day=DAY,
    records=(*UNITS, *TEAMS, NOTED),
    faults={
        "to those who noted it": (evolve(NOTED, to=TEAMS[1].id),),
        "to a team of another sort": (evolve(NOTED, to=TEAMS[2].id),),
    },
)

PROJECT = Project(
    id=ProjectId("bench"), unit=NORTH, kind="practical", name="Bench", steps=steps("proposed 02-01", "adopted 03-01")
)
GIVER = Partner(id=PartnerId("shop"), unit=NORTH, kind="enterprise", name="Shop")
PROMISED = Pledge(
    id="pl-1",
    project=PROJECT.id,
    donor=Ref("partner", "shop"),
    amount=money("500"),
    steps=(*steps("promised 03-01", due=on("06-01")), *steps("given 05-02")),
)
CAME = Contribution(
    id="g-1", project=PROJECT.id, donor=Ref("partner", "shop"), on=on("05-01"), amount=money("500"), pledge=PROMISED.id
)
PLEDGE = Plot(
    day=DAY,
    records=(*UNITS, PROJECT, GIVER, PROMISED, CAME),
    faults={
        "nothing came": (("contribution", CAME.id),),
        "less came than was promised": (evolve(CAME, amount=money("300")),),
        "it went elsewhere": (evolve(PROJECT, id=ProjectId("lamp")), evolve(CAME, project=ProjectId("lamp"))),
        "it came in another measure": (evolve(CAME, amount=Quantity.of(5, "household")),),
        "less came, and the day is over": (evolve(PROMISED, steps=PROMISED.steps[:1]), evolve(CAME, amount=money("1"))),
    },
)

PLOTS = {
    "pledge": PLEDGE,
    "referral": REFERRAL,
    "outreach": OUTREACH,
    "pairing": PAIRING,
    "agreement": AGREEMENT,
    "budget": BUDGET,
    "commitment": COMMITMENT,
    "claimed": CLAIMED,
    "match": MATCH,
}
