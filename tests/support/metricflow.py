"""MetricFlow itself, over DuckDB: it reads what was exported, judges it, and computes."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pytest


def _engine(text: str, connection: Any) -> tuple[Any, list[str]]:
    """The engine, and what it finds wrong."""
    pytest.importorskip("metricflow", reason="metricflow is not installed, which reads and computes what is exported")
    from metricflow.data_table.mf_table import MetricFlowDataTable
    from metricflow.engine.metricflow_engine import MetricFlowEngine
    from metricflow.protocols.sql_client import SqlEngine
    from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
    from metricflow_semantic_interfaces.parsing.dir_to_model import parse_yaml_files_to_validation_ready_semantic_manifest
    from metricflow_semantic_interfaces.parsing.objects import YamlConfigFile
    from metricflow_semantic_interfaces.validations.semantic_manifest_validator import SemanticManifestValidator
    from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

    class Client:
        sql_engine_type = SqlEngine.DUCKDB
        sql_plan_renderer = DuckDbSqlPlanRenderer()

        def query(self, stmt: str, sql_bind_parameter_set: Any = None) -> Any:
            asked = connection.execute(stmt)
            return MetricFlowDataTable.create_from_rows([one[0] for one in asked.description], asked.fetchall())

    found = parse_yaml_files_to_validation_ready_semantic_manifest([YamlConfigFile(filepath="metricflow.yml", contents=text)])
    judged = SemanticManifestValidator().validate_semantic_manifest(found.semantic_manifest)
    faults = [one.message for one in (*judged.errors, *judged.future_errors, *judged.warnings)]
    return MetricFlowEngine(SemanticManifestLookup(found.semantic_manifest), Client()), faults


class Oracle:
    """What was exported, as MetricFlow understands it. `faults`: what it finds wrong."""

    def __init__(self, file: Path, folder: Path) -> None:
        with zipfile.ZipFile(file) as package:
            package.extractall(folder)
        connection = duckdb.connect()
        for table in folder.glob("*.parquet"):
            connection.execute(f"CREATE VIEW {table.stem} AS SELECT * FROM '{table}'")
        self._engine, self.faults = _engine((folder / "metricflow.yml").read_text(encoding="utf-8"), connection)

    @property
    def metrics(self) -> set[str]:
        """The names of the metrics."""
        return {metric.name for metric in self._engine.list_metrics(include_dimensions=False)}

    def rows(self, metric: str, *by: str) -> dict[tuple[Any, ...], Any]:
        """The values of a metric, by what it is grouped by."""
        from metricflow.engine.metricflow_engine import MetricFlowQueryRequest

        table = self._engine.query(MetricFlowQueryRequest.create(metric_names=[metric], group_by_names=list(by))).result_df
        place, order = table.column_names.index(metric), [table.column_names.index(one) for one in by]
        return {tuple(row[at] for at in order): row[place] for row in table.rows}
