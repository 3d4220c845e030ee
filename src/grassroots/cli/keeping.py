"""Commands about what is kept: what changed, all about a person, a copy of it, erasing, consent taken back, what is kept no longer, copies of the store."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grassroots.cli.clock import now, today
from grassroots.cli.console import Console
from grassroots.cli.desk import REASON
from grassroots.cli.group import FINDINGS, OK, grassroots, opened, shared
from grassroots.cli.settings import Settings
from grassroots.cli.typed.days import DAY
from grassroots.errors import InvalidArgument, NotFound
from grassroots.problems import Problem
from grassroots.texts import languages

if TYPE_CHECKING:
    from grassroots.access.traces import Traces


@grassroots.command()
@click.option("--since", type=DAY, required=True, metavar="DAY")
@click.option("--figures/--no-figures", default=True)
@shared(as_of=True)
def changes(console: Console, settings: Settings, since: date, figures: bool, as_of: date | None) -> int:
    """Tells what changed since a day: who, what, why, and which figures moved."""
    with opened(settings) as office:
        found = office.changes(since, console.language)
        moved = office.moved_figures(since, as_of or today(), console.language) if figures and found else ()
    for one in found:
        console.line(one.text(console.language))
    if moved:
        console.say("list", label=console.text("figures-moved"), count=len(moved))
        for figure in moved:
            console.line("  " + figure.text(console.language))
    if not found:
        console.say("no-changes", day=since)
    console.answer(
        {
            "since": str(since),
            "changes": [
                {"at": one.at and one.at.isoformat(), "actor": one.actor, "reason": one.reason, "what": one.what}
                for one in found
            ],
            "figures": [{"label": one.label, "was": one.was, "now": one.now} for one in moved],
        }
    )
    return OK


@grassroots.command()
@click.argument("person")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@shared()
def about(console: Console, settings: Settings, person: str, out: Path | None) -> int:
    """Tells all that is kept of a person: for whoever asks what is kept of them. With --out as a copy for that person."""
    with opened(settings) as office:
        found, beside = office.about(person, console.language), office.traces_of(person)
        if out is not None:
            copy = office.copy_for(person, console.language)
            out.write_text(json.dumps(copy, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
            console.say("copied-for", target=out, count=len(found))
            console.answer({"file": str(out), "records": len(found)})
            return OK
    for one in found:
        console.line(console.text("found-withdrawn" if one.withdrawn else "found", ledger=one.ledger, number=one.number))
        for heading, cell in one.row:
            console.line("  " + console.text("cell", heading=heading, text=cell))
    _tell_traces(console, beside)
    console.say("about-count", count=len(found))
    records = [
        {
            "ledger": one.ledger,
            "number": one.number,
            "record": ":".join(one.key),
            "row": dict(one.row),
            "withdrawn": one.withdrawn,
        }
        for one in found
    ]
    waiting = [{"ledger": one.ledger, "waits": str(one.source), "row": dict(one.cells)} for one in beside.bad_rows]
    messages = [{"message": one.key, "to": one.to, "subject": one.subject, "body": one.body} for one in beside.messages]
    console.answer([*records, *waiting, *messages])
    return OK


@grassroots.command()
@click.argument("noun")
@click.option("--for", "recipient", required=True, metavar="RECIPIENT")
@click.option("--segment", default="", metavar="NAME")
@click.option("--out", "-o", "out", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@shared(as_of=True)
def records(
    console: Console, settings: Settings, noun: str, recipient: str, segment: str, out: Path, as_of: date | None
) -> int:
    """Writes the records of a noun for somebody outside who counts: no names, and pseudonyms of the recipient's own in place of ids."""
    from grassroots.model import NOUNS
    from grassroots.model.labels import noun_label

    called = {noun_label(one, language): one for language in languages() for one in NOUNS}
    with opened(settings) as office:
        office.write_records(
            called.get(noun, noun),
            out,
            as_of or today(),
            recipient=recipient,
            segment=segment,
            language=console.language,
        )
    console.say("wrote", target=out)
    console.answer({"file": str(out)})
    return OK


def _tell_traces(console: Console, beside: Traces) -> None:
    """Rows that wait for mending, and messages."""
    for row in beside.bad_rows:
        console.line(console.text("found-waiting", source=row.source))
        for heading, cell in row.cells:
            console.line("  " + console.text("cell", heading=heading, text=cell))
    for message in beside.messages:
        console.line(console.text("found-message", to=message.to, subject=message.subject))


@grassroots.command()
@click.argument("person")
@click.option("--yes", is_flag=True)
@REASON
@shared()
def erase(console: Console, settings: Settings, person: str, yes: bool, reason: str) -> int:
    """Erases what identifies a person, in every version, for good; shows what goes and asks before. Figures stay as they are."""
    with opened(settings) as office:
        parts = office.personal(person, console.language)
        if not parts:
            console.say("nothing-to-erase")
            console.answer({"erased": []})
            return OK
        for key, cells in parts.items():
            console.line(office.called(key, console.language))
            for heading, cell in cells:
                console.line("  " + console.text("cell", heading=heading, text=cell))
        _tell_traces(console, office.traces_of(person))
        if not yes and not click.confirm(console.text("erase-ask", count=len(parts)), err=True):
            console.say("erase-not")
            return FINDINGS
        office.erase(*parts, reason=reason or console.text("reason-erase"))
    console.say("erased", count=len(parts))
    console.answer({"erased": [":".join(key) for key in parts]})
    return OK


