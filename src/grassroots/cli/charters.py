"""The command about charters: what one says, as it is written; and two of them over one store."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

import click
from attrs import evolve

from grassroots.cli.clock import today
from grassroots.cli.console import Console, problem_json
from grassroots.cli.group import FINDINGS, OK, grassroots, opened, shared
from grassroots.cli.settings import Settings
from grassroots.cli.typed.days import PERIOD

if TYPE_CHECKING:
    from grassroots.values import Period
    from grassroots.workspace.told.trying import TriedFigure


@grassroots.command("charter")
@click.argument("act", type=click.Choice(["compare", "show"]))
@click.argument("first", metavar="NAME|FOLDER")
@click.argument("second", metavar="[NAME|FOLDER]", required=False)
@click.option("--scope", metavar="UNIT")
@click.option("--period", type=PERIOD, metavar="PERIOD")
@click.option("--most", type=click.IntRange(0), default=20, show_default=True)
@shared(as_of=True)
def try_charter(
    console: Console,
    settings: Settings,
    act: str,
    first: str,
    second: str | None,
    scope: str | None,
    period: Period | None,
    most: int,
    as_of: date | None,
) -> int:
    """Shows what a charter says of something, or compares two over the records of the store: figures, to-dos, what is wrong. Nothing is changed."""
    if act == "show":
        return _show(console, second or settings.charter, first)
    before, after = (settings.charter, first) if second is None else (first, second)
    with opened(evolve(settings, charter=before), scope=scope) as office, console.progress("checking"):
        found = office.compare_charter(
            after,
            as_of or today(),
            period=period,
            language=console.language,
        )
        names, reveal = office.names(found.day), not console.json
        to_dos = [[names.told(one.reason, one.record, reveal=reveal) for one in side] for side in found.to_dos]
        problems = [[names.told(one, reveal=reveal) for one in side] for side in found.problems]
    for one in found.figures:
        console.line(console.text("figure-otherwise", label=one.label, was=one.was, now=one.now))
        for code, keys in _sides(one):
            _lines(console, code, keys, most)
    for code, measures in (("measures-before", found.only_before), ("measures-after", found.only_after)):
        _lines(console, code, tuple(measures.values()), most)
    codes = ("todo-before", "todo-after", "found-before", "found-after")
    for code, side in zip(codes, (*to_dos, *problems), strict=True):
        _lines(console, code, tuple(one.text(console.language, reveal=reveal) for one in side), most)
    console.say("charters-compared", count=len(found.figures), same=found.same, day=found.day)
    console.answer(
        {
            "as_of": str(found.day),
            "figures": [
                {"label": one.label, "was": one.was, "now": one.now, **one.difference.to_dict()} for one in found.figures
            ],
            "same": found.same,
            "only_before": dict(found.only_before),
            "only_after": dict(found.only_after),
            "to_dos": [[one.text(console.language) for one in side] for side in found.to_dos],
            "problems": [[problem_json(one, console.language) for one in side] for side in found.problems],
        }
    )
    return FINDINGS if found else OK


def _show(console: Console, charter: str, what: str) -> int:
    from grassroots.workspace.charters import said_of

    found = said_of(charter, what)
    for one in found:
        console.line(f"# {one.charter}: {one.source.text(console.language)}")
        console.line(one.text)
    console.answer(
        [{"charter": one.charter, "file": one.source.file, "line": one.source.row, "text": one.text} for one in found]
    )
    return OK


def _sides(one: TriedFigure) -> Iterable[tuple[str, tuple[str, ...]]]:
    return ("counted-after", one.gained), ("counted-before", one.lost), ("counted-otherwise", one.moved)


def _lines(console: Console, code: str, lines: tuple[str, ...], most: int) -> None:
    if not lines:
        return
    console.say("list", label=console.text(code), count=len(lines))
    for line in lines[:most]:
        console.line(f"  {line}")
    if len(lines) > most:
        console.line("  " + console.text("more", count=len(lines) - most))
