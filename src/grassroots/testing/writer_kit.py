"""What a writer of reports must do: one line for the author of a plugin, no class to inherit.

    def test_our_writer_keeps_the_laws():
        check_writer(lambda: PdfWriter(), "report.pdf", read=text_of_pdf)

`BROKEN` has a broken twin for each law: a writer that breaks just this one. The kit rejects every one of them.
"""

from __future__ import annotations

import html
import io
import json
import re
import tempfile
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from html.parser import HTMLParser
from itertools import count
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from grassroots.charter import (
    Bars,
    Charter,
    Form,
    Is,
    Measure,
    Outline,
    Say,
    Section,
    Split,
    State,
    StateKind,
    Table,
    Word,
    Workflow,
)
from grassroots.hooks import Writer
from grassroots.model import Case, LocalName, Placement, Record, Step, Unit
from grassroots.reports import Rendered, RenderedSection, Report, make_report
from grassroots.snapshot import Snapshot
from grassroots.values import CaseId, Source, UnitId

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


# -- the sample: a tenants' association of two houses --


def _words(**labels: tuple[str, str]) -> dict[str, Word]:
    return {name: Word(name=name, labels=_both(*texts)) for name, texts in labels.items()}


def _both(en: str, zh: str) -> dict[str, str]:
    return {"en": en, "zh": zh}


def _measures() -> dict[str, Measure]:
    opinions = Measure(
        name="opinions",
        labels=_both("opinions", "意见"),
        form=Form.COUNT,
        noun="case",
        where=Is("category", ("opinion",)),
        dated="received",
        by=(Split(path="outcome", missing="in_progress"),),
        measured_in="case",
    )
    answered = evolve(
        opinions,
        name="answered",
        labels=_both("opinions answered", "意见答复率"),
        form=Form.RATE,
        hit=Is("state", ("replied",)),
        left_out=(("withdrawn", Is("state", ("withdrawn",))),),
        by=(),
        derived=True,
    )
    days = evolve(
        opinions,
        name="days_to_answer",
        labels=_both("days to answer", "答复天数"),
        form=Form.SPREAD,
        hit=Is("state", ("replied",)),
        value="days:received:replied",
        by=(),
        measured_in="day",
    )
    houses = Measure(
        name="houses",
        labels=_both("houses", "楼房"),
        form=Form.COUNT,
        noun="unit",
        where=Is("kind", ("house",)),
        measured_in="unit",
    )
    return {measure.name: measure for measure in (opinions, answered, days, houses)}


def _outline() -> Outline:
    sentence = _both(
        "{houses} houses sent {opinions} opinions: {opinions.solved} solved, {opinions.explained} explained; "
        "{answered.numerator} of {answered.denominator} answered ({answered.percent0}), median {days_to_answer.median} days.",
        "{houses}栋楼共提出意见{opinions}条：已解决{opinions.solved}条，已解释{opinions.explained}条；"
        "{answered.denominator}条中答复{answered.numerator}条（{answered.percent0}），中位{days_to_answer.median}天。",
    )
    by_house = Table(
        labels=_both("Opinions by house", "各楼意见"),
        measures=("opinions", "answered", "houses"),
        down="unit",
        units=("house",),
    )
    by_outcome = Table(
        labels=_both("Outcome by house", "各楼办理结果"),
        measures=("opinions",),
        down="unit",
        across="outcome",
        units=("house",),
    )
    by_month = Table(labels=_both("By month", "各月情况"), measures=("opinions", "answered", "houses"), down="month")
    everything = Table(labels=_both("All figures", "全部指标"), measures=("opinions", "answered", "days_to_answer", "houses"))
    bars = Bars(labels=_both("Opinions by month", "各月意见"), measure="opinions", by="month")
    return Outline(
        name="year",
        labels=_both("Annual report", "年度总结"),
        headline=("opinions", "answered"),
        notes=(_both("Invented records.", "记录均为虚构。"),),
        sections=(
            Section(
                labels=_both("1. Opinions", "一、意见"),
                blocks=(Say(text=sentence), by_house, by_outcome, by_month, everything, bars),
            ),
            Section(labels=_both("2. Outlook", "二、展望"), blocks=(Say(text=_both("More to come.", "未完待续。")),)),
        ),
    )


def sample_charter() -> Charter:
    """The charter of the sample report: four measures, one outline, English and Chinese."""
    states = {
        "received": State(
            name="received", kind=StateKind.OPEN, labels=_both("received", "已受理"), next=("replied", "withdrawn")
        ),
        "replied": State(name="replied", kind=StateKind.DONE, labels=_both("replied", "已答复")),
        "withdrawn": State(name="withdrawn", kind=StateKind.DROPPED, labels=_both("withdrawn", "已撤回")),
    }
    return Charter(
        id="tenants",
        labels=_both("Tenants", "租户协会"),
        languages=("en", "zh"),
        words={
            "unit": _words(association=("association", "协会"), house=("house", "楼")),
            "category": _words(opinion=("opinion", "意见")),
            "outcome": _words(solved=("solved", "已解决"), explained=("explained", "已解释")),
            "measured_in": _words(case=("cases", "件"), unit=("units", "个"), day=("days", "天")),
            "left_out": _words(withdrawn=("withdrawn", "已撤回")),
            "missing": _words(in_progress=("in progress", "办理中")),
        },
        workflows={"case": Workflow(name="case", states=states, outcomes=("solved", "explained"))},
        measures=_measures(),
        outlines={"year": _outline()},
    )


