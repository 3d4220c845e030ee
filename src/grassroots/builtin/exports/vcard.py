"""Who can be reached, as cards for an address book (vCard 4, RFC 6350): persons with a name that the reader may see, and what is published of roles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

from grassroots.builtin.exports.lines import escaped, written
from grassroots.leaving import Leaving
from grassroots.model import ContactPoint, Person, Post, Tenure

_PHONE = re.compile(r"[+(]?\d[\d\s()\-./#*]{2,}(?:\D{1,6}\d+)?")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@frozen
class Cards:
    """A card for each person and each contact point that stands on the day. Whoever has no name that may be told has no card."""

    ending = ".vcf"

    def write(self, leaving: Leaving, target: Path) -> None:
        """Writes the cards, one behind the other."""
        target.write_bytes(written(leaving.some([*_persons(leaving), *_points(leaving)])))


def _persons(leaving: Leaving) -> Iterator[str]:
    held: dict[str, list[Tenure]] = {}
    for tenure in leaving.all(Tenure):
        person = leaving.there(Person, tenure.person)
        if person and tenure.start <= leaving.day and (tenure.end is None or tenure.end > leaving.day):
            held.setdefault(person, []).append(tenure)
    for one in leaving.all(Person):
        if (name := leaving.told(one.name)) is None:
            continue
        yield from _opened("individual", f"person:{one.id}", name)
        if one.birth is not None:
            yield f"BDAY:{_birth(str(one.birth))}"
        if leaving.told(one.phone):
            yield f"TEL;VALUE=text:{escaped(str(one.phone))}"
        if leaving.told(one.email):
            yield f"EMAIL:{escaped(str(one.email))}"
        for number, tenure in enumerate(held.get(one.id, ()), 1):
            post = leaving.snapshot.get(Post, tenure.post)
            unit = None if post is None else leaving.unit(post.unit)
            if post is not None and unit is not None:
                yield f"o{number}.ORG:{escaped(unit)}"
                yield f"o{number}.TITLE:{escaped(leaving.label('post', post.kind) or post.kind)}"
        yield "END:VCARD"


def _points(leaving: Leaving) -> Iterator[str]:
    for one in leaving.all(ContactPoint):
        address = leaving.told(one.address)
        if address is None or not one.start <= leaving.day or (one.end is not None and one.end <= leaving.day):
            continue
        unit, kind = leaving.unit(one.unit), leaving.label("contact_point", one.kind) or one.kind
        post = None if one.post is None else leaving.snapshot.get(Post, one.post)
        role = None if post is None else leaving.label("post", post.kind)
        yield from _opened("org", f"contact_point:{one.id}", " ".join(filter(None, (unit, role, kind))))
        if unit is not None:
            yield f"ORG:{escaped(unit)}"
        if _MAIL.fullmatch(address):
            yield f"EMAIL:{escaped(address)}"
        elif _PHONE.fullmatch(address):
            yield f"TEL;VALUE=text:{escaped(address)}"
        else:
            yield f"ADR:;;{escaped(address)};;;;"
        yield "END:VCARD"


def _opened(kind: str, uid: str, name: str) -> tuple[str, ...]:
    return "BEGIN:VCARD", "VERSION:4.0", f"KIND:{kind}", f"UID;VALUE=text:{escaped(uid)}", f"FN:{escaped(name)}"


def _birth(day: str) -> str:
    """A day, month or year of birth as cards write it.

    >>> _birth("1970-03-01"), _birth("1970-03"), _birth("1970")
    ('19700301', '1970-03', '1970')
    """
    return day.replace("-", "") if len(day) == 10 else day
