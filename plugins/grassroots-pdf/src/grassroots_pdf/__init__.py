"""PDF documents for grassroots: reports that are laid out as offices hand them on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grassroots.hooks import Writer, hookimpl


@hookimpl
def grassroots_open_writer(address: str, options: Mapping[str, Any]) -> Writer | None:
    """Takes paths that end in `.pdf`. `fonts`: a folder with fonts, for a machine that has none for the language."""
    if not address.lower().endswith(".pdf"):
        return None
    from grassroots_pdf.writer import PdfWriter

    return PdfWriter(str(options.get("fonts") or ""))
