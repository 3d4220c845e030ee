"""A text that an office writes for its reports."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, internal, public
from grassroots.model.record import Noun
from grassroots.values import PersonId, UnitId


@frozen(kw_only=True, field_transformer=described)
class Passage(Noun):
    """A text that an office writes for its reports: what was achieved, a typical case, problems and causes, the plan. It stands in every run of a report whose
    period its day lies in.

    >>> from datetime import date
    >>> Passage(id="t-1", unit=UnitId("street"), slot="problems", on=date(2014, 12, 20), text="The lifts are old.").report is None
    True
    """

    unit: UnitId = field(metadata=public("the unit whose report it is for", ref="unit", home=True))
    slot: str = field(metadata=public("the place in the report, a word of the charter", words="passage"))
    on: date = field(metadata=public("the day as of which it holds; by it a report finds it"))
    report: str | None = field(
        default=None, metadata=public("the report that it is for, by its name; none for every one with such a place")
    )
    author: PersonId | None = field(default=None, metadata=internal("who wrote it", ref="person"))
    text: str | None = field(
        default=None, metadata=public("what it says, as it is to be printed; it names nobody who does not agree to that")
    )
