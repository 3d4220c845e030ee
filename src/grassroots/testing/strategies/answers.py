"""Strategies for what a snapshot answers: questions, figures with their evidence, reports. Each is computed from a drawn organization."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from grassroots.charter import Bars, Charter, Form, Measure, Outline, Say, Section
from grassroots.charter import Table as FiguresTable
from grassroots.figures import Cube, Difference, FigureGrid, compare, evaluate, evaluate_cube, evaluate_grid
from grassroots.figures.figure import Evidence, Figure, Question, Tree
from grassroots.figures.value import Spread
from grassroots.ledgers import Reading, Row, Table, build
from grassroots.model import Unit, home_field
from grassroots.reports import FigureTable, Report, make_report
from grassroots.snapshot import Snapshot
from grassroots.testing.charters import ledger_charter
from grassroots.testing.strategies.measures import charters_with_measures, measures
from grassroots.testing.strategies.organizations import organizations
from grassroots.testing.strategies.records import usable_nouns
from grassroots.testing.strategies.values import decimals, periods, texts
from grassroots.values import Period, Source, UnitId


@st.composite
def snapshots(draw: st.DrawFn, charter: Charter | None = None) -> Snapshot:
    """Sound snapshots of drawn organizations."""
    return draw(organizations(charter, max_records=2)).snapshot()


@st.composite
def spreads(draw: st.DrawFn) -> Spread:
    """Spreads whose numbers are in order."""
    count = draw(st.integers(1, 1000))
    numbers = sorted(draw(st.lists(decimals(), min_size=4, max_size=4)))
    return Spread(count, *(numbers[:1] * 4 if count == 1 else numbers))


@st.composite
def figures(draw: st.DrawFn, form: Form | None = None) -> Figure:
    """Figures of drawn measures over drawn organizations, whole or a part of a split, at all units or one; each can be asked for its records.

    Args:
        draw: given by Hypothesis.
        form: of the measure; any that is made of records without one.
    """
    organization = draw(organizations(max_units=6, max_events=4, max_records=2))
    snapshot = organization.snapshot()
    measure = draw(measures(organization.charter, form=form))
    tree = draw(st.sampled_from(Tree))
    units = [record.id for record in organization.records if isinstance(record, Unit)]
    units = [unit for unit in units if tree is Tree.THEN or snapshot.tree.stands(unit, organization.as_of)]
    belongs = measure.noun == "unit" or home_field(measure.noun) is not None
    scope = draw(st.sampled_from([None, *units])) if belongs else None
    period = draw(periods(organization.as_of - timedelta(days=1000), organization.as_of))
    found = evaluate(
        [measure],
        snapshot,
        scope=None if scope is None else UnitId(scope),
        period=period,
        tree=tree,
    )
    return draw(st.sampled_from(list(found.values())))


def differences() -> st.SearchStrategy[Difference]:
    """What made a drawn figure another one than on an earlier day."""
    return _asked().map(lambda asked: compare(*(evaluate([asked[1]], one, period=EVER)[asked[1].name] for one in asked[0])))


def cubes() -> st.SearchStrategy[Cube]:
    """Drawn measures over drawn organizations, at every unit."""
    return _asked().map(lambda asked: evaluate_cube([asked[1]], asked[0][1], periods=[EVER]))


def figure_grids() -> st.SearchStrategy[FigureGrid]:
    """Drawn measures over drawn organizations, down the units that stand at the top."""
    return _asked().map(lambda asked: evaluate_grid([asked[1]], asked[0][1], period=EVER, down="unit"))


def figure_tables() -> st.SearchStrategy[FigureTable]:
    """Tables of drawn figures."""
    return _asked().map(lambda asked: _table(asked[1], asked[0][1]))


EVER = Period(date(2000, 1, 1), date(2040, 1, 1))


@st.composite
def _asked(draw: st.DrawFn) -> tuple[tuple[Snapshot, Snapshot], Measure]:
    """An organization on an earlier day and on its own, and a measure of what belongs to units."""
    organization = draw(organizations(max_units=4, max_events=2, max_records=1))
    nouns = [noun for noun in usable_nouns(organization.charter) if noun == "unit" or home_field(noun) is not None]
    measure = draw(measures(organization.charter, nouns=nouns))
    earlier = organization.as_of - timedelta(days=draw(st.integers(0, 1000)))
    return (organization.snapshot(earlier), organization.snapshot()), measure


def _table(measure: Measure, snapshot: Snapshot) -> FigureTable:
    grid = evaluate_grid([measure], snapshot, period=EVER, down="unit")
    units = {UnitId(id): unit for id, unit in snapshot.all(Unit).items()}
    return FigureTable(grids=(grid,), charter=snapshot.charter, units=units)


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """Readings of a ledger of requests, of which some rows may be wrong or stand twice."""
    days = st.one_of(st.dates(date(2020, 1, 1), date(2024, 12, 31)).map(str), st.sampled_from(["", "soon", "2024-02-30"]))
    row = st.tuples(st.integers(1, 9).map(str), st.sampled_from(["b1", "b2", "b3", ""]), texts(), days)
    rows = [("No.", "unit", "text", "received"), *draw(st.lists(row, max_size=6))]
    requests = [Row(cells, Source("requests.csv", row=number)) for number, cells in enumerate(rows, 1)]
    units = [("code", "name", "kind"), ("b1", "First branch", "branch"), ("b2", "Second branch", "branch")]
    known = [Row(cells, Source("units.csv", row=number)) for number, cells in enumerate(units, 1)]
    tables = [
        Table(file=name, sheet="", rows=iter(found)) for name, found in (("units.csv", known), ("requests.csv", requests))
    ]
    return build(tables, ledger_charter())


def questions() -> st.SearchStrategy[Question]:
    """The questions of drawn figures."""
    return figures().map(lambda figure: figure.question)


def evidences() -> st.SearchStrategy[Evidence]:
    """The evidence of drawn figures."""
    return figures().map(lambda figure: figure.records())


def outlines(charter: Charter | None = None) -> st.SearchStrategy[Outline]:
    """Outlines of a charter's measures: sentences, tables by unit, month and measure, bars; of drawn measures without a charter."""
    return charters_with_measures().flatmap(_outlines) if charter is None else _outlines(charter)


