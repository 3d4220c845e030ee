"""The laws of a writer."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from attrs import frozen

from grassroots.hooks import Writer
from grassroots.reports import Rendered, Report
from grassroots.testing.laws import Outcome, by_name, try_laws
from grassroots.testing.writer_kit.documents import structure_of, text_of
from grassroots.testing.writer_kit.sample import sample_charter, sample_report

HOSTILE: tuple[str, ...] = (
    "<b>bold</b> & <script>alert('1')</script> &amp; \"quoted\"",
    "<r><t>rich</t></r>",
    "=cmd|' /C calc'!A0",
    "+1-1@SUM(A1)",
    "| a | b |\n| --- | --- |",
    "# head\n\n- item\r\n> quote\n```\ncode",
    "[link](http://example.org) ![image](x.png) www.example.org <a@example.org> `code` *strong* _weak_ ~~gone~~",
    "{{ 7 * 7 }} {opinions} {% if 1 %} %s",
    "]]> <!-- --> --> </td></table></a></w:t></w:p>",
    "\u202eturned\u202c \u2066kept apart",
    "\x00\x07\x1b[31m \ud800 \ufffe",
    "internal:'figures'!A1",
    "'; DROP TABLE x; --",
    "_x0041_ \\escaped\\",
    "long " * 20_000,
)
"""Names that would like to be more than names."""


@frozen(kw_only=True)
class _Case:
    """A writer under trial, and how its documents are read."""

    make: Callable[[], Writer]
    file: str
    read: Callable[[bytes], str]
    structure: Callable[[bytes], Any]

    def document(self, language: str = "en", **asked: Any) -> bytes:
        return self.documents(*_rendered(language, **asked))[0]

    def documents(self, report: Report, rendered: Rendered) -> tuple[bytes, list[str]]:
        """The document, and what else lies in the folder afterwards."""
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / self.file
            self.make().write(report, rendered, target)
            others = sorted(path.name for path in Path(folder).iterdir() if path != target)
            return target.read_bytes(), others

    def text(self, language: str = "en", **asked: Any) -> str:
        return self.read(self.document(language, **asked))


@lru_cache(maxsize=64)
def _rendered(language: str, **asked: Any) -> tuple[Report, Rendered]:
    """A sample, the same for every law and every writer; neither it nor what it says can be changed."""
    report = sample_report(**asked)
    return report, report.render(language)


def the_same_report_gives_the_same_bytes(case: _Case) -> None:
    """Two documents of the same report are equal to the byte."""
    reports = [sample_report(), sample_report()]
    (first, _), (second, _) = (case.documents(one, one.render("en")) for one in reports)
    assert first == second, "two documents of the same report differ: is there a time of writing in them?"


def it_leaves_one_file(case: _Case) -> None:
    """Beside the document no file is left."""
    _, others = case.documents(*_rendered("en"))
    assert not others, f"files were left beside the document: {others}"


def it_speaks_every_language(case: _Case) -> None:
    """The title stands there in each language of the charter."""
    for language, title in sample_charter().outline("year").labels.items():
        assert title in case.text(language), f"the title in {language} is missing"


def the_notes_stand(case: _Case) -> None:
    """The notes of the outline stand there, in each language."""
    for language, note in sample_charter().outline("year").notes[0].items():
        assert note in case.text(language), f"the note of the outline in {language} is missing"


def every_figure_is_told(case: _Case) -> None:
    """Each figure of the report has its entry."""
    text = case.text()
    missing = [note.label for note in _rendered("en")[1].figures if note.main and note.label not in text]
    assert not missing, f"figures without an entry: {missing}"


def records_of_a_headline_are_listed(case: _Case) -> None:
    """The records behind a headline figure are listed."""
    text = case.text()
    missing = [f"o-{number}" for number in range(1, 7) if f"o-{number}" not in text]
    assert not missing, f"records of a headline figure are not listed: {missing}"


def a_public_document_tells_no_record(case: _Case) -> None:
    """A document for the public tells no record."""
    text = case.text(profile="public")
    told = [f"o-{number}" for number in range(1, 7) if f"o-{number}" in text]
    assert not told, f"a public document tells record ids: {told}"


def names_are_inert(case: _Case) -> None:
    """Whatever a unit is called, the document is made of the same parts."""
    plain = case.structure(case.document(name="Plain house"))
    for name in HOSTILE:
        shown = case.structure(case.document(name=name))
        assert shown == plain, f"the name {name[:60]!r} changes what the document is made of"


def ids_are_inert(case: _Case) -> None:
    """Whatever an id is, the document is made of the same parts."""
    plain = case.structure(case.document("zh", suffix="-x"))
    for suffix in HOSTILE[:-1]:
        shown = case.structure(case.document("zh", suffix=suffix))
        assert shown == plain, f"the id {suffix[:60]!r} changes what the document is made of"


LAWS = by_name(
    the_same_report_gives_the_same_bytes, it_leaves_one_file, it_speaks_every_language, the_notes_stand,
    every_figure_is_told, records_of_a_headline_are_listed, a_public_document_tells_no_record,
    names_are_inert, ids_are_inert,
)  # fmt: skip
"""What the kit checks, by name."""


def check_writer(
    make_writer: Callable[[], Writer],
    file: str,
    *,
    read: Callable[[bytes], str] = text_of,
    structure: Callable[[bytes], Any] = structure_of,
    laws: Iterable[str] = (),
) -> tuple[Outcome, ...]:
    """Tries every law, and says what came of each.

    Args:
        make_writer: makes the writer under trial.
        file: the name of a document with the writer's ending (`report.pdf`).
        read: the text of a document; the default knows zips of XML, HTML and plain text.
        structure: what a document is made of without its texts; two documents that differ in a name only must agree in it.
        laws: names of `LAWS`; all of them without any.

    Raises:
        LawBroken: laws are broken; says which, and how.
    """
    case = _Case(make=make_writer, file=file, read=read, structure=structure)
    return try_laws(LAWS, lambda law: law(case), laws)
