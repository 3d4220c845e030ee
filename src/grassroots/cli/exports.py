"""The command by which records leave as data for other programs."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grassroots.cli.clock import today
from grassroots.cli.console import Console
from grassroots.cli.group import OK, grassroots, opened, shared
from grassroots.cli.settings import Settings
from grassroots.cli.typed.days import PERIOD

if TYPE_CHECKING:
    from grassroots.values import Period


@grassroots.command("export")
@click.argument("format", required=False)
@click.option("--out", "-o", "outs", multiple=True, type=click.Path(path_type=Path), metavar="FILE")  # fmt: skip
@click.option("--purpose", type=click.Choice(["publication", "statistics", "office"]), default="publication", show_default=True)  # fmt: skip
@click.option("--consent", default="", metavar="WORD")
@click.option("--vote", default="", metavar="VOTE")
@click.option("--scope", metavar="UNIT")
@click.option("--period", type=PERIOD, metavar="PERIOD")
@shared(as_of=True)
def export(
    console: Console,
    settings: Settings,
    format: str | None,
    outs: tuple[Path, ...],
    purpose: str,
    consent: str,
    vote: str,
    scope: str | None,
    period: Period | None,
    as_of: date | None,
) -> int:
    """Writes records as data for other programs, by open standards. Without a name, lists the formats."""
    from grassroots.plugins import Plugins

    plugins = Plugins.installed()
    if format is None:
        known = plugins.exports()
        for name, named in known.items():
            console.line(
                console.text(
                    "export-line",
                    name=name,
                    called=named.labels.get(console.language, name),
                    about=plugins.about_export(name, console.language),
                )
            )
        console.answer({name: dict(named.labels) for name, named in known.items()})
        return OK
    options = {"vote": vote} if vote else {}
    name = plugins.export_named(format)
    files = outs or (Path(name + plugins.open_export(name, **options).ending),)
    with opened(settings, scope=scope) as whole:
        office = whole.seen_by(whole.view.actor, scope=whole.view.scope, purpose=purpose)
        for out in files:
            office.export(name, out, as_of or today(), console.language, period=period, consent=consent, **options)
            console.say("wrote", target=out)
        console.problems(whole.notices)
    console.say(f"export-for-{purpose}")
    console.answer({"format": name, "purpose": purpose, "files": [str(out) for out in files]})
    return OK
