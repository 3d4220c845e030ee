"""Dues collected, for grassroots: who may be asked by direct debit for what they owe, the file for the bank (pain.008), what the bank sends back
(pain.002, camt.053, camt.054), payment plans, receipts. What follows is proposed, and people decide."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pluggy

if TYPE_CHECKING:
    from grassroots.hooks import Export, Rows
    from grassroots.rules.kind import Kind
    from grassroots_dues.orders import DebitOrders
    from grassroots_dues.returned import BankFile
    from grassroots_dues.rule import DebitRule

__all__ = ["BankFile", "DebitOrders", "DebitRule", "grassroots_open_export", "grassroots_open_kind", "grassroots_open_rows"]

# Every help of the command line asks this package for its command: the rest, and `grassroots.hooks` with the whole library, is loaded when it is asked for.
hookimpl = pluggy.HookimplMarker("grassroots")
_WHERE = {"BankFile": "returned", "DebitOrders": "orders", "DebitRule": "rule"}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)


@hookimpl
def grassroots_open_kind(address: str) -> Kind[Any] | None:
    """Gives the kind of rule `debit`."""
    if address != "debit":
        return None
    from grassroots_dues.debit import KIND

    return KIND


@hookimpl
def grassroots_open_export(address: str, options: Mapping[str, Any]) -> Export | None:
    """Gives the format `pain008` (options `rule`: the debit rule, where there are several; `presented`: the day on which it was handed over, where there are
    several; `version`: 08 or 02)."""
    from grassroots.builtin.exports import export_of
    from grassroots_dues.orders import DebitOrders

    return export_of({"pain008": DebitOrders}, address, options)


@hookimpl(tryfirst=True)
def grassroots_open_rows(address: str, options: Mapping[str, Any]) -> Rows | None:
    """Takes files of XML in which a bank tells what became of debits (pain.002, camt.053, camt.054). Other XML is left to others."""
    if not address.lower().endswith(".xml"):
        return None
    from grassroots_dues.returned import BankFile, is_bank_file

    path = Path(address)
    return BankFile(path) if is_bank_file(path) else None
