"""Records as Popolo: people, organizations, posts, memberships, areas, events, motions and votes, each known by its number in its ledger."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from attrs import frozen

from grassroots.leaving import Leaving
from grassroots.model import Activity, Area, Count, Membership, Motion, Noun, Person, Post, Tenure, Unit, Vote

Told = Mapping[str, Any]


@frozen
class Popolo:
    """A file of Popolo with all that leaves; a term of office and the membership that came with it are one membership."""

    ending = ".json"

    def write(self, leaving: Leaving, target: Path) -> None:
        """Writes the file."""
        found = {
            "organizations": _organizations(leaving),
            "areas": _areas(leaving),
            "persons": _persons(leaving),
            "posts": _posts(leaving),
            "memberships": _memberships(leaving),
            "events": _events(leaving),
            "motions": _motions(leaving),
            "vote_events": _votes(leaving),
        }
        told = {
            name: [{key: value for key, value in one.items() if value not in (None, [])} for one in listed]
            for name, listed in found.items()
        }
        leaving.some(one for listed in told.values() for one in listed)
        text = json.dumps({name: listed for name, listed in told.items() if listed}, ensure_ascii=False, indent=1)
        target.write_text(text + "\n", encoding="utf-8", newline="\n")


def _id(leaving: Leaving, noun: type[Noun], id: Any) -> str | None:
    there = leaving.there(noun, id)
    return None if there is None else leaving.number(noun, there)


def _said(one: Any, name: str) -> str | None:
    """What a field of the charter's own says in a record."""
    return next((part.text for part in one.custom if part.name == name), None)


def _organizations(leaving: Leaving) -> Iterator[Told]:
    tree = leaving.snapshot.tree_on()
    served: dict[str, Area] = {}
    for area in leaving.all(Area):
        served.setdefault(area.unit, area)
    for one in leaving.all(Unit):
        if leaving.begun(one.start):
            yield {
                "id": leaving.number(Unit, one.id),
                "name": leaving.told(one.name) or one.id,
                "other_names": [{"name": name.text, "note": name.language} for name in one.names],
                "classification": _said(one, "classification") or leaving.label("unit", one.kind),
                "parent_id": _id(leaving, Unit, tree.parent(one.id)) if one.id in tree else None,
                "area_id": leaving.number(Area, served[one.id].id) if one.id in served else None,
                "founding_date": _day(one.start) or _said(one, "founded"),
                "dissolution_date": _day(one.end) or _said(one, "dissolved"),
            }


def _areas(leaving: Leaving) -> Iterator[Told]:
    for one in leaving.all(Area):
        if leaving.begun(one.start) and (one.end is None or one.end > leaving.day):
            yield {
                "id": leaving.number(Area, one.id),
                "name": leaving.told(one.name),
                "identifier": next(
                    (outside.value for outside in one.external_ids if outside.scheme == "area" and outside.value), None
                ),
                "classification": _said(one, "classification") or leaving.label("area", one.kind),
                "parent_id": _said(one, "within"),
                "organization_id": _id(leaving, Unit, one.unit),
                "geometry": _shape(leaving.told(one.geometry)),
            }


def _shape(text: str | None) -> Any:
    try:
        found = json.loads(text or "null")
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _persons(leaving: Leaving) -> Iterator[Told]:
    for one in leaving.all(Person):
        if leaving.told(one.name) is not None:
            yield {
                "id": leaving.number(Person, one.id),
                "name": one.name,
                "birth_date": None if one.birth is None else str(one.birth),
                "email": leaving.told(one.email),
                "contact_details": [{"type": "voice", "value": one.phone}] if leaving.told(one.phone) else [],
            }


def _named(leaving: Leaving, person: Any) -> str | None:
    """The number of a person who is in the file: whoever has no name that may be told is not."""
    there = leaving.there(Person, person)
    one = None if there is None else leaving.snapshot.get(Person, there)
    return None if one is None or leaving.told(one.name) is None else leaving.number(Person, one.id)


