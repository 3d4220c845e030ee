"""The command line as a whole: its exit codes, the options that commands share, the way to an office."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grassroots import __version__
from grassroots.cli.clock import now
from grassroots.cli.console import Console
from grassroots.cli.help import Group
from grassroots.cli.settings import Settings, settings_of
from grassroots.cli.typed.days import DAY
from grassroots.errors import InvalidArgument, NotFound
from grassroots.problems import Problem
from grassroots.texts import faults_of, languages

if TYPE_CHECKING:
    from grassroots.charter import Charter
    from grassroots.workspace import Office


OK, FINDINGS, CANNOT, PARTIAL = 0, 1, 2, 3


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="grassroots %(version)s")
def grassroots() -> None:
    """Records, rules and reports for grassroots organizations."""


def shared(*, store: bool = True, as_of: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Adds the shared options, and hands the command a console, the settings and (as `opened`) the way to an office."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(command)
        def run(
            *,
            as_json: bool,
            quiet: bool,
            language: str | None,
            store: str | None = None,
            charter: str | None = None,
            **rest: Any,
        ) -> Any:
            settings = settings_of(Path(), store, charter, language)
            if settings.language not in languages():
                raise InvalidArgument.of(Problem("no-such-language", value=settings.language, details={"known": languages()}))
            if faults := faults_of(settings.language):
                raise InvalidArgument(
                    f"the texts in the language {settings.language!r} are not whole: {len(faults)} are missing or unsound, such as {', '.join(faults[:5])}"
                )
            return command(Console(settings.language, as_json, quiet), settings, **rest)

        options = [
            click.option("--json", "as_json", is_flag=True),
            click.option("--quiet", "-q", is_flag=True),
            click.option("--language", type=click.Choice(languages())),
        ]
        if store:
            options += [
                click.option("--store", metavar="ADDRESS"),
                click.option("--charter", metavar="NAME|FOLDER"),
            ]
        if as_of:
            options.append(click.option("--as-of", "as_of", type=DAY, metavar="DAY"))
        for option in reversed(options):
            run = option(run)
        return run

    return add


@contextmanager
def opened(settings: Settings, *, create: bool = False, scope: str | None = None) -> Iterator[Office]:
    """The office that the settings name, or a unit of it (by its name or id) and all under it; a store is made only where that is asked for."""
    from grassroots.workspace import open_workspace

    path = Path(settings.store)
    if not create and ":" not in settings.store and not path.exists():
        raise NotFound.of(Problem("no-store", value=settings.store))
    with open_workspace(
        settings.store, settings.charter, actor=settings.actor, clock=now, create=create, engine=settings.engine
    ) as office:
        yield office.seen_by(office.view.actor, scope=office.unit(scope)) if scope else office


def is_there(settings: Settings) -> bool:
    """Whether there is the store that the settings name."""
    from grassroots.plugins import Plugins
    from grassroots.workspace import copies

    return copies.is_there(Plugins.installed(), settings.store)


def charter_of(settings: Settings) -> Charter:
    """The charter that the settings name."""
    from grassroots.workspace import open_charter

    return open_charter(settings.charter)
