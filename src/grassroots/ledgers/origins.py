"""Where known records came from: only what came from a ledger may be changed by it, and is missed when its row is gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from attrs import define, evolve, field

from grassroots.charter import Charter, LedgerRule
from grassroots.charter.targets import Goes, Target
from grassroots.codec import facts_of
from grassroots.ledgers.known import Gathered
from grassroots.ledgers.reading import Key, numbered
from grassroots.ledgers.sheet import Sheet, rules_named
from grassroots.ledgers.table import sheet_of
from grassroots.model import Record, key_of
from grassroots.problems import Problem
from grassroots.values import Source


@define(eq=False)
class Origins:
    """Tells of which ledger the rows of known records were."""

    charter: Charter
    sheets: Sequence[Sheet]
    _found: dict[tuple[str, str, str], bool | None] = field(factory=dict)

    def is_from(self, rule: LedgerRule, key: Key, source: Source | None) -> bool:
        """Whether a version of a record came from this ledger: from a table read now, or one of that name, or by a prefix of its own."""
        if source is None:
            return False
        place = (rule.name, source.file, source.sheet)
        if place not in self._found:
            self._found[place] = self._belongs(rule, source)
        found = self._found[place]
        return key[1].startswith(rule.prefix) if found is None else found

    def _belongs(self, rule: LedgerRule, source: Source) -> bool | None:
        """Whether a table is of this ledger; None where only the prefix of an id can tell."""
        place = (source.file, sheet_of(source.sheet))
        if here := {one.plan.rule.name for one in self.sheets if one.plan and (one.file, sheet_of(one.sheet)) == place}:
            return rule.name in here
        rules = list(self.charter.ledgers.values())
        named = rules_named(rules, source.file, sheet_of(source.sheet))
        if named:
            return rule in named
        alone = all(one is rule or one.prefix != rule.prefix or not set(one.nouns) & set(rule.nouns) for one in rules)
        return None if rule.prefix and alone else False


def vanished(origins: Origins, gathered: Gathered) -> tuple[list[Problem], list[Problem]]:
    """Records whose row is no longer there: problems where the ledger holds every row, else a remark a ledger. A file in which nothing but its own rows
    stand, of those that are known, lacks none of other files."""
    problems: list[Problem] = []
    remarks: list[Problem] = []
    for rule, here, gone in _missed(origins, gathered):
        if rule.complete or gathered.known.whole or (rule.complete is None and here >= len(gone)):
            problems += gone
        elif rule.complete is None and here and gone[0].source:
            remarks.append(Problem("rows-not-here", source=gone[0].source, details={"count": len(gone)}))
    return problems, remarks


def _missed(origins: Origins, gathered: Gathered) -> Iterator[tuple[LedgerRule, int, list[Problem]]]:
    """Of each ledger: how many of its known rows are here, and those that are not."""
    known = gathered.known
    tables: dict[str, list[Sheet]] = {}
    for sheet in origins.sheets:
        if sheet.plan and sheet.header and sheet.plan.rule.complete is not False and not sheet.fatal:
            tables.setdefault(sheet.plan.rule.name, []).append(sheet)
    for name, sheets in tables.items():
        rule = origins.charter.ledgers[name]
        if rule.complete is None and not known.whole and not any(_is_here(gathered, noun) for noun in rule.nouns):
            continue  # of an excerpt that holds none of the known rows, none is missed
        there, gone = 0, list[Problem]()
        files, own = {sheet.file for sheet in sheets}, True
        here_now = tuple(gathered.within.get(name, ())) if rule.numbered_within else ("",)
        for noun in rule.nouns:
            for id in known.records.of(noun):
                key = (noun, id)
                if not id.startswith(here_now) or (known.own is not None and key not in known.own):
                    continue
                here = (name, id) in gathered.first or noun in rule.keys
                origin = known.origins.get(key) or known.sources.get(key)
                if here and gathered.of_record(noun, id):
                    there += 1
                    own &= origin is not None and origin.file in files
                    continue
                if gathered.is_later(rule, key) or (
                    noun != rule.nouns[0] and not here and (rule.nouns[0], id) in known.records
                ):
                    continue
                if not origins.is_from(rule, key, origin):
                    continue
                place = gathered.first.get((name, id)) or gathered.skipped.get((name, id)) or _same_place(sheets, origin)
                gone.append(
                    Problem(
                        "row-vanished",
                        source=place,
                        details={"id": numbered(rule.prefix, id), "row": origin or "", "noun": noun},
                    )
                )
        if own and there and rule.complete is None and not known.whole:
            gone = [one for one in gone if one.details["row"] and one.details["row"].file in files]
        if gone:
            yield rule, there, gone


def _is_here(gathered: Gathered, noun: str) -> bool:
    return any((noun, id) in gathered.known.records for id in gathered.drafts.get(noun, ()))


def _same_place(sheets: Sequence[Sheet], origin: Source | None) -> Source:
    """The table from which a row vanished: the one in which it stood, else the first of the ledger."""
    for sheet in sheets:
        if origin and (sheet.file, sheet.sheet) == (origin.file, origin.sheet):
            return Source(sheet.file, sheet.sheet)
    return Source(sheets[0].file, sheets[0].sheet)


def differing(sheet: Sheet, noun: str, stored: Record, record: Record) -> list[str]:
    """The headings of the columns in which a row and the known record differ."""
    assert sheet.plan
    found = []
    for name in sheet.places:
        target = sheet.plan.columns[name].target
        if target and target.noun == noun and _said(target, stored) != _said(target, record):
            found.append(sheet.heading(name))
    return found


def filled(sheet: Sheet, record: Record) -> list[str]:
    """The headings of the columns of which a record says something."""
    assert sheet.plan
    noun = key_of(record)[0]
    of_noun = [(name, target) for name in sheet.places if (target := sheet.plan.columns[name].target) and target.noun == noun]
    return [sheet.heading(name) for name, target in of_noun if _said(target, record) not in ((), [], (None, None, None))]


def bears(sheet: Sheet, noun: str, record: Record) -> list[str]:
    """The headings of the columns under which a row says what is erased on request. A number from which the id is made says no more than the id."""
    own = tuple(evolve(one, value="") if record.id.endswith(one.value) else one for one in record.external_ids)
    return differing(sheet, noun, facts_of(record), evolve(record, external_ids=own))


def _said(target: Target, record: Record) -> Any:
    """What a record says at the place where a column goes."""
    match target.goes:
        case Goes.FIELD | Goes.UNITS | Goes.PART:
            return getattr(record, target.name), getattr(record, "known", None), getattr(record, "known_end", None)
        case Goes.STEP | Goes.STEP_PART:
            steps = [step for step in getattr(record, "steps", ()) if step.state == target.name]
            own = target.part == "on"
            return [(getattr(step, target.part), step.at if own else None, step.known if own else None) for step in steps]
        case Goes.CUSTOM:
            return [one for one in record.custom if one.name == target.name]
        case Goes.EXTERNAL:
            return [one for one in record.external_ids if one.scheme == target.name]
        case Goes.NAME:
            return [one for one in getattr(record, "names", ()) if one.language == target.name]
    return getattr(record, "parents", ())
