"""Actors: who reads or changes, with which rights, for what purpose."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from attrs import frozen

from grassroots.fields import FieldInfo, Part, Privacy
from grassroots.values import PersonId, UnitId


@frozen
class Purpose:
    """What data is read for: its name, and the privacy classes that it opens."""

    name: str
    opens: frozenset[Privacy]

    def opens_field(self, info: FieldInfo) -> bool:
        """Whether a field may be read: its class is open, and it does not lie in the personal part while that is closed."""
        return info.privacy in self.opens and (info.part is Part.FACTS or Privacy.PERSONAL in self.opens)


OFFICE = Purpose("office", frozenset(Privacy))
"""The daily work of the office: all four classes."""

STATISTICS = Purpose("statistics", frozenset({Privacy.PUBLIC, Privacy.INTERNAL, Privacy.SPECIAL}))
"""Counting: the personal part is not even read from the store."""

PUBLICATION = Purpose("publication", frozenset({Privacy.PUBLIC}))
"""Preparing what anybody may see."""

_FACTS = Purpose("facts", frozenset({Privacy.PUBLIC, Privacy.INTERNAL}))
"""What of a confidential case's own fields is told."""

PURPOSES: Mapping[str, Purpose] = MappingProxyType({purpose.name: purpose for purpose in (OFFICE, STATISTICS, PUBLICATION)})
"""The purposes by name."""


class Verb(StrEnum):
    """What a grant allows."""

    READ = "read"
    CHANGE = "change"
    """Load ledgers, record steps, correct, add and withdraw. It does not include reading."""
    ENTER = "enter"
    """Enter from paper what others decided or did: steps that the workflow gives to posts that one does not hold. The log marks them."""
    SEND = "send"
    """Put notices into the outbox; with it everywhere, also send what waits there."""


EVERY = "*"
"""Stands in a grant for every restricted category."""


@frozen
class Grant:
    """One right: a verb, and the unit at and under which it holds; no unit: everywhere.

    `category`: the restricted category of cases that it opens, and nothing else; without one, everything but restricted cases.
    """

    verb: Verb
    unit: UnitId | None = None
    category: str = ""


@frozen
class Actor:
    """Who reads or changes: a name, which the log keeps, and the grants.

    `person`: the actor's own record; the rights that the charter ties to posts (`rights` of a word of the list `post`) are had at the unit of each
    post which that person holds today, and under it.

    >>> Actor.everywhere("office").may(Verb.CHANGE)
    True
    >>> Actor("guest").may(Verb.READ)
    False
    """

    name: str
    grants: tuple[Grant, ...] = ()
    person: PersonId | None = None

    @classmethod
    def everywhere(cls, name: str) -> Actor:
        """Somebody who may read and change everything: the office that keeps the records itself."""
        verbs = (Verb.READ, Verb.CHANGE)
        return cls(name, (*(Grant(verb) for verb in Verb), *(Grant(verb, None, EVERY) for verb in verbs)))

    @classmethod
    def at(cls, name: str, unit: UnitId | str, *verbs: Verb) -> Actor:
        """Somebody with rights at one unit and all under it; to read, if no verb is given."""
        return cls(name, tuple(Grant(verb, UnitId(unit)) for verb in verbs or (Verb.READ,)))

    def may(self, verb: Verb) -> bool:
        """Whether the actor has this right anywhere."""
        return any(grant.verb is verb for grant in self.grants)

    def units(self, verb: Verb, category: str = "") -> frozenset[UnitId] | None:
        """The units at which the actor has this right; None: everywhere. `category`: over the cases of a restricted category."""
        wanted = (category, EVERY) if category else ("",)
        units = {grant.unit for grant in self.grants if grant.verb is verb and grant.category in wanted}
        return None if None in units else frozenset(unit for unit in units if unit is not None)
