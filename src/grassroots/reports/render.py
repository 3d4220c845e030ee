"""From a report to all that a document says in one language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from operator import is_
from typing import Any, TypeVar, cast

import attrs

from grassroots.charter.outline import STYLES, Style
from grassroots.charter.sentence import pieces
from grassroots.errors import NotFound
from grassroots.figures.figure import Evidence, Figure
from grassroots.figures.value import Key
from grassroots.model.labels import noun_label
from grassroots.problems import one_of
from grassroots.reports.filled import Filled, FilledSection
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
    Heading,
    Letter,
    Paragraph,
    RecordLine,
    RecordList,
    Rendered,
    RenderedBlock,
    RenderedSection,
    Run,
    clean,
    figures_of,
)
from grassroots.reports.words import fixed, period_text, word
from grassroots.texts import apart, day_text
from grassroots.values import Language

T = TypeVar("T")


def render(report: Filled, language: Language, proof: str = "", style: str = "", number: str = "") -> Rendered:
    """All that a document says of a report, in one language, with as much proof as `proof` says (see `PROOFS`), in a house style (see `STYLES`; that of the
    outline, without one), under the number of a paper."""
    charter = report.charter
    if language not in charter.languages:
        raise NotFound(f"the charter {charter.id!r} does not speak {language!r}; it speaks {', '.join(charter.languages)}")
    proof = one_of(proof or ("none" if report.profile == "public" else "annex"), PROOFS, "proof")
    style = one_of(style or report.outline.style, STYLES, "style")
    notes = [text_in(note, language) for note in report.outline.notes]
    if proof != "none" and any(figure.measure.derived for figure in report.figures.values()):
        notes.append(word("derived-note", language))
    if any("value" in one.hidden for one in report.figures.values()):
        notes.append(word("hidden-note", language, least=report.smallest))
    if not report.sections:
        notes.append(word("empty-note", language))
    scope = report.units.get(report.scope) if report.scope is not None else None
    facts = [
        (word("scope", language), unit_name(scope, report.scope, language)),
        (word("period", language), period_text(report.period, language)),
        (word("as_of", language), day_text(report.as_of, language)),
    ]
    named = word("version", language, label=text_in(charter.labels, language), version=charter.version)
    origin = [(word("head", language), report.head)] if report.head else []
    origin.append((word("charter", language), named))
    said = [(text_in(one.labels, language), _blocks(report, one, language)) for one in report.sections]
    if Style(style) is Style.BRIEF and report.outline.style != style:
        said = [(title, kept) for title, blocks in said if (kept := _sentences(blocks))]
    sections = tuple(
        RenderedSection(title, blocks)
        for title, (_, blocks) in zip(_titles([title for title, _ in said], language), said, strict=True)
    )
    if proof == "none":
        sections = _plain(sections)
    if Style(style) is Style.OFFICIAL and "," not in word("official-thousand", language):
        sections = _ungrouped(sections)
    sections, first = _marked(sections, report)
    notes_of = tuple(_note(report, name, figure, language, first.get(name, 0)) for name, figure in report.figures.items())
    figures = tuple(note for note in notes_of if proof == "annex" or (proof == "notes" and note.main))
    if proof != "annex":
        figures = tuple(attrs.evolve(note, records=()) for note in figures)
        sections = _leading_to(sections, {note.name for note in figures})
    made = Rendered(
        name=report.outline.name,
        language=language,
        title=_title(report, language),
        label=text_in(report.outline.labels, language),
        notes=tuple(notes),
        facts=tuple(facts),
        sections=sections,
        figures=figures,
        words=fixed(language),
        style=Style(style),
        letter=_letter(report, language, number),
        origin=tuple(origin) if proof != "none" else (),
    )
    return _cleaned(made)


PROOFS = ("none", "notes", "annex")
"""How much of the proof a document has: none, for a copy that is handed on; how each figure is counted, behind the last section; also the records of the
headline figures. A published report has none."""


def _title(report: Filled, language: Language) -> str:
    """What a report is called: with the office and the period, where its outline puts them."""
    office = report.units.get(report.office) if report.office is not None else None
    named = {
        "office": unit_name(office, report.office, language) if office else "",
        "period": period_text(report.period, language),
    }
    label = text_in(report.outline.labels, language)
    if report.outline.title:
        parts = pieces(text_in(report.outline.title, language))
        return apart(named[part] if number % 2 else part for number, part in enumerate(parts))
    return word("title" if office else "title-alone", language, label=label, **named)


def _letter(report: Filled, language: Language, number: str) -> Letter:
    """What an official paper has beside its text; signed on the as-of day."""
    office = report.units.get(report.office) if report.office is not None else None
    own = unit_name(office, report.office, language) if office else ""
    return Letter(
        issuer=text_in(report.outline.issuer, language) or own,
        number=number,
        addressee=text_in(report.outline.addressee, language),
        day=day_text(report.as_of, language),
    )


def _sentences(blocks: tuple[RenderedBlock, ...]) -> tuple[RenderedBlock, ...]:
    """The sentences alone, in one paragraph: what a paper that is made for more pages says on one."""
    runs: list[Run] = []
    for one in blocks:
        if isinstance(one, Paragraph):
            runs += [*([Run(" ")] if runs and runs[-1].text[-1:].isascii() else ()), *one.runs]
    return (Paragraph(tuple(runs)),) if runs else ()


def _titles(titles: list[str], language: Language) -> list[str]:
    """The titles of the sections. Where the outline numbers them, what is left of them is numbered anew."""
    if not any(_unnumbered(title, language) != title for title in titles):
        return titles
    numerals = word("numerals", language).split()
    bare = [_unnumbered(title, language) for title in titles]
    return [
        word("section", language, numeral=numeral, title=title) for numeral, title in zip(numerals, bare, strict=False)
    ] + bare[len(numerals) :]


def _blocks(report: Filled, section: FilledSection, language: Language) -> tuple[RenderedBlock, ...]:
    """The blocks of a section; a heading within it has its number."""
    numerals = iter(word("numerals", language).split())
    made: list[RenderedBlock] = []
    for block in section.blocks:
        found = block.render(report, language)
        for one in found if isinstance(found, tuple) else (found,):
            if isinstance(one, Heading):
                one = Heading(word("below", language, numeral=next(numerals, ""), title=one.text))
            made.append(one)
    return tuple(made)


def _unnumbered(title: str, language: Language) -> str:
    """A title without the number that stands before it."""
    for numeral in word("numerals", language).split():
        before = word("section", language, numeral=numeral, title="").rstrip()
        if title.startswith(before):
            return title.removeprefix(before).lstrip()
    return title


def _marked(sections: tuple[RenderedSection, ...], report: Filled) -> tuple[tuple[RenderedSection, ...], dict[str, int]]:
    """The sections with a mark for each block that shows a figure, and for each figure the mark of the block that shows it first."""
    first: dict[str, int] = {}
    made, number = [], 0
    for section in sections:
        blocks = []
        for block in section.blocks:
            shown = [name for name in figures_of(block) if name in report.figures]
            if shown and not isinstance(block, Heading):
                number += 1
                block = attrs.evolve(block, mark=number)
                for name in shown:
                    first.setdefault(name, number)
            blocks.append(block)
        made.append(RenderedSection(section.title, tuple(blocks)))
    return tuple(made), first


def _plain(part: T) -> T:
    """The same without the sign of derived figures."""
    if isinstance(part, tuple):
        return cast(T, tuple(_plain(one) for one in part))
    cls: Any = type(part)
    if not attrs.has(cls):
        return part
    values = {one.name: _plain(getattr(part, one.name)) for one in attrs.fields(cls)}
    if values.get("figure"):
        values["text"] = values["text"].replace(word("derived-sign", "en"), "")
    return cast(T, cls(**values))


_GROUPED = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)")


def _ungrouped(part: T) -> T:
    """The same with no mark between the thousands of a number, as official papers of some languages write it; the office's own words stay as they are."""
    if isinstance(part, tuple):
        return cast(T, tuple(_ungrouped(one) for one in part))
    cls: Any = type(part)
    if not attrs.has(cls):
        return part
    values = {one.name: _ungrouped(getattr(part, one.name)) for one in attrs.fields(cls)}
    if "figure" in values and (values["figure"] or _GROUPED.fullmatch(values["text"])):
        values["text"] = _GROUPED.sub(lambda found: found[0].replace(",", ""), values["text"])
    return cast(T, cls(**values))


