"""Writers that break one law each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path

from attrs import evolve, frozen

from grassroots.hooks import Writer
from grassroots.reports import Rendered, RenderedSection, Report
from grassroots.testing.writer_kit.sample import sample_report


@frozen
class _Twin:
    """A writer that does as another, but for one thing."""

    inner: Writer
    spoil: Callable[[Writer, Report, Rendered, Path], None]

    def write(self, report: Report, rendered: Rendered, target: Path) -> None:
        self.spoil(self.inner, report, rendered, target)


_numbers = count()


def _counts_itself(inner: Writer, report: Report, rendered: Rendered, target: Path) -> None:
    inner.write(report, rendered, target)
    target.write_bytes(target.read_bytes() + f"{next(_numbers)}".encode())


def _leaves_files(inner: Writer, report: Report, rendered: Rendered, target: Path) -> None:
    inner.write(report, rendered, target)
    target.with_suffix(".bak").write_bytes(target.read_bytes())


def _without(text: str, report: Report) -> Report:
    """The report with a text gone from its outline and its charter, as a writer that forgets it would show it."""
    outline = report.outline
    if text == "title":
        return evolve(report, outline=evolve(outline, labels={"en": outline.labels["en"]}))
    return evolve(report, outline=evolve(outline, notes=()))


def _english_only(inner: Writer, report: Report, rendered: Rendered, target: Path) -> None:
    inner.write(_without("title", report), report.render("en"), target)


def _drops_notes(inner: Writer, report: Report, rendered: Rendered, target: Path) -> None:
    inner.write(_without("notes", report), evolve(rendered, notes=()), target)


def _drops_figures(inner: Writer, report: Report, rendered: Rendered, target: Path) -> None:
    figures = {name: figure for name, figure in report.figures.items() if name == "opinions"}
    sections = tuple(evolve(section, blocks=()) for section in report.sections)
    shown = evolve(
        rendered,
        figures=tuple(note for note in rendered.figures if note.name == "opinions"),
        sections=tuple(RenderedSection(section.title, ()) for section in rendered.sections),
    )
    inner.write(evolve(report, figures=figures, sections=sections), shown, target)


def _drops_records(inner: Writer, report: Report, rendered: Rendered, target: Path) -> None:
    shown = evolve(rendered, figures=tuple(evolve(note, records=()) for note in rendered.figures))
    inner.write(evolve(report, evidence={}), shown, target)


def _tells_all(inner: Writer, report: Report, rendered: Rendered, target: Path) -> None:
    if report.profile == "public":
        report = sample_report()
        rendered = report.render(rendered.language)
    inner.write(report, rendered, target)


def _obeys_names(inner: Writer, report: Report, rendered: Rendered, target: Path) -> None:
    _obeys(inner, report, rendered, target, any(unit.name not in _PLAIN for unit in report.units.values()))


def _obeys_ids(inner: Writer, report: Report, rendered: Rendered, target: Path) -> None:
    _obeys(inner, report, rendered, target, any(id not in ("all", "north", "north-x", "south") for id in report.units))


_PLAIN = ("All", "North house", "Plain house", "South house")


def _obeys(inner: Writer, report: Report, rendered: Rendered, target: Path, spoilt: bool) -> None:
    """A document in which a name has become a section of its own."""
    if spoilt:
        rendered = evolve(rendered, sections=rendered.sections[:1])
        report = evolve(report, sections=report.sections[:1])
    inner.write(report, rendered, target)


BROKEN: Mapping[str, Callable[[Writer], Writer]] = {
    law: (lambda inner, spoil=spoil: _Twin(inner, spoil))  # type: ignore[misc]
    for law, spoil in {
        "the_same_report_gives_the_same_bytes": _counts_itself,
        "it_leaves_one_file": _leaves_files,
        "it_speaks_every_language": _english_only,
        "the_notes_stand": _drops_notes,
        "every_figure_is_told": _drops_figures,
        "records_of_a_headline_are_listed": _drops_records,
        "a_public_document_tells_no_record": _tells_all,
        "names_are_inert": _obeys_names,
        "ids_are_inert": _obeys_ids,
    }.items()
}
"""For each law, what makes a writer that breaks it out of one that keeps it."""
