"""Plain bars of one measure."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import field, frozen

from grassroots.charter.blocks.kind import block_form, check_way
from grassroots.charter.charter import Charter
from grassroots.charter.checking.finding import Finding, check_labels, check_measure_name, finding, word_finding
from grassroots.charter.outline import Block
from grassroots.charter.paths import leaves
from grassroots.charter.toml import Path
from grassroots.charter.words import Labels
from grassroots.charter.written import under_key


@block_form("bars")
@frozen(kw_only=True)
class Bars(Block):
    """Plain bars of one measure, `by` unit, month or the path of a split. `ranked`: the longest first; people are never ranked. `aim`: each is held against
    the target that its unit has set for the measure, or else the office. `map`: a kind of area; above bars by unit the shapes of these areas are drawn, the
    darker the more, where a document can draw them."""

    labels: Labels = field(hash=False)
    measure: str = field(metadata=under_key("bars"))
    by: str = "month"
    ranked: bool = False
    aim: bool = False
    map: str = ""

    def check(self, charter: Charter, here: Path) -> Iterator[Finding]:
        """What is wrong with bars: no such figure, or none that can be laid out so."""
        yield from check_labels(charter, here, self.labels)
        yield from check_measure_name(charter, (*here, "bars"), self.measure)
        yield from check_way(charter, (self.measure,), self.by, (*here, "by"), ("unit", "month"))
        measure = charter.measures.get(self.measure)
        ends = leaves(charter, measure.population, self.by) if measure is not None and self.by != "unit" else ()
        if self.ranked and (self.by == "month" or any("person" in leaf.refs for leaf in ends)):
            yield finding((*here, "ranked"), "charter-ranked", self.by)
        if self.map:
            yield from word_finding(charter, (*here, "map"), "area", self.map)
            if self.by != "unit":
                yield finding((*here, "map"), "charter-map", self.by)
