"""What makes the difference between two reports: figure by figure, the records gained, lost and moved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import frozen

from grassroots.errors import NotFound
from grassroots.figures.compare import Difference
from grassroots.figures.figure import Figure
from grassroots.model.labels import noun_label
from grassroots.problems import nearest
from grassroots.reports.filled import Filled
from grassroots.reports.labels import figure_label, part_text
from grassroots.reports.words import word
from grassroots.values import Language

MOST_NAMED = 12
_MOST_TEXT = 1500
"""So many records of a kind are named; of more, how many there are."""


@frozen(kw_only=True)
class FigureChange:
    """One figure in two reports. `before` or `after` is None where that report does not have it.

    `records` says which records make the difference; None where a report is published without its records.
    """

    name: str
    before: Figure | None
    after: Figure | None
    records: Difference | None

    @property
    def moved(self) -> bool:
        """Whether anything is different: the value, or the records behind an equal value."""
        if self.before is None or self.after is None:
            return True
        if (self.before.value, dict(self.before.left_out)) != (self.after.value, dict(self.after.left_out)):
            return True
        return self.records is not None and bool(self.records.gained or self.records.lost or self.records.moved)


@frozen(kw_only=True, repr=False)
class ReportDifference:
    """All the figures of two reports, side by side. Walking over it gives those that changed."""

    before: Filled
    after: Filled
    figures: tuple[FigureChange, ...]

    def __repr__(self) -> str:
        return f"<ReportDifference: {sum(1 for _ in self)} of {len(self.figures)} figures changed>"

    def __iter__(self) -> Iterator[FigureChange]:
        return (change for change in self.figures if change.moved)

    def __bool__(self) -> bool:
        return any(change.moved for change in self.figures)

    def __getitem__(self, name: str) -> FigureChange:
        """What became of the figure of that name; `-` may stand for `_`.

        Raises:
            NotFound: neither report has it.
        """
        for change in self.figures:
            if change.name in (name, name.replace("-", "_")):
                return change
        known = ", ".join(nearest(name, [change.name for change in self.figures])) or "none"
        raise NotFound(f"neither report has a figure {name!r}; there is {known}")

    def text(self, language: Language = "en", most: int = MOST_NAMED) -> str:
        """A line for each figure that changed, and under it the records that make the difference, at most so many of a kind."""
        colon, comma = word("colon", language), word("list", language)
        lines = []
        for change in self:
            report = self.after if change.after is not None else self.before
            values = [part_text(one, "", language) if one is not None else "—" for one in (change.before, change.after)]
            lines.append(f"{figure_label(report, change.name, language)}{colon}{values[0]} → {values[1]}")
            if change.records is None:
                continue
            for kind, keys in (("gained", change.records.gained), ("lost", change.records.lost)):
                if keys:
                    named = [f"{noun_label(noun, language)} {id}" for (noun, id), _ in keys[:most]]
                    lines.append(f"  {word(kind, language)}{colon}{comma.join(_cut(named, len(keys), language))}")
            if change.records.moved:
                named = [
                    f"{noun_label(key[0], language)} {key[1]} ({self._label(old, language)} → {self._label(new, language)})"
                    for key, old, new in change.records.moved[:most]
                ]
                lines.append(
                    f"  {word('moved', language)}{colon}{comma.join(_cut(named, len(change.records.moved), language))}"
                )
        return "\n".join(lines) or word("no-difference", language)

    def _label(self, label: str, language: Language) -> str:
        from grassroots.reports.labels import reason_label

        return word(label, language) if label in ("hit", "miss") else reason_label(self.after.charter, label, language)

    def to_dict(self) -> dict[str, Any]:
        """The figures that changed, as plain data: both as they were, and the records that make the difference."""
        return {
            change.name: {
                "before": change.before.to_dict() if change.before else None,
                "after": change.after.to_dict() if change.after else None,
                "records": change.records.to_dict() if change.records else None,
            }
            for change in self
        }

    def to_rows(self) -> list[dict[str, Any]]:
        """One row a figure that changed, for a data frame."""
        return [
            {
                "figure": change.name,
                "before": change.before.value if change.before else None,
                "after": change.after.value if change.after else None,
                "gained": len(change.records.gained) if change.records else None,
                "lost": len(change.records.lost) if change.records else None,
                "moved": len(change.records.moved) if change.records else None,
            }
            for change in self
        ]

    def __str__(self) -> str:
        return self._short("en")

    def _repr_html_(self) -> str:
        from html import escape

        return f"<pre>{escape(self._short(self.after.charter.languages[0]))}</pre>"

    def _short(self, language: Language) -> str:
        """As it shows itself: so many letters of it, and how many lines more there are."""
        lines, shown = self.text(language).splitlines(), list[str]()
        while lines and sum(map(len, shown)) + len(lines[0]) < _MOST_TEXT:
            shown.append(lines.pop(0))
        return "\n".join([*shown, *([word("more-lines", language, count=len(lines))] if lines else [])])


def _cut(named: list[str], count: int, language: Language) -> list[str]:
    return named if len(named) == count else [*named, word("more-named", language, count=count - len(named))]


def compare_reports(before: Filled, after: Filled) -> ReportDifference:
    """Figure by figure, in the order of the later report, then those that only the earlier has."""
    names = [*after.figures, *(name for name in before.figures if name not in after.figures)]
    return ReportDifference(
        before=before,
        after=after,
        figures=tuple(_change(name, before.figures.get(name), after.figures.get(name)) for name in names),
    )


def _change(name: str, before: Figure | None, after: Figure | None) -> FigureChange:
    from grassroots.figures.compare import compare

    records = None
    if before is not None and after is not None and before.ask is not None and after.ask is not None:
        records = compare(before, after)
    return FigureChange(name=name, before=before, after=after, records=records)
