"""Commands that plugins bring."""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points

import click

from grassroots.cli.group import grassroots
from grassroots.logs import log

GROUP = "grassroots.commands"
"""The entry points of further commands: the name of the command, and a command of click. Its texts (`command-NAME`, `help-NAME`,
`help-NAME-option-OPTION`) lie in the `texts.toml` of the plugin's package, in English and in Chinese."""


@cache
def take_in_further() -> None:
    """Puts the commands of installed plugins beside our own, once. One that cannot be loaded, or bears a name that is taken, is left aside."""
    for point in entry_points(group=GROUP):
        try:
            found = point.load()
        except Exception as error:
            log.warning("the command %s of a plugin cannot be loaded: %s", point.name, type(error).__name__)
            continue
        if isinstance(found, click.Command) and found.name not in grassroots.commands:
            grassroots.add_command(found)
