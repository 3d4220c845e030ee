"""Likely duplicates of a request, merging and splitting cases, and that everybody who asked is answered. No case is lost or doubled by it."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time

from attrs import evolve, field, frozen

from grassroots.charter import StateKind
from grassroots.errors import InvalidArgument
from grassroots.fields import described, public
from grassroots.model import Case, Derived, Reply, Step, derived_noun
from grassroots.problems import Problem
from grassroots.rules.casework.duplicates_rule import DuplicatesRule, Same, unsound_duplicates
from grassroots.rules.casework.handling_rule import HandlingRule
from grassroots.rules.kind import At, Derivation, Kind
from grassroots.rules.proposed import Carried, Proposed
from grassroots.rules.worded import problem_by, sourced
from grassroots.snapshot import Snapshot
from grassroots.texts import catalogue
from grassroots.values import CaseId, Language, PostId


@frozen(kw_only=True)
class Likely:
    """A case that is likely the same as another one: what is equal, and how many days lie between them. People decide."""

    case: CaseId
    other: CaseId
    same: tuple[Same, ...]
    days: int
    rule: DuplicatesRule

    def explain(self, language: Language = "en") -> tuple[str, ...]:
        """Why it is offered."""
        said = catalogue("grassroots.rules.casework").say
        details = {"case": self.case, "other": self.other, "same": self.same, "days": self.days, "most": self.rule.days}
        return (
            said("likely", language, **details),
            said("likely-decide", language, source=sourced(self.rule.source, language)),
        )


def likely_duplicates(rule: DuplicatesRule, at: At, case: Case | None = None) -> tuple[Likely, ...]:
    """The cases that had come in by a day and may be the same matter, the nearest in time first; each later case with those before it.

    Args:
        rule: what must be equal, and within how many days.
        at: the records, and the day.
        case: only those of this one, which need not be in the snapshot yet; without it, of all cases.
    """
    threads = threads_of(at)
    buckets: dict[tuple[str, ...], list[tuple[int, Case]]] = {}
    for one in at.snapshot.all(Case).values():
        if not one.steps or one.steps[0].on > at.day or (case is not None and one.id == case.id):
            continue
        key = _key(one, rule, at)
        if key is None:
            continue
        if not rule.ended and (status := at.reader.status(one, at.day)) is not None and status.state_kind in _ENDED:
            continue
        buckets.setdefault(key, []).append((one.steps[0].on.toordinal(), one))
    for bucket in buckets.values():
        bucket.sort(key=lambda pair: (pair[0], pair[1].id))
    found: list[Likely] = []

    def compare(later: Case, came: int, others: Sequence[tuple[int, Case]]) -> None:
        for on, other in others:
            if not _together(later, other, threads):
                found.append(Likely(case=later.id, other=other.id, same=rule.same, days=abs(came - on), rule=rule))

    if case is None:
        for bucket in buckets.values():
            first = 0
            for number, (came, later) in enumerate(bucket):
                while bucket[first][0] < came - rule.days:
                    first += 1
                compare(later, came, bucket[first:number])
    elif case.steps and (key := _key(case, rule, at)) is not None:
        near, came = buckets.get(key, []), case.steps[0].on.toordinal()
        first = bisect_left(near, came - rule.days, key=_day)
        compare(case, came, near[first : bisect_right(near, came + rule.days, key=_day)])
    return tuple(sorted(found, key=lambda one: (one.case, one.days, one.other)))


def _day(pair: tuple[int, Case]) -> int:
    return pair[0]


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class LikelyDuplicate(Derived):
    """A case that may be the same matter as one that came in before, on a day.

    >>> LikelyDuplicate(id="place:c-2:c-1", case=CaseId("c-2"), other=CaseId("c-1"), rule="place", days=3).days
    3
    """

    case: CaseId = field(metadata=public("the later case", ref="case", home=True))
    other: CaseId = field(metadata=public("the case that came in before", ref="case"))
    rule: str = field(metadata=public("the rule of the charter"))
    days: int = field(metadata=public("how many days lie between them; 0 or more"))


def _likely(rule: DuplicatesRule, at: At) -> tuple[Likely, ...]:
    key = f"duplicates:{rule.name}:{at.day}"
    return at.snapshot.kept(key, lambda _: likely_duplicates(rule, At.of(at.snapshot, at.day)))


def _pairs(rule: DuplicatesRule, at: At) -> Iterator[LikelyDuplicate]:
    for one in _likely(rule, at):
        key = f"{rule.name}:{one.case}:{one.other}"
        yield LikelyDuplicate(id=key, case=one.case, other=one.other, rule=rule.known_as, days=one.days)


def _proposals(rule: DuplicatesRule, at: At) -> Iterator[Proposed]:
    for one in _likely(rule, at):
        case = at.snapshot.all(Case)[one.case]
        reason = problem_by(rule, case, at, "case-likely-same", one.other, same=one.same, days=one.days)
        yield Proposed.by(rule, case, at, "duplicate", reason, _merger(rule, case, at.snapshot.all(Case)[one.other], at))


def _merger(rule: DuplicatesRule, case: Case, other: Case, at: At) -> tuple[Carried, ...]:
    """What merging the two changes: the one that came later is dealt with together with the earlier one."""
    if not rule.state:
        return ()
    first, later = sorted((case, other), key=lambda one: (_came(one), one.id))
    whole = merged(later, at, into=first, state=rule.state)
    return (Carried(noun="case", id=later.id, fields={"merged_into": whole.merged_into}, step=whole.steps[-1]),)


_ENDED = (StateKind.DONE, StateKind.DROPPED)


def _together(one: Case, other: Case, threads: Mapping[CaseId, CaseId]) -> bool:
    """Whether the two are already merged, or one was split off the other, or says that it repeats it."""
    if threads.get(one.id, one.id) == threads.get(other.id, other.id):
        return True
    tied = (one.part_of, one.repeats, other.part_of, other.repeats)
    return other.id in tied or one.id in tied or (one.part_of is not None and one.part_of == other.part_of)


def _key(case: Case, rule: DuplicatesRule, at: At) -> tuple[str, ...] | None:
    """What of a case must be equal; None if it lacks some of it, or the rule is not about it."""
    values: list[str] = []
    for same in rule.same:
        value: str | None
        if same is Same.REQUESTER:
            value = None if case.confidential else case.requester
        elif same is Same.PLACE:
            value = _folded(case.place)
        else:
            value = getattr(case, same.value)
        if not value:
            return None
        values.append(str(value))
    return tuple(values) if rule.where is None or at.reader.holds(case, rule.where, at.day) else None


def _folded(place: str | None) -> str:
    """A place as it is compared: without regard to case, width, blanks and marks."""
    plain = unicodedata.normalize("NFKC", place or "").casefold()
    return "".join(letter for letter in plain if letter.isalnum())


# -- merging and splitting -----------------------------------------------------------------------------------------------------------


def threads_of(at: At) -> Mapping[CaseId, CaseId]:
    """Each case → the case together with which it is dealt with: itself, where it was not merged. Of cases merged in a circle, the one that came first."""
    return at.snapshot.kept("threads", _threads)


def _threads(snapshot: Snapshot) -> Mapping[CaseId, CaseId]:
    cases = {CaseId(id): one for id, one in snapshot.all(Case).items()}
    found: dict[CaseId, CaseId] = {}
    for start in cases:
        way: list[CaseId] = []
        at = start
        while at not in found and at not in way:
            way.append(at)
            into = cases[at].merged_into
            if into is None or into not in cases:
                found[at] = at
            else:
                at = into
        if at not in found:
            circle = way[way.index(at) :]
            found[at] = min(circle, key=lambda id: (_came(cases[id]), id))
        found.update(dict.fromkeys(way, found[at]))
    return found


def _came(case: Case) -> date:
    return case.steps[0].on if case.steps else date.max


def merge_problems(at: At) -> tuple[Problem, ...]:
    """Cases that were merged in a circle, each circle once."""
    cases, threads = at.snapshot.all(Case), threads_of(at)
    leads = {lead for lead in threads.values() if cases[lead].merged_into in cases}
    return tuple(
        Problem(
            "case-merge-circle",
            source=at.snapshot.sources.get(("case", lead)),
            value=lead,
            details={"circle": sorted(id for id, other in threads.items() if other == lead)},
        )
        for lead in sorted(leads)
    )


def merged(case: Case, at: At, *, into: Case, state: str, time: time | None = None, by: PostId | None = None) -> Case:
    """The case as it is from a day on: dealt with together with another one, and still answered itself. Nothing else of it changes.

    Args:
        case: the case that is merged; it stays a case of its own, with its requester and its answer.
        at: all cases, and the day.
        into: the case together with which it is dealt with; one that is merged itself stands for its own.
        state: the state of a merged case, one of the workflow.
        time: the time of day.
        by: the post that decided.

    Raises:
        InvalidArgument: the two are one already.
    """
    threads = threads_of(at)
    lead = threads.get(into.id, into.id)
    if lead in (case.id, threads.get(case.id)):
        raise InvalidArgument(f"{case.id!r} and {into.id!r} are dealt with together already; nothing is to be merged")
    return evolve(case, merged_into=lead, steps=(*case.steps, Step(state=state, on=at.day, at=time, by=by)))


def split(case: Case, ids: Sequence[str], *, on: date) -> tuple[Case, ...]:
    """Cases that are split off one: each with its requester, category and place, and the first step on the day. The case itself stays as it is.

    Args:
        case: the case that holds several matters.
        ids: the ids of the new cases; at least one.
        on: the day.

    Raises:
        InvalidArgument: no ids, or one twice or already that of the case, or the case has no life that could go on.
    """
    if not ids or len(set(ids)) < len(ids) or case.id in ids or not case.steps:
        raise InvalidArgument("give the ids of the new cases, each once and none the case's own; the case needs a first step")
    first = Step(state=case.steps[0].state, on=on)
    return tuple(
        evolve(case, id=CaseId(id), part_of=case.id, merged_into=None, external_ids=(), attachments=(), steps=(first,))
        for id in ids
    )


@frozen(kw_only=True)
class Unanswered:
    """Somebody who still waits: the case with which theirs is dealt with was answered on `since`, theirs was not."""

    case: CaseId
    lead: CaseId
    since: date


def unanswered(rule: HandlingRule, at: At) -> tuple[Unanswered, ...]:
    """The merged cases that have no answer of their own by a day, though the one that leads has."""
    cases, threads = at.snapshot.all(Case), threads_of(at)
    if all(id == lead for id, lead in threads.items()):
        return ()
    answered: dict[CaseId, date] = {}
    for one in cases.values():
        days = [step.on for step in one.steps if step.state in rule.answer and step.on <= at.day]
        if days:
            answered[one.id] = days[0]
    for reply in at.snapshot.all(Reply).values():
        if reply.on <= at.day:
            answered[reply.case] = min(reply.on, answered.get(reply.case, reply.on))
    waiting = []
    for id, lead in sorted(threads.items()):
        if id == lead or id in answered or lead not in answered:
            continue
        status = at.reader.status(cases[id], at.day)
        if status is not None and status.state_kind is not StateKind.DROPPED:
            waiting.append(Unanswered(case=id, lead=lead, since=answered[lead]))
    return tuple(waiting)


KIND = Kind(
    name="duplicates",
    form=DuplicatesRule,
    sound=unsound_duplicates,
    derives=(Derivation(LikelyDuplicate, _pairs),),
    finds=lambda rule, at: (one.reason for one in _proposals(rule, at)),
    proposes=_proposals,
    untyped="that two matters are one is decided by people, never computed",
)
MERGED: Kind[None] = Kind(
    name="merged",
    form=None,
    finds=lambda _, at: merge_problems(at),
    untyped="it follows mergers that people typed, and computes no result",
)
"""Matters that were merged in a circle, or into what is not there."""
