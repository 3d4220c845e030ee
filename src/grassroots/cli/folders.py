"""Commands that show what there is: the demonstration, empty ledgers, the adapters in use."""

from __future__ import annotations

from pathlib import Path

import click

from grassroots.cli.console import Console
from grassroots.cli.group import FINDINGS, OK, charter_of, grassroots, is_there, shared
from grassroots.cli.settings import Settings


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
    """Lists the adapters in use, in the order in which they are asked, and those that cannot be used, with the reason."""
    from grassroots.plugins import Plugins

    infos = Plugins.installed().infos()
    for info in infos:
        doors = ", ".join(hook.removeprefix("grassroots_open_") for hook in info.hooks)
        place = f"{info.distribution} {info.version}".strip()
        console.line(f"{info.name:16} {place:32} {info.failure or doors}")
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
