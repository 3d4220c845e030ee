"""The evaluator and its columnar twin, written apart from one another, agree to the last digit and in every record."""

from __future__ import annotations

import importlib.util
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from attrs import evolve
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from grassroots.charter import ALWAYS, AnyOf, Form, Is, Measure, NotOf, Split
from grassroots.errors import NotFound
from grassroots.figures import evaluate
from grassroots.figures.figure import Tree
from grassroots.figures.value import Spread
from grassroots.model import (
    NOUNS,
    Case,
    ChangeEvent,
    Heir,
    Household,
    Membership,
    Origin,
    Person,
    Placement,
    SamePerson,
    Step,
    Unit,
    home_field,
    noun_of,
)
from grassroots.snapshot import Snapshot
from grassroots.testing.charters import small_charter
from grassroots.testing.engine_kit import every_life
from grassroots.testing.strategies import charters_with_measures, measures, organizations
from grassroots.values import FOREVER, HouseholdId, Period, PersonId, UnitId

spec = importlib.util.spec_from_file_location("columnar", Path(__file__).with_name("columnar.py"))
columnar = importlib.util.module_from_spec(spec)
spec.loader.exec_module(columnar)
Twin = columnar.Twin

QUIET = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None)
HOMELESS = tuple(noun for noun in NOUNS if noun != "unit" and home_field(noun) is None)


def told(figure):
    """A figure and its evidence, in the shape in which the twin answers."""
    value = figure.value
    if isinstance(value, Spread):
        value = (value.count, value.least, value.median, value.ninetieth, value.most)
    evidence = figure.records()
    labelled = {"hit": evidence.hits, "miss": evidence.misses, **evidence.left_out}
    keys = {label: list(found) for label, found in labelled.items() if found}
    return value, figure.numerator, figure.denominator, dict(figure.left_out), keys


def whatever(measure):
    """A hit that holds of every record; a rate needs one that says something."""
    return AnyOf((measure.hit, NotOf(measure.hit))) if measure.form is Form.RATE else ALWAYS


def asked(draw):
    """An organization, measures for it, and a question: scope, period and tree."""
    organization = draw(organizations(max_records=4))
    nouns = sorted({noun_of(record) for record in organization.records})
    charter = draw(charters_with_measures())
    # One is a spread: few others would come out of what is drawn, for it needs numbers in several records.
    forms = (None, None, None, Form.SPREAD)
    drawn = [draw(measures(nouns=nouns, form=form, name=f"m{number}")) for number, form in enumerate(forms)]
    # Drawn conditions seldom hold, so each measure is also asked without the one, without both, and as a stock of everything.
    wide = [evolve(measure, name=f"{measure.name}-wide", where=ALWAYS) for measure in drawn]
    wider = [evolve(measure, name=f"{measure.name}r", hit=whatever(measure)) for measure in wide]
    drawn += [*wide, *wider, *(evolve(measure, name=f"{measure.name}-all", dated="as_of", left_out=()) for measure in wider)]
    first = organization.as_of + timedelta(days=draw(st.integers(-1000, 0)))
    last = draw(st.sampled_from([FOREVER, organization.as_of, first + timedelta(days=400), first + timedelta(days=31), first]))
    period = Period(first, last)
    units = [record.id for record in organization.records if isinstance(record, Unit)]
    return organization, charter, drawn, draw(st.sampled_from([None, units[0], *units])), period, draw(st.sampled_from(Tree))


def compared(draw, seen=None):
    organization, charter, drawn, scope, period, tree = asked(draw)
    snapshot = Snapshot.of(organization.records, charter, as_of=organization.as_of, check=False)
    twin = Twin(organization.records, charter, organization.as_of)
    for measure in [*drawn, charter.measures["ratio"], charter.measures["reach"]]:
        at = None if measure.noun in HOMELESS else scope
        if at is not None and tree is Tree.NOW and not twin.stands(at, organization.as_of):
            with pytest.raises(NotFound, match="does not stand"):
                evaluate([measure], snapshot, scope=at, period=period)
            at = None
        for figure in evaluate([measure], snapshot, scope=at, period=period, tree=tree).values():
            mine = told(figure)
            theirs = twin.answer(measure, period, at, tree is Tree.THEN, figure.question.cell)
            assert mine == theirs, (figure.question, mine, theirs)
            assert type(mine[0]) is type(theirs[0])
            if seen is not None:
                seen[measure.form, bool(mine[0])] += 1
                seen.update(mine[3].keys())
                seen.update([tree] if mine[0] and at else [])


