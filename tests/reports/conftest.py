"""A tenants' association of two houses: seven opinions, two of them in a hostile mood to whoever writes documents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from grassroots.charter import (
    Bars,
    Charter,
    Form,
    Is,
    Measure,
    Outline,
    Say,
    Section,
    Split,
    State,
    StateKind,
    Table,
    Word,
    Workflow,
)
from grassroots.model import Case, LocalName, Placement, Record, Step, Unit
from grassroots.reports import Report, make_report
from grassroots.snapshot import Snapshot
from grassroots.values import CaseId, Source, UnitId


def words(**labels: tuple[str, str]) -> dict[str, Word]:
    return {name: Word(name=name, labels={"en": en, "zh": zh}) for name, (en, zh) in labels.items()}


def both(en: str, zh: str) -> dict[str, str]:
    return {"en": en, "zh": zh}


WORKFLOW = Workflow(
    name="case",
    states={
        "received": State(
            name="received", kind=StateKind.OPEN, labels=both("received", "已受理"), next=("replied", "withdrawn")
        ),
        "replied": State(name="replied", kind=StateKind.DONE, labels=both("replied", "已答复")),
        "withdrawn": State(name="withdrawn", kind=StateKind.DROPPED, labels=both("withdrawn", "已撤回")),
    },
    outcomes=("solved", "explained"),
)

OPINIONS = Measure(
    name="opinions",
    labels=both("opinions", "意见"),
    form=Form.COUNT,
    noun="case",
    where=Is("category", ("opinion",)),
    dated="received",
    by=(Split(path="outcome", missing="in_progress"),),
    measured_in="case",
)
ANSWERED = Measure(
    name="answered",
    labels=both("opinions answered", "意见答复率"),
    form=Form.RATE,
    noun="case",
    where=Is("category", ("opinion",)),
    dated="received",
    hit=Is("state", ("replied",)),
    left_out=(("withdrawn", Is("state", ("withdrawn",))),),
    measured_in="case",
    derived=True,
)
DAYS = Measure(
    name="days_to_answer",
    labels=both("days to answer", "答复天数"),
    form=Form.SPREAD,
    noun="case",
    dated="received",
    hit=Is("state", ("replied",)),
    value="days:received:replied",
    measured_in="day",
)
HOUSES = Measure(
    name="houses",
    labels=both("houses", "楼房"),
    form=Form.COUNT,
    noun="unit",
    where=Is("kind", ("house",)),
    measured_in="unit",
)

OUTLINE = Outline(
    name="year",
    labels=both("Annual report", "年度总结"),
    headline=("opinions", "answered"),
    notes=(both("Invented records.", "记录均为虚构。"),),
    sections=(
        Section(
            labels=both("1. Opinions", "一、意见"),
            blocks=(
                Say(
                    text=both(
                        "{houses} houses sent {opinions} opinions: {opinions.solved} solved, {opinions.explained} explained; "
                        "{answered.numerator} of {answered.denominator} answered ({answered.percent0}), median {days_to_answer.median} days.",
                        "{houses}栋楼共提出意见{opinions}条：已解决{opinions.solved}条，已解释{opinions.explained}条；"
                        "{answered.denominator}条中答复{answered.numerator}条（{answered.percent0}），中位{days_to_answer.median}天。",
                    )
                ),
                Table(
                    labels=both("Opinions by house", "各楼意见"),
                    measures=("opinions", "answered", "houses"),
                    down="unit",
                    units=("house",),
                ),
                Table(
                    labels=both("Outcome by house", "各楼办理结果"),
                    measures=("opinions",),
                    down="unit",
                    across="outcome",
                    units=("house",),
                ),
                Table(
                    labels=both("By month", "各月情况"),
                    measures=("opinions", "answered", "houses"),
                    down="month",
                ),
                Table(labels=both("All figures", "全部指标"), measures=("opinions", "answered", "days_to_answer", "houses")),
                Bars(labels=both("Opinions by month", "各月意见"), measure="opinions", by="month"),
            ),
        ),
        Section(labels=both("2. Outlook", "二、展望"), blocks=(Say(text=both("More to come.", "未完待续。")),)),
    ),
)

CHARTER = Charter(
    id="tenants",
    labels=both("Tenants", "租户协会"),
    languages=("en", "zh"),
    words={
        "unit": words(association=("association", "协会"), house=("house", "楼")),
        "category": words(opinion=("opinion", "意见")),
        "outcome": words(solved=("solved", "已解决"), explained=("explained", "已解释")),
        "measured_in": words(case=("cases", "件"), unit=("units", "个"), day=("days", "天")),
        "left_out": words(withdrawn=("withdrawn", "已撤回")),
        "missing": words(in_progress=("in progress", "办理中")),
    },
    workflows={"case": WORKFLOW},
    measures={measure.name: measure for measure in (OPINIONS, ANSWERED, DAYS, HOUSES)},
    outlines={"year": OUTLINE},
)


def house(id: str, name: str) -> Unit:
    return Unit(
        id=UnitId(id),
        kind="house",
        name=name,
        names=(LocalName(language="zh", text=f"{name}（楼）"),),
        parents=(Placement(since=date(2010, 1, 1), parent=UnitId("all")),),
    )


def opinion(id: str, unit: str, received: str, replied: str = "", outcome: str = "", *, withdrawn: str = "") -> Case:
    steps = [Step(state="received", on=date.fromisoformat(received))]
    if replied:
        steps.append(Step(state="replied", on=date.fromisoformat(replied), outcome=outcome or None))
    if withdrawn:
        steps.append(Step(state="withdrawn", on=date.fromisoformat(withdrawn)))
    return Case(id=CaseId(id), category="opinion", unit=UnitId(unit), steps=tuple(steps), text="private words")


def records(name: str = "North house", suffix: str = "") -> list[Record]:
    return [
        Unit(
            id=UnitId("all"),
            kind="association",
            name="The association",
            names=(LocalName(language="zh", text="本协会"),),
        ),
        house("north" + suffix, name),
        house("south", "South house"),
        opinion("o-1" + suffix, "north" + suffix, "2024-01-10", "2024-01-12", "solved"),
        opinion("o-2", "north" + suffix, "2024-01-20", "2024-02-01", "explained"),
        opinion("o-3", "south", "2024-02-03", "2024-02-04", "solved"),
        opinion("o-4", "south", "2024-02-08"),
        opinion("o-5", "south", "2024-03-01", withdrawn="2024-03-02"),
        opinion("o-6", "all", "2024-03-05", "2024-03-06", "solved"),
    ]


@pytest.fixture
def charter() -> Charter:
    return CHARTER


@pytest.fixture
def build() -> Callable[..., Report]:
    """Makes the report: `name` and `suffix` go into the name and the ids of a unit and a record."""

    def made(
        *,
        name: str = "North house",
        suffix: str = "",
        profile: str = "internal",
        as_of: date = date(2024, 3, 31),
        charter: Charter = CHARTER,
        more: tuple[Record, ...] = (),
        file: str = "opinions.csv",
    ) -> Report:
        listed = {(type(one), one.id): one for one in (*records(name, suffix), *more)}
        sources = {("case", f"o-{number}" + (suffix if number == 1 else "")): Source(file, row=number + 1) for number in range(1, 6)}
        snapshot = Snapshot.of(listed.values(), charter, as_of=as_of, head="12:9f86d081", sources=sources, check=False)
        return make_report("year", snapshot, profile=profile)

    return made


@pytest.fixture
def report(build: Callable[..., Report]) -> Report:
    return build()
