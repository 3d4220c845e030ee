"""The command line: `grassroots --help` lists the commands, which have Chinese names too.

Exit codes: 0 all is well, 1 something was found that wants mending, 2 it could not be done, 3 done in part.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

__all__ = [
    "main",
]


def main(args: Sequence[str] | None = None) -> int:
    """Runs the command line and gives the exit code; what goes wrong is told in a sentence, without a traceback.

    >>> main(["--version"])
    grassroots 0.1.0
    0
    """
    if list(sys.argv[1:] if args is None else args) == ["--version"]:
        from grassroots import __version__

        sys.stdout.write(f"grassroots {__version__}\n")
        return 0
    try:
        import click  # noqa: F401 - to tell its absence apart from a fault of ours
    except ModuleNotFoundError:
        sys.stderr.write("grassroots: the command line needs click: python -m pip install 'grassroots[cli]'\n")
        return 2
    from grassroots.cli.run import run

    return run(args)