def _posts(leaving: Leaving) -> Iterator[Told]:
    for one in leaving.all(Post):
        if leaving.begun(one.start):
            yield {
                "id": leaving.number(Post, one.id),
                "label": _said(one, "label") or leaving.label("post", one.kind),
                "role": leaving.label("post", one.kind),
                "organization_id": _id(leaving, Unit, one.unit),
                "start_date": _day(one.start) or _said(one, "since"),
                "end_date": _last(one.end) or _said(one, "until"),
            }


def _memberships(leaving: Leaving) -> Iterator[Told]:
    terms = {one.id: one for one in leaving.all(Tenure)}
    for one in leaving.all(Membership):
        person, unit = _named(leaving, one.person), _id(leaving, Unit, one.unit)
        if person is None or unit is None or (one.steps and not leaving.begun(one.steps[0].on)):
            continue
        term = terms.pop(one.id, None)
        status = leaving.status(one)
        kind = None if status is None else status.state_kind
        left = one.steps[-1] if kind is not None and kind.value == "dropped" else None
        yield {
            "id": leaving.number(Membership, one.id),
            "person_id": person,
            "organization_id": unit,
            "post_id": _id(leaving, Post, term.post) if term else _said(one, "post"),
            "role": _said(one, "role") or leaving.label("registration", one.registration),
            "on_behalf_of_id": _said(one, "party"),
            "start_date": str(one.steps[0].known or one.steps[0].on) if one.steps else None,
            "end_date": str(left.known or left.on) if left else _said(one, "until"),
        }
    for term in terms.values():
        post, person = leaving.snapshot.get(Post, term.post), _named(leaving, term.person)
        if post is not None and person is not None and leaving.begun(term.start):
            yield {
                "id": leaving.number(Tenure, term.id),
                "person_id": person,
                "organization_id": _id(leaving, Unit, post.unit),
                "post_id": leaving.number(Post, post.id),
                "role": leaving.label("post", post.kind),
                "start_date": str(term.known or term.start),
                "end_date": _day(term.end),
            }


def _events(leaving: Leaving) -> Iterator[Told]:
    for one in leaving.all(Activity):
        if leaving.within(one.on, one.until):
            yield {
                "id": leaving.number(Activity, one.id),
                "name": _said(one, "name") or leaving.told(one.title) or leaving.label("activity", one.kind),
                "classification": leaving.label("activity", one.kind),
                "organization_id": _id(leaving, Unit, one.unit),
                "location": leaving.told(one.place),
                "start_date": leaving.moment(one.on, one.at),
                "end_date": leaving.moment(one.until, one.until_at) if one.until else None,
            }


def _motions(leaving: Leaving) -> Iterator[Told]:
    for one in leaving.all(Motion):
        if one.steps and leaving.within(one.steps[0].on, one.steps[-1].on) and leaving.begun(one.steps[0].on):
            status = leaving.status(one)
            yield {
                "id": leaving.number(Motion, one.id),
                "text": leaving.told(one.title),
                "organization_id": _id(leaving, Unit, one.unit),
                "creator_id": _named(leaving, one.mover),
                "date": leaving.moment(one.steps[0].on, one.steps[0].at),
                "result": status.outcome if status else None,
            }


def _votes(leaving: Leaving) -> Iterator[Told]:
    counts: dict[str, list[Told]] = {}
    for count in leaving.all(Count):
        if count.option is None:
            group = _said(count, "group_name") or leaving.label("voting_group", count.group)
            told = {"option": count.choice or "yes", "value": count.votes, "group": {"name": group} if group else None}
            counts.setdefault(count.vote, []).append({name: value for name, value in told.items() if value is not None})
    for one in leaving.all(Vote):
        if leaving.begun(one.on) and leaving.within(one.on, one.until):
            at = f"T{one.at.isoformat()}" if one.at and not leaving.charter.zone else ""
            yield {
                "id": leaving.number(Vote, one.id),
                "organization_id": _id(leaving, Unit, one.unit),
                "motion_id": _id(leaving, Motion, one.motion),
                "classification": leaving.label("vote", one.kind),
                "start_date": f"{leaving.moment(one.on, one.at)}{at}",
                "end_date": leaving.moment(one.until, one.until_at) if one.until else None,
                "counts": counts.get(one.id, []),
            }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _last(end: date | None) -> str | None:
    """The last day of what ends on a day that no longer counts."""
    return None if end is None else (end - timedelta(days=1)).isoformat()
