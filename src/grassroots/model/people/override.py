"""A recorded decision that sets aside what a rule computes of a record: a stage, a right, a result."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import Part, described, internal, special
from grassroots.model.record import Noun
from grassroots.values import PersonId, Ref, UnitId

ABOUT = (
    "membership", "application", "activity", "allowance", "assessment", "asset", "attendance", "case", "count", "due", "dues_line", "finding", "household", "motion",
    "need", "project", "referral", "stage", "tally", "target", "tenure", "vote",
)  # fmt: skip
"""The nouns into whose records people type what a rule gives as well."""


@frozen(kw_only=True, field_transformer=described)
class Override(Noun):
    """A recorded decision that sets aside what a rule computes of a record: a stage, a right, or what the rule gives where somebody typed something else.

    It must name who decided, on what ground and until when; the rule that it sets aside stays in force for everybody else.
    The ground is a word, not a story.

    >>> from datetime import date
    >>> Override(id="ov-1", unit=UnitId("b7"), about=Ref("membership", "m-1"), what="vote", set_to="no", ground="court_order",
    ...          decided_by=PersonId("p-9"), start=date(2024, 3, 1), end=date(2024, 9, 1)).set_to
    'no'
    """

    unit: UnitId = field(metadata=internal("the unit whose body decided", ref="unit", home=True))
    about: Ref = field(
        metadata=special(
            "the record whose stage or right it sets, or whose typed result it lets stand", ref=ABOUT, part=Part.FACTS
        )
    )
    what: str = field(
        metadata=internal("what it sets: the stage, a right by its name, or the result of a rule", words="overridden")
    )
    set_to: str = field(metadata=special("what holds instead: a stage; for a right, `yes` or `no`", part=Part.FACTS))
    ground: str = field(metadata=special("the ground, a word of the charter", words="ground", part=Part.FACTS))
    decided_by: PersonId = field(metadata=internal("who decided, by name", ref="person"))
    start: date = field(metadata=internal("the first day on which it holds"))
    end: date = field(metadata=internal("the first day on which it no longer holds; what has no end is a change of the rule"))
