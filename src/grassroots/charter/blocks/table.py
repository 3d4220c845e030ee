"""A table of figures."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import field, frozen

from grassroots.charter.blocks.kind import block_form, check_way
from grassroots.charter.charter import Charter
from grassroots.charter.checking.finding import Finding, check_labels, check_measure_name, finding, word_finding
from grassroots.charter.outline import Block
from grassroots.charter.sentence import BEFORE, HELD
from grassroots.charter.toml import Path
from grassroots.charter.words import Labels
from grassroots.charter.written import under_key

_WAYS = ("unit", "month", "measure")


@block_form("table")
@frozen(kw_only=True)
class Table(Block):
    """A table of figures: `measures`, by what runs `down` (`unit`, `month`, `measure`, or the path of a split) and `across`
    (`measure` by default, `month`, or the path of a split of the only measure). `units`: for `down = "unit"`, the kinds of unit shown, empty for the units
    right under the scope. `beside`: where measures run down alone, what each is held against (`before`, `compared`, `aim`, `gap`), a column each. A total is
    shown only where it adds."""

    labels: Labels = field(hash=False)
    measures: tuple[str, ...] = field(metadata=under_key("table"))
    down: str = "measure"
    across: str = "measure"
    units: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()

    def check(self, charter: Charter, here: Path) -> Iterator[Finding]:
        """What is wrong with a table: figures that there are not, or that cannot be laid out so."""
        yield from check_labels(charter, here, self.labels)
        if not self.measures:
            yield finding((*here, "table"), "charter-missing", key="table")
        for name in self.measures:
            yield from check_measure_name(charter, (*here, "table"), name)
        if self.down == self.across != "measure":
            yield finding((*here, "across"), "charter-same-ways", self.across)
        if len(self.measures) > 1 and "measure" not in (self.down, self.across):
            yield finding((*here, "table"), "charter-one-measure", ", ".join(self.measures))
        for key, way in (("down", self.down), ("across", self.across)):
            yield from check_way(charter, self.measures, way, (*here, key), _WAYS)
        if self.units and "unit" not in (self.down, self.across):
            yield finding((*here, "units"), "charter-surplus", ", ".join(self.units))
        if self.beside and (self.down, self.across) != ("measure", "measure"):
            yield finding((*here, "beside"), "charter-surplus", ", ".join(self.beside))
        for part in self.beside:
            if part not in (BEFORE, *HELD):
                yield finding((*here, "beside"), "charter-choice", part, known=(BEFORE, *HELD))
        for kind in self.units:
            yield from word_finding(charter, (*here, "units"), "unit", kind)
