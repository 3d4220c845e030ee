"""Reports as JSON: the contract for machines (`grassroots.reports.contract`). One file holds every language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grassroots.hooks import Writer, hookimpl
from grassroots.reports import Rendered, Report


class JsonWriter:
    """Writes `.json`."""

    def write(self, report: Report, rendered: Rendered, target: Path) -> None:
        """Writes the report; the rendered one is not needed, for every language is in it."""
        text = json.dumps(report.to_dict(), ensure_ascii=False, indent=1) + "\n"
        # Half a character that somebody's program left behind is written as JSON writes it, \ud800.
        target.write_bytes(text.encode("utf-8", "backslashreplace"))


@hookimpl
def grassroots_open_writer(address: str, options: Mapping[str, Any]) -> Writer | None:
    """Takes paths that end in `.json`."""
    return JsonWriter() if address.lower().endswith(".json") else None
