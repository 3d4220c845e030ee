"""Trying the examples of a charter: each in an office of its own, its rows read as any ledger is, and what comes of them held against what must."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from grassroots.charter import Charter
from grassroots.charter.example import Example
from grassroots.errors import GrassrootsError
from grassroots.problems import Named, Problem
from grassroots.values import Source

if TYPE_CHECKING:
    from grassroots.figures import Figure
    from grassroots.workspace.workspace import Office


def tried(charter: Charter) -> Iterator[Problem]:
    """What comes out otherwise than the examples of a charter say; nothing where each comes out."""
    for example in charter.examples.values():
        yield from _tried(charter, example)


def _tried(charter: Charter, example: Example) -> Iterator[Problem]:
    from grassroots.workspace.opening import open_workspace

    with TemporaryDirectory() as name, open_workspace("memory:", charter) as office:
        for ledger, rows in example.rows.items():
            _write(Path(name) / f"{ledger}.csv", charter, ledger, rows)
        read = office.take_in(name, keep_bad=True).problems
        told = (*read, *office.check(example.as_of))
        for problem in read:
            if problem.code not in example.finds:
                yield _otherwise("example-row", example, told=Named(problem.text("en"), _in_each(charter, problem)))
        yield from _figures(office, example)
        for code, expected in example.finds.items():
            named = [_named(one, example) for one in dict.fromkeys(told) if one.code == code]
            if not _are(expected, named):
                yield _otherwise("example-finds", example, value=code, expected=expected, told=_first(named))
        # What people may decide stands beside what is to be done, and is not asked for here.
        listed = [one for one in office.todo(example.as_of, until=example.as_of) if one.urgency.value != "decide"]
        for rule, expected in example.todo.items():
            named = [_named(one.reason, example) | _pieces(one.record[1]) for one in listed if rule in (one.rule, one.kind)]
            if not _are(expected, named):
                yield _otherwise("example-todo", example, value=rule, expected=expected, told=_first(named))


def _write(path: Path, charter: Charter, ledger: str, rows: Iterable[Mapping[str, str]]) -> None:
    """The rows as a ledger with the headings of the charter."""
    headings = {
        text: column.headings[0] if column.headings else column.name
        for column in charter.ledgers[ledger].columns
        for text in (column.name, *column.headings)
    }
    typed = [{headings[column]: cell for column, cell in row.items()} for row in rows]
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(dict.fromkeys(column for row in typed for column in row)), restval="")
        out.writeheader()
        out.writerows(typed)


def _figures(office: Office, example: Example) -> Iterator[Problem]:
    for name, expected in example.figures.items():
        try:
            told = _plain(office.figure(name, example.as_of))
        except GrassrootsError as error:
            told = str(error)
        if not _same(expected, told):
            yield _otherwise("example-figure", example, value=name, expected=expected, told=told)


def _plain(figure: Figure) -> str:
    if figure.denominator is not None:
        return f"{figure.numerator}/{figure.denominator}"
    return "none" if figure.value is None else str(figure.value)


def _same(expected: str, told: str) -> bool:
    """Whether two figures are the same: `1/2` as it is written, 800 and 800.00."""
    if "/" in expected or "/" in told:
        return expected == told
    try:
        return Fraction(expected) == Fraction(told)
    except ValueError:
        return expected == told


def _named(problem: Problem, example: Example) -> set[str]:
    """What a problem names: its values, ids, and the first cell of its row."""
    values = [problem.value, *problem.details.values()]
    found = {piece for one in values for inner in _flat(one) for piece in _pieces(inner)}
    return found | _first_cell(problem.source, example)


def _first_cell(source: Source | None, example: Example) -> set[str]:
    rows = example.rows.get(Path(source.file).stem, ()) if source else ()
    at = (source.row if source else 0) - 2
    return {next(iter(rows[at].values()), "")} if 0 <= at < len(rows) else set()


def _flat(value: Any) -> Iterator[str]:
    if isinstance(value, (tuple, list, set, frozenset)):
        for one in value:
            yield from _flat(one)
    else:
        yield str(value)


def _pieces(text: str) -> set[str]:
    """A text, and the numbers at its end: `cases-3` is 3 as well."""
    parts = text.split("-")
    return {text, *("-".join(parts[at:]) for at in range(len(parts))), *re.split(r"[\s,:]+", text)}


def _are(expected: tuple[str, ...], named: list[set[str]]) -> bool:
    """Whether each number is named, and nothing is told beside them."""
    left = list(named)
    for number in expected:
        found = next((one for one in left if number in one), None)
        if found is None:
            return False
        left.remove(found)
    return not left


def _first(named: list[set[str]]) -> tuple[str, ...]:
    return tuple(min(one - {""}, key=lambda text: (len(text), text), default="") for one in named)


def _in_each(charter: Charter, problem: Problem) -> Mapping[str, str]:
    return {language: problem.text(language) for language in charter.languages}


def _otherwise(code: str, example: Example, *, value: str = "", **details: Any) -> Problem:
    named = Named(example.labels.get("en", example.name), example.labels)
    return Problem(code, source=example.place, value=value, details={"example": named, **details})