@settings(QUIET, max_examples=20)
@given(st.data())
def test_the_evaluator_and_its_twin_agree_on_drawn_organizations_and_measures(data):
    compared(data.draw)


def test_the_evaluator_and_its_twin_agree_on_every_life():
    lives = every_life()
    twin = Twin(list(lives), lives.charter, lives.as_of)
    for figure in evaluate(list(lives.charter.measures), lives, period=Period.year(2014)).values():
        assert told(figure) == twin.answer(figure.question.measure, figure.question.period, None, False, figure.question.cell)


@st.composite
def comparisons(draw):
    """What came of comparing one drawn organization: how often each form had a value, each reason counted, each tree was asked."""
    seen = Counter()
    compared(draw, seen)
    return seen


def test_what_is_compared_is_not_all_nothing():
    # What is drawn depends on which modules are loaded, for numbers and texts in them are tried too: so it is drawn until enough was seen.
    wanted = {**{(form, True): 5 for form in Form}, "missing": 1, "duplicate": 1, Tree.NOW: 5, Tree.THEN: 5}
    total = Counter()

    def enough(seen):
        total.update(seen)
        return all(total[what] >= least for what, least in wanted.items())

    quick = settings(QUIET, max_examples=400, phases=[Phase.generate])
    try:
        find(comparisons(), enough, settings=quick, random=Random(0))
    except NoSuchExample:
        pytest.fail(f"in 400 draws too few of {[what for what, least in wanted.items() if total[what] < least]}")


DAY = date(2020, 6, 30)


def unit(id, kind, *places, **more):
    parents = tuple(Placement(since=since, parent=UnitId(parent)) for since, parent in places)
    return Unit(id=UnitId(id), kind=kind, name=id, parents=parents, **more)


def street(*records):
    """A region with two areas; the group g moves from a to b in March and ends in May, when h takes over."""
    spring, may = date(2020, 3, 1), date(2020, 5, 1)
    return [
        unit("r", "region"),
        unit("a", "area", (date(2019, 1, 1), "r")),
        unit("b", "area", (date(2019, 1, 1), "r")),
        unit("g", "group", (date(2019, 1, 1), "a"), (spring, "b"), end=may),
        unit("h", "group", (may, "a"), start=may),
        ChangeEvent(id="e", kind="succeed", on=may, before=(Origin(unit=UnitId("g")),), after=(Heir(unit=UnitId("h")),)),
        *records,
    ]


def case(id, unit, *steps):
    return Case(
        id=id, category="request", unit=unit, steps=tuple(Step(state=state, on=on, **more) for state, on, more in steps)
    )


CASES = [
    case("c1", "g", ("received", date(2020, 2, 1), {}), ("replied", date(2020, 2, 20), {"outcome": "solved"})),
    case("c2", "g", ("received", date(2020, 3, 5), {"due": date(2020, 3, 20)}), ("replied", date(2020, 4, 1), {})),
    case("c3", "h", ("received", date(2020, 5, 2), {})),
    case("c4", "gone", ("received", date(2020, 5, 2), {})),
]
RECEIVED = Measure(
    name="received",
    labels={},
    form=Form.RATE,
    noun="case",
    dated="received",
    hit=Is("state_kind", ("done",)),
    left_out=(("late", Is("promise", ("late",))),),
    by=(Split(path="outcome", missing="open"),),
)


