"""Figures counted in a database, through the door of engines: in DuckDB, in PostgreSQL, on a Spark cluster; the same as by the reference, to the last digit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from grassroots.hooks import hookimpl

if TYPE_CHECKING:
    from grassroots.figures.engine import Plane
    from grassroots.hooks import Export
    from grassroots.reading.reader import Reader

LEAST = 1000
"""Of fewer records of a noun, a statement costs more than it saves: then the reference evaluator answers."""


@hookimpl
def grassroots_open_engine(address: str, options: Mapping[str, Any]) -> Databases | None:
    """Takes `duckdb:`, `postgresql://USER@HOST/DATABASE` and `spark:MASTER`. `least`: of how many records of a noun at least it counts (1,000 without it)."""
    from grassroots_ibis.databases import DUCKDB, POSTGRESQL, SPARK, check_address

    if not address.startswith((DUCKDB, SPARK, *POSTGRESQL)):
        return None
    check_address(address)
    return Databases(address, int(options.get("least", LEAST)))


@hookimpl
def grassroots_open_export(address: str, options: Mapping[str, Any]) -> Export | None:
    """Gives the format `metricflow` (options `form`: `metricflow` or `dbt`; `schema`: where its tables will lie)."""
    if address != "metricflow":
        return None
    from grassroots.builtin.exports import export_of
    from grassroots_ibis.metricflow import MetricFlow

    return export_of({address: MetricFlow}, address, options)


@frozen
class Databases:
    """The engine. A database is opened when records are first counted."""

    address: str = field(repr=False)
    least: int = LEAST
    _statements: list[Any] = field(factory=list, repr=False, eq=False)

    def over(self, reader: Reader) -> Plane:
        """The records that a reader reads, written into tables of a database when they are first asked for."""
        from grassroots_ibis.databases import opened
        from grassroots_ibis.plane import IbisPlane
        from grassroots_ibis.statements import Statements

        if not self._statements:
            self._statements.append(Statements())
        return IbisPlane(reader, lambda: opened(self.address), self._statements[0], self.least)
