"""Our own formats in which records leave: calendars, cards, tables with their description, maps, votes, linked data."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import attrs

from grassroots.errors import InvalidArgument
from grassroots.hooks import Export, hookimpl
from grassroots.problems import Problem

__all__ = ["FORMATS", "export_of", "grassroots_open_export"]

FORMATS: Mapping[str, tuple[str, str]] = {
    "icalendar": ("icalendar", "Calendar"),
    "vcard": ("vcard", "Cards"),
    "datapackage": ("package", "Package"),
    "geojson": ("areas", "Areas"),
    "pabulib": ("votes", "PabulibFile"),
    "org": ("organization", "Organization"),
}
"""The formats by name: the module that has each, which is loaded when somebody asks for it, and its class."""


@hookimpl
def grassroots_open_export(address: str, options: Mapping[str, Any]) -> Export | None:
    """Gives the formats `icalendar`, `vcard`, `datapackage`, `geojson`, `pabulib` (option `vote`) and `org` (option `base`)."""
    if address not in FORMATS:
        return None
    module, name = FORMATS[address]
    return export_of({address: getattr(import_module(f"{__name__}.{module}"), name)}, address, options)


def export_of(formats: Mapping[str, type[Export]], name: str, options: Mapping[str, Any]) -> Export | None:
    """The format of a name, with its options; None where there is none of that name.

    Args:
        formats: attrs classes by name, whose fields are their options.
        name: what is asked for.
        options: what was given.

    Raises:
        InvalidArgument: the format has no such option.
    """
    found: Any = formats.get(name)
    if found is None:
        return None
    known = [one.name for one in attrs.fields(found)]
    if unknown := sorted(set(options) - set(known)):
        details = {"format": name, **({"known": tuple(known)} if known else {})}
        raise InvalidArgument.of(
            Problem("export-option" if known else "export-no-options", value=", ".join(unknown), details=details)
        )
    export: Export = found(**options)
    return export
