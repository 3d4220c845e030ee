"""A third language is a folder of catalogues: one is made up, in which each English text stands in marks, and whatever is told comes out marked."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.offices import LEDGERS, put

import grassroots
from grassroots.builtin.charters import grassroots_open_charter
from grassroots.errors import InvalidArgument
from grassroots.texts import Catalogue, catalogue, month_text, rooms

TAG = "eo"
PACKAGE = "grassroots_marked"


def marked(text: Any) -> Any:
    """A text in marks; of plural forms, each."""
    if isinstance(text, str):
        return f"«{text}»"
    return {form: marked(one) for form, one in text.items()}


def toml(value: Any) -> str:
    """A text or a table as TOML."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return "{ " + ", ".join(f"{key} = {toml(one)}" for key, one in value.items()) + " }"


def in_marks(room: Catalogue) -> str:
    """The catalogue of a room in the language that is made up."""
    if room.name == "problems":
        return "".join(
            f"[{code}]\ntext = {toml(marked(room.raw(code, 'en')))}\ncure = {toml(marked(room.raw(code, 'en', 'cure')))}\n"
            for code in room
        )
    return "".join(f"{code} = {toml(marked(room.raw(code, 'en')))}\n" for code in room)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder for `sys.path`, in which a package is installed that brings the language."""
    folder = tmp_path / "site"
    files = {
        f"{PACKAGE}/__init__.py": "",
        f"{PACKAGE}-1.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {PACKAGE}\nVersion: 1\n",
        f"{PACKAGE}-1.dist-info/entry_points.txt": f"[grassroots.languages]\n{TAG} = {PACKAGE}\n",
    }
    for name in ("texts", "labels", "problems"):
        for room in rooms(name):
            files[f"{PACKAGE}/{room}.{name}.toml"] = in_marks(catalogue(room, name))
    put(folder, files)
    return folder


@pytest.fixture
def charter(tmp_path: Path) -> Path:
    """The charter of an association in this language alone."""
    text = dict(grassroots_open_charter("association", {}).files)
    for name, one in text.items():
        one = re.sub(r',\s*zh = "[^"]*"|^zh = "[^"]*"', "", one, flags=re.MULTILINE)
        one = re.sub(r'\ben = "([^"]*)"', rf'{TAG} = "«\1»"', one)
        text[name] = re.sub(r"^languages = .*$", f'languages = ["{TAG}"]', one, flags=re.MULTILINE)
    put(tmp_path / "charter", text)
    return tmp_path / "charter"


def ran(site: Path, *args: str) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join([str(site), str(Path(grassroots.__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    env = {**os.environ, "PYTHONPATH": paths, "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, *args], cwd=site.parent, env=env, capture_output=True, text=True, check=False, encoding="utf-8"
    )


def unmarked(text: str, *data: str) -> list[str]:
    """The words that stand outside all marks, but for some that are data."""
    text = re.sub(r"<[^>]*>|\]\([^)]*\)", "", text)  # of Markdown: its anchors, and where its links lead
    text = re.sub(r"\w+\\?\.(?:csv|md)|\d+\\?:[0-9a-f]{8}|cases-\d", "", text)  # files, the head of the store, ids
    while text != (text := re.sub(r"«[^«»]*»", "", text)):
        pass
    return [word for word in re.findall(r"[^\W\d_]{2,}", text) if word not in data]


EVERYTHING = """
import json, sys
import grassroots as gr
from string import Formatter
from grassroots.problems import Problem, wordings
from grassroots.values import Source

def names(text):
    forms = [text] if isinstance(text, str) else text.values()
    return {name for form in forms for _, name, _, _ in Formatter().parse(form) if name}

told = {}
for code, wording in wordings().items():
    details = dict.fromkeys(names(wording.what("en")) | names(wording.cure("en")), 3)
    told[code] = Problem(code, source=Source("3.csv", row=3), column="3", value="3", details=details).text("eo")

