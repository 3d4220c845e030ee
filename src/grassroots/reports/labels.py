"""What the parts of a report are called, in a language: figures, units, months, words of splits, values."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from grassroots.charter import Charter, Measure
from grassroots.charter.paths import leaves
from grassroots.english import single
from grassroots.fields import Column
from grassroots.figures.figure import Figure
from grassroots.figures.totals import stands_for_records
from grassroots.figures.value import Spread
from grassroots.figures.wording import few_text, not_counted, noun_at, words_at
from grassroots.figures.wording import unit_name as name_of
from grassroots.model import Unit
from grassroots.model.labels import fixed_label, noun_label
from grassroots.reports.filled import Filled
from grassroots.reports.words import period_text, word
from grassroots.texts import TYPED, catalogue, shown
from grassroots.values import Language, UnitId, rounded


def text_in(labels: Mapping[Language, str], language: Language) -> str:
    """A text of the charter in a language; in its first one where it lacks that."""
    return labels.get(language) or next(iter(labels.values()), "")


def unit_name(unit: Unit | None, id: str | None, language: Language) -> str:
    """What a unit is called; its id where nobody knows it."""
    if unit is None:
        return id or word("whole", language)
    return name_of(unit, language)


def leads_to_unit(charter: Charter, measure: Measure, path: str) -> bool:
    """Whether what a measure is split by is a unit."""
    return any("unit" in leaf.refs for leaf in leaves(charter, measure.population, path))


def split_label(
    charter: Charter, measure: Measure, path: str, value: str, language: Language, units: Mapping[UnitId, Unit] | None = None
) -> str:
    """What a part of a split measure is called: the word of the charter, the label of a state, the name of a unit, or the value itself."""
    split = next((one for one in measure.by if one.path == path), None)
    if split is not None and value == split.missing:
        missing = charter.word("missing", value)
        if missing is not None:
            return missing.label(language)
    last = path.rpartition(".")[2]
    if last == "state":
        own = charter.workflows.get(noun_at(measure.population, path))
        for workflow in [*([own] if own else []), *charter.workflows.values()]:
            if value in workflow.states:
                return text_in(workflow.states[value].labels, language)
    if fixed := fixed_label(last, value, language):
        return fixed
    if last == "noun":
        return noun_label(value, language)
    words = words_at(measure.population, path, charter)
    if words and charter.word(words, value) is not None:
        return charter.label(words, value, language)
    if value in ("yes", "no") and any(leaf.kind is Column.FLAG for leaf in leaves(charter, measure.population, path)):
        return word(value, language)
    if split is not None and value == split.missing:
        return reason_label(charter, value, language)
    unit = (units or {}).get(UnitId(value))
    return unit_name(unit, value, language) if unit and leads_to_unit(charter, measure, path) else value


def figure_label(report: Filled, name: str, language: Language) -> str:
    """What a figure of a report is called: its measure, its part, and for one of a table its unit and its month."""
    figure = report.figures[name]
    question, measure = figure.question, figure.measure
    label = text_in(measure.labels, language)
    parts = [split_label(report.charter, measure, path, value, language, report.units) for path, value in question.cell]
    if parts:
        label = word("label-part", language, label=label, parts=parts)
    where = []
    if question.scope != report.scope:
        where.append(unit_name(report.units.get(UnitId(question.scope or "")), question.scope, language))
    if question.without:
        where.append(word("rest", language))
    if question.period != report.period:
        where.append(period_text(question.period, language))
    if where:
        label += word("brackets", language, text=where)
    return label


def reason_label(charter: Charter, reason: str, language: Language) -> str:
    """Why a record is left out, in the charter's words."""
    found = charter.word("left_out", reason) or charter.word("missing", reason)
    if found is not None:
        return found.label(language)
    return word(reason, language) if reason in catalogue("grassroots.reports") else reason


def part_text(figure: Figure, part: str, language: Language) -> str:
    """The text of a figure, or of a part of it, as it stands in a sentence; derived ones are marked."""
    if not figure.recorded:
        return word("not-recorded", language)
    if "left_out" in figure.hidden and ("value" in figure.hidden or part.startswith("left_out.")):
        return word("hidden", language)
    text = figure.text(part)
    if part not in ("numerator", "denominator") and not part.startswith("left_out.") and (few := few_text(figure, language)):
        return few
    text = text.replace(" %", word("percent", language)) + (
        word("derived-sign", language) if figure.measure.derived and text != "—" else ""
    )
    beside = [] if part.startswith("left_out.") or not (missing := not_counted(figure, language)) else [missing]
    if stands_for_records(figure.measure) and text != "—":
        beside.append(word("totals", language))
    return text + word("brackets", language, text=shown(beside, language)) if beside else text


def long_text(figure: Figure, charter: Charter, language: Language) -> str:
    """The text of a figure where it stands alone: with what it is measured in, a rate with what it is a share of, a spread with its bounds."""
    text = part_text(figure, "", language)
    if isinstance(figure.value, Spread):
        parts = {name: figure.text(name) for name in ("least", "median", "ninetieth", "most")}
        return word("spread", language, count=figure.value.count, **parts)
    if "value" in figure.hidden or (figure.value is None and figure.few is None):
        return text
    if figure.numerator is not None:
        of = word("number-of", language, numerator=figure.text("numerator"), denominator=figure.text("denominator"))
        return text + word("brackets", language, text=of)
    if figure.measure.measured_in and figure.few is None:
        unit = charter.label("measured_in", figure.measure.measured_in, language)
        if language == TYPED and figure.value == 1:
            unit = single(unit)
        return word("measured", language, text=text, unit=unit)
    return text


def number_of(figure: Figure) -> Fraction | None:
    """The exact number that a cell shows, if it shows one."""
    value = figure.value.median if isinstance(figure.value, Spread) else figure.value
    return None if value is None else Fraction(value)


def places_of(figure: Figure) -> int:
    """How many decimal places its text shows."""
    text = figure.text().removesuffix(" %")
    return len(text.partition(".")[2])


def is_percent(figure: Figure) -> bool:
    """Whether its text is a share of a hundred."""
    return figure.measure.is_share


def plain(number: Decimal | Fraction | int) -> str:
    """A number in a note: whole where it is whole, else with as many places as it needs, at most four.

    >>> plain(Fraction(3)), plain(Decimal("2.50"))
    ('3', '2.5')
    """
    text = rounded(number, 4)
    return text.rstrip("0").rstrip(".") if "." in text else text
