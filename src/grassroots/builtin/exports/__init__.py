"""Our own formats in which records leave: calendars, cards, tables with their description, maps, votes, linked data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from grassroots.builtin.exports.areas import Areas
from grassroots.builtin.exports.icalendar import Calendar, calendar_of
from grassroots.builtin.exports.organization import Organization
from grassroots.builtin.exports.package import Package
from grassroots.builtin.exports.vcard import Cards
from grassroots.builtin.exports.votes import PabulibFile
from grassroots.errors import InvalidArgument
from grassroots.hooks import Export, hookimpl
from grassroots.problems import Problem

__all__ = ["FORMATS", "calendar_of", "export_of", "grassroots_open_export"]

FORMATS: Mapping[str, type[Export]] = {
    "icalendar": Calendar,
    "vcard": Cards,
    "datapackage": Package,
    "geojson": Areas,
    "pabulib": PabulibFile,
    "org": Organization,
}
"""The formats by name."""


@hookimpl
def grassroots_open_export(address: str, options: Mapping[str, Any]) -> Export | None:
    """Gives the formats `icalendar`, `vcard`, `datapackage`, `geojson`, `pabulib` (option `vote`) and `org` (option `base`)."""
    return export_of(FORMATS, address, options)


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
