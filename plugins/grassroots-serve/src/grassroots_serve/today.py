"""The first page: what is to be done; why; and what changed."""

from __future__ import annotations

from datetime import timedelta

from starlette.responses import Response

from grassroots.errors import InvalidArgument
from grassroots.problems import Problem
from grassroots_serve.asked import Asked
from grassroots_serve.files import sent

MOST = 100
"""So many to-dos of a kind are shown at first."""
LISTS = (".xlsx", ".csv", ".ics")


def show(asked: Asked) -> Response:
    """What is to be done, by how it stands."""
    day, everything = asked.day(), bool(asked.text("all"))
    found = asked.office.todo(day, unit=asked.text("unit") or None)
    groups = []
    for urgency, listed in found.by_urgency().items():
        shown = listed if everything else listed[:MOST]
        rows = []
        for one in shown:
            record = next(iter(asked.office.look_up([one.record], asked.language)), None)
            rows.append((found.row(one, asked.language, reveal=True), record, ":".join(one.record)))
        groups.append((urgency.label(asked.language), len(listed), rows))
    return asked.page(
        "today",
        title=asked.say("today"),
        day=day,
        unit=asked.text("unit"),
        units=asked.units(),
        groups=groups,
        count=len(found),
        more=not everything and any(len(rows) < count for _, count, rows in groups),
        lists=[one for one in LISTS if one == ".ics" or asked.can_write_table(one)],
    )


def download(asked: Asked) -> Response:
    """The list as a file."""
    ending = asked.text("format")
    if ending not in LISTS:
        raise InvalidArgument.of(Problem("grassroots_serve:no-such-format", value=ending))
    found = asked.office.todo(asked.day(), unit=asked.text("unit") or None)
    name = f"{asked.say('today')}-{found.day}{ending}"
    return sent(name, lambda target: asked.office.write_todo(found, target, asked.language))


def why(asked: Asked) -> Response:
    """What the rules say of a record on a day, and why."""
    said = asked.office.explain(asked.text("record"), asked.day())
    rows = asked.office.look_up(said.records, asked.language)
    sources = [(one, said.records.get(one.key)) for one in rows]
    return asked.page("why", title=asked.say("why"), lines=said.lines(asked.language, reveal=True), sources=sources)


def changes(asked: Asked) -> Response:
    """What changed since a day: who, what, why; and which figures moved."""
    since = asked.day("since", asked.today - timedelta(days=7))
    found = asked.office.changes(since, asked.language)
    moved = asked.office.moved_figures(since, asked.today, asked.language) if found else ()
    return asked.page("changes", title=asked.say("changes"), since=since, found=found[::-1], moved=moved)
