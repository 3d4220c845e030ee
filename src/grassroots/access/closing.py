"""Closing: which fields and records a purpose does not open, and what of a confidential case is told to nobody."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Set
from copy import copy
from functools import cache
from typing import Any

from attrs import evolve, fields, has

from grassroots.access.actors import Purpose
from grassroots.charter import Charter
from grassroots.errors import Refused
from grassroots.fields import FieldInfo, Privacy, fields_of
from grassroots.model import (
    NOUNS,
    Assessment,
    Case,
    ContactPoint,
    Custom,
    Link,
    Rating,
    Record,
    key_of,
)
from grassroots.snapshot import cases_of
from grassroots.store import FEW_OF, Change, Key, Store, Versioned
from grassroots.values import Ref, Source


def _class_of(record: Any) -> Any:
    return type(record)


# -- confidential cases --


def places_to_tell(records: Iterable[Record], sources: Mapping[Key, Source]) -> dict[Key, Source]:
    """The sources that may be told: not those of confidential cases and of what belongs to them."""
    listed = list(records)
    confidential = _confidential(listed)
    hidden = {key_of(record) for record in listed if not confidential.isdisjoint(cases_of(record))} if confidential else set()
    return {key: source for key, source in sources.items() if key not in hidden}


def _confidential(records: Iterable[Record | None]) -> frozenset[str]:
    cases = [record for record in records if isinstance(record, Case)]
    return _with_ties({case.id for case in cases if case.confidential}, ((case.id, case.part_of) for case in cases))


def _confidential_of(store: Store, cases: Collection[str]) -> frozenset[str]:
    """Of cases that stand, and of those that are tied to them, the confidential ones; where few are asked about, only these are read."""
    if FEW_OF * len(cases) <= store.head().seq:
        near = _split(store, cases).values()
        return _confidential(one.record for one in near if one is not None)
    columns = store.columns("case", only=("id", "confidential", "part_of"))
    found = {id for id, closed in zip(columns["id"], columns["confidential"], strict=True) if closed}
    return _with_ties(found, zip(columns["id"], columns["part_of"], strict=True))


def _split(store: Store, cases: Iterable[str]) -> Mapping[str, Versioned | None]:
    """Cases as they are stored, with those from which they were split off and those split off them."""
    found: dict[str, Versioned | None] = {}
    left = list(cases)
    while left:
        keys = [("case", id) for id in left if id not in found]
        read = store.read(keys)
        found.update((id, read.get(("case", id))) for _, id in keys)
        above = [getattr(one.record, "part_of", None) for key in keys if (one := read.get(key)) is not None]
        left = [id for id in above if id is not None]
        left += [id for _, id in store.referring(keys, ("case",)) if id not in found] if keys else []
    return found


def _with_ties(found: Set[str], ties: Iterable[tuple[str | None, ...]]) -> frozenset[str]:
    """Cases with all that are tied to them: who asked in one asked in the other, as likely as not."""
    near: dict[str, set[str]] = {}
    for one, *others in ties if found else ():
        for other in others:
            if one is not None and other is not None:
                near.setdefault(one, set()).add(other)
                near.setdefault(other, set()).add(one)
    told, left = set(found), list(found)
    while left:
        more = near.get(left.pop(), set()) - told
        told |= more
        left.extend(more)
    return frozenset(told)


# -- closed fields --


class Withheld:
    """Stands where a field must have a value and the purpose does not open it. It equals nothing but itself; whoever would go on from it is refused.

    >>> str(WITHHELD)
    'withheld'
    """

    __slots__ = ()

    def _refuse(self, *_: object) -> Any:
        raise Refused("this field is closed for the purpose that is read for; open the office for another")

    __bool__ = __lt__ = __le__ = __gt__ = __ge__ = __len__ = __iter__ = __int__ = __float__ = __add__ = __sub__ = _refuse

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._refuse()

    def __repr__(self) -> str:
        return "withheld"

    def __reduce__(self) -> str:
        return "WITHHELD"


WITHHELD = Withheld()
"""The one value of its kind."""


def closed_fields(purpose: Purpose) -> frozenset[tuple[str, str]]:
    """The fields that must have a value and that a purpose closes, as (noun, field)."""
    nouns: Mapping[str, Any] = NOUNS
    return frozenset(
        (noun, info.name)
        for noun, cls in nouns.items()
        for info in fields_of(cls)
        if not (info.optional or info.many or purpose.opens_field(info))
    )


def _described(kind: Any) -> bool:
    """Whether a part of a record says of each of its fields which class it has."""
    return has(kind) and all("privacy" in one.metadata for one in fields(kind))


@cache
def _closed_fields(cls: Any, purpose: Purpose) -> tuple[FieldInfo, ...]:
    """The fields that a purpose closes, and those whose children it closes in part."""
    found = []
    for info in fields_of(cls):
        if info.kind is Custom:  # judged one by one, by the class that the charter gives
            continue
        kind: Any = info.kind
        partly = info.many and _described(kind) and _closed_fields(kind, purpose)
        if partly or (not purpose.opens_field(info) and (info.optional or info.many)):
            found.append(info)
    return tuple(found)


@cache
def _withheld(cls: Any, purpose: Purpose) -> bool:
    """Whether records of a noun are not in view at all: to whom they lead is itself what the law protects specially (who is a member, who is in
    hardship), and they cannot do without it."""
    return any(
        bool(info.refs)
        and info.privacy is Privacy.SPECIAL
        and not purpose.opens_field(info)
        and not (info.optional or info.many)
        for info in fields_of(cls)
    )


@cache
def _withheld_nouns(purpose: Purpose) -> frozenset[str]:
    nouns: Mapping[str, Any] = NOUNS
    return frozenset(noun for noun, cls in nouns.items() if _withheld(cls, purpose))


def _leads_on(info: FieldInfo, value: Any, purpose: Purpose) -> bool:
    """Whether a reference leads to a record of a noun that is withheld: its id alone would tell of it."""
    nouns = {value.noun} if isinstance(value, Ref) else set() if value is None else set(info.refs)
    return bool(nouns) and nouns <= _withheld_nouns(purpose)


def _out_of_view(record: Record, purpose: Purpose) -> bool:
    """Whether a record is withheld: because of its noun, because it must lead to one that is, or because it is a link to a household, which says who is
    helped."""
    if len(purpose.opens) == len(Privacy):
        return False
    cls = _class_of(record)
    helped = isinstance(record, Link) and record.target.noun == "household"
    if _withheld(cls, purpose) or (helped and Privacy.SPECIAL not in purpose.opens):
        return True
    needed = (info for info in fields_of(cls) if info.refs and not info.optional and not info.many)
    return any(_leads_on(info, getattr(record, info.name), purpose) for info in needed)


def _withhold(record: Any, purpose: Purpose) -> Any:
    """The record as it is handed out: of the fields that must have a value, those that the purpose closes are withheld."""
    needed = _needed_closed(_class_of(record), purpose)
    scored = _scores_a_person(record) and Privacy.PERSONAL not in purpose.opens
    if not needed and not scored:
        return record
    shown = copy(record)  # not made anew: a class may check what it is made of
    if scored:
        object.__setattr__(shown, "subject", WITHHELD)
    for info in needed:
        value = tuple(_withhold(part, purpose) for part in getattr(record, info.name)) if info.many else WITHHELD
        object.__setattr__(shown, info.name, value)
    return shown


def _scores_a_person(record: Any) -> bool:
    """Whether a record is a judgement, or a mark, of a person: for whoever only counts, it is nobody's."""
    subject = getattr(record, "subject", None)
    return isinstance(record, Assessment | Rating) and isinstance(subject, Ref) and subject.noun == "person"


