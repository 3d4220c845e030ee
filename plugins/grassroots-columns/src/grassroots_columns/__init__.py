"""Figures counted in columns, through the door of engines: the same as by the reference evaluator, to the last digit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import frozen

from grassroots.hooks import hookimpl

if TYPE_CHECKING:
    from grassroots.figures.engine import Plane
    from grassroots.reading.reader import Reader

LEAST = 1000
"""Of fewer records of a noun, columns cost more than they save: then the reference evaluator answers."""


@hookimpl
def grassroots_open_engine(address: str, options: Mapping[str, Any]) -> Columns | None:
    """Takes `figures`. `least`: of how many records of a noun at least it counts (1,000 without it)."""
    return Columns(int(options.get("least", LEAST))) if address == "figures" else None


@frozen
class Columns:
    """The engine. numpy is loaded when records are first counted."""

    least: int = LEAST
    apart: ClassVar[bool] = True
    """The columns of one noun go on where an edit touched another."""

    def over(self, reader: Reader) -> Plane:
        """The records that a reader reads, laid out column by column when they are first asked for."""
        from grassroots_columns.plane import ColumnPlane

        return ColumnPlane(reader, self.least)
