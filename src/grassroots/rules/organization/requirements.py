"""Requirements applied: each record held against what a rule asks of its kind, once, or anew in each period of the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.condition import AllOf, Condition, Has, Is, Stretch, wanted
from grassroots.charter.leaf import Leaf
from grassroots.charter.paths import leaves
from grassroots.fields import Column, Part, described, field_named, internal, public, special
from grassroots.model import NOUNS, Derived, Record, Tenure, Unit, derived_noun, key_of, noun_class, noun_of
from grassroots.model.labels import named_noun
from grassroots.problems import Named, Problem
from grassroots.reading.reader import Reader
from grassroots.rules.kind import At, Derivation, DerivedPath, Kind
from grassroots.rules.organization.requirement_rule import ITSELF, Having, RequirementRule, unsound_requirement
from grassroots.rules.todo import ToDo, Urgency, by_day
from grassroots.rules.worded import problem_by, stretch_name, unit_name
from grassroots.values import FOREVER, Period, Ref, UnitId

Key = tuple[str, str]


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class RequirementState(Derived):
    """What a rule requires of a record, and whether it is so: on a day, or in a period of the calendar.

    >>> RequirementState(id="bureaus:unit:v1", record=Ref("unit", "v1"), rule="bureaus", met=False, have=0, need=1).late
    False
    """

    record: Ref = field(metadata=special("the record", ref=tuple(NOUNS), part=Part.FACTS))
    unit: UnitId | None = field(default=None, metadata=internal("the unit of that record", ref="unit", home=True))
    rule: str = field(metadata=public("the rule of the charter that requires it"))
    first: date | None = field(default=None, metadata=public("the first day of the period, where it is asked anew in each"))
    last: date | None = field(default=None, metadata=public("the last day of that period; counted"))
    on: date | None = field(default=None, metadata=internal("the day to which it belongs, where the record took place on one"))
    met: bool = field(metadata=internal("whether it is so"))
    have: int = field(metadata=internal("how much of it there is; 0 or more"))
    need: int = field(metadata=internal("how much it takes; 0 or more"))
    lacking: int = field(default=0, metadata=internal("how much is lacking; 0 or more"))
    due: date | None = field(default=None, metadata=internal("the last day in time"))
    late: bool = field(default=False, metadata=internal("whether it is not so and that day has passed"))


@frozen(kw_only=True)
class Judged:
    """A record held against a rule: what there is and what it takes, the words that are lacking, the others that it is held against, the period."""

    record: Record
    met: bool
    have: int
    need: int
    words: tuple[Named, ...] = ()
    others: tuple[str, ...] = ()
    period: Period | None = None
    on: date | None = None
    due: date | None = None

    def late(self, day: date) -> bool:
        """Whether it is not so, and no longer in time."""
        return not self.met and (self.due is None or self.due < day)


class Requirement:
    """One rule over the records of a day."""

    def __init__(self, rule: RequirementRule, at: At) -> None:
        self._rule, self._snapshot, self._day, self._reader = rule, at.snapshot, at.day, at.reader
        self._of: dict[int, dict[Key, list[Record]]] = {}
        self._same = {path: self._by(path) for path in rule.once}

    def judged(self) -> Iterator[Judged]:
        """The records that the rule is about, each once, or once for each period."""
        kept = [self._kept_since(one) for one in self._rule.has if one.need]
        asked = list(wanted(self._rule.must))
        if (kept and all(day is None for day in kept)) or (asked and not any(self._is_kept(one) for one in asked)):
            # Of what an office never recorded nobody says that it is lacking.
            return
        for record in self._about():
            if self._rule.every is None:
                since = self._since(record)
                if since is not None or not self._rule.since:
                    yield self._judge(record, None, since)
                continue
            known = min((day for day in kept if day is not None), default=self._day)
            for period in self._periods(self._rule.every, record, known):
                yield self._judge(record, period, period.last)

    def _is_kept(self, one: Has) -> bool:
        """Whether there is any record of the kind that a condition looks for, whatever else it asks of one."""
        kind = _kind(one.where)
        return any(self._reader.holds(other, kind, self._day) for other in self._snapshot.all(one.noun).values())

    def _about(self) -> Iterator[Record]:
        rule = self._rule
        for record in self._snapshot.all(rule.noun).values():
            if rule.every is not None or (
                self._there(record) and any(self._holds(record, day) for day in self._asked_on(record))
            ):
                yield record

    def _asked_on(self, record: Record) -> tuple[date, ...]:
        """The days on which it is asked whether the rule is about a record: this one; where no two may stand at one time, each on which one came to something."""
        return (self._day, *self._changes(record)) if self._rule.once and not self._rule.owed else (self._day,)

    def _changes(self, record: Record) -> list[date]:
        """The days on which a record began, and came to something else."""
        steps = getattr(record, "steps", ()) or ()
        days = [step.on for step in steps] or [self._snapshot.begins(record) or self._day]
        return [day for day in days if day <= self._day]

    def _there(self, record: Record) -> bool:
        """Whether a record is judged: while it stands; what is wrong, whenever it was."""
        if self._rule.owed:
            return self._snapshot.counts_on(record, self._day)
        begins = self._snapshot.begins(record)
        return begins is None or begins <= self._day

    def _holds(self, record: Record, day: date) -> bool:
        return self._rule.where is None or self._reader.holds(record, self._rule.where, day)

    def _since(self, record: Record) -> date | None:
        return self._reader.event(record, self._rule.since, self._day) if self._rule.since else None

    def _periods(self, every: Stretch, record: Record, known: date) -> Iterator[Period]:
        """The periods on whose last day, or by now, the record stands and is one that the rule is about; from the first of which anything is known."""
        begins = self._snapshot.begins(record)
        period = every.around(max(known, begins) if begins is not None else known)
        while period.start <= self._day and period.end != FOREVER:
            if (opening := self._rule.opening) is not None:
                part = Period(period.start, min(opening.after(period.start), period.end))
            else:
                part = period
            last = min(part.last, self._day)
            if self._snapshot.counts_on(record, last) and self._holds(record, last):
                yield part
            period = every.around(period.end)

    def _kept_since(self, one: Having) -> date | None:
        """The first day of which the office has a record of that kind, whatever else is asked of one; None where it has none."""
        kind = _kind(one.where)
        days = (
            self._snapshot.begins(record) or date.min
            for record in self._snapshot.all(one.noun).values()
            if self._reader.holds(record, kind, self._day)
        )
        return min((day for day in days if day <= self._day), default=None)

    def _judge(self, record: Record, period: Period | None, since: date | None) -> Judged:
        rule, day = self._rule, self._day if period is None else min(period.last, self._day)
        on = self._own_day(record) if period is None else None
        if rule.on:
            day = self._reader.event(record, rule.on, self._day) or day
        if rule.eve_of and (own := self._reader.event(record, rule.eve_of, self._day)) is not None:
            day = own - timedelta(days=1)
        met, have, need, words = True, 0, 0, list[Named]()
        if rule.must is not None:
            met = self._reader.holds(record, rule.must, day)
        for one in rule.has:
            found = self._found(record, one, day, period)
            number, lacking = self._number(one, found, day)
            have, need, words = have + number, need + one.need, [*words, *lacking]
            met &= number >= one.need and (one.at_most is None or number <= one.at_most)
        others = self._twice(record, day) if rule.once else ()
        due = since if rule.within is None or since is None else rule.within.after(since)
        return Judged(
            record=record,
            met=met and not others,
            have=have,
            need=need,
            words=tuple(words),
            others=others,
            period=period,
            on=on,
            due=due if rule.within is not None or period is not None else None,
        )

    def _own_day(self, record: Record) -> date | None:
        """The day to which what is asked of a record belongs: that as of which it is judged, or on which it took place; None for what stands."""
        if named := self._rule.on or self._rule.eve_of:
            return self._reader.event(record, named, self._day)
        return self._snapshot.took_place(record)

    # -- what it has --

    def _index(self, one: Having) -> dict[Key, list[Record]]:
        """The records that count, by what the first path of `match` leads to."""
        at = self._rule.has.index(one)
        if at not in self._of:
            index = self._of[at] = {}
            first = next(iter(one.match), "")
            for other in self._snapshot.all(one.noun).values():
                begins = self._snapshot.begins(other)
                if begins is not None and begins > self._day:
                    continue
                if one.where is None or self._reader.holds(other, one.where, self._day):
                    for key in self._keys(other, first, self._day):
                        index.setdefault(key, []).append(other)
        return self._of[at]

    def _found(self, record: Record, one: Having, day: date, period: Period | None) -> list[Record]:
        (_, ours), *further = one.match.items()
        since = self._reader.event(record, one.since, day) if one.since else None
        until = self._reader.event(record, one.before, day) if one.before else None
        around = one.same.around(until) if one.same is not None and until is not None else None
        index = self._index(one)
        found = {other.id: other for key in self._keys(record, ours, day) for other in index.get(key, ())}
        kept = []
        for other in found.values():
            begins = self._reader.event(other, one.dated, self._day) if one.dated else self._snapshot.begins(other)
            if period is not None and (begins is None or begins not in period):
                continue
            if period is None and not self._snapshot.counts_on(other, day):
                continue
            if since is not None and begins is not None and begins < since:
                continue
            if until is not None and (begins is None or begins >= until or (around is not None and begins not in around)):
                continue
            if all(set(self._keys(other, theirs, day)) & set(self._keys(record, mine, day)) for theirs, mine in further):
                kept.append(other)
        return kept

    def _number(self, one: Having, found: list[Record], day: date) -> tuple[int, list[Named]]:
        if one.each:
            seen = {self._reader.value(other, one.each, day) for other in found}
            listed = next((leaf.words for leaf in leaves(self._snapshot.charter, one.noun, one.each) if leaf.words), "")
            lacking = [self._snapshot.charter.named(listed, word) for word in one.words if word not in seen]
            return len(one.words) - len(lacking), lacking
        if one.value:
            numbers = [self._reader.value(other, one.value, day) for other in found]
            return int(sum(number for number in numbers if isinstance(number, int | Decimal))), []
        return len(found), []

    def _keys(self, record: Record | Derived, path: str, day: date) -> tuple[Key, ...]:
        """What a path leads to: records by noun and id, or a value by itself."""
        if path == ITSELF:
            return ((noun_of(record), record.id),)
        head, _, rest = path.partition(".")
        info = field_named(noun_class(noun_of(record)), head)
        if rest and info is not None and info.refs:
            found = (self._snapshot.get(noun, id) for noun, id in self._keys(record, head, day))
            return tuple(key for other in found if other is not None for key in self._keys(other, rest, day))
        if info is None or not info.refs or rest:
            value = self._reader.value(record, path, day)
            noun = "unit" if path in ("above", "handler") else ""
            return () if value is None else ((noun, str(value)),)
        value = getattr(record, head)
        if isinstance(value, Ref):
            return ((value.noun, self._one(value.noun, value.id)),)
        return () if value is None else tuple((noun, self._one(noun, value)) for noun in info.refs)

    def _one(self, noun: str, id: str) -> str:
        return self._snapshot.person(id) if noun == "person" else id

    # -- what only one may have --

    def _by(self, path: str) -> dict[Any, list[Record]]:
        found: dict[Any, list[Record]] = {}
        for record in self._about():
            value = _bare(self._reader.value(record, path, self._day))
            if value is not None:
                found.setdefault(value, []).append(record)
        return found

    def _twice(self, record: Record, day: date) -> tuple[str, ...]:
        """The others that have the same at all the paths, at a time at which both stand."""
        values = [_bare(self._reader.value(record, path, day)) for path in self._rule.once]
        if None in values:
            return ()
        beside = self._same[self._rule.once[0]].get(values[0], ())
        return tuple(
            other.id
            for other in beside
            if other.id != record.id
            and self._at_one_time(record, other)
            and [_bare(self._reader.value(other, path, day)) for path in self._rule.once] == values
        )

    def _at_one_time(self, *both: Record) -> bool:
        """Whether there is a day on which the rule is about both, and both stand."""
        days = {day for record in both for day in self._changes(record)}
        return any(all(self._snapshot.counts_on(one, day) and self._holds(one, day) for one in both) for day in days)


def _bare(value: Any) -> Any:
    """A value as it is compared with that at another path, which may lead to a record with its noun before it."""
    return value.partition(":")[2] if isinstance(value, str) and value.partition(":")[0] in NOUNS else value


_HOW_IT_WENT = frozenset({"state", "state_kind", "standing", "outcome", "rating", "presence"})
"""What a record has come to. The other words of it say what it is: its kind, its topic, its role, its title."""


def _kind(condition: Condition | None) -> Condition:
    """What a condition says of what a record is, and not of how it went, how much it is, or on which day."""
    parts = condition.parts if isinstance(condition, AllOf) else (condition,)
    return AllOf(
        tuple(
            part
            for part in parts
            if isinstance(part, Is)
            and part.path.rpartition(".")[2] not in _HOW_IT_WENT
            and all(isinstance(value, str) for value in part.values)
        )
    )


def requirements_on(rule: RequirementRule, at: At) -> tuple[Judged, ...]:
    """Every record that a rule is about, held against it at the end of a day."""
    return at.snapshot.kept(f"requirement:{rule.name}:{at.day}", lambda _: tuple(Requirement(rule, at).judged()))


def _problem(one: Judged, rule: RequirementRule, at: At) -> Problem:
    record = one.record
    told = [_bare(value) for path in rule.tells if (value := at.reader.value(record, path, at.day)) is not None]
    lacking = one.words or (str(one.need - one.have),) if one.need > one.have else ()
    details = {
        "noun": named_noun(noun_of(record)),
        "name": getattr(record, "name", None) or "—",
        "unit": unit_name(at.snapshot.home(record), at),
        "period": stretch_name(rule.every, one.period.start) if rule.every and one.period else "—",
        "have": one.have if one.need else "—",
        "need": one.need or "—",
        "lacking": lacking or "—",
        "beside": tuple(dict.fromkeys([*map(str, told), *one.others])) or "—",
    }
    code = "requirement-broken" if not rule.owed else "requirement-missed" if one.period else "requirement-lacking"
    return problem_by(rule, record, at, code, record.id, **details)


def _found(rule: RequirementRule, at: At) -> Iterator[Problem]:
    yield from (_problem(one, rule, at) for one in requirements_on(rule, at) if one.late(at.day) and _asked(one, at))


def _asked(one: Judged, at: At) -> bool:
    """Whether it is still asked for: what was owed for a period, until the year is over in which it was due. What an ended unit did not do in its time, nobody
    can do any more."""
    if one.period is not None and isinstance(one.record, Unit) and not at.snapshot.counts_on(one.record, at.day):
        return False
    return one.period is None or one.due is None or one.due.year >= at.day.year


def _to_dos(rule: RequirementRule, at: At) -> Iterator[ToDo]:
    told = set[tuple[str, Period | None]]()
    for one in requirements_on(rule, at) if rule.owed else ():
        if not one.met and _asked(one, at):
            if _is_of_person(rule) and isinstance(one.record, Tenure):
                # Whoever holds several posts owes it once for all of them.
                owes = (at.snapshot.person(one.record.person), one.period)
                if owes in told:
                    continue
                told.add(owes)
            urgency = Urgency.LACKING if one.due is None else by_day(one.due, at.day)
            yield ToDo.about(
                one.record,
                at,
                kind="requirement",
                rule=rule,
                urgency=urgency,
                reason=_problem(one, rule, at),
                day=one.due,
                unit=_owner(one.record, rule, at),
            )


def _is_of_person(rule: RequirementRule) -> bool:
    """Whether a rule about posts that are held asks for what the holder has, and for nothing of the post itself."""
    return rule.must is None and all(tuple(one.match.values()) == ("person",) for one in rule.has)


def _owner(record: Record, rule: RequirementRule, at: At) -> UnitId | None:
    if rule.owner and rule.owner != ITSELF:
        unit = _bare(at.reader.value(record, rule.owner, at.day))
        if isinstance(unit, str) and at.snapshot.get(Unit, unit) is not None:
            return UnitId(unit)
    return at.snapshot.home(record)


def _states(rule: RequirementRule, at: At) -> Iterator[RequirementState]:
    for one in requirements_on(rule, at):
        # What belongs to a day of its own was so on that day, also where the record has ended since.
        if one.period is None and one.on is None and not at.snapshot.counts_on(one.record, at.day):
            continue
        noun, id = key_of(one.record)
        yield RequirementState(
            id=":".join((rule.known_as, noun, id, *([str(one.period.start)] if one.period else []))),
            record=Ref(noun, id),
            unit=at.snapshot.home(one.record),
            rule=rule.known_as,
            first=one.period.start if one.period else None,
            last=one.period.last if one.period else None,
            on=one.on,
            met=one.met,
            have=one.have,
            need=one.need,
            lacking=max(one.need - one.have, 0),
            due=one.due,
            late=one.late(at.day),
        )


def _above(reader: Reader, record: Any, rest: tuple[str, ...], day: date) -> Any:
    """The unit above a unit, and what is read of it."""
    if not isinstance(record, Unit):
        return None
    above = reader.snapshot.tree_on(day).parent(record.id)
    unit = reader.snapshot.get(Unit, above) if above is not None else None
    return above if unit is None or not rest else reader.value(unit, ".".join(rest), day)


def _leaves(charter: Charter, noun: str, rest: str) -> Iterator[Leaf]:
    if noun == "unit":
        yield from leaves(charter, "unit", rest) if rest else (Leaf(kind=Column.TEXT, refs=("unit",)),)


KIND = Kind(
    name="requirement",
    form=RequirementRule,
    sound=unsound_requirement,
    paths=(
        DerivedPath(
            head="above", rests=lambda charter, noun: ["", "kind"] if noun == "unit" else [], leaves=_leaves, value=_above
        ),
    ),
    derives=(Derivation(RequirementState, _states),),
    finds=_found,
    todo=_to_dos,
    untyped="whether it is met is typed nowhere",
)
