"""Figures: their values, how each is computed, the records behind it down to the row of the ledger; two days side by side."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from starlette.responses import Response

from grassroots.errors import Refused
from grassroots.figures import Evidence, Figure
from grassroots.figures.compare import compare
from grassroots.store import Key
from grassroots.texts import catalogue
from grassroots_serve.asked import Asked, address

MOST = 200
"""So many records of a list are shown at first."""


def listed(asked: Asked) -> Response:
    """All figures of a day: first those that count something."""
    day = asked.day()
    office = asked.office
    found = office.figures(day, period=asked.period(), scope=asked.unit())
    rows = [(name, asked.label(one.measure.labels, name), one) for name, one in found.items()]
    query = {"day": day, "unit": asked.text("unit"), "period": asked.text("period")}
    told = [(label, _value(asked, one), address("figures", name, **query)) for name, label, one in rows]
    counting = [bool(one.numerator or one.denominator or one.value) for _, _, one in rows]
    return asked.page(
        "figures",
        title=asked.say("figures"),
        day=day,
        period=asked.text("period"),
        unit=asked.text("unit"),
        units=asked.units(),
        rows=[row for row, counts in zip(told, counting, strict=True) if counts],
        empty=[row for row, counts in zip(told, counting, strict=True) if not counts],
    )


def _value(asked: Asked, figure: Figure) -> str:
    """What a figure is, as it is written in the language."""
    return figure.text().replace(" %", catalogue("grassroots.figures").say("percent", asked.language))


def figure(asked: Asked) -> Response:
    """A figure: what it is, how it is computed, and the records behind it."""
    name, day = asked.part("measure"), asked.day()
    found = asked.office.figure(name, day, period=asked.period(), scope=asked.unit())
    query = {"day": day, "unit": asked.text("unit"), "period": asked.text("period")}
    evidence, refused = Evidence(), ""
    try:
        evidence = found.records()
    except Refused as error:
        refused = error.text(asked.language)
    measure = found.measure
    return asked.page(
        "figure",
        title=asked.label(measure.labels, measure.name),
        value=_value(asked, found),
        lines=found.explain(asked.language).splitlines(),
        refused=refused,
        lists_of=list(_lists(asked, evidence)),
        all_of=address("figures", name, all="1", **query),
        compare=address("compare", name, second=day, unit=asked.text("unit")),
    )


def _lists(asked: Asked, evidence: Evidence) -> Iterable[tuple[str, int, list[Any]]]:
    groups = [(asked.say("counted"), evidence.hits), (asked.say("not-counted"), evidence.misses)]
    charter = asked.office.charter
    groups += [
        (asked.say("left-out", label=charter.label("left_out", reason, asked.language)), keys)
        for reason, keys in evidence.left_out.items()
    ]
    for label, keys in groups:
        if keys:
            shown = keys if asked.text("all") else keys[:MOST]
            yield label, len(keys), _rows(asked, shown, evidence)


def _rows(asked: Asked, keys: Iterable[Key], evidence: Evidence) -> list[Any]:
    """Records by their ledger and number, and the row that brought each; what no ledger holds by what the rules say of it."""
    wanted = list(keys)
    found = {one.key: one for one in asked.office.look_up(wanted, asked.language)}
    places = evidence.sources
    return [
        (found.get(key), ":".join(key), places[key].text(asked.language) if key in places else "", asked.language)
        for key in wanted
    ]


def compared(asked: Asked) -> Response:
    """Two days side by side: the figures that are others."""
    first, second = _two(asked)
    asked_for = bool(asked.text("first"))
    moved = asked.office.figures_between(first, second, asked.language) if asked_for else ()
    return asked.page("compare", title=asked.say("compare"), first=first, second=second, moved=moved, asked_for=asked_for)


def difference(asked: Asked) -> Response:
    """Which records make the difference of a figure between two days."""
    first, second = _two(asked)
    name, scope = asked.part("measure"), asked.unit()
    was = asked.office.figure(name, first, scope=scope)
    now = asked.office.figure(name, second, scope=scope)
    between = compare(was, now)
    behind = Evidence(sources={**was.records().sources, **now.records().sources})
    lists = [
        (asked.say(f"made-{code}"), len(keys), _rows(asked, keys[:MOST], behind))
        for code, keys in (
            ("gained", [key for key, _ in between.gained]),
            ("lost", [key for key, _ in between.lost]),
            ("moved", [key for key, _, _ in between.moved]),
        )
        if keys
    ]
    return asked.page(
        "difference",
        title=asked.label(now.measure.labels, name),
        first=first,
        second=second,
        was=_value(asked, was),
        now=_value(asked, now),
        lists_of=lists,
        address_of=address("compare", name),
    )


def _two(asked: Asked) -> tuple[date, date]:
    second = asked.day("second")
    return asked.day("first", second.replace(day=1) - timedelta(days=1)), second