def _leading_to(part: T, told: set[str]) -> T:
    """The same with the names of those figures alone that are told; a block without any has no mark."""
    if isinstance(part, tuple):
        return cast(T, tuple(_leading_to(one, told) for one in part))
    cls: Any = type(part)
    if not attrs.has(cls):
        return part
    values = {one.name: _leading_to(getattr(part, one.name), told) for one in attrs.fields(cls)}
    for name in ("figure", "about"):
        value = values.get(name)
        if isinstance(value, str):
            values[name] = value if value in told else ""
        elif value:
            values[name] = tuple(one for one in value if one in told)
    if values.get("mark") and not figures_of(cast(Any, cls(**values))):
        values["mark"] = 0
    return cast(T, cls(**values))


def _cleaned(part: T) -> T:
    """The same with every text cleaned; the names of figures stay as they are, because links go by them."""
    if isinstance(part, str):
        return cast(T, clean(part))
    if isinstance(part, tuple):
        found = tuple(_cleaned(one) for one in part)
        return part if all(map(is_, found, part)) else cast(T, found)
    changes = {}
    cls: Any = type(part)
    for name in _with_texts(cls):
        value = getattr(part, name)
        if (cleaned := _cleaned(value)) is not value:
            changes[name] = cleaned
    return attrs.evolve(cast(Any, part), **changes) if changes else part


@cache
def _with_texts(cls: Any) -> tuple[str, ...]:
    kept = {"figure", "about"} | ({"name"} if issubclass(cls, FigureNote) else set())
    return tuple(one.name for one in attrs.fields(cls) if one.name not in kept) if attrs.has(cls) else ()


def _note(report: Filled, name: str, figure: Figure, language: Language, mark: int) -> FigureNote:
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
        mark=mark,
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
    labels: dict[str, str] = {}
    for key in keys:
        source = evidence.sources.get(key)
        noun, id = key
        if noun not in labels:
            labels[noun] = noun_label(noun, language)
        lines.append(
            RecordLine(
                noun=labels[noun],
                id=id,
                name=report.names.get(key, ""),
                place=source.text(language) if source else "",
                file=", ".join(filter(None, [source.file, source.sheet])) if source else "",
                row=source.row if source else 0,
            )
        )
    return tuple(lines)
