"""Word templates of the office: staff lay out the paper, and write the names of figures where these belong."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grassroots.errors import InvalidArgument
from grassroots.problems import Problem, nearest
from grassroots.reports import Rendered, Report
from grassroots_docx.fields import fields_of
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

        fields = dict(fields_of(report, rendered))
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
