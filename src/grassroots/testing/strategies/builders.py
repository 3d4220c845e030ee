"""How the records of a drawn organization are made: as their fields say, and by hand where the domain says more than the fields.

A builder gives None where what it needs is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from attrs import evolve

from grassroots.charter import StateKind
from grassroots.fields import fields_of
from grassroots.model import NOUNS, Ballot, Claim, Mark, Membership, Record
from grassroots.rules import CovertCheckRule
from grassroots.testing.strategies.filling import filled
from grassroots.testing.strategies.office import Furnished, Span
from grassroots.testing.strategies.tree import FIRST, LAST
from grassroots.values import Quantity, UnitId

Builder = Callable[[Furnished, str], Record | None]


def _membership(office: Furnished, id: str) -> Record | None:
    """No two of one person in one unit at a time."""
    person = office.of("person")
    if person is None:
        return None
    day, _ = office.day()
    unit, registration = office.unit(day), office.word("registration")
    key = (person.id, unit, registration)
    bare = Membership(id=id, person=person.id, unit=unit, registration=registration)
    workflow = office.charter.workflow_of(bare)
    if key in office.ended:
        ended = office.ended[key]
        if ended is None or unit not in office.tree.status(ended):
            return None
        day = max(day, ended)
    steps = office.life(workflow, day)
    over = bool(steps and workflow and workflow.states[steps[-1].state].kind is StateKind.DROPPED)
    office.ended[key] = (steps[-1].on - office.dice.as_of).days if over else None
    return evolve(bare, number=office.dice.maybe(["0017", "A-3"]), steps=steps)


def _claim(office: Furnished, id: str) -> Record | None:
    """No need is taken up twice."""
    taken = {one.need for one in office.drawn.get("claim", ()) if isinstance(one, Claim)}
    free = [one.id for one in office.drawn.get("need", ()) if one.id not in taken]
    return filled(office, "claim", id, need=office.dice.one(free)) if free else None


def _tenure(office: Furnished, id: str) -> Record | None:
    """No more holders than the post has seats, and of an exclusive post none who holds another."""
    post, person = office.of("post"), office.of("person")
    if post is None or person is None:
        return None
    made = filled(office, "tenure", id, post=post.id, person=person.id)
    if made is None:
        return None
    first, end = office.spans["tenure", id]
    span = (FIRST if first is None else first, end)
    exclusive = post.kind in office.charter.exclusive
    held = office.busy.setdefault(f"post {post.id}", [])
    holds = office.busy.setdefault(f"person {person.id}", [])
    if sum(overlap(span, other) for other in held) >= post.seats:
        return None
    if exclusive and any(overlap(span, other) for other in holds):
        return None
    held.append(span)
    if exclusive:
        holds.append(span)
    return made


def _part(noun: str, whole: str, office: Furnished, id: str) -> Record | None:
    """What belongs to a whole that has a start and an end, and stands within these."""
    found = office.of(whole)
    return filled(office, noun, id, **{whole: found.id}) if found else None


def _asset(office: Furnished, id: str) -> Record | None:
    """A share is one of an earlier asset; what is disposed of has an end."""
    former = office.maybe_of("asset")
    share = office.dice.number(0, 3) if former else None
    made = filled(office, "asset", id, came_from=former, share=share, share_of=3 if former else None, disposal=None)
    return evolve(made, disposal=office.maybe_word("disposal")) if made and made.end else made  # type: ignore[attr-defined,call-arg]


def _once(office: Furnished, noun: str, id: str, key: tuple[str, ...], **given: Any) -> Record | None:
    made = filled(office, noun, id, **given)
    taken = {tuple(getattr(one, name) for name in key) for one in office.drawn.get(noun, [])}
    return None if made is None or tuple(getattr(made, name) for name in key) in taken else made


def _attendance(office: Furnished, id: str) -> Record | None:
    """A person comes to an activity once."""
    return _once(office, "attendance", id, ("activity", "person"))


def _activity(office: Furnished, id: str) -> Record | None:
    """A stage is one of its programme."""
    stage = office.dice.maybe(office.drawn.get("stage", []))
    programme = stage.programme if stage else office.maybe_of("programme")
    return filled(office, "activity", id, programme=programme, stage=stage.id if stage else None, place=None)


def _survey(office: Furnished, id: str) -> Record | None:
    """Fewer came back than were given out, to some of those asked about."""
    dice = office.dice
    numbers = {"population": [2000], "frame": [400, 1000], "issued": [100, 200], "returned": [90]}
    return filled(office, "survey", id, **{name: dice.maybe(some) for name, some in numbers.items()})


def _answer(office: Furnished, id: str) -> Record | None:
    """One record for each way to answer a question: together never more than came back."""
    return _once(
        office, "answer", id, ("survey", "item", "choice"), item=office.word("question"), number=office.dice.number(5, 15)
    )


def _vote(office: Furnished, id: str) -> Record | None:
    """No more papers than people who may vote."""
    eligible = office.dice.maybe([0, 9, 58])
    ballots = None if eligible is None else office.dice.number(0, eligible)
    seats = office.dice.maybe([1, 3])
    return filled(
        office, "vote", id, eligible=eligible, present=ballots, ballots=ballots, issued=None, seats=seats, casting=None
    )


def _count(office: Furnished, id: str) -> Record | None:
    """No more votes than papers, and one number for each answer about each thing."""
    vote = office.of("vote")
    if vote is None:
        return None
    votes = office.dice.number(0, vote.ballots or 0)
    return _once(office, "count", id, ("vote", "option", "choice"), vote=vote.id, votes=votes)


def _ballot(office: Furnished, id: str) -> Record | None:
    """Its id follows from what the papers say."""
    del id
    vote, option = office.of("vote"), office.ref("project", "proposal", "person")
    if vote is None:
        return None
    points, rank = office.dice.maybe([1, 3]), office.dice.maybe([1])
    marks = () if option is None else (Mark(option=option, points=points, rank=rank),)
    made = Ballot.of(vote.id, marks, office.dice.number(1, 9))
    return None if made.id in {one.id for one in office.drawn.get("ballot", [])} else made


def _case(office: Furnished, id: str) -> Record | None:
    """Of a confidential case nobody is named."""
    confidential = office.dice.number(0, 3) == 3
    requester = None if confidential else office.maybe_of("person")
    return filled(office, "case", id, confidential=confidential, requester=requester, text=f"Matter {id}", place=None)


def _reply(office: Furnished, id: str) -> Record | None:
    """On the day of the last step of its case."""
    case = office.of("case")
    on = case.steps[-1].on if case and case.steps else office.day()[1]
    return filled(office, "reply", id, case=case.id, on=on, contact=None) if case else None


def _service(office: Furnished, id: str) -> Record | None:
    """A unit is responsible for it, or a kind of unit."""
    made = filled(office, "service", id, number=f"0{office.dice.number(1, 3)}", responsible=None)
    if made is None or not office.dice.flag():
        return made
    start = office.spans["service", id][0]
    return evolve(made, responsible=office.unit(FIRST if start is None else start), responsible_kind=None)  # type: ignore[call-arg]


def _tally(office: Furnished, id: str) -> Record | None:
    """What it may be at least is no more than what it may be at most."""
    low, high = office.dice.one([(None, None), (Quantity.of(1), Quantity.of(2))])
    return filled(office, "tally", id, low=low, high=high)


def _rating(office: Furnished, id: str) -> Record | None:
    """Either a number, or papers for a choice."""
    choice = office.maybe_word("choice")
    if choice is None:
        value = Decimal(office.dice.number(0, 100))
        return filled(
            office, "rating", id, choice=None, value=value, returns=office.dice.number(1, 9), ballots=None, issued=None
        )
    papers = {"ballots": office.dice.number(0, 40), "issued": office.dice.maybe([40, 80])}
    return filled(office, "rating", id, choice=choice, value=None, returns=1, **papers)


def _consent(office: Furnished, id: str) -> Record | None:
    """What is revoked has an end."""
    made = filled(office, "consent", id, revoked=False)
    return evolve(made, revoked=made.end is not None and office.dice.flag()) if made else None  # type: ignore[attr-defined,call-arg]


def _same_person(office: Furnished, id: str) -> Record | None:
    """One record goes on under an earlier one, once: no two decisions about it, and no circle."""
    persons = office.drawn.get("person", [])
    if len(persons) < 2:
        return None
    kept, other = office.dice.number(0, len(persons) - 1), office.dice.number(0, len(persons) - 1)
    if kept >= other or persons[other].id in {one.merged for one in office.drawn.get("same_person", [])}:
        return None
    return filled(office, "same_person", id, kept=persons[kept].id, merged=persons[other].id, decided_by=persons[0].id)


def _notice(office: Furnished, id: str) -> Record | None:
    """About a person or a household only where they agreed, and only praise; about anything else, a bulletin."""
    given = [one for one in office.drawn.get("consent", []) if one.giver.noun != "partner" and one.end is None]
    consent = office.dice.maybe(given)
    about = consent.giver if consent else office.ref("unit", "project", "activity")
    if about is None or not {"bulletin", "praise"} <= set(office.charter.words.get("notice", {})):
        return None
    day, _ = office.day()
    if consent:
        day = max(day, (consent.start - office.dice.as_of).days)
    kind, by = ("praise", consent.id) if consent else ("bulletin", None)
    more = {"unit": office.unit(min(day, LAST)), "assessment": None, "replaces": None, "end": None}
    return filled(office, "notice", id, day=day, kind=kind, about=about, by_consent=by, **more)


def _mandate(office: Furnished, id: str) -> Record | None:
    """Given out by a post and for a unit of the kinds that the rule names; all its steps lie within its days."""
    rule = next(iter(office.charter.rules_of(CovertCheckRule)), None)
    if rule is None:
        return None
    day, _ = office.day()
    posts = [one for one in office.drawn.get("post", []) if one.kind in rule.ordered_by]
    targets = [unit for unit in office.tree.status(day) if office.tree.units[unit].kind in rule.targets]
    if not posts or not targets:
        return None
    target, last = UnitId(office.dice.one(targets)), office.dice.day(day + office.dice.number(0, 20))
    made = filled(office, "mandate", id, day=day, target=target, ordered_by=office.dice.one(posts).id, last=last, steps=())
    if made is None:
        return None
    steps = office.life(office.charter.workflow_of(made), day, apart=2)
    return evolve(made, steps=tuple(step for step in steps if step.on <= last))  # type: ignore[call-arg]


BY_HAND: Mapping[str, Builder] = {
    "membership": _membership,
    "claim": _claim,
    "tenure": _tenure,
    "stage": partial(_part, "stage", "programme"),
    "seat": partial(_part, "seat", "team"),
    "asset": _asset,
    "activity": _activity,
    "attendance": _attendance,
    "survey": _survey,
    "answer": _answer,
    "vote": _vote,
    "count": _count,
    "ballot": _ballot,
    "case": _case,
    "reply": _reply,
    "service": _service,
    "tally": _tally,
    "rating": _rating,
    "consent": _consent,
    "same_person": _same_person,
    "notice": _notice,
    "mandate": _mandate,
}
"""The nouns whose records obey more than their fields say."""


def builders() -> Mapping[str, Builder]:
    """How each noun is drawn, in an order in which records come after those that they may refer to, as far as can be."""
    left = [noun for noun in NOUNS if noun not in ("unit", "change_event")]
    found: dict[str, Builder] = {}
    while left:
        done = {"unit", "change_event", *found}
        noun = min(left, key=lambda one: _wanting(one, done))
        left.remove(noun)
        found[noun] = BY_HAND.get(noun) or partial(_plain, noun)
    return found


def _plain(noun: str, office: Furnished, id: str) -> Record | None:
    return filled(office, noun, id)


def _wanting(noun: str, done: set[str]) -> tuple[int, int]:
    """How many references of a noun lead to nothing that is drawn already: such as it must have, and all."""
    infos = [info for info in fields_of(NOUNS[noun]) if info.refs and not info.many]
    must = sum(not done & set(info.refs) for info in infos if not info.optional)
    return must, sum(len(set(info.refs) - done - {noun}) for info in infos)


def overlap(a: Span, b: Span) -> bool:
    """Whether two spans, open at None, have a day in common."""
    low = max(FIRST if a[0] is None else a[0], FIRST if b[0] is None else b[0])
    return low < min(10**6 if a[1] is None else a[1], 10**6 if b[1] is None else b[1])
