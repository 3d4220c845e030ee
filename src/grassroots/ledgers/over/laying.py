"""Good rows become records, each laid over what is known of it; what another hand changed since is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from attrs import define, evolve, field

from grassroots.charter.targets import Goes
from grassroots.codec import facts_of
from grassroots.ledgers.changed import Pair, questions
from grassroots.ledgers.draft import Carried, Draft, make_record
from grassroots.ledgers.known import Gathered
from grassroots.ledgers.origins import Origins, bears, differing, filled
from grassroots.ledgers.over.spells import Spells, as_one, of_last
from grassroots.ledgers.reading import Key, Known
from grassroots.ledgers.rows import Line
from grassroots.model import Membership, Record, key_of
from grassroots.problems import Problem
from grassroots.values import Source


@define
class Laid:
    """What came of the good rows: the records, the row of each, over what each was laid, and what each row feeds.

    `clashing`: of the records that were changed here since, those whose row says something else: the headings of the columns.
    """

    made: dict[Key, Record] = field(factory=dict)
    sources: dict[Key, Source] = field(factory=dict)
    over: dict[Key, Record] = field(factory=dict)
    fed: dict[Source, tuple[Key, ...]] = field(factory=dict)
    clashing: dict[Key, tuple[str, ...]] = field(factory=dict)


@define
class _Made:
    """A record that a row makes. `pair`: what is asked about: what was known, and what the row says; None for a new record."""

    record: Record
    over: Record | None = None
    pair: Pair | None = None
    clashing: tuple[str, ...] = ()


def lay(lines: Sequence[Line], gathered: Gathered, origins: Origins) -> Laid:
    """Lays the rows over what is known. What a row may not change in silence is asked: then nothing is made of it."""
    known, laid = gathered.known, Laid()
    changed: list[tuple[Line, list[Pair]]] = []
    there: list[Line] = []
    for line in lines:
        if line.is_bad:
            continue
        sheet = line.sheet
        assert sheet.plan
        found: dict[Key, _Made] = {}
        for draft in line.drafts:
            made = _made(draft, line, gathered, origins, laid)
            key = key_of(made.record)
            found[key] = made
            if not made.pair or made.clashing or made.over == known.now.get(key):
                continue
            if told := _of_others(line, made.pair, known, origins):
                _otherwise(line, told)
        if line.is_bad:
            continue
        for key, made in found.items():
            laid.made[key] = made.record
            laid.sources[key] = line.source
            if made.over is not None:
                laid.over.setdefault(key, made.over)
            if made.clashing:
                laid.clashing[key] = made.clashing
        laid.fed[line.source] = tuple(found)
        pairs = [made.pair for made in found.values() if made.pair]
        if pairs:
            there.append(line)
        if any(old != record for old, record in pairs):
            changed.append((line, pairs))
    asked = [] if known.settled else list(questions(changed, there, known.sources))
    for line, question in asked:
        line.problems.append(question)
    return lay(lines, gathered, origins) if asked else laid


def _otherwise(line: Line, columns: Sequence[str]) -> None:
    line.problems.append(
        Problem("changed-elsewhere", source=line.source, details={"id": line.called, "columns": list(columns)})
    )


def _of_others(line: Line, pair: Pair, known: Known, origins: Origins) -> list[str]:
    """What a row may not change, since its ledger did not bring the record: all of what another ledger brought; what somebody entered by hand."""
    key, sheet = key_of(pair[0]), line.sheet
    assert sheet.plan
    source = known.sources.get(key)
    if origins.is_from(sheet.plan.rule, key, source) or (known.settled and key not in known.erased):
        return []
    columns = differing(sheet, key[0], *pair)
    return columns if source or key in known.erased else [one for one in columns if one in filled(sheet, pair[0])]


def _made(draft: Draft, line: Line, gathered: Gathered, origins: Origins, laid: Laid) -> _Made:
    """What a row makes of a record: over what the ledger brought; where it was changed here since and the row knows of it, over what stands."""
    known, sheet, key = gathered.known, line.sheet, draft.key
    carried = sheet.carried.get(draft.noun) or Carried()
    brought = known.records.get(key)
    if brought is None and key not in laid.made and key not in known.erased:
        return _Made(make_record(draft, carried, None))

    def over(stored: Record | None) -> Record:
        record = make_record(draft, carried, stored)
        if key not in known.erased:
            return record
        if told := bears(sheet, draft.noun, record):
            problem = Problem("erased-elsewhere", source=line.source, details={"id": line.called, "columns": told})
            line.problems += [] if problem in line.problems else [problem]
        return facts_of(record)

    before = laid.made.get(key, brought)
    record = over(before)
    if brought is None:
        return _Made(record)
    if before == brought and record != brought and _is_numbered_alone(line, brought, record):
        record = brought
    if record == before or before != brought:
        base = laid.over.get(key, brought)
        return _Made(record, base, (base, record))
    if spells := gathered.spells(sheet, key):
        return _of_moved(line, as_one(spells, origins.charter), spells, over, origins)
    now = known.now.get(key)
    if now is None:
        return _Made(record, brought, (brought, record))
    as_it_stands = over(now)
    since = set(differing(sheet, draft.noun, brought, now))
    otherwise = tuple(one for one in differing(sheet, draft.noun, now, as_it_stands) if one in since)
    if otherwise:
        return _Made(record, brought, (brought, record), otherwise)
    return _Made(as_it_stands, now, (now, as_it_stands))


def _of_moved(line: Line, whole: Membership, spells: Spells, over: Callable[[Record], Record], origins: Origins) -> _Made:
    """What a row makes of the memberships of who moved: it speaks of the last; what it says of earlier ones has to stay."""
    said, last = over(whole), spells[-1]
    assert isinstance(said, Membership)
    record = of_last(said, spells, origins.charter)
    if record is None:
        _otherwise(line, differing(line.sheet, "membership", whole, said))
    return _Made(record or last, last, (whole, said))


def _is_numbered_alone(line: Line, stored: Record, record: Record) -> bool:
    """Whether a row says nothing new but the number from which the id is made: another ledger brought the record, which keeps that nowhere else."""
    assert line.sheet.plan
    plan, noun = line.sheet.plan, key_of(stored)[0]
    targets = [one.target for name in plan.key if (one := plan.columns.get(name)) and one.target and one.target.noun == noun]
    own: dict[str, Any] = {
        target.name: None
        for target in targets
        if target.goes is Goes.FIELD
        and getattr(stored, target.name) is None
        and plan.rule.prefix + str(getattr(record, target.name)) == record.id
    }
    return bool(own) and evolve(record, **own) == stored
