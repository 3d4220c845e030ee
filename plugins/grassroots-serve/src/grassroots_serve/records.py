"""Ledgers, records and cases: looked for, looked at, added, led on, corrected."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from grassroots.errors import HasProblems
from grassroots.model.labels import field_label
from grassroots.problems import Problem
from grassroots.store import Key
from grassroots_serve.asked import Asked, address
from grassroots_serve.files import sent

MOST = 50
"""So many rows stand on a page."""


def find(asked: Asked) -> Response:
    """What has a number, a name or a word."""
    text = asked.text("text")
    found = asked.office.find(text, asked.language) if text else ()
    return asked.page("find", title=asked.say("find"), text=text, found=found[:MOST], more=max(0, len(found) - MOST))


def ledgers(asked: Asked) -> Response:
    """All ledgers: first those in which something is kept, or with which such an office begins."""
    kept = asked.office.filled_ledgers()
    begun = asked.office.charter.begin_with
    named = [(name, asked.label(rule.labels, name), kept.get(name, 0)) for name, rule in asked.office.charter.ledgers.items()]
    used = [one for one in named if one[2] or one[0] in begun]
    return asked.page("ledgers", title=asked.say("ledgers"), used=used, others=[one for one in named if one not in used])


def ledger(asked: Asked) -> Response:
    """The rows of a ledger, a page of them."""
    rule = asked.office.ledger_of(asked.part("ledger"))
    at = asked.number("from")
    rows, count = asked.office.rows(rule.name, asked.language, skip=at, most=MOST)
    headings = list(dict.fromkeys(heading for one in rows for heading, _ in one.row))
    return asked.page(
        "ledger",
        title=asked.label(rule.labels, rule.name),
        ledger=rule.name,
        rows=[(one, dict(one.row)) for one in rows],
        headings=headings,
        count=count,
        first=at,
        before=max(0, at - MOST) if at else None,
        after=at + MOST if at + MOST < count else None,
    )


def download(asked: Asked) -> Response:
    """The ledger as the workbook to go on with."""
    rule = asked.office.ledger_of(asked.part("ledger"))
    ending = ".xlsx" if asked.can_write_table(".xlsx") else ".csv"
    name = f"{asked.label(rule.labels, rule.name)}{ending}"
    return sent(name, lambda target: asked.office.ledger(rule.name, target, asked.language))


def record(asked: Asked) -> Response:
    """What is kept under a number: its row, how it may go on, what happened to it."""
    ledger, number = asked.part("ledger"), asked.part("number")
    rule = asked.office.ledger_of(ledger)
    done = asked.text("done")
    about = asked.office.key_of(ledger, number)
    case = about[0] == "case"
    texts = asked.office.reply_texts(ledger, number, on=asked.today, language=asked.language) if case and asked.changes else ()
    return asked.page(
        "record",
        title=f"{asked.label(rule.labels, rule.name)} {number}",
        ledger=rule.name,
        number=number,
        row=asked.office.row(ledger, number, asked.language),
        ways=asked.office.ways(ledger, number, asked.language) if asked.changes else None,
        texts=[(one.name, one.title.text(asked.language)) for one in texts if one.lacking is None],
        reading=[(one.title.text(asked.language), _parts(asked, one.parts)) for one in texts if one.lacking is None],
        unready=[one.lacking.text(asked.language) for one in texts if one.lacking is not None],
        answers=[(one.on, _parts(asked, one.said)) for one in asked.office.replies(ledger, number)] if case else (),
        units=asked.units(),
        past=asked.office.past(ledger, number),
        about=about,
        person=_person(asked, about),
        moves=asked.changes and about[0] in ("unit", "person", "membership"),
        done=asked.say(f"done-{done}") if done in ("added", "led", "corrected", "moved", "as-before") else "",
    )


def _parts(asked: Asked, said: Mapping[str, str]) -> list[tuple[str, str]]:
    """The parts of an answer: (what a part is called, what it says)."""
    return [(field_label(part, asked.language), text) for part, text in said.items()]


def _person(asked: Asked, key: Key) -> str:
    """The person of whom a record tells, by id; empty where it tells of none."""
    return str(key[1] if key[0] == "person" else getattr(asked.office.get(*key), "person", None) or "")


def add(asked: Asked) -> Response:
    """The form for a new row."""
    return _form(asked, {}, ())


def added(asked: Asked) -> Response:
    """Takes a new row in."""
    ledger = asked.part("ledger")
    cells = _cells(asked)
    try:
        reading = asked.office.add_row(
            ledger,
            {heading: text for heading, text in cells.items() if text},
            reason=asked.text("reason") or asked.say("reason-add"),
            language=asked.language,
        )
    except HasProblems as error:
        return _form(asked, cells, error.problems)
    rule = asked.office.ledger_of(ledger)
    main = next(one for one in reading.records if (rule.nouns[0], one.id) in reading.new)
    return asked.go("ledgers", rule.name, "rows", asked.office.number(ledger, main.id), done="added")


def correct(asked: Asked) -> Response:
    """The form for the cells of a row."""
    return _form(asked, {}, (), number=asked.part("number"))


def corrected(asked: Asked) -> Response:
    """Takes in the cells that were written otherwise than they stood when the form was made."""
    ledger, number = asked.part("ledger"), asked.part("number")
    cells = _cells(asked)
    was = {name.removeprefix("was:"): text for name, text in asked.fields.items() if name.startswith("was:")}
    wanted = {heading: text for heading, text in cells.items() if text != was.get(heading, "").strip()}
    now = dict(asked.office.row(ledger, number, asked.language))
    moved = tuple(heading for heading in wanted if now.get(heading, "").strip() != was.get(heading, "").strip())
    if moved:
        return _form(asked, {}, [Problem("grassroots_serve:changed-meanwhile", details={"known": moved})], number, 409)
    if not wanted:
        return asked.go("ledgers", ledger, "rows", number, done="as-before")
    try:
        reading = asked.office.correct_row(
            ledger, number, wanted, reason=asked.text("reason") or asked.say("reason-correct"), language=asked.language
        )
    except HasProblems as error:
        return _form(asked, {**was, **cells}, error.problems, number)
    number = asked.office.number(ledger, reading.records[0].id)
    return asked.go("ledgers", ledger, "rows", number, done="corrected" if reading.stored else "as-before")


def led(asked: Asked) -> Response:
    """Leads a case on, or closes it."""
    ledger, number = asked.part("ledger"), asked.part("number")
    record = asked.office.lead(
        ledger,
        number,
        asked.text("state"),
        on=asked.day("on"),
        reason=asked.text("reason") or asked.say("reason-step"),
        outcome=asked.text("outcome"),
        rating=asked.text("rating"),
        unit=asked.text("unit"),
        due=asked.day("due") if asked.text("due") else None,
        template=asked.text("template"),
        language=asked.language,
        ask=bool(asked.text("ask")),
    )
    if asked.text("ask"):
        return asked.go("requests", done="asked")
    return asked.go("ledgers", ledger, "rows", asked.office.number(ledger, record.id), done="led")


def moved(asked: Asked) -> Response:
    """Moves a person to another unit, or a unit under another, from a day on."""
    ledger, number = asked.part("ledger"), asked.part("number")
    key = asked.office.key_of(ledger, number)
    what = key[1] if key[0] == "unit" else _person(asked, key)
    reason = asked.text("reason") or asked.say("reason-move")
    asked.office.move(what, asked.text("to"), on=asked.day("from"), reason=reason, state=asked.text("end"))
    return asked.go("ledgers", ledger, "rows", number, done="moved")


def _cells(asked: Asked) -> dict[str, str]:
    return {name.removeprefix("cell:"): text.strip() for name, text in asked.fields.items() if name.startswith("cell:")}


def _form(asked: Asked, typed: dict[str, str], problems: object, number: str = "", status: int = 0) -> Response:
    ledger = asked.part("ledger")
    rule = asked.office.ledger_of(ledger)
    form = asked.office.form(ledger, asked.language)
    was = dict(asked.office.row(ledger, number, asked.language)) if number else {}
    notes, choices = dict(form.notes), dict(form.choices)
    told = [one.text(asked.language, reveal=True) for one in problems]  # type: ignore[attr-defined]
    label = asked.label(rule.labels, rule.name)
    columns = [
        {
            "heading": heading,
            "text": typed.get(heading, was.get(heading, "")),
            "was": was.get(heading, ""),
            "note": notes.get(heading, ""),
            "needed": heading in form.needed,
            "choices": choices.get(heading, ()),
            "day": heading in form.days,
        }
        for heading in form.headings
    ]
    return asked.page(
        "form",
        status or (422 if told else 200),
        title=asked.say("correct-of", ledger=label, number=number) if number else asked.say("add-to", ledger=label),
        columns=columns,
        problems=told,
        correcting=bool(number),
        action=address("ledgers", rule.name, "rows", number, "correct") if number else address("ledgers", rule.name, "add"),
        back=address("ledgers", rule.name, "rows", number) if number else address("ledgers", rule.name),
    )