@pytest.mark.parametrize(
    ("scope", "then", "value", "evidence"),
    [
        (None, False, (1, 2), {"hit": ["c1"], "miss": ["c3"], "late": ["c2"], "no_place": ["c4"]}),
        ("a", False, (1, 2), {"hit": ["c1"], "miss": ["c3"], "late": ["c2"]}),
        ("b", False, (0, 0), {}),
        ("a", True, (1, 2), {"hit": ["c1"], "miss": ["c3"]}),
        ("b", True, (0, 0), {"late": ["c2"]}),
    ],
)
def test_both_find_what_a_person_finds_by_hand(scope, then, value, evidence):
    records = street(*CASES)
    year = Period.year(2020)
    snapshot = Snapshot.of(records, small_charter(), as_of=DAY, check=False)
    tree = Tree.THEN if then else Tree.NOW
    mine = told(evaluate([RECEIVED], snapshot, scope=scope, period=year, tree=tree)["received"])
    theirs = Twin(records, small_charter(), DAY).answer(RECEIVED, year, scope, then)
    assert mine == theirs
    assert mine[1:3] == value
    assert mine[4] == {label: [("case", id) for id in ids] for label, ids in evidence.items()}


def test_the_comparison_sees_a_single_day_a_single_move_and_a_single_record():
    year = Period.year(2020)
    whole = street(*CASES, *(Household(id=HouseholdId(f"h{number}"), unit=UnitId("g")) for number in range(3)))

    def answers(records, as_of=DAY, then=True):
        twin = Twin(records, small_charter(), as_of)
        return [twin.answer(RECEIVED, year, scope, then) for scope in (None, "a", "b")]

    base = answers(whole)
    assert answers(whole, date(2020, 2, 10)) != base
    assert answers(whole, then=False) != base
    assert answers([record for record in whole if record.id != "c3"]) != base
    moved = [evolve(record, parents=record.parents[:1]) if record.id == "g" else record for record in whole]
    assert answers(moved) != base


def test_a_unit_that_gave_a_part_away_and_is_dissolved_later_counts_at_its_last_parent():
    gives, ends = date(2020, 2, 1), date(2020, 4, 1)
    records = [
        unit("r", "region"),
        unit("a", "area", (date(2019, 1, 1), "r"), end=ends),
        unit("b", "area", (gives, "r"), start=gives),
        ChangeEvent(
            id="e1",
            kind="split",
            on=gives,
            before=(Origin(unit=UnitId("a")),),
            after=(Heir(unit=UnitId("a")), Heir(unit=UnitId("b"))),
        ),
        ChangeEvent(id="e2", kind="dissolve", on=ends, before=(Origin(unit=UnitId("a")),)),
    ]
    snapshot = Snapshot.of(records, small_charter(), as_of=DAY)
    assert not snapshot.problems
    assert snapshot.tree.place(UnitId("a"), DAY) == Twin(records, small_charter(), DAY).place("a", DAY) == "r"


@settings(QUIET, max_examples=40)
@given(
    pairs=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(-50, 50), st.integers(1, 60)), max_size=6),
    whose=st.lists(st.integers(0, 5), min_size=1, max_size=8),
)
def test_both_count_records_that_are_one_person_once(pairs, whose):
    as_of = date(2024, 6, 30)
    people = [Person(id=PersonId(f"p{number}")) for number in range(6)]
    unit = Unit(id=UnitId("u"), kind="region", name="U")
    held = [
        Membership(
            id=f"m{at}", person=PersonId(f"p{number}"), unit=unit.id, registration="home", steps=(Step(state="full", on=as_of),)
        )
        for at, number in enumerate(whose)
    ]
    same = []
    for at, (a, b, start, length) in enumerate(pairs):
        first = as_of + timedelta(days=start)
        same.append(
            SamePerson(
                id=f"s{at}",
                kept=PersonId(f"p{a}"),
                merged=PersonId(f"p{b}"),
                decided_by=PersonId("p0"),
                start=first,
                end=first + timedelta(days=length),
            )
        )
    measure = Measure(name="who", labels={}, form=Form.DISTINCT, noun="membership", key="person")
    period = Period(as_of, FOREVER)
    records = [unit, *people, *held, *same]
    snapshot = Snapshot.of(records, small_charter(), as_of=as_of, check=False)
    figure = evaluate([measure], snapshot, period=period)["who"]
    assert told(figure) == Twin(records, small_charter(), as_of).answer(measure, period)
