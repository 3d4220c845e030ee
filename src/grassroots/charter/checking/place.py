"""Whether what stands in braces is a figure of the charter."""

from __future__ import annotations

from collections.abc import Iterator

from grassroots.charter.charter import Charter
from grassroots.charter.checking.finding import Finding, check_measure_name, finding
from grassroots.charter.measure import Measure
from grassroots.charter.sentence import HELD, cell_of, place_of, split_cells
from grassroots.charter.toml import Path
from grassroots.problems import nearest


def check_place(charter: Charter, name: str, here: Path) -> Iterator[Finding]:
    """A finding if what stands in braces is no figure of the charter, or a part that such a figure never has."""
    place = place_of(name)
    measure = charter.measures.get(place.measure)
    if measure is None:
        yield from check_measure_name(charter, here, place.measure)
        return
    if place.cell and cell_of(charter, measure, place.cell) is None:
        known = [cell for split in measure.by for cell in split_cells(charter, measure, split) or ()]
        yield finding(here, "charter-cell", f"{{{name}}}", measure=measure.name, known=nearest(place.cell, known))
    elif not place.sound or not _has_part(measure, place.part):
        yield finding(here, "charter-part", f"{{{name}}}", part=place.part)


def _has_part(measure: Measure, part: str) -> bool:
    """Whether a figure of this form can have this part; what it never has would always be a dash."""
    key, _, reason = part.partition(".")
    if reason:
        return reason in (*(name for name, _ in measure.left_out), "missing", "no_place")
    return not part or part in HELD or key.rstrip("0123456789") in measure.form.traits.parts
