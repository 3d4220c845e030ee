"""The doors, in the order of `hooks`: what goes through each, and what an adapter must have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from attrs import frozen

from grassroots.charter.work_calendar import WorkCalendar
from grassroots.figures.engine import Engine
from grassroots.hooks import Channel, Export, Rows, Writer
from grassroots.plugins.promised import promises
from grassroots.store import Store


@frozen(kw_only=True)
class Door:
    """A door. `does`: what its adapters do with an address, for who finds none. `protocol`: what an adapter must do. `named`: whether an address is a name,
    which tells by its beginning whose it is; else it is a path, and tells by its ending. `once`: whether nobody else is asked about an address that
    somebody took, since asking may make something."""

    does: str
    protocol: type | None = None
    named: bool = False
    once: bool = False

    @property
    def methods(self) -> tuple[str, ...]:
        """What an adapter must have."""
        return () if self.protocol is None else tuple(promises(self.protocol))

    def to_install(self, address: str) -> str:
        """The distribution that takes such an address; empty if none is known."""
        ending = Path(address).suffix.lower()
        if ending in WRITTEN and self.does != "writes":
            return ""
        if self.protocol is Engine and address.startswith(COUNTING):
            return "grassroots-ibis"
        fits = address.startswith if self.named else ending.__eq__
        return next((distribution for key, distribution in INSTALL.items() if fits(key)), "")


DOORS: Mapping[str, Door] = MappingProxyType(
    {
        "grassroots_open_rows": Door(does="reads", protocol=Rows),
        "grassroots_open_store": Door(does="keeps records at", protocol=Store, named=True, once=True),
        "grassroots_open_channel": Door(does="sends to", protocol=Channel, named=True),
        "grassroots_open_writer": Door(does="writes", protocol=Writer),
        "grassroots_open_export": Door(does="exports as", protocol=Export, named=True),
        "grassroots_open_charter": Door(does="has the charter", named=True),
        "grassroots_open_calendar": Door(does="has the calendar", protocol=WorkCalendar, named=True),
        "grassroots_open_kind": Door(does="has the kind of rule", named=True),
        "grassroots_open_engine": Door(does="counts for", protocol=Engine, named=True, once=True),
    }
)
"""The hook of each door → the door."""

INSTALL: Mapping[str, str] = MappingProxyType(
    {
        "apsw:": "grassroots-apsw",
        ".xlsx": "grassroots-xlsx",
        ".xlsm": "grassroots-xlsx",
        ".xls": "grassroots-xlsx",
        ".ods": "grassroots-xlsx",
        ".docx": "grassroots-docx",
        ".pdf": "grassroots-pdf",
        "cn-": "grassroots-charters-cn",
        "popolo": "grassroots-popolo",
        "pain008": "grassroots-dues",
        "debit": "grassroots-dues",
        "open311": "grassroots-charters-open311",
        "apprise:": "grassroots-notify",
        "holidays:": "grassroots-calendar",
        "figures": "grassroots-columns",
        "metricflow": "grassroots-ibis",
        "postgres": "grassroots-sql",
    }
)
"""Which distribution takes what: the ending of a path, or the beginning of a name or an address."""

COUNTING = ("duckdb", "postgres", "spark")
"""How the addresses of databases begin that count."""

WRITTEN = frozenset({".docx", ".pdf"})
"""What is written only: nobody reads ledgers from it."""


def told_address(address: str) -> str:
    """An address as it may be told and logged: without the password that it may hold.

    >>> told_address("postgresql://office:secret@host/database"), told_address("street.db")
    ('postgresql://office:...@host/database', 'street.db')
    """
    return _PASSWORD.sub(r"\1\2...", address)


def file_of(address: str | Path) -> Path:
    """The file of which an address speaks that names one, whichever adapter is to open it.

    >>> file_of("street.db") == file_of("sqlite:street.db") == Path("street.db")
    True
    """
    return Path(_SCHEME.sub("", str(address)))


_SCHEME = re.compile(r"^[a-z]{2,}:(?!//)")
_PASSWORD = re.compile(r"(://[^:/?#@]*:).+(?=@)|([?&](?:ssl)?password=)[^&]*", re.IGNORECASE)
