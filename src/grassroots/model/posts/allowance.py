"""One line of an office holder's pay: what part of it was granted or paid, for which month, and by whom."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, internal, public
from grassroots.model.record import Noun
from grassroots.values import AssessmentId, Quantity, UnitId


@frozen(kw_only=True, field_transformer=described)
class Allowance(Noun):
    """One line of an office holder's pay: what part of it was granted or paid, for which month, and by whom.

    What is owed follows from a rule of the charter and is computed; what was paid stands here.

    >>> from datetime import date
    >>> Allowance(id="a-1", tenure="t-1", kind="paid", part="base", month=date(2024, 3, 1), on=date(2024, 3, 28),
    ...           amount=Quantity.of("1520.50", "CNY"), payer=UnitId("county")).amount.value
    Decimal('1520.50')
    """

    tenure: str = field(metadata=internal("the term of office that it is for", ref="tenure", home=True))
    kind: str = field(metadata=public("granted or paid, a word of the charter", words="allowance"))
    part: str = field(metadata=public("the part of the pay: base, performance ...", words="pay_part"))
    month: date = field(metadata=public("the first day of the month, or of the year, for which it is"))
    on: date = field(metadata=public("the day on which it was granted or paid"))
    amount: Quantity | None = field(default=None, metadata=internal("how much; none where that is not known"))
    payer: UnitId | None = field(default=None, metadata=public("the unit that pays it", ref="unit"))
    level: int | None = field(default=None, metadata=internal("the level of the pay ladder from which it was reckoned"))
    assessment: AssessmentId | None = field(
        default=None, metadata=internal("the judgement from which it was reckoned", ref="assessment")
    )
