"""Commands of every day: a case, a person, a unit, by the names and numbers that the office writes."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from grassroots.cli.clock import today
from grassroots.cli.console import Console
from grassroots.cli.group import FINDINGS, OK, grassroots, opened, shared
from grassroots.cli.settings import Settings
from grassroots.cli.typed.days import DAY
from grassroots.errors import InvalidArgument
from grassroots.problems import Problem, as_value

if TYPE_CHECKING:
    from grassroots.workspace import Office

REASON = click.option("--reason", default="")


def cells_of(given: tuple[str, ...]) -> dict[str, str]:
    """Heading → text of what was typed as HEADING=TEXT, with a sign of either width."""
    found: dict[str, str] = {}
    for one in given:
        heading, sign, text = one.replace("＝", "=", 1).partition("=")
        if not sign or not heading.strip():
            raise InvalidArgument.of(Problem("not-heading-text", value=one))
        found[heading.strip()] = text.strip()
    return found


def _ask(console: Console, office: Office, ledger: str, cells: dict[str, str]) -> None:
    """Asks for the columns that must be filled, where somebody sits at the terminal."""
    if console.json or not sys.stdin.isatty():
        return
    for one in office.lacking(ledger, cells, console.language):
        hint = console.text("between").join(one.choices) or one.note
        cells[one.heading] = click.prompt(console.text("ask", heading=one.heading, hint=hint), err=True).strip()


def _tell_row(console: Console, office: Office, ledger: str, number: str, code: str, **details: Any) -> None:
    """What holds now under a number, and that the ledger's own file does not say so yet."""
    rule = office.ledger_of(ledger)
    row = office.row(ledger, number, console.language)
    label = rule.labels.get(console.language, rule.name)
    console.say(code, ledger=label, number=number, **details)
    for heading, text in row:
        console.line("  " + console.text("cell", heading=heading, text=text))
    console.say("ledger-goes-on", ledger=label)
    console.answer({"ledger": rule.name, "number": number, "row": dict(row)})


@grassroots.command()
@click.argument("ledger")
@click.argument("cells", nargs=-1, metavar="HEADING=TEXT...")
@REASON
@shared()
def add(console: Console, settings: Settings, ledger: str, cells: tuple[str, ...], reason: str) -> int:
    """Adds one record, by the headings of its ledger; asks for what must be filled and is not."""
    typed = cells_of(cells)
    with opened(settings) as office:
        _ask(console, office, ledger, typed)
        reading = office.add_row(ledger, typed, reason=reason or console.text("reason-add"), language=console.language)
        console.remarks(reading.remarks)
        _tell_row(console, office, ledger, office.number(ledger, reading.records[0].id), "added")
    return OK


@grassroots.command()
@click.argument("ledger")
@click.argument("number")
@click.argument("cells", nargs=-1, required=True, metavar="HEADING=TEXT...")
@click.option("--always", is_flag=True)
@REASON
@shared()
def correct(
    console: Console, settings: Settings, ledger: str, number: str, cells: tuple[str, ...], always: bool, reason: str
) -> int:
    """Corrects cells of a record, by its number; what was told before stays as it was told."""
    with opened(settings) as office:
        reading = office.correct_row(
            ledger,
            number,
            cells_of(cells),
            reason=reason or console.text("reason-correct"),
            always=always,
            language=console.language,
        )
        console.remarks(reading.remarks)
        number = office.number(ledger, reading.records[0].id)
        _tell_row(console, office, ledger, number, "corrected" if reading.stored else "as-before")
    return OK


def _lead(
    console: Console, settings: Settings, ledger: str, number: str, state: str, on: date | None, reason: str, **more: Any
) -> int:
    with opened(settings) as office:
        record: Any = office.lead(ledger, number, state, on=on or today(), reason=reason, language=console.language, **more)
        if more.get("ask"):
            console.say("asked-for", ledger=ledger, number=number, state=state)
            console.answer({"ledger": ledger, "number": number, "asked": state})
            return OK
        if more.get("template"):
            given = next(one for one in office.replies(ledger, number) if one.on == record.steps[-1].on)
            console.say("answered", number=number, day=given.on)
            _tell_parts(console, given.said)
        flow = office.charter.workflow_of(record)
        assert flow is not None
        last = record.steps[-1]
        label = flow.states[last.state].labels.get(console.language, last.state)
        if last.on > today():
            console.remarks((Problem("day-ahead", value=as_value(last.on)),))
        _tell_row(console, office, ledger, office.number(ledger, record.id), "led", state=label, day=last.on)
    return OK


