"""What somebody writes who uses the library under a strict type checker: mypy reads it with the library, and a test runs it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, assert_type

import grassroots as gr
from grassroots.figures import Figure
from grassroots.model import Case, Record
from grassroots.reports import FigureTable


def use(office: gr.Office, day: str) -> list[str]:
    """Reads records by their classes, counts, and goes on with plain rows."""
    first = office.records(Case, day)[0]
    assert_type(first, Case)
    case = office.get(Case, first.id)
    assert_type(case, Case)
    assert_type(office.get("case", case.id), Record)
    table = office.table(["cases_received", "response"], day)
    assert_type(table, FigureTable)
    assert_type(table.figure(measure="cases_received", unit="house-1"), Figure)
    assert_type(office.figure("cases_completed", day).value_as(Fraction), Fraction)
    assert_type(office.figure("members", day).value_as(int) + 1, int)
    assert_type(table.to_rows(), list[dict[str, Any]])
    return [f"{step.on}: {step.state}" for step in case.steps]
