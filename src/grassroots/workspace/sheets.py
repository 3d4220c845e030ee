"""Figures, and records for somebody outside, as tables to be written: of figures a row for each unit in each period, of records a row each without the personal
part, with pseudonyms in place of ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction

from grassroots.access.closing import WITHHELD
from grassroots.charter import Charter
from grassroots.fields import FieldInfo, Part, fields_of
from grassroots.figures import Cube, Spread, Strand
from grassroots.figures.figure import decimal_text
from grassroots.figures.value import Value
from grassroots.ledgers.table import Sheet
from grassroots.model import Record, Unit, key_of, noun_class
from grassroots.model.labels import field_label, fixed_label, noun_label
from grassroots.reports.labels import split_label, text_in, unit_name
from grassroots.reports.words import period_text, word
from grassroots.texts import catalogue
from grassroots.values import Language, Ref, UnitId, rounded


def cube_sheet(cube: Cube, language: Language = "en") -> Sheet:
    """A cube in a language. Where nothing is on record, the cell is empty; beside a sum that leaves records out stands how many; what is not published says so; shares are in per cent."""
    charter = cube.snapshot.charter
    units = {UnitId(id): unit for id, unit in cube.snapshot.all(Unit).items()}

    def label(strand: Strand) -> str:
        told = text_in(strand.measure.labels, language)
        parts = [split_label(charter, strand.measure, path, value, language, units) for path, value in strand.cell]
        told = word("label-part", language, label=told, parts=parts) if parts else told
        return f"{told} %" if strand.measure.is_share else told

    say = catalogue("grassroots.workspace").say
    # An id tells apart what is called alike.
    headings = [say("cube-unit-id", language), say("cube-unit", language), say("cube-period", language)]
    told = []
    for strand in cube.strands.values():
        told.append((strand, strand.values, label(strand)))
        if strand.missing:
            told.append((strand, strand.missing, say("cube-missing", language, label=label(strand))))
    rows = [
        (
            unit,
            unit_name(units.get(unit), unit, language),
            period_text(period, language),
            *(
                word("hidden", language)
                if (strand.name, month, at) in cube.hidden
                else _text(numbers[month][at], share=strand.measure.is_share)
                for strand, numbers, _ in told
            ),
        )
        for at, unit in enumerate(cube.units)
        for month, period in enumerate(cube.periods)
    ]
    return Sheet(name=say("cube", language), headings=(*headings, *(heading for *_, heading in told)), rows=rows)


def _text(value: Value, *, share: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, Spread):
        value = value.median
    if isinstance(value, Fraction):
        return rounded(value * 100 if share else value)
    return decimal_text(value) if isinstance(value, Decimal) else str(value)


Pseudonym = Callable[[str, str], str]
"""What stands for a record: of a noun and an id."""

OPEN = frozenset({"unit"})
"""The nouns whose ids tell of nobody: they stay as they are."""


def exported_sheet(noun: str, records: Iterable[Record], charter: Charter, pseudonym: Pseudonym, language: Language) -> Sheet:
    """A row a record, with words as they are called. What has several rows of its own (steps) stands in one cell; texts of people, and numbers by which others know them, stand nowhere."""
    infos = [info for info in fields_of(noun_class(noun)) if info.part is Part.FACTS and info.name != "id"]
    infos = [info for info in infos if not info.many or info.name == "steps"]
    rows = [
        (
            key_of(one)[1] if noun in OPEN else pseudonym(*key_of(one)),
            *(_cell(info, one, charter, pseudonym, language) for info in infos),
        )
        for one in records
    ]
    headings = (
        catalogue("grassroots.workspace").say("pseudonym", language),
        *(field_label(info.name, language) for info in infos),
    )
    return Sheet(name=noun_label(noun, language), headings=headings, rows=rows)


def _cell(info: FieldInfo, record: Record, charter: Charter, pseudonym: Pseudonym, language: Language) -> str:
    value = getattr(record, info.name)
    if value is None or value is WITHHELD:
        return ""
    if info.many:
        flow = charter.workflow_of(record)
        labels = {} if flow is None else {name: text_in(state.labels, language) for name, state in flow.states.items()}
        return "; ".join(f"{labels.get(step.state) or step.state} {step.on}" for step in value)
    if isinstance(value, Ref):
        return value.id if value.noun in OPEN else pseudonym(value.noun, value.id)
    if info.refs:
        return str(value) if set(info.refs) <= OPEN else pseudonym(info.refs[0], str(value))
    if info.words:
        return charter.label(info.words, value, language)
    if isinstance(value, bool):
        return "1" if value else "0"
    return fixed_label(info.name, str(value), language) or str(value)
