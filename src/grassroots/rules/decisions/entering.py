"""Results entered: what a vote gives is proposed where nobody has written it down; votes that failed to give a result are to be held again."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from grassroots.charter import StateKind
from grassroots.charter.rule import Rule
from grassroots.model import Candidacy, Motion, Post, Project, Step, Tenure, Vote, key_of
from grassroots.rules.decisions.decision_rule import DecisionRule
from grassroots.rules.decisions.declared import adopted_by, next_vote
from grassroots.rules.decisions.votes import ROOM, Result, candidacies_of, counts_of, motion_of, trouble
from grassroots.rules.kind import At, ToDo, Urgency
from grassroots.rules.proposed import Carried, Proposed
from grassroots.texts import Phrase
from grassroots.values import FOREVER


def outcome_to_enter(vote: Vote, result: Result, rule: DecisionRule, at: At) -> Iterator[Proposed]:
    """The outcome of a motion that its last vote decided, and that nobody entered."""
    motion, adopted = motion_of(vote, at), adopted_by(rule, at)
    if motion is None or result not in (Result.PASSED, Result.FAILED) or not adopted:
        return
    if any(step.outcome is not None and step.on <= at.day for step in motion.steps):
        return
    later = [one for one in at.snapshot.referrers(Vote, "motion", ("motion", motion.id)) if vote.on < one.on <= at.day]
    step = None if later else _deciding(motion, vote, result, adopted, at)
    if step is not None:
        told = {"motion": motion.title, "result": Phrase(ROOM, f"result-{result}")}
        reason = trouble(vote, rule, "vote-to-enter", "", **told)
        yield Proposed.by(rule, motion, at, "result", reason, (Carried(noun="motion", id=motion.id, step=step),))


def _deciding(motion: Motion, vote: Vote, result: Result, adopted: Collection[str], at: At) -> Step | None:
    """The step that says what came of it: into the next state that goes on, with an outcome that the life knows. None where a later step is on record."""
    workflow = at.snapshot.charter.workflow_of(motion)
    status = at.reader.status(motion, at.day)
    later = any(step.on > at.day for step in motion.steps)
    if later or workflow is None or status is None or status.state not in workflow.states:
        return None
    words = [one for one in workflow.outcomes if (one in adopted) == (result is Result.PASSED)]
    on = (StateKind.OPEN, StateKind.DONE)
    states = [
        name for name in workflow.states[status.state].next if name in workflow.states and workflow.states[name].kind in on
    ]
    if not words or not states:
        return None
    return Step(state=states[0], on=max(vote.on, motion.steps[-1].on), outcome=words[0])


def chosen_to_enter(
    vote: Vote, rule: Rule, chosen: Collection[str], noun: str, ways: Collection[str], at: At
) -> Iterator[Proposed]:
    """Those elected, or the projects taken, that nobody declared adopted; and those elected who have not entered the post for which they stood."""
    counts = [one for one in counts_of(vote, at) if one.option is not None and one.option.noun == noun]
    changes = [
        Carried(noun="count", id=one.id, fields={"adopted": True})
        for one in counts
        if one.option is not None and one.option.id in chosen and one.choice in (None, "yes")
    ]
    if any(one.adopted for one in counts):
        changes = []
    if noun == "person":
        changes += _terms(vote, chosen, ways, at)
    if changes and not again(vote, at):
        reason = trouble(vote, rule, "vote-chosen-to-enter", "", chosen=tuple(chosen))
        yield Proposed.by(rule, vote, at, "result", reason, tuple(changes))


def _terms(vote: Vote, chosen: Collection[str], ways: Collection[str], at: At) -> Iterator[Carried]:
    """The terms that begin, and those that end by it, in posts whose holders are kept."""
    snapshot = at.snapshot
    if snapshot.withheld & {"tenure", "candidacy", "person", "post"}:
        return
    for one in candidacies_of(vote, at):
        post = snapshot.get(Post, one.post) if one.post else None
        if post is None or one.person not in chosen or one.withdrawn is not None or next_vote(vote, post.id, at) != FOREVER:
            continue
        held = snapshot.referrers(Tenure, "post", ("post", post.id))
        mine = [
            t for t in held if snapshot.person(t.person) == snapshot.person(one.person) and (t.end is None or t.end > vote.on)
        ]
        if not held or mine:
            continue
        standing = [t for t in held if t.start <= at.day and (t.end is None or t.end > at.day)]
        if len(standing) >= post.seats:
            leaving = [t for t in standing if t.start < vote.on and t.person not in chosen]
            if not leaving:
                continue
            yield Carried(noun="tenure", id=min(leaving, key=lambda t: (t.start, t.id)).id, fields={"end": at.day})
        fields = {"post": post.id, "person": one.person, "start": at.day, "method": next(iter(ways), None)}
        yield Carried(noun="tenure", id=f"{vote.id}:{one.person}", fields=fields, new=True)


def projects_to_enter(vote: Vote, rule: Rule, taken: Collection[str], adopted: Collection[str], at: At) -> Iterator[Proposed]:
    """The projects that were taken and whose life does not say so yet."""
    for id in taken:
        project = at.snapshot.get(Project, id)
        workflow = at.snapshot.charter.workflow_of(project) if project is not None else None
        if project is None or workflow is None or not project.steps or project.steps[-1].on > at.day:
            continue
        state = workflow.states.get(project.steps[-1].state)
        goal = next((name for name in state.next if name in adopted), None) if state is not None else None
        if goal is not None and not any(step.state in adopted for step in project.steps):
            step = Step(state=goal, on=max(vote.until or vote.on, project.steps[-1].on))
            reason = trouble(vote, rule, "vote-project-to-enter", id, name=project.name)
            yield Proposed.by(rule, project, at, "result", reason, (Carried(noun="project", id=id, step=step),))


def to_hold_again(vote: Vote, rule: Rule, result: Result, unfilled: int, at: At) -> Iterator[ToDo]:
    """An election that is void, or left seats empty, and after which none was held."""
    if result not in (Result.VOID, Result.FAILED) or again(vote, at):
        return
    told: dict[str, Any] = {"result": Phrase(ROOM, f"result-{result}"), "unfilled": unfilled}
    yield ToDo.by(
        rule,
        kind="election",
        urgency=Urgency.LACKING,
        record=key_of(vote),
        unit=vote.unit,
        reason=trouble(vote, rule, "vote-again", "", **told),
    )


def again(vote: Vote, at: At) -> bool:
    """Whether a later vote of the same body was about the same: the motion, the posts, else the kind of vote."""
    posts = {one.post for one in at.snapshot.referrers(Candidacy, "vote", ("vote", vote.id)) if one.post}
    for one in at.snapshot.all(Vote).values():
        if one.unit != vote.unit or not vote.on < one.on <= at.day or one.kind != vote.kind:
            continue
        others = {held.post for held in at.snapshot.referrers(Candidacy, "vote", ("vote", one.id)) if held.post}
        if one.motion == vote.motion and (not posts or posts & others):
            return True
    return False
