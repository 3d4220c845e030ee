"""A sentence with figures in it."""

from __future__ import annotations

from typing import Annotated, TypedDict

from attrs import field, frozen

from grassroots.charter import Labels, Say
from grassroots.charter.sentence import pieces
from grassroots.reports.blocks.kind import block_kind
from grassroots.reports.documents import Name, Text
from grassroots.reports.filled import Filled
from grassroots.reports.filling import Filling
from grassroots.reports.labels import part_text, text_in
from grassroots.reports.rendered import Paragraph, Run
from grassroots.reports.schema import rule
from grassroots.reports.words import word
from grassroots.values import Language


class SlotDocument(TypedDict):
    """What fills a place: a figure, and which part of it."""

    figure: Name
    part: str


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


@frozen(kw_only=True)
class Slot:
    """A place in a sentence: the placeholder as the outline has it, the figure that fills it, and which part of it is said."""

    placeholder: str
    figure: str
    part: str = ""


@block_kind(Say, SayDocument)
@frozen(kw_only=True)
class Sentence:
    """A sentence in each language, and what fills its places."""

    text: Labels = field(hash=False)
    slots: tuple[Slot, ...]

    @classmethod
    def fill(cls, filling: Filling, say: Say) -> Sentence:
        """Fills each place with the figure that it names."""
        places = dict.fromkeys(place for text in say.text.values() for place in pieces(text)[1::2])
        filled = [(place, *filling.fill(place)) for place in places]
        return cls(text=say.text, slots=tuple(Slot(placeholder=place, figure=name, part=part) for place, name, part in filled))

    def render(self, report: Filled, language: Language) -> Paragraph:
        """The sentence in one language."""
        slots = {slot.placeholder: slot for slot in self.slots}
        runs = []
        for number, piece in enumerate(pieces(text_in(self.text, language))):
            if number % 2:
                slot = slots[piece]
                figure = report.figures[slot.figure]
                text = part_text(figure, slot.part, language)
                runs.append(Run(text if figure.recorded else "—" + word("brackets", language, text=text), slot.figure))
            elif piece:
                runs.append(Run(piece))
        return Paragraph(tuple(runs))

    def to_dict(self, report: Filled) -> SayDocument:
        """The sentence with its places, and what fills them."""
        slots: dict[str, SlotDocument] = {slot.placeholder: {"figure": slot.figure, "part": slot.part} for slot in self.slots}
        return {"say": {"text": dict(self.text), "slots": slots}}