def sample_records(name: str = "North house", suffix: str = "") -> list[Record]:
    """An association with two houses and six opinions; `name` is what one house is called, `suffix` ends its id and that of an opinion."""

    def house(id: str, called: str, chinese: str) -> Unit:
        return Unit(
            id=UnitId(id),
            kind="house",
            name=called,
            names=(LocalName(language="zh", text=chinese),),
            parents=(Placement(since=date(2010, 1, 1), parent=UnitId("all")),),
        )

    def opinion(id: str, unit: str, received: str, *later: tuple[str, str, str]) -> Case:
        steps = [Step(state="received", on=date.fromisoformat(received))]
        steps += [Step(state=state, on=date.fromisoformat(day), outcome=outcome or None) for state, day, outcome in later]
        return Case(id=CaseId(id), category="opinion", unit=UnitId(unit), steps=tuple(steps), text="private words")

    north = "north" + suffix
    return [
        Unit(id=UnitId("all"), kind="association", name="All", names=(LocalName(language="zh", text="本协会"),)),
        house(north, name, "北楼" if name == "North house" else name),
        house("south", "South house", "南楼"),
        opinion("o-1" + suffix, north, "2024-01-10", ("replied", "2024-01-12", "solved")),
        opinion("o-2", north, "2024-01-20", ("replied", "2024-02-01", "explained")),
        opinion("o-3", "south", "2024-02-03", ("replied", "2024-02-04", "solved")),
        opinion("o-4", "south", "2024-02-08"),
        opinion("o-5", "south", "2024-03-01", ("withdrawn", "2024-03-02", "")),
        opinion("o-6", "all", "2024-03-05", ("replied", "2024-03-06", "solved")),
    ]


def sample_report(
    name: str = "North house", suffix: str = "", profile: str = "internal", as_of: date = date(2024, 3, 31)
) -> Report:
    """The report of the sample, with sentences, tables by unit, month and outcome, bars, a rate, a spread and a derived figure.

    >>> sample_report()["opinions"].value
    6
    """
    records = sample_records(name, suffix)
    sources = {
        ("case", str(record.id)): Source("opinions.csv", row=row)
        for row, record in enumerate((one for one in records if isinstance(one, Case)), start=2)
        if row < 7
    }
    snapshot = Snapshot.of(records, sample_charter(), as_of=as_of, head="12:9f86d081", sources=sources, check=False)
    return make_report("year", snapshot, profile=profile)


# -- reading a document back --


def text_of(data: bytes) -> str:
    """The text of a document: of a zip of XML (Word, spreadsheets), of HTML, else as it stands."""
    if data[:2] == b"PK":
        return " ".join(_plain(part.decode("utf-8", "replace")) for _, part in _members(data))
    text = data.decode("utf-8")
    return _plain(text) if text.lstrip()[:1] == "<" else text.replace("\\", "")


def structure_of(data: bytes) -> Any:
    """What a document is made of, without its texts: the elements of XML and HTML, the shape of JSON, the marks of Markdown."""
    if data[:2] == b"PK":
        return {name: [element.tag for element in ET.fromstring(part).iter()] for name, part in _members(data)}
    text = data.decode("utf-8")
    first = text.lstrip()[:1]
    if first == "<":
        tags = _Tags()
        tags.feed(text)
        return tags.found
    if first == "{":
        return _shape(json.loads(text))
    marks = (re.sub(r'\\.|\(#[^)]*\)|id="[^"]*"', "", line) for line in text.split("\n"))
    return [re.sub(r"[^#*_|`~\[\]<>!]|(?<=\w)_(?=\w)", "", line) for line in marks]


