"""Days as an office writes them: read as in its ledgers, the year of today where none is written."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from grassroots.cli.clock import today
from grassroots.cli.help import language_of
from grassroots.texts import catalogue

if TYPE_CHECKING:
    Typed = click.ParamType[date]
else:
    Typed = click.ParamType


class Day(Typed):
    """A day: 2014-06-30, 2014.6.30, 2014年6月30日, 6月30日."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day; a year that is taken from today is told."""
        if isinstance(value, date):
            return value
        from grassroots.ledgers.cells import Around, Fault
        from grassroots.ledgers.cells.days import day
        from grassroots.problems import Problem

        language = language_of(ctx.meta.get("grassroots.given", ()) if ctx else ())
        around = Around(year=today().year, nature="t")
        try:
            found = day(str(value), around)
        except Fault as fault:
            self.fail(Problem(fault.code, value=str(value), details=fault.details).text(language), param, ctx)
        if around.taken:
            click.echo(catalogue("grassroots.cli").say("year-taken", language, value=value, day=found), err=True)
        return found


DAY = Day()
