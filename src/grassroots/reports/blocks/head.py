"""A heading within a section."""

from __future__ import annotations

from typing import TypedDict

from attrs import field, frozen

from grassroots.charter import Head, Labels
from grassroots.reports.blocks.kind import block_kind
from grassroots.reports.documents import Text
from grassroots.reports.filled import Filled
from grassroots.reports.filling import Filling
from grassroots.reports.labels import text_in
from grassroots.reports.rendered import Heading
from grassroots.values import Language


class HeadDocument(TypedDict):
    """A block that is a heading."""

    head: Text


@block_kind(Head, HeadDocument)
@frozen(kw_only=True)
class FilledHead:
    """A heading in each language."""

    text: Labels = field(hash=False)

    @classmethod
    def fill(cls, filling: Filling, head: Head) -> FilledHead:
        """The heading as it is."""
        return cls(text=head.text)

    def render(self, report: Filled, language: Language) -> Heading:
        """The heading in one language; its number is put before it where the section is known."""
        return Heading(text_in(self.text, language))

    def to_dict(self, report: Filled) -> HeadDocument:
        """The heading in every language."""
        return {"head": dict(self.text)}
