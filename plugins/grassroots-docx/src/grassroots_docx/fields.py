"""What a Word template of the office may name, and how it is called there: by its name, or as the report itself calls it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from attrs import field, frozen

from grassroots.problems import nearest
from grassroots.reports import BarChart, Grid, Heading, LineChart, Paragraph, Rendered, RenderedBlock, Report
from grassroots.reports.labels import figure_label, part_text
from grassroots.texts import catalogue

PARTS = ("numerator", "denominator", "percent0", "median", "least", "most")
"""The parts of a figure that have a name in every language."""
_OTHERS = ("percent", "ninetieth", "low", "high")


class Misnamed(Exception):
    """A template names what is not there: the name, and those that are."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name)
        self.name, self.known = name, known


class Field:
    """A figure in a template: its text, and by a dot its parts. It leads to nothing else of the report."""

    __slots__ = ("_called", "_fields")

    def __init__(self, fields: Fields, called: str) -> None:
        self._fields, self._called = fields, called

    def __str__(self) -> str:
        return self._fields.text(self._called)

    def __getattr__(self, part: str) -> Any:
        if part.startswith("_"):
            raise AttributeError(part)
        if (found := self._fields.part(self._called, part)) is None:
            raise Misnamed(f"{self._called}.{part}", self._fields.parts_of(self._called))
        return found


class Table(dict[str, Any]):
    """Tables by what they are called; one that is not there is told with those that are."""

    def __missing__(self, name: str) -> Any:
        raise Misnamed(name, nearest(name, self))


