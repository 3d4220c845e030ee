"""The records that the rows make, beside those that the store has: which there are, what they are called, where they count."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any

from attrs import define, field

from grassroots.charter import Charter, LedgerRule
from grassroots.charter.targets import Goes
from grassroots.ledgers.cells import Fault
from grassroots.ledgers.draft import Draft, place_of, reference_value
from grassroots.ledgers.over.spells import Spells, in_one_row, spells_of
from grassroots.ledgers.plan import Plan, necessary
from grassroots.ledgers.reading import Known, numbered
from grassroots.ledgers.references import Index, Near, home_attribute, names_of_record
from grassroots.ledgers.rooms import Key
from grassroots.ledgers.rows import Line, Pending
from grassroots.ledgers.sheet import Sheet
from grassroots.model import Membership, Record
from grassroots.problems import Problem
from grassroots.texts import Phrase
from grassroots.values import Source

_BETWEEN_UNITS = re.compile(r"[;；、,，\n]")


@define(eq=False)
class Gathered:
    """All records that a row may speak of, the rows' own first."""

    known: Known
    drafts: dict[str, dict[str, list[Draft]]] = field(factory=dict)
    """Noun → id → what the rows say of it, in their order."""
    first: dict[tuple[str, str], Source] = field(factory=dict)
    """(ledger, id) → the first row with that key."""
    skipped: dict[tuple[str, str], Source] = field(factory=dict)
    within: dict[str, set[str]] = field(factory=dict)
    """Ledger → how the ids begin of the rows that are here, where its numbers begin anew."""
    _spells: dict[str, Spells] | None = None
    _at_units: dict[str, set[str]] | None = None
    """Person → units of which the person is a member, once it is asked for."""

    def add(self, line: Line) -> None:
        """Takes in what a row says; tells a key that stood before."""
        plan = line.sheet.plan
        if not plan or not line.id:
            return
        if line.within:
            self.within.setdefault(plan.rule.name, set()).add(line.within)
        if line.skipped:
            self.skipped[plan.rule.name, line.id] = line.source
            return
        repeats = plan.rule.nouns[0] in plan.rule.keys
        first = line.source if repeats else self.first.setdefault((plan.rule.name, line.id), line.source)
        if first is line.source:
            first = self._said_before(line) or first
        if first is not line.source:
            _tell_again(line, first)
            return
        for draft in line.drafts:
            draft.fills = line.sheet.fills.get(draft.noun, frozenset())
            self.drafts.setdefault(draft.noun, {}).setdefault(draft.id, []).append(draft)

    def _said_before(self, line: Line) -> Source | None:
        """The row of another ledger that fills a place of the same record which this row fills too: only one of them can be right."""
        assert line.sheet.plan
        for draft in line.drafts:
            if draft.noun in line.sheet.plan.rule.keys:
                continue
            for other in self.of_record(draft.noun, draft.id):
                if other.fills & line.sheet.fills.get(draft.noun, frozenset()):
                    return other.source
        return None

    def is_written_anew(self, line: Line, id: str) -> bool:
        """Makes a row the known record that it means; says no where another row is that record, or says more of this one."""
        assert line.sheet.plan
        rule, (draft, *others) = line.sheet.plan.rule, line.drafts
        if others or self.of_record(draft.noun, id) or len(self.of_record(*draft.key)) > 1:
            return False
        del self.drafts[draft.noun][draft.id], self.first[rule.name, line.id]
        line.id = draft.id = id
        self.drafts[draft.noun][id] = [draft]
        self.first[rule.name, id] = line.source
        return True

    def of_record(self, noun: str, id: str) -> list[Draft]:
        """What the rows say of a record."""
        return self.drafts.get(noun, {}).get(id, [])

    def is_first(self, draft: Draft) -> bool:
        """Whether no earlier row makes the record: a row of another ledger may say more of it."""
        others = self.of_record(draft.noun, draft.id)
        return not others or others[0] is draft

    def exists(self, noun: str, id: str) -> bool:
        """Whether there is such a record."""
        return id in self.drafts.get(noun, ()) or (noun, id) in self.known.records

    def ids(self, noun: str) -> Iterator[str]:
        """The ids of a noun."""
        drafts = self.drafts.get(noun, {})
        yield from drafts
        yield from (id for id in self.known.records.of(noun) if id not in drafts)

    def names(self, noun: str, id: str) -> Iterator[str]:
        """What a record is called: by the rows, else by what is known of it."""
        drafts = self.of_record(noun, id)
        for draft in drafts:
            yield from (draft.values[attribute] for attribute in ("name", "title") if draft.values.get(attribute))
            yield from draft.names.values()
        record = self.known.records.get((noun, id))
        if noun == "membership" and (person := self._member(drafts, record)):
            yield from self.names("person", person)
        if record is not None and not drafts:
            yield from names_of_record(record)

    def _member(self, drafts: list[Draft], record: Record | None) -> str | None:
        """Who belongs by a membership: it is called as its person is. One beside that at home, of who is registered elsewhere as well, has no name of its own."""
        said: dict[str, Any] = {}
        for draft in drafts:
            said |= draft.values
        if said.get("registration", getattr(record, "registration", None)) not in ("home", None):
            return None
        person: str | None = said.get("person", getattr(record, "person", None))
        return person

    def units(self, noun: str, id: str, depth: int = 3) -> frozenset[str]:
        """The units at which a record counts, as far as known."""
        if noun == "person":
            return frozenset(self._memberships().get(id, ()))
        attribute = home_attribute(noun)
        if not attribute or not depth:
            return frozenset()
        found = next((draft.values[attribute] for draft in self.of_record(noun, id) if attribute in draft.values), None)
        if found is None:
            found = getattr(self.known.records.get((noun, id)), attribute, None)
        if found is None:
            return frozenset()
        return frozenset([found]) if attribute == "unit" else self.units(attribute, found, depth - 1)

    def above(self, unit: str) -> Iterator[str]:
        """The units above a unit, the nearest first, by what the rows say of its place, else by what is known."""
        seen = {unit}
        while unit:
            drafts = self.of_record("unit", unit)
            places = getattr(self.known.records.get(("unit", unit)), "parents", ())
            found = next(
                (one.place["parent"] for one in drafts if "parent" in one.place), places[-1].parent if places else None
            )
            unit = found if found and found not in seen else ""
            if unit:
                seen.add(unit)
                yield unit

    def stands(self, noun: str, id: str, day: date) -> bool:
        """Whether a record stands on a day, by what the rows say of it, else by what is known."""
        record = self.known.records.get((noun, id))
        span = next((one.values for one in self.of_record(noun, id)), None)
        start, end = (span.get(name) if span is not None else getattr(record, name, None) for name in ("start", "end"))
        return (start is None or start <= day) and (end is None or day < end)

    def unit_of(self, line: Line) -> str | None:
        """The unit of a row: where one of its records counts."""
        for draft in line.drafts:
            attribute = home_attribute(draft.noun)
            found = draft.values.get(attribute) if attribute else None
            if found is not None:
                units = frozenset([found]) if attribute == "unit" else self.units(attribute, found)
                if len(units) == 1:
                    return str(next(iter(units)))
        return None

    def spells(self, sheet: Sheet, key: tuple[str, str]) -> Spells:
        """The memberships of which a row speaks as of one, where somebody moved; none else."""
        if key[0] != "membership" or sheet.plan is None or not in_one_row(sheet.plan.rule):
            return ()
        return self._moved().get(key[1], ())

    def is_later(self, rule: LedgerRule, key: tuple[str, str]) -> bool:
        """Whether a record is a membership that follows another, of which the row speaks that has the first."""
        return (
            key[0] == "membership"
            and in_one_row(rule)
            and any(key[1] == one.id for found in self._moved().values() for one in found[1:])
        )

    def _moved(self) -> dict[str, Spells]:
        if self._spells is None:
            self._spells = spells_of(self.known.records.of("membership").values())
        return self._spells

    def _memberships(self) -> dict[str, set[str]]:
        """Who belongs where, asked for once the units are known: it tells persons of one name apart."""
        if self._at_units is None:
            self._at_units = {}
            for record in self.known.records.of("membership").values():
                if isinstance(record, Membership):
                    self._at_units.setdefault(record.person, set()).add(record.unit)
            for drafts in self.drafts.get("membership", {}).values():
                for draft in drafts:
                    if {"person", "unit"} <= set(draft.values):
                        self._at_units.setdefault(draft.values["person"], set()).add(draft.values["unit"])
        return self._at_units


