"""Commands that write to units: reminders of a day, and the feedback of a month. Without `--send` they only show what would be sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grassroots.cli.clock import today
from grassroots.cli.console import Console
from grassroots.cli.group import OK, PARTIAL, grassroots, opened, shared
from grassroots.cli.settings import Settings
from grassroots.errors import InvalidArgument
from grassroots.problems import Problem

if TYPE_CHECKING:
    from grassroots.store import Message
    from grassroots.workspace import Office
    from grassroots.workspace.mail.letters import Letter

Queue = Callable[[Mapping[str, str]], Sequence["Message"]]


@grassroots.command()
@click.option("--for", "unit", metavar="UNIT")
@click.option("--ahead", type=click.IntRange(0), default=7, show_default=True)
@click.option("--send", is_flag=True)
@shared(as_of=True)
def remind(console: Console, settings: Settings, unit: str | None, ahead: int, send: bool, as_of: date | None) -> int:
    """Reminds units of what is overdue, and of what falls due within some days."""
    day = as_of or today()
    with opened(settings) as office:
        letters = office.reminders(day, ahead=ahead, unit=unit, language=console.language)

        def queue(to: Mapping[str, str]) -> Sequence[Message]:
            reason = console.text("reason-remind")
            return office.remind(day, to, channel=settings.channel, ahead=ahead, language=console.language, reason=reason)

        return _told(console, settings, office, letters, day, queue if send else None)


@grassroots.command()
@click.argument("rule", default="monthly")
@click.option("--for", "unit", metavar="UNIT")
@click.option("--out", "-o", "folder", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER")
@click.option("--send", is_flag=True)
@shared(as_of=True)
def feedback(
    console: Console,
    settings: Settings,
    rule: str,
    unit: str | None,
    folder: Path | None,
    send: bool,
    as_of: date | None,
) -> int:
    """Tells each unit in a letter what is behind there, and why people were not satisfied."""
    with opened(settings) as office:
        day = as_of or office.feedback_rule(rule).every.around(today()).start - timedelta(days=1)
        letters = office.feedback(day, rule, unit=unit, language=console.language)

        def queue(to: Mapping[str, str]) -> Sequence[Message]:
            reason = console.text("reason-feedback")
            return office.queue_feedback(day, to, channel=settings.channel, rule=rule, language=console.language, reason=reason)

        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            for one in letters:
                target = folder / f"{one.unit}.txt"
                target.write_text(f"{one.subject}\n\n{one.body}\n", encoding="utf-8")
                console.say("wrote", target=target)
        return _told(console, settings, office, letters, day, queue if send else None)


def _told(
    console: Console, settings: Settings, office: Office, letters: Sequence[Letter], day: date, queue: Queue | None
) -> int:
    """Shows the letters, or sends those of units that have an address."""
    told = {one.unit for one in letters}
    to = {found: address for unit, address in settings.addresses.items() if (found := office.unit(unit, day)) in told}
    there = [one for one in letters if one.unit in to]
    done = OK
    if queue is None:
        for one in letters:
            console.line(f"{one.subject}\n\n{one.body}\n")
        console.say("letters-shown" if letters else "letters-none", count=len(letters), day=day)
    else:
        if not settings.channel:
            raise InvalidArgument.of(Problem("mail-no-channel"))
        if not settings.addresses:
            raise InvalidArgument.of(Problem("mail-no-addresses"))
        fresh = queue(to)
        keys = {one.key for one in fresh}
        sent = office.send()
        failed = [key for key in (*sent.waiting, *sent.dead) if key in keys]
        console.say("letters-sent", count=len(fresh) - len(failed), day=day)
        if len(there) > len(fresh):
            console.say("letters-sent-before", count=len(there) - len(fresh))
        if len(letters) > len(there):
            console.say("letters-without-address", count=len(letters) - len(there))
        if failed:
            console.say("letters-waiting", count=len(failed))
            done = PARTIAL
    console.answer(
        [{"unit": one.unit, "to": to.get(one.unit, ""), "subject": one.subject, "text": one.body} for one in letters]
    )
    return done
