"""What reports asked that were published before: from the report itself, or from the file for machines that was made of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from grassroots.charter import Charter
from grassroots.errors import GrassrootsError, InvalidArgument
from grassroots.figures import Cube
from grassroots.figures.figure import Figure, Question, Tree
from grassroots.problems import Problem
from grassroots.reports.contract import FORMAT
from grassroots.reports.figure_table import FigureTable
from grassroots.reports.report import Report
from grassroots.values import FOREVER, Period, UnitId

Published = str | Path | Report | FigureTable | Cube | Figure
"""What was published before: the JSON file of a report, or what was made for the public."""


def questions_of(earlier: Published, charter: Charter) -> Iterator[Question]:
    """The questions whose answers a published report, table, cube or figure tells.

    Raises:
        InvalidArgument: the file is no report of this charter that was published.
    """
    if isinstance(earlier, Cube):
        yield from (question for place, question in earlier.questions() if place not in earlier.hidden)
        return
    if not isinstance(earlier, str | Path):
        figures = (
            [earlier]
            if isinstance(earlier, Figure)
            else [one.figure for one in earlier.placed]
            if isinstance(earlier, FigureTable)
            else earlier.figures.values()
        )
        yield from (one.question for one in figures if "value" not in one.hidden)
        return
    try:
        document = json.loads(Path(earlier).read_text(encoding="utf-8"))
        if document["format"] != FORMAT or document["profile"] != "public":
            raise ValueError
        asked = [_question(one, charter) for one in document["figures"] if "value" not in one["hidden"]]
    except (OSError, ValueError, KeyError, TypeError, GrassrootsError):
        raise InvalidArgument.of(Problem("no-earlier-report", value=str(earlier))) from None
    yield from asked


def _question(figure: Mapping[str, Any], charter: Charter) -> Question:
    period = figure["period"]
    return Question(
        measure=charter.measure(figure["measure"]),
        scope=None if figure["scope"] is None else UnitId(figure["scope"]),
        period=Period(date.fromisoformat(period["start"]), date.fromisoformat(period["end"]) if period["end"] else FOREVER),
        as_of=date.fromisoformat(figure["as_of"]),
        known_at=int(figure["head"].partition(":")[0]),
        tree=Tree(figure["tree"]),
        cell=tuple(figure["cell"].items()),
        without=tuple(map(UnitId, figure["without"])),
    )
