"""A total that the office knows only as a number, from a source, on a day."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, internal, public
from grassroots.model.record import Noun
from grassroots.values import Quantity, Ref, UnitId


@frozen(kw_only=True, field_transformer=described)
class Tally(Noun):
    """A total that the office knows only as a number, from a source, on a day.

    >>> from datetime import date
    >>> Tally(id="y-1", unit=UnitId("street"), kind="enterprises_visited", on=date(2014, 6, 30), amount=Quantity.of(100)).amount.value
    Decimal('100')
    """

    unit: UnitId = field(metadata=public("the unit that it is about", ref="unit", home=True))
    kind: str = field(metadata=public("what was counted, a word of the charter", words="tally"))
    on: date = field(metadata=public("the day for which it was given"))
    amount: Quantity | None = field(
        default=None, metadata=public("the number, with the text it was written as; none where the source blackened it")
    )
    low: Quantity | None = field(
        default=None, metadata=public("the least that it can mean, where the words leave it open or cannot be read")
    )
    high: Quantity | None = field(default=None, metadata=public("the most that it can mean"))
    about: Ref | None = field(
        default=None,
        metadata=internal(
            "the agreement, place, project or partner that it is about", ref=("link", "facility", "project", "partner")
        ),
    )
    measure: str | None = field(
        default=None, metadata=public("the measure of the charter that counts the same from records", rule="measure")
    )
    origin: str = field(default="", metadata=public("where the number comes from"))
