"""Requests and services as Open311 GeoReport v2 tells them: as JSON, or as XML where the file ends in `.xml`. Closed is all that the standard says of an end."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from attrs import frozen

from grassroots.charter import StateKind
from grassroots.leaving import Leaving
from grassroots.model import Case, Service

Told = Mapping[str, Any]


@frozen
class Requests:
    """The cases that fall under an entry of the catalogue, each as a service request."""

    ending = ".json"

    def write(self, leaving: Leaving, target: Path) -> None:
        """Writes the requests."""
        found = [_request(one, leaving) for one in leaving.all(Case) if one.steps and _told(one, leaving)]
        _write(leaving.some(found), target, "service_requests", "request")


@frozen
class Services:
    """The catalogue of services as it stands on the day."""

    ending = ".json"

    def write(self, leaving: Leaving, target: Path) -> None:
        """Writes the services."""
        standing = (
            one for one in leaving.all(Service) if leaving.begun(one.start) and (one.end is None or one.end > leaving.day)
        )
        found = [
            {
                "service_code": one.number,
                "service_name": leaving.called(one),
                "description": None,
                "metadata": False,
                "type": "realtime",
                "keywords": None,
                "group": leaving.label("category", one.category),
            }
            for one in standing
            if one.accepts
        ]
        _write(leaving.some(found), target, "services", "service")


def _told(one: Case, leaving: Leaving) -> bool:
    return (
        leaving.there(Service, one.service) is not None and leaving.begun(one.steps[0].on) and leaving.within(one.steps[0].on)
    )


def _request(one: Case, leaving: Leaving) -> Told:
    service, status = leaving.snapshot.get(Service, str(one.service)), leaving.status(one)
    done = status is not None and status.state_kind in (StateKind.DONE, StateKind.DROPPED)
    taken = [step for step in one.steps if leaving.begun(step.on)]
    custom = {part.name: part.text for part in one.custom}
    state = None if status is None else leaving.charter.workflow_of(one)
    called = state.states.get(status.state) if state is not None and status is not None else None
    outcome = leaving.label("outcome", status.outcome) if status is not None else None
    notes = [custom.get("status_notes") or (called.labels.get(leaving.language) if called else None), outcome]
    outside = next((part.value for part in one.external_ids if part.scheme == "open311" and part.value), "")
    return {
        "service_request_id": outside or leaving.number(Case, one.id),
        "status": "closed" if done else "open",
        "status_notes": ", ".join(filter(None, notes)) or None,
        "service_name": custom.get("service_name") or (leaving.called(service) if service else None),
        "service_code": service.number if service else None,
        "description": leaving.told(one.text),
        "agency_responsible": leaving.unit(status.handler) if status is not None and status.handler is not None else None,
        "service_notice": custom.get("service_notice"),
        "requested_datetime": leaving.moment(taken[0].on, taken[0].at),
        "updated_datetime": leaving.moment(taken[-1].on, taken[-1].at),
        "expected_datetime": leaving.moment(status.due, status.due_at)
        if status is not None and status.due is not None
        else None,
        "address": leaving.told(one.place),
        "address_id": None,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }


def _write(found: Iterable[Told], target: Path, root: str, each: str) -> None:
    if target.suffix.lower() != ".xml":
        target.write_text(json.dumps(list(found), ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
        return
    lines = ['<?xml version="1.0" encoding="utf-8"?>', f"<{root}>"]
    for one in found:
        lines.append(f"<{each}>")
        lines += [f"<{name}>{_text(value)}</{name}>" for name, value in one.items()]
        lines.append(f"</{each}>")
    target.write_text("\n".join([*lines, f"</{root}>", ""]), encoding="utf-8", newline="\n")


def _text(value: Any) -> str:
    """A value as it stands in XML; what no XML can hold is left out."""
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    return escape(
        "".join(
            letter
            for letter in str(value)
            if letter in "\t\n" or (letter >= " " and not "\ud800" <= letter <= "\udfff" and letter not in "\ufffe\uffff")
        )
    )
