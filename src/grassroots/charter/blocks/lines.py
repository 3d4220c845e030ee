"""Lines over months."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import field, frozen

from grassroots.charter.blocks.kind import block_form
from grassroots.charter.charter import Charter
from grassroots.charter.checking.finding import Finding, check_labels, check_measure_name, finding, word_finding
from grassroots.charter.outline import Block
from grassroots.charter.toml import Path
from grassroots.charter.words import Labels
from grassroots.charter.written import under_key


@block_form("lines")
@frozen(kw_only=True)
class Lines(Block):
    """Lines over the months of the period, one for each of `measures`. `before`: of one measure, also the same months of the year before. `units`: of one
    measure, a small drawing for each unit of these kinds instead."""

    labels: Labels = field(hash=False)
    measures: tuple[str, ...] = field(metadata=under_key("lines"))
    before: bool = False
    units: tuple[str, ...] = ()

    def check(self, charter: Charter, here: Path) -> Iterator[Finding]:
        """What is wrong with lines: no such figure, or several where one is asked for."""
        yield from check_labels(charter, here, self.labels)
        if not self.measures:
            yield finding((*here, "lines"), "charter-missing", key="lines")
        for name in self.measures:
            yield from check_measure_name(charter, (*here, "lines"), name)
        if len(self.measures) > 1 and (self.before or self.units):
            yield finding((*here, "lines"), "charter-one-measure", ", ".join(self.measures))
        for kind in self.units:
            yield from word_finding(charter, (*here, "units"), "unit", kind)