def _outlines(charter: Charter) -> st.SearchStrategy[Outline]:
    labels = {language: language.upper() for language in charter.languages}
    names = st.sampled_from(list(charter.measures))
    plain = st.sampled_from([name for name, one in charter.measures.items() if one.form.traits.of_records])
    sentence = names.map(lambda name: Say(text={language: f"{language}: {{{name}}}." for language in charter.languages}))
    ways = st.sampled_from([("unit", "measure"), ("month", "measure"), ("measure", "month"), ("unit", "month")])
    table = st.builds(
        lambda name, way: FiguresTable(labels=labels, measures=(name,), down=way[0], across=way[1]), name=plain, way=ways
    )
    bars = st.builds(Bars, labels=st.just(labels), measure=plain, by=st.sampled_from(["unit", "month"]))
    section = st.builds(
        Section, labels=st.just(labels), blocks=st.lists(st.one_of(sentence, table, bars), max_size=3).map(tuple)
    )
    return st.builds(
        Outline,
        name=st.just("drawn"),
        labels=st.just(labels),
        period=st.sampled_from(["year", "quarter", "month"]),
        headline=st.lists(names, max_size=2, unique=True).map(tuple),
        sections=st.lists(section, min_size=1, max_size=2).map(tuple),
    )


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Reports of drawn outlines over drawn organizations, of every profile."""
    charter = draw(charters_with_measures())
    organization = draw(organizations(charter, max_units=4, max_events=2, max_records=1))
    profile = draw(st.sampled_from(["internal", "public", "named"]))
    return make_report(draw(outlines(charter)), organization.snapshot(), profile=profile)