@cache
def _needed_closed(cls: Any, purpose: Purpose) -> tuple[FieldInfo, ...]:
    """The fields that must have a value and are closed, and those of whose children some are."""
    found = []
    for info in fields_of(cls):
        kind: Any = info.kind
        if info.many:
            if kind is not Custom and _described(kind) and purpose.opens_field(info) and _needed_closed(kind, purpose):
                found.append(info)
        elif not info.optional and not purpose.opens_field(info):
            found.append(info)
    return tuple(found)


def _close(record: Any, purpose: Purpose, custom: Mapping[str, Privacy]) -> Any:
    changes: dict[str, Any] = {}
    for info in _closed_fields(_class_of(record), purpose):
        value = getattr(record, info.name)
        if value is None or value == ():
            continue
        if not purpose.opens_field(info):
            changes[info.name] = () if info.many else None
        else:
            changes[info.name] = tuple(_close(part, purpose, custom) for part in value)
    for info in fields_of(_class_of(record)):
        if info.optional and _leads_on(info, getattr(record, info.name), purpose):
            changes[info.name] = None
    if isinstance(record, ContactPoint) and record.end is None and Privacy.PERSONAL not in purpose.opens:
        changes["address"] = None  # a number that may be somebody's own is published no longer than somebody says
    if parts := getattr(record, "custom", ()):
        changes["custom"] = tuple(part for part in parts if _opens_custom(part, purpose, custom))
    return evolve(record, **changes) if changes else record


def _custom_classes(charter: Charter, noun: str) -> Mapping[str, Privacy]:
    return {one.name: Privacy(one.privacy) for one in charter.custom if one.noun == noun}


def _opens_custom(part: Custom, purpose: Purpose, classes: Mapping[str, Privacy]) -> bool:
    """By the charter alone; a field that it does not declare is as closed as can be."""
    privacy = classes.get(part.name, Privacy.SPECIAL)
    return privacy in purpose.opens and (not _is_private(privacy) or Privacy.PERSONAL in purpose.opens)


def _is_private(privacy: Privacy) -> bool:
    return privacy in (Privacy.PERSONAL, Privacy.SPECIAL)


def with_private_marks(change: Change, charter: Charter) -> Change:
    """The change with the charter's word, and nobody else's, on which of its own fields are erased with the personal part."""
    if change.record is None or not change.record.custom:
        return change
    own = {one.name for one in charter.custom if one.noun == change.noun and one.privacy in (Privacy.PERSONAL, Privacy.SPECIAL)}
    custom = tuple(evolve(part, private=part.name in own) for part in change.record.custom)
    return evolve(change, record=evolve(change.record, custom=custom))


def _said(record: Any, kept: Any, view: Any) -> Any:
    """A record with what is in view of what is kept, where it does not say otherwise."""
    changes: dict[str, Any] = {}
    for info in fields_of(_class_of(record)):
        value, old, seen = getattr(record, info.name), getattr(kept, info.name), getattr(view, info.name)
        if value == old:
            changes[info.name] = seen
        elif info.many:
            changes[info.name] = tuple(part for part in value if part not in old or part in seen)
    return evolve(record, **changes)
