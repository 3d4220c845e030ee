"""That a person holds a competence, from a day on: a certificate, a passed course, a licence. Written down, never computed."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, in_part, internal, public
from grassroots.model.record import Noun
from grassroots.values import ActivityId, PartialDate, PersonId, Ref, UnitId


@frozen(kw_only=True, field_transformer=described)
class Qualification(Noun):
    """That a person holds a competence, at a level, from a day on, as somebody who may say so has certified.

    Held anew (a certificate prolonged, a competence upgraded for the year) it is a new record; who holds what at which level on a day is then all
    that stands on it.

    >>> from datetime import date
    >>> Qualification(id="q-1", unit=UnitId("c1"), person=PersonId("p-1"), competence="social_work", start=date(2014, 3, 1)).level is None
    True
    """

    unit: UnitId = field(metadata=public("the unit that keeps it", ref="unit", home=True))
    person: PersonId = field(metadata=internal("who holds it", ref="person"))
    competence: str = field(metadata=public("the competence, a word of the charter", words="competence"))
    level: str | None = field(default=None, metadata=public("the level, where there are several", words="level"))
    start: date = field(metadata=public("the first day"))
    end: date | None = field(default=None, metadata=public("the first day after it; none: it does not lapse"))
    known: PartialDate | None = field(default=None, metadata=in_part())
    given_by: Ref | None = field(default=None, metadata=internal("who certified it", ref=("unit", "partner")))
    activity: ActivityId | None = field(default=None, metadata=public("the course that was passed", ref="activity"))
