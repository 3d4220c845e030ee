"""One request: who asks, in which language, for which day; and how it is answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from attrs import field, frozen
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from grassroots import Office
from grassroots.errors import InvalidArgument, NoPlugin, Refused
from grassroots.ledgers.cells import Around, Fault
from grassroots.ledgers.cells.days import day as day_of
from grassroots.ledgers.cells.periods import period as period_of
from grassroots.model import Unit
from grassroots.problems import Problem
from grassroots.texts import catalogue, day_text, languages
from grassroots.values import Period
from grassroots.workspace.mail import NoticePlan
from grassroots_serve.guard import Session

PAGES = ("today", "ledgers", "figures", "compare", "changes", "requests", "notices", "papers")
"""The pages that stand in the navigation, by the beginning of their address."""


BELONGS = {"": "today", "why": "today", "about": "ledgers"}
"""The pages that stand in the navigation under another one."""


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("grassroots_serve"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


@frozen
class Asked:
    """A request of somebody who may ask. `fields`: what was filled in, of a query or of a form."""

    request: Request = field(repr=False)
    office: Office
    session: Session
    language: str
    today: date
    fields: Mapping[str, str]
    changes: bool
    """Whether whoever asks may change anything at all."""
    plan: NoticePlan | None = field(default=None, repr=False)
    """Who is told what, where the office has written it."""

    def say(self, code: str, **details: Any) -> str:
        """A text of this plugin in the language of whoever asks."""
        return catalogue("grassroots_serve").say(code, self.language, **details)

    def text(self, name: str) -> str:
        """What was filled in under a name."""
        return self.fields.get(name, "").strip()

    def part(self, name: str) -> str:
        """A part of the address."""
        return str(self.request.path_params[name])

    def number(self, name: str) -> int:
        """A number of the query; 0 where there is none."""
        text = self.text(name)
        if text and not (text.isascii() and text.isdecimal() and len(text) < 9):
            raise InvalidArgument.of(Problem("grassroots_serve:no-number", value=text))
        return int(text or 0)

    def day(self, name: str = "day", otherwise: date | None = None) -> date:
        """A day that was filled in, as ledgers take days; today where none was."""
        if not (text := self.text(name)):
            return otherwise or self.today
        try:
            return day_of(text, Around(year=self.today.year, nature="t"))
        except Fault as fault:
            raise InvalidArgument.of(Problem(fault.code, value=text, details=fault.details)) from None

    def period(self) -> Period | None:
        """The period that was filled in."""
        if not (text := self.text("period")):
            return None
        try:
            return period_of(text, self.today)
        except Fault as fault:
            raise InvalidArgument.of(Problem(fault.code, value=text, details=fault.details)) from None

    def unit(self) -> str | None:
        """The id of the unit that was filled in, by its name or id."""
        return self.office.unit(text) if (text := self.text("unit")) else None

    def can_write(self, ending: str) -> bool:
        """Whether anybody writes reports of this format."""
        return self._takes(self.office.plugins.open_writer, ending)

    def can_write_table(self, ending: str) -> bool:
        """Whether anybody writes tables of this format."""
        return self._takes(self.office.plugins.open_rows, ending)

    def _takes(self, door: Callable[[str], Any], ending: str) -> bool:
        try:
            door(f"file{ending}")
        except NoPlugin:
            return False
        return True

    def units(self) -> list[str]:
        """What the units are called that are in view, for a list to choose from."""
        names = {unit.name for unit in self.office.records(Unit, self.today) if unit.name}
        return sorted(names)[:500]

    def label(self, labels: Mapping[str, str], name: str) -> str:
        """What something of the charter is called."""
        return labels.get(self.language) or labels.get("en") or name

    def page(self, name: str, status: int = 200, **told: Any) -> Response:
        """A page of this name."""
        first = self.request.url.path.split("/")[1]
        here = BELONGS.get(first, first)
        text = (
            _templates()
            .get_template(f"{name}.html")
            .render(
                asked=self,
                say=self.say,
                address=address,
                day_text=lambda day: day_text(day, self.language),
                here=here,
                pages=[one for one in PAGES if one != "notices" or self.may_send()],
                languages=[(one, catalogue("grassroots_serve").say("own-name", one), self._spoken_in(one)) for one in spoken()],
                name=self.office_name(),
                **{"problems": (), "done": "", **told},
            )
        )
        return HTMLResponse(text, status)

    def may_send(self) -> bool:
        """Whether whoever asks may see and send all notices."""
        try:
            self.office.view.require_send()
        except Refused:
            return False
        return True

    def _spoken_in(self, language: str) -> str:
        """The address of this page in another language."""
        return address(**{**self.request.query_params, "language": language}).removeprefix("/")

    def office_name(self) -> str:
        """What the office is called: its root where it has one, else its charter."""
        roots = [unit.name for unit in self.office.records(Unit, self.today) if not unit.parents and unit.name]
        return roots[0] if len(roots) == 1 else self.label(self.office.charter.labels, self.office.charter.id)

    def go(self, *parts: str, **query: str) -> Response:
        """Answers a change by the page where it can be seen, so that loading it again repeats nothing."""
        return RedirectResponse(address(*parts, **query), 303)


Show = Callable[[Asked], Response]
"""What answers a request."""


def address(*parts: str, **query: Any) -> str:
    """An address on this page, whatever stands in its parts.

    >>> address("ledgers", "a/b", "12", done="added")
    '/ledgers/a%2Fb/12?done=added'
    """
    known = {name: str(value) for name, value in query.items() if value not in (None, "")}
    return "/" + "/".join(quote(part, safe="") for part in parts) + (f"?{urlencode(known)}" if known else "")


def spoken() -> tuple[str, ...]:
    """The languages in which this page can speak."""
    own = catalogue("grassroots_serve")
    return tuple(one for one in languages() if own.whole_in(one))


def entrance(language: str, problem: str = "", status: int = 401) -> Response:
    """The door: a form that asks for the token."""

    def say(code: str, **details: Any) -> str:
        return catalogue("grassroots_serve").say(code, language, **details)

    return HTMLResponse(_templates().get_template("enter.html").render(say=say, problem=problem), status)
