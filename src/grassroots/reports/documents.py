"""What the parts of a report are in the contract for machines: types from which the schema is made, and how they are written.

Counts are integers, sums are decimals in quotes, shares are exact fractions.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, NotRequired, TypedDict, cast

from grassroots.charter import Against, AllOf, AnyOf, Condition, Form, Has, Is, Measure, NotOf, Reads, Within
from grassroots.charter import Literal as Constant
from grassroots.figures.figure import Evidence
from grassroots.figures.plain import plain_key, plain_period, plain_value
from grassroots.figures.value import Spread, Value
from grassroots.reports.schema import rule
from grassroots.values import Period

Name = Annotated[str, rule(minLength=1)]
Count = Annotated[int, rule(minimum=0)]
Tag = Annotated[str, rule("language", pattern="^[a-z]{2,3}(-[A-Za-z0-9]+)*$")]
Text = Annotated[dict[Tag, str], rule("text", description="A text by language.", minProperties=1)]
Day = Annotated[str, rule("day", pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Exact = Annotated[str, rule("decimal", pattern=r"^-?[0-9]+(\.[0-9]+)?$")]
Number = Annotated[int | Exact | None, rule("number", description="A count, a sum, or none.")]
Scope = Annotated[
    str | None, rule("scope", description="The id of a unit, with all under it; null: all that the reader may see.")
]
RecordKey = Annotated[str, rule("record", pattern=r"^[a-z_]+:[\s\S]+$", description="NOUN:ID")]
RecordKeys = Annotated[list[RecordKey], rule(uniqueItems=True)]


class PeriodDocument(TypedDict):
    """A half-open stretch of days."""

    start: Day
    end: Annotated[Day | None, rule(description="The first day that does not count; null: no end.")]


class FractionDocument(TypedDict):
    """An exact share or quotient in lowest terms; what it counts stands in the figure's own numerator and denominator."""

    numerator: int
    denominator: Annotated[int, rule(minimum=1)]


class SpreadDocument(TypedDict):
    """By nearest rank."""

    count: Annotated[int, rule(minimum=1)]
    least: Exact
    median: Exact
    ninetieth: Exact
    most: Exact


VALUES = {int: Count, Decimal: Exact, Fraction: FractionDocument, Spread: SpreadDocument}
"""The types of values in Python → in the contract."""
ValueDocument = Annotated[int | Exact | FractionDocument | SpreadDocument | None, rule("value")]


class RecordsDocument(TypedDict):
    """The records behind a figure, each once: those that hit, those that missed, those left out by reason."""

    hit: RecordKeys
    miss: RecordKeys
    left_out: dict[str, RecordKeys]


class DateConstant(TypedDict):
    """A day that a condition compares with."""

    date: Day


class DecimalConstant(TypedDict):
    """An exact number that a condition compares with."""

    decimal: Exact


ConstantDocument = Annotated[str | int | bool | DateConstant | DecimalConstant | None, rule("literal")]


class IsBody(TypedDict):
    """A path, and the values of which it has one; null: it has none."""

    path: Name
    values: list[ConstantDocument]


class WithinBody(TypedDict):
    """A path, and the bounds of its value."""

    path: Name
    at_least: NotRequired[ConstantDocument]
    over: NotRequired[ConstantDocument]
    at_most: NotRequired[ConstantDocument]
    under: NotRequired[ConstantDocument]
    in_period: NotRequired[bool]
    contains: NotRequired[str]


class HasBody(TypedDict):
    """A noun, the field by which its records refer to this one, what holds for them, and how many there are at least."""

    noun: Name
    by: Name
    where: ConditionDocument
    at_least: Annotated[int, rule(minimum=1)]
    of: NotRequired[Name]
    also: NotRequired[list[Name]]
    within: NotRequired[Name]
    every: NotRequired[Name]


class AgainstBody(TypedDict):
    """A path, and the paths of the same record that its value is held against."""

    path: Name
    since: NotRequired[Name]
    days: NotRequired[Annotated[int, rule(minimum=0)]]
    before: NotRequired[Name]
    same: NotRequired[Name]


IsDocument = TypedDict("IsDocument", {"is": IsBody})


class WithinDocument(TypedDict):
    """The value at a path lies within bounds."""

    within: Annotated[WithinBody, rule(minProperties=2)]


class AgainstDocument(TypedDict):
    """The value at a path is held against that at another."""

    against: Annotated[AgainstBody, rule(minProperties=2)]


class HasDocument(TypedDict):
    """Related records exist."""

    has: HasBody


class AllDocument(TypedDict):
    """Every one of the parts holds."""

    all: list[ConditionDocument]
    segment: NotRequired[Name]


class AnyDocument(TypedDict):
    """At least one of the parts holds."""

    any: list[ConditionDocument]


