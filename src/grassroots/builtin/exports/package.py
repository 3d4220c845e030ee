"""The ledgers as a Data Package (Frictionless, version 1): a ZIP file of tables as CSV, with a description that programs read and check them by."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from attrs import frozen

from grassroots.builtin.csv import written
from grassroots.leaving import Filed, Leaving

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,4})?", re.ASCII)
_THE_SAME_ALWAYS = (1980, 1, 1, 0, 0, 0)


@frozen
class Package:
    """Every ledger that holds something, as the office keeps it: its tables are taken in again as they are.

    The type of a column is one that holds of all that stands in it: days, numbers where the ledger has numbers, words of a list, else text. A key is
    named where it tells the rows apart, and where a column leads to other rows only where all of it does.
    """

    ending = ".zip"

    def write(self, leaving: Leaving, target: Path) -> None:
        """Writes the package."""
        described = {
            "profile": "tabular-data-package",
            "name": re.sub(r"[^a-z0-9._-]", "-", leaving.charter.id.lower()),
            "title": leaving.charter.labels.get(leaving.language) or leaving.charter.id,
            "created": f"{leaving.day}T00:00:00Z",
            "resources": [_resource(one, leaving.ledgers) for one in leaving.some(leaving.ledgers)],
        }
        files = {"datapackage.json": json.dumps(described, ensure_ascii=False, indent=1) + "\n"}
        files |= {_file(one): written(one.sheet) for one in leaving.ledgers}
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
            for name, text in files.items():
                package.writestr(zipfile.ZipInfo(name, _THE_SAME_ALWAYS), text.encode(), zipfile.ZIP_DEFLATED)


def _file(one: Filed) -> str:
    return f"{one.name}.csv"


def _resource(one: Filed, others: tuple[Filed, ...]) -> Mapping[str, Any]:
    schema: dict[str, Any] = {"fields": list(_fields(one)), "missingValues": [""]}
    if one.key and _apart(one, one.key):
        schema["primaryKey"] = list(one.key)
    if leads := list(_leads(one, {other.name: other for other in others})):
        schema["foreignKeys"] = leads
    return {
        "profile": "tabular-data-resource",
        "name": one.name.replace("_", "-"),
        "title": one.sheet.name,
        "path": _file(one),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _fields(one: Filed) -> Iterator[Mapping[str, Any]]:
    choices, notes = dict(one.sheet.choices), dict(one.sheet.notes)
    for heading in one.sheet.headings:
        cells = _column(one, heading)
        limits: dict[str, Any] = {"required": True} if heading in one.sheet.needed and all(cells) else {}
        if heading in choices and {*cells} - {""} <= {*choices[heading]}:
            limits["enum"] = list(choices[heading])
        told = {
            "name": heading,
            "type": _type(heading, [cell for cell in cells if cell], one),
            "description": notes.get(heading),
            "constraints": limits,
        }
        yield {name: value for name, value in told.items() if value}


def _type(heading: str, cells: list[str], one: Filed) -> str:
    """What all cells of a column are."""
    if heading in one.sheet.numbers and all(map(_NUMBER.fullmatch, cells)):
        return "number" if any("." in cell for cell in cells) else "integer"
    return "date" if (cells or heading in one.sheet.days) and all(map(_is_day, cells)) else "string"


def _is_day(cell: str) -> bool:
    try:
        return bool(_DAY.fullmatch(cell)) and bool(date.fromisoformat(cell))
    except ValueError:
        return False


def _leads(one: Filed, others: Mapping[str, Filed]) -> Iterator[Mapping[str, Any]]:
    for heading, ledgers in one.leads.items():
        cells = {*_column(one, heading)} - {""}
        for name in ledgers:
            other = others.get(name)
            if (
                cells
                and other
                and len(other.key) == 1
                and _apart(other, other.key)
                and cells <= {*_column(other, other.key[0])}
            ):
                resource = "" if name == one.name else name.replace("_", "-")
                yield {"fields": heading, "reference": {"resource": resource, "fields": other.key[0]}}
                break


def _apart(one: Filed, headings: tuple[str, ...]) -> bool:
    """Whether the cells of some columns are there and tell the rows apart."""
    keys = [*zip(*(_column(one, heading) for heading in headings), strict=True)]
    return all(all(key) for key in keys) and len({*keys}) == len(keys)


def _column(one: Filed, heading: str) -> list[str]:
    place = one.sheet.headings.index(heading)
    return [row[place] for row in one.sheet.rows]
