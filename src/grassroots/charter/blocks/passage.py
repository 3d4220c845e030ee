"""A text that the office writes."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import field, frozen

from grassroots.charter.blocks.kind import block_form
from grassroots.charter.charter import Charter
from grassroots.charter.checking.finding import Finding, check_labels, word_finding
from grassroots.charter.outline import Block
from grassroots.charter.toml import Path
from grassroots.charter.words import Labels
from grassroots.charter.written import if_any, under_key


@block_form("text")
@frozen(kw_only=True)
class Written(Block):
    """What the office wrote for this place, a word of the list `passage`: achievements, typical cases, problems and causes, the plan. It is kept as records
    with author and day, and stands in every run of the report. With labels it has a heading of its own."""

    labels: Labels = field(factory=dict, hash=False, metadata=if_any())
    place: str = field(metadata=under_key("text"))

    def check(self, charter: Charter, here: Path) -> Iterator[Finding]:
        """What is wrong with it: a place that the charter does not name."""
        if self.labels:
            yield from check_labels(charter, here, self.labels)
        yield from word_finding(charter, (*here, "text"), "passage", self.place)
