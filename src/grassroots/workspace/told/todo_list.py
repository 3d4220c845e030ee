"""A list of what is to be done: to-dos with the names of the units that owe them, as lines, as a table, as a calendar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from attrs import field, frozen

from grassroots.builtin.exports.icalendar import calendar_of
from grassroots.charter import Charter
from grassroots.figures.plain import MOST_ROWS, rows_html
from grassroots.leaving import Entry
from grassroots.ledgers import Sheet
from grassroots.problems import one_of
from grassroots.rules.todo import ToDo, Urgency
from grassroots.texts import catalogue, languages, shown
from grassroots.values import Language, UnitId
from grassroots.workspace.desk.naming import Names

COLUMNS = ("urgency", "day", "unit", "post", "rule", "text", "source")
"""The columns of a list as a table, in their order."""


@frozen
class ToDoList:
    """What is to be done on a day, the most pressing first. Made by `office.todo`.

    It is a sequence of to-dos. `reveal`: whether its reader may be shown personal values.

    >>> from grassroots.charter import Charter
    >>> len(ToDoList((), date(2014, 6, 30), Charter(id="club", labels={})))
    0
    """

    to_dos: tuple[ToDo, ...]
    day: date
    _charter: Charter = field(repr=False)
    _units: Mapping[UnitId, str] = field(factory=dict, repr=False, hash=False)
    reveal: bool = False
    _names: Names | None = field(default=None, repr=False, eq=False)

    def __repr__(self) -> str:
        standing = ", ".join(f"{len(listed)} {urgency.value}" for urgency, listed in self.by_urgency().items())
        return f"<ToDoList {self.day}: {standing or 'nothing'}>"

    def _repr_html_(self) -> str:
        """For notebooks: the most pressing first."""
        language = self._charter.languages[0]
        return rows_html(tuple(self.row(one, language).values()) for one in self.to_dos[:MOST_ROWS])

    def __iter__(self) -> Iterator[ToDo]:
        return iter(self.to_dos)

    def __len__(self) -> int:
        return len(self.to_dos)

    def __getitem__(self, place: int) -> ToDo:
        return self.to_dos[place]

    def unit(self, one: ToDo) -> str:
        """The name of the unit that owes it; a dash where no unit can be told."""
        return "—" if one.unit is None else self._units.get(one.unit, one.unit)

    def by_urgency(self) -> Mapping[Urgency, tuple[ToDo, ...]]:
        """The to-dos by how they stand, the most pressing first; where there are none, nothing."""
        found = {urgency: tuple(one for one in self if one.urgency is urgency) for urgency in Urgency}
        return {urgency: listed for urgency, listed in found.items() if listed}

    def text(self, one: ToDo, language: Language = "en", *, reveal: bool = False) -> str:
        """What is to be done and why, with what it is about by its name; names of persons only where its reader may be shown them."""
        reveal = reveal and self.reveal
        reason = one.reason if self._names is None else self._names.told(one.reason, one.record, reveal=reveal)
        return reason.text(language, reveal=reveal)

    def row(self, one: ToDo, language: Language = "en", *, reveal: bool = False) -> Mapping[str, str]:
        """A to-do as texts, column by column. What is proposed has no last day."""
        return {
            "urgency": one.urgency.label(language),
            "day": str(one.day) if one.day and one.urgency is not Urgency.DECIDE else "",
            "unit": self.unit(one),
            "post": self._charter.label("post", one.post, language) if one.post else "",
            "rule": one.named(language),
            "text": self.text(one, language, reveal=reveal),
            "source": shown(one.source, language),
        }

    def sheet(self, language: Language = "en") -> Sheet:
        """The list as a table to be written, with personal values where its reader may be shown them."""
        said = catalogue("grassroots.workspace").say
        rows = tuple(tuple(self.row(one, language, reveal=True).values()) for one in self)
        headings = tuple(said(f"todo-{name}", language) for name in COLUMNS)
        return Sheet(name=said("todo", language), headings=headings, rows=rows)

    def entries(self, language: Language = "en") -> tuple[Entry, ...]:
        """What has a last day, as entries of a calendar. Personal values stay masked: calendars travel."""
        one_of(language, languages(), "language with texts")
        found = []
        for one in self:
            if one.day is not None and one.urgency is not Urgency.DECIDE:
                row = self.row(one, language)
                title = catalogue("grassroots.workspace").say("todo-entry", language, **row)
                key = "\0".join((one.kind, one.rule, *one.record, str(one.day)))
                found.append(Entry(key=key, about=one.record, day=one.day, title=title, text=row["text"]))
        return tuple(found)

    def calendar(self, language: Language = "en") -> str:
        """What has a last day as a calendar (iCalendar, RFC 5545): an entry for the whole day."""
        return calendar_of(self.entries(language), self.day).decode()
