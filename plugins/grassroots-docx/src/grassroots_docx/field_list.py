"""The fields that a Word template may name, as a document from which they are copied."""

from __future__ import annotations

from pathlib import Path

import attrs

from grassroots.reports import Cell, Grid, Rendered, RenderedSection, Report
from grassroots.texts import catalogue
from grassroots_docx.fields import Fields
from grassroots_docx.writer import DocxWriter


class FieldListWriter:
    """Writes, instead of a report, the fields that a template of it may name, each with what stands there today."""

    def write(self, report: Report, rendered: Rendered, target: Path) -> None:
        """Writes the fields in one language."""

        def say(code: str, **details: str) -> str:
            return catalogue("grassroots_docx").say(code, rendered.language, **details)

        sections = []
        for code, listed in Fields.of(report, rendered).listed():
            heads = (Cell(say("field")), *([Cell(say("now"))] if any(text for _, text in listed) else []))
            rows = tuple(tuple(Cell(text) for text in (f"{{{{ {name} }}}}", said)[: len(heads)]) for name, said in listed)
            sections.append(RenderedSection(say(code), (Grid(caption="", headings=heads, rows=rows, words=True),)))
        told = attrs.evolve(
            report.render(rendered.language, proof="none", style="plain"),
            title=say("fields", title=rendered.label or rendered.title),
            sections=tuple(sections),
            figures=(),
            notes=(say("fields-how"),),
        )
        DocxWriter().write(report, told, target)
