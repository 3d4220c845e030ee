"""Records for somebody outside, as a table: no personal part, and pseudonyms in place of ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from grassroots.access.closing import WITHHELD
from grassroots.fields import FieldInfo, Part, fields_of
from grassroots.ledgers.table import Sheet
from grassroots.model import Record, key_of, noun_class
from grassroots.model.labels import field_label, noun_label
from grassroots.texts import catalogue
from grassroots.values import Language, Ref

Pseudonym = Callable[[str, str], str]
"""What stands for a record: of a noun and an id."""

OPEN = frozenset({"unit"})
"""The nouns whose ids tell of nobody: they stay as they are."""


def exported_sheet(noun: str, records: Iterable[Record], pseudonym: Pseudonym, language: Language) -> Sheet:
    """A row a record. What has several rows of its own (steps) stands in one cell; texts of people, and numbers by which others know them, stand nowhere."""
    infos = [info for info in fields_of(noun_class(noun)) if info.part is Part.FACTS and info.name != "id"]
    infos = [info for info in infos if not info.many or info.name == "steps"]
    rows = [
        (
            key_of(one)[1] if noun in OPEN else pseudonym(*key_of(one)),
            *(_cell(info, getattr(one, info.name), pseudonym) for info in infos),
        )
        for one in records
    ]
    headings = (
        catalogue("grassroots.workspace").say("pseudonym", language),
        *(field_label(info.name, language) for info in infos),
    )
    return Sheet(name=noun_label(noun, language), headings=headings, rows=rows)


def _cell(info: FieldInfo, value: Any, pseudonym: Pseudonym) -> str:
    if value is None or value is WITHHELD:
        return ""
    if info.many:
        return "; ".join(f"{step.state} {step.on}" for step in value)
    if isinstance(value, Ref):
        return value.id if value.noun in OPEN else pseudonym(value.noun, value.id)
    if info.refs:
        return str(value) if set(info.refs) <= OPEN else pseudonym(info.refs[0], str(value))
    return {True: "1", False: "0"}.get(value, str(value)) if isinstance(value, bool) else str(value)
