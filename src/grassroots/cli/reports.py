"""Commands that answer: reports, and the records behind a figure."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grassroots.cli.clock import today
from grassroots.cli.console import Console
from grassroots.cli.settings import Settings
from grassroots.cli.typed.days import PERIOD
from grassroots.errors import InvalidArgument, Refused
from grassroots.problems import Named, Problem
from grassroots.texts import TYPED

if TYPE_CHECKING:
    from grassroots.charter import Charter, Measure, Outline
    from grassroots.figures import Evidence, Figure
    from grassroots.values import Period
    from grassroots.workspace import Office

from grassroots.cli.group import OK, charter_of, grassroots, opened, shared


def asks(*profiles: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Adds the options of what is counted: where, over which days, as known when; and of what may be handed on, for whom and after what."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        options = [
            click.option("--scope", metavar="UNIT"),
            click.option("--period", type=PERIOD, metavar="PERIOD"),
            click.option("--known-at", type=int, metavar="HEAD"),
        ]
        if profiles:
            options = [
                click.option("--out", "-o", "outs", multiple=True, type=click.Path(path_type=Path), metavar="FILE"),
                *options,
                click.option("--after", multiple=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE"),
                click.option("--profile", type=click.Choice(profiles), default="internal", show_default=True),
            ]
        for option in reversed(options):
            command = option(command)
        return command

    return add


@grassroots.command()
@click.argument("outline", required=False)
@asks("public", "internal", "named")
@click.option("--proof", type=click.Choice(["none", "notes", "annex"]), default=None)
@click.option("--style", type=click.Choice(["plain", "official", "annual", "brief"]), default=None)
@click.option("--number", metavar="NUMBER", default="")
@click.option("--template", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE")
@click.option("--fields", is_flag=True)
@shared(as_of=True)
def report(
    console: Console,
    settings: Settings,
    outline: str | None,
    outs: tuple[Path, ...],
    scope: str | None,
    proof: str | None,
    style: str | None,
    number: str,
    template: Path | None,
    fields: bool,
    as_of: date | None,
    **asked: Any,
) -> int:
    """Writes a work report. Without a name, lists the reports of the charter; without --out, prints it as Markdown."""
    if outline is None:
        outlines = charter_of(settings).outlines
        if outs:
            known = tuple(Named(name, found.labels) for name, found in outlines.items())
            raise InvalidArgument.of(Problem("report-unnamed", details={"known": known}))
        return _listed(console, outlines)
    if (template or fields) and (not outs or any(out.suffix.casefold() != ".docx" for out in outs)):
        raise InvalidArgument.of(
            Problem("no-word", details={"file": next((out for out in outs if out.suffix.casefold() != ".docx"), "")})
        )
    with opened(settings, scope=scope) as office:
        console.notices(office.notices)
        made = office.report(outline, as_of or today(), **asked)
        shown = {"proof": proof or "", "style": style or "", "reference": number}
        options: dict[str, Any] = ({"template": str(template)} if template else {}) | ({"fields": True} if fields else {})
        with console.progress("writing") as progress:
            for at, out in enumerate(outs, 1):
                if progress:
                    progress(str(out), at, len(outs))
                office.write(made, out, console.language, **shown, **options)
        for out in outs:
            console.say("wrote", target=out)
        if not outs and not console.json:
            with tempfile.TemporaryDirectory() as folder:
                page = office.write(made, Path(folder) / "report.md", console.language, **shown)
                click.echo(page.read_text(encoding="utf-8"))
        console.answer(made.to_dict())
    return OK


@grassroots.command()
@click.argument("measures", nargs=-1)
@asks("public", "internal")
@shared(as_of=True)
def figures(
    console: Console,
    settings: Settings,
    measures: tuple[str, ...],
    outs: tuple[Path, ...],
    scope: str | None,
    period: Period | None,
    as_of: date | None,
    **asked: Any,
) -> int:
    """Counts measures for every unit in every month of a period. Without a name, lists the measures of the charter."""
    if not measures:
        return _listed(console, charter_of(settings).measures)
    from grassroots.figures.grid import begun
    from grassroots.values import Period
    from grassroots.workspace.sheets import cube_sheet

    day = as_of or today()
    with opened(settings, scope=scope) as office, console.progress("checking"):
        console.notices(office.notices)
        cube = office.cube(measures, day, periods=begun(period or Period.year(day.year), day), **asked)
        for out in outs:
            office.write_cube(cube, out, console.language)
    for out in outs:
        console.say("wrote", target=out)
    if not outs and not console.json:
        sheet = cube_sheet(cube, console.language)
        for row in (sheet.headings, *sheet.rows):
            console.line("\t".join(row))
    console.answer({"as_of": day.isoformat(), "rows": list(cube.rows())})
    return OK


@grassroots.command("table")
@click.argument("measures", nargs=-1)
@click.option("--down", default="unit", metavar="WAY")
@click.option("--across", default=None, metavar="WAY")
@click.option("--kinds", multiple=True, metavar="UNIT")
@asks("public", "internal")
@shared(as_of=True)
def count_table(
    console: Console,
    settings: Settings,
    measures: tuple[str, ...],
    down: str,
    across: str | None,
    outs: tuple[Path, ...],
    scope: str | None,
    as_of: date | None,
    **asked: Any,
) -> int:
    """Counts measures down and across: by units, months or parts. Without a name, lists the measures of the charter."""
    if not measures:
        return _listed(console, charter_of(settings).measures)
    with opened(settings, scope=scope) as office:
        console.notices(office.notices)
        rows, columns = _way(down), _way(across or "measure")
        if across is None and rows == "measure":
            columns = "unit"
        made = office.table(measures, as_of or today(), down=rows, across=columns, **asked)
        console.line(made.text(console.language))
        for out in outs:
            console.say("wrote", target=made.write(out, console.language))
        console.answer([_plain(row) for row in made.to_rows(console.language)] if console.json else None)
    return OK


@grassroots.command()
@click.argument("measure", required=False)
@asks()
@click.option("--most", type=click.IntRange(0), default=20, show_default=True)
@shared(as_of=True)
def explain(
    console: Console, settings: Settings, measure: str | None, scope: str | None, most: int, as_of: date | None, **asked: Any
) -> int:
    """Says how a figure is computed, and which records it counts, each with the row that it came from."""
    if measure is None:
        return _listed(console, charter_of(settings).measures)
    day = as_of or today()
    with opened(settings, scope=scope) as office:
        key = None if measure.split(".")[0] in office.charter.measures else _record(office, measure, day)
        if key or ":" in measure:
            with console.progress("checking"):
                said = office.explain(":".join(key or (measure,)), day)
            lines = said.lines(console.language, reveal=not console.json)
            for line in lines:
                console.line(line)
            rows = {":".join(one): str(source or "") for one, source in said.records.items()}
            console.answer({"record": measure, "as_of": str(said.day), "explanation": lines, "records": rows})
        else:
            console.notices(office.notices)
            _explain_figure(console, office, office.figure(measure, day, **asked), most)
    return OK


def _explain_figure(console: Console, office: Office, figure: Figure, most: int) -> None:
    """How a figure is computed, and the first `most` of the records behind it, where whoever asks may see them."""
    from grassroots.figures import Evidence
    from grassroots.reports.labels import part_text

    evidence, refused = Evidence(), ""
    try:
        evidence = figure.records()
    except Refused as error:
        refused = error.text(console.language)
    label = figure.name if console.language == TYPED else figure.measure.labels.get(console.language, figure.name)
    console.line(console.text("figure-is", label=label, value=part_text(figure, "", console.language)))
    console.line(figure.explain(console.language))
    if refused:
        console.line(f"\n{refused}")
    for label, keys in () if refused else _lists(console, office.charter, evidence):
        console.say("list", label=label, count=len(keys))
        for key in keys[:most]:
            source = evidence.sources.get(key)
            place = source.text(console.language) if source is not None else ""
            called = f"{key[0]} {key[1]}" if console.language == TYPED else office.called(key, console.language)
            console.line(f"  {called}" + (f"  {place}" if place else ""))
        if len(keys) > most:
            console.line("  " + console.text("more", count=len(keys) - most))
    if console.json:
        console.answer(_figure_json(figure, evidence, console.language) | ({"refused": refused} if refused else {}))


def _record(office: Office, said: str, day: date) -> tuple[str, str] | None:
    """The record that is called so. The name of a ledger with a number that it has not is told as that, unless a measure is called so."""
    if (key := office.names(day).key(said)) is not None or ":" in said:
        return key
    if said.casefold() in {label.casefold() for one in office.charter.measures.values() for label in one.labels.values()}:
        return None
    for rule in office.charter.ledgers.values():
        for label in rule.labels.values():
            number = said[len(label) :].strip()
            if said.casefold().startswith(label.casefold()) and number.isdecimal():
                return office.key_of(rule.name, number)
    return None


def _way(said: str) -> str:
    """What runs down or across, by what it is called in any language; else the path of a split."""
    from grassroots.figures.grid import ways

    called = {label.casefold(): way for way, named in ways().items() for label in (way, *named.labels.values())}
    return called.get(said.casefold(), said)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: cell.isoformat() if isinstance(cell, date) else cell for name, cell in row.items()}


def _listed(console: Console, found: Mapping[str, Measure] | Mapping[str, Outline]) -> int:
    """Lists what the charter has of a kind."""
    labels = {name: dict(one.labels) for name, one in found.items()}
    for name, called in labels.items():
        console.named(name, called)
    console.answer(labels)
    return OK


def _lists(console: Console, charter: Charter, evidence: Evidence) -> Iterable[tuple[str, tuple[tuple[str, str], ...]]]:
    yield console.text("counted"), evidence.hits
    if evidence.misses:
        yield console.text("not-counted"), evidence.misses
    for reason, keys in evidence.left_out.items():
        label = charter.label("left_out", reason, console.language)
        yield console.text("left-out", label=label), keys


def _figure_json(figure: Any, evidence: Evidence, language: str) -> dict[str, Any]:
    def told(keys: Iterable[tuple[str, str]]) -> list[str]:
        return [":".join(key) for key in keys]

    return {
        "name": figure.name,
        "text": figure.text(),
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "left_out": dict(figure.left_out),
        "head": figure.head,
        "explanation": figure.explain(language),
        "hits": told(evidence.hits),
        "misses": told(evidence.misses),
        "left_out_records": {reason: told(keys) for reason, keys in evidence.left_out.items()},
        "sources": {":".join(key): str(source) for key, source in evidence.sources.items()},
    }
