"""How what is wrong with a record is told: at its row, with the words of the charter in each language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from grassroots.charter import LedgerColumn, Workflow
from grassroots.model import Record, key_of
from grassroots.model.labels import named_field, named_noun
from grassroots.problems import Named, Problem, as_value
from grassroots.snapshot.records import Records


def problem_of(snapshot: Records, record: Record, code: str, value: object = "", column: str = "", **details: Any) -> Problem:
    """A problem of a record, at its row."""
    key = key_of(record)
    told = {"noun": named_noun(key[0]), "id": record.id, **details}
    value = as_value(value)
    if column and not isinstance(column, Named):
        found = _column(snapshot, *key, column)
        column = named_field(column) if found is None else found.named(snapshot.charter.languages)
        value = as_value(found.shown(value)) if found else value
    return Problem(code, source=snapshot.sources.get(key), column=column, value=value, details=told)


def _column(snapshot: Records, noun: str, id: str, field: str) -> LedgerColumn | None:
    """The column of a field in the ledger that numbers the record."""
    places = (field, f"{noun}.{field}") if field != "parents" else ("parent", f"{noun}.parent")
    rules = [one for one in snapshot.charter.ledgers.values() if noun in one.nouns and id.startswith(one.prefix)]
    columns = (column for rule in sorted(rules, key=lambda one: -len(one.prefix)) for column in rule.columns)
    return next((column for column in columns if column.to in places), None)


def words_of(snapshot: Records, words: str, names: Iterable[str]) -> tuple[Named, ...]:
    """Words of the charter, told in each language."""
    known = snapshot.charter.words.get(words, {})
    return tuple(Named(name, known[name].labels if name in known else {}) for name in names)


def states_of(workflow: Workflow, names: Iterable[str]) -> tuple[Named, ...]:
    """States, told in each language."""
    return tuple(Named(name, workflow.states[name].labels if name in workflow.states else {}) for name in names)
