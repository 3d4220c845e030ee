"""What must hold of notices and of mandates beside other records. What is refused here cannot be taken in, and nothing shows it.

A notice about a natural person is a recognition to which that person had agreed, whatever a charter says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from grassroots.charter import StateKind
from grassroots.model import Assessment, Case, Consent, Mandate, Notice, Post, Step, Unit
from grassroots.model.labels import named_noun
from grassroots.problems import Named, Problem
from grassroots.rules.openness.publication_rule import NATURAL, PublicationRule, Tone
from grassroots.rules.openness.supervision_rule import CovertCheckRule
from grassroots.rules.worded import rule_title
from grassroots.snapshot.records import Records
from grassroots.snapshot.told import problem_of
from grassroots.values import Ref

Fault = tuple[str, str, object, dict[str, Any]]
"""The code of the problem, the column, the value, the details."""


def publication_of(notice: Notice, snapshot: Records) -> PublicationRule | None:
    """The rule of publication for a notice, as in force on the day on which it was begun; None if there is none: then it may not be published."""
    day = notice.steps[0].on if notice.steps else snapshot.as_of
    return next((one for one in snapshot.charter.rules_of(PublicationRule, day) if one.known_as == notice.kind), None)


def concerned(about: Ref, snapshot: Records) -> Ref | None:
    """The natural person, or the household, that a notice about something is about; None if nobody can be told from it.

    A matter concerns whoever raised it.
    """
    if about.noun in ("person", "household"):
        return about
    if about.noun == "case":
        case = snapshot.get(Case, about.id)
        if case is not None and case.requester is not None:
            return Ref("person", case.requester)
    return None


def steps_of_kind(notice: Notice | Mandate, snapshot: Records, kind: StateKind) -> tuple[Step, ...]:
    """The steps that lead to a state of a kind."""
    workflow = snapshot.charter.workflow_of(notice)
    states = workflow.states if workflow else {}
    return tuple(step for step in notice.steps if step.state in states and states[step.state].kind is kind)


def agreed_on(consent: Consent, snapshot: Records, day: date) -> bool:
    """Whether a consent is in force on a day."""
    return snapshot.counts_on(consent, day)


def notice_faults(notice: Notice, snapshot: Records) -> Iterator[Fault]:
    """What is wrong about a notice."""
    rule = publication_of(notice, snapshot)
    if rule is None:
        yield "notice-no-rule", "kind", notice.kind, {}
        return
    told = {"rule": rule.title, "source": rule.source or "—"}
    about = named_noun(notice.about.noun)
    if notice.about.noun not in rule.about:
        yield "notice-about", "about", about, {**told, "nouns": tuple(map(named_noun, rule.about))}
    if notice.about.noun in NATURAL and rule.tone is not Tone.RECOGNITION:
        yield "notice-against-person", "about", about, told
    if notice.custom:
        yield "notice-text", "custom", notice.custom[0].name, told
    case = snapshot.get(Case, notice.about.id) if notice.about.noun == "case" else None
    if case is not None and case.confidential:
        yield "notice-confidential", "about", notice.about.id, told
    published = steps_of_kind(notice, snapshot, StateKind.DONE)
    yield from _consent(notice, rule, snapshot, published, told)
    yield from _judgement(notice, rule, snapshot, published, told)
    if rule.needs_basis and notice.legal_basis is None:
        yield "notice-no-basis", "legal_basis", "", told
    if published:
        yield from _times(notice, rule, snapshot, published[0].on, told)
        if rule.decision and notice.motion is None:
            yield (
                "notice-no-motion",
                "motion",
                "",
                {**told, "decision": rule_title(snapshot.charter, "decision", rule.decision)},
            )
    if notice.replaces is not None:
        earlier = snapshot.get(Notice, notice.replaces)
        if notice.replaces == notice.id or (
            earlier is not None and (earlier.kind, earlier.about) != (notice.kind, notice.about)
        ):
            yield "notice-replaces", "replaces", notice.replaces, told


def _named(snapshot: Records, words: str, names: Iterable[str]) -> tuple[Named, ...]:
    """Words of a list as they are called."""
    return tuple(snapshot.charter.named(words, name) for name in names)


def _consent(
    notice: Notice, rule: PublicationRule, snapshot: Records, published: tuple[Step, ...], told: dict[str, Any]
) -> Iterator[Fault]:
    person = concerned(notice.about, snapshot)
    giver = person or notice.about
    if person is None and (not rule.consent or notice.about.noun == "case"):
        return
    if not published and notice.by_consent is None:
        return  # it is asked for before it is published
    consent = snapshot.get(Consent, notice.by_consent) if notice.by_consent is not None else None
    if consent is None:
        # A consent that cannot be found is told with the reference.
        if notice.by_consent is None:
            yield "notice-no-consent", "by_consent", named_noun(notice.about.noun), told
        return
    # Persons who were merged are one person.
    same = consent.giver == giver or (
        consent.giver.noun == giver.noun == "person" and snapshot.person(consent.giver.id) == snapshot.person(giver.id)
    )
    if not same or not rule.consent or consent.purpose != rule.consent:
        yield (
            "notice-other-consent",
            "by_consent",
            consent.id,
            {**told, "purpose": snapshot.charter.named("consent", rule.consent or None)},
        )
    for step in published:
        if not agreed_on(consent, snapshot, step.on):
            yield "notice-consent-ended", "by_consent", consent.id, {**told, "day": step.on}
            return


def _judgement(
    notice: Notice, rule: PublicationRule, snapshot: Records, published: tuple[Step, ...], told: dict[str, Any]
) -> Iterator[Fault]:
    judged = snapshot.get(Assessment, notice.assessment) if notice.assessment is not None else None
    if judged is not None:
        closed = judged.grade is None and not judged.steps  # to a reader who may not know the grade
        if judged.subject != notice.about:
            yield "notice-judgement", "assessment", judged.id, told
        elif rule.after and not closed and (judged.rubric != rule.after.rubric or judged.grade not in rule.after.grades):
            yield (
                "notice-not-rated",
                "assessment",
                snapshot.charter.named("grade", judged.grade),
                {**told, "grades": _named(snapshot, "grade", rule.after.grades)},
            )
        elif rule.after and published and not closed:
            workflow = snapshot.charter.workflow_of(judged)
            states = workflow.states if workflow else {}
            decided = [step.on for step in judged.steps if step.state in states and states[step.state].kind is StateKind.DONE]
            if not decided or decided[0] > published[0].on:
                yield (
                    "notice-not-rated",
                    "assessment",
                    snapshot.charter.named("grade", judged.grade),
                    {**told, "grades": _named(snapshot, "grade", rule.after.grades)},
                )
    elif rule.after and published and notice.assessment is None:
        yield "notice-not-rated", "assessment", "—", {**told, "grades": _named(snapshot, "grade", rule.after.grades)}


def _times(notice: Notice, rule: PublicationRule, snapshot: Records, first: date, told: dict[str, Any]) -> Iterator[Fault]:
    if rule.objection_days:
        announced = [step.on for step in steps_of_kind(notice, snapshot, StateKind.WAITING) if step.on <= first]
        if not announced or (first - announced[0]).days < rule.objection_days:
            earliest = announced[0] + timedelta(days=rule.objection_days) if announced else "—"
            yield "notice-too-early", "", first, {**told, "days": rule.objection_days, "earliest": earliest}
    if rule.longest is not None and (notice.end is None or notice.end > rule.longest.after(first)):
        yield "notice-no-end", "end", notice.end or "—", {**told, "latest": rule.longest.after(first)}


def mandate_faults(mandate: Mandate, snapshot: Records) -> Iterator[Fault]:
    """What is wrong about a mandate: no rule that allows it, a target that is no service point, nobody who may order it, days beyond its limit."""
    rules = snapshot.charter.rules_of(CovertCheckRule, mandate.first)
    if not rules:
        yield "mandate-no-rule", "", mandate.first, {}
        return
    target, post = snapshot.get(Unit, mandate.target), snapshot.get(Post, mandate.ordered_by)
    kind = target.kind if target else None
    rule = next((one for one in rules if kind in one.targets), rules[0])
    told = {"rule": rule.title, "source": rule.source or "—"}
    if kind is not None and kind not in rule.targets:
        yield "mandate-target", "target", mandate.target, {**told, "known": _named(snapshot, "unit", rule.targets)}
    if post is not None and post.kind not in rule.ordered_by:
        yield (
            "mandate-orderer",
            "ordered_by",
            snapshot.charter.named("post", post.kind),
            {**told, "known": _named(snapshot, "post", rule.ordered_by)},
        )
    latest = rule.longest.after(mandate.first) - timedelta(days=1)
    if mandate.last > latest:
        yield "mandate-too-long", "last", mandate.last, {**told, "latest": latest}
    if mandate.last < mandate.first:
        yield "mandate-outside", "last", mandate.last, {**told, "start": mandate.first, "end": mandate.last}
    if mandate.custom:
        yield "mandate-text", "custom", mandate.custom[0].name, told
    workflow = snapshot.charter.workflow_of(mandate)
    for step in mandate.steps:
        state = workflow.states.get(step.state) if workflow else None
        # The first state is the order; any other that is open is a visit.
        visit = state and workflow and state.kind is StateKind.OPEN and state.name != workflow.start
        if visit and not mandate.first <= step.on <= mandate.last:
            yield "mandate-outside", "", step.on, {**told, "start": mandate.first, "end": mandate.last}


def notice_problems(notice: Notice, snapshot: Records) -> Iterator[Problem]:
    """What is wrong about a notice, as problems of its record."""
    for code, column, value, details in notice_faults(notice, snapshot):
        yield problem_of(snapshot, notice, code, value, column, **details)


def mandate_problems(mandate: Mandate, snapshot: Records) -> Iterator[Problem]:
    """What is wrong about a mandate, as problems of its record."""
    for code, column, value, details in mandate_faults(mandate, snapshot):
        yield problem_of(snapshot, mandate, code, value, column, **details)
