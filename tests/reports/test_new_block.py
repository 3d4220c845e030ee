"""A kind of block that somebody else adds, in this one file: the records behind a figure, counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TypedDict

import jsonschema
import pytest
from attrs import field, frozen
from support.clubs import CLUB

from grassroots.charter.blocks import BLOCKS, block_form
from grassroots.charter.blocks import kind as forms
from grassroots.charter.charter import Charter
from grassroots.charter.checking.finding import Finding, check_measure_name
from grassroots.charter.loading import load
from grassroots.charter.outline import Block
from grassroots.charter.toml import Path
from grassroots.charter.written import under_key
from grassroots.errors import CharterInvalid
from grassroots.reports import Paragraph, make_report
from grassroots.reports.blocks import block_kind
from grassroots.reports.blocks import kind as fillings
from grassroots.reports.contract import schema
from grassroots.reports.documents import Name
from grassroots.reports.filled import Filled
from grassroots.reports.filling import Filling
from grassroots.reports.rendered import Run
from grassroots.rules.registry import KINDS
from grassroots.snapshot import Snapshot
from grassroots.values import Language


class ListedBody(TypedDict):
    figure: Name


class ListedDocument(TypedDict):
    records: ListedBody


@pytest.fixture(autouse=True)
def records_block() -> Iterator[None]:
    @block_form("records")
    @frozen(kw_only=True)
    class Records(Block):
        measure: str = field(metadata=under_key("records"))
        most: int = 10

        def check(self, charter: Charter, here: Path) -> Iterator[Finding]:
            yield from check_measure_name(charter, (*here, "records"), self.measure)

    @block_kind(Records, ListedDocument)
    @frozen(kw_only=True)
    class FilledRecords:
        figure: str
        most: int

        @classmethod
        def fill(cls, filling: Filling, block: Records) -> FilledRecords:
            return cls(figure=filling.fill(block.measure)[0], most=block.most)

        def render(self, report: Filled, language: Language) -> Paragraph:
            return Paragraph((Run(f"{report.figures[self.figure].text()} (≤ {self.most})", self.figure),))

        def to_dict(self, report: Filled) -> ListedDocument:
            return {"records": {"figure": self.figure}}

    yield
    forms._KNOWN.pop("records")
    fillings._KNOWN.pop(Records)


BLOCK = '[[report.year.section.block]]\nrecords = "opinions"\nmost = 3\n'
TEXT = CLUB.replace("[decision.meeting]\n", BLOCK + "[decision.meeting]\n", 1)


def test_a_further_kind_of_block_is_read_checked_filled_rendered_and_written_for_machines() -> None:
    assert "records" in BLOCKS
    charter = load({"club.toml": TEXT}, kinds=KINDS)
    report = make_report("year", Snapshot.of([], charter, as_of=date(2014, 12, 31)))
    said = report.render("en").sections[0].blocks[-1]
    assert isinstance(said, Paragraph) and said.text == "— (≤ 3)"
    document = report.to_dict()
    block = document["sections"][0]["blocks"][-1]
    assert block == {"records": {"figure": "opinions"}}
    validator = jsonschema.Draft202012Validator(schema())
    validator.validate(document)
    block["records"]["figure"] = 3
    assert not validator.is_valid(document)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('records = "opinions"', 'records = "opinion"', "charter-measure"),
        ("most = 3", "most = true", "charter-not-whole"),
        ("most = 3", "mots = 3", "charter-key-near"),
        ("most = 3", 'bars = "opinions"', "charter-block"),
    ],
)
def test_what_is_wrong_with_such_a_block_is_found_on_its_line(old: str, new: str, code: str) -> None:
    with pytest.raises(CharterInvalid) as raised:
        load({"club.toml": TEXT.replace(BLOCK, BLOCK.replace(old, new))}, kinds=KINDS)
    assert code in [problem.code for problem in raised.value.problems]
    assert {problem.source.row for problem in raised.value.problems if problem.source} <= {
        TEXT[: TEXT.index(BLOCK)].count("\n") + line for line in (1, 2, 3)
    }
