"""The synthetic organization: sound, of any size, the same everywhere."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from datetime import date
from itertools import islice

import pytest

from grassroots.errors import InvalidArgument
from grassroots.figures import evaluate
from grassroots.model import ChangeEvent, Unit, noun_of
from grassroots.reading.lifecycle import status_on
from grassroots.snapshot import Snapshot
from grassroots.testing.synthetic import FIRST_DAY, last_day, sized, street_year, synthetic
from grassroots.values import Period
from grassroots.workspace import open_charter


@pytest.fixture(scope="module")
def charter():
    return open_charter("association")


def problems(records, charter, months=24):
    return [str(problem) for problem in Snapshot.of(records, charter, as_of=last_day(months)).problems]


@pytest.mark.parametrize("records", [100, 137, 1_000, 5_000])
def test_a_synthetic_organization_of_any_size_is_sound_and_has_exactly_so_many_records(charter, records):
    made = list(sized(records, seed=records))
    assert len(made) == records
    assert problems(made, charter) == []


@pytest.mark.parametrize(
    "sizes",
    [
        {"units": 1, "members": 0, "cases": 0, "households": 0, "months": 1},
        {"units": 2, "members": 3, "cases": 4, "households": 5, "months": 1},
        {"units": 3, "members": 0, "cases": 50, "households": 0, "months": 40},
        {"units": 700, "members": 90, "cases": 10, "households": 10, "months": 2},
    ],
)
def test_a_synthetic_organization_of_odd_proportions_is_sound(charter, sizes):
    assert problems(synthetic(5, **sizes), charter, sizes["months"]) == []


@pytest.mark.parametrize("first", [50, 333, 900])
def test_the_first_records_of_a_stream_are_sound_without_the_rest(charter, first):
    faults = Snapshot.of(islice(sized(3_000), first), charter, as_of=last_day(24)).problems
    assert [fault for fault in faults if fault.code == "unknown-reference"] == []


def test_a_stream_begins_at_once_whatever_its_size():
    assert len(list(islice(sized(10**12), 500))) == 500


def test_the_same_seed_gives_the_same_records_in_another_process_and_another_seed_others():
    code = "import hashlib; from grassroots.testing.synthetic import sized; print(hashlib.sha256(repr(list(sized(800, {}))).encode()).hexdigest())"

    def digest(seed, hash_seed):
        env = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.pathsep.join(sys.path)}
        done = subprocess.run([sys.executable, "-c", code.format(seed)], capture_output=True, text=True, check=True, env=env)
        return done.stdout

    assert digest(4, "1") == digest(4, "2") != digest(5, "1")


def test_units_move_merge_and_end_without_an_heir():
    units = [
        record
        for record in synthetic(1, units=800, members=0, cases=0, households=0)
        if noun_of(record) in ("unit", "change_event")
    ]
    kinds = Counter(unit.kind for unit in units if isinstance(unit, Unit))
    assert set(kinds) == {"association", "district", "branch", "house", "group"}
    assert any(len(unit.parents) > 1 for unit in units if isinstance(unit, Unit))
    assert {event.kind for event in units if isinstance(event, ChangeEvent)} == {"merge", "dissolve"}


def test_cases_are_kept_late_open_opened_again_and_rated(charter):
    cases = [record for record in sized(5_000) if noun_of(record) == "case"]
    as_of = last_day(24)
    workflow = charter.workflows["case"]
    stands = [status_on(case.steps, workflow, as_of) for case in cases]
    assert {one.promise for one in stands} == {"kept", "late", "overdue", "running", "none"}
    assert {one.state_kind for one in stands} >= {"open", "done", "dropped"}
    assert {one.rating for one in stands} >= {"satisfied", "dissatisfied", "not_reached", None}
    assert any([step.state for step in case.steps].count("replied") == 2 for case in cases)
    assert all(FIRST_DAY <= step.on <= as_of for case in cases for step in case.steps)


def test_the_figures_of_what_it_keeps_books_of_have_something_to_count(charter):
    records = list(sized(5_000))
    kept = {noun_of(record) for record in records}
    asked = [name for name, measure in charter.measures.items() if measure.noun in kept]
    figures = evaluate(asked, Snapshot.of(records, charter, as_of=last_day(24), check=False), period=Period(FIRST_DAY))
    empty = {name for name in asked if not figures[name].value}
    assert len(empty) < len(asked) / 4, empty


@pytest.mark.parametrize("wrong", [{"units": 0}, {"months": 0}, {"members": -1}])
def test_sizes_out_of_bounds_are_refused(wrong):
    with pytest.raises(InvalidArgument):
        synthetic(1, **wrong)
    with pytest.raises(InvalidArgument, match="100 records or more"):
        sized(99)


def test_a_street_year_is_sound_and_the_same_for_the_same_seed():
    year = street_year(3, cases=300, months=12)
    assert year == street_year(3, cases=300, months=12) != street_year(4, cases=300, months=12)
    cases = list(year.cases())
    assert len(cases) == 300 == len({case.id for case in cases})
    made = Snapshot.of([*year.base, *cases], open_charter("cn-hotline"), as_of=date(2023, 12, 31))
    assert [str(problem) for problem in made.problems] == []


def test_no_case_of_a_street_goes_on_before_it_came_or_after_the_last_day():
    year = street_year(5, cases=400, months=3)
    seen = set()
    for day in year.days:
        seen |= {case.id for case in day.opened}
        assert all(case.steps[-1].on == day.on for case in day.opened)
        assert all(moved.case in seen and moved.step.on == day.on for moved in day.moved)
        assert all(moved.merged_into in seen for moved in day.moved if moved.merged_into)
    assert (year.days[0].on, year.days[-1].on, len(year.days)) == (date(2023, 1, 1), date(2023, 3, 31), 90)


def test_every_way_of_a_case_is_in_a_street_year():
    lives = {tuple(step.state for step in case.steps) for case in street_year(1, cases=2_000).cases()}
    states = {state for life in lives for state in life}
    assert states == set(open_charter("cn-hotline").workflows["case"].states) - {"accepted"}
    assert any(life.count("returned") == 2 and "arbitrated" in life for life in lives)
    assert any(life.count("followed_up") == 2 and "reopened" not in life for life in lives)
    assert any(life[-1] == "confirmed" and "appealed" in life for life in lives)


@pytest.mark.parametrize(("cases", "months"), [(-1, 12), (10, 0), (10, 13)])
def test_a_street_year_out_of_bounds_is_refused(cases, months):
    with pytest.raises(InvalidArgument, match="1 to 12 months"):
        street_year(cases=cases, months=months)