@frozen(kw_only=True)
class Fields:
    """All that a template may name of one report in one language. `figures`: what may be written → the name of a figure, `paper` → its text, `blocks` → what
    stands there, `absent`: what the report has in other months, but not in this one."""

    report: Report
    rendered: Rendered
    figures: dict[str, str] = field(factory=dict)
    paper: dict[str, str] = field(factory=dict)
    blocks: dict[str, tuple[RenderedBlock, ...]] = field(factory=dict)
    absent: dict[str, str] = field(factory=dict)

    @classmethod
    def of(cls, report: Report, rendered: Rendered) -> Fields:
        """Gathers them."""
        made = cls(report=report, rendered=rendered)
        letter, called = rendered.letter, catalogue("grassroots_docx").say
        for name, text in (
            ("title", rendered.title), ("office", letter.issuer), ("number", letter.number), ("addressee", letter.addressee),
            ("day", letter.day),
        ):  # fmt: skip
            made.paper[name] = made.paper[called(name, rendered.language)] = text
        for label, text in rendered.facts:
            made.paper.setdefault(label, text)
        made._name_figures()
        for name, blocks in _blocks(rendered):
            made.blocks.setdefault(name, blocks)
        made._name_absent()
        return made

    def find(self, written: str) -> str | Field | tuple[RenderedBlock, ...] | None:
        """What stands for a field as it was written: a text, a figure, or blocks; None where the report has no such thing."""
        wanted = self._asked(written)
        if (text := self._paper.get(wanted)) is not None:
            return text
        if name := self._figures.get(wanted):
            return Field(self, name)
        if wanted in self._blocks:
            return self._blocks[wanted]
        head, dot, part = wanted.rpartition(".")
        if dot and (name := self._figures.get(head)):
            return self.part(name, part)
        return self._absent.get(head if dot else wanted)

    def near(self, written: str) -> tuple[str, ...]:
        """What is most like a field that is not there: of a part, the parts of its figure."""
        head, dot, _ = self._asked(written).rpartition(".")
        if dot and (name := self._figures.get(head)):
            return self.parts_of(name)
        return nearest(written, [one for one in (*self.paper, *self.figures, *self.blocks) if "@" not in one], most=4)

    def text(self, name: str) -> str:
        """What a figure says."""
        return self._shown(part_text(self.report.figures[name], "", self.rendered.language))

    def part(self, name: str, part: str) -> str | Field | None:
        """What a part of a figure says: a cell of it, or its numerator; None where it has no such part."""
        wanted = self._parts.get(_plain(part), part)
        if f"{name}.{wanted}" in self.report.figures:
            return Field(self, f"{name}.{wanted}")
        if wanted not in (*PARTS, *_OTHERS) and not wanted.startswith("left_out."):
            return None
        return self._shown(part_text(self.report.figures[name], wanted, self.rendered.language))

    def parts_of(self, name: str) -> tuple[str, ...]:
        """The parts of a figure, as they are written behind a dot."""
        cells = [one.removeprefix(f"{name}.") for one in self.report.figures if one.startswith(f"{name}.") and "@" not in one]
        if not self.report.figures[name].recorded:
            return tuple(cells)
        told = {self.rendered.words["nothing"], ""}
        return (
            *cells,
            *(
                word
                for word, part in self._words
                if part_text(self.report.figures[name], part, self.rendered.language) not in told
            ),
        )

    def context(self) -> Mapping[str, Any]:
        """What loops and conditions of a template find: figures and texts by their names, the sections, and the rows of the tables."""
        sections = [
            {"title": one.title, "paragraphs": [block.text for block in one.blocks if isinstance(block, Paragraph | Heading)]}
            for one in self.rendered.sections
        ]
        grids = [block for section in self.rendered.sections for block in section.blocks if isinstance(block, Grid)]
        here = {grid.caption: [[cell.text for cell in row] for row in grid.rows] for grid in grids}
        rows = Table({**{label: [] for label in self.absent}, **here})
        named = {word: Field(self, name) for word, name in self.figures.items() if word.isidentifier()}
        return {**named, **self.paper, "sections": sections, "tables": rows}

    def listed(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """What a template may name, as an office writes it, with what stands there today: what a paper bears, figures, blocks."""
        called = catalogue("grassroots_docx").say
        names = [called(name, self.rendered.language) for name in ("title", "office", "number", "addressee", "day")]
        yield "fields-paper", [(name, self.paper[name]) for name in (*names, *(label for label, _ in self.rendered.facts))]
        told: dict[str, str] = {}
        for word, name in self.figures.items():
            if "@" not in name and (word == name or word == figure_label(self.report, name, self.rendered.language)):
                told[name] = word
        figures: list[tuple[str, str]] = []
        for name, word in told.items():
            figures.append((word, self.text(name)))
            for part in self.parts_of(name):
                if f"{name}.{part}" not in self.report.figures:
                    figures.append((f"{word}.{part}", str(self.part(name, part))))
        yield "fields-figures", figures
        reached = {
            id(blocks): name
            for name, blocks in reversed(self.blocks.items())
            if _plain(name) not in {*self._figures, *self._paper}
        }
        yield "fields-blocks", [(name, "") for name, blocks in self.blocks.items() if reached.get(id(blocks)) == name]

    def _name_figures(self) -> None:
        """Each figure by its name, by its label as the annex tells it, and a part of one by that of the whole with the word behind a dot; a label that two
        have names neither."""
        labels: dict[str, list[str]] = {}
        for name in self.report.figures:
            label = figure_label(self.report, name, self.rendered.language)
            labels.setdefault(label, []).append(name)
            whole, dot, _ = name.partition(".")
            if dot and whole in self.report.figures:
                whole = figure_label(self.report, whole, self.rendered.language)
                labels.setdefault(f"{whole}.{_plain(label.removeprefix(whole)).lstrip(':')}", []).append(name)
        self.figures.update({name: name for name in self.report.figures})
        self.figures.update({label: names[0] for label, names in labels.items() if len(names) == 1 and label})
        # A template that was written before the office called something otherwise holds.
        for before, now in self.report.charter.renamed.items():
            if now in self.figures:
                self.figures.setdefault(before, self.figures[now])

    def _name_absent(self) -> None:
        """What the outline has, and this report has not, because nothing of it is on record."""
        nothing = self.rendered.words["nothing"]
        mentioned = set(re.findall(r"\w+", repr(self.report.outline)))
        for name, measure in self.report.charter.measures.items():
            if name in mentioned and name not in self.report.figures:
                self.absent[name] = self.absent[measure.labels.get(self.rendered.language, name)] = nothing
        for section in self.report.outline.sections:
            for one in (section, *section.blocks):
                if label := getattr(one, "labels", {}).get(self.rendered.language):
                    self.absent[label] = self.absent[_bare(label, self.rendered, "section")] = nothing

    def _asked(self, written: str) -> str:
        """A field as it is compared, with a dot where an input method made the stop of its language."""
        return _plain(written.replace(self.rendered.words["stop"].strip(), "."))

    @cached_property
    def _figures(self) -> dict[str, str]:
        return _found(self.figures)

    @cached_property
    def _paper(self) -> dict[str, str]:
        return _found(self.paper)

    @cached_property
    def _blocks(self) -> dict[str, tuple[RenderedBlock, ...]]:
        return _found(self.blocks)

    @cached_property
    def _absent(self) -> dict[str, str]:
        return _found(self.absent)

    @property
    def _words(self) -> list[tuple[str, str]]:
        return [(catalogue("grassroots_docx").say(part, self.rendered.language), part) for part in PARTS]

    @cached_property
    def _parts(self) -> dict[str, str]:
        return {_plain(word): part for word, part in self._words}

    def _shown(self, text: str) -> str:
        """A text of a figure as this copy has it: where nothing is proven, no sign leads to the proof."""
        return text if self.rendered.origin else text.replace("\N{NO-BREAK SPACE}\N{DAGGER}", "")


def _blocks(rendered: Rendered) -> Iterator[tuple[str, tuple[RenderedBlock, ...]]]:
    """Sections by their titles, with their number and without; what stands below a heading by it; tables and charts by their captions."""
    for section in rendered.sections:
        yield _bare(section.title, rendered, "section"), section.blocks
        yield section.title, section.blocks
    for section in rendered.sections:
        for at, block in enumerate(section.blocks):
            if isinstance(block, Heading):
                below = section.blocks[at + 1 :]
                end = next((number for number, one in enumerate(below) if isinstance(one, Heading)), len(below))
                yield _bare(block.text, rendered, "below"), below[:end]
            elif isinstance(block, Grid | BarChart | LineChart):
                yield block.caption, (block,)


def _bare(title: str, rendered: Rendered, form: str) -> str:
    """A title without its number."""
    for numeral in rendered.words["numerals"].split():
        before = rendered.words[form].format(numeral=numeral, title="").rstrip()
        if title.startswith(before):
            return title.removeprefix(before).lstrip()
    return title


def _plain(written: str) -> str:
    """A name as it is compared: however wide its letters and marks are, and without spaces.

    >>> _plain("Opinions . ＳＯＬＶＥＤ")
    'opinions.solved'
    """
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", written).casefold())


def _found(named: dict[str, Any]) -> dict[str, Any]:
    return {_plain(name): one for name, one in named.items()}
