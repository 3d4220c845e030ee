"""A sentence with figures in it."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import field, frozen

from grassroots.charter.blocks.kind import block_form
from grassroots.charter.charter import Charter
from grassroots.charter.checking.finding import Finding, check_labels, check_measure_name, finding
from grassroots.charter.measure import Measure
from grassroots.charter.outline import Block
from grassroots.charter.sentence import HELD, cell_of, place_of, places, split_cells
from grassroots.charter.toml import Path
from grassroots.charter.words import Labels
from grassroots.charter.written import under_key
from grassroots.problems import nearest


@block_form("say")
@frozen(kw_only=True)
class Say(Block):
    """A sentence in each language, with figures in braces: `{opinions}`, `{opinions.solved}`, `{rate.percent}`,
    `{rate.numerator}`, `{rate.denominator}`. All languages name the same figures.

    `{opinions.before}`: of the period before; `{opinions.compared}`: how it changed since, in words; `{rate.aim}` and `{rate.gap}`: the target
    that is set for it, and what is lacking to it. `{opinions|opinion|opinions}`: the word that goes with the number."""

    text: Labels = field(hash=False, metadata=under_key("say"))

    def check(self, charter: Charter, here: Path) -> Iterator[Finding]:
        """What is wrong with a sentence: braces, figures that there are not, languages that name different ones."""
        at: Path = (*here, "say")
        yield from check_labels(charter, at, self.text)
        named: dict[str, tuple[str, ...]] = {}
        for language in charter.languages:
            found = places(self.text.get(language, ""))
            if found is None:
                yield finding((*at, language), "charter-braces", self.text[language])
            elif language in self.text:
                named[language] = tuple(dict.fromkeys(place_of(name).figure for name in found))
        for name in dict.fromkeys(one for names in named.values() for one in names):
            without = [language for language, names in named.items() if name not in names]
            if without:
                yield finding((*at, without[0]), "charter-say-differs", f"{{{name}}}", languages=without)
            yield from check_place(charter, name, at)


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
