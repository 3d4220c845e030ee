"""What people typed about a vote beside what the rule gives: an outcome of a motion, who is entered as elected, which projects are adopted.

A difference is told with both, the rule and its source; who is right, people decide.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any

from attrs import evolve

from grassroots.charter.rule import Rule
from grassroots.model import Candidacy, Count, Motion, Project, Tenure, Vote
from grassroots.problems import Problem
from grassroots.rules.decisions.decision_rule import DecisionRule
from grassroots.rules.decisions.votes import ROOM, Result, candidacies_of, counts_of, motion_of, trouble
from grassroots.rules.kind import At, Held
from grassroots.texts import Phrase
from grassroots.values import FOREVER, PersonId, PostId


def adopted_by(rule: DecisionRule, at: At) -> tuple[str, ...]:
    """The outcomes that say that a motion was carried; none where the charter has no word for it."""
    known = at.snapshot.charter.words.get("outcome", {})
    return rule.adopted or tuple(word for word in ("adopted",) if word in known)


def motion_declared(vote: Vote, result: Result, rule: DecisionRule, at: At) -> Iterator[Problem]:
    """An outcome of the motion that says something else than its last vote. One with a ground on record stands as it is."""
    motion, adopted = motion_of(vote, at), adopted_by(rule, at)
    if motion is None or result is Result.OPEN or not adopted:
        return
    for step in motion.steps:
        if step.outcome is None or step.ground is not None or step.on > at.day or _last_before(motion, step.on, at) != vote:
            continue
        if (step.outcome in adopted) != (result is Result.PASSED):
            named = at.snapshot.charter.named("outcome", step.outcome)
            told: dict[str, Any] = {"motion": motion.id, "day": step.on, "result": Phrase(ROOM, f"result-{result}")}
            yield trouble(vote, rule, "vote-motion", step.outcome, outcome=named, **told)


def outcomes_held(vote: Vote, result: Result, rule: DecisionRule, at: At) -> Iterator[Held]:
    """The motion whose outcome was entered after this vote, with a word for what the rule gives, and one for something else."""
    motion, adopted = motion_of(vote, at), adopted_by(rule, at)
    known = at.snapshot.charter.words.get("outcome", {})
    others = [word for word in known if word not in adopted]
    if motion is None or result is Result.OPEN or not adopted or not others:
        return
    steps = [step for step in motion.steps if step.outcome is not None]
    if steps and all(step.on <= at.day and _last_before(motion, step.on, at) == vote for step in steps):
        right, wrong = (adopted[0], others[0]) if result is Result.PASSED else (others[0], adopted[0])
        yield Held(record=motion, gives=right, other=wrong)


def with_outcome(motion: Motion, _: str, word: str) -> Motion:
    """A motion into which another outcome is entered, on no other ground."""
    steps = (one if one.outcome is None else evolve(one, outcome=word, ground=None) for one in motion.steps)
    return evolve(motion, steps=tuple(steps))


def counts_held(counts: Collection[Count], taken: Collection[str]) -> Iterator[Held]:
    """What was declared of each of the things chosen among. Where only one was taken, nobody may have declared it, and others not: then nothing was declared."""
    for one in counts:
        alone = one.option is not None and sum(other.option == one.option for other in counts) == 1
        if one.option is not None and alone and one.choice in (None, "yes"):
            won = one.option.id in taken
            if not won or len(taken) > 1:
                yield Held(record=one, gives=won, other=not won)


def _last_before(motion: Motion, day: date, at: At) -> Vote | None:
    """The last vote on a motion by a day: a motion that failed may be put again."""
    held = [one for one in at.snapshot.referrers(Vote, "motion", ("motion", motion.id)) if one.on <= day]
    return max(held, key=lambda one: (one.on, one.at is not None, str(one.at), one.id), default=None)


def counts_declared(vote: Vote, rule: Rule, taken: Collection[str], noun: str, at: At) -> Iterator[Problem]:
    """Counts declared adopted that the rule does not take, and the other way round. Where nobody declared anything, nothing is held against the rule.

    `taken`: the ids, of `noun`, that the rule elects or takes.
    """
    counts = [one for one in counts_of(vote, at) if one.option is not None and one.option.noun == noun]
    declared: dict[str, Count] = {}
    for one in counts:
        if one.choice in (None, "yes") and one.option is not None:
            known = declared.setdefault(one.option.id, one)
            declared[one.option.id] = one if one.adopted and not known.adopted else known
    if not any(one.adopted for one in declared.values()):
        return
    for id, one in sorted(declared.items()):
        if one.adopted != (id in taken):
            code = "vote-not-chosen" if one.adopted else "vote-passed-over"
            yield trouble(vote, rule, code, one.id, option=id, chosen=tuple(taken))


def entered(vote: Vote, rule: Rule, elected: Iterable[PersonId], ways: Collection[str], at: At) -> Iterator[Problem]:
    """Those who stood, lost and hold the post for which they stood since the vote, while somebody elected was never entered; and those elected.

    `ways`: the ways of holding a post by which those elected enter it; none: any.
    """
    snapshot = at.snapshot
    if snapshot.withheld & {"tenure", "candidacy", "person"}:
        return
    won = {snapshot.person(one) for one in elected}
    stood: dict[str, dict[str, Candidacy]] = {}
    for one in candidacies_of(vote, at):
        if one.post is not None:
            stood.setdefault(one.post, {})[snapshot.person(one.person)] = one
    for post, persons in sorted(stood.items()):
        began: dict[str, Tenure] = {}
        until = next_vote(vote, post, at)
        for tenure in sorted(snapshot.referrers(Tenure, "post", ("post", post)), key=lambda one: (one.start, one.id)):
            if vote.on <= tenure.start < until and tenure.start <= at.day and (not ways or tenure.method in ways):
                began.setdefault(snapshot.person(tenure.person), tenure)
        losers = {person: began[person] for person in sorted(set(persons) & set(began) - won)}
        # Whoever stood down after the vote is not passed over, and a seat that fell free may be filled anew.
        missing = [one for one in sorted(won & set(persons)) if one not in began and persons[one].withdrawn is None]
        freed = len([one for one in won & set(began) if began[one].end is not None]) + len(
            [one for one in won & set(persons) if persons[one].withdrawn is not None]
        )
        if len(losers) <= freed and not missing:
            continue
        for tenure in losers.values():
            chosen = tuple(sorted(won))
            yield trouble(vote, rule, "vote-not-elected", tenure.id, post=post, person=tenure.person, chosen=chosen)
        # Nobody entered yet is no fault; somebody left out beside those entered is one.
        for person in missing if losers or won & set(began) else ():
            told: dict[str, Any] = {"post": post, **({"tenures": tuple(one.id for one in losers.values())} if losers else {})}
            yield trouble(vote, rule, "vote-not-entered", person, **told)


def entered_since(vote: Vote, ways: Collection[str], at: At) -> dict[str, PostId]:
    """Who has held one of the posts of a vote since its day, until the next vote on the post, and which."""
    snapshot = at.snapshot
    if snapshot.withheld & {"tenure", "candidacy", "person"}:
        return {}
    found: dict[str, PostId] = {}
    for post in sorted({one.post for one in candidacies_of(vote, at) if one.post is not None}):
        until = next_vote(vote, post, at)
        for tenure in snapshot.referrers(Tenure, "post", ("post", post)):
            if vote.on <= tenure.start < until and tenure.start <= at.day and (not ways or tenure.method in ways):
                found.setdefault(snapshot.person(tenure.person), post)
    return found


def next_vote(vote: Vote, post: str, at: At) -> date:
    """The day of the next vote on a post."""
    later = [
        held.on
        for one in at.snapshot.referrers(Candidacy, "post", ("post", post))
        if (held := at.snapshot.get(Vote, one.vote)) is not None and held.on > vote.on
    ]
    return min(later, default=FOREVER)


def projects_declared(vote: Vote, rule: Rule, taken: Collection[str], adopted: Collection[str], at: At) -> Iterator[Problem]:
    """Projects on the list that were not taken, and whose life says after the vote that they were. One with a ground on record stands as it is."""
    listed = sorted({one.option.id for one in counts_of(vote, at) if one.option is not None and one.option.noun == "project"})
    for id in listed:
        project = at.snapshot.get(Project, id)
        if project is None or id in taken:
            continue
        later = [other.on for other in votes_on(id, at) if other.on > vote.on]
        for step in project.steps:
            day = step.on
            if step.state in adopted and vote.on <= day <= at.day and step.ground is None and day < min(later, default=FOREVER):
                yield trouble(vote, rule, "vote-project-not-chosen", id, name=project.name, day=day, chosen=tuple(taken))


def votes_on(project: str, at: At) -> list[Vote]:
    """The votes in which a project could be chosen."""
    ids = dict.fromkeys(one.vote for one in at.snapshot.referrers(Count, "option", ("project", project)))
    return [vote for id in ids if (vote := at.snapshot.get(Vote, id)) is not None]
