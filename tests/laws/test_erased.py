"""What is erased on request changes no figure: nobody's name, words or address is part of what was counted."""

from __future__ import annotations

from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grassroots.charter import ALWAYS, Form, Measure
from grassroots.codec import decode, encode
from grassroots.figures import evaluate
from grassroots.model import Record, noun_of
from grassroots.snapshot import Snapshot
from grassroots.testing.charters import small_charter
from grassroots.testing.strategies import Organization, measures, organizations
from grassroots.values import Period

QUIET = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None)


def erased(record: Record) -> Record:
    """The record without its personal part, as a store gives it back after an erasure."""
    cells = encode(record)
    children = tuple(tuple((facts, None) for facts, _ in rows) for rows in cells.children)
    return decode(noun_of(record), evolve(cells, personal=None, children=children))


@st.composite
def asked(draw: st.DrawFn) -> tuple[Organization, Measure]:
    organization = draw(organizations(max_records=3))
    nouns = sorted({noun_of(record) for record in organization.records})
    measure = draw(measures(small_charter(), nouns))
    if draw(st.booleans()) and measure.form is not Form.RATE:
        measure = evolve(measure, where=ALWAYS, hit=ALWAYS)
    return organization, measure


@settings(QUIET, max_examples=40)
@given(asked())
def test_erasing_the_personal_part_of_everybody_changes_no_figure(drawn: tuple[Organization, Measure]) -> None:
    organization, measure = drawn
    charter = small_charter().with_measures(measure)
    told = []
    for records in (organization.records, tuple(map(erased, organization.records))):
        snapshot = Snapshot.of(records, charter, as_of=organization.as_of, check=False)
        figures = evaluate([measure.name], snapshot, period=Period.year(organization.as_of.year))
        told.append({name: figure.value for name, figure in figures.items()})
    assert told[0] == told[1]
