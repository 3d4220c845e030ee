"""What every record has, whatever its noun."""

from __future__ import annotations

from attrs import field, frozen

from grassroots.fields import described, html_filled, internal, public, shown_filled
from grassroots.model.parts import Attachment, Custom, ExternalId


@frozen(kw_only=True, field_transformer=described)
class Noun:
    """The four fields that every noun has. Records are frozen and know one another by id only."""

    id: str = field(metadata=public("the identifier, unique among the records of its noun; says nothing about a person"))
    external_ids: tuple[ExternalId, ...] = field(default=(), metadata=internal("what other systems call it"))
    attachments: tuple[Attachment, ...] = field(default=(), metadata=internal("the documents behind it"))
    custom: tuple[Custom, ...] = field(default=(), metadata=internal("the fields that the charter adds"))

    def __init_subclass__(cls) -> None:
        # attrs leaves a class the method that it has.
        cls.__repr__ = shown_filled  # type: ignore[method-assign]

    _repr_html_ = html_filled
