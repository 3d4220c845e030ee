"""What must hold between records: ids resolve, the tree is a tree, dates do not contradict, steps follow the workflow."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import chain, pairwise
from operator import attrgetter
from typing import Any

from grassroots.charter import Charter, Workflow
from grassroots.charter.condition import MISSING
from grassroots.errors import PluginError
from grassroots.fields import FieldInfo, fields_of
from grassroots.model import (
    NOUNS,
    Activity,
    Ballot,
    Case,
    Link,
    Note,
    Record,
    Step,
    Unit,
    has_span,
    has_steps,
    home_field,
    key_of,
    noun_of,
)
from grassroots.model.labels import named_field, named_noun
from grassroots.problems import Named, Problem, nearest
from grassroots.snapshot.beside import circles, holders, memberships, surely_from
from grassroots.snapshot.lives import step_faults
from grassroots.snapshot.records import Key, Records
from grassroots.snapshot.told import problem_of, states_of, words_of
from grassroots.values import PartialDate, Ref, Source

_TOGETHER: Mapping[str, tuple[str, ...]] = {"tenure": ("post", "person"), "membership": ("person",)}
"""What `together` gives of any charter."""

EVERYWHERE = frozenset({"unit", "same_person"})
"""Nouns of which one record can put anything right or wrong, however far from it: the tree, and who is one person.

Every other check of a record looks at that record, at what it refers to (along `CHAINS`, as far as they lead), and at what refers to it. `workspace.soundness` relies on this, so that a change costs
by what it touches; a test holds what it finds against what the whole finds.
"""


CHAINS: Mapping[str, tuple[str, ...]] = {
    noun: names
    for noun, kind in NOUNS.items()
    if (names := tuple(info.name for info in fields_of(kind) if noun in info.refs and not info.many))
}
"""Nouns whose records lead to others of their own, with the fields by which: merged into, replaces, comes from. None leads back to itself."""


def together(charter: Charter) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Nouns whose records are held against one another, with the fields by which: all records with one value there agree or not."""
    yield from _TOGETHER.items()
    for kind in charter.kinds.values():
        yield from kind.together.items()


def duplicates(records: Iterable[Record], sources: Mapping[Key, Source]) -> Iterator[Problem]:
    """Records that share a noun and an id with an earlier one."""
    seen: set[Key] = set()
    for record in records:
        key = key_of(record)
        if key in seen:
            yield Problem("duplicate-record", source=sources.get(key), value=record.id, details={"noun": named_noun(key[0])})
        seen.add(key)


def problems_of(snapshot: Records, about: Collection[Key] | None = None) -> Iterator[Problem]:
    """Everything that is wrong in a snapshot, in the order of nouns and ids; with `about`, at least what is wrong with these records."""
    kinds = snapshot.charter.kinds.values()
    for noun in NOUNS:
        of_kinds = [kind.checks[noun] for kind in kinds if noun in kind.checks]
        # What is wrong with what refers to an activity, or answers a survey, is found there.
        everywhere = about is None or noun in ("activity", "survey")
        records = snapshot.all(noun)
        wanted = [record for record in records.values() if everywhere or (noun, record.id) in (about or ())]
        doubtful = _doubtful(snapshot, wanted)
        for record in wanted:
            yield from _of_record(snapshot, noun, record, of_kinds, doubtful)
    yield from circles(snapshot)
    yield from holders(snapshot)
    yield from memberships(snapshot)


Check = Callable[[Any, Any], Iterable[Problem]]


def _doubtful(snapshot: Records, records: Sequence[Record]) -> tuple[FieldInfo, ...]:
    """The fields of these records, of one noun, in which something may stand that leads nowhere or is no word; all values of a field are looked at together."""
    if not records:
        return ()
    own: Any = type(records[0])
    found = []
    for info in _checked(own):
        values: Iterable[Any] = map(attrgetter(info.name), records)
        if not info.many:
            sound = _is_known(snapshot, info, set(values))
        else:
            rows = list(chain.from_iterable(values))
            sound = all(
                _is_known(snapshot, inner, set(map(attrgetter(inner.name), of_type)))
                for row in set(map(type, rows))
                if (of_type := [one for one in rows if type(one) is row])
                for inner in _checked(row)
            )
        if not sound:
            found.append(info)
    return tuple(found)


