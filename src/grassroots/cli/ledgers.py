"""Commands about ledgers: taking in, and looking for what is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import evolve

from grassroots.cli.clock import today
from grassroots.cli.console import Console, problem_json
from grassroots.cli.settings import Settings
from grassroots.errors import CharterInvalid, InvalidArgument, NoPlugin
from grassroots.problems import Problem

if TYPE_CHECKING:
    from grassroots.ledgers import Reading
    from grassroots.rules.findings import Findings

from grassroots.cli.group import FINDINGS, OK, PARTIAL, grassroots, is_there, opened, shared

_MARKED = Path("mend")
"""Where marked workbooks go: beside the settings, never among the ledgers, of which each would then be there twice."""


@grassroots.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--mapping", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--encoding")
@click.option("--year", type=int, metavar="YEAR")
@click.option("--month", type=int, metavar="MONTH")
@click.option("--keep-bad", is_flag=True)
@click.option("--vanished", type=click.Choice(["ask", "keep", "withdraw"]), default="ask", show_default=True)  # fmt: skip
@click.option("--edited", type=click.Choice(["ask", "ledger", "store"]), default="ask", show_default=True)  # fmt: skip
@click.option("--create", is_flag=True)
@click.option("--dry-run", is_flag=True)
@click.option("--again", is_flag=True)
@click.option("--reason", default="")
@shared()
def load(
    console: Console,
    settings: Settings,
    path: Path,
    mapping: Path | None,
    encoding: str | None,
    year: int | None,
    month: int | None,
    keep_bad: bool,
    vanished: str,
    edited: str,
    create: bool,
    dry_run: bool,
    again: bool,
    reason: str,
) -> int:
    """Reads a ledger, or every ledger in a folder, and stores what is new or changed."""
    choices: dict[str, Any] = {
        "mapping": mapping,
        "encoding": encoding,
        "year": year,
        "month": month,
        "keep_bad": keep_bad,
        "vanished": vanished,
        "edited": edited,
    }
    from grassroots.workspace.intake import files_of

    files_of(path)  # A path that does not exist must not leave an empty store.
    trial = dry_run and create and not is_there(settings)
    with opened(_nowhere(settings) if trial else settings, create=create) as office, console.progress("reading") as progress:
        notices = office.notices
        if dry_run:
            reading = office.read(path, progress=progress, **choices)
        else:
            reading = office.take_in(path, reason=reason, progress=progress, unless_same=not again, **choices)
        head = str(office.head)
    console.notices(notices)
    _tell_reading(console, reading, dry_run, keep_bad)
    console.answer({**reading_json(reading, console.language), "head": head})
    if reading.problems:
        return PARTIAL if reading.stored else FINDINGS
    return OK


def _tell_reading(console: Console, reading: Reading, dry_run: bool, keep_bad: bool) -> None:
    if console.quiet:
        console.problems(reading.problems)
        return
    console.line(reading.summary(console.language))
    came = bool(reading.new or reading.changed)
    if reading.stored and (came or not reading.problems):
        console.say("stored")
    elif reading.problems and not keep_bad:
        console.say("not-stored")
    elif dry_run:
        console.say("dry-run")
    elif reading.problems:
        console.say("not-stored-either" if came else "only-waiting")
    else:
        console.say("nothing-new")


def reading_json(reading: Reading, language: str) -> dict[str, Any]:
    """A reading as data."""
    return {
        "rows": reading.rows,
        "new": len(reading.new),
        "changed": len(reading.changed),
        "unchanged": len(reading.unchanged) + reading.same,
        "skipped": len(reading.skips),
        "bad_rows": len(reading.bad_rows),
        "stored": reading.stored,
        "batch": reading.batch,
        "problems": [problem_json(problem, language) for problem in reading.problems],
        "remarks": [problem_json(problem, language) for problem in reading.remarks],
    }


@grassroots.command()
@click.argument("what", type=click.Path(path_type=Path), required=False)
@click.option("--mapping", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--encoding")
@click.option("--most", type=click.IntRange(0), default=50, show_default=True)
@shared(as_of=True)
def check(
    console: Console,
    settings: Settings,
    what: Path | None,
    mapping: Path | None,
    encoding: str | None,
    most: int,
    as_of: date | None,
) -> int:
    """Looks for what is wrong, and changes nothing: in the store, in ledgers, or in a charter."""
    by_kind: tuple[Findings, ...] = ()
    remarks: tuple[Problem, ...] = ()
    called: dict[Problem, Problem] = {}
    if what is not None and _is_charter(what):
        from grassroots.workspace import open_charter
        from grassroots.workspace.examples import tried

        try:
            found = open_charter(str(what))
        except CharterInvalid as error:
            problems, subject = tuple(error.problems), str(what)
        else:
            problems, subject = tuple(tried(found)), f"{found.id} {found.version}"
    elif what is not None:
        with opened(settings if is_there(settings) else _nowhere(settings)) as office:
            reading = office.read(what, mapping=mapping, encoding=encoding)
            problems, subject, remarks = reading.problems, str(what), reading.remarks
    else:
        with opened(settings) as office, console.progress("checking"):
            day = as_of or today()
            problems, subject = (*office.notices, *office.check(day)), settings.store
            by_kind = office.findings(day)
            damage = office.verify()
            names = office.names(day)
            called = {one: names.told(one, reveal=True) for one in problems}
        if damage:
            console.problems(damage)
            console.say("store-damaged", target=subject)
            console.answer({"checked": subject, "damage": [one.text(console.language) for one in damage], "problems": []})
            return FINDINGS
    kinds = {problem: one.kind for one in by_kind for problem in one.problems}
    console.problems(tuple(called.get(problem, problem) for problem in problems if problem not in kinds), most)
    for one in by_kind:
        console.say("list", label=one.label(console.language), count=len(one.problems))
        console.problems(tuple(called.get(problem, problem) for problem in one.problems), most)
    console.remarks(remarks)
    if problems:
        console.say("problems", subject=subject, count=len(problems))
    else:
        console.say("no-problems", subject=subject)
    told = [
        {**problem_json(problem, console.language), **({"kind": kinds[problem]} if problem in kinds else {})}
        for problem in problems
    ]
    answer = {"checked": subject, "problems": told, "by_kind": {one.kind: len(one.problems) for one in by_kind}}
    console.answer(answer | {"remarks": [problem_json(one, console.language) for one in remarks]} if remarks else answer)
    return FINDINGS if problems else OK


@grassroots.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--out", "-o", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--encoding")
@shared()
def mend(console: Console, settings: Settings, path: Path, out: Path | None, encoding: str | None) -> int:
    """Writes a ledger back as a workbook with its mistakes marked, to be corrected and loaded; of a folder, each that has any."""
    from grassroots.workspace.taking import marked_name

    target = out or (_MARKED if path.is_dir() else _MARKED / marked_name(Path(path.name)))
    with opened(settings if is_there(settings) else _nowhere(settings)) as office:
        if path.is_dir():
            reading, written = office.mend_all(path, target, console.language, encoding=encoding)
        else:
            reading = office.mend(path, target, console.language, encoding=encoding)
            written = {target: reading}
    if not reading.problems:
        console.say("no-problems", subject=path)
        console.answer({"checked": str(path), "problems": []})
        return OK
    for file, part in written.items():
        console.say("mend", target=file, count=len(part.problems))
    marked = {problem for part in written.values() for problem in part.problems}
    console.problems(tuple(problem for problem in reading.problems if problem not in marked))
    if written:
        console.say("mend-all-next" if path.is_dir() else "mend-next", target=target, ledger=path)
    told = [problem_json(problem, console.language) for problem in reading.problems]
    console.answer({"checked": str(path), "files": [str(file) for file in written], "problems": told})
    return FINDINGS


@grassroots.command(name="map")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--like", default="", metavar="LEDGER")
@click.option("--column", "columns", multiple=True, metavar="HEADING=PLACE")
@click.option("--set", "constants", multiple=True, metavar="FIELD=VALUE")
@click.option("--key", multiple=True, metavar="COLUMN")
@click.option("--day-first/--month-first", "day_first", default=None)
@click.option("--out", "-o", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--force", is_flag=True)
@click.option("--most", type=click.IntRange(0), default=10, show_default=True)
@shared()
def map_table(
    console: Console,
    settings: Settings,
    path: Path,
    like: str,
    columns: tuple[str, ...],
    constants: tuple[str, ...],
    key: tuple[str, ...],
    day_first: bool | None,
    out: Path | None,
    force: bool,
    most: int,
) -> int:
    """Drafts what the columns of a foreign table mean, asks what it cannot tell, and shows what would come of each row."""
    from grassroots.workspace.mapped.drafted import Answers

    answers = Answers(like=like, places=_pairs(columns), set=_pairs(constants), key=key, day_first=day_first)
    target = out or path.with_suffix(".toml")
    if target.exists() and not force:
        raise InvalidArgument.of(Problem("file-exists", value=str(target)))
    with opened(settings if is_there(settings) else _nowhere(settings)) as office:
        draft, reading = office.map(path, answers, console.language)
        shown = office.preview(draft, reading, console.language) if reading else ()
    for row, text in shown[:most]:
        console.say("map-row", row=row, text=text)
    if len(shown) > most:
        console.say("more", count=len(shown) - most)
    if reading:
        console.problems(reading.problems, most)
    for one in draft.asks:
        console.line("? " + one.text(console.language))
    if draft.text:
        target.write_text(draft.text, encoding="utf-8")
        console.say("wrote", target=target)
        console.say("map-next", path=path, target=target)
    told = [one.text(console.language) for one in draft.asks]
    preview = [{"row": row, "text": text} for row, text in shown]
    console.answer({"file": str(target) if draft.text else "", "asks": told, "rows": preview})
    return FINDINGS if draft.asks or reading is None or reading.problems else OK


def _pairs(given: tuple[str, ...]) -> dict[str, str]:
    wrong = next((one for one in given if "=" not in one), None)
    if wrong is not None:
        raise InvalidArgument.of(Problem("not-name-value", value=str(wrong)))
    return {name.strip(): value.strip() for name, _, value in (one.rpartition("=") for one in given)}


@grassroots.command()
@click.argument("name")
@click.option("--out", "-o", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--force", is_flag=True)
@shared()
def ledger(console: Console, settings: Settings, name: str, out: Path | None, force: bool) -> int:
    """Writes what is stored of a ledger, also what was changed elsewhere: the workbook to go on with."""
    with opened(settings) as office:
        target = office.ledger(name, out or Path(f"{name}.xlsx"), console.language, overwrite=force)
    console.say("wrote", target=target)
    console.answer({"ledger": name, "file": str(target)})
    return OK


def _nowhere(settings: Settings) -> Settings:
    """Checking a ledger before there is a store makes none."""
    return evolve(settings, store="memory:")


def _is_charter(what: Path) -> bool:
    """Whether a path is a charter: a folder or a file of TOML, what the charter door takes by name, or a file of another format that it takes."""
    from grassroots.plugins import Plugins

    if what.is_dir() or what.suffix == ".toml":
        return what.suffix == ".toml" or (what / "charter.toml").is_file()
    try:
        return (what.is_file() or not what.exists()) and bool(Plugins.installed().open_charter(str(what)))
    except NoPlugin:
        return False
