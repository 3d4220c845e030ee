"""Handling: which acts a matter needs, by whom, in what order."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.condition import Condition
from grassroots.charter.kind import Fault
from grassroots.charter.paths import workflows_of
from grassroots.charter.rule import Rule, between, names, of_noun, word
from grassroots.charter.toml import Path
from grassroots.model import NOUNS, has_steps
from grassroots.problems import nearest


@frozen(kw_only=True)
class Act:
    """What a step into a state takes, and how often and until when it may be taken. What it lacks is a Problem.

    `grounds`: it must say on what ground, one of these. `signed`: it must name the post that took it. `not_by`: the post must be another than that
    of the latest step into this state: who drafts does not approve. `confirmed`: for the grounds `confirm`, it holds only once a step into this
    state followed, taken by another post that nobody of the first holds: a second person.
    `most`: how often (0: as often as one likes). `since` and `days`: no later than so many days after the latest step into that state; working days with
    `working`, of `calendar`. `before_due`: no later than the day by which the case was to be done until then.
    `repeating`: grounds that say that the matter was dealt with before: the case must name the earlier one (`repeats`), and that must have its answer.
    `then`: what is proposed when it was taken `most` times: a state, such as arbitration.
    """

    state: str
    grounds: tuple[str, ...] = field(default=(), metadata=word("ground"))
    signed: bool = False
    not_by: str = ""
    confirm: tuple[str, ...] = field(default=(), metadata=word("ground"))
    confirmed: str = ""
    repeating: tuple[str, ...] = field(default=(), metadata=word("ground"))
    most: int = field(default=0, metadata=between(0, 100))
    since: str = ""
    days: int = field(default=0, metadata=between(0, 3660))
    working: bool = False
    calendar: str = field(default="", metadata=names("calendar"))
    before_due: bool = False
    then: str = ""


@frozen(kw_only=True)
class HandlingRule(Rule):
    """How cases are handled: `[handling.NAME]`: what steps into certain states take. Who may take a step, the workflow says (`moves`); it is
    asked of every step that names its post.

    `noun`: whose lives; `where`: which. `answer`: the states in which the requester has the answer: each requester of a merged case needs one as well. `acts`: what a step into a state takes.

    >>> HandlingRule(name="hotline", acts=(Act(state="returned", most=2, then="arbitration"),)).noun
    'case'
    """

    noun: str = "case"
    where: Condition | None = field(default=None, metadata=of_noun("noun"))
    acts: tuple[Act, ...] = ()
    answer: tuple[str, ...] = ()


def unsound_handling(rule: HandlingRule, charter: Charter) -> Iterator[Fault]:
    """What is unsound: states that there are not; a confirmation of nothing; a limit without a beginning."""
    if rule.noun not in NOUNS or not has_steps(rule.noun):
        yield ("noun",), "charter-noun", rule.noun, {"known": nearest(rule.noun, [noun for noun in NOUNS if has_steps(noun)])}
        return
    states = tuple(dict.fromkeys(state for workflow in workflows_of(charter, rule.noun) for state in workflow.states))
    for number, state in enumerate(rule.answer):
        if state not in states:
            yield ("answer", number), "charter-choice", state, {"known": nearest(state, states)}
    for at, act in enumerate(rule.acts):
        keys: Path = ("acts", at)
        for key in ("state", "not_by", "confirmed", "since", "then"):
            state = getattr(act, key)
            if (state or key == "state") and state not in states:
                yield (*keys, key), "charter-choice", state, {"known": nearest(state, states)}
        for key in ("confirm", "repeating"):
            for ground in getattr(act, key):
                if act.grounds and ground not in act.grounds:
                    yield (*keys, key), "charter-choice", ground, {"known": act.grounds}
        for key, other in (("confirm", "confirmed"), ("confirmed", "confirm"), ("days", "since"), ("then", "most")):
            if getattr(act, key) and not getattr(act, other):
                yield keys, "charter-missing", "", {"key": other}
