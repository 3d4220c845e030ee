"""A long text beside a record, kept apart so that it can be erased alone."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, internal, personal
from grassroots.model.record import Noun
from grassroots.values import Ref, UnitId


@frozen(kw_only=True, field_transformer=described)
class Note(Noun):
    """A long text beside a record, kept apart so that it can be erased alone.

    >>> from datetime import date
    >>> Note(id="n-1", unit=UnitId("b7"), about=Ref("case", "o-17"), on=date(2014, 5, 6), text="Called back.").text
    'Called back.'
    """

    unit: UnitId = field(metadata=internal("the unit that keeps it", ref="unit", home=True))
    about: Ref = field(
        metadata=internal("the record it stands beside", ref=("case", "activity", "need", "project", "household", "partner"))
    )
    on: date = field(metadata=internal("the day"))
    text: str | None = field(default=None, metadata=personal("the text"))