@grassroots.command()
@click.argument("ledger")
@click.argument("number")
@click.argument("state")
@click.option("--on", type=DAY, metavar="DAY")
@click.option("--unit", default="")
@click.option("--due", type=DAY, metavar="DAY")
@click.option("--result", default="")
@click.option("--rating", default="")
@click.option("--ground", default="")
@click.option("--template", default="", metavar="NAME")
@click.option("--ask", is_flag=True)
@REASON
@shared()
def step(
    console: Console,
    settings: Settings,
    ledger: str,
    number: str,
    state: str,
    on: date | None,
    unit: str,
    due: date | None,
    result: str,
    rating: str,
    ground: str,
    template: str,
    ask: bool,
    reason: str,
) -> int:
    """Leads a case on, by its number: handed over, paused, answered; or asks for it, where others have to do it."""
    more = {"unit": unit, "due": due, "outcome": result, "rating": rating, "ground": ground, "ask": ask, "template": template}
    return _lead(console, settings, ledger, number, state, on, reason or console.text("reason-step"), **more)


@grassroots.command()
@click.argument("ledger")
@click.argument("number")
@click.option("--on", type=DAY, metavar="DAY")
@click.option("--result", default="")
@click.option("--rating", default="")
@click.option("--template", default="", metavar="NAME")
@REASON
@shared()
def close(
    console: Console,
    settings: Settings,
    ledger: str,
    number: str,
    on: date | None,
    result: str,
    rating: str,
    template: str,
    reason: str,
) -> int:
    """Closes a case, by its number."""
    reason = reason or console.text("reason-close")
    return _lead(console, settings, ledger, number, "", on, reason, outcome=result, rating=rating, template=template)


@grassroots.command()
@click.argument("ledger")
@click.argument("number")
@click.option("--on", type=DAY, metavar="DAY")
@shared()
def replies(console: Console, settings: Settings, ledger: str, number: str, on: date | None) -> int:
    """Shows how a case was answered, and the texts of the charter that may answer it, as they would read; stores nothing."""
    with opened(settings) as office:
        given = office.replies(ledger, number)
        texts = office.reply_texts(ledger, number, on=on or today(), language=console.language)
    for one in given:
        console.say("answered", number=number, day=one.on)
        _tell_parts(console, one.said)
    for text in texts:
        title = text.title.text(console.language)
        console.say("reply-text" if text.lacking is None else "reply-text-not", name=text.name, title=title)
        _tell_parts(console, text.parts)
        if text.lacking is not None:
            console.line("  " + text.lacking.text(console.language))
    if not given and not texts:
        console.say("no-replies", number=number)
    console.answer(
        {
            "answers": [{"on": str(one.on), **one.said} for one in given],
            "texts": [{"name": one.name, **one.parts} for one in texts if one.lacking is None],
        }
    )
    return OK


def _tell_parts(console: Console, parts: Mapping[str, str]) -> None:
    from grassroots.model.labels import field_label

    for part, text in parts.items():
        console.line("  " + console.text("cell", heading=field_label(part, console.language), text=text))


@grassroots.command()
@click.argument("what")
@click.argument("to")
@click.option("--on", type=DAY, metavar="DAY", required=True)
@click.option("--state", default="")
@REASON
@shared()
def move(console: Console, settings: Settings, what: str, to: str, on: date, state: str, reason: str) -> int:
    """Moves a person to another unit, or a unit under another, from a day on; what was before stays as it was."""
    with opened(settings) as office:
        moved = office.move(what, to, on=on, reason=reason or console.text("reason-move"), state=state)
        goal = office.get("unit", office.unit(to))
    console.say("moved", what=what, to=getattr(goal, "name", to), day=on)
    console.answer({"what": what, "to": goal.id, "on": str(on), "records": [one.id for one in moved]})
    return OK


@grassroots.command()
@click.argument("text", default="")
@click.option("--segment", default="", metavar="NAME")
@click.option("--most", type=click.IntRange(0), default=20, show_default=True)
@shared(as_of=True)
def find(console: Console, settings: Settings, text: str, segment: str, most: int, as_of: date | None) -> int:
    """Finds units, people and cases by number, by name, or by a part of what was said."""
    if not text and not segment:
        asked = click.get_current_context()
        raise click.MissingParameter(ctx=asked, param=asked.command.params[0])
    with opened(settings) as office:
        found = office.find(text, console.language, segment=segment, as_of=as_of)
    for one in found[:most]:
        console.line(console.text("found", ledger=one.ledger, number=one.number))
        for heading, cell in one.row:
            console.line("  " + console.text("cell", heading=heading, text=cell))
    if len(found) > most:
        console.say("more", count=len(found) - most)
    if not found:
        console.say("found-nothing", text=text or segment)
    console.answer(
        [{"ledger": one.ledger, "number": one.number, "record": ":".join(one.key), "row": dict(one.row)} for one in found]
    )
    return OK if found else FINDINGS
