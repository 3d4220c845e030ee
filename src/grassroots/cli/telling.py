"""Commands that say what the rules know on a day: what is to be done, and what one rule makes of the records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grassroots.cli.clock import today
from grassroots.cli.console import Console, problem_json
from grassroots.cli.group import OK, grassroots, opened, shared
from grassroots.cli.settings import Settings
from grassroots.cli.typed.days import DAY
from grassroots.errors import GrassrootsError, InvalidArgument, NotFound
from grassroots.problems import Problem, nearest

if TYPE_CHECKING:
    from grassroots.rules.proposed import Proposed
    from grassroots.rules.todo import ToDo
    from grassroots.workspace.desk.naming import Names
    from grassroots.workspace.told.explaining import Words
    from grassroots.workspace.told.telling import RuleSaid
    from grassroots.workspace.told.todo_list import ToDoList

MOST = click.option("--most", type=click.IntRange(0), default=20, show_default=True)


@grassroots.command()
@click.option("--for", "unit", metavar="UNIT")
@click.option("--post", default="", metavar="POST")
@click.option("--until", type=DAY, metavar="DAY")
@click.option("--out", "-o", "outs", multiple=True, type=click.Path(path_type=Path), metavar="FILE")  # fmt: skip
@MOST
@shared(as_of=True)
def todo(
    console: Console,
    settings: Settings,
    unit: str | None,
    post: str,
    until: date | None,
    outs: tuple[Path, ...],
    most: int,
    as_of: date | None,
) -> int:
    """Lists what the rules of the charter say is to be done: what is overdue, what is lacking, what people have to decide, what is due soon."""
    with opened(settings) as office:
        found = office.todo(as_of or today(), until=until, unit=unit, post=post)
        for target in outs:
            office.write_todo(found, target, console.language)
    if outs:
        for target in outs:
            console.say("wrote", target=target)
    else:
        _list(console, found, most)
    console.answer(
        {
            "as_of": str(found.day),
            "count": len(found),
            "to_dos": [{**found.row(one, console.language), **_todo_json(one)} for one in found],
        }
    )
    return OK


def _list(console: Console, found: ToDoList, most: int) -> None:
    for urgency, listed in found.by_urgency().items():
        console.say("list", label=urgency.label(console.language), count=len(listed))
        for one in listed[:most]:
            row = found.row(one, console.language, reveal=True)
            code = "todo-decide" if urgency.value == "decide" else "todo-line" if row["day"] else "todo-without-day"
            _tell(console, console.text(code, **row))
        if len(listed) > most:
            _tell(console, "  " + console.text("more", count=len(listed) - most))
    console.say("todo-count" if len(found) else "todo-none", count=len(found), day=found.day)


def _tell(console: Console, text: str) -> None:
    """A line that was asked for: also with `--quiet`, not beside JSON."""
    if not console.json:
        click.echo(text)


def _todo_json(one: ToDo) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "rule_name": one.rule,
        "urgency_name": one.urgency.value,
        "record": ":".join(one.record),
        "unit_id": one.unit or "",
        "post_name": one.post,
    }


@grassroots.command("run")
@click.argument("rule")
@click.option("--do", "records", multiple=True, metavar="RECORD")  # fmt: skip
@click.option("--do-all", "everything", is_flag=True)
@click.option("--refuse", "refused", multiple=True, metavar="RECORD")
@click.option("--reason", default="")
@click.option("--decided-by", default="", metavar="PERSON")
@MOST
@shared(as_of=True)
def run_rule(
    console: Console,
    settings: Settings,
    rule: str,
    records: tuple[str, ...],
    everything: bool,
    refused: tuple[str, ...],
    reason: str,
    decided_by: str,
    most: int,
    as_of: date | None,
) -> int:
    """Shows what a rule makes of the records on a day: what it derives, what it finds wrong, what it says is to be done, what it proposes."""
    from grassroots.workspace.told.explaining import Words

    if records and everything:
        raise InvalidArgument.of(Problem("all-and-some"))
    day, deciding = as_of or today(), bool(records or everything or refused)
    with opened(settings) as office, console.progress("checking"):
        found = office.run(rule, day)
        names = office.names(day)
        requests = [record.removeprefix("change_request:") for record in refused]
        wanted = _all_of(found, requests) if everything else [_asked_for(found, names, record) for record in records]
        decider = office.person(decided_by) if decided_by else ""
        with _in_part(console, len(wanted) + len(requests)) as tell:
            for one in wanted:
                office.act(one, reason=reason, decided_by=decider)
                tell("run-done", record=names.typed(one.record, console.language), text=_named(one, console.language))
            for record in requests:
                office.refuse_request(record, on=day, reason=reason)
                tell("run-refused", record=record)
        since = {id: office.meanwhile(id) for said in found for id in _asked(said)}
        for said in found if not deciding else ():
            _tell_rule(console, said, Words(console.language, office.charter, names, said), most)
    if everything and (left := sum(not one.changes for said in found for one in said.proposals)):
        console.say("run-left", count=left)
    elif everything and not wanted:
        console.say("run-none")
    for id, fields in since.items() if not deciding else ():
        if fields:
            console.say("run-meanwhile", request=id, fields=fields)
    console.answer([_said_json(said, console.language) for said in found])
    return OK


class InPart(Exception):
    """Something was refused after other things were stored; `error` says what."""

    def __init__(self, error: GrassrootsError) -> None:
        super().__init__(str(error))
        self.error = error


@contextmanager
def _in_part(console: Console, count: int) -> Iterator[Callable[..., None]]:
    """What is stored one after the other: each is told once it is, and when one is refused, how many were not carried out.

    Raises:
        InPart: one was refused after others were stored.
    """
    done = 0

    def tell(code: str, **details: Any) -> None:
        nonlocal done
        done += 1
        console.say(code, **details)

    try:
        yield tell
    except GrassrootsError as error:
        if not done:
            raise
        console.say("run-stopped", done=done, count=count - done)
        raise InPart(error) from error


def _asked_for(found: Iterable[RuleSaid], names: Names, record: str) -> Proposed:
    """What is proposed about a record, which is given as `case:12` or as it is called, or by the record that it makes or changes."""
    proposed = [one for said in found for one in said.proposals]
    key = names.key(record)
    about = [one for one in proposed if one.record == key or record in (":".join(one.record), *_changed(one))]
    if len(about) != 1:
        near = tuple(name for one in about for name in _changed(one))
        near = near or tuple(nearest(record, {":".join(one.record) for one in proposed}))
        raise NotFound.of(Problem("several-proposed", value=record, details={"count": len(about), "near": near}))
    return about[0]


def _all_of(found: Iterable[RuleSaid], refused: Iterable[str]) -> tuple[Proposed, ...]:
    """All that is proposed, where nobody has to choose: no two of them change one record. Change requests that are refused are not among them."""
    without = {("change_request", id) for id in refused}
    proposed = tuple(one for said in found for one in said.proposals if one.changes and one.record not in without)
    times = Counter(name for one in proposed for name in _changed(one))
    if often := [name for name in times if times[name] > 1]:
        alone = [name for name in times if times[name] == 1]
        raise NotFound.of(Problem("several-proposed", value=often[0], details={"count": times[often[0]], "near": alone}))
    return proposed


def _changed(one: Proposed) -> tuple[str, ...]:
    """The records that a proposal makes or changes."""
    return tuple(f"{change.noun}:{change.id}" for change in one.changes)


def _asked(said: RuleSaid) -> Iterator[str]:
    """The change requests that are proposed."""
    return (one.record[1] for one in said.proposals if one.record[0] == "change_request")


def _named(one: Proposed, language: str) -> str:
    return one.labels.get(language) or one.labels.get("en") or one.rule


def _tell_rule(console: Console, said: RuleSaid, words: Words, most: int) -> None:
    from grassroots.rules.worded import headed, kind_label

    language = console.language
    name = kind_label(said.kind, language)
    if said.rule is not None:
        named = console.text("run-rule", kind=name, name=said.title(language))
        name = headed(named, said.rule.source, language)
    _tell(console, console.text("run-head", name=name, day=said.day))
    for noun, records in said.derived.items():
        _lines(console, _noun(noun, language), (words.record(one, noun) for one in records), len(records), most)
    wrong = (words.told(one, reveal=True) for one in said.problems)
    _lines(console, console.text("run-found"), wrong, len(said.problems), most)
    to_do = (_with_day(console, one, words) for one in said.to_dos)
    _lines(console, console.text("run-todo"), to_do, len(said.to_dos), most)
    proposed = (_proposed(console, one, words) for one in said.proposals)
    _lines(console, console.text("run-proposed"), proposed, len(said.proposals), most)
    if not (any(said.derived.values()) or said.problems or said.to_dos or said.proposals):
        console.say("run-nothing")


def _with_day(console: Console, one: ToDo, words: Words) -> str:
    return f"{one.explain(console.language)[1]}{console.text('colon')}{words.told(one.reason, one.record, reveal=True)}"


def _proposed(console: Console, one: Proposed, words: Words) -> str:
    name = _named(one, console.language)
    return f"{words.names.typed(one.record, console.language)}  {name}{console.text('colon')}{words.told(one.reason, one.record, reveal=True)}"


def _lines(console: Console, label: str, lines: Iterable[str], count: int, most: int) -> None:
    if not count:
        return
    _tell(console, console.text("list", label=label, count=count))
    for _, line in zip(range(most), lines, strict=False):
        _tell(console, f"  {line}")
    if count > most:
        _tell(console, "  " + console.text("more", count=count - most))


def _noun(noun: str, language: str) -> str:
    from grassroots.model.labels import noun_label

    label = noun_label(noun, language)
    return label[:1].upper() + label[1:]


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value if value is None or isinstance(value, bool | int) else str(value)


def _said_json(said: RuleSaid, language: str) -> dict[str, Any]:
    from grassroots.workspace.told.explaining import values_of

    return {
        "kind": said.kind,
        "rule": said.rule.name if said.rule else "",
        "title": said.title(language),
        "source": said.rule.source if said.rule else "",
        "as_of": str(said.day),
        "derived": {
            noun: [{"id": one.id, **{name: _plain(value) for name, value in values_of(one).items()}} for one in records]
            for noun, records in said.derived.items()
        },
        "problems": [problem_json(one, language) for one in said.problems],
        "to_dos": [{**_todo_json(one), "day": str(one.day or ""), "text": one.text(language)} for one in said.to_dos],
        "proposals": [_proposal_json(one, language) for one in said.proposals],
    }


def _proposal_json(one: Proposed, language: str) -> Mapping[str, Any]:
    return {
        "what": one.what,
        "carries_changes": bool(one.changes),
        "record": ":".join(one.record),
        "text": one.reason.text(language),
    }
