"""The synthetic organization: sound, of any size, the same everywhere."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from itertools import islice

import pytest

from grassroots.errors import InvalidArgument
from grassroots.figures import evaluate
from grassroots.model import ChangeEvent, Unit, noun_of
from grassroots.rules.lifecycle import standing_on
from grassroots.snapshot import Snapshot
from grassroots.testing.synthetic import FIRST_DAY, last_day, sized, synthetic
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
    stands = [standing_on(case.steps, workflow, as_of) for case in cases]
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
