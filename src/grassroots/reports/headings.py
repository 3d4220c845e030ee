"""What stands at the head of a row, a column or a bar."""

from __future__ import annotations

from datetime import date
from typing import Literal, NotRequired, TypedDict, cast

from attrs import frozen

from grassroots.charter import Measure
from grassroots.figures.grid import Line
from grassroots.reports.documents import Text
from grassroots.reports.filled import Filled
from grassroots.reports.labels import split_label, text_in, unit_name
from grassroots.reports.words import period_text, word
from grassroots.texts import month_name
from grassroots.values import Language, Period, UnitId

HeadingKind = Literal["measure", "unit", "month", "word", "rest", "total", "value"]


class HeadingDocument(TypedDict):
    """What a row or a column stands for."""

    kind: HeadingKind
    value: NotRequired[str]
    path: NotRequired[str]
    label: Text


@frozen
class Heading:
    """What a row, a column or a bar stands for: a `measure`, a `unit`, a `month` (its first day), a `word` of the split at `path`, the
    `rest` of the units, the `total` of the others, or the `value` itself."""

    kind: HeadingKind
    value: str = ""
    path: str = ""

    @classmethod
    def of(cls, line: Line) -> Heading:
        """The heading of a line of a grid."""
        if line.cell is not None:
            return cls("word", line.cell[1], line.cell[0])
        if line.period is not None:
            return cls("month", line.period.start.isoformat())
        if line.axis in ("unit", "measure"):
            return cls(cast(HeadingKind, line.axis), line.unit or line.measure)
        return cls("rest" if line.axis == "rest" else "value")

    def text(self, report: Filled, measure: Measure | None, language: Language) -> str:
        """What it says; of a word, in the splits of a measure."""
        match self.kind:
            case "measure":
                return text_in(report.charter.measure(self.value).labels, language)
            case "unit":
                return unit_name(report.units.get(UnitId(self.value)), self.value, language)
            case "month":
                start = date.fromisoformat(self.value)
                return period_text(Period.month(start.year, start.month), language)
            case "word" if measure is not None:
                return split_label(report.charter, measure, self.path, self.value, language, report.units)
            case kind:
                return word(kind, language)

    def short(self, language: Language) -> str:
        """A month along an axis, without its year."""
        return month_name(date.fromisoformat(self.value), language)

    def to_dict(self, report: Filled, measure: Measure | None) -> HeadingDocument:
        """As the contract for machines has it."""
        label = {language: self.text(report, measure, language) for language in report.charter.languages}
        members = {"kind": self.kind, "value": self.value, "path": self.path, "label": label}
        return cast(HeadingDocument, {name: member for name, member in members.items() if member})
