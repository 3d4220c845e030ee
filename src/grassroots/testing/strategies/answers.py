"""Strategies for what a snapshot answers: questions, figures with their evidence, reports. Each is computed from a drawn organization."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st

from grassroots.charter import Bars, Charter, Form, Outline, Say, Section, Table
from grassroots.figures import evaluate
from grassroots.figures.figure import Evidence, Figure, Question, Tree
from grassroots.figures.value import Spread
from grassroots.model import Unit, home_field
from grassroots.reports import Report, make_report
from grassroots.snapshot import Snapshot
from grassroots.testing.strategies.measures import charters_with_measures, measures
from grassroots.testing.strategies.organizations import organizations
from grassroots.testing.strategies.values import decimals, periods
from grassroots.values import UnitId


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
    organization = draw(organizations(max_records=2))
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
        lambda name, way: Table(labels=labels, measures=(name,), down=way[0], across=way[1]), name=plain, way=ways
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
