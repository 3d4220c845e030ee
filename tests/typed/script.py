"""What somebody writes who uses the library under a strict type checker: mypy reads it with the library, and a test runs it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any, assert_type

import grassroots as gr
from grassroots.figures import Figure, Spread
from grassroots.model import Case, Record, Step, Unit, noun_of
from grassroots.reports import FigureTable


def use(office: gr.Office, day: str) -> list[str]:
    """Reads records by their classes, counts, and goes on with plain rows."""
    first = office.records(Case, day)[0]
    assert_type(first, Case)
    case = office.get(Case, first.id)
    assert_type(case, Case)
    assert_type(office.get("case", case.id), Case)
    assert_type(office.get(noun_of(first), case.id), Record)
    assert_type(office.records("unit", day), tuple[Unit, ...])
    snapshot = office.snapshot(day)
    assert_type(snapshot.get("case", case.id), Case | None)
    assert_type([step for one in snapshot.all("case").values() for step in one.steps], list[Step])
    table = office.table(["cases_received", "response"], day)
    assert_type(table, FigureTable)
    assert_type(table.figure(measure="cases_received", unit="house-1"), Figure)
    assert_type(office.figure("cases_completed", day).value_as(Fraction), Fraction)
    assert_type(office.figure("cases_completed", day).value, int | Decimal | Fraction | Spread | None)
    assert_type(office.figure("cases_completed", day, kind=Fraction), Figure[Fraction])
    received: Figure[int] = office.figure("cases_received", day, kind=int)
    assert_type(received.value, int | None)
    as_any: Figure = received
    assert_type(as_any.text(), str)
    assert_type(office.figure("members", day).value_as(int) + 1, int)
    assert_type(table.to_rows(), list[dict[str, Any]])
    return [f"{step.on}: {step.state}" for step in case.steps]
