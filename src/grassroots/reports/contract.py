"""The report as the contract for machines: every figure with its question, exact, in every language at once.

Counts are integers, sums are decimals in quotes, shares are exact fractions. `report.schema.json` in this folder describes it.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from grassroots.charter import AllOf, AnyOf, Condition, Has, Is, Literal, Measure, NotOf, Within
from grassroots.figures.figure import Evidence, Figure, Key, Spread, Value
from grassroots.reports.filled import FigureBars, FigureTable, Filled, FilledBlock, Heading, Sentence
from grassroots.reports.labels import figure_label, heading_text
from grassroots.values import FOREVER, Period

FORMAT = "grassroots-report"
VERSION = 1
"""The version of the contract: a higher one may lack or change what this one has; new members may come at any time."""


def to_dict(report: Filled) -> dict[str, Any]:
    """The report as plain data for JSON."""
    outline, charter = report.outline, report.charter
    return {
        "format": FORMAT,
        "version": VERSION,
        "name": outline.name,
        "title": dict(outline.labels),
        "notes": [dict(note) for note in outline.notes],
        "languages": list(charter.languages),
        "charter": {"id": charter.id, "version": charter.version},
        "profile": report.profile,
        "scope": report.scope,
        "period": _period(report.period),
        "as_of": report.as_of.isoformat(),
        "head": report.head,
        "tree": str(report.tree),
        "headline": [name for name in outline.headline if name in report.figures],
        "units": {
            id: {"kind": unit.kind, "name": unit.name, "names": {one.language: one.text for one in unit.names}}
            for id, unit in sorted(report.units.items())
        },
        **({"names": _names(report)} if report.profile == "named" else {}),
        "figures": [_figure(report, name, figure) for name, figure in report.figures.items()],
        "sections": [
            {"title": dict(section.labels), "blocks": [_block(report, block) for block in section.blocks]}
            for section in report.sections
        ],
    }


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the contract."""
    import json
    from importlib.resources import files

    found: dict[str, Any] = json.loads(files("grassroots.reports").joinpath("report.schema.json").read_text("utf-8"))
    return found


def _names(report: Filled) -> dict[str, str]:
    return {f"{noun}:{id}": name for (noun, id), name in sorted(report.names.items())}


def _period(period: Period) -> dict[str, str | None]:
    return {"start": period.start.isoformat(), "end": None if period.end == FOREVER else period.end.isoformat()}


def _figure(report: Filled, name: str, figure: Figure) -> dict[str, Any]:
    question = figure.question
    found: dict[str, Any] = {
        "name": name,
        "measure": figure.measure.name,
        "cell": dict(question.cell),
        "label": {language: figure_label(report, name, language) for language in report.charter.languages},
        "definition": _definition(figure.measure),
        "explanation": {language: figure.explain(language) for language in report.charter.languages},
        "value": _value(figure.value),
        "numerator": _number(figure.numerator),
        "denominator": _number(figure.denominator),
        "left_out": dict(figure.left_out),
        "measured_in": figure.measure.measured_in,
        "derived": figure.measure.derived,
        "scope": question.scope,
        "without": list(question.without),
        "period": _period(question.period),
        "as_of": question.as_of.isoformat(),
        "head": figure.head,
        "tree": str(question.tree),
    }
    evidence = report.evidence.get(name)
    if evidence is not None and report.profile != "public":
        found["records"] = _records(evidence)
    return found


def _records(evidence: Evidence) -> dict[str, Any]:
    def ids(keys: tuple[Key, ...]) -> list[str]:
        return [f"{noun}:{id}" for noun, id in keys]

    return {
        "hit": ids(evidence.hits),
        "miss": ids(evidence.misses),
        "left_out": {reason: ids(keys) for reason, keys in evidence.left_out.items()},
    }


def _number(number: int | Decimal | None) -> int | str | None:
    return f"{number:f}" if isinstance(number, Decimal) else number


def _value(value: Value) -> Any:
    if isinstance(value, Fraction):
        return {"numerator": value.numerator, "denominator": value.denominator}
    if isinstance(value, Spread):
        parts = {name: f"{getattr(value, name):f}" for name in ("least", "median", "ninetieth", "most")}
        return {"count": value.count, **parts}
    return _number(value)


def _definition(measure: Measure) -> dict[str, Any]:
    found: dict[str, Any] = {"form": str(measure.form)}
    if measure.noun:
        found |= {"noun": measure.noun, "dated": measure.dated, "reads": str(measure.reads)}
        found |= {"where": _condition(measure.where), "hit": _condition(measure.hit)}
    if measure.left_out:
        found["left_out"] = [{"reason": reason, "where": _condition(condition)} for reason, condition in measure.left_out]
    if measure.value:
        found["value"] = measure.value
    if measure.key:
        found["key"] = measure.key
    if measure.by:
        found["by"] = [{"path": split.path, "missing": split.missing} for split in measure.by]
    if measure.over is not None:
        found["over"] = list(measure.over)
    if measure.reach:
        found["reach"] = measure.reach
        found.setdefault("where", _condition(measure.where))
    if measure.at_least is not None:
        found["at_least"] = f"{measure.at_least:f}"
    if measure.minimum > 1:
        found["minimum"] = measure.minimum
    if measure.source:
        found["source"] = measure.source
    return found


def _condition(condition: Condition) -> dict[str, Any]:
    match condition:
        case Is():
            return {"is": {"path": condition.path, "values": [_literal(value) for value in condition.values]}}
        case Within():
            bounds = {name: getattr(condition, name) for name in ("at_least", "over", "at_most", "under")}
            return {
                "within": {
                    "path": condition.path,
                    **{name: _literal(value) for name, value in bounds.items() if value is not None},
                }
            }
        case Has():
            return {
                "has": {
                    "noun": condition.noun,
                    "by": condition.by,
                    "where": _condition(condition.where),
                    "at_least": condition.at_least,
                }
            }
        case AllOf():
            return {"all": [_condition(part) for part in condition.parts]}
        case AnyOf():
            return {"any": [_condition(part) for part in condition.parts]}
        case NotOf():
            return {"not": _condition(condition.part)}


def _literal(value: Literal | None) -> Any:
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, Decimal):
        return {"decimal": f"{value:f}"}
    return value


def _heading(report: Filled, heading: Heading, measure: Measure | None) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": heading.kind}
    if heading.value:
        found["value"] = heading.value
    if heading.path:
        found["path"] = heading.path
    found["label"] = {language: heading_text(report, heading, measure, language) for language in report.charter.languages}
    return found


def _block(report: Filled, block: FilledBlock) -> dict[str, Any]:
    if isinstance(block, Sentence):
        slots = {slot.placeholder: {"figure": slot.figure, "part": slot.part} for slot in block.slots}
        return {"say": {"text": dict(block.text), "slots": slots}}
    if isinstance(block, FigureTable):
        names = [name for row in block.cells for name in row if name]
        measure = report.figures[names[0]].measure if names else None
        return {
            "table": {
                "caption": dict(block.labels),
                "columns": [_heading(report, one, measure) for one in block.columns],
                "rows": [_heading(report, one, measure) for one in block.rows],
                "cells": [[name or None for name in row] for row in block.cells],
                "notes": [{"code": note.code, "measures": list(note.measures)} for note in block.notes],
            }
        }
    assert isinstance(block, FigureBars)
    measure = report.charter.measure(block.measure)
    return {
        "bars": {
            "caption": dict(block.labels),
            "measure": block.measure,
            "bars": [{**_heading(report, heading, measure), "figure": name} for heading, name in block.bars],
        }
    }
