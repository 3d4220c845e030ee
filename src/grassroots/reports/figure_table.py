"""A table of figures for whoever goes on counting: a row a figure, its unit, month and part in columns; every figure leads to its records."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen
from markupsafe import escape

from grassroots.charter import Charter
from grassroots.codec.frame import guarded, needed_arrow
from grassroots.errors import InvalidArgument, NotFound
from grassroots.fields import in_short
from grassroots.figures import Figure, FigureGrid, Line, Spread
from grassroots.model import Unit
from grassroots.problems import Problem, nearest
from grassroots.reports.labels import part_text, split_label, text_in, unit_name
from grassroots.reports.words import period_text, word
from grassroots.values import FOREVER, Language, UnitId

if TYPE_CHECKING:
    import pyarrow

MOST_SHOWN = 60
"""So many rows of a table show themselves; of more, how many there are."""


@frozen
class Placed:
    """A figure where it stands: what runs down and across there. `total`: it is the whole of its row or column."""

    figure: Figure
    row: Line
    column: Line
    total: bool = False


@frozen(kw_only=True, repr=False)
class FigureTable:
    """Figures down and across, a grid a measure (one for all, where measures run one way). A total is there only where the parts add up to it: of shares,
    distinct things and stocks over months there is none.

    `polars.DataFrame(table)`, `pandas.DataFrame(table.to_rows())`, `table.to_arrow()` and `table.write("x.csv")` give it as data.
    """

    grids: tuple[FigureGrid, ...]
    charter: Charter = field(eq=False)
    units: Mapping[UnitId, Unit] = field(eq=False, hash=False)

    _repr_pretty_ = in_short

    def __repr__(self) -> str:
        shapes = ", ".join(f"{len(grid.rows)} × {len(grid.columns)}" for grid in self.grids)
        return f"<FigureTable: {shapes}>"

    def __len__(self) -> int:
        return sum(len(grid.rows) * len(grid.columns) for grid in self.grids)

    @property
    def placed(self) -> Iterator[Placed]:
        """Every figure with its place, row by row, totals behind their row and below their columns."""
        whole = Line("all")
        for grid in self.grids:
            for row, figures, total in zip(grid.rows, grid.figures, grid.total_column, strict=True):
                yield from (Placed(figure, row, column) for figure, column in zip(figures, grid.columns, strict=True))
                if total is not None:
                    yield Placed(total, row, whole, True)
            for column, total in zip(grid.columns, grid.total_row, strict=True):
                if total is not None:
                    yield Placed(total, whole, column, True)
            if grid.whole is not None:
                yield Placed(grid.whole, whole, whole, True)

    def published(self, told: Callable[[Figure], Figure]) -> FigureTable:
        """The table with every figure as it may be published."""

        def each(figures: Iterable[Figure | None]) -> tuple[Any, ...]:
            return tuple(None if one is None else told(one) for one in figures)

        grids = [
            evolve(
                grid,
                figures=tuple(map(each, grid.figures)),
                total_row=each(grid.total_row),
                total_column=each(grid.total_column),
                whole=None if grid.whole is None else told(grid.whole),
            )
            for grid in self.grids
        ]
        return evolve(self, grids=tuple(grids))

    def figure(self, *, measure: str = "", unit: str = "", month: str = "", part: str = "") -> Figure:
        """The figure of one place; what is not said must be the same for all, or there is a total. `month`: `2014-03`; `part`: the value of a split. Measure,
        unit and part may be given by what they are called in a language of the charter.

        Raises:
            NotFound: there is none at such a place, or several.
        """
        said = {"measure": measure.replace("-", "_"), "unit": unit, "month": month, "part": part}
        found = [
            one for one in self.placed if all(not wanted or wanted in self._called(one, name) for name, wanted in said.items())
        ]
        exact = [one for one in found if all(bool(_at(one)[name]) == bool(said[name]) for name in said if name != "measure")]
        for hits in (found, exact):
            if len(hits) == 1:
                return hits[0].figure
        for name, wanted in said.items():
            known = {called for one in self.placed for called in self._called(one, name)} - {""}
            if wanted and wanted not in known:
                raise NotFound.of(Problem("no-such-place", value=wanted, details={"near": nearest(wanted, sorted(known))}))
        raise NotFound.of(Problem("several-places", value=str(len(found))))

    def _called(self, one: Placed, name: str) -> set[str]:
        """What stands for a figure's measure, unit, month or part: as it is written, and as it is called."""
        at = _at(one)[name]
        if name == "measure":
            return {at, *one.figure.measure.labels.values()}
        if name == "unit" and at:
            return {at, *(unit_name(self.units.get(UnitId(at)), UnitId(at), language) for language in self.charter.languages)}
        if name == "part" and at:
            return {at, *(self._part(one.figure, language) for language in self.charter.languages)}
        return {at}

    def _part(self, figure: Figure, language: Language) -> str:
        measure, cell = figure.measure, figure.question.cell
        return " · ".join(split_label(self.charter, measure, path, value, language, self.units) for path, value in cell)

    # -- as data --

    def to_rows(self, language: Language = "en") -> list[dict[str, Any]]:
        """A plain row a figure. `value`, `numerator` and `denominator` are floats for whoever goes on counting; `exact` is the value as it is (`2/3`), empty
        where there is none; `recorded` says whether that is for want of records, `hidden` whether it is not published. Of a spread the value is the median."""
        return [self._row(one, language) for one in self.placed]

    def _row(self, one: Placed, language: Language) -> dict[str, Any]:
        figure, at = one.figure, _at(one)
        question, value = figure.question, figure.value
        number = value.median if isinstance(value, Spread) else value
        unit = UnitId(at["unit"])
        return {
            "measure": figure.measure.name,
            "label": text_in(figure.measure.labels, language),
            "unit": at["unit"] or None,
            "unit_name": self._rest(one, language) or (unit_name(self.units.get(unit), unit, language) if unit else None),
            "start": question.period.start,
            "end": None if question.period.end == FOREVER else question.period.end,
            "month": at["month"] or None,
            "part": at["part"] or None,
            "part_name": self._part(figure, language) or None,
            "total": one.total,
            "value": None if number is None else float(number),
            "numerator": None if figure.numerator is None else float(figure.numerator),
            "denominator": None if figure.denominator is None else float(figure.denominator),
            "left_out": sum(figure.left_out.values()),
            "measured_in": figure.measure.measured_in or None,
            "exact": _exact(number),
            "text": part_text(figure, "", language),
            "recorded": figure.recorded,
            "hidden": "value" in figure.hidden,
            "as_of": question.as_of,
            "head": figure.head,
        }

    @staticmethod
    def _rest(one: Placed, language: Language) -> str:
        return word("rest", language) if "rest" in (one.row.axis, one.column.axis) else ""

    def to_arrow(self, language: Language = "en") -> pyarrow.Table:
        """The rows as a table of Arrow, whatever is in them of the same types. Needs `pip install "grassroots[frames]"`."""
        arrow = needed_arrow()
        types = {
            **dict.fromkeys(("start", "end", "as_of"), arrow.date32()),
            **dict.fromkeys(("total", "recorded", "hidden"), arrow.bool_()),
            **dict.fromkeys(("value", "numerator", "denominator"), arrow.float64()),
            "left_out": arrow.int64(),
        }
        schema = arrow.schema([(name, types.get(name, arrow.string())) for name in COLUMNS])
        return arrow.Table.from_pylist(self.to_rows(language), schema)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The rows by Arrow's own way from library to library."""
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def write(self, target: str | Path, language: Language = "en") -> Path:
        """Writes the rows into a file: `.csv`, or `.parquet` where pyarrow is.

        Raises:
            InvalidArgument: another ending, or there is no such folder.
        """
        path = Path(target)
        if not path.parent.is_dir():
            raise InvalidArgument.of(Problem("no-folder", value=str(path.parent)))
        if path.suffix == ".csv":
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                made = csv.DictWriter(file, COLUMNS)
                made.writeheader()
                made.writerows({**row, **{name: guarded(row[name]) for name in _NAMES}} for row in self.to_rows(language))
        elif path.suffix == ".parquet":
            needed_arrow()
            from pyarrow import parquet

            parquet.write_table(self.to_arrow(language), path)
        else:
            raise InvalidArgument.of(Problem("table-ending", value=str(path)))
        return path

    # -- shown --

    def text(self, language: Language = "en", most: int = MOST_SHOWN) -> str:
        """The grids as plain text, at most so many rows."""
        lines = []
        for title, rows in self._shown(language):
            widths = [max(_wide(row[at]) for row in rows[: most + 1]) for at in range(len(rows[0]))]
            lines += [
                *([title] if title else []),
                *(
                    "  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()
                    for row in rows[: most + 1]
                ),
            ]
            if len(rows) > most + 1:
                lines.append(word("more-rows", language, count=len(rows) - most - 1))
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        """For notebooks: the grids, as far as they can be looked over."""
        language, tables = self.charter.languages[0], []
        for title, (heads, *rows) in self._shown(language):
            shown = "".join(
                f"<tr><th>{escape(row[0])}</th>"
                + "".join(f"<td style='text-align:right'>{escape(cell)}</td>" for cell in row[1:])
                + "</tr>"
                for row in rows[:MOST_SHOWN]
            )
            over = (
                f"<p>{escape(word('more-rows', language, count=len(rows) - MOST_SHOWN))}</p>" if len(rows) > MOST_SHOWN else ""
            )
            top = "".join(f"<th>{escape(cell)}</th>" for cell in heads)
            tables.append(f"<table><caption>{escape(title)}</caption><tr>{top}</tr>{shown}</table>{over}")
        return "".join(tables)

    def _shown(self, language: Language) -> Iterator[tuple[str, list[list[str]]]]:
        """Each grid as a title and rows of texts, the first with the heads of the columns."""
        for grid in self.grids:
            measures = {figure.measure.name: figure.measure for row in grid.figures for figure in row}
            title = " · ".join(text_in(one.labels, language) for one in measures.values()) if len(measures) == 1 else ""
            summed = any(total is not None for total in grid.total_column)
            heads = [self._line(column, grid, language) for column in grid.columns]
            rows = [["", *heads, *([word("total", language)] if summed else [])]]
            for line, figures, total in zip(grid.rows, grid.figures, grid.total_column, strict=True):
                cells = [part_text(figure, "", language) for figure in figures]
                rows.append([self._line(line, grid, language), *cells, *([_told(total, language)] if summed else [])])
            if any(total is not None for total in grid.total_row):
                cells = [_told(total, language) for total in grid.total_row]
                rows.append([word("total", language), *cells, *([_told(grid.whole, language)] if summed else [])])
            yield title, rows

    def _line(self, line: Line, grid: FigureGrid, language: Language) -> str:
        if line.axis == "unit":
            return unit_name(self.units.get(line.unit or UnitId("")), line.unit, language)
        if line.axis == "month" and line.period is not None:
            return period_text(line.period, language)
        figures = [figure for row in grid.figures for figure in row]
        if line.axis == "measure":
            # Where no unit is of the kinds that were asked for there is no figure to ask.
            known = {**self.charter.measures, **{figure.measure.name: figure.measure for figure in figures}}
            return text_in(known[line.measure].labels, language) if line.measure in known else line.measure
        if line.cell is not None and figures:
            return split_label(self.charter, figures[0].measure, *line.cell, language, self.units)
        return word("rest" if line.axis == "rest" else "total", language)


