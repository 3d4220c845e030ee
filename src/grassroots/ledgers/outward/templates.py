"""Templates: an empty ledger to fill in, or one filled with what is known, in any language of the charter. What it shows can be read back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date, time, timedelta
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Any

from grassroots.charter import Charter, LedgerRule
from grassroots.charter.targets import Goes, Target
from grassroots.fields import Column
from grassroots.ledgers.cells import ALONE, Fault, fold
from grassroots.ledgers.draft import EVER
from grassroots.ledgers.plan import Plan, PlannedColumn, make_plan
from grassroots.ledgers.readers import known_beside, lasts
from grassroots.ledgers.table import Sheet
from grassroots.model import Custom, Record, Step, noun_of
from grassroots.model.labels import noun_label
from grassroots.texts import Catalogue, catalogue
from grassroots.values import Language, PartialDate, Quantity, Ref

_MOST_WORDS = 200


def _texts() -> Catalogue:
    return catalogue("grassroots.ledgers")


def template(
    rule: LedgerRule,
    charter: Charter,
    language: Language,
    records: Iterable[Record] = (),
    units: Sequence[str] = (),
    closed: Set[tuple[str, str]] = frozenset(),
) -> Sheet:
    """The ledger as a table to write: headings in one language, choices for columns of words, a note on what to write in each column.

    Args:
        rule: the ledger.
        charter: whose words it uses.
        language: of the headings, choices and notes.
        records: what to fill it with: one row for the records of one id; none gives an empty ledger.
        units: what units are called, for columns that name one.
        closed: (noun, field) of what may not be told though every record has it: it has no column.

    >>> from grassroots.charter import LedgerColumn, LedgerRule
    >>> column = LedgerColumn(name="name", headings=("name", "姓名"), to="name")
    >>> people = LedgerRule(name="people", labels={"zh": "人员"}, nouns=("person",), key=("name",), columns=(column,))
    >>> template(people, Charter(id="c", labels={}, languages=("en", "zh")), "zh").headings
    ('姓名',)
    """
    plan = make_plan(rule, charter)
    shown = [
        planned
        for planned in plan.columns.values()
        if not planned.column.ignored and (planned.target or planned.column.name in rule.key)
        if planned.target is None or (planned.target.noun, planned.target.name) not in closed
    ]
    headings = tuple(planned.column.heading_in(charter.languages, language) for planned in shown)
    choices = tuple(
        (heading, found)
        for heading, planned in zip(headings, shown, strict=True)
        if (found := choices_of(planned, charter, language) or (tuple(units) if _names_a_unit(planned) else ()))
    )
    notes = tuple(
        (heading, _note(planned, plan.needed, rule, language)) for heading, planned in zip(headings, shown, strict=True)
    )
    by_id: dict[str, dict[str, Record]] = {}
    for record in records:
        if noun_of(record) in rule.nouns:
            by_id.setdefault(record.id, {})[noun_of(record)] = record
    has_time = {planned.target.name for planned in shown if planned.target and planned.target.part == "at"}
    rows = []
    shares = any(
        one.prefix == rule.prefix and rule.nouns[0] in one.nouns for one in charter.ledgers.values() if one.name != rule.name
    )
    for id, of_row in by_id.items():
        told = {planned.column.name: (planned, _cell(planned, of_row, charter, language, has_time)) for planned in shown}
        keys = _key_cells(plan, id, told)
        # Where another ledger numbers such records together with this one, a record that lacks what this one needs is a row of that one.
        if shares and any(not told[name][1] and name not in keys for name in plan.needed if name in told):
            continue
        rows.append(tuple(keys.get(name, text) for name, (_, text) in told.items()))
    name = rule.labels.get(language) or next(iter(rule.labels.values()), rule.name)
    called = list(zip(headings, shown, strict=True))
    return Sheet(
        name=name,
        headings=headings,
        rows=tuple(rows),
        choices=choices,
        notes=notes,
        days=tuple(heading for heading, one in called if one.target and one.read and _kind(one, one.target) in ("day", "last")),
        numbers=tuple(heading for heading, one in called if one.target and _kind(one, one.target) in ("whole", "number")),
        needed=tuple(heading for heading, one in called if one.column.name in plan.needed),
        guide=_guide(called, plan.needed, dict(notes), dict(choices), language),
        guide_name=_texts().say("guide", language),
    )


def _names_a_unit(planned: PlannedColumn) -> bool:
    return bool(planned.target and planned.target.refs == ("unit",) and planned.target.goes is not Goes.UNITS)


def _guide(
    called: Sequence[tuple[str, PlannedColumn]],
    needed: Sequence[str],
    notes: Mapping[str, str],
    choices: Mapping[str, tuple[str, ...]],
    language: Language,
) -> tuple[tuple[str, ...], ...]:
    """How to fill in each column, with an example."""
    say = _texts().say
    rows = [tuple(say(f"guide-{one}", language) for one in ("column", "needed", "what", "example", "words"))]
    for heading, planned in called:
        words = choices.get(heading, ())
        kind = "key" if planned.target is None else _kind(planned, planned.target)
        example = words[0] if words else say(f"example-{kind}", language)
        must = say("yes", language) if planned.column.name in needed else ""
        rows.append((heading, must, notes.get(heading, ""), example, say("between", language).join(words[:_MOST_WORDS])))
    return (*((line,) for line in say("guide-text", language).strip().splitlines()), (), *rows)


def choices_of(planned: PlannedColumn, charter: Charter, language: Language) -> tuple[str, ...]:
    """All that may stand in a column, where it can be listed: words, yes and no."""
    target = planned.target
    if target is None:
        return ()
    if target.words and planned.meant is not None:
        owners = _owners(target, charter)
        return tuple(
            _word(word, target, charter, language, owners)
            for word in charter.words.get(target.words, {})
            if word in planned.meant
        )
    if target.choices:
        return tuple(noun_label(noun, language) for noun in target.choices)
    if target.goes is Goes.FIELD and target.info and target.info.kind is Column.FLAG:
        return _texts().say("yes", language), _texts().say("no", language)
    return ()


def _owners(target: Target, charter: Charter) -> Mapping[str, set[str]]:
    """The words of a list by what they are called in any language, as it is compared."""
    found: dict[str, set[str]] = {}
    for one in charter.words.get(target.words, {}).values():
        for text in (one.name, *one.said):
            found.setdefault(fold(text), set()).add(one.name)
    return found


def _word(name: str, target: Target, charter: Charter, language: Language, owners: Mapping[str, set[str]] | None = None) -> str:
    """The label of a word, if no other word of the list is called so in any language; else the word itself."""
    label = charter.label(target.words, name, language)
    known = _owners(target, charter) if owners is None else owners
    return label if known.get(fold(label), {name}) <= {name} else name


def _note(planned: PlannedColumn, needed: tuple[str, ...], rule: LedgerRule, language: Language) -> str:
    kinds = ["key"] if planned.column.name in rule.key else []
    if planned.target:
        kinds.append(_kind(planned, planned.target))
    if planned.column.name in needed:
        kinds.append("must")
    return _texts().say("between", language).join(_texts().say(kind, language) for kind in kinds)


def _kind(planned: PlannedColumn, target: Target) -> str:
    if target.refs:
        return "reference"
    if target.words or target.goes is Goes.PART:
        return "word"
    if target.custom is not None:
        return target.custom.kind if target.custom.kind in _texts() else "text"
    if lasts(target):
        return "partial"
    if target.goes is Goes.STEP or target.part == "due":
        return "moment"
    kind = target.info.kind if target.info else Column.TEXT
    if kind is Column.DATE:
        return "last" if planned.column.inclusive else "day"
    kinds: dict[Any, str] = {
        Column.FLAG: "flag",
        Column.INTEGER: "whole",
        Column.DECIMAL: "number",
        Column.TIME: "time",
        Quantity: "number",
        PartialDate: "partial",
    }
    return kinds.get(kind, "text")


def _key_cells(plan: Plan, id: str, cells: Mapping[str, tuple[PlannedColumn, str]]) -> dict[str, str]:
    """The key cells that an id was made of: the way to take it apart that says most of what the record says, where one way does.

    A cell that names a record or a word stands in the id as it was typed, so it has to be written in that way again.
    """
    rest = id.removeprefix(plan.rule.prefix)
    if plan.rule.numbered_within in ("year", "month"):
        rest = re.sub(r"^\d{4}-" if plan.rule.numbered_within == "year" else r"^\d{4}-\d{2}-", "", rest)
    elif plan.rule.numbered_within == "sheet":
        rest = rest.rpartition("-")[2] if len(plan.key) == 1 else rest
    if len(plan.key) == 1:
        return {plan.key[0]: rest}
    parts = rest.split("-")
    if len(parts) < len(plan.key) or len(parts) > _MOST_PARTS:
        return {}
    ways = []
    for cuts in combinations(range(1, len(parts)), len(plan.key) - 1):
        ends = (0, *cuts, len(parts))
        way = ["-".join(parts[start:end]) for start, end in pairwise(ends)]
        fits = [_may_be(text, *cells[name]) for name, text in zip(plan.key, way, strict=True) if name in cells]
        ways.append((sum(fits), way))
    most = max(fits for fits, _ in ways)
    best = [way for fits, way in ways if fits == most]
    return dict(zip(plan.key, best[0], strict=True)) if len(best) == 1 else {}


_MOST_PARTS = 16


def _may_be(typed: str, planned: PlannedColumn, cell: str) -> bool:
    """Whether a text that stands in an id can have been typed for what a record says."""
    target = planned.target
    if target is None or not cell:
        return False
    if target.refs:
        return typed == cell or cell.endswith(f"-{typed}")
    if target.words and planned.read:
        try:
            return bool(planned.read(planned.values.get(fold(typed), typed), ALONE) == planned.read(cell, ALONE))
        except Fault:
            return False
    return typed == cell


def _cell(planned: PlannedColumn, records: dict[str, Record], charter: Charter, language: Language, has_time: set[str]) -> str:
    target = planned.target
    record = records.get(target.noun) if target else None
    if target is None or record is None:
        return ""
    value = _value(target, record, target.name in has_time)
    if value is None or value == ():
        return ""
    if target.words and isinstance(value, str):
        return _word(value, target, charter, language)
    if target.choices and isinstance(value, str):
        return noun_label(value, language)
    if planned.column.inclusive and isinstance(value, date):
        return (value - timedelta(days=1)).isoformat()
    return _text(value, language)


def _value(target: Target, record: Record, time_apart: bool) -> Any:
    """What a record says at a place, as a value that `_text` can write."""
    match target.goes:
        case Goes.FIELD:
            value = getattr(record, target.name)
            beside = known_beside(target)
            return (getattr(record, beside, None) if beside else None) or value
        case Goes.UNITS:
            return "; ".join(one.unit for one in getattr(record, target.name))
        case Goes.PART:
            whole = getattr(record, target.name)
            return getattr(whole, target.part, None)
        case Goes.STEP | Goes.STEP_PART:
            step = next((one for one in getattr(record, "steps", ()) if one.state == target.name), None)
            return _step_value(step, target.part, time_apart) if step else None
        case Goes.CUSTOM:
            return next((_custom_value(one) for one in record.custom if one.name == target.name), None)
        case Goes.EXTERNAL:
            return next((one.value for one in record.external_ids if one.scheme == target.name), None)
        case Goes.NAME:
            return next((one.text for one in getattr(record, "names", ()) if one.language == target.name), None)
    places = getattr(record, "parents", ())
    if not places:
        return None
    place = places[-1] if target.goes is Goes.SINCE else places[0]
    if target.goes is Goes.SINCE:
        return None if place.since == EVER else place.since
    return place.parent


def _step_value(step: Step, part: str, time_apart: bool) -> Any:
    if part == "on" and step.known:
        return step.known
    if part == "on" and step.at and not time_apart:
        return f"{step.on.isoformat()} {_clock(step.at)}"
    if part == "due" and step.due and step.due_at:
        return f"{step.due.isoformat()} {_clock(step.due_at)}"
    return getattr(step, part)


def _clock(at: time) -> str:
    """A time of day as it is read again: midnight without seconds, for with them it is what programs write where no time is known."""
    return at.isoformat() if at != time() else "00:00"


def _custom_value(custom: Custom) -> Any:
    return next((value for value in (custom.text, custom.number, custom.day) if value is not None), None)


def _text(value: Any, language: Language) -> str:
    match value:
        case bool():
            return _texts().say("yes" if value else "no", language)
        case Decimal():
            return format(value, "f")
        case date() | time():
            return value.isoformat()
        case Quantity():
            return value.raw
        case Ref():
            return value.id
    return str(value)
