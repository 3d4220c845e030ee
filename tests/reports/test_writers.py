from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from grassroots.builtin.html import HtmlWriter, page
from grassroots.builtin.json_report import JsonWriter
from grassroots.builtin.markdown import MarkdownWriter, document, escaped
from grassroots.hooks import Writer
from grassroots.reports import Grid, Report, anchor, clean
from grassroots.testing.laws import LawBroken
from grassroots.testing.writer_kit import BROKEN, HOSTILE, LAWS, check_writer, sample_report

WRITERS: dict[str, type[Writer]] = {"report.html": HtmlWriter, "report.json": JsonWriter, "report.md": MarkdownWriter}


@pytest.mark.parametrize("file", WRITERS)
def test_our_writers_keep_every_law(file: str) -> None:
    check_writer(WRITERS[file], file)


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("file", WRITERS)
def test_the_kit_rejects_the_broken_twin_of_each_law(file: str, law: str) -> None:
    with pytest.raises(LawBroken, match=f"broken +{law.replace('_', ' ')}"):
        check_writer(lambda: BROKEN[law](WRITERS[file]()), file, laws=[law])


def test_every_law_has_a_twin_and_the_whole_kit_finds_it() -> None:
    assert set(BROKEN) == set(LAWS)
    with pytest.raises(LawBroken, match=r"broken +the notes stand"):
        check_writer(lambda: BROKEN["the_notes_stand"](MarkdownWriter()), "report.md")


def test_documents_do_not_depend_on_the_seed_of_hashes_the_clock_or_the_place(tmp_path: Path) -> None:
    script = (
        "import hashlib, sys; from pathlib import Path; from grassroots.testing.writer_kit import sample_report\n"
        "from grassroots.builtin.html import HtmlWriter; from grassroots.builtin.markdown import MarkdownWriter\n"
        "from grassroots.builtin.json_report import JsonWriter\n"
        "report, folder = sample_report(), Path(sys.argv[1])\n"
        "for writer, file in ((HtmlWriter(), 'r.html'), (MarkdownWriter(), 'r.md'), (JsonWriter(), 'r.json')):\n"
        "    writer.write(report, report.render('zh'), folder / file); print(hashlib.sha256((folder / file).read_bytes()).hexdigest())\n"
    )
    digests = set()
    for seed, zone, locale in (("1", "Asia/Shanghai", "C"), ("2", "America/New_York", "C.UTF-8")):
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "PYTHONPATH": os.pathsep.join(sys.path)}
        env.pop("PYTHONUTF8", None)
        done = subprocess.run(
            [sys.executable, "-c", script, str(tmp_path)], env=env, capture_output=True, text=True, check=True
        )
        digests.add(done.stdout)
    assert len(digests) == 1


# -- anchors and clean texts --


@given(st.lists(st.text(max_size=60), unique=True, max_size=8))
@settings(max_examples=50)
def test_each_name_has_an_anchor_of_its_own(names: list[str]) -> None:
    anchors = [anchor(name) for name in names]
    assert len(set(anchors)) == len(names)
    assert all(re.fullmatch(r"figure-[A-Za-z0-9_.-]{1,41}", one) for one in anchors if one != "figure-")


