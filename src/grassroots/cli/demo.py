"""The demonstration: the year of a street office and that of a sub-district that judges its units, from ledgers to reports, in a short account."""

from __future__ import annotations

import shutil
import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve

from grassroots.charter import Word
from grassroots.cli.clock import now
from grassroots.cli.console import Console
from grassroots.errors import NotFound
from grassroots.problems import Problem
from grassroots.texts import OWN

if TYPE_CHECKING:
    from grassroots.ledgers import Reading, TableRead
    from grassroots.reports import Report
    from grassroots.workspace import Office

SAMPLES = ("qijiashan", "beihai")
"""The samples in the order in which they are shown."""

OUTLINE = "year"
EXPLAINED = "analysis-completed"
"""The figure of the first sample that the reader is invited to ask about."""

ENDINGS = ("docx", "html", "md", "xlsx")
SHOWN = 20
"""How many problems of the ledger with mistakes are told one by one."""


def run_demo(console: Console, out: Path, sample: Path | None) -> int:
    """Runs the demonstration and gives the exit code."""
    folders = [sample_folder(sample)] if sample else [sample_folder(name=name) for name in SAMPLES]
    out.mkdir(parents=True, exist_ok=True)
    answers: dict[str, dict[str, object]] = {}
    written: list[Path] = []
    for folder in folders:
        shown = _show(console, folder, out)
        if shown is None:
            return 1
        answers[folder.name], documents = shown
        written += documents
    console.say("demo-documents", out=out)
    for path in written:
        console.line(f"  {path.name}")
    first = folders[0]
    more = (
        f"{_command()} explain {EXPLAINED} --as-of {_day(first)} --charter {_from_here(first / 'charter')} "
        f"--store {out / first.name}.db"
    )
    console.say("demo-go-on", command=more)
    console.answer(answers)
    return 0


def _show(console: Console, folder: Path, out: Path) -> tuple[dict[str, object], list[Path]] | None:
    """One sample, from its ledgers to its documents: what is to be told for a machine, and the documents; None if its ledgers have problems."""
    from grassroots.workspace import open_workspace

    charter, as_of = folder / "charter", _day(folder)
    with open_workspace(out / f"{folder.name}.db", charter, clock=now, create=True) as office:
        console.say("demo-title", charter=office.charter.labels.get(console.language, office.charter.id), year=as_of.year)
        with console.progress("reading") as progress:
            reading = office.take_in(folder / "ledgers", reason="the demonstration", progress=progress)
        _tell_reading(console, reading)
        mistakes = office.read(folder / "mistakes") if (folder / "mistakes").is_dir() else None
        if mistakes is not None:
            _tell_mistakes(console, mistakes)
        if reading.problems:
            return None
        report = office.report(OUTLINE, as_of)
        _tell_figures(console, report)
        _tell_judgement(console, office, as_of)
        written = _write(console, office, report, out / folder.name)
    answer = {
        "stored": reading.stored,
        "rows": reading.rows,
        "new": len(reading.new),
        "changed": len(reading.changed),
        "unchanged": len(reading.unchanged),
        "mistakes": len(mistakes.problems) if mistakes else 0,
        "figures": {name: report[name].text() for name in report.outline.headline},
        "documents": [str(path) for path in written],
    }
    return answer, written


def _day(folder: Path) -> date:
    """The day for which the totals of a sample were published."""
    published = tomllib.loads((folder / "published.toml").read_text(encoding="utf-8"))
    day = published["as_of"]
    if not isinstance(day, date):
        raise NotFound(f"{folder / 'published.toml'} has no day `as_of`; write as_of = 2014-06-30")
    return day


def _command() -> str:
    """How this command line is called here: in a checkout it lies in an environment of its own."""
    if shutil.which("grassroots"):
        return "grassroots"
    # Not resolved: the Python of an environment is a link to that of the machine.
    return f"{_from_here(Path(sys.executable))} -m grassroots"


def _from_here(path: Path) -> Path:
    """The path as it is typed where we stand, if it lies there."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def sample_folder(given: Path | None = None, *, name: str = SAMPLES[0]) -> Path:
    """Where a sample lies: a folder as given, or the one that is installed under that name.

    Raises:
        NotFound: it is not there.
    """
    from grassroots import samples

    folder = given if given is not None and given.is_dir() else samples.folder(name if given is None else str(given))
    if not all((folder / part).exists() for part in ("ledgers", "charter", "published.toml")):
        raise NotFound.of(Problem("no-sample-there", value=str(folder)))
    return folder


def _tell_reading(console: Console, reading: Reading) -> None:
    console.say("demo-read")
    files: dict[str, list[TableRead]] = {}
    for table in reading.tables:
        files.setdefault(table.file, []).append(table)
    for file, tables in files.items():
        parts = [f"{_label(table, console.language)} {table.rows}" for table in tables]
        encoding = f" ({tables[0].encoding})" if tables[0].encoding else ""
        console.say("demo-file", file=f"{file}{encoding}", parts=parts)
    console.line(
        "\n" + "\n".join(f"  {line}" for line in evolve(reading, tables=()).summary(console.language, most=SHOWN).splitlines())
    )
    if reading.stored:
        console.line("  " + console.text("stored"))
    elif not reading.problems:
        console.say("demo-nothing-new")
    else:
        console.problems(reading.problems)


def _label(table: TableRead, language: str) -> str:
    return table.label.get(language) or table.ledger


def _tell_mistakes(console: Console, reading: Reading) -> None:
    console.say("demo-mistakes", count=len(reading.problems))
    for problem in reading.problems[:SHOWN]:
        console.line(f"  {problem.text(console.language, reveal=True)}")
    if len(reading.problems) > SHOWN:
        console.say("more-mistakes", count=len(reading.problems) - SHOWN)


def _tell_figures(console: Console, report: Report) -> None:
    from grassroots.reports.labels import part_text

    as_of = report.as_of
    console.say("demo-figures", day=as_of)
    for name in report.outline.headline:
        figure = report[name]
        label = Word(name=name, labels=figure.measure.labels).label(console.language)
        parts = f" ({figure.text('numerator')}/{figure.text('denominator')})" if figure.denominator is not None else ""
        console.say("demo-figure", label=label, value=f"{part_text(figure, '', console.language)}{parts}")


def _tell_judgement(console: Console, office: Office, as_of: date) -> None:
    """Of the units that were judged by a rubric with marks, the first: the tree of its score, which people decided upon."""
    from grassroots.model import Assessment
    from grassroots.reading import At
    from grassroots.rules import Rubric, grade_all
    from grassroots.values import Period

    snapshot = office.snapshot(as_of)
    judged = next(iter(snapshot.all(Assessment).values()), None)
    if judged is None:
        return
    rubric = office.charter.rule("rubric", judged.rubric, judged.last)
    if not isinstance(rubric, Rubric):
        return
    period = Period.between(judged.first, judged.last)
    grading = grade_all(judged.rubric, At.of(snapshot), period=period, rated=period, subjects=[judged.subject])
    console.say("demo-score")
    for line in grading.of(judged.subject).explain(console.language):
        console.line(f"  {line}")


def _write(console: Console, office: Office, report: Report, stem: Path) -> list[Path]:
    targets = [(stem.with_name(f"{stem.name}.{language}.{ending}"), language) for language in OWN for ending in ENDINGS]
    targets.append((stem.with_name(f"{stem.name}.json"), "en"))
    with console.progress("writing") as progress:
        written = []
        for number, (target, language) in enumerate(targets, 1):
            if progress is not None:
                progress(target.name, number, len(targets))
            written.append(office.write(report, target, language))
    return written
