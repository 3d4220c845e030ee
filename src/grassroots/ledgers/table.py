"""Tables: what a reader finds in a file, as text, before anything is understood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen

from grassroots.values import Source


@frozen
class Row:
    """What somebody typed: cells as text, in the order of the sheet, and where they stand. An empty cell is an empty text.

    `hidden`: the sheet hides the row; it is read all the same. `faults`: cells that the reader could not read, as (place from 0, code of the
    problem): a formula without a value, an error. `natures`: what each cell is in its file, a letter a cell: `t` a text, `n` a number, `d` a day by
    its format, `h` a time of day by its format; a capital where the cell is filled from the first of merged ones; empty: text is all there is.
    """

    cells: tuple[str, ...]
    source: Source
    hidden: bool = False
    faults: tuple[tuple[int, str], ...] = ()
    natures: str = ""


@frozen(kw_only=True)
class Table:
    """A sheet of a file.

    `encoding`: how the text was decoded, to be shown; empty where the format says so itself.

    `rows` may be walked once.
    """

    file: str
    sheet: str
    rows: Iterator[Row]
    encoding: str = ""
    digest: str = ""


@frozen(kw_only=True)
class Sheet:
    """A table to be written: a name, headings, rows; `choices`: heading → the words allowed, for a drop-down list;
    `notes`: heading → what to write there."""

    name: str
    headings: tuple[str, ...]
    rows: Sequence[Sequence[str]] = ()
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
