"""What a rule says of a right of a member: a derived record."""

from __future__ import annotations

from attrs import field, frozen

from grassroots.fields import Part, described, internal, public, special
from grassroots.model import Derived, derived_noun


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class MemberRight(Derived):
    """Whether a membership gives a right, at the end of a day.

    >>> MemberRight(id="vote:m-1", membership="m-1", rule="vote", held=False, lacks="right-arrears").lacks
    'right-arrears'
    """

    membership: str = field(metadata=special("the membership", ref="membership", home=True, part=Part.FACTS))
    rule: str = field(metadata=public("the right of the charter"))
    held: bool | None = field(default=None, metadata=internal("whether it is held; none where it cannot be said"))
    lacks: str | None = field(default=None, metadata=internal("what is missing first, as the code of a problem"))
    decision: str | None = field(
        default=None, metadata=internal("the recorded decision that sets it, if one does", ref="override")
    )
