"""Word templates of the office: staff lay out the paper, and write the names of figures where these belong."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from grassroots.errors import InvalidArgument
from grassroots.problems import Problem, nearest
from grassroots.reports import Grid, Heading, Paragraph, Rendered, Report
from grassroots.reports.labels import part_text
from grassroots_docx.writer import settled


class TemplateWriter:
    """Fills a Word document of the office with the figures of a report.

    `{{ opinions }}`, `{{ opinions.solved }}`, `{{ answered.percent }}` are figures as they stand in sentences, `{{ title }}`, `{{ office }}`, `{{ number }}`,
    `{{ addressee }}` and `{{ day }}` what an official paper bears; `{% for section in sections %}` gives each with its `title` and its `paragraphs`, and
    `{% for row in tables["CAPTION"] %}` the rows of a table.
    """

    def __init__(self, template: str) -> None:
        self.template = template

    def write(self, report: Report, rendered: Rendered, target: Path) -> None:
        """Writes the report in one language, in the layout of the template.

        Raises:
            InvalidArgument: the template is no Word document, cannot be read as a template, or names what the report does not have.
        """
        from docx.opc.exceptions import PackageNotFoundError
        from docxtpl import DocxTemplate
        from jinja2 import StrictUndefined, TemplateError, UndefinedError
        from jinja2.sandbox import SandboxedEnvironment

        fields = dict(_fields(report, rendered))
        made = io.BytesIO()
        try:
            filled = DocxTemplate(self.template)
            filled.render(fields, jinja_env=SandboxedEnvironment(undefined=StrictUndefined, autoescape=True), autoescape=True)
            filled.save(made)
        except UndefinedError as error:
            raise _refused("grassroots_docx:field", self.template, str(error), fields) from None
        except TemplateError as error:
            raise _refused("grassroots_docx:template", self.template, str(error), fields) from None
        except (OSError, KeyError, ValueError, PackageNotFoundError) as error:
            raise _refused("grassroots_docx:no-template", self.template, type(error).__name__, fields) from None
        target.write_bytes(settled(made.getvalue()))


def _refused(code: str, template: str, told: str, fields: Mapping[str, Any]) -> InvalidArgument:
    named = told.split("'")[1] if told.count("'") >= 2 else ""
    known = [*nearest(named, fields)] if named else []
    problem = Problem(code, value=template, details={"told": told, "known": known or list(fields)[:5]})
    return InvalidArgument.of(problem)


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


def _fields(report: Report, rendered: Rendered) -> Iterator[tuple[str, Any]]:
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
