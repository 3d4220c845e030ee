"""Who is in a named segment. Nobody is told apart by what the reader's purpose does not open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from grassroots.access import View
from grassroots.charter import Has, Segment
from grassroots.charter.condition import parts_of, paths_in
from grassroots.charter.paths import REACHED, STANDING, STEP_PATHS
from grassroots.errors import refused
from grassroots.fields import Privacy, field_named
from grassroots.model import DERIVED, Derived, Record, has_steps, noun_class
from grassroots.model.labels import named_field, named_noun
from grassroots.problems import Named, Problem
from grassroots.reading.reader import living_reader


def members(view: View, segment: Segment, as_of: date, known_at: int | None = None) -> tuple[Record | Derived, ...]:
    """The records in view that are in a segment on a day, in the order of their ids.

    Raises:
        Refused: the segment reads a part of records that the purpose of the reader does not open.
    """
    for noun, name in _closed(view, segment):
        details = {"noun": named_noun(noun)}
        raise refused(
            Problem("segment-by-closed", value=Named(segment.name, segment.labels), column=named_field(name), details=details)
        )
    reader = living_reader(view.snapshot(as_of, known_at))
    every = view.all(segment.noun, as_of, known_at)
    return tuple(one for one in every if reader.holds(one, segment.where, as_of))


def _closed(view: View, segment: Segment) -> Iterator[tuple[str, str]]:
    """What a segment reads and the purpose of the reader does not open: noun and field. What a rule makes of records is open only where they are whole."""
    if view.purpose.opens == frozenset(Privacy):
        return
    if segment.noun in DERIVED:
        yield segment.noun, "id"
    for _, about, part in parts_of(segment.where, segment.noun):
        for path in paths_in(part):
            yield from _closed_at(view, about, path)
        if isinstance(part, Has):
            for noun, name in ((part.noun, part.by), *((one, name) for one in (part.noun, about) for name in part.also)):
                yield from _closed_at(view, noun, name)


def _closed_at(view: View, noun: str, path: str) -> Iterator[tuple[str, str]]:
    head, _, rest = path.partition(".")
    if noun in DERIVED:
        yield noun, head
        return
    if head == "custom":
        own = next((one for one in view.charter.custom if (one.noun, one.name) == (noun, rest)), None)
        if own is None or not {Privacy(own.privacy), Privacy.PERSONAL} <= view.purpose.opens:
            yield noun, head
        return
    cls = noun_class(noun)
    names: Iterable[str] = {"external": ("external_ids",), STANDING: ("start", "end")}.get(head, (head,))
    if has_steps(noun) and head in (*STEP_PATHS, REACHED):
        names = ("steps",)
    for name in names:
        info = field_named(cls, name)
        if info is None or not view.purpose.opens_field(info):
            yield noun, name
        elif rest and name == head:
            for other in info.refs:
                yield from _closed_at(view, other, rest)
