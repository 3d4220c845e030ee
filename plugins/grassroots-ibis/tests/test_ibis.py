"""Figures counted in a database: the same as by the reference, to the last digit."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from support.postgres import Server

import grassroots as gr
import grassroots_ibis
from grassroots.charter import Form, Measure
from grassroots.errors import InvalidArgument, NoPlugin
from grassroots.figures import evaluate_cube
from grassroots.figures.engine import Engine
from grassroots.model import Provision, Unit
from grassroots.snapshot import Snapshot
from grassroots.testing.engine_kit import check_engine
from grassroots.testing.synthetic import sized
from grassroots.values import Period, Quantity, UnitId
from grassroots_ibis import Databases, grassroots_open_engine
from grassroots_ibis.databases import server_of

DAY = date(2024, 12, 31)
MONTHS = [Period.month(2024, month) for month in (2, 11)]
FLOWS = ["cases_received", "cases_on_time", "case_outcomes"]
PLUGINS = gr.Plugins.of(grassroots_ibis)


def at(address: str) -> Any:
    """The door, as one that takes `figures`: an engine for all, so that each statement is compiled once."""
    one = Databases(address, 0)
    return lambda asked, options: one if asked == "figures" else None


def street(engine: object = None) -> Snapshot:
    return Snapshot.of(sized(800), gr.open_charter("association"), as_of=DAY, check=False, engine=engine)


def told(snapshot: Snapshot, *measures: str | Measure) -> list[Mapping[str, Any]]:
    return list(evaluate_cube(measures, snapshot, periods=MONTHS).rows())


def test_it_keeps_the_laws_of_engines() -> None:
    check_engine(at("duckdb:"), examples=1)


@pytest.mark.slow
def test_it_keeps_the_laws_of_engines_on_many_organizations_and_a_street() -> None:
    check_engine(at("duckdb:"), examples=40, given=(street(),))


def test_postgresql_counts_the_same(server: Server) -> None:
    assert told(street(Databases(server.address("counts"), 0)), *FLOWS) == told(street(), *FLOWS)


@pytest.mark.slow
def test_postgresql_keeps_the_laws_of_engines(server: Server) -> None:
    check_engine(at(server.address()), examples=10)


def test_an_office_names_the_database_that_counts_and_a_wrong_name_is_told() -> None:
    with gr.open("memory:", plugins=PLUGINS, engine="duckdb:") as office:
        office.add(*sized(200), reason="all")
        assert isinstance(office.snapshot(DAY).engine, Engine)
    with pytest.raises(NoPlugin, match="grassroots-ibis"):
        gr.open("memory:", plugins=gr.Plugins.of(), engine="duckdb:")
    with gr.open("memory:", plugins=PLUGINS) as office:
        assert office.snapshot(DAY).engine is None  # nothing is counted elsewhere that nobody named
    assert grassroots_open_engine("figures", {}) is None


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://u:hunter2@host:port/db",
        "postgresql://u:hunter2 x@host/db",
        "postgresql://u:hunter%zz2@host/db",
        "postgresql://u:ab@hunter2@host/db",
        "postgresql://u:hunter2/x@host/db",
        "postgres://[u:hunter2/",
        "mysql://u:hunter2@host/db",
    ],
)
def test_an_address_that_can_never_be_opened_is_refused_and_no_password_is_told(address: str) -> None:
    with pytest.raises((InvalidArgument, NoPlugin)) as refused:
        gr.open("memory:", plugins=PLUGINS, engine=address)
    problem = refused.value.problem
    assert problem is not None
    for told in (str(problem), problem.text("zh")):
        assert "hunter" not in told
        assert "postgresql://" in told
    assert "hunter" not in str(refused.value)


def test_what_speaks_with_a_database_is_asked_for_where_it_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grassroots_ibis.databases.find_spec", lambda name: None)
    with pytest.raises(InvalidArgument, match=r"grassroots-ibis\[spark\]"):
        grassroots_open_engine("spark:", {})


def test_of_the_address_of_an_office_all_but_its_name_goes_to_the_server() -> None:
    asked = "options=-c%20statement_timeout%3D5&application_name=a+b"
    assert server_of(f"postgresql://u@h/db?office=street&{asked}") == f"postgresql://u@h/db?{asked}"


def test_what_no_column_holds_is_counted_by_the_reference_and_said(caplog: pytest.LogCaptureFixture) -> None:
    given = Measure(
        name="given",
        labels={"en": "given"},
        form=Form.SUM,
        noun="provision",
        dated="on",
        value="amount.value",
        measured_in="CNY",
    )
    huge = Provision(id="p", unit=UnitId("u"), kind="meal", on=date(2024, 2, 29), amount=Quantity.of(Decimal(10) ** 20, "CNY"))
    records = [Unit(id=UnitId("u"), kind="group", name="U"), huge]

    def counted(engine: object = None) -> list[Mapping[str, Any]]:
        return told(Snapshot.of(records, gr.open_charter("association"), as_of=DAY, check=False, engine=engine), given)

    with caplog.at_level(logging.INFO, "grassroots"):
        assert counted(Databases("duckdb:", 0)) == counted()
    assert counted()[0]["given"] == "1" + 20 * "0"
    assert (
        caplog.text.count(
            "given is left to the reference: amount.value of provision holds a number that no column holds exactly"
        )
        == 1
    )
