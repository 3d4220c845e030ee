"""A kind of block is one file: what is defined here is filled, rendered, written for machines and described by the schema like our own."""

from __future__ import annotations

from typing import TypedDict

import jsonschema
from attrs import evolve, frozen

from grassroots.charter.outline import Block, Section
from grassroots.reports import Paragraph, Run, make_report
from grassroots.reports.blocks import BLOCK_KINDS, block_kind, kind
from grassroots.reports.contract import schema
from grassroots.reports.documents import Name
from grassroots.reports.filled import Filled
from grassroots.reports.filling import Filling
from grassroots.snapshot import Snapshot
from grassroots.testing.writer_kit import sample_charter, sample_records, sample_report
from grassroots.values import Language


@frozen(kw_only=True)
class Mark(Block):
    """A block of the charter: a figure, and a mark as soon as it is above nothing."""

    measure: str


class MarkBody(TypedDict):
    figure: Name
    marked: bool


class MarkDocument(TypedDict):
    mark: MarkBody


@frozen(kw_only=True)
class Marked:
    figure: str
    marked: bool

    @classmethod
    def fill(cls, filling: Filling, mark: Mark) -> Marked:
        name = filling.whole(filling.charter.measure(mark.measure))
        return cls(figure=name, marked=bool(filling.figures[name].value))

    def render(self, report: Filled, language: Language) -> Paragraph:
        return Paragraph((Run("!" if self.marked else "", self.figure),))

    def to_dict(self, report: Filled) -> MarkDocument:
        return {"mark": {"figure": self.figure, "marked": self.marked}}


def test_a_further_kind_of_block_is_one_class() -> None:
    known = kind._KNOWN
    before = dict(known)
    try:
        block_kind(Mark, MarkDocument)(Marked)
        outline = evolve(
            sample_charter().outline("year"),
            sections=(Section(labels={"en": "x", "zh": "甲"}, blocks=(Mark(measure="opinions"),)),),
        )
        as_of = sample_report().as_of
        report = make_report(outline, Snapshot.of(sample_records(), sample_charter(), as_of=as_of, check=False))
        document = report.to_dict()
        assert document["sections"][0]["blocks"] == [{"mark": {"figure": "opinions", "marked": True}}]
        assert report.render("zh").sections[0].blocks == (Paragraph((Run("!", "opinions"),)),)
        validator = jsonschema.Draft202012Validator(schema())
        validator.validate(document)
        document["sections"][0]["blocks"][0]["mark"]["marked"] = "yes"
        assert not validator.is_valid(document)
    finally:
        known.clear()
        known.update(before)
    assert Mark not in BLOCK_KINDS