def _is_known(snapshot: Records, info: FieldInfo, values: set[Any]) -> bool:
    """Whether each of these values of a field leads to a record, or is a word of the charter."""
    values.discard(None)
    if info.refs and info.kind is Ref:
        if not all(value.noun in info.refs and value.id in snapshot.all(value.noun) for value in values):
            return False
    elif info.refs and not all(any(value in snapshot.all(noun) for noun in info.refs) for value in values):
        return False
    return not info.words or values <= {"", *snapshot.charter.words.get(info.words, ())}


def _of_record(
    snapshot: Records, noun: str, record: Record, of_kinds: Iterable[Check], doubtful: Iterable[FieldInfo]
) -> Iterator[Problem]:
    for info in doubtful:
        value = getattr(record, info.name)
        if info.many:
            for part in value:
                row: Any = type(part)
                for inner in _checked(row):
                    if (told := getattr(part, inner.name)) is not None:
                        yield from _of_field(snapshot, record, inner, told)
        elif value is not None:
            yield from _of_field(snapshot, record, info, value)
    if record.custom:
        yield from _custom(snapshot, record)
    for name in CHAINS.get(noun, ()):
        yield from _led_back(snapshot, record, name)
    if (known := getattr(record, "known", None)) is not None:
        yield from _in_part(snapshot, record, known, getattr(record, "start", None), "start")
    if has_span(noun):
        yield from _span(snapshot, record)
    if has_steps(noun):
        yield from _steps(snapshot, record)
    if isinstance(record, Unit):
        yield from _places(snapshot, record)
    if isinstance(record, Activity):
        if record.until is not None and record.until < record.on:
            yield problem_of(snapshot, record, "until-before-on", record.until, "until", start=record.on)
        yield from _private(snapshot, record)
    if isinstance(record, Case | Note):
        yield from _things(snapshot, record)
    if isinstance(record, Link):
        yield from _ends(snapshot, record)
    # Marks that are closed to a reader are empty, and say nothing of the id.
    if isinstance(record, Ballot) and record.marks and not record.follows:
        yield problem_of(snapshot, record, "ballot-id")
    for check in of_kinds:
        try:
            yield from check(record, snapshot)
        except PluginError as error:
            yield _failed(snapshot, record, error)


@cache
def _checked(cls: Any) -> tuple[FieldInfo, ...]:
    """The fields that lead to records or are words, and those whose rows have such. The outcome and rating of a step are judged by its workflow."""
    inside = ("outcome", "rating") if cls is Step else ()
    return tuple(info for info in fields_of(cls) if info.name not in inside and (info.many or info.refs or info.words))


def _failed(snapshot: Records, record: Record, error: PluginError) -> Problem:
    """The failure of a plugin's kind of rule at a record: it could not be checked, so it is not sound."""
    if error.problem is None:
        raise error
    return problem_of(snapshot, record, error.problem.code, error.problem.value, **error.problem.details)


def _led_back(snapshot: Records, record: Record, name: str) -> Iterator[Problem]:
    noun, at, path = noun_of(record), getattr(record, name), [record.id]
    while at is not None and at not in path:
        path.append(at)
        above = snapshot.get(noun, at)
        at = getattr(above, name) if above is not None else None
    if at == record.id:
        yield problem_of(snapshot, record, "led-back", getattr(record, name), name, circle=path)


def _of_field(snapshot: Records, record: Record, info: FieldInfo, value: Any) -> Iterator[Problem]:
    if info.refs:
        nouns, id = ((value.noun,), value.id) if isinstance(value, Ref) else (info.refs, value)
        if isinstance(value, Ref) and value.noun not in info.refs:
            yield problem_of(snapshot, record, "wrong-noun", value, info.name, nouns=tuple(map(named_noun, info.refs)))
        elif not any(snapshot.get(noun, id) for noun in nouns):
            near = nearest(id, snapshot.all(nouns[0]))
            yield problem_of(snapshot, record, "unknown-reference", id, info.name, target=named_noun(nouns[0]), near=near)
    if info.words and isinstance(value, str) and value:
        known = snapshot.charter.words.get(info.words, {})
        if value not in known:
            yield problem_of(
                snapshot,
                record,
                "unknown-word",
                value,
                info.name,
                words=named_field(info.words),
                near=words_of(snapshot, info.words, nearest(value, known)),
            )


