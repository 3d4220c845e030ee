"""Money or something in kind given to a project, or to the office."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, internal, public
from grassroots.model.record import Noun
from grassroots.values import ProjectId, Quantity, Ref


@frozen(kw_only=True, field_transformer=described)
class Contribution(Noun):
    """Money or something in kind given to a project, or to the office as a whole.

    >>> from datetime import date
    >>> Contribution(id="g-1", project=ProjectId("r-1"), donor=Ref("partner", "e-1"), on=date(2014, 5, 1)).amount is None
    True
    """

    project: ProjectId | None = field(
        default=None, metadata=public("the project it is for; none: it is for the office as a whole", ref="project", home=True)
    )
    donor: Ref = field(metadata=internal("who gives", ref=("partner", "unit", "person")))
    on: date = field(metadata=public("the day"))
    pledge: str | None = field(default=None, metadata=internal("the pledge that it keeps", ref="pledge"))
    kind: str = field(default="money", metadata=public("money, goods, work ...", words="contribution"))
    amount: Quantity | None = field(
        default=None, metadata=internal("how much, with its currency or measure; none where it is not known")
    )
    worth: Quantity | None = field(
        default=None, metadata=internal("what something given in kind is worth, in money; none where nobody set a value")
    )
    basis: str | None = field(default=None, metadata=internal("on what ground its worth was set", words="basis"))
