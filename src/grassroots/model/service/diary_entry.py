"""An entry in the diary of somebody on a committee: of which kind, about which household, and the case that came of it."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, internal
from grassroots.model.record import Noun
from grassroots.values import CaseId, HouseholdId, PersonId, UnitId


@frozen(kw_only=True, field_transformer=described)
class DiaryEntry(Noun):
    """An entry in the diary of somebody on a committee: of which kind, about which household, and the case that came of it. No story is kept.

    >>> from datetime import date
    >>> DiaryEntry(id="e-1", unit=UnitId("b7"), by=PersonId("p-1"), on=date(2014, 4, 2), kind="hope").case is None
    True
    """

    unit: UnitId = field(metadata=internal("the unit in which it is kept", ref="unit", home=True))
    by: PersonId = field(metadata=internal("who keeps the diary", ref="person"))
    on: date = field(metadata=internal("the day"))
    kind: str = field(metadata=internal("problem, difficulty, hope ...", words="diary"))
    household: HouseholdId | None = field(default=None, metadata=internal("the household it is about", ref="household"))
    case: CaseId | None = field(default=None, metadata=internal("the case that it opened", ref="case"))
