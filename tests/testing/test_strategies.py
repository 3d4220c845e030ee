"""The strategies: draws are valid, sound, and reach everything."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections import Counter
from datetime import date, timedelta
from enum import Enum
from importlib import import_module
from itertools import pairwise, product
from pathlib import Path
from types import ModuleType
from typing import Protocol

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.vendor.pretty import pretty

import grassroots
from grassroots import charter, reports, rules
from grassroots.builtin.memory import MemoryStore
from grassroots.charter import AllOf, AnyOf, Form, Has, Is, NotOf, StateKind, Within
from grassroots.charter.checking import check
from grassroots.errors import InvalidArgument
from grassroots.fields import Column, fields_of
from grassroots.model import DERIVED, NOUNS, ChangeEvent, Unit, has_span, key_of, noun_of
from grassroots.snapshot import Snapshot
from grassroots.testing import hypothesis_plugin, strategies
from grassroots.testing.charters import small_charter
from grassroots.testing.strategies import FAULTS, broken_organizations, organizations
from grassroots.values import Quality, Quantity

SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], database=None)
DRAWS = settings(SLOW, phases=[Phase.generate])
AS_OF = date(2020, 6, 30)


def drawn(strategy: st.SearchStrategy, most: int = 200) -> list:
    """What a strategy gives in so many draws that are the same at every run; several short runs, because a long one dwells on what it had."""
    found = []
    for number in range(0, most, 10):

        @seed(number)
        @settings(DRAWS, max_examples=10)
        @given(strategy)
        def collect(one):
            found.append(one)

        collect()
    return found


@pytest.fixture(scope="module")
def many():
    return drawn(organizations(as_of=AS_OF), 150)


@settings(SLOW, max_examples=25)
@given(organizations())
def test_a_drawn_organization_has_no_problems(organization):
    assert [str(problem) for problem in organization.snapshot().problems] == []


@settings(SLOW, max_examples=15)
@given(organizations(max_records=1), st.integers(-1000, 200))
def test_a_drawn_tree_is_a_tree_on_every_day_of_its_books(organization, days):
    tree = organization.snapshot().tree_on(organization.as_of + timedelta(days=days))
    roots = {unit for unit in tree.units if not tree.ancestors(unit)}
    assert len(roots) <= 1
    for unit in tree.units:
        assert (tree.ancestors(unit) or (unit,))[-1] in roots


@settings(SLOW, max_examples=15)
@given(organizations())
def test_records_come_after_those_that_they_need(organization):
    seen = set()
    for record in organization.records:
        if isinstance(record, Unit):
            seen.add(key_of(record))
    for record in organization.records:
        for info in fields_of(type(record)):
            value = getattr(record, info.name)
            if info.refs and info.kind is Column.TEXT and value is not None and not info.many:
                assert any((noun, value) in seen for noun in info.refs), (record, info.name)
        seen.add(key_of(record))


def test_draws_reach_every_noun(many):
    assert {noun_of(record) for organization in many for record in organization.records} == set(NOUNS)


def test_draws_reach_every_state_of_every_workflow_and_every_kind_of_state(many):
    charter = small_charter()
    reached = {
        (charter.workflow_of(record).name, step.state)
        for organization in many
        for record in organization.records
        for step in getattr(record, "steps", ())
    }
    assert reached == {(flow.name, state) for flow in charter.workflows.values() for state in flow.states}
    assert {charter.workflows[flow].states[state].kind for flow, state in reached} == set(StateKind)


def test_draws_reach_every_kind_of_change_and_move(many):
    changes, seen = Counter(), Counter()
    for organization in many:
        events = [record for record in organization.records if isinstance(record, ChangeEvent)]
        units = {record.id: record for record in organization.records if isinstance(record, Unit)}
        for event in events:
            stands = any(origin.unit == heir.unit for origin in event.before for heir in event.after)
            changes[event.kind, len(event.before), len(event.after), stands] += 1
            seen["a change still to come"] += event.on > AS_OF
            seen["an heir that ended, too"] += any(units[heir.unit].end for heir in event.after)
        for unit in units.values():
            seen["a move"] += len(unit.parents) > 1
            seen["a unit founded later"] += unit.start is not None and unit.start > AS_OF - timedelta(days=1000)
            seen["no known start"] += unit.start is None
            for place in unit.parents:
                above = units.get(place.parent)
                seen["books that name an ended parent"] += (
                    above is not None
                    and above.end is not None
                    and place is unit.parents[-1]
                    and (unit.end or date.max) > above.end
                )
    assert set(changes) == {
        ("merge", 2, 1, False),
        ("merge", 1, 1, False),
        ("split", 1, 2, False),
        ("split", 1, 2, True),
        ("succeed", 1, 1, False),
        ("dissolve", 1, 0, False),
    }
    assert set(seen) == set(+seen), seen


def test_draws_reach_past_and_future_open_and_closed_spans_and_every_quality(many):
    seen = Counter()
    for organization in many:
        for record in organization.records:
            if has_span(noun_of(record)):
                seen["start" if record.start else "no start", "end" if record.end else "no end"] += 1
            seen["later than as of"] += bool((getattr(record, "start", None) or getattr(record, "on", None) or AS_OF) > AS_OF)
            amount = getattr(record, "amount", None)
            if isinstance(amount, Quantity):
                seen[amount.quality] += 1
            seen["due"] += any(step.due for step in getattr(record, "steps", ()))
            seen["same day"] += any(a.on == b.on for a, b in pairwise(getattr(record, "steps", ())))
            seen["custom"] += bool(record.custom)
    for wanted in [
        ("start", "end"),
        ("start", "no end"),
        ("no start", "end"),
        ("no start", "no end"),
        "later than as of",
        "due",
        "same day",
        "custom",
        *Quality,
    ]:
        assert seen[wanted], wanted


@pytest.mark.parametrize("noun", NOUNS)
def test_draws_of_a_noun_fill_every_field_and_leave_every_optional_one_empty(noun):
    found = drawn(strategies.records(noun), 20)
    assert {noun_of(record) for record in found} == {noun}
    for info in fields_of(NOUNS[noun]):
        values = [getattr(record, info.name) for record in found]
        bare = info.name == "custom" and not any(one.noun == noun for one in small_charter().custom)
        if not bare and not (noun in ("ballot", "answer") and info.name in ("custom", "external_ids", "attachments")):
            assert any(value not in (None, (), "") for value in values), info.name
        if info.optional:
            assert None in values, info.name


@settings(SLOW, max_examples=60)
@given(strategies.records_of_any_noun())
def test_a_drawn_record_is_ordered_in_time(record):
    steps = [step.on for step in getattr(record, "steps", ())]
    assert steps == sorted(steps)
    if has_span(noun_of(record)) and record.start and record.end:
        assert record.start <= record.end


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found_and_nothing_else(fault):
    for broken in drawn(broken_organizations(fault=fault), 4):
        problems = broken.organization.snapshot().problems
        assert {problem.code for problem in problems} == {fault}, [str(problem) for problem in problems]
        assert len(problems) == 1


def test_every_fault_is_drawn():
    assert {broken.fault for broken in drawn(broken_organizations(max_records=0), 300)} == set(FAULTS)


def test_a_misspelt_fault_or_noun_is_refused_with_what_there_is():
    with pytest.raises(InvalidArgument, match="tree-circle"):
        drawn(broken_organizations(fault="tree-cirle"), 1)
    with pytest.raises(InvalidArgument, match="did you mean unit"):
        strategies.records("unti")


def test_draws_reach_every_form_of_measure_stocks_and_flows_and_every_kind_of_condition():
    found = drawn(strategies.measures(), 200)
    assert len({measure.noun for measure in found}) > 15
    assert {measure.form for measure in found} == set(strategies.RECORD_FORMS)
    assert {(measure.is_stock, bool(measure.by), bool(measure.left_out)) for measure in found} == set(
        product([True, False], repeat=3)
    )
    assert {type(measure.where) for measure in found} == {AllOf, AnyOf, Has, Is, NotOf, Within}
    both = drawn(strategies.charters_with_measures(), 3)
    assert {measure.form for charter in both for measure in charter.measures.values()} >= {Form.RATIO, Form.REACH}


@pytest.mark.parametrize("noun", NOUNS)
def test_measures_of_one_noun_are_drawn_on_request_and_the_charter_check_finds_them_sound(noun):
    for measure in drawn(strategies.measures(nouns=[noun]), 5):
        assert measure.noun == noun
        faults = [str(problem) for problem in check(small_charter().with_measures(measure))]
        assert faults == []


def test_periods_are_of_every_kind():
    found = drawn(strategies.periods(), 100)
    assert {"empty", "day", "long", "open"} == {
        "empty" if not one.days else "day" if one.days == 1 else "open" if one.end == date.max else "long" for one in found
    }


LAZY = """
import sys
from grassroots.testing import hypothesis_plugin
{before}
from hypothesis import given, settings, strategies as st
hypothesis_plugin.register()
loaded = [name for name in sys.modules if name.startswith("grassroots.") and not name.startswith("grassroots.testing")]
assert {before!r} or not loaded, loaded
from grassroots.model import Case, Record, Step
from grassroots.values import Period, UnitId
from grassroots.charter import Measure
import grassroots.model, grassroots.workspace, grassroots.reports, grassroots.figures
assert type(grassroots.model.__loader__).__module__.startswith("_frozen_importlib"), grassroots.model.__loader__

