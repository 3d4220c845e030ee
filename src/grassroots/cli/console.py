"""What the command line says, and where: answers on stdout, chatter and progress on stderr."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click
from attrs import frozen

from grassroots.problems import Problem
from grassroots.texts import TYPED, catalogue

Progress = Callable[[str, int, int], None]
"""Told what is being done, which number it has, and of how many."""


@frozen
class Console:
    """How one run of the command line speaks: its language, whether in JSON, whether little."""

    language: str = "en"
    json: bool = False
    quiet: bool = False

    def text(self, code: str, **details: Any) -> str:
        """A text of the catalogue in the language of this run."""
        return catalogue("grassroots.cli").say(code, self.language, **details)

    def say(self, code: str, **details: Any) -> None:
        """A text of the catalogue for people, on stdout; not with `--quiet`, and not beside JSON."""
        self.line(self.text(code, **details))

    def line(self, text: str) -> None:
        """A line for people, as it is, on stdout; not with `--quiet`, and not beside JSON."""
        if not self.quiet and not self.json:
            click.echo(text)

    def named(self, name: str, labels: Mapping[str, str]) -> None:
        """A line of a list of what may be asked for: by what it is called; in the language of what is typed, with its name."""
        label = labels.get(self.language, "")
        self.line(f"{name:32} {label}" if self.language == TYPED or not label else label)

    def note(self, text: str) -> None:
        """A remark for people, on stderr."""
        if not self.quiet:
            click.echo(text, err=True)

    def notices(self, notices: tuple[Problem, ...]) -> None:
        """What whoever opened an office should know, on stderr: it is no part of a document or table. Also with `--quiet`."""
        for notice in notices if not self.json else ():
            click.echo(notice.text(self.language, reveal=True), err=True)

    def problems(self, problems: tuple[Problem, ...], most: int = 50) -> None:
        """What is wrong, a line each; also with `--quiet`: it is what the command was asked for."""
        if self.json:
            return
        for problem in problems[:most]:
            click.echo(problem.text(self.language, reveal=True))
        if len(problems) > most:
            click.echo(self.text("more", count=len(problems) - most))

    def remarks(self, remarks: tuple[Problem, ...]) -> None:
        """What was noticed and does no harm, on stderr."""
        for remark in remarks:
            self.note(remark.text(self.language, reveal=True))

    def answer(self, document: Any) -> None:
        """The one JSON document of `--json`."""
        if self.json:
            click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str))

    @contextmanager
    def progress(self, code: str) -> Iterator[Progress | None]:
        """A bar on stderr while long work runs: on a terminal only. It heeds NO_COLOR."""
        if self.quiet or self.json or not sys.stderr.isatty() or os.environ.get("CI"):
            yield None
            return
        try:
            from rich.console import Console as Terminal
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
            from rich.progress import Progress as Bar
        except ModuleNotFoundError:
            yield None
            return
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Bar(*columns, console=Terminal(stderr=True), transient=True) as bar:
            task = bar.add_task(self.text(code), total=None)

            def told(what: str, number: int, of: int) -> None:
                bar.update(task, description=what, completed=number, total=of)

            yield told


def problem_json(problem: Problem, language: str) -> dict[str, Any]:
    """A problem as data. Personal values stay masked: a log may keep this."""
    source = problem.source
    return {
        "code": problem.code,
        "file": source.file if source else "",
        "sheet": source.sheet if source else "",
        "row": source.row if source else 0,
        "column": problem.column,
        "value": "***" if problem.masked else problem.value,
        "text": problem.text(language),
    }
