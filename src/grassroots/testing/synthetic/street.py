"""A year of a street's hotline, day by day: who asks what, where it goes, and what becomes of it. For tests of one's own system at full size.

It follows the charter `cn-hotline` and those that extend it. The cases are invented and say so; the holidays are those of China in 2023.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from typing import Any

from attrs import evolve, field, frozen

from grassroots.errors import InvalidArgument
from grassroots.model import (
    Area,
    CalendarDay,
    Case,
    Custom,
    ExternalId,
    Link,
    LocalName,
    Person,
    Placement,
    Post,
    Record,
    Service,
    Step,
    Tenure,
    Unit,
)
from grassroots.testing.synthetic.dice import FIRST_DAY, Dice
from grassroots.testing.synthetic.words import CHINESE, ENGLISH
from grassroots.values import AreaId, CaseId, PersonId, PostId, Ref, ServiceId, UnitId

COMMUNITIES = 8
LEDGER_CHANNEL = "urban_management"
"""The channel whose cases fit into a row of the ledger `tickets`: no state comes twice in their lives."""

STREET, DISTRICT = UnitId("s1"), UnitId("d1")
_BUREAUS = ("water", "order", "works")
_FREE = "01-02 01-23 01-24 01-25 01-26 01-27 04-05 05-01 05-02 05-03 06-22 06-23 09-29 10-02 10-03 10-04 10-05 10-06"  # on working days
_WORKED = "01-28 01-29 04-23 05-06 06-25 10-07 10-08"

_CHANNELS = (
    "hotline",
    "hotline",
    "interaction",
    LEDGER_CHANNEL,
    LEDGER_CHANNEL,
    LEDGER_CHANNEL,
    "grassroots_platform",
    "phone",
    "visit",
    "in_person",
)
_CATEGORIES = ("complaint", "complaint", "complaint", "request", "help", "enquiry", "suggestion", "report")
_TOPICS = ("water_power", "water_power", "noise", "neighbours", "elderly", "environment", "traffic", "housing")
_MATTERS = tuple(CHINESE["street-matters"].split("；"))
_OUTCOMES = ("solved",) * 6 + ("explained", "explained", "partly", "not_now")
_REFUSALS = ("outside_remit", "emergency_line", "courts", "in_procedure", "other", "malicious")
_NOT_ON = ("complex", "expert_needed", "several_units")


@frozen(kw_only=True)
class TakenFurther:
    """A case that went a step further; `merged_into`: together with which other it is dealt with from then on."""

    case: CaseId
    step: Step
    merged_into: CaseId | None = None

    def after(self, case: Case) -> Case:
        """The case with the step."""
        return evolve(case, steps=(*case.steps, self.step), merged_into=self.merged_into or case.merged_into)


@frozen(kw_only=True)
class StreetDay:
    """What happens on a day: the cases that come in, each with its first step, and then the steps that are taken."""

    on: date
    opened: tuple[Case, ...] = ()
    moved: tuple[TakenFurther, ...] = ()


@frozen(kw_only=True)
class StreetYear:
    """A street before its year begins (`base`: units, posts, residents, catalogue, areas, holidays) and each day of it, in order."""

    base: tuple[Record, ...]
    days: tuple[StreetDay, ...] = field(repr=False)

    def cases(self) -> Iterator[Case]:
        """The cases as they are at the end, in the order in which they came in."""
        known: dict[CaseId, Case] = {}
        for day in self.days:
            known.update((case.id, case) for case in day.opened)
            for moved in day.moved:
                known[moved.case] = moved.after(known[moved.case])
        yield from known.values()


def street_year(seed: int = 1, *, cases: int = 13_000, months: int = 12) -> StreetYear:
    """A year of a street, or some months of it: the same for the same arguments on every platform and Python.

    Of a hundred cases about four are declined (some as malicious, which a second person confirms; some are appealed, and a few of these taken up), seven are merged
    into another, six are handed back (some twice, which is arbitrated), eight get more time (some asked too late), five stand still for a while, some are late, some
    are withdrawn. Answers are drafted and approved by two posts, or given at once; the requester is called back, not always reached, and some cases are taken up again. Three
    in a hundred are petitions, which are restricted; two touch life or property, and are counted in hours. A third have no known requester. What is not done by the last day stays open.

    Args:
        seed: what everything follows from.
        cases: how many cases come in, 0 or more.
        months: how many months from January 2023 on, 1 to 12.

    Raises:
        InvalidArgument: a number is out of bounds.

    >>> year = street_year(7, cases=20, months=2)
    >>> len(year.days), sum(len(day.opened) for day in year.days), year == street_year(7, cases=20, months=2)
    (59, 20, True)
    """
    if cases < 0 or not 1 <= months <= 12:
        raise InvalidArgument(f"a street year has 0 cases or more and 1 to 12 months, not {cases} and {months}")
    residents = 4 + cases // 10
    return StreetYear(base=tuple(_base(residents)), days=_Street(Dice(seed, months), cases, residents).days())


def _base(residents: int) -> Iterator[Record]:
    founded = date(2015, 1, 1)

    def unit(id: str, kind: str, code: str, parent: str = "", number: int | str = "") -> Unit:
        places = (Placement(since=founded, parent=UnitId(parent)),) if parent else ()
        name = ENGLISH[code].format(number=number)
        names = (LocalName(language="zh", text=CHINESE[code].format(number=number)),)
        return Unit(id=UnitId(id), kind=kind, name=name, names=names, parents=places, start=founded)

    yield unit("city", "city", "city")
    yield unit(DISTRICT, "district", "city-district", "city")
    yield unit(STREET, "street", "street", DISTRICT)
    for name in _BUREAUS:
        yield unit(name, "bureau", "department", DISTRICT, name)
    for number in range(1, COMMUNITIES + 1):
        yield unit(f"c{number}", "community", "community", STREET, number)
        yield Area(
            id=AreaId(f"a{number}"),
            unit=UnitId(f"c{number}"),
            kind="territory",
            name=f"Area {number}",
            addresses=f"Road {number} 1-99",
        )
    for number in range(1, residents + 1):
        yield Person(id=PersonId(f"r-{number}"), name=CHINESE["resident"].format(number=number))
    posts = (("clerk", "intake", STREET), ("boss", "supervisor", STREET), ("arbiter", "arbiter", DISTRICT))
    for number, (post, kind, at) in enumerate(posts, 1):
        yield Post(id=PostId(post), unit=at, kind=kind)
        yield Tenure(id=f"t-{number}", post=PostId(post), person=PersonId(f"r-{number}"), start=founded)
    yield from _catalogue(founded)
    for works, days in ((False, _FREE), (True, _WORKED)):
        for day in days.split():
            on = date.fromisoformat(f"{FIRST_DAY.year}-{day}")
            yield CalendarDay(id=f"{on}", calendar="office", on=on, works=works)


def _catalogue(founded: date) -> Iterator[Record]:
    """Who answers for what: a unit by name, the kind of unit that the place has, an entry above, two units, or nobody."""

    def entry(number: str, name: str, topic: str | None = None, **more: Any) -> Service:
        return Service(id=ServiceId(number), unit=DISTRICT, number=number, name=name, topic=topic, start=founded, **more)

    yield entry("01", "Water", "water_power", responsible=UnitId("water"))
    yield entry("02", "Noise", "noise", responsible=UnitId("order"))
    yield entry("03", "Neighbours", "neighbours", responsible_kind="community")
    yield entry("04", "Help for older people", "elderly", responsible=STREET)
    yield entry("05", "Refuse", "environment", responsible=STREET)
    yield Link(
        id="both", unit=DISTRICT, kind="co_owner", holder=Ref("unit", "order"), target=Ref("service", "05"), start=founded
    )
    yield entry("06", "Roads", responsible=UnitId("works"))
    yield entry("0601", "Traffic", "traffic", parent=ServiceId("06"))


@frozen
class _Life:
    """A case as it is drawn, with all that will become of it."""

    case: Case
    steps: tuple[tuple[Step, CaseId | None], ...]


class _Street:
    """One run: the dice, and the cases that others may be merged into."""

    def __init__(self, dice: Dice, cases: int, residents: int) -> None:
        self.dice = dice
        self.cases = cases
        self.residents = residents
        self.recent: list[tuple[Case, date, date | None]] = []
        """Cases into which others may be merged: each with the day on which it came in, and that on which it is answered first."""

    def days(self) -> tuple[StreetDay, ...]:
        opened: dict[date, list[Case]] = {}
        moved: dict[date, list[TakenFurther]] = {}
        for number, day in enumerate(sorted(self._arrival() for _ in range(self.cases)), 1):
            life = self._life(number, day)
            opened.setdefault(life.case.steps[0].on, []).append(life.case)
            for step, into in life.steps:
                moved.setdefault(step.on, []).append(TakenFurther(case=life.case.id, step=step, merged_into=into))
        all_days = self.dice.days[: self.dice.length]
        return tuple(StreetDay(on=on, opened=tuple(opened.get(on, ())), moved=tuple(moved.get(on, ()))) for on in all_days)

    def _arrival(self) -> int:
        """The number of a day; of those at weekends every other is drawn again."""
        day = self.dice.below(self.dice.length)
        return day if self.dice.days[day].weekday() < 5 or self.dice.below(2) else self.dice.below(self.dice.length)

    def _day(self, number: int) -> date:
        return FIRST_DAY + timedelta(days=number)

    def _life(self, number: int, day: int) -> _Life:
        channel = self.dice.one(_CHANNELS)
        plain = channel == LEDGER_CHANNEL
        petition = self.dice.below(100) < 3
        urgent = not plain and not petition and self.dice.below(100) < 2
        community = 1 + self.dice.below(COMMUNITIES)
        known = self.dice.below(3) > 0
        case = Case(
            id=CaseId(f"{channel}-{number:06}"),
            category="petition" if petition else self.dice.one(_CATEGORIES),
            unit=STREET if self.dice.below(5) else UnitId(f"c{community}"),
            channel=channel,
            topic=self.dice.one(_TOPICS),
            requester=PersonId(f"r-{4 + self.dice.below(self.residents - 3)}") if known else None,
            confidential=known and self.dice.below(12) == 0,
            text=f"{self.dice.one(_MATTERS)}（{number}）",
            place=f"Road {community} {1 + self.dice.below(99)}",
            custom=(Custom(name="urgency", text="threat"),) if urgent else (),
            external_ids=(ExternalId(scheme="ticket", value=f"{number:06}"),),
        )
        lead = self._lead(case, day) if self.dice.below(100) < 7 and not urgent else None
        if lead is not None:
            case = evolve(case, category=lead[0].category, topic=lead[0].topic, place=lead[0].place)
        course = _Course(self.dice, case, day, urgent)
        case = evolve(case, steps=(course.first,))
        if lead is not None:
            steps = course.merged(lead[0].id, lead[2])
        else:
            steps = course.drawn(plain)
            answered = next((step.on for step, _ in steps if step.state == "replied"), None)
            if not plain and not petition and not any(step.state in ("declined", "withdrawn") for step, _ in steps):
                self.recent = [*self.recent[-40:], (case, course.first.on, answered)]
        last = self._day(self.dice.length - 1)
        return _Life(case, tuple(one for one in steps if one[0].on <= last))

    def _lead(self, case: Case, day: int) -> tuple[Case, date, date | None] | None:
        """A recent case that is still open: the one about which others call as well."""
        on = self._day(day)
        open_ones = [
            one
            for one in self.recent
            if one[1] < on <= one[1] + timedelta(days=12) and (one[2] is None or one[2] > on + timedelta(days=1))
        ]
        return self.dice.one(open_ones) if open_ones and case.category != "petition" else None


Drawn = Sequence[tuple[Step, CaseId | None]]


class _Course:
    """The way of one case through the office, drawn step by step. `at` is the number of the day on which it stands."""

    def __init__(self, dice: Dice, case: Case, day: int, urgent: bool) -> None:
        self.dice = dice
        self.case = case
        self.at = day
        self.urgent = urgent
        self.steps: list[tuple[Step, CaseId | None]] = []
        self.hour = 8 + dice.below(4)
        self.first = self._step("received")

    def _step(self, state: str, later: int = 0, **more: Any) -> Step:
        """A step so many days later; what is urgent is told to the minute."""
        self.at += later
        if later:
            self.hour = 8
        self.hour = min(self.hour + 1, 22)
        moment = time(self.hour, self.dice.below(60)) if self.urgent else None
        return Step(state=state, on=FIRST_DAY + timedelta(days=self.at), at=moment, **more)

    def _go(self, state: str, later: int = 0, **more: Any) -> None:
        self.steps.append((self._step(state, later, **more), None))

    def merged(self, lead: CaseId, answered: date | None) -> Drawn:
        """Merged on the next day, and answered itself some days after the other one was, if nobody forgets."""
        self.steps.append((self._step("merged", 1, by=PostId("clerk")), lead))
        if answered is not None and self.dice.below(10):
            self.at = max(self.at, (answered - FIRST_DAY).days)
            self._go("replied", self.dice.below(4), outcome="duplicate")
        return self.steps

    def drawn(self, plain: bool) -> Drawn:
        """Any way; a plain one comes into no state twice."""
        fate = self.dice.below(100)
        if fate < 4:
            self._declined(plain)
        elif fate < 6:
            self._go("withdrawn", 1 + self.dice.below(3))
        else:
            self._handled(fate, plain)
        return self.steps

    def _declined(self, plain: bool) -> None:
        ground = self.dice.one(_REFUSALS)
        self._go("declined", self.dice.below(3), ground=ground, by=PostId("clerk"))
        if ground == "malicious":
            self._go("confirmed", 1, by=PostId("boss"))
        if self.dice.below(3) == 0:
            self._go("appealed", 2 + self.dice.below(5))
            if self.dice.below(2):
                self._go("reopened", 3)
                self._go("dispatched", 1, unit=STREET)
                self._answered(plain)
            elif ground != "malicious" or not plain:
                self._go("confirmed", 4, by=PostId("boss"))

    def _handled(self, fate: int, plain: bool) -> None:
        self._go("dispatched", self.dice.below(2), unit=owner(self.case))
        if self.dice.below(3) == 0:
            self._go("signed")
        if self.dice.below(3) == 0:
            self._go("contacted", self.dice.below(2))
        if fate < 12 and not plain:
            self._returned()
        elif fate < 20 and not self.urgent:
            # Some ask when it is too late: that does not lengthen anything.
            self._go("asked", 1 + self.dice.below(3) + (20 if self.dice.below(6) == 0 else 0), ground=self.dice.one(_NOT_ON))
            self._go("extended", self.dice.below(2), by=PostId("boss"))
        elif fate < 25 and not self.urgent and not plain:
            self._go("paused", self.dice.below(3))
            self._go("dispatched", 1 + self.dice.below(12), unit=owner(self.case))
        if fate > 97:
            return  # nobody comes back to it
        self._answered(plain)

    def _returned(self) -> None:
        self._go("returned", 1, ground="not_responsible")
        self._go("dispatched", 1, unit=STREET)
        if self.dice.below(3) == 0:
            self._go("returned", 1, ground="wrong_place")
            self._go("arbitrated", 1, by=PostId("arbiter"))
            self._go("dispatched", 0, unit=DISTRICT)

    def _answered(self, plain: bool) -> None:
        days = self.dice.below(2) if self.urgent else self.dice.below(5) if self.dice.below(4) else 5 + self.dice.below(22)
        if self.dice.below(3) == 0:
            self._go("drafted", days, by=PostId("clerk"))
            self._go("approved", 0, by=PostId("boss"))
            days = self.dice.below(2)
        self._go("replied", days, outcome=self.dice.one(_OUTCOMES))
        if self.dice.below(10) < 2:
            return
        rating = self.dice.one(("satisfied",) * 6 + ("fairly", "dissatisfied", "not_reached", "not_reached"))
        self._go("followed_up", self.dice.below(3), rating=rating)
        if rating == "not_reached" and not plain and self.dice.below(2):
            rating = self.dice.one(("satisfied", "dissatisfied"))
            self._go("followed_up", 1, rating=rating)
        if rating == "dissatisfied" and not plain and self.dice.below(2):
            self._go("reopened", 1 + self.dice.below(10))
            self._go("dispatched", 0, unit=owner(self.case))
            self._go("replied", 1 + self.dice.below(9), outcome=self.dice.one(_OUTCOMES))
            self._go("followed_up", 1, rating="fairly")
        if self.dice.below(3):
            self._go("closed", self.dice.below(4))


def owner(case: Case) -> UnitId:
    """The unit that the catalogue and the place of a synthetic case lead to.

    >>> from grassroots.model import Case
    >>> case = Case(id=CaseId("x"), category="help", unit=STREET, topic="neighbours", place="Road 3 17")
    >>> owner(case)
    'c3'
    """
    if case.topic == "neighbours":
        return UnitId(f"c{(case.place or 'Road 1').split()[1]}")
    if (
        case.topic == "environment"
    ):  # the street and a department answer for it: whoever had it first, else the district decides
        return STREET if case.unit == STREET else DISTRICT
    found = {"water_power": "water", "noise": "order", "elderly": STREET, "traffic": "works"}
    return UnitId(found.get(case.topic or "", DISTRICT))