COLUMNS: Sequence[str] = (
    "measure", "label", "unit", "unit_name", "start", "end", "month", "part", "part_name", "total", "value", "numerator", "denominator",
    "left_out", "measured_in", "exact", "text", "recorded", "hidden", "as_of", "head",
)  # fmt: skip
"""The columns of the rows, in their order."""


_NAMES = ("label", "unit", "unit_name", "part", "part_name", "measured_in")


def _at(one: Placed) -> dict[str, str]:
    """Where a figure stands, as texts; empty where nothing runs."""
    lines = (one.row, one.column)
    period = next((line.period for line in lines if line.period is not None), None)
    return {
        "measure": one.figure.measure.name,
        "unit": next((line.unit for line in lines if line.unit), ""),
        "month": f"{period.start:%Y-%m}" if period else "",
        "part": " · ".join(value for _, value in one.figure.question.cell),
    }


def _exact(number: int | Decimal | Fraction | None) -> str:
    return "" if number is None else f"{number:f}" if isinstance(number, Decimal) else str(number)


def _told(total: Figure | None, language: Language) -> str:
    return "" if total is None else part_text(total, "", language)


def _wide(text: str) -> int:
    """How many places a text takes where each Chinese sign takes two."""
    return sum(2 if sign >= "\u2e80" else 1 for sign in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _wide(text))
