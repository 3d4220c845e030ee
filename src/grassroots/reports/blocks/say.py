"""A sentence with figures in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, NotRequired, TypedDict

from attrs import evolve, field, frozen

from grassroots.charter import Labels, Say
from grassroots.charter.measure import Form
from grassroots.charter.sentence import AIMED, pieces, place_of
from grassroots.reports.blocks.kind import block_kind
from grassroots.reports.documents import Exact, Name, Text
from grassroots.reports.filled import Filled
from grassroots.reports.filling import Filling, Slot
from grassroots.reports.held import compared, held_text, number_in
from grassroots.reports.labels import part_text, text_in
from grassroots.reports.rendered import Paragraph, Run
from grassroots.reports.schema import rule
from grassroots.reports.words import word
from grassroots.texts import day_text, form_of
from grassroots.values import Language


class SlotDocument(TypedDict):
    """What fills a place: a figure, and which part of it."""

    figure: Name
    part: str
    before: NotRequired[Annotated[Name, rule(description="For a comparison: the figure of the period before.")]]
    aim: NotRequired[Annotated[Exact | None, rule(description="What is to be reached; null: no target is set.")]]
    text: Annotated[Text, rule(description="What stands there.")]


class SentenceDocument(TypedDict):
    """A sentence, and what fills its places."""

    text: Text
    slots: Annotated[
        dict[str, SlotDocument],
        rule(description="Placeholder in the text: the figure that fills it, and which part of it."),
    ]


class SayDocument(TypedDict):
    """A block that is a sentence."""

    say: SentenceDocument


@block_kind(Say, SayDocument)
@frozen(kw_only=True)
class Sentence:
    """A sentence in each language, and what fills its places."""

    text: Labels = field(hash=False)
    slots: tuple[Slot, ...]

    @classmethod
    def fill(cls, filling: Filling, say: Say) -> Sentence:
        """Fills each place with the figure that it names."""
        places = dict.fromkeys(place_of(place).figure for text in say.text.values() for place in pieces(text)[1::2])
        return cls(text=say.text, slots=tuple(map(filling.slot, places)))

    def render(self, report: Filled, language: Language) -> Paragraph:
        """The sentence in one language."""
        slots = {slot.placeholder: slot for slot in self.slots}
        clauses: list[list[Run]] = [[]]
        for number, piece in enumerate(pieces(text_in(self.text, language))):
            if number % 2:
                named = place_of(piece)
                slot = slots[named.figure]
                if named.forms:
                    clauses[-1].append(Run(form_of(named.forms, number_in(report.figures[slot.figure], slot.part), language)))
                else:
                    clauses[-1].append(Run(said(report, slot, language), slot.figure))
            elif piece:
                first, *further = _clauses(piece, language)
                clauses[-1].append(Run(first))
                clauses += [[Run(one)] if one else [] for one in further]
        told = {
            name
            for name, one in report.figures.items()
            if one.recorded and (one.value is not None or one.hidden or one.measure.form is not Form.SUM)
        }
        told |= {slot.figure for slot in self.slots if slot.aim is not None or slot.before}
        kept = _recorded([one for one in clauses if one], told)
        kept = [run for clause in kept for run in _recorded(_items(clause, language), told)]
        return Paragraph(tuple(_apart(run for item in kept for run in item)))

    def to_dict(self, report: Filled) -> SayDocument:
        """The sentence with its places, and what fills them."""
        slots: dict[str, SlotDocument] = {}
        for slot in self.slots:
            text = {language: said(report, slot, language) for language in report.charter.languages}
            slots[slot.placeholder] = {"figure": slot.figure, "part": slot.part, "text": text}
            if slot.before:
                slots[slot.placeholder]["before"] = slot.before
            if slot.part in AIMED:
                slots[slot.placeholder]["aim"] = None if slot.aim is None else f"{slot.aim:f}"
        return {"say": {"text": dict(self.text), "slots": slots}}


def _clauses(piece: str, language: Language) -> list[str]:
    """A text of a sentence behind each end of a clause: `; `, `. ` and what stands for them in the language."""
    ends = "".join(re.escape(word(one, language)) for one in ("clause", "stop"))
    space = " " if word("comma", language).endswith(" ") else ""
    return re.split(rf"(?<=[{ends}]{space})", piece)


def _items(clause: list[Run], language: Language) -> list[list[Run]]:
    """What a clause lists, one after the other: each with the comma behind it."""
    commas = "".join(re.escape(word(one, language).strip()) for one in ("comma", "list"))
    items: list[list[Run]] = [[]]
    for run in clause:
        first, *further = [run.text] if run.figure else re.split(f"(?<=[{commas}])(?!\\d)", run.text)
        items[-1].append(evolve(run, text=first))
        items += [[evolve(run, text=one)] for one in further]
    return [one for one in items if any(run.text for run in one)]


def _recorded(clauses: list[list[Run]], told: set[str]) -> list[list[Run]]:
    """The clauses without those that tell only of what is not on record (`told`: what is, or is held against what is), where any is left that tells of
    something; the last one ends as the sentence did."""
    named = [{run.figure for run in one if run.figure} for one in clauses]
    kept = [one for one, names in zip(clauses, named, strict=True) if not names or names & told]
    if len(kept) == len(clauses) or not any(names & told for names in named):
        return clauses
    if kept[-1] is not clauses[-1]:
        last, end = kept[-1][-1], clauses[-1][-1].text[-1:]
        kept[-1][-1] = evolve(last, text=last.text.rstrip()[:-1] + ("" if clauses[-1][-1].figure or end.isalnum() else end))
    if kept[0] is not clauses[0]:
        first = kept[0][0]
        kept[0][0] = evolve(first, text=first.text.lstrip()[:1].upper() + first.text.lstrip()[1:])
    return kept


def _apart(runs: Iterable[Run]) -> Iterator[Run]:
    """The same runs, with a space where a number would run into another."""
    before = ""
    for run in runs:
        if before[-1:].isdigit() and run.text[:1].isdigit():
            yield Run(" ")
        yield run
        before = run.text or before


def said(report: Filled, slot: Slot, language: Language) -> str:
    """What a place of a sentence says."""
    figure = report.figures[slot.figure]
    if slot.part == "compared":
        return compared(report, figure, report.figures.get(slot.before), language)
    if slot.part == "horizon":
        return word("nothing", language) if slot.until is None else day_text(slot.until, language)
    if slot.part in AIMED:
        return held_text(figure, slot.part, slot.aim, language)
    text = part_text(figure, slot.part, language)
    return text if figure.recorded else word("nothing", language) + word("brackets", language, text=text)
