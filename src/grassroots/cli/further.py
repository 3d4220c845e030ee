"""Commands that plugins bring: looked for only when one is asked for that is none of ours, or when all are listed."""

from __future__ import annotations

import click

from grassroots.logs import log
from grassroots.texts import points_of

GROUP = "grassroots.commands"
"""The entry points of further commands: the name of the command, and a command of click. Its texts (`command-NAME`, `help-NAME`,
`help-NAME-option-OPTION`) lie in the `texts.toml` of the plugin's package, in English and in Chinese."""

BROUGHT = {"serve": "grassroots-serve"}
"""Commands that plugins of ours bring, and which to install."""


def take_in_further(group: click.Group) -> None:
    """Puts the commands of installed plugins beside our own. One that cannot be loaded, or bears a name that is taken, is left aside."""
    for point in points_of(GROUP):
        if point.name in group.commands:
            continue
        try:
            found = point.load()
        except Exception as error:
            log.warning("the command %s of a plugin cannot be loaded: %s", point.name, type(error).__name__)
            continue
        if isinstance(found, click.Command) and found.name == point.name:
            group.add_command(found)
