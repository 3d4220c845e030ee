"""What the office wrote for a place of a report."""

from __future__ import annotations

from typing import TypedDict

from attrs import field, frozen

from grassroots.charter import Labels, Written
from grassroots.model import Passage
from grassroots.reports.blocks.kind import block_kind
from grassroots.reports.documents import Day, Name
from grassroots.reports.filled import Filled
from grassroots.reports.filling import Filling
from grassroots.reports.labels import text_in
from grassroots.reports.rendered import Heading, Paragraph, RenderedBlock, Run
from grassroots.values import Language


class PassageDocument(TypedDict):
    """One text: which record it is, as of which day, and what it says."""

    id: Name
    on: Day
    text: str


class WrittenBody(TypedDict):
    """The place, its heading, and the texts that stand there."""

    place: Name
    title: dict[str, str]
    passages: list[PassageDocument]


class WrittenDocument(TypedDict):
    """A block of what the office wrote."""

    text: WrittenBody


@block_kind(Written, WrittenDocument)
@frozen(kw_only=True)
class FilledText:
    """The texts of the office for a place, in the order of their days."""

    labels: Labels = field(hash=False)
    place: str
    passages: tuple[Passage, ...]

    @classmethod
    def fill(cls, filling: Filling, written: Written) -> FilledText | None:
        """Finds what the office whose report it is wrote for the place, in the period and for this report; None where it wrote nothing."""
        found = [
            one
            for one in filling.snapshot.all(Passage).values()
            if one.slot == written.place
            and one.unit == filling.office
            and one.text
            and one.report in (None, "", filling.name)
            and one.on in filling.period
            and one.on <= filling.snapshot.as_of
        ]
        found.sort(key=lambda one: (one.on, one.id))
        return cls(labels=written.labels, place=written.place, passages=tuple(found)) if found else None

    def render(self, report: Filled, language: Language) -> tuple[RenderedBlock, ...]:
        """The texts as they were written, a paragraph for each of theirs."""
        title = text_in(self.labels, language)
        lines = [line.strip() for one in self.passages for line in (one.text or "").splitlines() if line.strip()]
        heading: tuple[RenderedBlock, ...] = (Heading(title),) if title else ()
        return (*heading, *(Paragraph((Run(line),)) for line in lines))

    def to_dict(self, report: Filled) -> WrittenDocument:
        """The texts with their records."""
        passages: list[PassageDocument] = [
            {"id": one.id, "on": one.on.isoformat(), "text": one.text or ""} for one in self.passages
        ]
        return {"text": {"place": self.place, "title": dict(self.labels), "passages": passages}}
