"""The command `grassroots receipt`."""

from __future__ import annotations

from pathlib import Path

import click

from grassroots.cli.clock import today
from grassroots.cli.console import Console
from grassroots.cli.group import OK, opened, shared
from grassroots.cli.help import Command
from grassroots.cli.settings import Settings
from grassroots.errors import InvalidArgument
from grassroots.problems import Problem


@click.command("receipt", cls=Command)
@click.argument("person")
@click.option("--year", type=click.IntRange(1900, 9998))
@click.option("--out", "-o", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option("--force", is_flag=True)
@shared()
def receipt(console: Console, settings: Settings, person: str, year: int | None, out: Path | None, force: bool) -> int:
    """Writes a receipt of the dues that a member paid in a year."""
    from grassroots_dues.receipts import receipt_of

    with opened(settings) as office:
        text = receipt_of(office, office.person(person), year or today().year, console.language)
    if out is None:
        console.line(text.rstrip())
    else:
        if out.exists() and not force:
            raise InvalidArgument.of(Problem("file-exists", value=str(out)))
        out.write_text(text, encoding="utf-8", newline="\n")
        console.say("wrote", target=out)
    console.answer({"person": person, "text": text, "file": "" if out is None else str(out)})
    return OK
