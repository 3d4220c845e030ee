"""How long what tells of persons is kept: when each record is over, until when its personal part is kept, and what holds that back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import field, frozen

from grassroots.charter import StateKind
from grassroots.codec import facts_of
from grassroots.fields import Part, described, field_named, internal, public, special
from grassroots.model import NOUNS, Derived, Hold, Record, derived_noun, has_steps, key_of, noun_class, noun_of, references
from grassroots.model.labels import named_noun
from grassroots.model.openness.hold import PEOPLE
from grassroots.problems import Problem
from grassroots.rules.kind import At, Derivation, Kind
from grassroots.rules.openness.retention_rule import RetentionRule, unsound_retention
from grassroots.rules.todo import ToDo, by_day
from grassroots.rules.worded import problem_by, unit_name
from grassroots.snapshot import Snapshot
from grassroots.values import Ref, UnitId

Key = tuple[str, str]


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class RetentionState(Derived):
    """Until when the personal part of a record is kept that is over.

    >>> RetentionState(id="old:case:c1", record=Ref("case", "c1"), rule="old", over=date(2020, 1, 1), due=date(2023, 1, 1)).late
    False
    """

    record: Ref = field(metadata=special("the record", ref=tuple(NOUNS), part=Part.FACTS))
    unit: UnitId | None = field(default=None, metadata=internal("the unit of that record", ref="unit", home=True))
    rule: str = field(metadata=public("the rule of the charter that says how long"))
    over: date = field(metadata=internal("the day from which it is counted"))
    due: date = field(metadata=internal("the day on which it is to be erased"))
    held: bool = field(default=False, metadata=internal("whether a hold keeps it"))
    late: bool = field(default=False, metadata=internal("whether that day has passed, and no hold keeps it"))


def kept_until(rule: RetentionRule, at: At) -> Iterator[tuple[Record, RetentionState]]:
    """The records that are over and still tell of persons, where this rule is the first that is meant for them."""
    for record in at.snapshot.all(rule.noun).values():
        if facts_of(record) == record or not at.reader.holds(record, rule.where, at.day) or _first(record, at) != rule:
            continue
        over = at.reader.event(record, rule.since, at.day) if rule.since else over_since(record, at)
        if over is None or over > at.day:
            continue
        noun, id = key_of(record)
        due, held = rule.keep.after(over), is_held(record, at)
        yield (
            record,
            RetentionState(
                id=f"{rule.known_as}:{noun}:{id}",
                record=Ref(noun, id),
                unit=at.snapshot.home(record),
                rule=rule.known_as,
                over=over,
                due=due,
                held=held,
                late=due < at.day and not held,
            ),
        )


def _first(record: Record, at: At) -> RetentionRule | None:
    rules = (one for one in at.snapshot.charter.rules_of(RetentionRule, at.day) if one.noun == noun_of(record))
    return next((one for one in rules if at.reader.holds(record, one.where, at.day)), None)


def over_since(record: Record, at: At) -> date | None:
    """The day from which a record is over: done or dropped, past its end, past its day; of people, when all is that names them. None: it is not."""
    if noun_of(record) not in PEOPLE:
        return _by_itself(record, at)
    return _of_people(key_of(record), at, frozenset())


def _of_people(key: Key, at: At, seen: frozenset[Key]) -> date | None:
    days: list[date | None] = []
    for one in at.snapshot.kept("who names people", _naming).get(key, ()):
        own = key_of(one)
        if own not in seen:
            days.append(_of_people(own, at, seen | {key}) if own[0] in PEOPLE else _by_itself(one, at))
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


def _naming(snapshot: Snapshot) -> dict[Key, list[Record]]:
    found: dict[Key, list[Record]] = {}
    for record in snapshot:
        for key in references(record):
            if key[0] in PEOPLE:
                found.setdefault(key, []).append(record)
    return found


def _by_itself(record: Record, at: At) -> date | None:
    noun, ends = noun_of(record), field_named(noun_class(noun_of(record)), "end") is not None
    status = at.reader.status(record, at.day) if has_steps(noun) else None
    if status is not None and status.state_kind is StateKind.DROPPED:
        return status.since
    if has_steps(noun) and not ends:
        done = status is not None and status.state_kind is StateKind.DONE and noun not in STANDING
        return status.since if status is not None and done else None
    # What is published stays so until its end.
    day = getattr(record, "end", None) if ends else at.snapshot.took_place(record)
    return day if day is not None and day <= at.day else None


STANDING = ("membership",)
"""The nouns whose life goes on when it is done: whoever is a full member is one until that ends."""


def is_held(record: Record, at: At) -> bool:
    """Whether a hold that is in force keeps a record."""
    return any(
        hold.in_force(at.day) and hold.keeps(key_of(record), record, at.snapshot.get(hold.about.noun, hold.about.id))
        for hold in at.snapshot.all(Hold).values()
    )


def _told(rule: RetentionRule, record: Record, one: RetentionState, at: At) -> Problem:
    code = "retention-overdue" if one.late else "retention-due"
    told = {"noun": named_noun(noun_of(record)), "unit": unit_name(one.unit, at), "over": one.over}
    return problem_by(rule, record, at, code, one.due, **told)


def _found(rule: RetentionRule, at: At) -> Iterator[Problem]:
    yield from (_told(rule, record, one, at) for record, one in kept_until(rule, at) if one.late)


def _to_dos(rule: RetentionRule, at: At) -> Iterator[ToDo]:
    for record, one in kept_until(rule, at):
        if not one.held:
            yield ToDo.about(
                record,
                at,
                kind="retention",
                rule=rule,
                urgency=by_day(one.due, at.day),
                reason=_told(rule, record, one, at),
                day=one.due,
            )


KIND: Kind[RetentionRule] = Kind(
    name="retention",
    form=RetentionRule,
    sound=unsound_retention,
    derives=(Derivation(RetentionState, lambda rule, at: (one for _, one in kept_until(rule, at))),),
    finds=_found,
    todo=_to_dos,
    untyped="the day until which something is kept is typed nowhere",
)
