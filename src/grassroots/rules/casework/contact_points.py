"""Contact points that are a person's own: the phone or mailbox of somebody on record, published without an end."""

from __future__ import annotations

from collections.abc import Iterator

from grassroots.model import ContactPoint, Person, key_of
from grassroots.problems import Problem
from grassroots.rules.kind import At, Kind


def reached_by(address: str | None) -> str:
    """A phone number or mailbox as it is compared: without blanks, marks and the way of writing it.

    >>> reached_by("0539 000-110"), reached_by("Ann@Example.org")
    ('0539000110', 'ann@example.org')
    """
    return "".join(one for one in (address or "").casefold() if one.isalnum() or one in "@.")


LEAST = 7
"""Of so many digits at least is a number that is a person's with an area code before it."""


def _same(published: str, own: str) -> bool:
    return published == own or (own.isdigit() and len(own) >= LEAST and published.isdigit() and published.endswith(own))


def contact_point_problems(_: None, at: At) -> Iterator[Problem]:
    """The contact points without an end whose number or mailbox is that of a person on record."""
    people = at.snapshot.all(Person).values()
    own = {reached for one in people for reached in map(reached_by, (one.phone, one.email)) if reached}
    for point in at.snapshot.all(ContactPoint).values():
        published = reached_by(point.address)
        if point.end is None and any(_same(published, reached) for reached in own):
            place = at.snapshot.sources.get(key_of(point))
            # Whose it is, the office's own list tells.
            yield Problem("contact-point-of-person", source=place, value=point.id, details={"unit": point.unit})


KIND: Kind[None] = Kind(
    name="contact_points",
    form=None,
    finds=contact_point_problems,
    untyped="it looks at what is published of persons, and computes no result",
)
