"""Ledgers typed in a test, taken in, and what their figures lead back to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TypeVar

from support.offices import put

import grassroots as gr
from grassroots.charter.rule import Rule
from grassroots.figures import evaluate
from grassroots.values import Period, UnitId

R = TypeVar("R", bound=Rule)


def table(heading: str, rows: list[str]) -> str:
    """A ledger as text."""
    return "\n".join([heading, *rows, ""])


def taken_in(folder: Path, ledgers: Mapping[str, str], charter: str | Mapping[str, str]) -> gr.Office:
    """A workspace in memory with these ledgers (name of the file → text), all of which must be sound; `charter`: its name, or its files."""
    put(folder / "ledgers", {f"{name}.csv": text for name, text in ledgers.items()})
    if isinstance(charter, Mapping):
        put(folder / "charter", charter)
        charter = str(folder / "charter")
    workspace = gr.open("memory:", charter=charter)
    reading = workspace.take_in(folder / "ledgers")
    assert reading.ok, "\n".join(str(problem) for problem in reading.problems[:12])
    assert reading.stored
    return workspace


def rule(street: gr.Office, kind: str, name: str, cls: type[R]) -> R:
    """A rule of the charter, which is of this form."""
    found = street.charter.rule(kind, name)
    assert isinstance(found, cls)
    return found


def cells(
    street: gr.Office, name: str, as_of: date, period: Period | None = None, scope: str | None = None
) -> dict[str, object]:
    """The parts of a split figure that are not nothing; of the year without a period."""
    within = UnitId(scope) if scope else None
    found = evaluate([name], street.snapshot(as_of), scope=within, period=period or Period.year(as_of.year))
    return {key.partition(".")[2]: one.value for key, one in found.items() if "." in key and one.value}


def rate(street: gr.Office, name: str, as_of: date) -> tuple[object, object]:
    """How many of how many."""
    figure = street.figure(name, as_of)
    return figure.numerator, figure.denominator


def rows(street: gr.Office, name: str, as_of: date, *, misses: bool = False) -> list[tuple[str, int]]:
    """The rows (ledger, number) in which the records behind a figure were typed: what it counts, or what it misses."""
    evidence = street.ask(street.figure(name, as_of).question)
    keys = evidence.misses if misses else evidence.hits
    return sorted((Path(evidence.sources[key].file).stem, evidence.sources[key].row) for key in keys)
