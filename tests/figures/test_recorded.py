"""What an office never recorded has no value, whatever a charter counts: that is not 0."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from support.members import charter_named
from support.rubrics import AS_OF, charter, mark, units

from grassroots.figures import evaluate
from grassroots.model import Activity, Household, Placement, Record, Tally, Unit
from grassroots.snapshot import Snapshot
from grassroots.values import ActivityId, HouseholdId, Period, Quantity, Ref, UnitId

SHIPPED = ("association", "cn-street", "cn-party-branch", "cn-hotline", "uk-union-branch", "roberts-rules", "open311-city")
YEAR = Period.year(2024)
DAY = date(2024, 12, 31)


@pytest.mark.parametrize("name", SHIPPED)
def test_an_office_that_recorded_nothing_has_no_figure_of_any_measure(name: str) -> None:
    charter = charter_named(name)
    empty = Snapshot.of([], charter, as_of=DAY)
    found = evaluate(charter.measures, empty, period=YEAR)
    told = {one: figure.value for one, figure in found.items() if figure.value is not None or figure.recorded}
    assert told == {}


def street(*records: Record) -> Snapshot:
    units = [
        Unit(id=UnitId("street"), kind="street", name="Street"),
        *(
            Unit(
                id=UnitId(id), kind="community", name=id, parents=(Placement(since=date(2000, 1, 1), parent=UnitId("street")),)
            )
            for id in ("east", "west")
        ),
    ]
    return Snapshot.of([*units, *records], charter_named("cn-street"), as_of=DAY, check=False)


def value(snapshot: Snapshot, measure: str, scope: str | None = None, period: Period = YEAR) -> object:
    return evaluate([measure], snapshot, scope=UnitId(scope) if scope else None, period=period)[measure].value


def test_it_is_known_at_the_unit_that_keeps_records_from_their_first_day_on() -> None:
    held = Activity(id=ActivityId("a"), unit=UnitId("east"), kind="meeting", on=date(2023, 5, 1))
    snapshot = street(held)
    shapes = {name: (one.noun, one.form.value, one.dated) for name, one in snapshot.charter.measures.items()}
    measure = next(name for name, shape in shapes.items() if shape == ("activity", "count", "on"))
    assert value(snapshot, measure) == 0, "none of that kind, of an office that keeps a register of activities"
    assert value(snapshot, measure, "east") == 0
    assert value(snapshot, measure, "west") is None, "nothing was ever recorded there"
    assert value(snapshot, measure, period=Period.year(2022)) is None, "nor then"


def test_a_total_says_nothing_of_another_total() -> None:
    snapshot = street(Tally(id="t", unit=UnitId("street"), kind="piers", on=date(2024, 5, 1), amount=Quantity.of(3, "pier")))
    assert value(snapshot, "piers") == 3
    assert value(snapshot, "green_bank") is None


def test_nobody_was_called_on_only_where_calls_are_recorded() -> None:
    homes = [Household(id=HouseholdId(f"h{at}"), unit=UnitId("east")) for at in range(3)]
    snapshot = street(*homes)
    reached = evaluate(["households_visited"], snapshot, period=YEAR)["households_visited"]
    assert (reached.value, reached.recorded) == (None, False)
    assert "未登记" in reached.explain("zh")


GRADED = """
[rubric.yearly]
en = "Stars"
zh = "星级"
subject = "unit"
where = { kind = "branch" }
source = "article 12"
months = 12
grade = [{ grade = "excellent", at_least = "60" }, { grade = "unqualified" }]
item = { work = { en = "work", zh = "实绩", weight = "100", fed_by = "marks" } }
[measure.share]
en = "share of the excellent"
zh = "优秀占比"
rate = "unit"
where = { kind = "branch" }
hit = { has = { computed_grade = "subject", where = { grade = "excellent" } } }
"""


def test_none_reached_a_grade_is_0_at_a_unit_too_where_grades_follow_from_marks() -> None:
    low = evolve(mark(Ref("unit", "a"), "work", "10"), on=date(2013, 12, 5))
    shots = [Snapshot.of([*units("a", "b"), *more], charter(GRADED), as_of=AS_OF, check=False) for more in ((), (low,))]
    told = [evaluate(["share"], shot, scope=UnitId("b"), period=Period.year(2013))["share"] for shot in shots]
    assert [(one.value, one.recorded) for one in told] == [(None, False), (0, True)]