@settings(max_examples=1, database=None)
@given(*[st.from_type(type_) for type_ in (Case, Step, Period, UnitId, Measure, Record)])
def draw(a, b, c, d, e, f):
    print(*[type(one).__name__ for one in (a, b, c, d, e, f)])

draw()
assert not [one for one in sys.meta_path if type(one).__module__ == "grassroots.testing.hypothesis_plugin"]
"""


@pytest.mark.parametrize("before", ["", "import grassroots.model, grassroots.charter"])
def test_hypothesis_draws_from_types_and_imports_nothing_for_it_at_its_start(before):
    done = subprocess.run(
        [sys.executable, "-c", LAZY.format(before=before)],
        capture_output=True,
        text=True,
        env={**os.environ, "HYPOTHESIS_NO_PLUGINS": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[:5] == ["Case", "Step", "Period", "str", "Measure"]


def test_the_entry_point_names_the_function_that_registers():
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    entry = project["project"]["entry-points"]["hypothesis"]["grassroots"]
    assert entry == f"{hypothesis_plugin.__name__}:{hypothesis_plugin.register.__name__}"


def test_every_type_that_is_registered_has_its_strategy():
    for types in hypothesis_plugin.TYPES.values():
        for strategy in types.values():
            assert isinstance(getattr(strategies, strategy)(), st.SearchStrategy)


NO_DATA = (Exception, Enum, Protocol)
NOT_DRAWN = {
    "fields": "what is known of a field: asked of a noun",
    "hooks": "what a plugin hands over",
    "ledgers": "what a reading is made of: a reading is drawn whole",
    "plugins": "what is installed",
    "rules": "a rule is written in a charter; the derived nouns are drawn",
    "store": "what a store keeps of batches: made by appending drawn ones",
    "problems.Wording": "a wording stands in a catalogue",
    "figures.Line": "a place in a table of figures: drawn with it",
    "figures.Strand": "a column of a cube: drawn with it",
    "figures.Evaluator": "asked, not drawn",
    "access.View": "opened",
    "access.Withheld": "opened",
    "measure.Traits": "those of a form: there are no others",
    "model.Derived": "what all derived nouns have",
}
"""Public classes of data that have no strategy, by room or by name: why."""


def test_every_public_type_is_registered():
    registered = {name for types in hypothesis_plugin.TYPES.values() for name in types}
    registered |= {"Record", "Noun", *(cls.__name__ for cls in NOUNS.values()), *(cls.__name__ for cls in DERIVED.values())}
    missing = []
    for room in (*(name for name in grassroots.__all__ if isinstance(getattr(grassroots, name), ModuleType)), "ledgers"):
        module = import_module(f"grassroots.{room}") if room != "measure" else grassroots.measure
        for name, one in {name: getattr(module, name) for name in module.__all__}.items():
            data = isinstance(one, type) and one.__module__.startswith("grassroots.") and not issubclass(one, NO_DATA)
            part = data and attrs.has(one) and one.__module__.startswith(tuple(hypothesis_plugin.PARTS))
            if data and not (name in registered or part or {room, f"{room}.{name}"} & set(NOT_DRAWN)):
                missing.append(f"{room}.{name}")
    assert missing == []


@pytest.mark.parametrize(
    "type_",
    [charter.Against, charter.NotOf, charter.Listing, charter.Move, reports.FigureNote, reports.FigureChange, rules.Turn],
)
def test_parts_of_larger_things_and_derived_records_are_drawn(type_):
    assert {type(one) for one in drawn(st.from_type(type_), 10)} == {type_}


def test_what_is_drawn_is_printed_shortly_where_it_holds_much():
    for found in (
        drawn(getattr(strategies, name)(), 10) for name in ("reports", "charters", "cubes", "readings", "organizations")
    ):
        assert all(len(pretty(one)) < 12_000 for one in found)


@settings(SLOW, max_examples=100)
@given(strategies.problems())
def test_a_drawn_problem_can_be_told_in_both_languages(problem):
    assert problem.text("en") != problem.text("zh")
    assert problem.cure


@settings(SLOW, max_examples=30)
@given(strategies.batches())
def test_a_drawn_batch_is_taken_by_a_store(batch):
    store = MemoryStore()
    assert store.append(batch).seq == len(batch.changes)


def test_changes_actors_and_heads_are_of_every_kind():
    found = drawn(strategies.changes(), 50)
    assert len({one.noun for one in found}) > 10
    assert any(one.record is None for one in found)
    assert {len(one.grants) for one in drawn(strategies.actors(), 50)} == {0, 1, 2, 3}
    assert {bool(one.seq) for one in drawn(strategies.heads(), 50)} == {True, False}


@settings(SLOW, max_examples=20)
@given(strategies.figures())
def test_a_drawn_figure_leads_to_its_records(figure):
    evidence = figure.records()
    if figure.measure.form is Form.COUNT:
        assert figure.value == (len(evidence.hits) if figure.recorded else None)
    assert figure.question.measure is figure.measure


@settings(SLOW, max_examples=10)
@given(strategies.reports())
def test_a_drawn_report_is_rendered_in_both_languages(report):
    assert [report.render(language).language for language in ("en", "zh")] == ["en", "zh"]


@settings(SLOW, max_examples=30)
@given(strategies.spreads())
def test_a_drawn_spread_is_in_order(spread):
    assert spread.least <= spread.median <= spread.ninetieth <= spread.most


def test_a_snapshot_of_another_day_has_the_same_records(many):
    organization = many[-1]
    other = organization.snapshot(date(2019, 1, 1))
    assert isinstance(other, Snapshot)
    assert len(other) == len(organization.snapshot())
