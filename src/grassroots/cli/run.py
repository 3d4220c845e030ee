"""Running a command: every error of the library becomes one readable message and an exit code."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from grassroots.cli.commands import grassroots
from grassroots.cli.group import CANNOT, OK, PARTIAL
from grassroots.cli.help import language_of
from grassroots.cli.telling import InPart
from grassroots.cli.typed.usage import told
from grassroots.errors import GrassrootsError, HasProblems, PluginError
from grassroots.problems import Problem
from grassroots.texts import TYPED, catalogue


def run(args: Sequence[str] | None = None) -> int:
    """Runs the command line and gives the exit code."""
    given = list(sys.argv[1:] if args is None else args)
    stdout = sys.stdout
    try:
        code = grassroots.main(given, prog_name="grassroots", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else OK
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return CANNOT
    except click.ClickException as error:
        click.echo(told(error, language_of(given)), err=True)
        return error.exit_code
    except click.exceptions.Exit as error:
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo(catalogue("grassroots.cli").say("stopped", language_of(given)), err=True)
        return 130
    except (BrokenPipeError, SystemExit) as error:
        if isinstance(error, SystemExit) and sys.stdout is stdout:
            raise
        # Whoever read the output has gone (`| head`; click then sets the output aside and asks to exit): nothing is left to say, nor to flush when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except InPart as stopped:
        _tell(stopped.error, "--json" in given, language_of(given))
        return PARTIAL
    except (GrassrootsError, OSError) as error:
        _tell(error, "--json" in given, language_of(given))
        return CANNOT


_HELPLESS = {
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), "no-right-to-file"),
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), "disk-full"),
}
_PLACES = {errno.ENOENT: "nothing-there", errno.ENOTDIR: "file-in-the-way"}
"""What the system refused → the problem that says it with its cure."""


def _refused_by_system(error: Exception) -> Problem | None:
    """What the system refused; of what failed in an adapter only what no adapter can help: no right, no room."""
    failed = error.__cause__ if isinstance(error, PluginError) else None
    chain = [failed, failed.__context__] if failed is not None else [error]  # a writer may wrap what the system said
    said = next((one for one in chain if isinstance(one, OSError) and one.errno is not None), None)
    if said is None or isinstance(said, GrassrootsError) or (failed is not None and said.errno not in _HELPLESS):
        return None
    place, reason = said.filename2 or said.filename, said.strerror or type(said).__name__
    if not isinstance(place, str):
        return Problem("system-failed", details={"reason": reason})
    code = (_HELPLESS | _PLACES).get(said.errno or 0, "place-unusable")
    return Problem(code, value=place, details={"reason": reason} if code == "place-unusable" else {})


def _tell(error: Exception, as_json: bool, language: str) -> None:
    if (refused := _refused_by_system(error)) is not None:
        lines = [refused.text(language)]
    else:
        lines = [error.text(language) if isinstance(error, GrassrootsError) else str(error)]
    if isinstance(error, HasProblems):
        each = [problem.text(language) for problem in error.problems]
        lines = [error.message, *(f"  {one}" for one in each)] if language == TYPED or not each else each
    if as_json:
        said: dict[str, Any] = {"error": type(error).__name__, "message": "\n".join(lines)}
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
    click.echo("grassroots: " + "\n".join(line for line in lines if line), err=True)
