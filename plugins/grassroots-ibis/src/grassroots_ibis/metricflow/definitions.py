"""Semantic models and metrics: what each measure of a charter is in MetricFlow's form, and which have no place in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import define, field

from grassroots.charter import Form, Measure, Reads
from grassroots.fields import Column
from grassroots.figures.wording import Wording
from grassroots.leaving import Leaving
from grassroots.model.labels import noun_label
from grassroots.problems import Named, Problem
from grassroots.texts import catalogue
from grassroots_ibis.metricflow.conditions import all_sql, condition_sql
from grassroots_ibis.metricflow.spelling import spelled
from grassroots_ibis.metricflow.tables import NUMBERS, Kept, Unfit, kinds_of
from grassroots_ibis.needs import NotCompiled

Said = dict[str, Any]
UNITS, DAYS = "grassroots_place", "grassroots_day"
"""The tables of units, and of days."""
_SPREAD = {"least": ("min", None), "median": ("percentile", 0.5), "ninetieth": ("percentile", 0.9), "most": ("max", None)}


@define(eq=False)
class Definitions:
    """The measures of a charter, defined on tables of its records. `left`: measure → why it has no place in the form."""

    leaving: Leaving
    there: bool
    tables: dict[tuple[str, bool], Kept] = field(factory=dict)
    measures: dict[str, list[Said]] = field(factory=dict)
    metrics: dict[str, Said] = field(factory=dict)
    left: dict[str, Problem] = field(factory=dict)
    _uses: dict[str, str] = field(factory=lambda: {"place": "entity"})
    _metric_of: dict[str, str] = field(factory=dict)
    _labels: set[str] = field(factory=set)

    def __attrs_post_init__(self) -> None:
        charter = self.leaving.charter
        # A measure has its own name wherever it can; what is counted beside it takes another.
        for name in charter.measures:
            self._metric_of[name] = self._new(name)
        made_of_figures = [one for one in charter.measures.values() if not one.form.traits.of_records]
        for measure in charter.measures.values():
            if measure.form.traits.of_records:
                self._try(measure, self._of_records)
        for measure in made_of_figures:
            self._try(measure, self._of_figures)

    def _try(self, measure: Measure, define: Any) -> None:
        try:
            define(measure)
        except (Unfit, NotCompiled) as error:
            code = error.args[0] if isinstance(error, Unfit) else "type"
            self.left[measure.name] = Problem(f"grassroots_ibis:unfit-{code}", value=Named(measure.name, measure.labels))

    def _new(self, name: str) -> str:
        found = spelled(name, self._uses)
        self._uses[found] = "measure"
        return found

    # -- made of records --

    def _of_records(self, measure: Measure) -> None:
        if measure.asks_period:
            raise Unfit("period")
        if not measure.is_stock and measure.reads is Reads.PERIOD_END:
            raise Unfit("period-end")
        table = self.tables.get((measure.noun, measure.is_stock))
        if table is None:
            table = Kept(self.leaving, measure.noun, measure.is_stock, self.there, self._uses)
            self._uses[table.row] = "entity"
        before = dict(table.columns)
        try:
            self._on(table, measure)
        except (Unfit, NotCompiled):
            table.columns = before  # What no measure reads does not leave.
            raise
        self.tables[measure.noun, measure.is_stock] = table

    def _on(self, table: Kept, measure: Measure) -> None:
        day, unit = table.day(measure), table.unit()
        asked = [f"{day.name} IS NOT NULL", *([f"{unit.name} IS NOT NULL"] if unit else [])]
        asked.append(condition_sql(measure.where, table))
        asked += [f"NOT {condition_sql(condition, table)}" for _reason, condition in measure.left_out]
        whole, hit = all_sql(asked), all_sql([*asked, condition_sql(measure.hit, table)])
        what = table.path(measure.value) if measure.value else None
        if measure.form in (Form.SUM, Form.SPREAD) and (what is None or what.kind not in NUMBERS):
            raise Unfit("type")
        key = table.key(measure) if measure.form is Form.DISTINCT else None
        for split in measure.by:
            table.path(split.path)
        name = self._metric_of[measure.name]

        def add(suffix: str, agg: str, expr: str, **more: Any) -> str:
            own = self._new(f"{measure.name}_{suffix}") if suffix else name
            said = {"name": own, "agg": agg, "expr": expr, "agg_time_dimension": day.name, **more}
            if measure.is_stock:
                # Of several months, the last one counts.
                said["non_additive_dimension"] = {"name": day.name, "window_choice": "max"}
            self.measures.setdefault(table.name, []).append(said)
            self._metric(own, measure, "simple", {"measure": own}, suffix)
            return own

        one = f"CASE WHEN {hit} THEN 1 ELSE 0 END"
        if measure.form is Form.COUNT:
            add("", "sum", one)
        elif measure.form is Form.SUM:
            assert what is not None
            add("", "sum", f"CASE WHEN {hit} THEN {what.name} END")
        elif measure.form is Form.DISTINCT:
            assert key is not None
            add("", "count_distinct", f"CASE WHEN {hit} THEN {key.name} END")
        elif measure.form is Form.RATE:
            upper, lower = add("hits", "sum", one), add("of", "sum", f"CASE WHEN {whole} THEN 1 ELSE 0 END")
            self._share(measure, upper, lower)
        else:
            assert what is not None
            self._spread(measure, hit, what.name, add)

    def _spread(self, measure: Measure, hit: str, number: str, add: Any) -> None:
        counted = add("counted", "sum", f"CASE WHEN {hit} AND {number} IS NOT NULL THEN 1 ELSE 0 END")
        for part, (agg, rank) in _SPREAD.items():
            more = {} if rank is None else {"agg_params": {"percentile": rank, "use_discrete_percentile": True}}
            few = measure.minimum > 1
            own = add(f"{part}_of_any" if few else part, agg, f"CASE WHEN {hit} THEN {number} END", **more)
            if few:
                expr = f"CASE WHEN {counted} >= {measure.minimum} THEN {own} END"
                self._metric(self._new(f"{measure.name}_{part}"), measure, "derived", _from(expr, own, counted), part)

    def _share(self, measure: Measure, upper: str, lower: str) -> None:
        name = self._metric_of[measure.name]
        if measure.minimum > 1:
            expr = f"CASE WHEN {lower} >= {measure.minimum} THEN 1.0 * {upper} / {lower} END"
            self._metric(name, measure, "derived", _from(expr, upper, lower))
        else:
            self._metric(name, measure, "ratio", {"numerator": {"name": upper}, "denominator": {"name": lower}})

    # -- made of figures --

    def _of_figures(self, measure: Measure) -> None:
        if measure.form is not Form.RATIO:
            raise Unfit("units")
        parts = [self.leaving.charter.measure(name) for name in measure.made_of]
        if any(part.form not in (Form.COUNT, Form.SUM, Form.DISTINCT) for part in parts):
            raise Unfit("of-shares")
        if any(part.name in self.left for part in parts):
            raise Unfit("made-of")
        upper, lower = (self._metric_of[part.name] for part in parts)
        self._share(measure, upper, lower)

    def _metric(self, name: str, measure: Measure, kind: str, params: Said, part: str = "") -> None:
        language, say = self.leaving.language, catalogue("grassroots_ibis").say
        label = measure.labels.get(language) or measure.name
        label = say(f"metric-{part.removesuffix('_of_any').replace('_', '-')}", language, label=label) if part else label
        if label in self._labels:
            label = say("metric-named", language, label=label, name=name)
        self._labels.add(label)
        said: Said = {"name": name, "label": str(label), "type": kind, "type_params": params}
        self.metrics[name] = said | ({"description": str(measure.source)} if measure.source else {})

    # -- semantic models --

    def models(self) -> Iterator[Said]:
        """The semantic models: of units, then one a table."""
        language, say = self.leaving.language, catalogue("grassroots_ibis").say
        label = self.leaving.charter.label
        yield {
            "name": UNITS,
            "description": say("model-units", language),
            "entities": [{"name": "place", "type": "primary", "expr": "id"}],
            "dimensions": [
                _dimension("unit_name", say("column-name", language)),
                _dimension("unit_kind", say("column-kind", language)),
                *(
                    _dimension(name, say("column-under", language, kind=label("unit", kind, language)))
                    for kind, name in kinds_of(self.leaving).items()
                ),
            ],
        }
        words = Wording(language, self.leaving.charter)
        for table in self.tables.values():
            (first, *_rest) = self.measures[table.name]
            dimensions, entities = [], list[Said]()
            for (what, _of), (told, _values) in table.columns.items():
                if what == "place":
                    entities.append({"name": "place", "type": "foreign", "expr": told.name})
                elif told.kind is Column.DATE:
                    dimensions.append({"name": told.name, "type": "time", "type_params": {"time_granularity": "day"}})
                elif told.kind not in NUMBERS and what != "person":
                    said = words.condition(table.noun, told.condition) if told.condition else words.path(table.noun, told.path)
                    dimensions.append(_dimension(told.name, said))
            # In a table of months a record stands in several rows.
            own = {"primary_entity": table.row} if table.monthly else {}
            entities = entities if table.monthly else [{"name": table.row, "type": "primary", "expr": "id"}, *entities]
            yield {
                "name": table.name,
                "description": say("model-by-month" if table.monthly else "model-records", language, noun=noun_label(table.noun, language)),
                "defaults": {"agg_time_dimension": first["agg_time_dimension"]},
                **own,
                "entities": entities,
                "dimensions": dimensions,
                "measures": self.measures[table.name],
            }  # fmt: skip


def _dimension(name: str, description: str) -> Said:
    return {"name": name, "type": "categorical", "description": str(description)}


def _from(expr: str, *metrics: str) -> Said:
    return {"expr": expr, "metrics": [{"name": one} for one in metrics]}
