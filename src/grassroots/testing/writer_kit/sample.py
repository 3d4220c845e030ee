"""A made report: of a tenants' association of two houses."""

from __future__ import annotations

from datetime import date
from functools import cache

from grassroots.charter import Charter
from grassroots.charter.loading import load
from grassroots.model import Case, LocalName, Placement, Record, Step, Unit
from grassroots.reports import Report, make_report
from grassroots.snapshot import Snapshot
from grassroots.texts import catalogue, folder_of
from grassroots.values import CaseId, Source, UnitId

_ROOM = "grassroots.testing.writer_kit"


@cache
def sample_charter() -> Charter:
    """The charter of the sample report: four measures, one outline, English and Chinese."""
    name = "sample.toml"
    return load({name: folder_of(_ROOM).joinpath(name).read_text(encoding="utf-8")}, kinds={})


def sample_records(name: str = "North house", suffix: str = "") -> list[Record]:
    """An association with two houses and six opinions; `name` is what one house is called, `suffix` ends its id and that of an opinion."""
    texts = catalogue(_ROOM)

    def house(id: str, code: str, called: str) -> Unit:
        chinese = texts.say(code, "zh") if called == texts.say(code, "en") else called
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
        Unit(
            id=UnitId("all"),
            kind="association",
            name=texts.say("all", "en"),
            names=(LocalName(language="zh", text=texts.say("all", "zh")),),
        ),
        house(north, "north", name),
        house("south", "south", texts.say("south", "en")),
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
