"""Parts of records: what lies in a record as a list of rows of its own (dated steps, dated places, identifiers)."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

from attrs import field, frozen

from grassroots.fields import Part, described, internal, personal, public, shown_filled
from grassroots.values import PartialDate, PostId, UnitId


@frozen(kw_only=True, field_transformer=described)
class Step:
    """One dated step of a life cycle. State, outcome, rating, handling unit and due day are set by steps and hold until a later one.

    Steps stand in the order of their days; steps of one day keep the order in which they were written.

    >>> Step(state="replied", on=date(2014, 3, 11), outcome="solved").outcome
    'solved'
    """

    state: str = field(metadata=public("the state that it leads to, a state of the workflow"))
    on: date = field(metadata=public("the day"))
    at: time | None = field(default=None, metadata=public("the time of day, local, where it matters"))
    unit: UnitId | None = field(default=None, metadata=public("the unit that handles it from now on", ref="unit"))
    outcome: str | None = field(default=None, metadata=public("what came of it, an outcome of the workflow", words="outcome"))
    rating: str | None = field(
        default=None, metadata=public("how the requester rated it, a rating of the workflow", words="rating")
    )
    due: date | None = field(default=None, metadata=public("the day by which it is to be done, from now on"))
    due_at: time | None = field(default=None, metadata=public("the time of that day; without one, its end"))
    ground: str | None = field(
        default=None, metadata=public("on what ground it was taken: why declined, returned, extended", words="ground")
    )
    by: PostId | None = field(default=None, metadata=internal("the post that took it", ref="post"))
    known: PartialDate | None = field(
        default=None,
        metadata=public("the month or year, where no more is known: the day is then the first that it can have been"),
    )

    __repr__ = shown_filled


@frozen(kw_only=True, field_transformer=described)
class Placement:
    """Where a unit stands in the tree from a day on.

    >>> Placement(since=date(2014, 1, 1), parent=UnitId("street")).parent
    'street'
    """

    since: date = field(metadata=public("the first day on which it stands there"))
    parent: UnitId | None = field(default=None, metadata=public("the unit above; none for the root", ref="unit"))

    __repr__ = shown_filled


@frozen(kw_only=True, field_transformer=described)
class LocalName:
    """A name in one language.

    >>> LocalName(language="zh", text="一号楼").text
    '一号楼'
    """

    language: str = field(metadata=public("the language tag"))
    text: str = field(metadata=public("the name in that language"))

    __repr__ = shown_filled


@frozen(kw_only=True, field_transformer=described)
class ExternalId:
    """What another system calls the record.

    >>> ExternalId(scheme="hotline", value="2014-0081").scheme
    'hotline'
    """

    scheme: str = field(metadata=internal("which system, a word of the office's own"))
    value: str = field(
        default="",
        metadata=internal(
            "its identifier there, kept as text; empty once it is erased, for it leads to whoever the record is about",
            part=Part.PERSONAL,
        ),
    )

    __repr__ = shown_filled


@frozen(kw_only=True, field_transformer=described)
class Attachment:
    """A document or photo behind a record. The library keeps its name and digest, never its content.

    >>> Attachment(digest="sha256:9f86d0", keep_until=date(2024, 1, 1)).name is None
    True
    """

    digest: str = field(metadata=internal("algorithm and digest of the content: `sha256:...`"))
    name: str | None = field(default=None, metadata=personal("the name of the file"))
    keep_until: date | None = field(default=None, metadata=internal("the day from which it may be destroyed"))

    __repr__ = shown_filled


@frozen(kw_only=True, field_transformer=described)
class Custom:
    """The value of a field that the charter declares for a noun. Exactly one of text, number and day is set.

    >>> Custom(name="floor", number=Decimal(3)).number
    Decimal('3')
    """

    name: str = field(metadata=public("the name of the field in the charter"))
    text: str | None = field(default=None, metadata=internal("the value, if it is text or a word"))
    number: Decimal | None = field(default=None, metadata=internal("the value, if it is a number"))
    day: date | None = field(default=None, metadata=internal("the value, if it is a date"))
    private: bool = field(
        default=False,
        metadata=internal("whether the charter calls the field personal or special: erased with the personal part"),
    )

    __repr__ = shown_filled
