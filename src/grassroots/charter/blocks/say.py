"""A sentence with figures in it."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import field, frozen

from grassroots.charter.blocks.kind import BlockKind
from grassroots.charter.charter import Charter
from grassroots.charter.finding import Finding, check_labels, check_measure_name, finding
from grassroots.charter.measure import Form, Measure
from grassroots.charter.outline import Block
from grassroots.charter.sentence import cell_of, place_of, places, split_cells
from grassroots.charter.toml import Path
from grassroots.charter.words import Labels
from grassroots.charter.written import under_key
from grassroots.problems import nearest

_SHARES, _SPREADS = ("percent", "numerator", "denominator", "low", "high"), ("median", "least", "most", "ninetieth")


@frozen(kw_only=True)
class Say(Block):
    """A sentence in each language, with figures in braces: `{opinions}`, `{opinions.solved}`, `{rate.percent}`,
    `{rate.numerator}`, `{rate.denominator}`. All languages name the same figures."""

    text: Labels = field(hash=False, metadata=under_key("say"))


def check(charter: Charter, say: Say, here: Path) -> Iterator[Finding]:
    """What is wrong with a sentence: braces, figures that there are not, languages that name different ones."""
    at: Path = (*here, "say")
    yield from check_labels(charter, at, say.text)
    named: dict[str, tuple[str, ...]] = {}
    for language in charter.languages:
        found = places(say.text.get(language, ""))
        if found is None:
            yield finding((*at, language), "charter-braces", say.text[language])
        elif language in say.text:
            named[language] = found
    for name in dict.fromkeys(one for names in named.values() for one in names):
        without = [language for language, names in named.items() if name not in names]
        if without:
            yield finding((*at, without[0]), "charter-say-differs", f"{{{name}}}", languages=without)
        yield from _place(charter, name, at)


def _place(charter: Charter, name: str, here: Path) -> Iterator[Finding]:
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
    key = key.rstrip("0123456789")
    if reason and reason not in (*(name for name, _ in measure.left_out), "missing", "no_place"):
        return False
    if key in _SHARES:
        return measure.form in (Form.RATE, Form.RATIO)
    return key not in _SPREADS or measure.form is Form.SPREAD


KIND = BlockKind(key="say", form=Say, check=check)