def resolve(lines: Iterable[Line], gathered: Gathered, charter: Charter) -> None:
    """Finds the records that waiting cells mean: units first, since they tell others of one name apart."""
    index = Index(charter, gathered.exists, gathered.ids, gathered.names, gathered.units, gathered.stands, gathered.above)
    waiting = [(line, one) for line in lines for one in line.pending]
    for line, one in waiting:
        if one.target.refs == ("unit",):
            _resolve_one(index, line, one, lambda line: None)
    for line, one in waiting:
        if one.target.refs != ("unit",):
            _resolve_one(index, line, one, gathered.unit_of)


def _resolve_one(index: Index, line: Line, one: Pending, unit_of: Callable[[Line], str | None]) -> None:
    target = one.target
    rule = line.sheet.plan.rule if line.sheet.plan else None
    own = rule.name if rule and set(rule.nouns) & set(target.refs) else ""
    try:
        nouns = _nouns(index.charter, one)
        if target.goes is Goes.UNITS:
            keys = [index.find(nouns, text) for text in _BETWEEN_UNITS.split(one.text) if text.strip()]
            line.refers.extend(keys)
            one.draft.put(target, tuple(id for _, id in keys))
            return
        among = one.planned.column.refers_to
        key = index.alone(nouns, one.text, own, among)
        if key is None:
            near = Near(lambda: unit_of(line), lambda: one.draft.first_day)
            key = _meant(partial(index.find, near=near, own=own, among=among), nouns, one, rule)
    except Fault as fault:
        line.tell(one.heading, one.planned, one.text, fault, one.draft)
        one.draft.fail(place_of(target))
        return
    line.refers.append(key)
    one.draft.put(target, reference_value(target, key))


