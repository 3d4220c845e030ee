"""Figures in sentences: `{MEASURE.CELL.PART}`, where cell and part may be missing. Whoever checks a sentence and whoever fills it reads it here."""

from __future__ import annotations

import re

from attrs import frozen

from grassroots.charter.charter import Charter
from grassroots.charter.measure import Measure, Split
from grassroots.charter.paths import leaves
from grassroots.fields import Column

_PIECE = re.compile(r"\{\{|\}\}|[{\uff5b]([^{}\uff5b\uff5d]*)[}\uff5d]|[{}]")
"""What is more than text: a brace written twice stands for itself, braces with something in them, also wide ones, for a figure, one alone is wrong."""

_PART = re.compile(r"percent\d?|numerator|denominator|low|high|median|least|most|ninetieth|left_out\.[\w-]+", re.ASCII)
AIMED = ("aim", "gap", "reached_of", "horizon")
"""What is said of the target of a figure: what is to be reached, what is lacking to it, how much of it is reached, by which day."""
HELD = ("compared", *AIMED)
"""What a figure is held against: the period before, the target."""
BEFORE = "before"
"""What asks for the figure of the period before: `opinions.before`, `opinions.solved.before`, `rated.before.percent`."""


@frozen
class Place:
    """What a place names: a measure, one of the parts into which a split takes it (empty: the whole), and what of the figure (empty: its value).

    `before`: of the period before. `forms`: not the figure is meant but the word that goes with its number, one for each plural form of the language.
    """

    measure: str
    cell: str = ""
    part: str = ""
    before: bool = False
    forms: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether figures have such a part."""
        held = self.part in HELD and not self.before and not self.forms
        return not self.part or held or _PART.fullmatch(self.part) is not None

    @property
    def figure(self) -> str:
        """What it asks of the figures, without the words that go with it: the same in every language."""
        return ".".join(filter(None, (self.measure, self.cell, BEFORE if self.before else "", self.part)))


def pieces(text: str) -> list[str]:
    """A sentence taken apart: text, what stands between braces, text, and so on in turn.

    >>> pieces("{opinions} of {{all}}")
    ['', 'opinions', ' of {all}']
    """
    found, end = [""], 0
    for match in _PIECE.finditer(text):
        found[-1] += text[end : match.start()]
        end = match.end()
        if match[1] is None:
            found[-1] += match[0][0]
        else:
            found += [match[1], ""]
    found[-1] += text[end:]
    return found


def places(text: str) -> tuple[str, ...] | None:
    """The places of a sentence, in order, each once; None if its braces do not match, or hold a format (what is shown is said by a part).

    >>> places("{opinions} opinions, {opinions.solved} solved"), places("{opinions")
    (('opinions', 'opinions.solved'), None)
    """
    found = dict.fromkeys(pieces(text)[1::2])
    alone = any(match[0] in "{}" for match in _PIECE.finditer(text))
    return None if alone or any(set(name) & set("!:") for name in found) else tuple(found)


def place_of(name: str) -> Place:
    """What stands between braces, taken apart.

    >>> place_of("rated.percent0"), place_of("rated.left_out.not-asked").part
    (Place(measure='rated', cell='', part='percent0', before=False, forms=()), 'left_out.not-asked')
    >>> place_of("opinions.solved.before.numerator").figure, place_of("opinions|opinion|opinions").forms
    ('opinions.solved.before.numerator', ('opinion', 'opinions'))
    """
    name, *forms = name.split("|")
    measure, _, rest = name.partition(".")
    steps = rest.split(".") if rest else []
    before = BEFORE in steps
    if before:
        steps.remove(BEFORE)
        rest = ".".join(steps)
    if rest in HELD or _PART.fullmatch(rest):
        return Place(measure, "", rest, before, tuple(forms))
    cell, _, part = rest.partition(".")
    return Place(measure, cell, part, before, tuple(forms))


def split_cells(charter: Charter, measure: Measure, split: Split) -> tuple[str, ...] | None:
    """The parts into which a split takes a measure; None if only the records can tell (units, numbers)."""
    ends = leaves(charter, measure.noun, split.path)
    found: list[str] = []
    for leaf in ends:
        if leaf.choices:
            found += leaf.choices
        elif leaf.words:
            found += charter.words.get(leaf.words, {})
        elif leaf.kind is Column.FLAG:
            found += ["yes", "no"]
        else:
            return None
    return (*found, split.missing) if ends else None


def cell_of(charter: Charter, measure: Measure, value: str) -> tuple[str, str] | None:
    """The part of a split measure that has a value, as (path, value): of the first split that is known to have it, else of the first whose values only
    the records can tell; None if no split has it."""
    known = [(split.path, split_cells(charter, measure, split)) for split in measure.by]
    having = [path for path, cells in known if cells is not None and value in cells] + [
        path for path, cells in known if cells is None
    ]
    return (having[0], value) if having else None