def _members(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return [(name, package.read(name)) for name in package.namelist() if name.endswith((".xml", ".rels"))]


def _plain(text: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", text))


def _shape(value: Any) -> Any:
    if isinstance(value, dict):
        return [_shape(one) for one in value.values()]
    return [_shape(one) for one in value] if isinstance(value, list) else type(value).__name__


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, ...]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, *(name for name, _ in attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(("/" + tag,))

    def handle_comment(self, data: str) -> None:
        self.found.append(("!",))


# -- the laws --


@frozen(kw_only=True)
class _Case:
    """A writer under trial, and how its documents are read."""

    make: Callable[[], Writer]
    file: str
    read: Callable[[bytes], str]
    structure: Callable[[bytes], Any]

    def document(self, report: Report, language: str = "en") -> bytes:
        return self.documents(report, language)[0]

    def documents(self, report: Report, language: str) -> tuple[bytes, list[str]]:
        """The document, and what else lies in the folder afterwards."""
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / self.file
            self.make().write(report, report.render(language), target)
            others = sorted(path.name for path in Path(folder).iterdir() if path != target)
            return target.read_bytes(), others

    def text(self, report: Report, language: str = "en") -> str:
        return self.read(self.document(report, language))


def _same_bytes(case: _Case) -> None:
    first, second = case.document(sample_report()), case.document(sample_report())
    assert first == second, "two documents of the same report differ: is there a time of writing in them?"


def _one_file(case: _Case) -> None:
    _, others = case.documents(sample_report(), "en")
    assert not others, f"files were left beside the document: {others}"


def _every_language(case: _Case) -> None:
    for language, title in sample_charter().outline("year").labels.items():
        assert title in case.text(sample_report(), language), f"the title in {language} is missing"


def _notes_stand(case: _Case) -> None:
    for language, note in sample_charter().outline("year").notes[0].items():
        assert note in case.text(sample_report(), language), f"the note of the outline in {language} is missing"


def _figures_told(case: _Case) -> None:
    report = sample_report()
    text = case.text(report)
    missing = [note.label for note in report.render("en").figures if note.main and note.label not in text]
    assert not missing, f"figures without an entry: {missing}"


def _records_listed(case: _Case) -> None:
    text = case.text(sample_report())
    missing = [f"o-{number}" for number in range(1, 7) if f"o-{number}" not in text]
    assert not missing, f"records of a headline figure are not listed: {missing}"


def _public_bare(case: _Case) -> None:
    text = case.text(sample_report(profile="public"))
    told = [f"o-{number}" for number in range(1, 7) if f"o-{number}" in text]
    assert not told, f"a public document tells record ids: {told}"


def _names_inert(case: _Case) -> None:
    plain = case.structure(case.document(sample_report("Plain house"), "en"))
    for name in HOSTILE:
        shown = case.structure(case.document(sample_report(name), "en"))
        assert shown == plain, f"the name {name[:60]!r} changes what the document is made of"


def _ids_inert(case: _Case) -> None:
    plain = case.structure(case.document(sample_report(suffix="-x"), "zh"))
    for suffix in HOSTILE[:-1]:
        shown = case.structure(case.document(sample_report(suffix=suffix), "zh"))
        assert shown == plain, f"the id {suffix[:60]!r} changes what the document is made of"


LAWS: Mapping[str, Callable[[_Case], None]] = {
    "same bytes": _same_bytes,
    "one file": _one_file,
    "every language": _every_language,
    "notes stand": _notes_stand,
    "figures told": _figures_told,
    "records listed": _records_listed,
    "public bare": _public_bare,
    "names inert": _names_inert,
    "ids inert": _ids_inert,
}
"""What the kit checks, by name."""


def check_writer(
    make_writer: Callable[[], Writer],
    file: str,
    *,
    read: Callable[[bytes], str] = text_of,
    structure: Callable[[bytes], Any] = structure_of,
    laws: Iterable[str] = (),
) -> None:
    """Proves that a writer keeps every law.

    Args:
        make_writer: makes the writer under trial.
        file: the name of a document with the writer's ending (`report.pdf`).
        read: the text of a document; the default knows zips of XML, HTML and plain text.
        structure: what a document is made of without its texts; two documents that differ in a name only must agree in it.
        laws: names of `LAWS`; all of them without any.

    Raises:
        AssertionError: a law is broken; says which, and how.
    """
    case = _Case(make=make_writer, file=file, read=read, structure=structure)
    for name in tuple(laws) or LAWS:
        try:
            LAWS[name](case)
        except AssertionError as error:
            raise AssertionError(f"the law {name!r} is broken: {error}") from None


# -- broken twins --


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
    _obeys(inner, report, rendered, target, any(id not in ("north", "north-x", "south") for id in report.units))


_PLAIN = ("North house", "Plain house", "South house")


def _obeys(inner: Writer, report: Report, rendered: Rendered, target: Path, spoilt: bool) -> None:
    """A document in which a name has become a section of its own."""
    if spoilt:
        rendered = evolve(rendered, sections=rendered.sections[:1])
        report = evolve(report, sections=report.sections[:1])
    inner.write(report, rendered, target)


BROKEN: Mapping[str, Callable[[Writer], Writer]] = {
    law: (lambda inner, spoil=spoil: _Twin(inner, spoil))  # type: ignore[misc]
    for law, spoil in {
        "same bytes": _counts_itself,
        "one file": _leaves_files,
        "every language": _english_only,
        "notes stand": _drops_notes,
        "figures told": _drops_figures,
        "records listed": _drops_records,
        "public bare": _tells_all,
        "names inert": _obeys_names,
        "ids inert": _obeys_ids,
    }.items()
}
"""For each law, what makes a writer that breaks it out of one that keeps it."""
