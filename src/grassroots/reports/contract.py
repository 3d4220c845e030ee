"""The report as the contract for machines: every figure with its question, exact, in every language at once.

The types say what each part is; the schema is made from them, and the type checker holds what is built here against the same types.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Annotated, Any, Literal, NotRequired, TypedDict, cast

from grassroots.charter import Form
from grassroots.figures.figure import Figure
from grassroots.figures.forms import FORMS
from grassroots.figures.plain import plain_key
from grassroots.reports.blocks import BLOCK_KINDS
from grassroots.reports.documents import (
    VALUES,
    Count,
    Day,
    DefinitionDocument,
    Name,
    Number,
    PeriodDocument,
    RecordKey,
    RecordsDocument,
    Scope,
    Tag,
    Text,
    ValueDocument,
    definition_document,
    number_document,
    period_document,
    records_document,
    value_document,
)
from grassroots.reports.filled import Filled, Profile
from grassroots.reports.labels import figure_label
from grassroots.reports.schema import Of, rule, schema_of

FORMAT: Literal["grassroots-report"] = "grassroots-report"
VERSION: Literal[1] = 1
"""The version of the contract: a higher one may lack or change what this one has; new members may come at any time."""

TreeName = Annotated[
    Literal["now", "then"],
    rule("tree", description="Whether records roll up in the tree of the as-of day or of their own day."),
]


class FigureDocument(TypedDict):
    """A value with its question."""

    name: Annotated[
        Name, rule(description="MEASURE, MEASURE.PART, and for a figure of a table the unit and the month behind @.")
    ]
    measure: Name
    cell: Annotated[dict[str, str], rule(description="For a part of a split measure: path and value.")]
    label: Text
    definition: DefinitionDocument
    explanation: Text
    value: ValueDocument
    numerator: Number
    denominator: Number
    left_out: Annotated[dict[str, Count], rule(description="How many records are left out, by reason.")]
    recorded: Annotated[
        bool, rule(description="Whether anything is on record of what is counted; where nothing is, there is no value.")
    ]
    hidden: Annotated[
        list[Literal["value", "left_out"]],
        rule(description="What a public report does not tell of it: it is of few, or few could be worked out from it."),
    ]
    measured_in: str
    derived: Annotated[bool, rule(description="Whether the published source gives it only through arithmetic.")]
    scope: Scope
    without: Annotated[list[Name], rule(description="Units that are left aside, with all under them.")]
    period: PeriodDocument
    as_of: Day
    head: str
    tree: TreeName
    records: NotRequired[RecordsDocument]


HIDDEN: tuple[Literal["value"], Literal["left_out"]] = ("value", "left_out")


def _of_form(form: Form) -> dict[str, Any]:
    """What a figure of a form must have: a value of the type that the form gives, or none."""
    members = {"value": Of(VALUES[FORMS[form].gives] | None)}
    if form.traits.needs == "hit":
        members |= {"numerator": Of(Count | None), "denominator": Of(Count | None)}
    return {
        "if": {"properties": {"definition": {"properties": {"form": {"const": form.value}}}}},
        "then": {"properties": members},
    }


class CharterDocument(TypedDict):
    """The charter by which it was counted."""

    id: Name
    version: str


class UnitDocument(TypedDict):
    """A unit that figures are about."""

    kind: Name
    name: str
    names: dict[Tag, str]


class SectionDocument(TypedDict):
    """A section of the report."""

    title: Text
    blocks: list[Annotated[Any, rule("block")]]


class ReportDocument(TypedDict):
    """An outline filled with figures, in every language at once. Counts are integers, sums are decimals in quotes, shares are exact fractions."""

    format: Literal["grassroots-report"]
    version: Literal[1]
    name: Annotated[Name, rule(description="The name of the outline.")]
    title: Text
    notes: Annotated[list[Text], rule(description="Printed on every output.")]
    languages: Annotated[list[Tag], rule(minItems=1, uniqueItems=True)]
    charter: CharterDocument
    profile: Annotated[
        Profile,
        rule(description="Of the records behind the headline figures: nothing, their ids, their ids and names."),
    ]
    scope: Scope
    period: PeriodDocument
    as_of: Annotated[Day, rule(description="The last day that counts.")]
    head: Annotated[
        str,
        rule(description="The state of the store at which the records were read; empty for records that are in none."),
    ]
    tree: TreeName
    headline: Annotated[list[Name], rule(uniqueItems=True, description="The figures whose records an internal report lists.")]
    units: Annotated[dict[str, UnitDocument], rule(description="The units that figures are about, by id.")]
    names: NotRequired[
        Annotated[
            dict[RecordKey, str],
            rule(
                description="What the records behind the headline figures are called; only for the profile named.",
            ),
        ]
    ]
    figures: list[Annotated[FigureDocument, rule(allOf=[_of_form(form) for form in Form])]]
    sections: list[SectionDocument]


def to_dict(report: Filled) -> ReportDocument:
    """The report as plain data for JSON."""
    outline, charter = report.outline, report.charter
    found: ReportDocument = {
        "format": FORMAT,
        "version": VERSION,
        "name": outline.name,
        "title": dict(outline.labels),
        "notes": [dict(note) for note in outline.notes],
        "languages": list(charter.languages),
        "charter": {"id": charter.id, "version": charter.version},
        "profile": cast(Profile, report.profile),
        "scope": report.scope,
        "period": period_document(report.period),
        "as_of": report.as_of.isoformat(),
        "head": report.head,
        "tree": report.tree.value,
        "headline": [name for name in outline.headline if name in report.figures],
        "units": {
            id: {"kind": unit.kind, "name": unit.name, "names": {one.language: one.text for one in unit.names}}
            for id, unit in sorted(report.units.items())
        },
        "names": {plain_key(key): name for key, name in sorted(report.names.items())},
        "figures": [_figure(report, name, figure) for name, figure in report.figures.items()],
        "sections": [
            {"title": dict(section.labels), "blocks": [block.to_dict(report) for block in section.blocks]}
            for section in report.sections
        ],
    }
    if report.profile != "named":
        del found["names"]
    return found


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the contract, with the kinds of block that are known.

    >>> schema()["properties"]["version"]
    {'const': 1}
    """
    blocks = reduce(or_, (kind.document for kind in BLOCK_KINDS.values()))
    return {
        "$id": "https://grassroots.example/report.schema.json",
        "title": "A report of grassroots",
        **schema_of(ReportDocument, block=blocks),
        "allOf": [
            {
                "if": {"properties": {"profile": {"const": "public"}}},
                "then": {"properties": {"figures": {"items": {"not": {"required": ["records"]}}}}},
            },
            {
                "if": {"properties": {"profile": {"const": "named"}}},
                "then": {"required": ["names"]},
                "else": {"not": {"required": ["names"]}},
            },
        ],
    }


def _figure(report: Filled, name: str, figure: Figure) -> FigureDocument:
    question = figure.question
    found: FigureDocument = {
        "name": name,
        "measure": figure.measure.name,
        "cell": dict(question.cell),
        "label": {language: figure_label(report, name, language) for language in report.charter.languages},
        "definition": definition_document(figure.measure),
        "explanation": {language: figure.explain(language) for language in report.charter.languages},
        "value": value_document(figure.value),
        "numerator": number_document(figure.numerator),
        "denominator": number_document(figure.denominator),
        "left_out": dict(figure.left_out),
        "recorded": figure.recorded,
        "hidden": [part for part in HIDDEN if part in figure.hidden],
        "measured_in": figure.measure.measured_in,
        "derived": figure.measure.derived,
        "scope": question.scope,
        "without": list(question.without),
        "period": period_document(question.period),
        "as_of": question.as_of.isoformat(),
        "head": figure.head,
        "tree": question.tree.value,
    }
    evidence = report.evidence.get(name)
    if evidence is not None and report.profile != "public":
        found["records"] = records_document(evidence)
    return found
