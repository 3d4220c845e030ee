"""The commands. Each says in its help what it is for, and shows it by example."""

from __future__ import annotations

import functools
import re
import tempfile
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grassroots import __version__
from grassroots.cli.clock import now, today
from grassroots.cli.console import Console, problem_json
from grassroots.cli.settings import FILE, Settings, settings_of
from grassroots.errors import CharterInvalid, InvalidArgument, NotFound, Refused
from grassroots.problems import nearest

if TYPE_CHECKING:
    from grassroots.charter import Charter
    from grassroots.charter.rule import Rule
    from grassroots.figures import Evidence
    from grassroots.ledgers import Reading
    from grassroots.workspace import Workspace

OK, FINDINGS, CANNOT, PARTIAL = 0, 1, 2, 3
EXIT_CODES = "Exit codes: 0 all is well, 1 something wants mending, 2 it could not be done, 3 done in part."


class Group(click.Group):
    """A group that says what a misspelt command may have been."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """As in click, with a cure in the message."""
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            near = nearest(args[0], self.commands, most=1)[0]
            ctx.fail(f"there is no command {args[0]!r}; did you mean {near!r}?")
        return super().resolve_command(ctx, args)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]}, epilog=EXIT_CODES)
@click.version_option(__version__, message="grassroots %(version)s")
def grassroots() -> None:
    """Records, rules and reports for grassroots organizations: ledgers in, a work report out, every figure traced.

    \b
    The way through, from an empty folder:
      grassroots init office            makes office/ with settings and empty ledgers
      cd office
      grassroots load ledgers           reads the ledgers, says what is wrong, stores them
      grassroots report year -o summary.md
      grassroots explain members        the rule and the records behind one figure
      grassroots rules                  the rules in force, each with its source

    To look around first: grassroots demo
    """


# -- options that commands share --


def _day(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    from grassroots.workspace.opened import day_of

    try:
        return day_of(value)
    except InvalidArgument as error:
        raise click.BadParameter(str(error)) from None


def shared(*, store: bool = True, as_of: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Adds the shared options, and hands the command a console, the settings and (as `opened`) the way to a workspace."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(command)
        def run(
            *,
            as_json: bool,
            quiet: bool,
            language: str | None,
            store: str | None = None,
            charter: str | None = None,
            **rest: Any,
        ) -> Any:
            settings = settings_of(Path(), store, charter, language)
            return command(Console(settings.language, as_json, quiet), settings, **rest)

        options = [
            click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout."),
            click.option("--quiet", "-q", is_flag=True, help="Only what was asked for and what is wrong."),
            click.option("--language", type=click.Choice(["en", "zh"]), help="The language of texts. [default: en]"),
        ]
        if store:
            options += [
                click.option("--store", metavar="ADDRESS", help="Where the records are. [default: grassroots.db]"),
                click.option("--charter", metavar="NAME|FOLDER", help="Whose words and rules hold. [default: association]"),
            ]
        if as_of:
            options.append(
                click.option(
                    "--as-of", "as_of", callback=_day, metavar="DAY", help="The last day that counts. [default: today]"
                )
            )
        for option in reversed(options):
            run = option(run)
        return run

    return add


def _opened(settings: Settings, *, existing: bool = False, scope: str | None = None) -> Workspace:
    from grassroots.workspace import open_workspace

    path = Path(settings.store)
    if existing and ":" not in settings.store and not path.exists():
        raise NotFound(f"there is no store {path}; load ledgers first (grassroots load LEDGERS), or name it with --store")
    return open_workspace(settings.store, settings.charter, actor=settings.actor, scope=scope, clock=now)


def _charter(settings: Settings) -> Charter:
    from grassroots.workspace import open_charter

    return open_charter(settings.charter)


# -- commands --


@grassroots.command()
@click.option("--out", type=click.Path(path_type=Path), default="out", show_default=True, help="Where the documents go.")
@click.option("--sample", type=click.Path(path_type=Path), help="The folder of the sample, if it is not found by itself.")
@shared(store=False)
def demo(console: Console, settings: Settings, out: Path, sample: Path | None) -> int:
    """Runs the main job on two samples: a street office in 2014, and a sub-district that judged its units in 2012, both invented record by
    record from published totals.

    Reads their ledgers, checks and stores them, shows what a ledger with mistakes looks like and how one score is made up, and writes the
    yearly reports in English and Chinese, as .docx, .html, .md, .xlsx and .json. A second run stores nothing new.

    \b
      grassroots demo
      grassroots demo --out street --language zh
    """
    from grassroots.cli.demo import run_demo

    return run_demo(console, out, sample)


@grassroots.command()
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@click.option(
    "--charter", "whose", default="association", show_default=True, metavar="NAME|FOLDER", help="Whose words and rules hold."
)
@click.option(
    "--format", "ending", type=click.Choice(["csv", "xlsx"]), default="csv", show_default=True, help="Of the ledgers."
)
@shared(store=False)
def init(console: Console, settings: Settings, folder: Path, whose: str, ending: str) -> int:
    """Makes a folder to work in: settings, and an empty ledger of each kind with the charter's headings.

    \b
      grassroots init office
      grassroots init street --charter cn-street --language zh --format xlsx
    """
    from grassroots.ledgers import template
    from grassroots.plugins import Plugins
    from grassroots.workspace import open_charter

    plugins = Plugins.installed()
    rules = open_charter(whose, plugins)
    ledgers = folder / "ledgers"
    if (folder / FILE).exists() or (ledgers.is_dir() and any(ledgers.iterdir())):
        raise InvalidArgument(f"{folder} is in use already; give another folder, or clear it")
    sheets = {name: template(rule, rules, settings.language) for name, rule in rules.ledgers.items()}
    written = {name: plugins.open_rows(ledgers / f"{name}.{ending}") for name in sheets}
    ledgers.mkdir(parents=True, exist_ok=True)
    place = str(Path(whose).resolve()) if Path(whose).is_dir() else whose
    (folder / FILE).write_text(
        f"charter = {_quoted(place)}\nstore = {_quoted('grassroots.db')}\nlanguage = {_quoted(settings.language)}\n",
        encoding="utf-8",
    )
    for name, rows in written.items():
        rows.write([sheets[name]])
    console.say(
        f"{folder} is ready: {FILE}, and {len(sheets)} empty ledgers in {ledgers}.\nFill in what you keep, remove the others, then there:"
        "\n  grassroots load ledgers",
        f"{folder}已就绪：{FILE}，以及{ledgers}中的{len(sheets)}个空白台账。\n请填写需要的台账，删去其余，然后在该文件夹中运行：\n  grassroots load ledgers",
    )
    console.answer({"folder": str(folder), "charter": rules.id, "ledgers": sorted(sheets)})
    return OK


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@grassroots.command()
@click.argument("ledger", required=False)
@click.option("--out", "-o", type=click.Path(path_type=Path), metavar="FILE", help="[default: LEDGER.csv]")
@click.option("--force", is_flag=True, help="Replaces a file of that name.")
@shared()
def template(console: Console, settings: Settings, ledger: str | None, out: Path | None, force: bool) -> int:
    """Writes an empty ledger with the right headings. Without a name, lists the ledgers of the charter.

    \b
      grassroots template
      grassroots template members --out members.xlsx --language zh
    """
    charter = _charter(settings)
    if ledger is None:
        for name, rule in charter.ledgers.items():
            console.say(f"{name:24} {rule.labels.get(console.language, '')}")
        console.answer({name: dict(rule.labels) for name, rule in charter.ledgers.items()})
        return OK
    from grassroots.workspace import open_workspace

    with open_workspace("memory:", charter) as office:
        target = office.template(ledger, out or Path(f"{ledger}.csv"), console.language, overwrite=force)
    console.say(f"Wrote {target}.", f"已写入{target}。")
    console.answer({"ledger": ledger, "file": str(target)})
    return OK


@grassroots.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--mapping", type=click.Path(path_type=Path), metavar="FILE", help="What the columns of a foreign ledger mean (TOML)."
)
@click.option("--encoding", help="How the text is written, if it is not found by itself (gb18030, utf-8, cp1252 ...).")
@click.option("--keep-bad", is_flag=True, help="Stores the good rows, and keeps each bad row until it is mended.")
@click.option("--vanished", type=click.Choice(["ask", "keep", "withdraw"]), default="ask", show_default=True,
              help="What becomes of records whose row is no longer there.")  # fmt: skip
@click.option("--edited", type=click.Choice(["ask", "ledger", "store"]), default="ask", show_default=True,
              help="What holds where a record was changed here, and its row too.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Says what would be stored, and stores nothing.")
@click.option("--reason", default="", help="Why, for the log.")
@shared()
def load(
    console: Console,
    settings: Settings,
    path: Path,
    mapping: Path | None,
    encoding: str | None,
    keep_bad: bool,
    vanished: str,
    edited: str,
    dry_run: bool,
    reason: str,
) -> int:
    """Reads a ledger, or every ledger in a folder, and stores what is new or changed.

    If anything is wrong, nothing is stored, and all of it is told: file, sheet, row, column, and what to write instead. The same
    ledgers again store nothing.

    \b
      grassroots load ledgers
      grassroots load members.xlsx --dry-run
      grassroots load requests.csv --mapping city.toml
      grassroots load ledgers --keep-bad         the good rows now, the bad ones when they are mended
    """
    choices: dict[str, Any] = {
        "mapping": mapping,
        "encoding": encoding,
        "keep_bad": keep_bad,
        "vanished": vanished,
        "edited": edited,
    }
    from grassroots.workspace.intake import files_of

    files_of(path)  # A path that does not exist must not leave an empty store.
    with _opened(settings) as office, console.progress("Reading", "读取") as progress:
        notices = office.notices
        if dry_run:
            reading = office.read(path, progress=progress, **choices)
        else:
            reading = office.take_in(path, reason=reason, progress=progress, **choices)
        head = str(office.head)
    console.problems(notices)
    _tell_reading(console, reading, dry_run)
    console.answer({**reading_json(reading, console.language), "head": head})
    if reading.problems:
        return PARTIAL if reading.stored else FINDINGS
    return OK


def _tell_reading(console: Console, reading: Reading, dry_run: bool) -> None:
    if console.quiet:
        console.problems(reading.problems)
        return
    console.say(reading.summary(console.language))
    if reading.stored:
        console.say("Stored.", "已入库。")
    elif reading.problems:
        console.say(
            "Nothing was stored. Mend the rows above and load again, or store the good rows with --keep-bad.",
            "未入库。请修正以上各行后重新导入，或用--keep-bad先导入无误的行。",
        )
    elif dry_run:
        console.say("Nothing was stored: a dry run.", "试运行，未入库。")
    else:
        console.say("Nothing new: nothing was stored.", "没有新内容，未入库。")


def reading_json(reading: Reading, language: str) -> dict[str, Any]:
    """A reading as data."""
    return {
        "rows": reading.rows,
        "new": len(reading.new),
        "changed": len(reading.changed),
        "unchanged": len(reading.unchanged),
        "skipped": len(reading.skips),
        "bad_rows": len(reading.bad_rows),
        "stored": reading.stored,
        "batch": reading.batch,
        "problems": [problem_json(problem, language) for problem in reading.problems],
        "remarks": [problem_json(problem, language) for problem in reading.remarks],
    }


@grassroots.command()
@click.argument("what", type=click.Path(path_type=Path), required=False)
@click.option(
    "--mapping", type=click.Path(path_type=Path), metavar="FILE", help="What the columns of a foreign ledger mean (TOML)."
)
@click.option("--encoding", help="How the text is written, if it is not found by itself.")
@shared(as_of=True)
def check(
    console: Console, settings: Settings, what: Path | None, mapping: Path | None, encoding: str | None, as_of: date | None
) -> int:
    """Looks for what is wrong, and changes nothing: in the store, in ledgers, or in a charter.

    \b
      grassroots check                   the records in the store, and the rows that wait for mending
      grassroots check ledgers           ledgers, before they are loaded
      grassroots check my-charter        a folder of TOML files: a charter
    """
    if what is not None and _is_charter(what):
        from grassroots.workspace import open_charter

        try:
            found = open_charter(what)
        except CharterInvalid as error:
            problems, subject = tuple(error.problems), str(what)
        else:
            problems, subject = (), f"{found.id} {found.version}"
    elif what is not None:
        with _opened(settings if Path(settings.store).exists() else _nowhere(settings)) as office:
            problems, subject = office.read(what, mapping=mapping, encoding=encoding).problems, str(what)
    else:
        with _opened(settings, existing=True) as office, console.progress("Checking", "检查"):
            problems, subject = (*office.notices, *office.check(as_of or today())), settings.store
            damage = office.verify()
        for line in damage:
            console.note(line)
        if damage:
            console.answer({"checked": subject, "damage": list(damage), "problems": []})
            return FINDINGS
    console.problems(problems)
    if problems:
        console.say(f"{subject}: {len(problems)} problems.", f"{subject}：共{len(problems)}个问题。")
    else:
        console.say(f"{subject}: nothing is wrong.", f"{subject}：没有问题。")
    console.answer({"checked": subject, "problems": [problem_json(problem, console.language) for problem in problems]})
    return FINDINGS if problems else OK


def _nowhere(settings: Settings) -> Settings:
    """Checking a ledger before there is a store makes none."""
    return Settings("memory:", settings.charter, settings.language, settings.actor)


def _is_charter(what: Path) -> bool:
    return (what.is_dir() and (what / "charter.toml").is_file()) or what.suffix == ".toml"


@grassroots.command()
@click.argument("outline", required=False)
@click.option("--out", "-o", "outs", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
              help="A document; its ending names the format. May be given several times.")  # fmt: skip
@click.option("--scope", metavar="UNIT", help="Only this unit and all under it.")
@click.option("--period", metavar="PERIOD", help="2014, 2014-Q2, 2014-06, or DAY..DAY. [default: that of the report]")
@click.option("--known-at", type=int, metavar="HEAD", help="As known at an earlier head of the store.")
@click.option("--profile", type=click.Choice(["public", "internal", "named"]), default="internal", show_default=True,
              help="Record ids behind the figures: none, ids, or ids with names.")  # fmt: skip
@shared(as_of=True)
def report(
    console: Console,
    settings: Settings,
    outline: str | None,
    outs: tuple[Path, ...],
    scope: str | None,
    period: str | None,
    known_at: int | None,
    profile: str,
    as_of: date | None,
) -> int:
    """Writes a work report. Without a name, lists the reports of the charter; without --out, prints it as Markdown.

    \b
      grassroots report
      grassroots report year --as-of 2014-06-30
      grassroots report year --as-of 2014-06-30 -o summary.docx -o summary.xlsx --language zh
      grassroots report year --profile public -o for-the-notice-board.html
      grassroots report year --json              the contract for machines
    """
    if outline is None:
        charter = _charter(settings)
        for name, found in charter.outlines.items():
            console.say(f"{name:24} {found.labels.get(console.language, '')}")
        console.answer({name: dict(found.labels) for name, found in charter.outlines.items()})
        return OK
    with _opened(settings, existing=True, scope=scope) as office:
        console.problems(office.notices)
        made = office.report(
            outline, as_of or today(), period=period_of(period) if period else None, known_at=known_at, profile=profile
        )
        with console.progress("Writing", "写入") as progress:
            for number, out in enumerate(outs, 1):
                if progress:
                    progress(str(out), number, len(outs))
                office.write(made, out, console.language)
        for out in outs:
            console.say(f"Wrote {out}.", f"已写入{out}。")
        if not outs and not console.json:
            with tempfile.TemporaryDirectory() as folder:
                page = office.write(made, Path(folder) / "report.md", console.language)
                click.echo(page.read_text(encoding="utf-8"))
        console.answer(made.to_dict())
    return OK


_PERIOD = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(\d{2})))?", re.ASCII)


def period_of(text: str) -> Any:
    """A period as it is typed: `2014`, `2014-Q2`, `2014-06`, or `2014-01-01..2014-06-30` (both days count).

    Raises:
        InvalidArgument: it is none of these.

    >>> str(period_of("2014-Q2"))
    '2014-04-01 to 2014-06-30'
    """
    from grassroots.values import Period
    from grassroots.workspace.opened import day_of

    first, dots, last = text.partition("..")
    if dots:
        return Period.between(day_of(first), day_of(last))
    match = _PERIOD.fullmatch(text)
    if not match or (match[3] and not 1 <= int(match[3]) <= 12):
        raise InvalidArgument(f"{text!r} is no period; write 2014, 2014-Q2, 2014-06 or 2014-01-01..2014-06-30")
    year, quarter, month = (int(part) if part else 0 for part in match.groups())
    return Period.quarter(year, quarter) if quarter else Period.month(year, month) if month else Period.year(year)


@grassroots.command()
@click.argument("measure", required=False)
@click.option("--scope", metavar="UNIT", help="Only this unit and all under it.")
@click.option("--period", metavar="PERIOD", help="2014, 2014-Q2, 2014-06, or DAY..DAY. [default: the year of --as-of]")
@click.option("--known-at", type=int, metavar="HEAD", help="As known at an earlier head of the store.")
@click.option("--most", type=click.IntRange(0), default=20, show_default=True, help="How many records of each list are shown.")
@shared(as_of=True)
def explain(
    console: Console,
    settings: Settings,
    measure: str | None,
    scope: str | None,
    period: str | None,
    known_at: int | None,
    most: int,
    as_of: date | None,
) -> int:
    """Says how a figure is computed, and which records it counts, each with the row that it came from.

    Without a name, lists the measures of the charter.

    \b
      grassroots explain
      grassroots explain analysis-completed --as-of 2014-06-30
      grassroots explain opinions.solved --scope village-3 --language zh
    """
    if measure is None:
        charter = _charter(settings)
        for name, found in charter.measures.items():
            console.say(f"{name:32} {found.labels.get(console.language, '')}")
        console.answer({name: dict(found.labels) for name, found in charter.measures.items()})
        return OK
    from grassroots.figures import Evidence

    with _opened(settings, existing=True, scope=scope) as office:
        console.problems(office.notices)
        figure = office.figure(measure, as_of or today(), period=period_of(period) if period else None, known_at=known_at)
        evidence, refused = Evidence(), ""
        try:
            evidence = figure.records()
        except Refused as error:
            refused = error.text(console.language)
        console.say(f"{figure.name} = {figure.text()}")
        console.say(figure.explain(console.language))
        if refused:
            console.say(f"\n{refused}")
        for label, keys in () if refused else _lists(console, office.charter, evidence):
            console.say(f"\n{label} ({len(keys)})" if console.language == "en" else f"\n{label}（{len(keys)}）")
            for key in keys[:most]:
                source = evidence.sources.get(key)
                place = source.text(console.language) if source is not None else ""
                console.say(f"  {key[0]} {key[1]}" + (f"  {place}" if place else ""))
            if len(keys) > most:
                console.say(f"  ... and {len(keys) - most} more", f"  ……另有{len(keys) - most}条")
        if console.json:
            console.answer(_figure_json(figure, evidence, console.language) | ({"refused": refused} if refused else {}))
    return OK


def _lists(console: Console, charter: Charter, evidence: Evidence) -> Iterable[tuple[str, tuple[tuple[str, str], ...]]]:
    yield console.pick("Counted", "计入"), evidence.hits
    if evidence.misses:
        yield console.pick("Not counted", "未计入"), evidence.misses
    for reason, keys in evidence.left_out.items():
        label = charter.label("left_out", reason, console.language)
        yield console.pick(f"Left out: {label}", f"不计：{label}"), keys


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


@grassroots.command()
@click.argument("kind", required=False)
@shared()
def rules(console: Console, settings: Settings, kind: str | None) -> int:
    """Lists the rules of the charter, each with the days on which it holds and the source where it is written.

    A rule whose source was not read, or only in a copy, says so.

    \b
      grassroots rules
      grassroots rules decision --charter cn-party-branch
      grassroots rules duty --language zh
      grassroots rules --json
    """
    charter = _charter(settings)
    known = {name: rules for name, rules in charter.rules.items() if rules}
    if kind is not None and kind not in known:
        raise NotFound(
            f"the charter {charter.id!r} has no rules of the kind {kind!r}; it has {', '.join(nearest(kind, known))}"
        )
    told: list[dict[str, Any]] = []
    for name in sorted(known) if kind is None else (kind,):
        for rule in known[name].values():
            told.append(
                {
                    "kind": name,
                    "name": rule.name,
                    "named": rule.known_as,
                    "label": dict(rule.labels),
                    "valid_from": rule.valid_from and str(rule.valid_from),
                    "valid_until": rule.valid_until and str(rule.valid_until),
                    "source": rule.source,
                    "unconfirmed": rule.unconfirmed,
                }
            )
            label = rule.labels.get(console.language) or rule.labels.get("en") or rule.name
            console.say(f"{name} {rule.name}  {label}")
            console.say(f"    {_in_force(console, rule)}")
            source = rule.source or console.pick("none is given", "未注明")
            note = console.pick("; not confirmed", "；未经核对") if rule.unconfirmed else ""
            console.say(f"    {console.pick('Source: ', '依据：')}{source}{note}")
    console.answer(told)
    return OK


def _in_force(console: Console, rule: Rule) -> str:
    """The days on which a rule holds, in words; its last day counts."""
    first, after = rule.valid_from, rule.valid_until
    last = after - timedelta(days=1) if after else None
    if first and last:
        return console.pick(f"In force from {first} to {last}", f"施行于{first}至{last}")
    if first:
        return console.pick(f"In force from {first}", f"自{first}起施行")
    if last:
        return console.pick(f"In force until {last}", f"施行至{last}")
    return console.pick("In force on every day", "始终施行")


@grassroots.command()
@shared(store=False)
def plugins(console: Console, settings: Settings) -> int:
    """Lists the adapters in use, in the order in which they are asked, and those that cannot be used, with the reason.

    \b
      grassroots plugins
      grassroots plugins --json
    """
    from grassroots.plugins import Plugins

    infos = Plugins.installed().infos()
    for info in infos:
        doors = ", ".join(hook.removeprefix("grassroots_open_") for hook in info.hooks)
        place = f"{info.distribution} {info.version}".strip()
        console.say(f"{info.name:16} {place:32} {info.failure or doors}")
    console.answer(
        [
            {
                "name": info.name,
                "distribution": info.distribution,
                "version": info.version,
                "builtin": info.builtin,
                "doors": [hook.removeprefix("grassroots_open_") for hook in info.hooks],
                "failure": info.failure,
            }
            for info in infos
        ]
    )
    failed = [info for info in infos if info.failure]
    for info in failed:
        console.note(info.failure)
    return FINDINGS if failed else OK
