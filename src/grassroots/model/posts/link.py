"""A relation with a duty between a person or unit and another party: a contact point, a supervisor, a pairing."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, in_part, internal, public
from grassroots.model.record import Noun
from grassroots.values import PartialDate, Ref, UnitId


@frozen(kw_only=True, field_transformer=described)
class Link(Noun):
    """A relation with a duty between a person or unit and another party: a contact point, a supervisor, a pairing.

    >>> Link(id="l-1", unit=UnitId("street"), kind="contact_point", holder=Ref("person", "p-1"), target=Ref("unit", "b7")).target.id
    'b7'
    """

    unit: UnitId = field(metadata=public("the unit that keeps it", ref="unit", home=True))
    kind: str = field(metadata=public("the kind of link, a word of the charter", words="link"))
    holder: Ref = field(metadata=internal("who bears the duty", ref=("person", "unit", "team", "partner", "facility")))
    target: Ref = field(
        metadata=internal(
            "toward whom", ref=("unit", "person", "household", "partner", "project", "proposal", "case", "service", "facility")
        )
    )
    target_kind: str | None = field(default=None, metadata=public("what sort of party the target is", words="target_kind"))
    start: date | None = field(default=None, metadata=public("the first day"))
    end: date | None = field(default=None, metadata=public("the first day after it"))
    known: PartialDate | None = field(default=None, metadata=in_part())
