"""Outlines: what a report says, as data: sections, and in them sentences with figures, tables and bars."""

from __future__ import annotations

from attrs import field, frozen

from grassroots.charter.words import Labels


@frozen(kw_only=True)
class Say:
    """A sentence in each language, with figures in braces: `{opinions}`, `{opinions.solved}`, `{rate.percent}`,
    `{rate.numerator}`, `{rate.denominator}`. Both languages name the same figures."""

    text: Labels = field(hash=False)


@frozen(kw_only=True)
class Table:
    """A table of figures: `measures`, by what runs `down` (`unit`, `month`, `measure`, or the path of a split) and `across`
    (`measure` by default, `month`, or the path of a split of the only measure). `units`: for `down = "unit"`, the kinds of unit shown, empty for the units
    right under the scope. A total is shown only where it adds."""

    labels: Labels = field(hash=False)
    measures: tuple[str, ...]
    down: str = "measure"
    across: str = "measure"
    units: tuple[str, ...] = ()


@frozen(kw_only=True)
class Bars:
    """Plain bars of one measure, `by` unit, month or the path of a split."""

    labels: Labels = field(hash=False)
    measure: str
    by: str = "month"


Block = Say | Table | Bars


@frozen(kw_only=True)
class Section:
    """A section: a title and its blocks."""

    labels: Labels = field(hash=False)
    blocks: tuple[Block, ...] = ()


@frozen(kw_only=True)
class Outline:
    """A report: its title, notes printed under the title of every output, the length of its period (`year`, `quarter`,
    `month`: the one in which the as-of day lies), the `headline` measures whose record ids an internal report lists, and its sections."""

    name: str
    labels: Labels = field(hash=False)
    period: str = "year"
    notes: tuple[Labels, ...] = field(default=(), hash=False)
    headline: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
