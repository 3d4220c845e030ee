"""Every figure of the samples and of the offices that were given, at every unit: in a database as by the reference. They take minutes each, and are asked for by name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from support.office_entries import entries, office, offices
from support.postgres import Server
from support.samples import published, sample

import grassroots as gr
from grassroots.charter import Measure
from grassroots.figures import evaluate_cube
from grassroots.model import NOUNS, home_field
from grassroots.snapshot import Snapshot
from grassroots.values import Period
from grassroots_ibis import Databases
from grassroots_ibis.facts import compiled
from grassroots_ibis.needs import NotCompiled

SAMPLES = ("qijiashan", "shangnan", "beihai", "hudao", "lvjing", "branch")
SHIPPED = (
    "association",
    "cn-street",
    "cn-party-branch",
    "cn-hotline-beijing",
    "uk-union-branch",
    "open311-city",
    "roberts-rules",
    "popolo",
)


def _day(name: str) -> date:
    day: date = published(name).get("as_of", date(2013, 12, 31))
    return day


def again(snapshot: Snapshot, engine: object = None) -> Snapshot:
    """The same records, counted by another."""
    records = [record for noun in NOUNS for record in snapshot.all(noun).values()]
    more: dict[str, Any] = {"sources": snapshot.sources, "calendars": snapshot.calendars}
    return Snapshot.of(records, snapshot.charter, as_of=snapshot.as_of, check=False, engine=engine, **more)


def of_units(measure: Measure) -> bool:
    return measure.form.traits.of_records and (measure.noun == "unit" or home_field(measure.noun) is not None)


def every(charter: gr.Charter) -> list[Measure]:
    return list(filter(of_units, charter.measures.values()))


def one_of_each(charter: gr.Charter) -> list[Measure]:
    """A measure of each shape: its form, whether it is read on a day, whether it is split."""
    shapes = {(one.form, one.is_stock, bool(one.by)): one for one in every(charter)}
    return list(shapes.values())


def differing(name: str, address: str, which: Callable[[gr.Charter], list[Measure]] = every) -> list[str]:
    """The measures of which any figure, at any unit, of the year or of a quarter, is another."""
    snapshot = sample(name).snapshot(_day(name))
    plain, counted = again(snapshot), again(snapshot, Databases(address, 0))
    periods = [Period.year(snapshot.as_of.year), Period.quarter(snapshot.as_of.year, 2)]
    found = []
    for measure in which(snapshot.charter):
        one, other = (list(evaluate_cube([measure], one_of, periods=periods).rows()) for one_of in (plain, counted))
        found += [measure.name] if one != other else []
    return found


def wrong(name: str, address: str) -> list[str]:
    """The entries of an office whose figure is another than was expected."""
    one, engine = office(name), Databases(address, 0)
    snapshots: dict[date, Snapshot] = {}
    found = []
    for kind, entry in entries(name):
        if kind == "figure":
            day = date.fromisoformat(entry["as_of"])
            snapshot = snapshots.setdefault(day, again(one.snapshot(day), engine))
            outcome = one.figure_in(entry, snapshot)
            found += [f"{entry['id']}: {outcome}"] if outcome.how != "passed" else []
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", offices())
def test_every_figure_that_an_office_expects_comes_out_in_duckdb(name: str) -> None:
    assert wrong(name, "duckdb:") == []


@pytest.mark.slow
@pytest.mark.parametrize("name", offices())
def test_every_figure_that_an_office_expects_comes_out_in_postgresql(name: str, server: Server) -> None:
    assert wrong(name, server.address()) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLES)
def test_every_figure_is_the_same_in_duckdb(name: str) -> None:
    assert differing(name, "duckdb:") == []


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLES)
def test_every_figure_is_the_same_in_postgresql(name: str, server: Server) -> None:
    assert differing(name, server.address()) == []


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_figures_of_every_shape_are_the_same_on_a_cluster(cluster: str) -> None:
    assert differing("qijiashan", cluster, one_of_each) == []


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", [one for one in offices() if one == "grid-street"])
def test_every_figure_that_an_office_expects_comes_out_on_a_cluster(name: str, cluster: str) -> None:
    assert wrong(name, cluster) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_all_measures_of_the_charters_that_come_with_the_project_are_compiled(name: str) -> None:
    charter, left, known = gr.open_charter(name), {}, {}
    for measure in charter.measures.values():
        if measure.form.traits.of_records:
            try:
                compiled(charter, measure, known)
            except NotCompiled as error:
                left[measure.name] = str(error)
    assert left == {}
