"""Whether every report names figures that there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Formatter

from grassroots.charter.charter import Charter
from grassroots.charter.finding import Finding, _labels, _measure_named, _name, finding, word_finding
from grassroots.charter.measure import Form, Measure, Split
from grassroots.charter.outline import Bars, Outline, Say, Table
from grassroots.charter.paths import (
    leaves,
)
from grassroots.charter.toml import Path
from grassroots.fields import Column
from grassroots.problems import nearest

PARTS = re.compile(r"percent\d?|numerator|denominator|low|high|median|least|most|ninetieth|left_out\.[\w-]+", re.ASCII)
"""What of a figure a sentence can name behind a dot."""


# -- outlines ------------------------------------------------------------------------------------------------------------------------


def _outline(charter: Charter, outline: Outline) -> Iterator[Finding]:
    path: Path = ("report", outline.name)
    yield from _name(path)
    yield from _labels(charter, path, outline.labels)
    if outline.period not in ("year", "quarter", "month"):
        yield finding((*path, "period"), "charter-choice", outline.period, known=("year", "quarter", "month"))
    for number, note in enumerate(outline.notes):
        yield from _labels(charter, (*path, "note", number), note)
    for name in outline.headline:
        yield from _measure_named(charter, (*path, "headline"), name)
    for number, section in enumerate(outline.sections):
        here: Path = (*path, "section", number)
        yield from _labels(charter, here, section.labels)
        for place, block in enumerate(section.blocks):
            at: Path = (*here, "block", place)
            if isinstance(block, Say):
                yield from _say(charter, block, at)
            elif isinstance(block, Table):
                yield from _table(charter, block, at)
            else:
                yield from _bars(charter, block, at)


def placeholders(text: str) -> tuple[str, ...] | None:
    """The figures that a sentence names, in order, each once; None if its braces do not match.

    >>> placeholders("{opinions} opinions, {opinions.solved} solved"), placeholders("{opinions")
    (('opinions', 'opinions.solved'), None)
    """
    try:
        parsed = list(Formatter().parse(text))
    except ValueError:
        return None
    if any(spec or conversion for _, _, spec, conversion in parsed):
        return None
    return tuple(dict.fromkeys(name for _, name, _, _ in parsed if name is not None))


def _say(charter: Charter, say: Say, here: Path) -> Iterator[Finding]:
    at: Path = (*here, "say")
    yield from _labels(charter, at, say.text)
    named: dict[str, tuple[str, ...]] = {}
    for language in charter.languages:
        found = placeholders(say.text.get(language, ""))
        if found is None:
            yield finding((*at, language), "charter-braces", say.text[language])
        elif language in say.text:
            named[language] = found
    for name in dict.fromkeys(one for names in named.values() for one in names):
        without = [language for language, names in named.items() if name not in names]
        if without:
            yield finding((*at, without[0]), "charter-say-differs", f"{{{name}}}", languages=without)
        yield from _placeholder(charter, name, at)


def _placeholder(charter: Charter, name: str, here: Path) -> Iterator[Finding]:
    head, _, rest = name.partition(".")
    measure = charter.measures.get(head)
    if measure is None:
        yield from _measure_named(charter, here, head)
        return
    if not rest or PARTS.fullmatch(rest):
        yield from _part(measure, name, rest, here)
        return
    cell, _, part = rest.partition(".")
    known: list[str] = []
    for split in measure.by:
        cells = cells_of(charter, measure, split)
        if cells is None or cell in cells:
            break
        known += cells
    else:
        yield finding(here, "charter-cell", f"{{{name}}}", measure=head, known=nearest(cell, known))
        return
    if part and not PARTS.fullmatch(part):
        yield finding(here, "charter-part", f"{{{name}}}", part=part)
    else:
        yield from _part(measure, name, part, here)


def _part(measure: Measure, name: str, part: str, here: Path) -> Iterator[Finding]:
    """Whether a figure of this form can have this part; what it never has would always be a dash."""
    fits = {
        "percent": measure.form in (Form.RATE, Form.RATIO),
        "numerator": measure.form in (Form.RATE, Form.RATIO),
        "denominator": measure.form in (Form.RATE, Form.RATIO),
        **dict.fromkeys(("low", "high"), measure.form in (Form.RATE, Form.RATIO)),
        **dict.fromkeys(("median", "least", "most", "ninetieth"), measure.form is Form.SPREAD),
    }
    key, _, reason = part.partition(".")
    if not fits.get(key.rstrip("0123456789"), True) or (
        reason and reason not in (*(name for name, _ in measure.left_out), "missing", "no_place")
    ):
        yield finding(here, "charter-part", f"{{{name}}}", part=part)


def cells_of(charter: Charter, measure: Measure, split: Split) -> tuple[str, ...] | None:
    """The parts into which a split takes a measure; None if only the records can tell (units, numbers)."""
    ends = leaves(charter, measure.noun, split.path)
    found: list[str] = []
    for leaf in ends:
        if leaf.choices:
            found += leaf.choices
        elif leaf.words:
            found += charter.words.get(leaf.words, {})
        elif leaf.kind is Column.FLAG:
            found += ["yes", "no"]
        else:
            return None
    return (*found, split.missing) if ends else None


def _table(charter: Charter, table: Table, here: Path) -> Iterator[Finding]:
    yield from _labels(charter, here, table.labels)
    if not table.measures:
        yield finding((*here, "table"), "charter-missing", key="table")
    for name in table.measures:
        yield from _measure_named(charter, (*here, "table"), name)
    if table.down == table.across != "measure":
        yield finding((*here, "across"), "charter-same-ways", table.across)
    if len(table.measures) > 1 and "measure" not in (table.down, table.across):
        yield finding((*here, "table"), "charter-one-measure", ", ".join(table.measures))
    for key, way, fixed in (
        ("down", table.down, ("unit", "month", "measure")),
        ("across", table.across, ("unit", "month", "measure")),
    ):
        if way not in fixed:
            yield from _way(charter, table.measures, way, (*here, key), fixed)
    if table.units and "unit" not in (table.down, table.across):
        yield finding((*here, "units"), "charter-surplus", ", ".join(table.units))
    for kind in table.units:
        yield from word_finding(charter, (*here, "units"), "unit", kind)


def _bars(charter: Charter, bars: Bars, here: Path) -> Iterator[Finding]:
    yield from _labels(charter, here, bars.labels)
    yield from _measure_named(charter, (*here, "bars"), bars.measure)
    if bars.by not in ("unit", "month"):
        yield from _way(charter, (bars.measure,), bars.by, (*here, "by"), ("unit", "month"))


def _way(charter: Charter, measures: tuple[str, ...], way: str, here: Path, fixed: tuple[str, ...]) -> Iterator[Finding]:
    known = [charter.measures[name] for name in measures if name in charter.measures]
    splits = [split.path for measure in known for split in measure.by]
    if known and (len(known) != 1 or way not in splits):
        yield finding(here, "charter-way", way, known=nearest(way, (*fixed, *splits), most=8))
