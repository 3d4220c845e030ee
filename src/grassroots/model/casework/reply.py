"""The answer to a case, in four parts, with the post that answers for it."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, internal, personal, public
from grassroots.model.record import Noun
from grassroots.values import CaseId, PostId

PARTS = ("background", "situation", "remaining", "measures")
"""The four parts of an answer."""


@frozen(kw_only=True, field_transformer=described)
class Reply(Noun):
    """The answer to a case, in four parts, with the post that answers for it.

    >>> from datetime import date
    >>> Reply(id="r-17", case=CaseId("o-17"), on=date(2014, 5, 6), measures="The lamp is mended.").background is None
    True
    """

    case: CaseId = field(metadata=public("the case", ref="case", home=True))
    on: date = field(metadata=public("the day of the answer"))
    handler: PostId | None = field(default=None, metadata=public("the post that answers for it", ref="post"))
    background: str | None = field(default=None, metadata=personal("how the matter came about"))
    situation: str | None = field(default=None, metadata=personal("what has been done"))
    remaining: str | None = field(default=None, metadata=personal("what remains"))
    measures: str | None = field(default=None, metadata=personal("what is proposed"))
    remedy: str | None = field(
        default=None, metadata=public("what the requester may do who does not agree with it", words="remedy")
    )
    parts: int = field(
        default=0, metadata=public("how many of the four parts were filled: that stays known where their text is erased")
    )
    contact: str | None = field(
        default=None, metadata=internal("the role's mailbox or phone that is published with the answer")
    )

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "parts", max(self.parts, sum(getattr(self, part) is not None for part in PARTS)))

    @property
    def said(self) -> dict[str, str]:
        """The parts that are filled, as far as they may be read."""
        return {part: text for part in PARTS if (text := getattr(self, part))}