def _custom(snapshot: Records, record: Record) -> Iterator[Problem]:
    """The charter's own fields hold what the charter says: each once, of its kind, a word of its list."""
    declared = {one.name: one for one in snapshot.charter.custom if one.noun == noun_of(record)}
    seen: set[str] = set()
    for part in record.custom:
        own = declared.get(part.name)
        if own is None:
            yield problem_of(snapshot, record, "unknown-custom", part.name, near=nearest(part.name, declared))
            continue
        column = Named(own.name, own.labels)
        if part.name in seen:
            yield problem_of(snapshot, record, "custom-twice", part.name, column)
        seen.add(part.name)
        filled = [slot for slot in ("text", "number", "day") if getattr(part, slot) is not None]
        # Where a reader is shown none of it, there is nothing to judge.
        if filled and filled != [{"number": "number", "day": "day"}.get(own.kind, "text")]:
            yield problem_of(snapshot, record, "custom-kind", part.name, column, kind=own.kind)
        elif own.kind == "word" and part.text is not None and part.text not in snapshot.charter.words.get(own.words, {}):
            near = words_of(snapshot, own.words, nearest(part.text, snapshot.charter.words.get(own.words, {})))
            yield problem_of(snapshot, record, "unknown-word", part.text, column, words=named_field(own.words), near=near)


def _private(snapshot: Records, activity: Activity) -> Iterator[Problem]:
    """Of a private kind of activity nothing is kept that could say what was said there. The problem itself does not repeat it."""
    word = snapshot.charter.word("activity", activity.kind)
    if word is None or not word.private:
        return
    named = {"kind": Named(word.label("en"), word.labels)}
    kind = {activity.kind, *word.said}
    for name in ("title", "place", "attachments", "custom", "external_ids"):
        if (value := getattr(activity, name)) and not (name == "title" and isinstance(value, str) and value.strip() in kind):
            yield problem_of(snapshot, activity, "private-words", "", name, **named)
    for noun in NOUNS:
        for info in fields_of(NOUNS[noun]):
            if info.many or "activity" not in info.refs:
                continue
            for other in snapshot.referrers(noun, info.name, key_of(activity)):
                if noun not in _SILENT or other.custom or other.attachments or other.external_ids:
                    yield problem_of(snapshot, other, "private-words", "", info.name, **named)


def _ends(snapshot: Records, link: Link) -> Iterator[Problem]:
    """At either end of a link stands what may stand there by its kind."""
    word = snapshot.charter.word("link", link.kind)
    for name in ("holder", "target") if word else ():
        ends, end = getattr(word, name), getattr(link, name)
        if ends and end.noun not in ends:
            yield problem_of(snapshot, link, "wrong-noun", end, name, nouns=tuple(map(named_noun, ends)))


def _things(snapshot: Records, record: Case | Note) -> Iterator[Problem]:
    """Who reports things and places is no informant: a report has nobody in it, and no words about anybody."""
    told = record if isinstance(record, Case) else snapshot.get(Case, record.about.id) if record.about.noun == "case" else None
    if told is None:
        return
    words = (snapshot.charter.word("category", told.category), snapshot.charter.word("channel", told.channel or ""))
    word = next((word for word in words if word is not None and word.things), None)
    if word is None:
        return
    for name in ("requester", "agent", "contact", "text") if isinstance(record, Case) else ("text",):
        if getattr(record, name):
            yield problem_of(snapshot, record, "things-only", "", name, kind=Named(word.label("en"), word.labels))


_SILENT = ("attendance", "due")
"""What may refer to a private activity: it says who was there, or that it was done."""


def _in_part(snapshot: Records, record: Record, known: PartialDate, day: date | None, name: str | Named) -> Iterator[Problem]:
    """A day of which no more than a month or a year is known lies in it."""
    if day is None or not known.earliest <= day <= known.latest:
        yield problem_of(snapshot, record, "known-otherwise", day or "", name, known=str(known))


