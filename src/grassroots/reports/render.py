"""From a report to all that a document says in one language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar, cast

import attrs

from grassroots.errors import NotFound
from grassroots.figures.figure import Evidence, Figure
from grassroots.figures.value import Key
from grassroots.model.labels import noun_label
from grassroots.reports.filled import Filled
from grassroots.reports.labels import (
    figure_label,
    is_percent,
    long_text,
    number_of,
    places_of,
    reason_label,
    text_in,
    unit_name,
)
from grassroots.reports.rendered import (
    FigureNote,
    RecordLine,
    RecordList,
    Rendered,
    RenderedSection,
    clean,
    figures_in,
)
from grassroots.reports.words import fixed, period_text, word
from grassroots.texts import day_text
from grassroots.values import Language


def render(report: Filled, language: Language) -> Rendered:
    """All that a document says of a report, in one language."""
    charter = report.charter
    if language not in charter.languages:
        raise NotFound(f"the charter {charter.id!r} does not speak {language!r}; it speaks {', '.join(charter.languages)}")
    notes = [text_in(note, language) for note in report.outline.notes]
    if any(figure.measure.derived for figure in report.figures.values()):
        notes.append(word("derived-note", language))
    scope = report.units.get(report.scope) if report.scope is not None else None
    facts = [
        (word("scope", language), unit_name(scope, report.scope, language)),
        (word("period", language), period_text(report.period, language)),
        (word("as_of", language), day_text(report.as_of, language)),
    ]
    if report.head:
        facts.append((word("head", language), report.head))
    named = word("version", language, label=text_in(charter.labels, language), version=charter.version)
    facts.append((word("charter", language), named))
    sections = tuple(_sections(report, language))
    made = Rendered(
        name=report.outline.name,
        language=language,
        title=text_in(report.outline.labels, language),
        notes=tuple(notes),
        facts=tuple(facts),
        sections=sections,
        figures=tuple(_note(report, name, figure, language) for name, figure in report.figures.items()),
        words=fixed(language),
    )
    return _cleaned(made)


def _sections(report: Filled, language: Language) -> Iterator[RenderedSection]:
    """The sections. A sentence, table or chart in which nothing is recorded falls away, and with its last block a section."""
    for section in report.sections:
        rendered = [block.render(report, language) for block in section.blocks]
        blocks = [
            one for one in rendered if not (names := figures_in(one)) or any(report.figures[name].recorded for name in names)
        ]
        if blocks or not rendered:
            yield RenderedSection(text_in(section.labels, language), tuple(blocks))


T = TypeVar("T")


def _cleaned(part: T) -> T:
    """The same with every text cleaned; the names of figures stay as they are, because links go by them."""
    if isinstance(part, str):
        return cast(T, clean(part))
    if isinstance(part, tuple):
        return cast(T, tuple(_cleaned(one) for one in part))
    cls: Any = type(part)
    if attrs.has(cls):
        values = {one.name: getattr(part, one.name) for one in attrs.fields(cls)}
        kept = {"figure", "about"} | ({"name"} if isinstance(part, FigureNote) else set())
        return cast(T, cls(**{name: value if name in kept else _cleaned(value) for name, value in values.items()}))
    return part


def _note(report: Filled, name: str, figure: Figure, language: Language) -> FigureNote:
    evidence = report.evidence.get(name)
    return FigureNote(
        name=name,
        label=figure_label(report, name, language),
        text=long_text(figure, report.charter, language),
        lines=_told(figure, language),
        main=figure.question.scope == report.scope and figure.question.period == report.period and not figure.question.without,
        derived=figure.measure.derived,
        number=number_of(figure),
        percent=is_percent(figure),
        places=places_of(figure),
        records=_records(report, figure, evidence, language) if evidence is not None else (),
    )


def _told(figure: Figure, language: Language) -> tuple[str, ...]:
    percent = word("percent", language)
    lines = [re.sub(r"(\d) %", rf"\1{percent}", line) for line in figure.explain(language).splitlines()]
    return tuple(line for line in lines if line.strip())


def _records(report: Filled, figure: Figure, evidence: Evidence, language: Language) -> tuple[RecordList, ...]:
    rate = "-rate" if figure.measure.form.traits.needs == "hit" else ""
    lists = [(word(f"hit{rate}", language), evidence.hits)]
    if evidence.misses:
        lists.append((word(f"miss{rate}", language), evidence.misses))
    for reason, keys in evidence.left_out.items():
        label = reason_label(report.charter, reason, language)
        lists.append((word("left_out", language, reason=label), keys))
    return tuple(RecordList(label=label, records=_lines(report, evidence, keys, language)) for label, keys in lists)


def _lines(report: Filled, evidence: Evidence, keys: Iterable[Key], language: Language) -> tuple[RecordLine, ...]:
    lines = []
    for key in keys:
        source = evidence.sources.get(key)
        noun, id = key
        lines.append(
            RecordLine(
                noun=noun_label(noun, language),
                id=id,
                name=report.names.get(key, ""),
                place=source.text(language) if source else "",
                file=", ".join(filter(None, [source.file, source.sheet])) if source else "",
                row=source.row if source else 0,
            )
        )
    return tuple(lines)
