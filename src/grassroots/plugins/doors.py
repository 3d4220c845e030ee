"""The doors, in the order of `hooks`: what goes through each, and what an adapter must have."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from attrs import frozen


@frozen(kw_only=True)
class Door:
    """A door. `does`: what its adapters do with an address, for who finds none. `methods`: what an adapter must have. `named`: whether an address is a name,
    which tells by its beginning whose it is; else it is a path, and tells by its ending."""

    does: str
    methods: tuple[str, ...] = ()
    named: bool = False

    def to_install(self, address: str) -> str:
        """The distribution that takes such an address; empty if none is known."""
        ending = Path(address).suffix.lower()
        if ending in WRITTEN and self.does != "writes":
            return ""
        fits = address.startswith if self.named else ending.__eq__
        return next((distribution for key, distribution in INSTALL.items() if fits(key)), "")


_STORE = ("append", "head", "head_at", "read", "scan", "since", "redact", "columns", "lease", "sent", "failed", "close")

DOORS: Mapping[str, Door] = MappingProxyType(
    {
        "grassroots_open_rows": Door(does="reads", methods=("tables", "write")),
        "grassroots_open_store": Door(does="keeps records at", methods=_STORE, named=True),
        "grassroots_open_channel": Door(does="sends to", methods=("send",), named=True),
        "grassroots_open_writer": Door(does="writes", methods=("write",)),
        "grassroots_open_export": Door(does="exports as", methods=("write",), named=True),
        "grassroots_open_charter": Door(does="has the charter", named=True),
        "grassroots_open_calendar": Door(does="has the calendar", methods=("kind",), named=True),
        "grassroots_open_kind": Door(does="has the kind of rule", named=True),
        "grassroots_open_engine": Door(does="counts for", methods=("over",), named=True),
    }
)
"""The hook of each door → the door."""

INSTALL: Mapping[str, str] = MappingProxyType(
    {
        ".xlsx": "grassroots-xlsx",
        ".xlsm": "grassroots-xlsx",
        ".xls": "grassroots-xlsx",
        ".ods": "grassroots-xlsx",
        ".docx": "grassroots-docx",
        ".pdf": "grassroots-pdf",
        "cn-": "grassroots-charters-cn",
        "popolo": "grassroots-popolo",
        "open311": "grassroots-charters-open311",
        "apprise:": "grassroots-notify",
        "holidays:": "grassroots-calendar",
        "figures": "grassroots-columns",
        "postgres": "grassroots-sql",
    }
)
"""Which distribution takes what: the ending of a path, or the beginning of a name or an address."""

WRITTEN = frozenset({".docx", ".pdf"})
"""What is written only: nobody reads ledgers from it."""
