"""One thing that a unit or a post owes for a period: what a duty of the charter comes to, with its life in steps."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, internal, public
from grassroots.model.parts import Step
from grassroots.model.record import Noun
from grassroots.values import PostId, Ref, TeamId, UnitId


@frozen(kw_only=True, field_transformer=described)
class Due(Noun):
    """One thing that a unit or a post owes for a period: what a duty of the charter comes to, with its life in steps.

    Whether it is done is read from the records that do it (`[duty.NAME]`); a step says so only where the duty is one that no record
    does, such as a report that is sent in. The last day on which it is in time is the `due` of its first step. Nothing of what was said or
    written when it was done can stand here.

    >>> from datetime import date
    >>> Due(id="lesson:2014-01-01:b7", unit=UnitId("b7"), duty="lesson", first=date(2014, 1, 1), last=date(2014, 12, 31)).post is None
    True
    """

    unit: UnitId = field(
        metadata=public("the unit that owes it, or that has the post or the team that does", ref="unit", home=True)
    )
    duty: str = field(metadata=public("the duty of the charter, by its name", rule="duty"))
    kind: str | None = field(default=None, metadata=public("the kind of duty", words="due"))
    post: PostId | None = field(default=None, metadata=public("the post that owes it; none: the unit does", ref="post"))
    team: TeamId | None = field(default=None, metadata=public("the team that owes it", ref="team"))
    first: date = field(metadata=public("the first day of the period"))
    last: date = field(metadata=public("the last day of the period, counted"))
    done_by: Ref | None = field(
        default=None,
        metadata=internal(
            "the record that did it, where a step says that it is done",
            ref=("activity", "case", "reply", "project", "programme", "team", "link", "contact", "tally"),
        ),
    )
    excuse: str | None = field(default=None, metadata=internal("why it is excused, in one word of the charter", words="excuse"))
    steps: tuple[Step, ...] = field(
        default=(), metadata=public("its life: owed, done, excused; sent in, checked, approved, locked")
    )