@grassroots.command()
@click.argument("person")
@click.option("--consent", default="", metavar="TEXT")
@click.option("--on", type=DAY, metavar="DAY")
@REASON
@shared()
def revoke(console: Console, settings: Settings, person: str, consent: str, on: date | None, reason: str) -> int:
    """Takes back what a person agreed to; what rests on it ends with it."""
    with opened(settings) as office:
        why = reason or console.text("reason-revoke")
        back = office.take_back(person, on=on or today(), consent=consent, reason=why)
        for one in back:
            word = office.charter.label("consent", one.purpose, console.language)
            console.line(console.text("taken-back", purpose=word, start=one.start, end=one.end))
    if not back:
        console.say("nothing-to-take-back")
    console.answer([{"consent": one.id, "purpose": one.purpose, "end": str(one.end)} for one in back])
    return OK


@grassroots.command()
@click.option("--do", "do", is_flag=True)
@click.option("--yes", is_flag=True)
@REASON
@shared(as_of=True)
def retention(console: Console, settings: Settings, do: bool, yes: bool, reason: str, as_of: date | None) -> int:
    """Tells until when what tells of persons is kept, by the rules of the charter; with --do erases what is due, for good."""
    day = as_of or today()
    with opened(settings) as office:
        kept, rules = office.retention(day), office.charter.rules.get("retention", {})
        titles = {rule.known_as: rule.title.text(console.language) for rule in rules.values()}
        due = [one for one in kept if one.due <= day and not one.held]
        for one in kept:
            code = "kept-by-hold" if one.held else "kept-over" if one.due <= day else "kept-until"
            called = office.called((one.record.noun, one.record.id), console.language)
            console.line(console.text(code, record=called, day=one.due, over=one.over, rule=titles.get(one.rule, one.rule)))
        if rules:
            console.say("retention-count", count=len(due))
        else:
            console.say("retention-no-rules")
        erased: tuple[tuple[str, str], ...] = ()
        if do and due:
            if not yes and not click.confirm(console.text("erase-ask", count=len(due)), err=True):
                console.say("erase-not")
                return FINDINGS
            erased = office.erase_due(day, reason=reason or console.text("reason-retention"))
            console.say("erased", count=len(erased))
    console.answer(
        {
            "day": str(day),
            "kept": [
                {
                    "record": f"{one.record.noun}:{one.record.id}",
                    "rule": one.rule,
                    "over": str(one.over),
                    "due": str(one.due),
                    "held": one.held,
                }
                for one in kept
            ],
            "erased": [":".join(key) for key in erased],
        }
    )
    return FINDINGS if due and not do else OK


@grassroots.command()
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False), required=False)
@shared()
def backup(console: Console, settings: Settings, target: Path | None) -> int:
    """Copies the store into a file while it is in use, and checks the copy."""
    from grassroots.plugins.doors import file_of

    stem = "grassroots" if "://" in settings.store else file_of(settings.store).stem
    path = target or Path(f"{stem}-{now():%Y%m%d-%H%M%S}.db")
    with opened(settings) as office:
        head = office.backup(path)
    console.say("backed-up", target=path, count=head.seq)
    console.answer({"file": str(path), "head": str(head)})
    return OK


@grassroots.command()
@click.argument("copy", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True)
@click.option("--dry-run", is_flag=True)
@shared()
def restore(console: Console, settings: Settings, copy: Path, force: bool, dry_run: bool) -> int:
    """Checks a copy, and puts it where the store was; a store that is there is set aside, not thrown away."""
    from grassroots.plugins import Plugins
    from grassroots.plugins.doors import file_of
    from grassroots.workspace.copies import looked_over, put_back, put_into

    store = file_of(settings.store)
    if not copy.is_file():
        raise NotFound.of(Problem("no-such-file", value=str(copy)))
    plugins = Plugins.installed()
    head, faults = looked_over(plugins, copy)
    if faults:
        console.problems(faults)
        console.say("copy-damaged", target=copy)
        console.answer({"file": str(copy), "damage": [one.text(console.language) for one in faults]})
        return FINDINGS
    console.say("copy-sound", target=copy, count=head.seq)
    if not dry_run and "://" in settings.store:
        put_into(plugins, copy, settings.store)
        console.say("restored", target=settings.store.partition("?")[0].rpartition("@")[2])
    elif not dry_run:
        if store.exists() and not force:
            raise InvalidArgument.of(Problem("store-in-the-way", value=str(store)))
        aside = store.with_name(f"{store.stem}-{now():%Y%m%d-%H%M%S}.before{store.suffix}")
        if put_back(plugins, copy, store, aside):
            console.say("set-aside", target=aside)
        console.say("restored", target=store)
    console.answer({"file": str(copy), "head": str(head), "restored": not dry_run})
    return OK
