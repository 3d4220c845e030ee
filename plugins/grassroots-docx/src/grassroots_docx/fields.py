"""What a Word template of the office may name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import frozen

from grassroots.reports import Grid, Heading, Paragraph, Rendered, Report
from grassroots.reports.labels import part_text


@frozen
class Field:
    """A figure in a template: its text, and by a dot its parts."""

    report: Report
    name: str
    language: str

    def __str__(self) -> str:
        return part_text(self.report.figures[self.name], "", self.language)

    def __getattr__(self, part: str) -> Any:
        if part.startswith("_"):
            raise AttributeError(part)
        name = f"{self.name}.{part}"
        if name in self.report.figures:
            return Field(self.report, name, self.language)
        try:
            return part_text(self.report.figures[self.name], part, self.language)
        except KeyError:
            raise AttributeError(part) from None


def fields_of(report: Report, rendered: Rendered) -> Iterator[tuple[str, Any]]:
    """The fields of a template: the figures by their names, what a paper bears, the sections and the tables."""
    for name in report.figures:
        if name.isidentifier():
            yield name, Field(report, name, rendered.language)
    letter = rendered.letter
    yield from (("title", rendered.title), ("office", letter.issuer), ("number", letter.number))
    yield from (("addressee", letter.addressee), ("day", letter.day))
    yield (
        "sections",
        [
            {
                "title": section.title,
                "paragraphs": [block.text for block in section.blocks if isinstance(block, Paragraph | Heading)],
            }
            for section in rendered.sections
        ],
    )
    grids = [block for section in rendered.sections for block in section.blocks if isinstance(block, Grid)]
    yield "tables", {grid.caption: [[cell.text for cell in row] for row in grid.rows] for grid in grids}
