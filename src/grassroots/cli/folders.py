"""Commands that show what there is and hand it on: the demonstration, empty ledgers, the adapters in use, records as data for other programs."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grassroots.cli.clock import today
from grassroots.cli.console import Console
from grassroots.cli.desk import cells_of
from grassroots.cli.group import FINDINGS, OK, charter_of, grassroots, is_there, opened, shared
from grassroots.cli.settings import Settings
from grassroots.cli.typed.days import PERIOD

if TYPE_CHECKING:
    from grassroots.problems import Problem
    from grassroots.values import Period


@grassroots.command()
@click.option("--out", type=click.Path(path_type=Path), default="out", show_default=True)
@click.option("--sample", type=click.Path(path_type=Path))
@shared(store=False)
def demo(console: Console, settings: Settings, out: Path, sample: Path | None) -> int:
    """Runs the main job on two samples: a street office in 2014, and a sub-district that judged its units in 2012, both invented record by record from published totals."""
    from grassroots.cli.demo import run_demo

    return run_demo(console, out, sample)


@grassroots.command()
@click.argument("ledger", required=False)
@click.option("--out", "-o", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--force", is_flag=True)
@shared()
def template(console: Console, settings: Settings, ledger: str | None, out: Path | None, force: bool) -> int:
    """Writes an empty ledger with the right headings. Without a name, lists the ledgers of the charter."""
    charter = charter_of(settings)
    if ledger is None:
        for name, rule in charter.ledgers.items():
            console.named(name, rule.labels)
        console.answer({name: dict(rule.labels) for name, rule in charter.ledgers.items()})
        return OK
    from grassroots.workspace import open_workspace

    store = settings.store if is_there(settings) else "memory:"
    with open_workspace(store, charter) as office:
        target = office.template(ledger, out or Path(f"{ledger}.csv"), console.language, overwrite=force)
    console.say("wrote", target=target)
    console.answer({"ledger": ledger, "file": str(target)})
    return OK


@grassroots.command()
@shared(store=False)
def plugins(console: Console, settings: Settings) -> int:
    """Lists the adapters in use, in the order in which they are asked, and those that cannot be used, with the reason; and how a store in a file keeps its changes."""
    from grassroots.builtin.sqlite import BUILDS, PYTHON, journal_for
    from grassroots.plugins import Plugins

    infos = Plugins.installed().infos()
    for info in infos:
        doors = ", ".join(hook.removeprefix("grassroots_open_") for hook in info.hooks)
        place = f"{info.distribution} {info.version}".strip()
        console.line(f"{info.name:16} {place:32} {info.failure or doors}")
    for build in BUILDS:
        journal, _ = journal_for(build.version)
        at = "office.db" if build.address == PYTHON.address else f"{build.address}office.db"
        console.say(f"journal-{journal}", at=at, version=".".join(map(str, build.version)))
    console.answer(
        [
            {
                "name": info.name,
                "distribution": info.distribution,
                "version": info.version,
                "builtin": info.builtin,
                "doors": [hook.removeprefix("grassroots_open_") for hook in info.hooks],
                "failure": info.failure,
            }
            for info in infos
        ]
    )
    failed = [info for info in infos if info.failure]
    for info in failed:
        console.note(info.failure)
    return FINDINGS if failed else OK


@grassroots.command("export")
@click.argument("format", required=False)
@click.option("--out", "-o", "outs", multiple=True, type=click.Path(path_type=Path), metavar="FILE")  # fmt: skip
@click.option("--purpose", type=click.Choice(["publication", "statistics", "office"]), default="publication", show_default=True)  # fmt: skip
@click.option("--consent", default="", metavar="WORD")
@click.option("--vote", default="", metavar="VOTE")
@click.option("--option", "more", multiple=True, metavar="NAME=VALUE")
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
    more: tuple[str, ...],
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
    options = ({"vote": vote} if vote else {}) | cells_of(more)
    name = plugins.export_named(format)
    files = outs or (Path(name + plugins.open_export(name, **options).ending),)
    left: dict[Problem, None] = {}
    with opened(settings, scope=scope) as whole:
        office = whole.seen_by(whole.view.actor, scope=whole.view.scope, purpose=purpose)
        for out in files:
            day, remark = as_of or today(), left.setdefault
            office.export(name, out, day, console.language, period=period, consent=consent, remark=remark, **options)
            console.say("wrote", target=out)
        console.remarks(tuple(left))
        console.notices(whole.notices)
    console.say(f"export-for-{purpose}")
    console.answer({"format": name, "purpose": purpose, "files": [str(out) for out in files]})
    return OK
