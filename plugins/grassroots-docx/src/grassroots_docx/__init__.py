"""Word documents for grassroots: reports that are laid out as offices hand them on, with what proves the figures in an annex."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grassroots.hooks import Writer, hookimpl


@hookimpl
def grassroots_open_writer(address: str, options: Mapping[str, Any]) -> Writer | None:
    """Takes paths that end in `.docx`."""
    if not address.lower().endswith(".docx"):
        return None
    from grassroots_docx.writer import DocxWriter

    return DocxWriter()
