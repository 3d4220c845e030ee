"""Explaining a figure in words: the rule, the scope, the dates and the head; enough to compute the value again from the records.

The words are a controlled language: each line is a head and a text, each condition has one form. A test reads an explanation back into
a measure, computes it anew, and finds the same value.
"""

from __future__ import annotations

from collections.abc import Mapping

from grassroots.charter import Charter, Measure
from grassroots.charter.paths import leaves
from grassroots.fields import Column
from grassroots.figures.figure import Figure, Question
from grassroots.figures.forms import FORMS
from grassroots.figures.totals import stands_for_records
from grassroots.figures.wording import Wording, day_text, few_text, not_counted, period_text, unit_name, words_at
from grassroots.model import Unit
from grassroots.model.labels import noun_label
from grassroots.snapshot import Snapshot
from grassroots.texts import shown
from grassroots.values import Language


def explain_lines(
    figure: Figure,
    language: Language,
    charter: Charter | None,
    snapshot: Snapshot | None = None,
    withheld: tuple[str, ...] = (),
) -> tuple[str, ...]:
    """The explanation of a figure, a line a statement.

    Args:
        figure: what is explained.
        language: one in which the library speaks.
        charter: for the labels of its words, and for the measures that a ratio or reach is made of.
        snapshot: for the names of units.
        withheld: the nouns that the measure reads and the reader's purpose does not open.

    Raises:
        InvalidArgument: there is no catalogue of this language.
    """
    narrator = _Narrator(language, charter, snapshot)
    return (
        narrator.line("value", narrator.value(figure)),
        *([narrator.line("hidden", narrator.say("hidden"))] if figure.hidden else []),
        *([] if figure.recorded else [narrator.line("not_recorded", narrator.say("not-recorded"))]),
        *([narrator.line("not_counted", missing)] if (missing := not_counted(figure, language)) else []),
        *([narrator.line("totals", narrator.say("totals"))] if stands_for_records(figure.measure) else []),
        *(narrator.line("withheld", noun_label(noun, language)) for noun in withheld),
        *narrator.rule(figure.measure, figure.left_out),
        *narrator.cells(figure),
        *narrator.question(figure.question, figure.head),
    )


class _Narrator:
    """Writes the lines of one explanation."""

    def __init__(self, language: Language, charter: Charter | None, snapshot: Snapshot | None) -> None:
        self.language = language
        self.charter = charter
        self.snapshot = snapshot
        self.words = Wording(language, charter)
        self.say = self.words.say

    def line(self, head: str, text: str, of: str = "") -> str:
        told = self.say(f"head-{head.replace('_', '-')}")
        return self.say("line-of", head=told, of=of, text=text) if of else self.say("line", head=told, text=text)

    def value(self, figure: Figure) -> str:
        few = few_text(figure, self.language)
        if figure.measure.is_share:
            parts = {name: figure.text(name) for name in ("numerator", "denominator")}
            return self.say("share", **parts, share=few or figure.text("percent").replace(" %", self.say("percent")))
        if few:
            return few
        return FORMS[figure.measure.form].text(self, figure)

    def cells(self, figure: Figure) -> list[str]:
        """Which part of a split measure the figure is of."""
        measure, charter = figure.measure, self.words.charter
        noun = measure.population
        lines = []
        for path, value in figure.question.cell:
            split = next((split for split in measure.by if split.path == path), None)
            flag = any(leaf.kind is Column.FLAG for leaf in leaves(charter, noun, path))
            text = self.words.literal(noun, path, value == "yes" if flag else value)
            if split is not None and value == split.missing:
                # Where the word for "none" is also a word that a record may have, the part holds both.
                both = value in charter.words.get(words_at(noun, path, charter), {})
                text = f"{self.say('nothing')} | {text}" if both else self.say("nothing")
            lines.append(self.line("cell", f"{self.words.path(noun, path)} = {text}"))
        return lines

    def rule(self, measure: Measure, left_out: Mapping[str, int]) -> list[str]:
        self.words.ask(measure)
        lines = FORMS[measure.form].lines(self, measure)
        for reason, condition in measure.left_out:
            worded = self.words.condition(measure.population, condition)
            counted = self.say("left-out-number", condition=worded, number=left_out.get(reason, 0))
            lines.append(self.line("left_out", counted, self.reason(reason)))
        if measure.minimum > 1:
            lines.append(self.line("minimum", str(measure.minimum)))
        if measure.source:
            lines.append(self.line("source", measure.source))
        if measure.derived:
            lines.append(self.line("derived", self.say("derived")))
        return lines

    def nested(self, head: str, name: str) -> list[str]:
        measure = self.words.charter.measures.get(name)
        if measure is None:
            return [self.line(head, name)]
        return [self.line(head, self.label(name)), *(f"  {line}" for line in self.rule(measure, {}))]

    def label(self, name: str) -> str:
        measure = self.words.charter.measures.get(name)
        return measure.labels.get(self.language, name) if measure else name

    def reason(self, reason: str) -> str:
        return self.charter.label("left_out", reason, self.language) if self.charter else reason

    def unit(self, id: str) -> str:
        unit = self.snapshot.get(Unit, id) if self.snapshot else None
        # A line is a statement: a name that was typed on two lines stays in one.
        name = " ".join(unit_name(unit, self.language).split()) if unit else ""
        return self.say("unit", name=name, id=id) if name else id

    def question(self, question: Question, head: str) -> list[str]:
        scope = self.say("everything")
        if question.scope is not None:
            scope = self.say("scope-below", unit=self.unit(question.scope))
        lines = [self.line("scope", scope)]
        if question.without:
            lines.append(self.line("without", shown([self.unit(id) for id in question.without], self.language)))
        return [
            *lines,
            self.line("period", period_text(question.period, self.language)),
            self.line("as_of", day_text(question.as_of, self.language)),
            self.line("tree", self.say(f"tree-{question.tree}")),
            self.line("head", head or self.say("not-stored")),
        ]
