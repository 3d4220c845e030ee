"""Dues collected, for grassroots: who may be asked by direct debit for what they owe, the file for the bank (pain.008), what the bank sends back
(pain.002, camt.053, camt.054), payment plans, receipts. What follows is proposed, and people decide."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grassroots.builtin.exports import export_of
from grassroots.hooks import Export, Rows, hookimpl
from grassroots.rules.kind import Kind
from grassroots_dues.debit import KIND
from grassroots_dues.orders import DebitOrders
from grassroots_dues.returned import BankFile, is_bank_file
from grassroots_dues.rule import DebitRule

__all__ = ["BankFile", "DebitOrders", "DebitRule", "grassroots_open_export", "grassroots_open_kind", "grassroots_open_rows"]


@hookimpl
def grassroots_open_kind(address: str) -> Kind[Any] | None:
    """Gives the kind of rule `debit`."""
    return KIND if address == "debit" else None


@hookimpl
def grassroots_open_export(address: str, options: Mapping[str, Any]) -> Export | None:
    """Gives the format `pain008` (options `rule`: the debit rule, where there are several; `version`: 08 or 02)."""
    return export_of({"pain008": DebitOrders}, address, options)


@hookimpl(tryfirst=True)
def grassroots_open_rows(address: str, options: Mapping[str, Any]) -> Rows | None:
    """Takes files of XML in which a bank tells what became of debits (pain.002, camt.053, camt.054). Other XML is left to others."""
    path = Path(address)
    return BankFile(path) if address.lower().endswith(".xml") and is_bank_file(path) else None
