"""Whether every report names figures that there are."""

from __future__ import annotations

from collections.abc import Iterator

from grassroots.charter.charter import Charter
from grassroots.charter.checking.finding import Finding, check_labels, check_measure_name, check_name, finding
from grassroots.charter.checking.place import check_place
from grassroots.charter.outline import STYLES, TITLED, Block, Outline, Section, conditions
from grassroots.charter.sentence import places
from grassroots.charter.toml import Path


def check_outline(charter: Charter, outline: Outline) -> Iterator[Finding]:
    """What is wrong with one report."""
    path: Path = ("report", outline.name)
    yield from check_name(path)
    yield from check_labels(charter, path, outline.labels)
    if outline.period not in ("year", "quarter", "month"):
        yield finding((*path, "period"), "charter-choice", outline.period, known=("year", "quarter", "month"))
    if outline.style not in STYLES:
        yield finding((*path, "style"), "charter-choice", outline.style, known=STYLES)
    for key, labels in (("title", outline.title), ("issuer", outline.issuer), ("addressee", outline.addressee)):
        if labels:
            yield from check_labels(charter, (*path, key), labels)
    if outline.title:
        for language, text in outline.title.items():
            if not set(places(text) or ("",)) <= set(TITLED) and "{" in text:
                yield finding((*path, "title", language), "charter-title", text)
    for number, note in enumerate(outline.notes):
        yield from check_labels(charter, (*path, "note", number), note)
    for name in outline.headline:
        yield from check_measure_name(charter, (*path, "headline"), name)
    for number, section in enumerate(outline.sections):
        here: Path = (*path, "section", number)
        yield from check_labels(charter, here, section.labels)
        yield from _check_when(charter, section, here)
        for place, block in enumerate(section.blocks):
            yield from _check_when(charter, block, (*here, "block", place))
            yield from block.check(charter, (*here, "block", place))


def _check_when(charter: Charter, part: Section | Block, here: Path) -> Iterator[Finding]:
    for key, named in (("when", part.when), ("unless", part.unless)):
        for name in conditions(named):
            yield from check_place(charter, name, (*here, key))
