"""A record of any noun that agrees with those drawn before it: what its fields are, and refer to, says how they are filled."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import attrs

from grassroots.fields import Column, FieldInfo, Privacy, fields_of
from grassroots.model import NOUNS, Record, has_span, has_steps, home_field
from grassroots.testing.strategies.office import Furnished
from grassroots.testing.strategies.records import BOUNDS
from grassroots.testing.strategies.tree import FIRST
from grassroots.values import PartialDate, Quantity, Ref

BIRTHS = (PartialDate(1950), PartialDate(1971, 3), PartialDate(1999, 12, 31))
IN_PART = ("known", "known_end")
ANCHORS = ("on", "first")
"""The dates on which a record without a start and an end happens; other dates lie on that day or after it."""


def filled(office: Furnished, noun: str, id: str, /, day: int | None = None, **given: Any) -> Record | None:
    """A record of a noun with all its fields filled or, where it may be, left empty. None where something that it needs is not there.

    Args:
        office: what was drawn before.
        noun: of which noun.
        id: its id.
        day: the day on which it happens, or from which it stands, counted from the as-of day; drawn without one.
        given: what is settled about it already.
    """
    cls: Any = NOUNS[noun]
    if has_span(noun) and "start" not in given:
        given |= _span(office, noun, id, day, given)
    if day is None:
        start = given.get("start")
        day = (start - office.dice.as_of).days if start else FIRST if has_span(noun) else office.day()[0]
    for info, default in _open_fields(noun):
        if info.name not in given:
            value = _value(office, info, day, default) if info.name not in IN_PART else _known(office, info.name, given)
            if value is None and not info.optional:
                return None
            given[info.name] = value
    made: Record = cls(id=id, **given)
    if has_steps(noun) and "steps" not in given:
        made = attrs.evolve(made, steps=office.life(office.charter.workflow_of(made), day))  # type: ignore[call-arg]
    return made


@cache
def _open_fields(noun: str) -> tuple[tuple[FieldInfo, Any], ...]:
    """The fields that every record of a noun is to have, with their defaults. A child is left out: steps follow from the rest, others are rare."""
    defaults = {one.name: one.default for one in attrs.fields(NOUNS[noun])}
    return tuple((info, defaults[info.name]) for info in fields_of(NOUNS[noun]) if not info.many and info.name != "id")


def _span(office: Furnished, noun: str, id: str, day: int | None, given: dict[str, Any]) -> dict[str, Any]:
    """A start and an end within those of the whole to which it belongs, if it belongs to one that has them."""
    infos = {info.name: info for info, _ in _open_fields(noun)}
    home = home_field(noun)
    whole = office.spans.get((home.refs[0], given.get(home.name, "")), (None, None)) if home else (None, None)
    start, end = office.span(noun, id, whole if day is None else (day, None))
    if start is None and not infos["start"].optional:
        start = office.dice.day(FIRST)
    if end is None and not infos["end"].optional and start is not None:
        end = office.dice.day((start - office.dice.as_of).days + 1 + office.dice.number(0, 400))
    return {"start": start, "end": end}


def _value(office: Furnished, info: FieldInfo, day: int, default: Any) -> Any:
    dice = office.dice
    if info.words:
        return office.maybe_word(info.words) if info.optional else office.word(info.words)
    if info.refs:
        return _reference(office, info, day)
    if info.kind is Column.TEXT:
        return _text(office, info, default)
    if info.kind is Column.INTEGER and info.optional:
        return dice.maybe([BOUNDS.get(info.name, (0, 0))[0], 12, 40])
    if info.kind is Column.INTEGER:
        return dice.number(*BOUNDS.get(info.name, (0, 40)))
    if info.kind is Column.FLAG:
        return dice.maybe([True, False]) if info.optional else dice.flag() != bool(default)
    if info.kind is Column.DATE:
        return _date(office, info, day)
    some: dict[Any, tuple[Any, ...]] = {
        Column.DECIMAL: (Decimal(8), Decimal("87.5")),
        Column.TIME: (time(8, 30) if info.name == "at" else time(12),),
        PartialDate: BIRTHS,
    }
    if info.kind is Quantity:
        return office.amount() if dice.flag() or not info.optional else None
    return dice.maybe(some[info.kind]) if info.optional else dice.one(some[info.kind])


def _known(office: Furnished, name: str, given: dict[str, Any]) -> PartialDate | None:
    """The month of a day, as if no more were known of it: where the record begins with that month, or ends with it."""
    day = given.get("start" if name == "known" else "end")
    if day is None or day.day > 1:
        return None
    month = day if name == "known" else day - timedelta(days=1)
    return office.dice.maybe([PartialDate(month.year, month.month)])


def _reference(office: Furnished, info: FieldInfo, day: int) -> Any:
    if info.kind is Ref:
        return office.ref(*info.refs) if not info.optional or office.dice.flag() else None
    if info.refs == ("unit",):
        return office.unit(day) if not info.optional or office.dice.flag() else None
    if info.optional:
        return office.maybe_of(info.refs[0])
    found = office.of(info.refs[0])
    return found.id if found else None


def _text(office: Furnished, info: FieldInfo, default: Any) -> str | None:
    """What must be written has the name of its field; what may be left out is written only where it is about people, now and then."""
    if default is attrs.NOTHING:
        return f"A {info.name}"
    return office.dice.maybe(["as it was said"]) if info.privacy is Privacy.PERSONAL else default


def _date(office: Furnished, info: FieldInfo, day: int) -> date | None:
    on = office.dice.day(day)
    if info.name in ANCHORS and not info.optional:
        return on
    if info.name == "month":
        return on.replace(day=1)
    return office.dice.day(day + office.dice.number(0, 90)) if not info.optional or office.dice.flag() else None
