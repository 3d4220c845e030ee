"""What a measure reads that the reader's purpose does not open: figures count it, and hand none of it out."""

from __future__ import annotations

from collections.abc import Iterator

from grassroots.charter import AllOf, AnyOf, Condition, Has, Is, Measure, NotOf, Within
from grassroots.charter.measure import Form
from grassroots.charter.paths import leaves
from grassroots.fields import Column, field_named
from grassroots.model import NOUNS, home_field, noun_class
from grassroots.snapshot import Snapshot

Field = tuple[str, str]
"""A field: noun and name."""


def closed_in(snapshot: Snapshot, measure: Measure, *, shown: bool = False) -> frozenset[Field]:
    """The closed fields that a measure reads; `shown`: only those of which its figures show values: whose records they are, days, texts, and the
    smallest and largest of numbers. By words and flags a figure is only divided."""
    if not snapshot.closed:
        return frozenset()
    read = frozenset(_shown(snapshot, measure) if shown else _read(measure))
    return read & snapshot.closed


def _read(measure: Measure) -> Iterator[Field]:
    noun = measure.population
    for condition in (measure.where, measure.hit, *(condition for _, condition in measure.left_out)):
        yield from _asked(noun, condition)
    for path in (measure.value, measure.key, measure.dated, *(split.path for split in measure.by)):
        yield from _along(noun, path)
    while noun in NOUNS and (info := home_field(noun)) is not None:
        yield noun, info.name
        noun = info.refs[0]


def _shown(snapshot: Snapshot, measure: Measure) -> Iterator[Field]:
    noun = measure.population
    for split in measure.by:
        ends = leaves(snapshot.charter, noun, split.path)
        if any(leaf.refs or not (leaf.words or leaf.choices or leaf.kind is Column.FLAG) for leaf in ends):
            yield from _along(noun, split.path)
    if measure.form is Form.SPREAD:
        yield from _along(noun, measure.value)


def _asked(noun: str, condition: Condition) -> Iterator[Field]:
    if isinstance(condition, Is | Within):
        yield from _along(noun, condition.path)
    elif isinstance(condition, Has):
        yield condition.noun, condition.by
        yield noun, condition.by
        yield from _asked(condition.noun, condition.where)
    elif isinstance(condition, NotOf):
        yield from _asked(noun, condition.part)
    elif isinstance(condition, AllOf | AnyOf):
        for part in condition.parts:
            yield from _asked(noun, part)


def _along(noun: str, path: str) -> Iterator[Field]:
    """The fields through which a path leads."""
    head, _, rest = path.partition(".")
    if not head or noun not in NOUNS or (info := field_named(noun_class(noun), head)) is None:
        return
    yield noun, head
    for other in info.refs if rest else ():
        yield from _along(other, rest)
