"""A list of records."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import field, frozen

from grassroots.charter.blocks.kind import block_form
from grassroots.charter.charter import Charter
from grassroots.charter.checking.condition import check_path
from grassroots.charter.checking.finding import Finding, check_labels, check_measure_name, finding, word_finding
from grassroots.charter.outline import Block
from grassroots.charter.toml import Path
from grassroots.charter.words import Labels
from grassroots.charter.written import if_any, under_key

LABELS = ("hit", "miss", "all")
"""Which records of a measure can be listed; beside these, those that are left out for one of its reasons."""


@block_form("list")
@frozen(kw_only=True)
class Listing(Block):
    """The records behind a figure, one by one: the partners and what they did, the cases that are overdue, what a rule proposes.

    `measure`: the figure; `of`: `hit`, `miss`, `all`, or a reason for which it leaves records out. `columns`: what is told of each, by paths. `order`: the
    path by which they are put in order, with `-` before it the largest first; without it, by their ids. `most`: how many at most. `sentence`: in one
    sentence instead of a table. `consent`: a word of the list `consent`; who agreed to that is named, also in a report without names.

    What a profile does not open is not told: a public report tells public fields alone, and only one with names says who a person is.
    """

    labels: Labels = field(factory=dict, hash=False, metadata=if_any())
    measure: str = field(metadata=under_key("list"))
    columns: tuple[str, ...]
    of: str = "hit"
    order: str = ""
    most: int = 30
    sentence: bool = False
    consent: str = ""

    def check(self, charter: Charter, here: Path) -> Iterator[Finding]:
        """What is wrong with a list: no such figure or path, or a figure that counts no records of its own."""
        if self.labels or not self.sentence:
            yield from check_labels(charter, here, self.labels)
        yield from check_measure_name(charter, (*here, "list"), self.measure)
        if self.most < 1:
            yield finding((*here, "most"), "charter-too-few", self.most)
        if self.consent:
            yield from word_finding(charter, (*here, "consent"), "consent", self.consent)
        if not self.columns:
            yield finding((*here, "columns"), "charter-missing", key="columns")
        measure = charter.measures.get(self.measure)
        if measure is None:
            return
        if not measure.form.traits.of_records:
            yield finding((*here, "list"), "charter-no-list", self.measure)
            return
        reasons = [reason for reason, _ in measure.left_out]
        if self.of not in (*LABELS, *reasons):
            yield finding((*here, "of"), "charter-choice", self.of, known=(*LABELS, *reasons))
        for number, path in enumerate(self.columns):
            yield from check_path(charter, measure.population, path, (*here, "columns", number))
        if self.order:
            yield from check_path(charter, measure.population, self.order.removeprefix("-"), (*here, "order"))
