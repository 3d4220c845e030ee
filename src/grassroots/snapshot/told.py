"""How what is wrong with a record is told: at its row, with the words of the charter in each language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from grassroots.charter import Workflow
from grassroots.model import Record, key_of
from grassroots.model.labels import named_field, named_noun
from grassroots.problems import Named, Problem
from grassroots.snapshot.records import Records


def problem_of(snapshot: Records, record: Record, code: str, value: object = "", column: str = "", **details: Any) -> Problem:
    """A problem of a record, at its row."""
    key = key_of(record)
    told = {"noun": named_noun(key[0]), "id": record.id, **details}
    shown = value if isinstance(value, str) else str(value)
    return Problem(
        code,
        source=snapshot.sources.get(key),
        column=column if isinstance(column, Named) or not column else named_field(column),
        value=shown,
        details=told,
    )


def words_of(snapshot: Records, words: str, names: Iterable[str]) -> tuple[Named, ...]:
    """Words of the charter, told in each language."""
    known = snapshot.charter.words.get(words, {})
    return tuple(Named(name, known[name].labels if name in known else {}) for name in names)


def states_of(workflow: Workflow, names: Iterable[str]) -> tuple[Named, ...]:
    """States, told in each language."""
    return tuple(Named(name, workflow.states[name].labels if name in workflow.states else {}) for name in names)
