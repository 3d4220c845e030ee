"""The demonstration: a year of a street office, from its ledgers to its work report, told in a short account."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve

import grassroots
from grassroots.charter import Word
from grassroots.cli.clock import now
from grassroots.cli.console import Console
from grassroots.errors import NotFound

if TYPE_CHECKING:
    from grassroots.ledgers import Reading, TableRead
    from grassroots.reports import Report
    from grassroots.workspace import Workspace

AS_OF = "2014-06-30"
"""The day for which the street published its totals."""

OUTLINE = "year"
ENDINGS = ("docx", "html", "md", "xlsx")
SHOWN = 20
"""How many problems of the ledger with mistakes are told one by one."""


def run_demo(console: Console, out: Path, sample: Path | None) -> int:
    """Runs the demonstration and gives the exit code.

    Raises:
        NotFound: the sample is not there.
        CharterInvalid: its charter extends one that no installed plugin has; the problem says which.
        NoPlugin: another plugin that it needs is not installed; the message says which.
    """
    from grassroots.workspace import open_workspace

    folder = sample_folder(sample)
    charter = folder / "charter"
    out.mkdir(parents=True, exist_ok=True)
    with open_workspace(out / "qijiashan.db", charter, clock=now) as office:
        console.say(
            "Qijiashan Street, 2014: invented records; only the totals were published.",
            "戚家山街道，2014年：记录均为虚构，公开发布的只有合计数。",
        )
        with console.progress("Reading", "读取") as progress:
            reading = office.take_in(folder / "ledgers", reason="the demonstration", progress=progress)
        _tell_reading(console, reading)
        mistakes = office.read(folder / "mistakes") if (folder / "mistakes").is_dir() else None
        if mistakes is not None:
            _tell_mistakes(console, mistakes)
        if reading.problems:
            return 1
        report = office.report(OUTLINE, AS_OF)
        _tell_figures(console, report)
        written = _write(console, office, report, out)
    console.say(f"\nThe documents lie in {out}:", f"\n文件位于{out}：")
    for path in written:
        console.say(f"  {path.name}")
    more = f"{_command()} explain analysis-completed --as-of {AS_OF} --charter {_from_here(charter)} --store {out / 'qijiashan.db'}"
    console.say(f"\nGo on: {more}", f"\n继续：{more} --language zh")
    console.answer(
        {
            "stored": reading.stored,
            "rows": reading.rows,
            "new": len(reading.new),
            "changed": len(reading.changed),
            "unchanged": len(reading.unchanged),
            "mistakes": len(mistakes.problems) if mistakes else 0,
            "figures": {name: report[name].text() for name in report.outline.headline},
            "documents": [str(path) for path in written],
        }
    )
    return 0


def _command() -> str:
    """How this command line is called here: in a checkout it lies in an environment of its own."""
    if shutil.which("grassroots"):
        return "grassroots"
    # Not resolved: the Python of an environment is a link to that of the machine.
    return f"{_from_here(Path(sys.executable))} -m grassroots"


def _from_here(path: Path) -> Path:
    """The path as it is typed where we stand, if it lies there."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def sample_folder(given: Path | None = None) -> Path:
    """Where the sample lies: as given, or in the checkout that this library runs from.

    Raises:
        NotFound: it is not there.
    """
    folder = given or Path(grassroots.__file__).resolve().parents[2] / "docs" / "examples" / "qijiashan"
    if not ((folder / "ledgers").is_dir() and (folder / "charter").is_dir()):
        raise NotFound(
            f"the sample is not in {folder}: its ledgers lie in ledgers/, its charter in charter/. They come with the source, not with the installed package: get the source and run "
            "`python3 run.py demo` there, or give their folder with --sample"
        )
    return folder


def _tell_reading(console: Console, reading: Reading) -> None:
    console.say("\nWhat came in", "\n导入情况")
    files: dict[str, list[TableRead]] = {}
    for table in reading.tables:
        files.setdefault(table.file, []).append(table)
    for file, tables in files.items():
        parts = [f"{_label(table, console.language)} {table.rows}" for table in tables]
        encoding = f" ({tables[0].encoding})" if tables[0].encoding else ""
        console.say(f"  {file}{encoding}: {', '.join(parts)}", f"  {file}{encoding}：{'、'.join(parts)}")
    console.say(
        "\n" + "\n".join(f"  {line}" for line in evolve(reading, tables=()).summary(console.language, most=SHOWN).splitlines())
    )
    if reading.stored:
        console.say("  Stored.", "  已入库。")
    elif not reading.problems:
        console.say(
            "  Nothing new: the same ledgers were stored before, and nothing was stored now.",
            "  没有新内容：这些台账此前已入库，本次未写入任何内容。",
        )
    else:
        console.problems(reading.problems)


def _label(table: TableRead, language: str) -> str:
    return table.label.get(language) or table.ledger


def _tell_mistakes(console: Console, reading: Reading) -> None:
    console.say(
        f"\nWhat an office sees: a ledger with {len(reading.problems)} mistakes (nothing of it is stored)",
        f"\n台账有误时的提示：共{len(reading.problems)}处（均未入库）",
    )
    for problem in reading.problems[:SHOWN]:
        console.say(f"  {problem.text(console.language, reveal=True)}")
    if len(reading.problems) > SHOWN:
        console.say(f"  ... and {len(reading.problems) - SHOWN} more", f"  ……另有{len(reading.problems) - SHOWN}处")


def _tell_figures(console: Console, report: Report) -> None:
    console.say(f"\nMain figures as of {AS_OF}", f"\n主要数字（截至{AS_OF}）")
    for name in report.outline.headline:
        figure = report[name]
        label = Word(name=name, labels=figure.measure.labels).label(console.language)
        parts = f" ({figure.text('numerator')}/{figure.text('denominator')})" if figure.denominator is not None else ""
        console.say(f"  {label}: {figure.text()}{parts}", f"  {label}：{figure.text()}{parts}")


def _write(console: Console, office: Workspace, report: Report, out: Path) -> list[Path]:
    targets = [(out / f"qijiashan.{language}.{ending}", language) for language in ("en", "zh") for ending in ENDINGS]
    targets.append((out / "qijiashan.json", "en"))
    with console.progress("Writing", "写入") as progress:
        written = []
        for number, (target, language) in enumerate(targets, 1):
            if progress is not None:
                progress(target.name, number, len(targets))
            written.append(office.write(report, target, language))
    return written