def _meant(find: Callable[[tuple[str, ...], str], Key], nouns: tuple[str, ...], one: Pending, rule: LedgerRule | None) -> Key:
    """The record that a cell means. Where the row may say of which noun it is and does not, what only one noun knows is meant."""
    target = one.target
    said = {f"{target.name}.noun", f"{target.noun}.{target.name}.noun"}
    try:
        return find(nouns, one.text)
    except Fault:
        if one.draft.parts.get(target.name) or rule is None or said.isdisjoint(column.to for column in rule.columns):
            raise
        found = []
        for noun in target.refs:
            with suppress(Fault):
                found.append(find((noun,), one.text))
        if len(found) != 1:
            raise
        return found[0]


def _nouns(charter: Charter, one: Pending) -> tuple[str, ...]:
    """The nouns that a cell may mean: the one that the row names, those that may stand at this end of such a link, the one of the column; else all."""
    target, draft = one.target, one.draft
    if named := draft.parts.get(target.name):
        return (named,)
    word = charter.word("link", draft.values.get("kind", "")) if draft.noun == "link" else None
    ends: tuple[str, ...] = getattr(word, target.name, ()) if word and target.name in ("holder", "target") else ()
    return ends or ((one.planned.column.of,) if one.planned.column.of else target.refs)


