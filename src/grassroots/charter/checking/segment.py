"""Whether every named segment is sound: it reads what there is, and tells people by nothing by which they may not be told."""

from __future__ import annotations

from collections.abc import Iterator

from grassroots.charter.charter import Charter
from grassroots.charter.checking.condition import check_condition
from grassroots.charter.checking.finding import Finding, check_labels, check_name, finding
from grassroots.charter.checking.refusals import tells_refusals
from grassroots.charter.condition import Segment, asks_period
from grassroots.charter.toml import Path
from grassroots.model import DERIVED, NOUNS, known_noun
from grassroots.problems import nearest


def check_segment(charter: Charter, segment: Segment) -> Iterator[Finding]:
    """What is wrong with one segment. Those on which it rests are checked by themselves."""
    path: Path = ("segment", segment.name)
    yield from check_name(path)
    yield from check_labels(charter, path, segment.labels)
    if not known_noun(segment.noun):
        yield finding((*path, "noun"), "charter-noun", segment.noun, known=nearest(segment.noun, (*NOUNS, *DERIVED)))
        return
    here = (*path, "where")
    yield from check_condition(charter, segment.where, segment.noun, here)
    if asks_period(segment.where):
        yield finding(here, "charter-no-period")
    if code := tells_refusals(charter, segment.where):
        yield finding(path, "charter-by-refusal", code)
