"""The export: definitions that MetricFlow reads, and the tables on which they stand, in one ZIP file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from attrs import frozen

from grassroots.errors import InvalidArgument
from grassroots.fields import DECIMAL_PLACES, Column
from grassroots.leaving import Leaving
from grassroots.problems import Problem
from grassroots.texts import catalogue
from grassroots_ibis.metricflow.definitions import DAYS, UNITS, Definitions, Said
from grassroots_ibis.metricflow.spelling import as_yaml
from grassroots_ibis.metricflow.tables import units_of

_THE_SAME_ALWAYS = (1980, 1, 1, 0, 0, 0)
FORMS = ("metricflow", "dbt")


@frozen(kw_only=True)
class MetricFlow:
    """What the measures of a charter are, as semantic models and metrics; the records on which they stand, as Parquet files, a table each.

    The records leave where nothing of them is closed: of a part of them every figure would be false. What has no place in the form is told, with the reason.

    `form`: `metricflow`, a file of documents; `dbt`, a file of a project of dbt. `schema`: where the tables will lie.
    """

    form: str = "metricflow"
    schema: str = "main"
    ending = ".zip"

    def write(self, leaving: Leaving, target: Path) -> None:
        """Writes the file.

        Raises:
            InvalidArgument: there is no such form.
            NotFound: there are no units, or no measures.
        """
        if self.form not in FORMS:
            raise InvalidArgument.of(Problem("grassroots_ibis:no-form", value=self.form, details={"known": FORMS}))
        snapshot = leaving.snapshot
        leaving.some(snapshot.tree_on().units)
        leaving.some(leaving.charter.measures)
        closed = bool(snapshot.closed or snapshot.withheld or leaving.consent)
        found = Definitions(leaving, not closed)
        told = [*([Problem("grassroots_ibis:definitions-alone")] if closed else []), *found.left.values()]
        files = {f"{self.form}.yml": self._definitions(leaving, found, told).encode()}
        for name, columns in ({} if closed else _tables(leaving, found)).items():
            files[f"{name}.parquet"] = _parquet(columns)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
            for name, content in files.items():
                package.writestr(zipfile.ZipInfo(name, _THE_SAME_ALWAYS), content, zipfile.ZIP_DEFLATED)
        for problem in told:
            leaving.remark(problem)

    def _definitions(self, leaving: Leaving, found: Definitions, told: Iterable[Problem]) -> str:
        language, charter = leaving.language, leaving.charter
        head = catalogue("grassroots_ibis").say(
            "metrics-head", language, charter=charter.labels.get(language) or charter.id, day=leaving.day.isoformat()
        )
        lines = [*head.strip().splitlines(), *(problem.text(language) for problem in told)]
        comments = "".join(f"# {' '.join(line.split())}\n" for line in lines)
        documents = list(self._dbt(found) if self.form == "dbt" else self._documents(found))
        return comments + "---\n".join(map(as_yaml, documents))

    def _documents(self, found: Definitions) -> Iterator[Said]:
        days = {"node_relation": self._lies(DAYS), "primary_column": {"name": "date_day", "time_granularity": "day"}}
        yield {"project_configuration": {"time_spines": [days]}}
        for model in found.models():
            name = model.pop("name")
            yield {"semantic_model": {"name": name, "node_relation": self._lies(name), **model}}
        for metric in found.metrics.values():
            yield {"metric": metric}

    def _lies(self, table: str) -> Said:
        return {"alias": table, "schema_name": self.schema}

    def _dbt(self, found: Definitions) -> Iterator[Said]:
        models = []
        for model in found.models():
            name = model.pop("name")
            models.append({"name": name, "model": f"ref('{name}')", **model})
        days = {
            "name": DAYS,
            "time_spine": {"standard_granularity_column": "date_day"},
            "columns": [{"name": "date_day", "granularity": "day"}],
        }
        yield {"models": [days], "semantic_models": models, "metrics": list(found.metrics.values())}


def _tables(leaving: Leaving, found: Definitions) -> dict[str, Mapping[str, tuple[Column, list[Any]]]]:
    tables: dict[str, Mapping[str, tuple[Column, list[Any]]]] = {UNITS: units_of(leaving)}
    for table in found.tables.values():
        tables[table.name] = table.written()
    tables[DAYS] = {"date_day": (Column.DATE, _days(leaving, tables.values()))}
    return tables


def _days(leaving: Leaving, tables: Iterable[Mapping[str, tuple[Column, list[Any]]]]) -> list[date]:
    """Every day from the first on which something happened to the last, in whole years."""
    days = {
        day for table in tables for kind, values in table.values() if kind is Column.DATE for day in values if day is not None
    }
    first, last = min({leaving.day, *days}).year, max({leaving.day, *days}).year
    start, end = date(first, 1, 1), date(last, 12, 31)
    return [start + timedelta(days=number) for number in range((end - start).days + 1)]


def _parquet(columns: Mapping[str, tuple[Column, list[Any]]]) -> bytes:
    import pyarrow
    from pyarrow import parquet

    types = {
        Column.TEXT: pyarrow.string(), Column.INTEGER: pyarrow.int64(), Column.FLAG: pyarrow.bool_(), Column.DATE: pyarrow.date32(),
        Column.DECIMAL: pyarrow.decimal128(38, DECIMAL_PLACES),
    }  # fmt: skip
    written = io.BytesIO()
    table = pyarrow.table({name: pyarrow.array(values, types[kind]) for name, (kind, values) in columns.items()})
    parquet.write_table(table, written, compression="zstd")
    return written.getvalue()