NotDocument = TypedDict("NotDocument", {"not": "ConditionDocument"})
ConditionDocument = Annotated[
    IsDocument | WithinDocument | AgainstDocument | HasDocument | AllDocument | AnyDocument | NotDocument, rule("condition")
]


class LeftOutDocument(TypedDict):
    """Which records are left out, and for what reason."""

    reason: Name
    where: ConditionDocument


class SplitDocument(TypedDict):
    """By what a measure is split, and under what stands what has no value there."""

    path: Name
    missing: Name


class DefinitionDocument(TypedDict):
    """The measure of a figure."""

    form: Annotated[str, rule(enum=[form.value for form in Form])]
    noun: NotRequired[Name]
    dated: NotRequired[Name]
    reads: NotRequired[Annotated[str, rule(enum=[one.value for one in Reads])]]
    where: NotRequired[ConditionDocument]
    hit: NotRequired[ConditionDocument]
    left_out: NotRequired[list[LeftOutDocument]]
    value: NotRequired[Name]
    key: NotRequired[Name]
    by: NotRequired[list[SplitDocument]]
    over: NotRequired[Annotated[list[Name], rule(minItems=2, maxItems=2)]]
    reach: NotRequired[Name]
    at_least: NotRequired[Exact]
    minimum: NotRequired[Annotated[int, rule(minimum=2)]]
    source: NotRequired[str]


def period_document(period: Period) -> PeriodDocument:
    """A period: its first day, and the first day that does not count."""
    return cast(PeriodDocument, plain_period(period))


def number_document(number: int | Decimal | None) -> int | str | None:
    """A count as a number, a sum as a text."""
    return cast("int | str | None", plain_value(number))


def value_document(value: Value) -> int | str | FractionDocument | SpreadDocument | None:
    """The exact value of a figure."""
    return cast("int | str | FractionDocument | SpreadDocument | None", plain_value(value))


def records_document(evidence: Evidence) -> RecordsDocument:
    """The records behind a figure."""
    return {
        "hit": [plain_key(key) for key in evidence.hits],
        "miss": [plain_key(key) for key in evidence.misses],
        "left_out": {reason: [plain_key(key) for key in keys] for reason, keys in evidence.left_out.items()},
    }


def definition_document(measure: Measure) -> DefinitionDocument:
    """The measure of a figure; what it does not use is not there."""
    found: DefinitionDocument = {"form": measure.form.value}
    if measure.noun:
        found |= {"noun": measure.noun, "dated": measure.dated, "reads": measure.reads.value}
        found |= {"where": condition_document(measure.where), "hit": condition_document(measure.hit)}
    if measure.left_out:
        found["left_out"] = [{"reason": reason, "where": condition_document(where)} for reason, where in measure.left_out]
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
        found.setdefault("where", condition_document(measure.where))
    if measure.at_least is not None:
        found["at_least"] = f"{measure.at_least:f}"
    if measure.minimum > 1:
        found["minimum"] = measure.minimum
    if measure.source:
        found["source"] = measure.source
    return found


def condition_document(condition: Condition) -> ConditionDocument:
    """A condition: one member, named by what it asks."""
    match condition:
        case Is():
            return {"is": {"path": condition.path, "values": [_constant(value) for value in condition.values]}}
        case Within():
            within: WithinBody = {"path": condition.path}
            if condition.at_least is not None:
                within["at_least"] = _constant(condition.at_least)
            if condition.over is not None:
                within["over"] = _constant(condition.over)
            if condition.at_most is not None:
                within["at_most"] = _constant(condition.at_most)
            if condition.under is not None:
                within["under"] = _constant(condition.under)
            if condition.in_period:
                within["in_period"] = True
            if condition.contains:
                within["contains"] = condition.contains
            return {"within": within}
        case Has():
            where = condition_document(condition.where)
            has: HasBody = {"noun": condition.noun, "by": condition.by, "where": where, "at_least": condition.at_least}
            if condition.of:
                has["of"] = condition.of
            if condition.also:
                has["also"] = list(condition.also)
            if condition.within:
                has["within"] = condition.within.value
            if condition.every:
                has["every"] = condition.every.value
            return {"has": has}
        case Against():
            against: AgainstBody = {"path": condition.path}
            if condition.since:
                against["since"] = condition.since
            if condition.days is not None:
                against["days"] = condition.days
            if condition.before:
                against["before"] = condition.before
            if condition.same:
                against["same"] = condition.same
            return {"against": against}
        case AllOf():
            whole: AllDocument = {"all": [condition_document(part) for part in condition.parts]}
            if condition.segment:
                whole["segment"] = condition.segment
            return whole
        case AnyOf():
            return {"any": [condition_document(part) for part in condition.parts]}
        case NotOf():
            return {"not": condition_document(condition.part)}


def _constant(value: Constant | None) -> str | int | DateConstant | DecimalConstant | None:
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, Decimal):
        return {"decimal": f"{value:f}"}
    return value
