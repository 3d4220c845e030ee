"""From a report to all that a document says in one language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Any, TypeVar, cast

import attrs

from grassroots.charter import Form
from grassroots.charter.sentence import pieces
from grassroots.errors import NotFound
from grassroots.figures.figure import Evidence, Figure, Key
from grassroots.model.labels import noun_label
from grassroots.reports.filled import FigureBars, FigureTable, Filled, FilledBlock, Sentence, TableNote
from grassroots.reports.labels import (
    figure_label,
    heading_text,
    is_percent,
    long_text,
    number_of,
    part_text,
    places_of,
    reason_label,
    text_in,
    unit_name,
)
from grassroots.reports.rendered import (
    Bar,
    BarChart,
    Cell,
    FigureNote,
    Grid,
    Paragraph,
    RecordLine,
    RecordList,
    Rendered,
    RenderedBlock,
    RenderedSection,
    Run,
    clean,
)
from grassroots.reports.words import day_text, fixed, listed, period_text, word
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
    sections = tuple(
        RenderedSection(text_in(section.labels, language), tuple(_block(report, block, language) for block in section.blocks))
        for section in report.sections
    )
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


def _block(report: Filled, block: FilledBlock, language: Language) -> RenderedBlock:
    if isinstance(block, Sentence):
        return _paragraph(report, block, language)
    if isinstance(block, FigureTable):
        return _grid(report, block, language)
    return _bars(report, block, language)


def _paragraph(report: Filled, sentence: Sentence, language: Language) -> Paragraph:
    slots = {slot.placeholder: slot for slot in sentence.slots}
    runs = []
    for number, piece in enumerate(pieces(text_in(sentence.text, language))):
        if number % 2:
            slot = slots[piece]
            runs.append(Run(part_text(report.figures[slot.figure], slot.part, language), slot.figure))
        elif piece:
            runs.append(Run(piece))
    return Paragraph(tuple(runs))


def _cell(report: Filled, name: str, language: Language) -> Cell:
    if not name:
        return Cell(word("nothing", language))
    figure = report.figures[name]
    return Cell(part_text(figure, "", language), name, number_of(figure), is_percent(figure), places_of(figure))


def _grid(report: Filled, table: FigureTable, language: Language) -> Grid:
    def head(kind: str, value: str) -> str:
        return value if kind == "measure" and value in report.figures else ""

    measures = [report.figures[name].measure.name for row in table.cells for name in row if name]
    measure = report.charter.measure(measures[0]) if measures else None
    headings = [Cell(word(table.corner, language))]
    headings += [Cell(heading_text(report, one, measure, language), head(one.kind, one.value)) for one in table.columns]
    rows = []
    for heading, names in zip(table.rows, table.cells, strict=True):
        first = Cell(heading_text(report, heading, measure, language), head(heading.kind, heading.value))
        rows.append((first, *(_cell(report, name, language) for name in names)))
    return Grid(
        caption=text_in(table.labels, language),
        headings=tuple(headings),
        rows=tuple(rows),
        total=bool(table.rows) and table.rows[-1].kind == "total",
        about=tuple(name for name in dict.fromkeys(measures) if name in report.figures),
        notes=tuple(_table_note(report, note, language) for note in table.notes),
    )


def _table_note(report: Filled, note: TableNote, language: Language) -> str:
    labels = [text_in(report.charter.measure(name).labels, language) for name in note.measures]
    return word(note.code, language, labels=listed(labels, language))


def _bars(report: Filled, block: FigureBars, language: Language) -> BarChart:
    measure = report.charter.measure(block.measure)
    numbers = [number_of(report.figures[name]) or Fraction(0) for _, name in block.bars]
    longest = max((number for number in numbers if number > 0), default=Fraction(1))
    bars = []
    for (heading, name), number in zip(block.bars, numbers, strict=True):
        figure = report.figures[name]
        bars.append(
            Bar(
                heading_text(report, heading, measure, language),
                part_text(figure, "", language),
                max(number, Fraction(0)) / longest,
                name,
                number_of(figure),
            )
        )
    return BarChart(caption=text_in(block.labels, language), bars=tuple(bars), about=block.measure)


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
    lines = figure.explain(language).splitlines()
    if language == "zh":
        lines = [re.sub(r"(\d) %", r"\1%", line) for line in lines]
    return tuple(line for line in lines if line.strip())


def _records(report: Filled, figure: Figure, evidence: Evidence, language: Language) -> tuple[RecordList, ...]:
    rate = "-rate" if figure.measure.form is Form.RATE else ""
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