def _span(snapshot: Records, record: Record) -> Iterator[Problem]:
    start, end = getattr(record, "start", None), getattr(record, "end", None)
    if start and end and end < start:
        yield problem_of(snapshot, record, "ends-before-start", end, "end", start=start)
    info = home_field(noun_of(record))
    if info is None or info.refs[0] == "unit":
        return
    id = getattr(record, info.name)
    above = None if id is None else snapshot.get(info.refs[0], id)
    if above is None or not has_span(info.refs[0]):
        return
    from_, until = getattr(above, "start", None), getattr(above, "end", None)
    first = surely_from(record)
    if (from_ and first and first < from_) or (until and (end or date.max) > until):
        yield problem_of(
            snapshot, record, "outside-its-whole", start or "", "start", whole=named_noun(info.refs[0]), whole_id=above.id
        )


def _steps(snapshot: Records, record: Record) -> Iterator[Problem]:
    steps = record.steps  # type: ignore[attr-defined]
    workflow = snapshot.charter.workflow_of(record)
    for step in steps:
        if step.known is not None:
            yield from _in_part(
                snapshot, record, step.known, step.on, states_of(workflow, (step.state,))[0] if workflow else step.state
            )
    for before, after in pairwise(steps):
        if after.on < before.on:
            states = (
                states_of(workflow, (before.state, after.state))
                if workflow
                else (Named(before.state, {}), Named(after.state, {}))
            )
            yield problem_of(snapshot, record, "steps-out-of-order", after.on, states[1], before=states[0], day=before.on)
    if workflow is None:
        if steps:
            yield problem_of(snapshot, record, "no-workflow")
        return
    # Whether a life follows its workflow hangs on nothing but what was done, one after the other: many records have the same.
    sound: set[tuple[Any, ...]] = snapshot.shared("sound-lives", set)
    life = (workflow.name, *[(step.state, step.outcome, step.rating) for step in steps])
    if life in sound:
        return
    faults = list(step_faults(steps, workflow))
    if not faults:
        sound.add(life)
    for code, step, details in faults:
        told = {name: _told(snapshot, workflow, name, value, code) for name, value in details.items()}
        value = told.pop("value", None) or states_of(workflow, (step.state,))[0]
        yield problem_of(snapshot, record, code, value, "", **told)


def _told(snapshot: Records, workflow: Workflow, name: str, value: Any, code: str) -> Any:
    """A detail of a fault in a life with the label of what it names: a state, a workflow, a word."""
    if name == "workflow":
        return named_noun(value) if value in NOUNS else words_of(snapshot, "category", (value,))[0]
    if name == "near" and code in ("unknown-outcome", "unknown-rating"):
        return words_of(snapshot, code.removeprefix("unknown-"), value)
    if name in ("before", "allowed", "near", "start"):
        return states_of(workflow, (value,))[0] if isinstance(value, str) else states_of(workflow, value)
    return value


def _places(snapshot: Records, unit: Unit) -> Iterator[Problem]:
    word = snapshot.charter.word("unit", unit.kind)
    for before, after in pairwise(unit.parents):
        if after.since <= before.since:
            yield problem_of(snapshot, unit, "places-out-of-order", after.since, "parents", day=before.since)
    for at, place in enumerate(unit.parents):
        if place.parent is None:
            continue
        above = snapshot.get(Unit, place.parent)
        if above is None:
            continue
        if word and above.kind not in word.under:
            kinds = words_of(snapshot, "unit", (unit.kind, above.kind, *(one for one in word.under if one != MISSING)))
            yield problem_of(
                snapshot, unit, "wrong-parent", above.id, "parents", kind=kinds[0], above=kinds[1], allowed=kinds[2:]
            )
        first = max(place.since, surely_from(unit) or place.since)
        if unit.end is not None and unit.end <= first:
            continue
        last = unit.parents[at + 1].since if at + 1 < len(unit.parents) else None
        too_early = above.start is not None and first < above.start
        too_late = above.end is not None and above.end <= first and (last is None or first < last)
        if too_early and first == date.min:
            yield problem_of(snapshot, unit, "no-first-day", above.id, "start", day=above.start)
        elif too_early or too_late:
            yield problem_of(snapshot, unit, "parent-not-standing", above.id, "parents", day=first)
    if word and word.under and MISSING not in word.under and not any(place.parent for place in unit.parents):
        kinds = words_of(snapshot, "unit", (unit.kind, *word.under))
        yield problem_of(snapshot, unit, "no-parent", kinds[0], "parents", allowed=kinds[1:])