def check_known(lines: Iterable[Line], gathered: Gathered) -> None:
    """What cannot be known before references are: records that were taken out, and rows that say too little for a new record."""
    known = gathered.known
    for line in lines:
        if line.bare and line.id and not any(draft.key in known.records or draft.key in known.erased for draft in line.drafts):
            # A form is numbered before it is filled.
            plan = line.sheet.plan
            assert plan
            say: dict[str, Any] = {"value": line.id.removeprefix(plan.rule.prefix), "masked": plan.is_key_masked}
            line.beside.clear()
            line.problems[:] = [Problem("number-only", source=line.source, **say)]
            continue
        for draft in line.drafts:
            line.silent |= draft.key in known.erased
            if draft.key in known.withdrawn:
                line.problems.append(Problem("withdrawn-elsewhere", source=line.source, details={"id": line.called}))
            if draft.key in known.records or not draft.id or line.is_bad or not gathered.is_first(draft):
                continue
            if lacking := [name for name in necessary(draft.noun) if name not in draft.values]:
                _tell_lacking(line, draft, lacking[0])
        line.lose()


def same_by_other_names(lines: Sequence[Line], gathered: Gathered) -> None:
    """Rows that mean the same and write it otherwise: who came, once by number and once by name. Looked for where numbers are made of references. A row of
    which the table had another writing before is the same record."""
    known, sheets = gathered.known, {(line.source.file, line.source.sheet) for line in lines}
    seen: dict[tuple[Any, ...], Line] = {}
    stored: dict[str, dict[tuple[Any, ...], str]] = {}
    for line in lines:
        names = means_by_fields(line.sheet.plan) if line.sheet.plan and not line.is_bad else ()
        if not names or not line.drafts:
            continue
        assert line.sheet.plan
        rule, draft = line.sheet.plan.rule, line.drafts[0]
        meant = tuple(draft.values.get(name) for name in names)
        if None in meant:
            continue
        first = seen.setdefault((rule.name, *meant), line)
        if first.id != line.id:
            _tell_again(line, first.source)
        elif draft.key not in known.records:
            if rule.name not in stored:
                records = known.records.of(draft.noun).items()
                stored[rule.name] = {
                    tuple(getattr(one, name) for name in names): id for id, one in records if id.startswith(rule.prefix)
                }
            other = stored[rule.name].get(meant)
            source = known.sources.get((draft.noun, other)) if other else None
            if other is None:
                continue
            here = source is not None and (source.file, source.sheet) in sheets
            if not here or any(draft.key in one.refers for one in lines) or not gathered.is_written_anew(line, other):
                _tell_again(line, source or Phrase("grassroots.ledgers", "is-stored"))


def means_by_fields(plan: Plan) -> tuple[str, ...]:
    """The fields that the key of a ledger fills, where they alone say which record is meant and some refer to others; else none."""
    targets = [one.target for name in plan.key if (one := plan.columns.get(name))]
    fields = [one for one in targets if one and one.goes is Goes.FIELD and one.noun == plan.rule.nouns[0]]
    whole = len(fields) == len(plan.key) and not plan.rule.numbered_within
    return tuple(one.name for one in fields) if whole and any(one.refs for one in fields) else ()


def _tell_again(line: Line, first: Source | Phrase) -> None:
    plan = line.sheet.plan
    assert plan
    columns = [line.sheet.heading(name) for name in plan.rule.key]
    typed = dict(line.sheet.typed(line.row))
    shown = " ".join(typed.get(column, "") for column in columns).strip()
    said: dict[str, Any] = {"column": ", ".join(columns), "value": shown, "details": {"first": first}}
    line.problems.append(Problem("duplicate-key", source=line.source, masked=plan.is_key_masked, **said))


def _tell_lacking(line: Line, draft: Draft, name: str) -> None:
    """A row that says too little for a record: of a further one, which column it would take."""
    plan = line.sheet.plan
    assert plan
    columns = (one for one in plan.columns.values() if one.target and (one.target.noun, one.target.name) == (draft.noun, name))
    if draft.noun != plan.rule.nouns[0] and (planned := next(columns, None)):
        line.miss_beside(draft, planned.named)
    else:
        line.problems.append(Problem("too-little", source=line.source, details={"id": numbered(plan.rule.prefix, draft.id)}))
