"""A made report: of a tenants' association of two houses."""

from __future__ import annotations

from datetime import date

from attrs import evolve

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


def _words(**labels: tuple[str, str]) -> dict[str, Word]:
    return {name: Word(name=name, labels=_both(*texts)) for name, texts in labels.items()}


def _both(en: str, zh: str) -> dict[str, str]:
    return {"en": en, "zh": zh}


def _measures() -> dict[str, Measure]:
    opinions = Measure(
        name="opinions",
        labels=_both("opinions", "意见"),
        form=Form.COUNT,
        noun="case",
        where=Is("category", ("opinion",)),
        dated="received",
        by=(Split(path="outcome", missing="in_progress"),),
        measured_in="case",
    )
    answered = evolve(
        opinions,
        name="answered",
        labels=_both("opinions answered", "意见答复率"),
        form=Form.RATE,
        hit=Is("state", ("replied",)),
        left_out=(("withdrawn", Is("state", ("withdrawn",))),),
        by=(),
        derived=True,
    )
    days = evolve(
        opinions,
        name="days_to_answer",
        labels=_both("days to answer", "答复天数"),
        form=Form.SPREAD,
        hit=Is("state", ("replied",)),
        value="days:received:replied",
        by=(),
        measured_in="day",
    )
    houses = Measure(
        name="houses",
        labels=_both("houses", "楼房"),
        form=Form.COUNT,
        noun="unit",
        where=Is("kind", ("house",)),
        measured_in="unit",
    )
    return {measure.name: measure for measure in (opinions, answered, days, houses)}


def _outline() -> Outline:
    sentence = _both(
        "{houses} houses sent {opinions} opinions: {opinions.solved} solved, {opinions.explained} explained; "
        "{answered.numerator} of {answered.denominator} answered ({answered.percent0}), median {days_to_answer.median} days.",
        "{houses}栋楼共提出意见{opinions}条：已解决{opinions.solved}条，已解释{opinions.explained}条；"
        "{answered.denominator}条中答复{answered.numerator}条（{answered.percent0}），中位{days_to_answer.median}天。",
    )
    by_house = Table(
        labels=_both("Opinions by house", "各楼意见"),
        measures=("opinions", "answered", "houses"),
        down="unit",
        units=("house",),
    )
    by_outcome = Table(
        labels=_both("Outcome by house", "各楼办理结果"),
        measures=("opinions",),
        down="unit",
        across="outcome",
        units=("house",),
    )
    by_month = Table(labels=_both("By month", "各月情况"), measures=("opinions", "answered", "houses"), down="month")
    everything = Table(labels=_both("All figures", "全部指标"), measures=("opinions", "answered", "days_to_answer", "houses"))
    bars = Bars(labels=_both("Opinions by month", "各月意见"), measure="opinions", by="month")
    return Outline(
        name="year",
        labels=_both("Annual report", "年度总结"),
        headline=("opinions", "answered"),
        notes=(_both("Invented records.", "记录均为虚构。"),),
        sections=(
            Section(
                labels=_both("1. Opinions", "一、意见"),
                blocks=(Say(text=sentence), by_house, by_outcome, by_month, everything, bars),
            ),
            Section(labels=_both("2. Outlook", "二、展望"), blocks=(Say(text=_both("More to come.", "未完待续。")),)),
        ),
    )


def sample_charter() -> Charter:
    """The charter of the sample report: four measures, one outline, English and Chinese."""
    states = {
        "received": State(
            name="received", kind=StateKind.OPEN, labels=_both("received", "已受理"), next=("replied", "withdrawn")
        ),
        "replied": State(name="replied", kind=StateKind.DONE, labels=_both("replied", "已答复")),
        "withdrawn": State(name="withdrawn", kind=StateKind.DROPPED, labels=_both("withdrawn", "已撤回")),
    }
    return Charter(
        id="tenants",
        labels=_both("Tenants", "租户协会"),
        languages=("en", "zh"),
        words={
            "unit": _words(association=("association", "协会"), house=("house", "楼")),
            "category": _words(opinion=("opinion", "意见")),
            "outcome": _words(solved=("solved", "已解决"), explained=("explained", "已解释")),
            "measured_in": _words(case=("cases", "件"), unit=("units", "个"), day=("days", "天")),
            "left_out": _words(withdrawn=("withdrawn", "已撤回")),
            "missing": _words(in_progress=("in progress", "办理中")),
        },
        workflows={"case": Workflow(name="case", states=states, outcomes=("solved", "explained"))},
        measures=_measures(),
        outlines={"year": _outline()},
    )


def sample_records(name: str = "North house", suffix: str = "") -> list[Record]:
    """An association with two houses and six opinions; `name` is what one house is called, `suffix` ends its id and that of an opinion."""

    def house(id: str, called: str, chinese: str) -> Unit:
        return Unit(
            id=UnitId(id),
            kind="house",
            name=called,
            names=(LocalName(language="zh", text=chinese),),
            parents=(Placement(since=date(2010, 1, 1), parent=UnitId("all")),),
        )

    def opinion(id: str, unit: str, received: str, *later: tuple[str, str, str]) -> Case:
        steps = [Step(state="received", on=date.fromisoformat(received))]
        steps += [Step(state=state, on=date.fromisoformat(day), outcome=outcome or None) for state, day, outcome in later]
        return Case(id=CaseId(id), category="opinion", unit=UnitId(unit), steps=tuple(steps), text="private words")

    north = "north" + suffix
    return [
        Unit(id=UnitId("all"), kind="association", name="All", names=(LocalName(language="zh", text="本协会"),)),
        house(north, name, "北楼" if name == "North house" else name),
        house("south", "South house", "南楼"),
        opinion("o-1" + suffix, north, "2024-01-10", ("replied", "2024-01-12", "solved")),
        opinion("o-2", north, "2024-01-20", ("replied", "2024-02-01", "explained")),
        opinion("o-3", "south", "2024-02-03", ("replied", "2024-02-04", "solved")),
        opinion("o-4", "south", "2024-02-08"),
        opinion("o-5", "south", "2024-03-01", ("withdrawn", "2024-03-02", "")),
        opinion("o-6", "all", "2024-03-05", ("replied", "2024-03-06", "solved")),
    ]


def sample_report(
    name: str = "North house", suffix: str = "", profile: str = "internal", as_of: date = date(2024, 3, 31)
) -> Report:
    """The report of the sample, with sentences, tables by unit, month and outcome, bars, a rate, a spread and a derived figure.

    >>> sample_report()["opinions"].value
    6
    """
    records = sample_records(name, suffix)
    sources = {
        ("case", str(record.id)): Source("opinions.csv", row=row)
        for row, record in enumerate((one for one in records if isinstance(one, Case)), start=2)
        if row < 7
    }
    snapshot = Snapshot.of(records, sample_charter(), as_of=as_of, head="12:9f86d081", sources=sources, check=False)
    return make_report("year", snapshot, profile=profile)
