"""Popolo JSON as tables: one a collection, one row an object, one column a key; what is embedded in an object becomes a row of its own collection."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import frozen

from grassroots.errors import HasProblems, InvalidArgument, NotFound
from grassroots.ledgers.table import Row, Sheet, Table, digest_of, read_whole
from grassroots.problems import Problem
from grassroots.values import Source

COLLECTIONS = (
    "organizations",
    "areas",
    "persons",
    "posts",
    "memberships",
    "events",
    "motions",
    "vote_events",
    "counts",
    "votes",
)
"""In the order in which they build on one another."""
_ONE = {"person": "persons", "organization": "organizations", "post": "posts", "area": "areas", "motion": "motions"}
"""Keys under which one object is embedded; its id then stands under `KEY_id`."""
_OWNER = {"organizations": "organization_id", "persons": "person_id", "posts": "post_id", "vote_events": "vote_event_id"}
_SAME = {"people": "persons", "vote_event": "vote_events"}
_WHOLE = re.compile(r"\d{4}-\d{2}-\d{2}.*", re.ASCII | re.DOTALL)
_BEGUN = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2}.*)?)?", re.ASCII | re.DOTALL)
"""Of a membership the first and the last day may be known by year or month alone."""
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)", re.ASCII)
_DAYS = ("start_date", "end_date", "founding_date", "dissolution_date", "date")


def is_popolo(path: Path) -> bool:
    """Whether a file holds an object with collections of Popolo."""
    try:
        with path.open("rb") as file:
            if not file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
                return False
        found = json.loads(read_whole(path).decode("utf-8-sig"))
    except HasProblems:
        # Too large for any reader: `tables` says so.
        return True
    except (OSError, NotFound, ValueError, RecursionError):
        return False
    return any(isinstance(found.get(name), list) for name in (*COLLECTIONS, *_SAME))


@frozen
class PopoloRows:
    """A file of Popolo. A day of which only the year or month is known stands in a column of its own (`founding_date.partial`), beside the whole ones,
    but for the days of memberships, which may be so."""

    path: Path

    def tables(self) -> Iterator[Table]:
        """The collections that are there; rows are numbered as the objects are, the headings being row 1.

        Raises:
            NotFound: there is no such file.
            HasProblems: it is no Popolo.
        """
        name = self.path.name
        data = read_whole(self.path)
        try:
            found = json.loads(data.decode("utf-8-sig"), parse_float=str, parse_int=str)
            flat = {name: [_flat(one, name) for one in objects] for name, objects in _collected(found).items()}
        except (ValueError, RecursionError, TypeError, AttributeError) as error:
            problem = Problem("grassroots_popolo:not-popolo", source=Source(name), value=type(error).__name__)
            raise HasProblems(f"{name} cannot be read", (problem,)) from error
        digest = digest_of(data)
        for collection in COLLECTIONS:
            objects = flat.get(collection, [])
            headings = list(dict.fromkeys(key for one in objects for key in one))
            if headings:
                rows = [Row(tuple(headings), Source(name, collection, 1))]
                rows += [
                    Row(tuple(one.get(key, "") for key in headings), Source(name, collection, at))
                    for at, one in enumerate(objects, 2)
                ]
                yield Table(file=name, sheet=collection, rows=iter(rows), encoding="utf-8", digest=digest)

    def write(self, sheets: Sequence[Sheet]) -> None:
        """Writes tables as collections, named after their sheets. The same tables give the same bytes.

        Raises:
            InvalidArgument: a sheet is called otherwise than a collection.
        """
        if unknown := [sheet.name for sheet in sheets if sheet.name not in COLLECTIONS]:
            raise InvalidArgument(f"{', '.join(unknown)}: no collection of Popolo; they are {', '.join(COLLECTIONS)}")
        told = {
            sheet.name: [
                {heading: cell for heading, cell in zip(sheet.headings, row, strict=True) if cell} for row in sheet.rows
            ]
            for sheet in sheets
        }
        self.path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _collected(found: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """All objects by collection, those embedded in others among them; an object with an id stands once, with all that is said of it."""
    collected: dict[str, list[dict[str, Any]]] = {}
    known: dict[tuple[str, str], dict[str, Any]] = {}

    def take(collection: str, one: dict[str, Any]) -> str:
        own: dict[str, Any] = {}
        for key, value in one.items():
            inner = _SAME.get(key, key)
            if isinstance(value, dict) and key in _ONE:
                embedded = {"id": f"{one.get('id') or one.get('identifier') or ''}/{key}", **value}
                own.setdefault(f"{key}_id", take(_ONE[key], embedded))
            elif inner in COLLECTIONS and isinstance(value, list) and all(isinstance(part, dict) for part in value):
                owner = {_OWNER[collection]: one.get("id") or one.get("identifier", "")} if collection in _OWNER else {}
                for part in value:
                    take(inner, {**owner, **part})
            else:
                own[key] = value
        id = str(own.get("id") or "")
        if id and (collection, id) in known:
            known[collection, id].update({key: value for key, value in own.items() if value not in (None, "", [])})
            return id
        collected.setdefault(collection, []).append(own)
        if id:
            known[collection, id] = own
        return id

    for key, value in found.items():
        collection = _SAME.get(key, key)
        if collection in COLLECTIONS and isinstance(value, list):
            for one in value:
                take(collection, dict(one))
    _complete(collected)
    return collected


def _complete(collected: dict[str, list[dict[str, Any]]]) -> None:
    """What follows from other objects: ids that are missing, the organization of an area, of an event and of its votes, counts from votes."""
    posts = {one.get("id"): one.get("organization_id") for one in collected.get("posts", [])}
    seen: Counter[str] = Counter()
    for one in collected.get("memberships", []):
        one.setdefault("organization_id", posts.get(one.get("post_id")))
        if not one.get("id"):
            told = "@".join(str(one.get(key) or "") for key in ("person_id", "organization_id", "start_date"))
            seen[told] += 1
            one["id"] = told if seen[told] == 1 else f"{told}#{seen[told]}"
        begun = _BEGUN.fullmatch(str(one.get("start_date") or ""))
        if one.get("end_date") and not begun:
            # A last day alone begins nothing; it stays as it is written.
            one["end_date.partial"] = one.pop("end_date")
        if not one.get("post_id"):
            continue
        post = one.pop("post_id")
        if begun and _WHOLE.fullmatch(str(one.get("end_date") or "9999-12-31")):
            one["term.post_id"], one["term.person_id"], one["term.start_date"] = post, one.get("person_id"), one["start_date"]
            end = str(one.get("end_date") or "")
            one["term.end_date"] = end if _WHOLE.fullmatch(end) else ""
        else:
            # A term of office needs its first day, and its last if it is over; what is known without it stays with the membership.
            one["post_id.undated"] = post
    for one in collected.get("organizations", []):
        one["kind"] = "part" if one.get("parent_id") else "organization"
    at = [*collected.get("organizations", []), *collected.get("posts", []), *collected.get("memberships", [])]
    for area in collected.get("areas", []):
        area["id"] = area.get("id") or area.get("identifier")
        served = [one.get("organization_id") or one.get("id") for one in at if one.get("area_id") == area["id"]]
        if served and "organization_id" not in area:
            area["organization_id"] = served[0]
    motions = {one.get("id"): one for one in collected.get("motions", [])}
    events = collected.get("vote_events", [])
    for event in events:
        event["id"] = event.get("id") or event.get("identifier")
        motion = motions.get(event.get("motion_id"))
        if motion is not None:
            for key in ("organization_id", "date", "result"):
                motion.setdefault(key, event.get("start_date" if key == "date" else key))
        for name in ("start", "end"):
            # A vote has a day and a time of their own; a moment with an offset stays whole, for only the office knows its own clocks.
            if moment := _MOMENT.fullmatch(str(event.get(f"{name}_date") or "")):
                event[f"{name}_date"], event[f"{name}_time"] = moment.groups()
    for motion in motions.values():
        if motion.get("result"):
            motion["decided"] = motion.get("date")
    counted = {one.get("vote_event_id") for one in collected.get("counts", [])}
    tally: Counter[tuple[Any, Any]] = Counter()
    for vote in collected.get("votes", []):
        vote["kept"] = "no"
        if vote.get("vote_event_id") not in counted:
            tally[vote.get("vote_event_id"), vote.get("option")] += 1
    for (event_id, option), number in tally.items():
        collected.setdefault("counts", []).append({"vote_event_id": event_id, "option": option, "value": str(number)})
    for one in collected.get("counts", []):
        group = one.get("group") or {}
        one["group"] = group.get("name") or group.get("id") or "" if isinstance(group, dict) else group
        one["id"] = "/".join(str(one.get(key) or "") for key in ("vote_event_id", "option", "group")).rstrip("/")


def _flat(one: Mapping[str, Any], collection: str) -> dict[str, str]:
    cells: dict[str, str] = {}
    for key, value in one.items():
        if key == "identifiers" and isinstance(value, list):
            for inner in value:
                _put(cells, f"identifiers.{inner.get('scheme') or ''}", _cell(inner.get("identifier")))
        elif key == "contact_details" and isinstance(value, list):
            for inner in value:
                _put(cells, f"contact_details.{inner.get('type') or ''}", _cell(inner.get("value")))
        elif collection == "memberships" and key in ("start_date", "end_date"):
            cells[key] = _cell(value)
        elif key in _DAYS and isinstance(value, str) and value and not _WHOLE.fullmatch(value):
            cells[f"{key}.partial"] = value
        else:
            cells[key] = _cell(value)
    if cells.get("email") and cells.get("contact_details.email") == cells["email"]:
        del cells["contact_details.email"]
    return cells


def _put(cells: dict[str, str], key: str, value: str) -> None:
    cells[key] = f"{cells[key]}; {value}" if cells.get(key) else value


def _cell(value: Any) -> str:
    if value is None or value in ([], {}):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
