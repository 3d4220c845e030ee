"""A report: an outline filled with figures. One report feeds every format and every language, and compares with another."""

from __future__ import annotations

from html import escape
from typing import Any

from attrs import frozen

from grassroots.reports.contract import schema, to_dict
from grassroots.reports.difference import ReportDifference, compare_reports
from grassroots.reports.filled import Filled
from grassroots.reports.labels import figure_label
from grassroots.reports.render import render
from grassroots.reports.rendered import Rendered
from grassroots.values import Language


@frozen(kw_only=True, repr=False)
class Report(Filled):
    """An outline filled with figures, as of a day and as known at a head. The same question gives the same report for ever.

    `figures` holds every figure that the report shows, by its name: `opinions`, `opinions.solved`; those of a table have the unit and
    the month behind: `opinions@branch-7`, `opinions@2014-03`. `profile`: `public` (no record ids, and figures have no evidence to
    give), `internal` (ids), `named` (ids and names). `evidence` has the records of the headline figures, `names` what a `named` report calls them.
    """

    def render(self, language: Language = "en", *, proof: str = "", style: str = "", number: str = "") -> Rendered:
        """All that a document says, in one language.

        Args:
            language: one that the charter speaks.
            proof: `none`: no note and no link; `notes`: behind the last section, how each figure is counted; `annex`: also the records of the
                headline figures. Without it, all that the profile allows: a `public` report has none.
            style: `plain`, `official`, `annual` or `brief`; that of the outline, without one.
            number: the number that an official paper bears.

        Raises:
            NotFound: the charter does not speak it; names those it does.
            InvalidArgument: no such proof, or no such style.
        """
        return render(self, language, proof, style, number)

    def compare(self, other: Report) -> ReportDifference:
        """Figure by figure, what the `other` report says instead, and which records make the difference."""
        return compare_reports(self, other)

    def to_dict(self) -> dict[str, Any]:
        """The report as the contract for machines, described by `schema`; in every language at once."""
        return {**to_dict(self)}

    @staticmethod
    def schema() -> dict[str, Any]:
        """The JSON Schema (draft 2020-12) of that contract, with the kinds of block that are known.

        >>> Report.schema()["properties"]["version"]
        {'const': 1}
        """
        return schema()

    def to_rows(self, language: Language = "en") -> list[dict[str, Any]]:
        """One row a figure, for a data frame: its name and label, the exact value, and the question."""
        return [
            {
                "figure": key,
                "label": figure_label(self, key, language),
                "value": figure.value,
                "numerator": figure.numerator,
                "denominator": figure.denominator,
                "left_out": sum(figure.left_out.values()),
                "measured_in": figure.measure.measured_in,
                "derived": figure.measure.derived,
                "scope": figure.question.scope,
                "start": figure.question.period.start,
                "end": figure.question.period.end,
                "as_of": figure.question.as_of,
                "head": figure.head,
            }
            for key, figure in self.figures.items()
        ]

    def _repr_html_(self) -> str:
        """For notebooks: the report as a small table of its figures."""
        rendered = self.render(self.charter.languages[0])
        rows = "".join(
            f"<tr><td>{escape(note.label)}</td><td style='text-align:right'>{escape(note.text)}</td></tr>"
            for note in rendered.figures
            if note.main
        )
        return f"<table><caption>{escape(rendered.title)}</caption>{rows}</table>"
