"""Workbooks for grassroots: ledgers in (XLSX, XLS, ET, ODS), templates with drop-down lists and reports out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grassroots.hooks import Rows, Writer, hookimpl


@hookimpl
def grassroots_open_rows(address: str, options: Mapping[str, Any]) -> Rows | None:
    """Takes paths that end in `.xlsx`, `.xlsm`, `.xls`, `.et` or `.ods`. What a file is, its bytes say, not its name."""
    if not address.lower().endswith((".xlsx", ".xlsm", ".xls", ".et", ".ods")):
        return None
    from pathlib import Path

    from grassroots_xlsx.rows import WorkbookRows

    return WorkbookRows(Path(address), apart=True)


@hookimpl
def grassroots_open_writer(address: str, options: Mapping[str, Any]) -> Writer | None:
    """Takes paths that end in `.xlsx`."""
    if not address.lower().endswith(".xlsx"):
        return None
    from grassroots_xlsx.writer import XlsxWriter

    return XlsxWriter()
