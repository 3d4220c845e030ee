"""Word documents for grassroots: reports that are laid out as offices hand them on, with what proves the figures in an annex."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grassroots.hooks import Writer, hookimpl


@hookimpl
def grassroots_open_writer(address: str, options: Mapping[str, Any]) -> Writer | None:
    """Takes paths that end in `.docx`. `template`: a Word document of the office that is filled with what the report has; `fields`:
    instead of the report, the fields that such a document may name."""
    if not address.lower().endswith(".docx"):
        return None
    if options.get("fields"):
        from grassroots_docx.field_list import FieldListWriter

        return FieldListWriter()
    if options.get("template"):
        from grassroots_docx.template import TemplateWriter

        return TemplateWriter(str(options["template"]))
    from grassroots_docx.writer import DocxWriter

    return DocxWriter()