@given(st.text())
def test_a_clean_text_stays_clean_and_on_one_line(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert len(once.splitlines()) <= 1
    once.encode("utf-8")


# -- Markdown --


@given(st.one_of(st.sampled_from(HOSTILE[:-1]), st.text(max_size=60)))
@settings(max_examples=150, deadline=None)
def test_an_escaped_text_is_read_back_as_it_was(text: str) -> None:
    parser = MarkdownIt("gfm-like", {"linkify": False})
    for before in ("", "- ", "# ", "> "):
        tokens = parser.parse(f"{before}{escaped('x' + text)}\n")
        inline = [token for token in tokens if token.type == "inline"]
        assert len(inline) <= 1
        children = [child for token in inline for child in token.children or ()]
        assert {child.type for child in children} <= {"text", "text_special"}, (text, children)
        assert "".join(child.content for child in children).strip() == re.sub(r"\s+$", "", clean("x" + text)).strip()


@given(st.sampled_from(HOSTILE[:-1]))
@settings(max_examples=15, deadline=None)
def test_a_line_that_begins_with_a_name_is_prose(name: str) -> None:
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(escaped(name) + "\n")
    assert {token.type for token in tokens} <= {"paragraph_open", "inline", "paragraph_close"}


def test_a_markdown_table_has_the_cells_of_the_report(report: Report) -> None:
    rendered = report.render("en")
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(document(rendered))
    tables: list[list[list[str]]] = []
    for number, token in enumerate(tokens):
        if token.type == "table_open":
            tables.append([])
        elif token.type == "tr_open":
            tables[-1].append([])
        elif token.type in ("td_open", "th_open"):
            inline = tokens[number + 1]
            tables[-1][-1].append("".join(child.content for child in inline.children or ()))
    grids = [block for section in rendered.sections for block in section.blocks if isinstance(block, Grid)]
    expected = [[[cell.text for cell in row] for row in (grid.headings, *grid.rows)] for grid in grids]
    assert tables[: len(expected)] == expected


def test_a_column_of_words_is_not_set_like_one_of_numbers(report: Report) -> None:
    rendered = report.render("en")
    grid = next(block for section in rendered.sections for block in section.blocks if isinstance(block, Grid))
    for words, side in ((True, "text-align:left"), (False, "text-align:right")):
        section = evolve(rendered.sections[0], blocks=(evolve(grid, words=words),))
        tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(document(evolve(rendered, sections=(section,))))
        heads = [token.attrGet("style") for token in tokens if token.type == "th_open"][: len(grid.headings)]
        assert heads == ["text-align:left", *[side] * (len(grid.headings) - 1)]


def test_every_link_of_a_markdown_report_leads_to_a_place_in_it(report: Report) -> None:
    text = document(report.render("zh"))
    places = set(re.findall(r'<a id="([^"]+)"></a>', text))
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= places
    assert places == {anchor(name) for name in report.figures}


# -- HTML --


class Page(HTMLParser):
    """The tables, links and places of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.links: list[str] = []
        self.places: list[str] = []
        self.tags: set[str] = set()
        self.cell = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        if given.get("id"):
            self.places.append(str(given["id"]))
        if tag == "a":
            self.links.append(str(given.get("href")))
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self.cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.cell = False

    def handle_data(self, data: str) -> None:
        if self.cell:
            self.tables[-1][-1][-1] += data


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_html_report_shows_the_cells_and_leads_every_figure_to_its_entry(report: Report, language: str) -> None:
    rendered = report.render(language)
    shown = Page(page(rendered))
    grids = [block for section in rendered.sections for block in section.blocks if isinstance(block, Grid)]
    assert shown.tables == [[[cell.text for cell in row] for row in (grid.headings, *grid.rows)] for grid in grids]
    assert len(shown.places) == len(set(shown.places))
    assert all(link.startswith("#") and link[1:] in shown.places for link in shown.links)
    assert {anchor(name) for name in report.figures} <= set(shown.places)
    runs = [
        run.figure
        for section in rendered.sections
        for block in section.blocks
        for run in getattr(block, "runs", ())
        if run.figure
    ]
    assert {f"#{anchor(name)}" for name in runs} <= set(shown.links)


def test_an_html_report_stands_alone(report: Report) -> None:
    text = page(report.render("en"))
    shown = Page(text)
    assert not shown.tags & {"script", "link", "img", "iframe", "object", "form", "base"}
    assert not re.search(r"https?:|url\(|@import|\bon\w+=", text)
    assert "default-src 'none'" in text
    assert page(report.render("zh")).splitlines()[1] == '<html lang="zh-Hans">'


@given(st.sampled_from(HOSTILE))
@settings(max_examples=15, deadline=None)
def test_a_hostile_name_is_shown_as_it_stands_in_html(name: str) -> None:
    rendered = sample_report(name).render("en")
    shown = Page(page(rendered))
    assert shown.tables[0][1][0] == clean(name)


# -- JSON --


@given(st.sampled_from(HOSTILE))
@settings(max_examples=15, deadline=None)
def test_json_keeps_a_name_to_the_letter(name: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "report.json"
        report = sample_report(name)
        JsonWriter().write(report, report.render("en"), target)
        found = json.loads(target.read_bytes().decode("utf-8"))
    assert found == json.loads(json.dumps(report.to_dict()))
    assert found["units"]["north"]["name"] == name
