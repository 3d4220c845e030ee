"""What a measure reads that the reader's purpose does not open: figures count it, and hand none of it out."""

from __future__ import annotations

from collections.abc import Iterator

from grassroots.charter import Condition, Has, Is, Measure
from grassroots.charter.condition import parts_of, paths_in
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


INDIVIDUALS = frozenset({"person", "membership", "household"})
"""The nouns that stand for one person, or for those who live together."""


def told_apart(snapshot: Snapshot, measure: Measure) -> frozenset[str]:
    """The nouns of individuals of whom a measure tells one by one, or of one by name: what counts must not score or rank them."""
    asked = [condition for _, condition in measure.left_out]
    paths = [
        *((measure.population, split.path) for split in measure.by),
        *(path for condition in (measure.where, measure.hit, *asked) for path in _named(measure.population, condition)),
    ]
    ends = (leaf for noun, path in paths for leaf in leaves(snapshot.charter, noun, path))
    return frozenset(ref for leaf in ends for ref in leaf.refs) & INDIVIDUALS


def _named(noun: str, condition: Condition) -> Iterator[tuple[str, str]]:
    """The paths, from a noun, for which a condition names values; that there is none names nobody."""
    for _, about, part in parts_of(condition, noun):
        if isinstance(part, Is) and set(part.values) != {"-"}:
            yield about, part.path


def _asked(noun: str, condition: Condition) -> Iterator[Field]:
    for _, about, part in parts_of(condition, noun):
        for path in paths_in(part):
            yield from _along(about, path)
        if isinstance(part, Has):
            yield from ((one, name) for one in (part.noun, about) for name in (part.by, *part.also))


def _along(noun: str, path: str) -> Iterator[Field]:
    """The fields through which a path leads."""
    head, _, rest = path.partition(".")
    if not head or noun not in NOUNS or (info := field_named(noun_class(noun), head)) is None:
        return
    yield noun, head
    for other in info.refs if rest else ():
        yield from _along(other, rest)
