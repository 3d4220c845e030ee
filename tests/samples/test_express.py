"""Express stations, from the rows that they type to figures: limits on a working calendar, ratings by month, causes, feedback to departments. All rows are invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from support.behind import store_of
from support.taken import taken_in

import grassroots as gr
from grassroots.figures import evaluate, evaluate_grid
from grassroots.reading import At
from grassroots.rules.openness.samples import feedback, sample
from grassroots.rules.time.clocks import escalations, run_of, runs_of
from grassroots.values import Period

AS_OF = date(2014, 10, 31)
AUTUMN = Period.between(date(2014, 9, 1), date(2014, 10, 31))

UNITS = """\
code,name,kind,part of
s,Street,street,
v1,East Village,village,s
c1,Lake Community,community,s
d1,Roads Office,department,s
d2,Civil Affairs Office,department,s
"""

# The yearly notice as the office typed it: the mid-autumn festival, the national holidays with the two days worked instead.
DAYS = "calendar,day,worked,name,announced in\n" + "".join(
    f"office,{day},{worked},{name},notice of 2013\n"
    for day, worked, name in [
        ("2014-09-08", "no", "Mid-autumn"),
        ("2014-09-28", "yes", ""),
        *[(f"2014-10-0{day}", "no", "National Day") for day in range(1, 8)],
        ("2014-10-11", "yes", ""),
    ]
)

# Five working days from the next day on. Parcel 3 came before the national holidays, 4 was late, 5 is overdue, 6 still runs; 7 has a day of its own.
EXPRESS = """\
parcel No.,station,came by,received on,answer by,dispatched on,handled by,answered on,outcome,rated on,rating
1,v1,outlet,2014-09-04,,2014-09-05,d1,2014-09-12,solved,2014-09-15,satisfied
2,v1,outlet,2014-09-10,,2014-09-10,d1,2014-09-15,not now,2014-09-16,dissatisfied
3,c1,Website,2014-09-26,,2014-09-28,d2,2014-10-09,explained,2014-10-13,satisfied
4,c1,Website,2014-09-26,,2014-09-28,d2,2014-10-10,explained,2014-10-14,dissatisfied
5,v1,outlet,2014-10-20,,2014-10-21,d1,,,,
6,c1,outlet,2014-10-28,,2014-10-29,d2,,,,
7,c1,Website,2014-09-26,2014-11-30,2014-09-28,d2,,,,
8,v1,Website,2014-10-08,,2014-10-08,d1,2014-10-09,solved,2014-10-15,not reached
"""

FEEDBACK = """\
No.,department,parcel No.,cause,told on,put right until,put right on,checked on
1,d1,2,not solved,2014-10-08,2014-10-31,2014-10-20,2014-10-24
"""


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[gr.Office]:
    tables = {"units": UNITS, "calendar days": DAYS, "express stations": EXPRESS, "feedback to departments": FEEDBACK}
    with taken_in(tmp_path_factory.mktemp("express"), tables, "cn-street") as workspace:
        yield workspace


def rows(street: gr.Office, figure: gr.Figure) -> set[tuple[str, int]]:
    """The rows in which the records that hit were typed."""
    evidence = street.ask(figure.question)
    return {(evidence.sources[key].file.split("/")[-1], evidence.sources[key].row) for key in evidence.hits}


@pytest.mark.system("S0-12")
def test_express_matters_are_due_after_working_days_counted_by_the_office_s_own_table_of_holidays(street: gr.Office) -> None:
    shot = street.snapshot(AS_OF)
    at = At.of(shot)
    due = {id: str(run.due) for id, case in shot.all("case").items() if (run := run_of(case, "express", at))}
    assert due == {
        "express-1": "2014-09-12", "express-2": "2014-09-17", "express-3": "2014-10-09", "express-4": "2014-10-09", "express-5": "2014-10-27", "express-6": "2014-11-04", "express-7": "2014-10-09", "express-8": "2014-10-14",
    }  # fmt: skip
    assert not any(run.provisional for case in shot.all("case").values() for run in runs_of(case, "express", at))
    told = "\n".join(run_of(shot.all("case")["express-3"], "express", at).explain("zh"))  # type: ignore[union-attr]
    assert "2014-09-28周日：1日，调休上班。" in told
    assert "2014-10-01周三至2014-10-07周二：不计，节假日（National Day）。" in told


@pytest.mark.system("S0-12")
def test_how_many_were_answered_in_time_follows_from_the_clock_unless_a_day_was_set(street: gr.Office) -> None:
    figure = street.figure("express_on_time", AS_OF, period=AUTUMN)
    assert (figure.numerator, figure.denominator, figure.left_out) == (4, 6, {"running": 2})
    assert street.ask(figure.question).misses == (("case", "express-4"), ("case", "express-5"))
    assert rows(street, figure) == {("express stations.csv", row) for row in (2, 3, 4, 9)}
    days = street.figure("express_days", AS_OF, period=AUTUMN)
    assert days.value is not None
    assert (days.value.least, days.value.most) == (Decimal(1), Decimal(6))  # type: ignore[union-attr]
    proposed = [
        one for case in street.snapshot(AS_OF).all("case").values() for one in escalations(case, At.of(street.snapshot(AS_OF)))
    ]
    assert [(one.record, one.what, str(one.day)) for one in proposed] == [(("case", "express-5"), "reminder", "2014-10-28")]


@pytest.mark.system("S0-12")
def test_satisfaction_is_counted_by_the_month_and_who_was_not_reached_is_left_out(street: gr.Office) -> None:
    months = {month: street.figure("express_satisfied", AS_OF, period=Period.month(2014, month)) for month in (8, 9, 10)}
    assert {month: (one.numerator, one.denominator, one.left_out) for month, one in months.items()} == {
        8: (0, 0, {}), 9: (1, 2, {}), 10: (1, 2, {"not_reached": 1}),
    }  # fmt: skip
    assert months[8].value is None
    assert months[9].value == Fraction(1, 2)
    grid = evaluate_grid(["express_ratings"], street.snapshot(AS_OF), period=AUTUMN, down="month", across="rating")
    assert [[figure.value for figure in line][:3] for line in grid.figures]
    assert sum(figure.value for line in grid.figures for figure in line if isinstance(figure.value, int)) == 5


@pytest.mark.system("S0-12")
def test_a_rating_that_is_not_good_gets_a_cause_and_is_fed_back_to_the_department_that_handled_it(street: gr.Office) -> None:
    before = street.figure("express_fed_back", AS_OF, period=AUTUMN)
    assert (before.numerator, before.denominator) == (1, 2)
    misses = street.ask(street.figure("express_satisfied", AS_OF, period=AUTUMN).question).misses
    assert misses == (("case", "express-2"), ("case", "express-4"))
    (told,) = feedback(misses, At.of(street.snapshot(AS_OF), date(2014, 11, 3)), due=date(2014, 11, 17))
    assert (told.id, told.unit, told.subject.id, told.kind, told.text) == ("feedback:express-4", "d2", "express-4", None, None)
    street.add(told, reason="monthly satisfaction, October")
    street.correct("finding", told.id, kind="manner", reason="what the talk with the office came to")
    assert street.figure("express_fed_back", date(2014, 11, 3), period=AUTUMN).value == 1
    figures = evaluate(["express_causes"], street.snapshot(date(2014, 11, 30)), period=Period.year(2014))
    assert {name: one.value for name, one in figures.items() if one.value} == {
        "express_causes": 2, "express_causes.not_solved": 1, "express_causes.manner": 1, "express_causes.d1": 1, "express_causes.d2": 1,
    }  # fmt: skip
    right = street.figure("express_put_right", date(2014, 11, 30), period=Period.year(2014))
    assert (right.numerator, right.denominator) == (1, 2)
    assert rows(street, right) == {("feedback to departments.csv", 2)}


def test_s0_12_what_a_department_is_told_says_nothing_of_who_asked(street: gr.Office) -> None:
    from grassroots.fields import Privacy, fields_of

    (told,) = feedback([("case", "express-5")], At.of(street.snapshot(AS_OF)))
    said = {info.name for info in fields_of(type(told)) if getattr(told, info.name) not in (None, (), "")}
    assert said == {"id", "unit", "subject", "steps"}
    assert not any(info.privacy is Privacy.PERSONAL and getattr(told, info.name) for info in fields_of(type(told)))


def test_s0_12_a_department_counts_by_the_same_calendar_as_the_street(street: gr.Office) -> None:
    view = gr.View(store_of(street), street.charter, gr.Actor.everywhere("roads"), "v1", gr.access.STATISTICS)
    part, whole = view.snapshot(AS_OF), street.snapshot(AS_OF)
    assert set(part.all("calendar_day")) == set(whole.all("calendar_day"))
    for id, case in part.all("case").items():
        mine, theirs = run_of(case, "express", At.of(part)), run_of(whole.all("case")[id], "express", At.of(whole))
        assert (mine.due, mine.promise) == (theirs.due, theirs.promise)  # type: ignore[union-attr]


def test_a_sample_is_drawn_again_from_its_public_seed_and_never_of_people(street: gr.Office) -> None:
    figure = street.figure("express", AS_OF, period=AUTUMN)
    hits = street.ask(figure.question).hits
    drawn = sample(hits, seed="minutes of 3 November 2014", size=3)
    assert (drawn.of, len(drawn.chosen)) == (8, 3)
    assert sample(reversed(hits), seed="minutes of 3 November 2014", size=3) == drawn
    assert sample(hits, seed="minutes of 3 November 2014", size=5).chosen[:3] == drawn.chosen
    assert {sample(hits, seed=str(seed), size=1).chosen[0] for seed in range(60)} == set(hits)
    for language in ("en", "zh"):
        assert "minutes of 3 November 2014" in drawn.explain(language)[0]
    for wrong in ([("person", "p")], [("household", "h")]):
        with pytest.raises(gr.errors.InvalidArgument, match="not people"):
            sample(wrong, seed="x", size=1)
    with pytest.raises(gr.errors.InvalidArgument, match="seed"):
        sample(hits, seed=" ", size=1)
