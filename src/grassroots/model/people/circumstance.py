"""A circumstance of a member for which the charter has care, duties or dues of its own: away, retired, in hardship."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import Part, described, in_part, special
from grassroots.model.record import Noun
from grassroots.values import PartialDate


@frozen(kw_only=True, field_transformer=described)
class Circumstance(Noun):
    """A circumstance of a member for which the charter has care, duties or dues of its own: away, retired, in hardship.

    Only the word and the days are kept, not what lies behind it.

    >>> from datetime import date
    >>> Circumstance(id="c-1", membership="m-1", kind="floating", start=date(2024, 1, 8), fixed_place=True).end is None
    True
    """

    membership: str = field(metadata=special("the membership of the member", ref="membership", home=True, part=Part.FACTS))
    kind: str = field(metadata=special("the circumstance, a word of the charter", words="circumstance", part=Part.FACTS))
    start: date | None = field(default=None, metadata=special("the first day", part=Part.FACTS))
    end: date | None = field(default=None, metadata=special("the first day after it", part=Part.FACTS))
    known: PartialDate | None = field(default=None, metadata=in_part(special, part=Part.FACTS))
    fixed_place: bool | None = field(
        default=None, metadata=special("for who is away: whether at one fixed place", part=Part.FACTS)
    )
