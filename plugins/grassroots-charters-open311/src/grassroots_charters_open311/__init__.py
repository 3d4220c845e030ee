"""A charter for grassroots: `open311-city`, service requests by Open311 GeoReport v2; and its JSON, read as tables."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import frozen

from grassroots.builtin.charters import charter_of
from grassroots.builtin.exports import export_of
from grassroots.errors import HasProblems, InvalidArgument
from grassroots.hooks import CharterFiles, Export, Rows, hookimpl
from grassroots.ledgers.table import Row, Sheet, Table, digest_of, read_whole
from grassroots.problems import Problem
from grassroots.values import Source

__all__ = ["JsonRows", "grassroots_open_charter", "grassroots_open_export", "grassroots_open_rows"]


@hookimpl
def grassroots_open_charter(address: str, options: Mapping[str, Any]) -> CharterFiles | None:
    """Gives the files of `open311-city`, and None for any other name.

    >>> found = grassroots_open_charter("open311-city", {})
    >>> found.name, "charter.toml" in found.files
    ('open311-city', True)
    """
    return charter_of(__name__, address, ("open311-city",))


@hookimpl
def grassroots_open_rows(address: str, options: Mapping[str, Any]) -> Rows | None:
    """Takes paths that end in `.json`: a list of requests or services, as the interface gives it."""
    return JsonRows(Path(address)) if address.lower().endswith(".json") else None


@hookimpl
def grassroots_open_export(address: str, options: Mapping[str, Any]) -> Export | None:
    """Gives the formats `open311` and `open311-services`, and None for any other name. No options."""
    if not address.startswith("open311"):
        return None
    from grassroots_charters_open311.export import Requests, Services

    return export_of({"open311": Requests, "open311-services": Services}, address, options)


@frozen
class JsonRows:
    """A JSON file with one list of objects, read as a table: one row an object, one column a key; `extended_attributes` become columns of their own.

    Times keep their offset: they become the city's own time by the zone that a calendar of its charter names. A closed request gets `closed_datetime`, the time of its last change.
    """

    path: Path

    def tables(self) -> Iterator[Table]:
        """The one table; its rows are numbered as the objects are, the headings being row 1.

        Raises:
            NotFound: there is no such file.
            HasProblems: it is no JSON, or no list of objects.
        """
        data = read_whole(self.path)
        name = self.path.name
        found = [_flat(one) for one in _objects(data, name)]
        headings = list(dict.fromkeys(key for one in found for key in one))
        rows = [Row(tuple(headings), Source(name, row=1))] if headings else []
        rows += [Row(tuple(one.get(key, "") for key in headings), Source(name, row=at)) for at, one in enumerate(found, 2)]
        yield Table(file=name, sheet="", rows=iter(rows), encoding="utf-8", digest=digest_of(data))

    def write(self, sheets: Sequence[Sheet]) -> None:
        """Writes one table as a list of objects. The same table gives the same bytes.

        Raises:
            InvalidArgument: there is not exactly one table.
        """
        if len(sheets) != 1:
            raise InvalidArgument(f"{self.path.name} holds one table, not {len(sheets)}: write each to a file of its own")
        objects = [dict(zip(sheets[0].headings, row, strict=True)) for row in sheets[0].rows]
        self.path.write_text(json.dumps(objects, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _objects(data: bytes, name: str) -> list[dict[str, Any]]:
    try:
        text = data.decode("utf-8-sig")
        found = _loaded(text)
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise _refused(name, "not-json") from None
    lists = list(_lists_in(found))
    if len(lists) != 1:
        raise _refused(name, "several-lists" if lists else "not-open311")
    return lists[0]


def _loaded(text: str) -> Any:
    """What stands in a file: one value, or one a line."""
    try:
        return json.loads(text, parse_float=str, parse_int=str)
    except ValueError:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2:
            raise
        return [json.loads(line, parse_float=str, parse_int=str) for line in lines]


_DEEP = 3
"""So deep servers wrap a list of objects."""


def _lists_in(found: Any, depth: int = 0) -> Iterator[list[dict[str, Any]]]:
    """The lists of objects in a value, none within another one."""
    if isinstance(found, list) and (found or not depth) and all(isinstance(one, dict) for one in found):
        yield found
    elif isinstance(found, dict) and depth < _DEEP:
        for one in found.values():
            yield from _lists_in(one, depth + 1)


def _refused(name: str, code: str) -> HasProblems:
    problem = Problem(f"grassroots_charters_open311:{code}", source=Source(name))
    return HasProblems(f"{name} cannot be read", (problem,))


def _flat(one: dict[str, Any]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for key, value in one.items():
        if key == "extended_attributes" and isinstance(value, dict):
            cells |= {f"{key}.{inner}": _cell(known) for inner, known in value.items()}
        else:
            cells[key] = _cell(value)
    if cells.get("status", "").casefold() == "closed" and cells.get("updated_datetime"):
        cells.setdefault("closed_datetime", cells["updated_datetime"])
    return cells


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
