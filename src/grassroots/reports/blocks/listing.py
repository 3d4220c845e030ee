"""The records behind a figure, one by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, TypedDict

from attrs import field, frozen

from grassroots.charter import Labels, Listing
from grassroots.reports.blocks.kind import block_kind
from grassroots.reports.documents import Count, Name, Text
from grassroots.reports.filled import Filled
from grassroots.reports.filling import Filling
from grassroots.reports.labels import text_in
from grassroots.reports.listed import Listed, column_label
from grassroots.reports.rendered import Cell, Grid, Paragraph, Run
from grassroots.reports.schema import rule
from grassroots.reports.words import word
from grassroots.values import Language


class ColumnDocument(TypedDict):
    """A column: the path of what it tells, and what it is called."""

    path: Name
    label: Text


class ListBody(TypedDict):
    """Records of a figure, a row each; `more`: how many are not told."""

    caption: dict[str, str]
    figure: Name
    columns: list[ColumnDocument]
    rows: list[list[Annotated[dict[str, str], rule(description="What stands there, by language; empty: nothing.")]]]
    more: Count


class ListDocument(TypedDict):
    """A block that is a list of records."""

    list: ListBody


@block_kind(Listing, ListDocument)
@frozen(kw_only=True)
class RecordTable:
    """Records of a figure: what is told of each, in every language."""

    labels: Labels = field(hash=False)
    figure: str
    noun: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Mapping[Language, str], ...], ...] = field(hash=False)
    more: int
    sentence: bool

    @classmethod
    def fill(cls, filling: Filling, listing: Listing) -> RecordTable | None:
        """Finds the records, in order, as far as the profile and the purpose of the reader open them; None where there is none."""
        measure = filling.charter.measure(listing.measure)
        name = filling.whole(measure)
        listed = Listed(filling, measure.population, listing.consent)
        columns = tuple(path for path in listing.columns if listed.opens(path) or listing.consent)
        found = listed.records(filling.evidence(measure), listing.of)
        found = listed.ordered(found, listing.order)
        rows = [tuple(listed.cell(record, path) for path in columns) for record in found[: listing.most]]
        if not rows or not columns:
            return None
        return cls(
            labels=listing.labels,
            figure=name,
            noun=measure.population,
            columns=columns,
            rows=tuple(rows),
            more=len(found) - len(rows) + listed.kept_back,
            sentence=listing.sentence,
        )

    def render(self, report: Filled, language: Language) -> Grid | Paragraph:
        """The records in one language: a table, or a sentence."""
        more = word("more-listed", language, count=self.more) if self.more else ""
        if self.sentence:
            colon, semicolon, comma = (word(code, language) for code in ("colon", "semicolon", "comma"))
            told = semicolon.join(comma.join(filter(None, (cell[language] for cell in row))) for row in self.rows)
            title = text_in(self.labels, language)
            return Paragraph(
                (Run((title + colon if title else "") + told + (semicolon + more if more else "") + word("stop", language)),)
            )
        none = word("nothing", language)
        return Grid(
            caption=text_in(self.labels, language),
            headings=tuple(Cell(column_label(report.charter, self.noun, path, language)) for path in self.columns),
            rows=tuple(tuple(Cell(cell[language] or none) for cell in row) for row in self.rows),
            about=(self.figure,),
            notes=(more,) if more else (),
            words=True,
        )

    def to_dict(self, report: Filled) -> ListDocument:
        """The records in every language."""
        languages = report.charter.languages
        columns: list[ColumnDocument] = [
            {
                "path": path,
                "label": {language: column_label(report.charter, self.noun, path, language) for language in languages},
            }
            for path in self.columns
        ]
        rows = [[{language: text for language, text in cell.items() if text} for cell in row] for row in self.rows]
        return {
            "list": {"caption": dict(self.labels), "figure": self.figure, "columns": columns, "rows": rows, "more": self.more}
        }
