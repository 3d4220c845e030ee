"""A heading within a section."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import field, frozen

from grassroots.charter.blocks.kind import block_form
from grassroots.charter.charter import Charter
from grassroots.charter.checking.finding import Finding, check_labels
from grassroots.charter.outline import Block
from grassroots.charter.toml import Path
from grassroots.charter.words import Labels
from grassroots.charter.written import under_key


@block_form("head")
@frozen(kw_only=True)
class Head(Block):
    """A heading within a section, which papers number by themselves. It stands only where something follows it."""

    text: Labels = field(hash=False, metadata=under_key("head"))

    def check(self, charter: Charter, here: Path) -> Iterator[Finding]:
        """What is wrong with a heading: a language that it lacks."""
        yield from check_labels(charter, (*here, "head"), self.text)
