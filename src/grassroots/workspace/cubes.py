"""Figures of every unit in several periods as a table to be written: a row for each unit in each period, a column a figure."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from grassroots.figures import Cube, Spread, Strand
from grassroots.figures.figure import decimal_text
from grassroots.figures.value import Value
from grassroots.ledgers.table import Sheet
from grassroots.model import Unit
from grassroots.reports.labels import split_label, text_in, unit_name
from grassroots.reports.words import period_text, word
from grassroots.texts import catalogue
from grassroots.values import Language, UnitId, rounded


def cube_sheet(cube: Cube, language: Language = "en") -> Sheet:
    """A cube in a language. Where nothing is on record, the cell is empty; what is not published says so; shares are in per cent."""
    charter = cube.snapshot.charter
    units = {UnitId(id): unit for id, unit in cube.snapshot.all(Unit).items()}

    def label(strand: Strand) -> str:
        told = text_in(strand.measure.labels, language)
        parts = [split_label(charter, strand.measure, path, value, language, units) for path, value in strand.cell]
        told = word("label-part", language, label=told, parts=parts) if parts else told
        return f"{told} %" if strand.measure.is_share else told

    say = catalogue("grassroots.workspace").say
    # An id tells apart what is called alike.
    headings = [say("cube-unit-id", language), say("cube-unit", language), say("cube-period", language)]
    rows = [
        (
            unit,
            unit_name(units.get(unit), unit, language),
            period_text(period, language),
            *(
                word("hidden", language)
                if (strand.name, month, at) in cube.hidden
                else _text(strand.values[month][at], share=strand.measure.is_share)
                for strand in cube.strands.values()
            ),
        )
        for at, unit in enumerate(cube.units)
        for month, period in enumerate(cube.periods)
    ]
    return Sheet(name=say("cube", language), headings=(*headings, *map(label, cube.strands.values())), rows=rows)


def _text(value: Value, *, share: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, Spread):
        value = value.median
    if isinstance(value, Fraction):
        return rounded(value * 100 if share else value)
    return decimal_text(value) if isinstance(value, Decimal) else str(value)
