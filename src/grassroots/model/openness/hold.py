"""A hold: what may not be erased while a dispute or an inquiry goes on."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, internal, personal, public
from grassroots.model.record import Noun
from grassroots.model.reference import references
from grassroots.values import HoldId, Ref, UnitId


@frozen(kw_only=True, field_transformer=described)
class Hold(Noun):
    """What may not be erased while a dispute or an inquiry goes on: a record, and every record that names it.

    >>> from datetime import date
    >>> Hold(id=HoldId("ho-1"), unit=UnitId("b7"), about=Ref("case", "c-1"), start=date(2021, 3, 1)).end is None
    True
    """

    id: HoldId = field(metadata=public("the identifier"))
    unit: UnitId = field(metadata=internal("the unit that has to keep it", ref="unit", home=True))
    about: Ref = field(
        metadata=internal("what is kept, with all that names it", ref=("person", "household", "case", "partner"))
    )
    start: date = field(metadata=internal("the first day on which nothing of it may be erased"))
    end: date | None = field(default=None, metadata=internal("the first day on which it may be erased again"))
    text: str | None = field(default=None, metadata=personal("by whose order, and why"))

    def in_force(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.start <= day and (self.end is None or day < self.end)

    def keeps(self, key: tuple[str, str], record: Noun | None, about: Noun | None) -> bool:
        """Whether it keeps a record: what it is about, what names that, and the people whom that names. `about`: what it is about, as it is known."""
        kept = (self.about.noun, self.about.id)
        named = references(about) if about is not None and key[0] in PEOPLE else frozenset()
        return key == kept or key in named or (record is not None and kept in references(record))


PEOPLE = ("person", "household", "partner")
"""The nouns of those whom records tell of."""
