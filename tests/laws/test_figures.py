"""The laws of figures, on drawn organizations and drawn measures: what must hold whatever is counted."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import evolve
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st
from support.reading import Told

from grassroots.charter import ALWAYS, Against, Charter, Form, Has, Is, Measure, Reads, Within
from grassroots.fields import field_named
from grassroots.figures import Evaluator, Evidence, Figure, Tree, compare, evaluate, evaluate_grid
from grassroots.figures.facts import HIT
from grassroots.model import Case, Household, Placement, Record, Step, Unit, home_field, key_of, noun_class, noun_of, references
from grassroots.reports import make_report
from grassroots.snapshot import Snapshot
from grassroots.testing.strategies import Organization, charters_with_measures, measures, organizations, outlines
from grassroots.values import CaseId, HouseholdId, Period, UnitId

QUIET = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None)


@st.composite
def asked(
    draw: st.DrawFn,
    forms: tuple[Form, ...] = tuple(Form),
    homed: bool = False,
    among: Callable[[Record], bool] = lambda record: True,
    fit: Callable[[Measure], bool] = lambda measure: True,
) -> tuple[Organization, Charter, Measure]:
    """An organization with a measure for what it has; half of the measures without conditions, which seldom hold.

    `among`: records of whose nouns the measure is; `fit`: which measures will do (a few are drawn: an organization costs far more than a measure).
    """
    charter = draw(charters_with_measures())
    organization = draw(organizations(max_records=2))
    nouns = sorted({noun_of(record) for record in organization.records if among(record)})
    assume(nouns)
    for _ in range(8):
        measure = draw(measured(charter, nouns, forms, homed))
        if fit(measure):
            return organization, charter.with_measures(measure), measure
    reject()


@st.composite
def measured(draw: st.DrawFn, charter: Charter, nouns: list[str], forms: tuple[Form, ...], homed: bool) -> Measure:
    if homed:
        nouns = [noun for noun in nouns if noun == "unit" or home_field(noun) is not None]
    form = draw(st.sampled_from(forms))
    if form in (Form.RATIO, Form.REACH):
        measure = charter.measures[form.value]
    else:
        measure = draw(measures(charter, nouns, form))
        if draw(st.booleans()):
            measure = evolve(measure, where=ALWAYS, hit=ALWAYS if form is not Form.RATE else measure.hit)
    return measure


@st.composite
def stretches(draw: st.DrawFn, as_of: date) -> Period:
    """A period of up to three years that begins up to three years before the day."""
    first = as_of - timedelta(days=draw(st.integers(0, 1000)))
    return Period(first, first + timedelta(days=draw(st.sampled_from([1, 31, 90, 400, 1100]))))


def taken(records: Iterable[Record], charter: Charter, as_of: date) -> Snapshot:
    return Snapshot.of(records, charter, as_of=as_of, check=False)


def labels(evidence: Evidence) -> dict[tuple[str, str], str]:
    told = {key: reason for reason, keys in evidence.left_out.items() for key in keys}
    return {**told, **dict.fromkeys(evidence.misses, "miss"), **dict.fromkeys(evidence.hits, "hit")}


def answer(figure: Figure) -> tuple[Any, ...]:
    return figure.value, figure.numerator, figure.denominator, dict(figure.left_out), labels(figure.records())


@settings(QUIET, max_examples=25)
@given(st.data())
def test_the_order_of_records_never_matters(data: st.DataObject) -> None:
    organization, charter, measure = data.draw(asked())
    period, tree = data.draw(stretches(organization.as_of)), data.draw(st.sampled_from(Tree))
    listed = list(organization.records)
    data.draw(st.randoms(use_true_random=False)).shuffle(listed)
    one, other = (Snapshot.of(records, charter, as_of=organization.as_of) for records in (organization.records, listed))
    assert list(one) == list(other) and one.problems == other.problems and one.tree.moves == other.tree.moves
    figures = [evaluate([measure], snapshot, period=period, tree=tree) for snapshot in (one, other)]
    assert list(figures[0]) == list(figures[1])
    assert [list(map(str, answer(figure))) for figure in figures[0].values()] == [
        list(map(str, answer(figure))) for figure in figures[1].values()
    ]


@settings(QUIET, max_examples=10)
@given(st.data())
def test_a_report_does_not_depend_on_the_order_of_records(data: st.DataObject) -> None:
    charter = data.draw(charters_with_measures())
    organization = data.draw(organizations(charter, max_units=4, max_events=3, max_records=1))
    outline = data.draw(outlines(charter))
    listed = list(organization.records)
    random.Random(7).shuffle(listed)
    one, other = (taken(records, charter, organization.as_of) for records in (organization.records, listed))
    assert repr(make_report(outline, one).to_dict()) == repr(make_report(outline, other).to_dict())


@settings(QUIET, max_examples=25)
@given(st.data())
def test_a_figure_of_a_unit_is_its_own_plus_its_childrens(data: st.DataObject) -> None:
    organization, charter, measure = data.draw(asked((Form.COUNT, Form.SUM, Form.RATE), homed=True))
    snapshot = taken(organization.records, charter, organization.as_of)
    period = data.draw(stretches(organization.as_of))
    work = Evaluator(snapshot)
    for unit in snapshot.tree_on().units:
        below = snapshot.children(unit)
        whole = work.figure(work.question(measure, scope=unit, period=period))
        own = work.figure(work.question(measure, scope=unit, period=period, without=below))
        parts = [own, *(work.figure(work.question(measure, scope=child, period=period)) for child in below)]
        found = Counter(key for part in parts for key in labels(part.records()))
        assert set(found.values()) <= {1}, "no record counts twice"
        assert {key: label for part in parts for key, label in labels(part.records()).items()} == labels(whole.records())
        if measure.form is Form.RATE:
            assert whole.numerator == sum(part.numerator or 0 for part in parts)
            assert whole.denominator == sum(part.denominator or 0 for part in parts)
        elif not any(part.value is None for part in [whole, *parts]):
            assert whole.value == sum(part.value or 0 for part in parts)  # type: ignore[misc]


@settings(QUIET, max_examples=25)
@given(st.data())
def test_the_months_of_a_flow_add_up_to_the_period_unless_it_is_said_that_they_do_not(data: st.DataObject) -> None:
    organization, charter, measure = data.draw(asked((Form.COUNT, Form.SUM), fit=lambda measure: not measure.is_stock))
    snapshot = taken(organization.records, charter, organization.as_of)
    period, tree = data.draw(stretches(organization.as_of)), data.draw(st.sampled_from(Tree))
    grid = evaluate_grid([measure], snapshot, period=period, down="month", tree=tree)
    assert (grid.total_row[0] is not None) == (measure.reads is Reads.AS_OF and not measure.asks_period)
    if grid.total_row[0] is not None:
        months = [row[0] for row in grid.figures]
        assert sum(month.value or 0 for month in months) == (grid.total_row[0].value or 0)  # type: ignore[misc]
        union = {key: label for month in months for key, label in labels(month.records()).items()}
        assert union == labels(grid.total_row[0].records())
        assert sum(len(month.records()) for month in months) == len(union)


@settings(QUIET, max_examples=30)
@given(st.data())
def test_a_table_shows_a_total_only_where_its_rows_and_columns_add_up_to_it(data: st.DataObject) -> None:
    organization, charter, measure = data.draw(asked(homed=True))
    snapshot = taken(organization.records, charter, organization.as_of)
    period, tree = data.draw(stretches(organization.as_of)), data.draw(st.sampled_from(Tree))
    units = snapshot.tree_on().units
    scope = data.draw(st.sampled_from([None, *units]))
    kinds = data.draw(st.sampled_from([(), ("area",), ("group", "house")]))
    made_of_records = measure.form not in (Form.RATIO, Form.REACH)
    ways = ["unit", "month", *(split.path for split in measure.by if made_of_records)]
    down = data.draw(st.sampled_from(ways))
    across = data.draw(st.sampled_from([way for way in [*ways, "measure"] if way != down]))
    grid = evaluate_grid([measure], snapshot, scope=scope, period=period, down=down, across=across, units=kinds, tree=tree)
    for total, column in zip(grid.total_row, zip(*grid.figures, strict=True) if grid.figures else (), strict=False):
        if total is not None:
            assert sum(figure.value or 0 for figure in column) == (total.value or 0)  # type: ignore[misc]
    for total, row in zip(grid.total_column, grid.figures, strict=True):
        if total is not None:
            assert sum(figure.value or 0 for figure in row) == (total.value or 0)  # type: ignore[misc]


@settings(QUIET, max_examples=20)
@given(st.data())
def test_a_unit_that_has_nothing_to_do_with_it_changes_nothing(data: st.DataObject) -> None:
    organization, charter, measure = data.draw(asked(homed=True))
    period, tree = data.draw(stretches(organization.as_of)), data.draw(st.sampled_from(Tree))
    alone = [
        Unit(id=UnitId("u0-alone"), kind="region", name="Alone"),
        Unit(id=UnitId("zz"), kind="area", name="Zz", parents=(Placement(since=date(2000, 1, 1), parent=UnitId("u0-alone")),)),
        Household(id=HouseholdId("0"), unit=UnitId("zz")),
        Case(id=CaseId("0"), category="request", unit=UnitId("zz"), steps=(Step(state="received", on=organization.as_of),)),
    ]
    before, after = (
        taken(records, charter, organization.as_of) for records in (organization.records, [*organization.records, *alone])
    )
    for unit in before.tree_on().units:
        one, other = (
            evaluate([measure], snapshot, scope=unit, period=period, tree=tree)[measure.name] for snapshot in (before, after)
        )
        assert answer(one) == answer(other)


def looks_elsewhere(condition: object) -> bool:
    return any(True for _ in _looked_for(condition))


def _looked_for(condition: object) -> Iterator[str]:
    """The nouns whose records a condition looks for."""
    if isinstance(condition, Has):
        yield condition.noun
        yield from _looked_for(condition.where)
    for part in getattr(condition, "parts", None) or [getattr(condition, "part", None)]:
        if part is not None:
            yield from _looked_for(part)


def _paths(condition: object) -> Iterator[str]:
    """The paths along which a condition reads its own record."""
    if isinstance(condition, Is | Within):
        yield condition.path
    elif isinstance(condition, Against):
        yield from (condition.path, *condition.others)
    elif isinstance(condition, Has):
        yield condition.of
    for part in getattr(condition, "parts", None) or [getattr(condition, "part", None)]:
        if part is not None:
            yield from _paths(part)


def reads_kin(measure: Measure) -> bool:
    """Whether a path of a measure leads through another record of its noun: `repeats.against` of a case is read of the case that it repeats."""
    conditions = (measure.where, measure.hit, *(condition for _, condition in measure.left_out))
    read = [path for condition in conditions for path in _paths(condition)]
    return any(
        _leads_through(measure.noun, path, measure.noun)
        for path in (*read, measure.value, measure.key, measure.dated, *(split.path for split in measure.by))
    )


def _leads_through(noun: str, path: str, other: str) -> bool:
    head, _, rest = path.partition(".")
    info = field_named(noun_class(noun), head)
    return bool(info and rest) and any(ref == other or _leads_through(ref, rest, other) for ref in info.refs)  # type: ignore[union-attr]


@settings(QUIET, max_examples=40)
@given(st.data())
def test_taking_one_record_away_moves_a_figure_by_exactly_that_record(data: st.DataObject) -> None:
    forms = (Form.COUNT, Form.RATE, Form.SUM, Form.DISTINCT, Form.SPREAD)
    organization, charter, measure = data.draw(
        asked(forms, among=lambda record: noun_of(record) not in ("unit", "change_event"))
    )
    kin = [record for record in organization.records if noun_of(record) == measure.noun]
    gone = data.draw(st.sampled_from(kin))
    period = data.draw(stretches(organization.as_of))
    before, after = (
        evaluate([measure], taken(records, charter, organization.as_of), period=period)[measure.name]
        for records in (organization.records, [record for record in organization.records if record is not gone])
    )
    difference = compare(before, after)
    was = labels(before.records())
    conditions = (measure.where, measure.hit, *(condition for _, condition in measure.left_out))
    if measure.noun in {noun for condition in conditions for noun in _looked_for(condition)}:
        return  # it counts records by others of their noun: what is said of these is said by the law of `has`
    # Only of a record that is read through the one that is gone may the label change.
    readers = {key_of(one) for one in kin if reads_kin(measure) and key_of(gone) in references(one)}
    lost = [(key, label) for key, label in difference.lost if key not in readers]
    touched = {*(key for key, _ in difference.gained), *(key for key, *_ in difference.moved)}
    assert touched <= readers
    assert lost == ([(key_of(gone), was[key_of(gone)])] if key_of(gone) in was else [])
    if touched or len(lost) < len(difference.lost):
        return
    counted = was.get(key_of(gone)) in ("hit", "miss")
    assert after.recorded or len(kin) == 1 or not after.records().hits
    if measure.form is Form.COUNT and after.recorded:
        assert before.value - after.value == (was.get(key_of(gone)) == HIT)  # type: ignore[operator]
    if measure.form is Form.RATE and after.recorded:
        assert before.denominator - after.denominator == counted  # type: ignore[operator]
        assert before.numerator - after.numerator == (was.get(key_of(gone)) == HIT)  # type: ignore[operator]
    assert bool(difference) == (key_of(gone) in was or (before.value is not None and not after.recorded))


@settings(QUIET, max_examples=30)
@given(st.data())
def test_shortening_one_life_moves_no_other_record(data: st.DataObject) -> None:
    alone = asked(
        (Form.COUNT, Form.RATE, Form.SPREAD),
        among=lambda record: bool(getattr(record, "steps", ())),
        fit=lambda measure: (
            not any(looks_elsewhere(part) for part in (measure.where, measure.hit, *(c for _, c in measure.left_out)))
        ),
    )
    organization, charter, measure = data.draw(alone)
    lives = [record for record in organization.records if getattr(record, "steps", ()) and noun_of(record) == measure.noun]
    changed = data.draw(st.sampled_from(lives))
    shorter = evolve(changed, steps=changed.steps[:-1])  # type: ignore[union-attr]
    period = data.draw(stretches(organization.as_of))
    before, after = (
        evaluate([measure], taken(records, charter, organization.as_of), period=period)[measure.name]
        for records in (organization.records, [shorter if record is changed else record for record in organization.records])
    )
    difference = compare(before, after)
    touched = [*(key for key, _ in difference.gained), *(key for key, _ in difference.lost), *(m[0] for m in difference.moved)]
    assert touched in ([], [key_of(changed)])


@settings(QUIET, max_examples=15)
@given(st.data())
def test_an_explanation_alone_suffices_for_any_measure_in_both_languages(data: st.DataObject) -> None:
    organization, charter, measure = data.draw(asked())
    snapshot = taken(organization.records, charter, organization.as_of)
    period, tree = data.draw(stretches(organization.as_of)), data.draw(st.sampled_from(Tree))
    work = Evaluator(snapshot)
    scoped = measure.form in (Form.RATIO, Form.REACH) or measure.noun == "unit" or home_field(measure.noun) is not None
    scope = data.draw(st.sampled_from([None, *snapshot.tree_on().units])) if scoped else None
    without = data.draw(st.sampled_from([(), snapshot.children(scope)])) if scoped else ()
    cells = [(), *(work.cells(measure, []) if measure.by else [])]
    question = work.question(
        measure, scope=scope, period=period, tree=tree, cell=data.draw(st.sampled_from(cells)), without=without
    )
    figure = work.figure(question)
    for language in ("en", "zh"):
        told = Told(figure.explain(language), language, charter)
        again = Evaluator(
            taken(organization.records, evolve(charter, measures={}).with_measures(*told.extra.values()), told.as_of)
        )
        asked_again = again.question(
            told.measure, scope=told.scope, period=told.period, tree=told.tree, cell=told.cell, without=told.without
        )
        assert answer(again.figure(asked_again)) == answer(figure), figure.explain(language)


@settings(QUIET, max_examples=40)
@given(st.data())
def test_every_record_of_the_population_falls_under_exactly_one_label(data: st.DataObject) -> None:
    organization, charter, measure = data.draw(asked())
    snapshot = taken(organization.records, charter, organization.as_of)
    period, tree = data.draw(stretches(organization.as_of)), data.draw(st.sampled_from(Tree))
    figure = evaluate([measure], snapshot, period=period, tree=tree)[measure.name]
    evidence = figure.records()
    listed = [*evidence.hits, *evidence.misses, *(key for keys in evidence.left_out.values() for key in keys)]
    assert len(listed) == len(set(listed)) == len(evidence)
    assert all(list(keys) == sorted(keys) for keys in (evidence.hits, evidence.misses, *evidence.left_out.values()))
    if measure.form is not Form.RATIO:
        assert {reason: len(keys) for reason, keys in evidence.left_out.items()} == dict(figure.left_out)
    match measure.form:
        case Form.COUNT | Form.REACH:
            assert figure.value == (len(evidence.hits) if figure.recorded else None)
        case Form.RATE:
            if not figure.recorded:
                assert figure.value is None and not evidence.hits
                return
            assert (figure.numerator, figure.denominator) == (
                len(evidence.hits), len(evidence.hits) + len(evidence.misses)
            )  # fmt: skip
            enough = figure.denominator >= max(measure.minimum, 1)  # type: ignore[operator]
            assert figure.value == (Fraction(figure.numerator, figure.denominator) if enough else None)  # type: ignore[arg-type]
        case Form.DISTINCT:
            assert (figure.value is None and not figure.recorded) or (
                isinstance(figure.value, int) and figure.value <= len(evidence.hits)
            )
        case Form.SUM:
            assert figure.value is None or isinstance(figure.value, Decimal)
    if measure.by and measure.form is not Form.DISTINCT:
        for split in measure.by:
            parts = [
                one for one in evaluate([measure], snapshot, period=period, tree=tree).values()
                if one.question.cell and one.question.cell[0][0] == split.path
            ]  # fmt: skip
            found = Counter(key for part in parts for key in labels(part.records()))
            assert found == Counter(listed), "the parts of a split share no record and leave none out"


@settings(QUIET, max_examples=30)
@given(st.data())
def test_what_was_never_recorded_has_no_value_and_what_was_has_one(data: st.DataObject) -> None:
    organization, charter, measure = data.draw(
        asked((Form.COUNT, Form.SUM, Form.DISTINCT, Form.RATE), among=lambda record: noun_of(record) != "unit")
    )
    period = data.draw(stretches(organization.as_of))
    snapshot = taken(organization.records, charter, organization.as_of)
    last = min(period.last, organization.as_of)
    scopes = [None, *snapshot.tree_on().units] if home_field(measure.noun) is not None else [None]
    kept = [one for one in snapshot.all(measure.noun).values() if (snapshot.begins(one) or date.min) <= last]
    for scope in scopes:
        figure = evaluate([measure], snapshot, scope=scope, period=period)[measure.name]
        below = kept if scope is None else [one for one in kept if scope in _above(snapshot, one)]
        once = kept if scope is None else [one for one in kept if scope in _ever_above(snapshot, snapshot.home(one))]
        assert figure.recorded or (figure.value is None and not figure.records().hits)
        if not once:
            assert not figure.recorded, "nothing is on record there by then, nor was where it once belonged"
        elif below and measure.noun != "tally" and not any(looks_elsewhere(one) for one in (measure.where, measure.hit)):
            assert figure.recorded
        if not figure.recorded:
            assert "not recorded" in repr(figure)
            assert "Not recorded" in figure.explain("en")
            assert "未登记" in figure.explain("zh")


def _above(snapshot: Snapshot, record: Record) -> tuple[UnitId, ...]:
    """The units at or below which a record counts."""
    home = snapshot.home(record)
    place = None if home is None else snapshot.tree.place(home, snapshot.as_of) or home
    return () if place is None else (place, *snapshot.ancestors(place, snapshot.as_of))


def _ever_above(snapshot: Snapshot, home: UnitId | None) -> set[UnitId]:
    """The units under which a unit, or what goes on in its place, stood on any day."""
    found: set[UnitId] = set()
    wave = set() if home is None else {home}
    while wave:
        found |= wave
        units = [unit for id in wave if (unit := snapshot.get(Unit, id)) is not None]
        above = {one.parent for unit in units for one in unit.parents if one.parent is not None}
        heirs = {place for id in wave if (place := snapshot.tree.place(id, snapshot.as_of)) is not None}
        wave = (above | heirs) - found
    return found
