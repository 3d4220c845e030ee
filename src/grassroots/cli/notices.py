"""Commands that tell others: reminders of what is to be done, notices, and what waits to be sent."""

from __future__ import annotations

import os
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grassroots.cli.clock import today
from grassroots.cli.console import Console
from grassroots.cli.desk import cells_of
from grassroots.cli.group import OK, PARTIAL, grassroots, opened, shared
from grassroots.cli.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grassroots.store import Message
    from grassroots.workspace import Office
    from grassroots.workspace.mail import NoticePlan

PLAN = click.option("--plan", type=click.Path(path_type=Path), metavar="FILE")
LATER = click.option("--later", is_flag=True)
ANYWAY = click.option("--anyway", is_flag=True)
DRY_RUN = click.option("--dry-run", is_flag=True)


def _plan(console: Console, path: Path | None) -> NoticePlan:
    from grassroots.workspace.mail import FILE, read_plan

    return read_plan(path or Path(FILE), console.language)


def _queued(console: Console, made: Sequence[Message]) -> None:
    for one in made:
        console.line(console.text("notice-line", to=one.to, subject=one.subject))
    console.say("notices-made" if made else "notices-none", count=len(made))


def _send(console: Console, office: Office, plan: NoticePlan, anyway: bool) -> dict[str, Any]:
    """Sends what waits, unless these are quiet hours; tells what became of it."""
    quiet = None if anyway else plan.hours()
    done = office.send(quiet=quiet, settings=plan.settings(os.environ))
    if done.quiet and quiet is not None:
        console.say("quiet-hours", end=f"{quiet.end:%H:%M}")
        if not (done.sent or done.waiting or done.dead):
            return {"quiet_until": f"{quiet.end:%H:%M}"}
    console.say("notices-sent", sent=len(done.sent), waiting=len(done.waiting), dead=len(done.dead))
    failed = {*done.waiting, *done.dead}
    for message, _, _, error in office.outbox(console.language) if failed else ():
        if message.key in failed:
            console.note(console.text("notice-failed", to=message.to, subject=message.subject, error=error))
    return {"sent": list(done.sent), "waiting": list(done.waiting), "dead": list(done.dead)}


def _told(console: Console, office: Office, plan: NoticePlan, made: Sequence[Message], later: bool, anyway: bool) -> int:
    _queued(console, made)
    sent = {} if later else _send(console, office, plan, anyway)
    console.answer({"made": [{"key": one.key, "to": one.to, "subject": one.subject} for one in made], **sent})
    return PARTIAL if sent.get("waiting") or sent.get("dead") else OK


@grassroots.command()
@PLAN
@LATER
@ANYWAY
@shared(as_of=True)
def remind(console: Console, settings: Settings, plan: Path | None, later: bool, anyway: bool, as_of: date | None) -> int:
    """Reminds of what is overdue or due soon, each receiver by one message a day, and sends what waits."""
    wanted = _plan(console, plan)
    with opened(settings) as office:
        made = office.remind_by(wanted, as_of or today(), reason=console.text("reason-remind"))
        return _told(console, office, wanted, made, later, anyway)


@grassroots.command()
@click.argument("rule", default="monthly")
@click.option("--for", "unit", metavar="UNIT")
@click.option("--out", "-o", "folder", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER")
@click.option("--send", "sends", is_flag=True)
@PLAN
@ANYWAY
@shared(as_of=True)
def feedback(
    console: Console,
    settings: Settings,
    rule: str,
    unit: str | None,
    folder: Path | None,
    sends: bool,
    plan: Path | None,
    anyway: bool,
    as_of: date | None,
) -> int:
    """Tells each unit in a letter what is behind there, and why people were not satisfied."""
    with opened(settings) as office:
        day = as_of or office.feedback_rule(rule).every.around(today()).start - timedelta(days=1)
        if sends:
            wanted = _plan(console, plan)
            made = office.feedback_by(wanted, day, rule, reason=console.text("reason-feedback"))
            return _told(console, office, wanted, made, False, anyway)
        letters = office.feedback(day, rule, unit=unit, language=console.language)
    for one in letters:
        if folder is None:
            console.line(f"{one.subject}\n\n{one.body}\n")
        else:
            folder.mkdir(parents=True, exist_ok=True)
            target = folder / f"{one.unit}.txt"
            target.write_text(f"{one.subject}\n\n{one.body}\n", encoding="utf-8")
            console.say("wrote", target=target)
    console.say("letters-shown" if letters else "letters-none", count=len(letters), day=day)
    console.answer([{"unit": one.unit, "subject": one.subject, "text": one.body} for one in letters])
    return OK


@grassroots.command()
@click.argument("name")
@click.argument("cells", nargs=-1, metavar="FIELD=TEXT...")
@click.option("--for", "units", multiple=True, metavar="UNIT")
@PLAN
@LATER
@ANYWAY
@shared(as_of=True)
def notify(
    console: Console,
    settings: Settings,
    name: str,
    cells: tuple[str, ...],
    units: tuple[str, ...],
    plan: Path | None,
    later: bool,
    anyway: bool,
    as_of: date | None,
) -> int:
    """Sends a notice from a text of the office, with its fields filled in."""
    wanted, values = _plan(console, plan), cells_of(cells)
    with opened(settings) as office:
        reason = console.text("reason-notify", name=name)
        made = office.notify_by(wanted, name, values, as_of or today(), units=units, reason=reason)
        return _told(console, office, wanted, made, later, anyway)


@grassroots.command()
@PLAN
@ANYWAY
@DRY_RUN
@shared()
def send(console: Console, settings: Settings, plan: Path | None, anyway: bool, dry_run: bool) -> int:
    """Sends the notices that wait, unless these are quiet hours; says what could not be sent."""
    wanted = _plan(console, plan)
    with opened(settings) as office:
        if dry_run:
            waiting = [message for message, state, *_ in office.outbox() if state in ("new", "leased")]
            for one in waiting:
                console.line(console.text("notice-line", to=one.to, subject=one.subject))
            console.say("notices-wait", count=len(waiting))
            console.answer({"waits": [{"key": one.key, "to": one.to, "subject": one.subject} for one in waiting]})
            return OK
        sent = _send(console, office, wanted, anyway)
        dead = Counter(state for _, state, *_ in office.outbox())["dead"]
    if dead:
        console.say("notices-dead", count=dead)
    console.answer(sent)
    return PARTIAL if sent.get("waiting") or sent.get("dead") else OK
