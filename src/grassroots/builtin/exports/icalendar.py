"""Meetings, duties and what is to be done as a calendar (iCalendar, RFC 5545). Times are local, as the office keeps them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from attrs import frozen

from grassroots.builtin.exports.lines import escaped, written
from grassroots.charter import StateKind
from grassroots.leaving import Entry, Leaving
from grassroots.model import Activity, Due
from grassroots.texts import catalogue


@frozen
class Calendar:
    """A calendar of the activities, of the dues that are not done, and of what the rules say is to be done.

    An entry keeps its identity from one export to the next: a calendar program puts the new one in the place of the old one.
    """

    ending = ".ics"

    def write(self, leaving: Leaving, target: Path) -> None:
        """Writes the calendar."""
        lines = leaving.some([*_events(leaving), *_entries(leaving.entries, leaving.day)])
        target.write_bytes(_calendar(lines))


def calendar_of(entries: Iterable[Entry], day: date) -> bytes:
    """A calendar of entries, each for a whole day, as it was made on `day`."""
    return _calendar(_entries(entries, day))


def _calendar(lines: Iterable[str]) -> bytes:
    return written(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//grassroots//export//EN", *lines, "END:VCALENDAR"])


def _entries(entries: Iterable[Entry], day: date) -> Iterator[str]:
    for one in entries:
        yield from _event(one.key, day, _whole(one.day, one.day), one.title, one.text)


def _events(leaving: Leaving) -> Iterator[str]:
    for one in leaving.all(Activity):
        if not leaving.within(one.on, one.until):
            continue
        kind = leaving.label("activity", one.kind) or ""
        title = _titled(leaving.told(one.title) or kind, one.unit, leaving)
        more = [("LOCATION", leaving.told(one.place)), ("CATEGORIES", kind)]
        told = leaving.label("audience", one.audience) or ""
        key = f"activity\0{one.id}"
        yield from _event(key, leaving.day, _times(one), title, told, *more)
    entered = {entry.about for entry in leaving.entries}
    for due in leaving.all(Due):
        status = leaving.status(due)
        done = status is not None and status.state_kind in (StateKind.DONE, StateKind.DROPPED)
        last = next((step.due for step in reversed(due.steps) if step.due is not None), due.last)
        if ("due", due.id) in entered or done or not leaving.within(last):
            continue
        rule = leaving.charter.rules.get("duty", {}).get(due.duty)
        title = (rule.labels.get(leaving.language) if rule else None) or leaving.label("due", due.kind) or due.duty
        yield from _event(f"due\0{due.id}", leaving.day, _whole(last, last), _titled(title, due.unit, leaving))


def _titled(title: str, unit: Any, leaving: Leaving) -> str:
    """A title with the unit whose it is, where that is in view."""
    named = leaving.unit(unit)
    return (
        title
        if named is None
        else catalogue("grassroots.builtin.exports").say("title-at", leaving.language, title=title, unit=named)
    )


def _times(one: Activity) -> tuple[str, ...]:
    """When an activity begins and ends: by the clock where that is known, else whole days."""
    if one.at is None:
        return _whole(one.on, one.until or one.on)
    lines = (f"DTSTART:{_moment(one.on, one.at)}",)
    last = one.until or one.on
    if one.until_at is not None:
        if one.until is None and one.until_at <= one.at:
            last = _after(last)
        end = datetime.combine(last, one.until_at)
    elif one.until is not None:
        end = datetime.combine(_after(last), time())
    else:
        return lines
    return (*lines, f"DTEND:{_moment(end.date(), end.time())}") if end > datetime.combine(one.on, one.at) else lines


def _whole(first: date, last: date) -> tuple[str, ...]:
    return f"DTSTART;VALUE=DATE:{_day(first)}", f"DTEND;VALUE=DATE:{_day(_after(max(first, last)))}"


def _after(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")


def _moment(day: date, at: time) -> str:
    return f"{_day(day)}T{at:%H%M%S}"


def _event(
    key: str, made: date, times: Iterable[str], title: str, text: str = "", *more: tuple[str, str | None]
) -> Iterator[str]:
    yield from (
        "BEGIN:VEVENT",
        f"UID:{hashlib.sha256(key.encode()).hexdigest()[:32]}@grassroots",
        f"DTSTAMP:{_day(made)}T000000Z",
    )
    yield from times
    told = (("SUMMARY", title), ("DESCRIPTION", text), *more)
    yield from (f"{name}:{escaped(value)}" for name, value in told if value)
    yield from ("TRANSP:TRANSPARENT", "END:VEVENT")
