"""Commands about what is kept: what changed, copies of the store."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from grassroots.cli.clock import now, today
from grassroots.cli.console import Console
from grassroots.cli.group import FINDINGS, OK, grassroots, opened, shared
from grassroots.cli.settings import Settings
from grassroots.cli.typed.days import DAY
from grassroots.errors import InvalidArgument, NotFound
from grassroots.problems import Problem


@grassroots.command()
@click.option("--since", type=DAY, required=True, metavar="DAY")
@click.option("--figures/--no-figures", default=True)
@shared(as_of=True)
def changes(console: Console, settings: Settings, since: date, figures: bool, as_of: date | None) -> int:
    """Tells what changed since a day: who, what, why, and which figures moved."""
    with opened(settings) as office:
        found = office.changes(since, console.language)
        moved = office.moved_figures(since, as_of or today(), console.language) if figures and found else ()
    for one in found:
        console.line(one.text(console.language))
    if moved:
        console.say("list", label=console.text("figures-moved"), count=len(moved))
        for figure in moved:
            console.line("  " + figure.text(console.language))
    if not found:
        console.say("no-changes", day=since)
    console.answer(
        {
            "since": str(since),
            "changes": [
                {"at": one.at and one.at.isoformat(), "actor": one.actor, "reason": one.reason, "what": one.what}
                for one in found
            ],
            "figures": [{"label": one.label, "was": one.was, "now": one.now} for one in moved],
        }
    )
    return OK


@grassroots.command()
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False), required=False)
@shared()
def backup(console: Console, settings: Settings, target: Path | None) -> int:
    """Copies the store into a file while it is in use, and checks the copy."""
    stem = "grassroots" if "://" in settings.store else Path(settings.store).stem
    path = target or Path(f"{stem}-{now():%Y%m%d-%H%M%S}.db")
    with opened(settings) as office:
        head = office.backup(path)
    console.say("backed-up", target=path, count=head.seq)
    console.answer({"file": str(path), "head": str(head)})
    return OK


@grassroots.command()
@click.argument("copy", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True)
@click.option("--dry-run", is_flag=True)
@shared()
def restore(console: Console, settings: Settings, copy: Path, force: bool, dry_run: bool) -> int:
    """Checks a copy, and puts it where the store was; a store that is there is set aside, not thrown away."""
    from grassroots.plugins import Plugins
    from grassroots.workspace.copies import looked_over, put_back, put_into

    store = Path(settings.store)
    if not copy.is_file():
        raise NotFound.of(Problem("no-such-file", value=str(copy)))
    plugins = Plugins.installed()
    head, faults = looked_over(plugins, copy)
    for line in faults:
        console.note(line)
    if faults:
        console.say("copy-damaged", target=copy)
        console.answer({"file": str(copy), "damage": list(faults)})
        return FINDINGS
    console.say("copy-sound", target=copy, count=head.seq)
    if not dry_run and "://" in settings.store:
        put_into(plugins, copy, settings.store)
        console.say("restored", target=settings.store.partition("?")[0].rpartition("@")[2])
    elif not dry_run:
        if store.exists() and not force:
            raise InvalidArgument.of(Problem("store-in-the-way", value=str(store)))
        aside = store.with_name(f"{store.stem}-{now():%Y%m%d-%H%M%S}.before{store.suffix}")
        if put_back(plugins, copy, store, aside):
            console.say("set-aside", target=aside)
        console.say("restored", target=store)
    console.answer({"file": str(copy), "head": str(head), "restored": not dry_run})
    return OK