office = gr.open("memory:", charter="charter")
reading = office.take_in("ledgers", reason="3")
assert reading.stored, reading.problems
bad = office.read("bad")
report = office.report("year", "2024-12-31")
office.write(report, "year.md", "eo")
figures = [office.figure(name, "2024-12-31") for name in office.charter.measures]
explained = {figure.measure.name: figure.explain("eo") for figure in figures}
print(json.dumps({"told": told, "bad": [one.text("eo") for one in bad.problems], "summary": reading.summary("eo"), "explained": explained}))
"""


def test_in_a_third_language_every_sentence_comes_from_its_catalogues(site: Path, charter: Path, tmp_path: Path) -> None:
    met = "No.,unit,kind,held on\n1,north,meeting,2024-08-05\n"
    put(tmp_path / "ledgers", {**LEDGERS, "activities.csv": met})
    put(tmp_path / "bad", {"cases.csv": LEDGERS["cases.csv"].replace("request", "requset").replace("2024", "2O24")})
    done = ran(site, "-c", EVERYTHING)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert len(said["bad"]) > 3
    for told in (*said["told"].values(), *said["bad"], *said["explained"].values(), said["summary"]):
        assert "«" in told
        assert not unmarked(told), told
    report = (tmp_path / "year.md").read_text(encoding="utf-8")
    months = [month_text(date(2024, month, 1), TAG).split()[0] for month in range(1, 13)]
    assert months[7] == "Aŭgusto"  # by Unicode's CLDR
    data = ("North", "South", "House", "association", *months)
    assert months[7] in report
    assert not [(line, words) for line in report.splitlines() if (words := unmarked(line, *data))]


COMMANDS = """
import contextlib, io
from grassroots.cli import main

told = []
for command in ("load ledgers --create", "check ledgers", "report year --as-of 2024-12-31 -o y.md"):
    with contextlib.redirect_stdout(io.StringIO()) as said, contextlib.redirect_stderr(said):
        code = main([*command.split(), "--language", "eo", "--charter", "charter"])
    assert code in (0, 1), (command, said.getvalue())
    told.append(said.getvalue())
print("\\n---\\n".join(told), end="")
"""


def test_the_command_line_speaks_it_too(site: Path, charter: Path, tmp_path: Path) -> None:
    put(tmp_path / "ledgers", LEDGERS)
    done = ran(site, "-c", COMMANDS)
    assert done.returncode == 0, done.stderr
    said = done.stdout.split("\n---\n")
    assert len(said) == 3
    for told in said:
        assert "«" in told
        assert not unmarked(told), told


def test_what_a_catalogue_lacks_is_told_by_room_and_code_before_anything_is_half_told(site: Path, charter: Path) -> None:
    texts, problems = site / PACKAGE / "grassroots.reports.texts.toml", site / PACKAGE / "grassroots.ledgers.problems.toml"
    texts.write_text(re.sub(r"^left_out = .*\n", "", texts.read_text(encoding="utf-8"), flags=re.MULTILINE), encoding="utf-8")
    whole = problems.read_text(encoding="utf-8")
    problems.write_text(whole.replace(toml(marked(catalogue("grassroots.ledgers", "problems").raw("not-a-date", "en", "cure"))), '"{odd}"'), encoding="utf-8")  # fmt: skip
    faults = "grassroots.reports.texts.toml: left_out, grassroots.ledgers.problems.toml: not-a-date"
    asked = ran(site, "-c", f"from grassroots.texts import faults_of; print(', '.join(faults_of('{TAG}')))")
    assert asked.stdout.strip() == faults, asked.stderr
    opened = ran(site, "-c", "import grassroots as gr; gr.open('memory:', charter='charter')")
    assert f"2 texts are missing or unsound in the language '{TAG}', such as {faults}." in opened.stderr
    done = ran(site, "-m", "grassroots", "rules", "--language", TAG)
    assert (done.returncode, done.stdout) == (2, "")
    assert faults in done.stderr


def test_a_language_that_nobody_brings_is_told() -> None:
    assert not list(catalogue("grassroots").faults("en"))
    with pytest.raises(InvalidArgument, match="there are no texts in the language 'qqq'; there are some in en, zh"):
        catalogue("grassroots").say("none", "qqq")
